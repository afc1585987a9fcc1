"""What needs lists hang on a household's page and on the list of matters."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.ground.staff.scope import Scope
from minqing.records.matters.needs_list import listing
from minqing.records.people.models import Household


def of_household(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    """The list's numbers, where the household is in need or has a list. Two queries."""
    if not scope.may("matter.see", household.place_id):
        return None
    row = listing.counted(Household.objects.filter(pk=household.pk)).values("open", "done").first() or {"open": 0, "done": 0}
    groups = listing.groups_of(household, today) if household.ended_on is None else []
    if not groups and not (row["open"] or row["done"]):
        return None
    return {"household": household, "groups": groups, **row}


def door(scope: Scope, today: date) -> dict[str, Any] | None:
    """The way to the lists, beside the list of matters."""
    return {} if scope.may("matter.see") and scope.may("household.see") else None
