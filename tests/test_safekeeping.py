"""A backup brings back what was there, whole or not at all; a new key leaves the old numbers readable."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from minqing import safekeeping
from minqing.lib import vault
from minqing.lib.refusal import NotNow


def lite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def words_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [words for (words,) in database.execute("SELECT words FROM diary ORDER BY words")]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A database in use, with what was written last still beside it, and a photograph."""
    here = tmp_path / "here"
    (here / "media" / "2026").mkdir(parents=True)
    (here / "media" / "2026" / "沟.jpg").write_bytes(b"photo")
    with closing(sqlite3.connect(here / "db.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE diary (words TEXT)")
        database.execute("INSERT INTO diary VALUES ('清沟')")
        database.commit()
    return here


@pytest.fixture
def backup(house: Path, tmp_path: Path) -> Path:
    target = tmp_path / "one.tar.gz"
    safekeeping.pack(target, lite(house / "db.sqlite3"), house / "media")
    return target


class TestBackup:
    def test_it_is_taken_while_somebody_writes(self, house: Path, tmp_path: Path) -> None:
        with closing(sqlite3.connect(house / "db.sqlite3")) as writer:
            writer.execute("INSERT INTO diary VALUES ('还没写完')")
            safekeeping.pack(tmp_path / "one.tar.gz", lite(house / "db.sqlite3"), house / "media")
        there = tmp_path / "there"
        safekeeping.unpack(tmp_path / "one.tar.gz", lite(there / "db.sqlite3"), there / "media")

        assert words_in(there / "db.sqlite3") == ["清沟"]

    def test_it_is_for_its_owner_alone_and_holds_no_key(self, house: Path, backup: Path) -> None:
        assert backup.stat().st_mode & 0o077 == 0
        with tarfile.open(backup) as tar:
            assert set(tar.getnames()) == {"about.json", "database.sqlite3", "media", "media/2026", "media/2026/沟.jpg"}
        assert sorted(path.name for path in backup.parent.iterdir()) == ["here", "one.tar.gz"]

    def test_it_never_takes_the_place_of_an_older_one(self, house: Path, backup: Path) -> None:
        with pytest.raises(NotNow, match="换个名字"):
            safekeeping.pack(backup, lite(house / "db.sqlite3"), house / "media")

    def test_it_makes_no_empty_database_where_there_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(NotNow, match="--db"):
            safekeeping.pack(tmp_path / "one.tar.gz", lite(tmp_path / "wrong.sqlite3"), tmp_path)
        assert list(tmp_path.iterdir()) == []


class TestRestore:
    def test_it_brings_records_and_photographs_back(self, backup: Path, tmp_path: Path) -> None:
        there = tmp_path / "there"
        about = safekeeping.unpack(backup, lite(there / "db.sqlite3"), there / "media")

        assert about["files"] == 1
        assert words_in(there / "db.sqlite3") == ["清沟"]
        assert (there / "media" / "2026" / "沟.jpg").read_bytes() == b"photo"

    def test_it_leaves_a_database_alone_unless_told(self, house: Path, backup: Path) -> None:
        with pytest.raises(NotNow, match="--over"):
            safekeeping.unpack(backup, lite(house / "db.sqlite3"), house / "media")

    def test_what_was_there_is_put_aside_whole(self, house: Path, backup: Path) -> None:
        with closing(sqlite3.connect(house / "db.sqlite3")) as database:
            database.execute("INSERT INTO diary VALUES ('后写的')")
            database.commit()
        safekeeping.unpack(backup, lite(house / "db.sqlite3"), house / "media", over=True)

        (aside,) = house.glob("db.sqlite3.2*")
        assert words_in(house / "db.sqlite3") == ["清沟"]
        assert words_in(aside) == ["后写的", "清沟"]

    def test_it_takes_nothing_that_is_no_backup_or_of_another_sort(self, backup: Path, tmp_path: Path) -> None:
        (tmp_path / "not.tar.gz").write_text("不是")
        half = tmp_path / "half.tar.gz"
        half.write_bytes(backup.read_bytes()[:-40])
        for wrong in (tmp_path / "not.tar.gz", half):
            with pytest.raises(NotNow, match="不是完整的备份"):
                safekeeping.unpack(wrong, lite(tmp_path / "there.sqlite3"), tmp_path / "media")
        with pytest.raises(NotNow, match="SQLite"):
            safekeeping.unpack(backup, {"ENGINE": "django.db.backends.postgresql", "NAME": "minqing"}, tmp_path / "media")
        assert not (tmp_path / "there.sqlite3").exists()


class TestKey:
    def test_a_new_key_seals_and_the_old_one_still_opens(self, tmp_path: Path) -> None:
        path = tmp_path / "a.key"
        vault.make_key_file(path)
        before = vault.load(path)
        sealed, found = before.seal("13800001111", "phone"), before.keyed("13800001111", "phone")

        assert vault.add_key(path) == 2
        after = vault.load(path)
        again = after.seal("13800001111", "phone")
        assert (sealed[1], again[1]) == (1, 2)
        assert after.unseal(sealed, "phone") == after.unseal(again, "phone") == "13800001111"
        assert after.keyed("13800001111", "phone") == found
        assert path.stat().st_mode & 0o077 == 0
        assert json.loads(path.read_text())["current"] == 2


class TestBehindAProxy:
    @pytest.mark.parametrize(
        ("direct", "forwarded", "said"),
        [
            ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
            ("127.0.0.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),
            ("198.51.100.9", "203.0.113.7", "198.51.100.9"),
        ],
    )
    def test_a_request_comes_from_whom_the_proxy_wrote_down(
        self, monkeypatch: pytest.MonkeyPatch, direct: str, forwarded: str, said: str
    ) -> None:
        monkeypatch.setattr(WSGIHandler, "__call__", lambda _, environ, start: [environ["REMOTE_ADDR"]])
        from minqing import wsgi

        assert wsgi.application({"REMOTE_ADDR": direct, "HTTP_X_FORWARDED_FOR": forwarded}, lambda *_: None) == [said]
