"""The migrated database is made once and copied: the migrations take fifteen seconds of every process that runs them.

Whoever needs it first runs the migrations as ever and keeps a copy of what they made: on SQLite a file in pytest's cache, on PostgreSQL
a database that others are made from. Once a line of the program has changed the copy is made anew, for migrations write what the program
says. `--create-db` makes it anew in any case.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

import django
import pytest
from django.db import connection

PROGRAM = Path(__file__).resolve().parents[1] / "minqing"
# What migrations may read. Templates, styles and tests are none of it.
READ = {".py", ".tsv", ".txt", ".json", ".xz"}


@dataclass
class OfSQLite:
    """A file, read into the database in memory."""

    folder: Path
    version: str
    keeper: sqlite3.Connection | None = field(default=None, init=False)

    @property
    def file(self) -> Path:
        return self.folder / f"{self.version}.sqlite3"

    def take(self) -> bool:
        """Have the test database begin as the copy; False where there is none."""
        if not self.file.exists():
            return False
        make = connection.creation._create_test_db
        connection.creation._create_test_db = partial(self._make, make)
        return True

    def _make(self, make: Any, *asked: Any, **more: Any) -> str:
        name = str(make(*asked, **more))
        # A database in memory lasts as long as somebody is connected with it.
        self.keeper = sqlite3.connect(name, uri=True)
        with closing(sqlite3.connect(self.file)) as source:
            source.backup(self.keeper)
        return name

    def keep(self) -> None:
        """Make the copy from the test database."""
        for old in self.folder.glob("*.sqlite3"):
            old.unlink()
        half = self.file.with_suffix(".half")
        half.unlink(missing_ok=True)
        with closing(sqlite3.connect(half)) as target:
            connection.ensure_connection()
            connection.connection.backup(target)
        half.rename(self.file)

    def done(self) -> None:
        if self.keeper:
            self.keeper.close()


@dataclass
class OfPostgreSQL:
    """A database of the server, which its comment says the version of."""

    folder: Path
    version: str
    name: str = field(default_factory=lambda: f"test_{connection.settings_dict['NAME']}_migrated")

    def take(self) -> bool:
        """Have the test database made from the copy; False where there is none."""
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [self.name])
            found = cursor.fetchone()
        if found is None or found[0] != self.version:
            return False
        connection.settings_dict["TEST"]["TEMPLATE"] = self.name
        return True

    def keep(self) -> None:
        """Make the copy from the test database."""
        quoted, source = (connection.ops.quote_name(name) for name in (self.name, connection.settings_dict["NAME"]))
        # Nobody may be connected with a database that is copied.
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE {source}")
            cursor.execute(f"COMMENT ON DATABASE {quoted} IS '{self.version}'")

    def done(self) -> None:
        pass


@dataclass
class Copying:
    """The copy while it is looked for and made: one process at a time."""

    lock: IO[str]
    copy: OfSQLite | OfPostgreSQL
    found: bool


COPYING = pytest.StashKey[Copying]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: Any, django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[None]:
    """Look for the copy before the test database is made."""
    config = request.config
    cache, option = getattr(config, "cache", None), config.getvalue
    if cache is None or option("nomigrations") or option("reuse_db"):
        yield
        return
    folder = Path(cache.mkdir("migrated"))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        copy = (OfSQLite if connection.vendor == "sqlite" else OfPostgreSQL)(folder, version())
        with django_db_blocker.unblock():
            found = not option("create_db") and copy.take()
        config.stash[COPYING] = Copying(lock, copy, found)
        yield


@pytest.fixture(scope="session")
def django_db_setup(request: Any, django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep what the migrations made, where there was no copy of it."""
    copying = request.config.stash.get(COPYING, None)
    if copying is None:
        return
    with django_db_blocker.unblock():
        if not copying.found:
            copying.copy.keep()
        copying.copy.done()
    fcntl.flock(copying.lock, fcntl.LOCK_UN)


def version() -> str:
    """What the copy depends on: the program, Django and SQLite."""
    told = blake2b(f"{django.__version__} {sqlite3.sqlite_version}".encode(), digest_size=16)
    for path in sorted(PROGRAM.rglob("*")):
        if path.suffix in READ and not {"tests", "static", "__pycache__"} & set(path.parts):
            told.update(path.relative_to(PROGRAM).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()
