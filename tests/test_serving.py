"""What is done with a database before anything else: nothing, bringing it up to date, or one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.db import connection

from minqing import serving
from minqing.ground.staff.models import User
from minqing.readings.figures import tallying


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch, db: Any) -> list[str]:
    """What was called, in order."""
    called: list[str] = []
    monkeypatch.setattr(management, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(tallying, "reconcile", lambda **_: called.append("reconcile"))
    return called


class TestPrepare:
    def test_it_leaves_a_database_alone_that_is_up_to_date(self, done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "_behind", lambda: False)
        serving.prepare()
        assert done == []

    def test_it_brings_an_earlier_one_up_to_date(self, done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "_behind", lambda: True)
        monkeypatch.setattr(connection, "vendor", "sqlite")
        serving.prepare()
        assert done == ["migrate", "reconcile"]

    def test_a_county_upgrades_its_own_server(self, done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "_behind", lambda: True)
        monkeypatch.setattr(connection, "vendor", "postgresql")
        with pytest.raises(SystemExit, match="先备份"):
            serving.prepare()
        assert done == []

    def test_it_is_not_behind_after_all_migrations(self, db: Any) -> None:
        assert not serving._behind()


class TestFirstKey:
    def test_a_database_that_was_migrated_by_hand_gets_its_key_file(self, db: Any, settings: Any, tmp_path: Path) -> None:
        settings.VAULT_WORDS, settings.VAULT_KEY_FILE = "", tmp_path / "keys" / "minqing.key"
        serving.prepare()
        first = settings.VAULT_KEY_FILE.read_text()
        serving.prepare()
        assert settings.VAULT_KEY_FILE.read_text() == first

    def test_a_lost_one_is_not_made_anew(self, db: Any, settings: Any, tmp_path: Path) -> None:
        settings.VAULT_WORDS, settings.VAULT_KEY_FILE = "", tmp_path / "lost.key"
        User.objects.create_user("wangguan", name="王冠")
        serving.prepare()
        assert not settings.VAULT_KEY_FILE.exists()
