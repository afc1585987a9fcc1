"""What many tests begin with is made once in a process; later tests get the same rows, put back table by table."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
Row = tuple[Any, ...]
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", "TRUNCATE")
WRITTEN = re.compile(r'(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
# How many values one statement carries.
MOST = 20_000


@dataclass(frozen=True)
class Table:
    """A table that was written into: what stood there before, and what of it is gone and new since."""

    name: str
    key: str
    columns: tuple[str, ...]
    before: list[Row]
    gone: list[Row]
    new: list[Row]

    def put(self) -> None:
        """Make of what was there before what came of it."""
        if self.gone:
            at = self.columns.index(self.key)
            with connection.cursor() as cursor:
                cursor.executemany(f'DELETE FROM "{self.name}" WHERE "{self.key}" = %s', [[row[at]] for row in self.gone])
        names, marks = ", ".join(f'"{column}"' for column in self.columns), f"({', '.join(['%s'] * len(self.columns))})"
        step = MOST // len(self.columns)
        for some in (self.new[at : at + step] for at in range(0, len(self.new), step)):
            sql = f'INSERT INTO "{self.name}" ({names}) VALUES {", ".join([marks] * len(some))}'
            with connection.cursor() as cursor:
                cursor.execute(sql, [value for row in some for value in row])


@dataclass(frozen=True)
class Memory:
    """What was written by making something, and the handles to it as they were then."""

    tables: list[Table]
    handles: bytes

    @property
    def fits(self) -> bool:
        """Whether the tables hold what they held: a test may have written something of its own before."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f'(SELECT count(*) FROM "{table.name}")' for table in self.tables))
            counts = list(cursor.fetchone())
        same = counts == [len(table.before) for table in self.tables]
        return same and all(_rows(table.name)[1] == table.before for table in self.tables if table.before)

    def recall(self) -> Any:
        for table in self.tables:
            table.put()
        return pickle.loads(self.handles)


def standing(blocker: Any, make: Callable[[], T]) -> Iterator[T]:
    """What `make` gives, standing for every test of a class or a module, for its fixture to `yield from`.

    Each test takes back what it writes itself; what `make` wrote is taken back after the last. For what is too large to be put back
    row by row. The fixture must ask for `django_db_setup` before, its tests for `db`.
    """
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
    try:
        with blocker.unblock():
            made = make()
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


_memories: dict[str, Memory | None] = {}


def remembered(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, with all that it writes. Without a transaction, or where tables hold something else, it is made as ever.

    `make` must depend on nothing but what is in the tables. Rows keep their keys and moments from one test to the next. On PostgreSQL
    sequences are never set back, so no number is given twice.
    """
    if not connection.in_atomic_block:
        return make()
    if name not in _memories:
        _memories[name] = _made(make)
    memory = _memories[name]
    return memory.recall() if memory and memory.fits else make()


def _made(make: Callable[[], Any]) -> Memory | None:
    """Make it, look what is there, take it back and look what was there before; None where it writes in a way that we cannot tell."""
    written: list[str] = []

    def listen(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith(WRITES):
            written.append(sql)
        return execute(sql, *more)

    mark = transaction.savepoint()
    with connection.execute_wrapper(listen):
        handles = pickle.dumps(make())
    into = [WRITTEN.match(sql) for sql in written]
    names = list(dict.fromkeys(found[1] for found in into if found))
    after = [_rows(name) for name in names]
    transaction.savepoint_rollback(mark)
    return Memory([_table(name, *found) for name, found in zip(names, after, strict=True)], handles) if all(into) else None


def _table(name: str, columns: tuple[str, ...], after: list[Row]) -> Table:
    _, before = _rows(name)
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, name)
    assert key, f"{name} has no key"
    gone, new = [row for row in before if row not in after], [row for row in after if row not in before]
    return Table(name, key, columns, before, gone, new)


def _rows(table: str) -> tuple[tuple[str, ...], list[Row]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        return tuple(column[0] for column in cursor.description), cursor.fetchall()
