"""How the whole suite runs, on either database."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
from django.conf import settings
from django.test.client import store_rendered_templates

from tests.migrated import django_db_modify_db_settings, django_db_setup

__all__ = ["django_db_modify_db_settings", "django_db_setup"]

# The same examples each time: a run that fails is about what was changed. `pytest --hypothesis-profile=wide` looks elsewhere each time.
hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("wide", deadline=None)
hypothesis.settings.load_profile("same")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is run: the rest has passed on SQLite and would do the same.

    So would what is marked `once`: one more seed of a test that runs there as well.
    """
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    chosen = {item: _is_stored(item) and item.get_closest_marker("once") is None for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not chosen[item]])
    items[:] = [item for item in items if chosen[item]]


def _is_stored(item: Any) -> bool:
    return item.get_closest_marker("django_db") is not None or bool({"db", "transactional_db"} & set(item.fixturenames))


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def _one_context_a_page(django_test_environment: None) -> Iterator[None]:
    """Django's test client keeps a copy of the context of every template of a page, and of each round of a loop: here of the first alone.

    The first is the page's own. Copying forty more for each page takes its time and nobody looks at them.
    """

    def keep(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **more: Any) -> None:
        if "context" not in store:
            store_rendered_templates(store, signal, sender, template, context, **more)

    with patch("django.test.client.store_rendered_templates", keep):
        yield
