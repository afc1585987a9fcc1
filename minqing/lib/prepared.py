"""Statements for the database that are built once and only filled afterwards.

Building a statement out of a queryset takes several times as long as having it answered from an index. What every request asks
(whose session, which posts, which rules) is therefore a queryset written once, with a `Slot` for each value that changes:

    of_user = Prepared(lambda: Posting.objects.filter(user=Slot("user", models.UUIDField())))
    of_user(user=viewer.pk)

`insert` does the same for new rows.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import signals
from django.db.models.query import QuerySet
from django.db.models.sql import InsertQuery

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)
# The one that settings name.
DATABASE = DEFAULT_DB_ALIAS


class Slot(models.Expression):
    """A value given when the question is asked. It reaches the database as a column of the `field`'s type would."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """A place in the statement; what stands there is the slot itself until it is filled."""
        return "%s", [self]


def slots(name: str, field: models.Field[Any, Any], most: int) -> list[Slot]:
    """Slots for a condition `…__in` of at most so many values, which `listed` gives."""
    return [Slot(f"{name}{n}", field) for n in range(most)]


def listed(name: str, values: Sequence[Any], most: int) -> dict[str, Any]:
    """What fills `slots(name, …, most)`: the values, of which the first stands again where there are fewer. Never none."""
    if not 0 < len(values) <= most:
        raise ValueError(f"{name} takes 1 to {most} values, not {len(values)}")
    return {f"{name}{n}": values[n] if n < len(values) else values[0] for n in range(most)}


class Prepared(Generic[T]):
    """A queryset of records or of values, without prefetches, asked with other values each time. Threads may share it.

    A slot never means "is null": None is refused.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, T]]) -> None:
        self._build = build
        self._built: _Built | None = None

    def __call__(self, **values: Any) -> list[T]:
        """The records. Raises KeyError for a slot that is not filled."""
        if self._built is None:
            self._built = self._prepare()
        return list(self._built.rows(values))

    def first(self, **values: Any) -> T | None:
        """The first record, or None. The queryset itself says where to stop (`[:1]`)."""
        found = self(**values)
        return found[0] if found else None

    def _prepare(self) -> _Built:
        queryset = self._build()
        compiler = queryset.query.get_compiler(DATABASE)
        sql, params = compiler.as_sql()
        if queryset._prefetch_related_lookups or compiler.has_extra_select:  # type: ignore[attr-defined]
            raise TypeError("a prepared question fetches nothing beside its records")
        converters = compiler.get_converters([chosen[0] for chosen in compiler.select[: compiler.col_count]])
        return _Built(queryset, compiler, sql, tuple(params), converters)


class PreparedOf(Prepared[M]):
    """Records that belong to another, which they then know: `field` is their foreign key, `Slot("of", …)` its value."""

    def __init__(self, field: str, build: Callable[[], QuerySet[Any, M]]) -> None:
        super().__init__(build)
        self._field = field

    def of(self, record: models.Model) -> list[M]:
        """The records of one other."""
        found = self(of=record.pk)
        for one in found:
            setattr(one, self._field, record)
        return found


@dataclass(frozen=True)
class _Built:
    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]

    def rows(self, values: dict[str, Any]) -> Iterable[Any]:
        connection = connections[DATABASE]
        filled = [_filled(param, values, connection) if type(param) is Slot else param for param in self.params]
        with _cursor(connection) as cursor:
            cursor.execute(self.sql, filled)
            found = cursor.fetchall()
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_, **__: [found]
        compiler.get_converters = lambda _: self.converters
        make: Any = self.queryset._iterable_class
        return cast("Iterable[Any]", make(_Asked(self.queryset, compiler)))


def _cursor(connection: Any) -> Any:
    if connection.vendor != "postgresql":
        return connection.cursor()
    from minqing.lib import planned

    return planned.cursor(connection)


def _filled(slot: Slot, values: dict[str, Any], connection: Any) -> Any:
    value = values[slot.name]
    if value is None:
        raise ValueError(f"the slot {slot.name} has no value")
    return slot.output_field.get_db_prep_value(value, connection)


class _Asked:
    """A queryset and its query in one, to what makes records of rows: all of them but for the compiler, which has its rows."""

    def __init__(self, queryset: QuerySet[Any, Any], compiler: Any) -> None:
        self._queryset = queryset
        self._compiler = compiler
        self.db = DATABASE

    @property
    def query(self) -> _Asked:
        return self

    def get_compiler(self, using: str) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._queryset, name, None)
        return getattr(self._queryset.query, name) if found is None else found


def insert(*records: models.Model) -> None:
    """Store new records of one model, each as `save(force_insert=True)` would; a key that the database counts up is not read back.

    Raises TypeError for a model with parents, with values that the database gives, or that a signal listens to.
    """
    model = type(records[0])
    sql, fields = _inserts.get(model) or _insert_of(records[0])
    connection = connections[DATABASE]
    rows = [[field.get_db_prep_save(field.pre_save(record, True), connection) for field in fields] for record in records]
    with _cursor(connection) as cursor:
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)
    for record in records:
        record._state.adding, record._state.db = False, DATABASE


_inserts: dict[type[models.Model], tuple[str, list[models.Field[Any, Any]]]] = {}


def _insert_of(record: models.Model) -> tuple[str, list[models.Field[Any, Any]]]:
    model, meta = type(record), record._meta
    given = [field for field in meta.concrete_fields if field.generated or field.has_db_default()]
    if meta.parents or given or signals.pre_save.has_listeners(model) or signals.post_save.has_listeners(model):
        raise TypeError(f"{meta.label} is stored by save()")
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    query = InsertQuery(model)
    query.insert_values(fields, [record])
    [(sql, _)] = query.get_compiler(DATABASE).as_sql()
    built = _inserts[model] = (sql, fields)
    return built
