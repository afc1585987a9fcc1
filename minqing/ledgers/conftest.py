"""What the tests of ledgers and briefs share."""

from __future__ import annotations

from typing import Any

import pytest

from minqing.ground.staff.first_roles import ROLES
from minqing.ground.staff.models import Role


@pytest.fixture(autouse=True)
def roles(db: Any) -> None:
    """The first roles, also where the tables were made without migrations."""
    Role.objects.bulk_create([Role(key=key, name=name, verbs=verbs) for key, name, verbs in ROLES], ignore_conflicts=True)
