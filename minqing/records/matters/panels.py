"""What matters hang on other rooms' pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F

from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.matters.models import Matter
from minqing.records.people.models import Household


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("household.brief", "matters/_household_open.html", rank=20)(open_of)
    pegs.hang("household.history", "matters/_household_matters.html", rank=20)(matters_of)
    pegs.hang("today", "matters/_today_waiting.html", rank=20)(waiting_for_me)
    pegs.hang("visit.page", "matters/_visit_matters.html", rank=20)(matters_from)


def open_of(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    found = list(Matter.objects.unfinished().filter(household=household).preloaded().order_by(F("due_on").asc(nulls_last=True)))
    return {"matters": found, "today": today} if found else None


def matters_of(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    if not scope.may("matter.see", household.place_id):
        return None
    found = list(Matter.objects.filter(household=household).preloaded().order_by("-opened_on", "-id")[:30])
    return {"matters": found, "today": today} if found else None


def waiting_for_me(scope: Scope, today: date) -> dict[str, Any] | None:
    held = Matter.objects.held_by(scope.user).preloaded().order_by(F("due_on").asc(nulls_last=True), "id")
    found = list(held[:6])
    return {"matters": found, "count": held.count(), "today": today} if found else None


def matters_from(visit: Any, scope: Scope, today: date) -> dict[str, Any] | None:
    found = list(Matter.objects.filter(visit=visit).preloaded().order_by("id"))
    return {"matters": found, "today": today} if found else None
