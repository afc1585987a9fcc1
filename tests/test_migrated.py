"""The database that every other test begins with: `make test` runs this one first, which leaves the copy that the others take."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_left_to_run():
    call_command("migrate", check_unapplied=True, verbosity=0)
