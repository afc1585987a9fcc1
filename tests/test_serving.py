"""What is done with a database before anything else: nothing, bringing it up to date, or one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import management
from django.db import connection

from minqing import serving
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
