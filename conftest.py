"""How the whole suite runs, on either database."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from django.conf import settings


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is run: the rest has passed on SQLite and would do the same."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    stored = [item for item in items if _is_stored(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _is_stored(item)])
    items[:] = stored


def _is_stored(item: Any) -> bool:
    return item.get_closest_marker("django_db") is not None or bool({"db", "transactional_db"} & set(item.fixturenames))


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
