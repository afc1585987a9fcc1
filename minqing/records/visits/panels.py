"""What visits hang on other rooms' pages: the household's promises and diary, and the sections of 今天."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, UUIDField

from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.lib.prepared import Prepared, Slot
from minqing.records.people.models import Household
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.of_home import words_of_home
from minqing.records.visits.unseen import not_seen_for_long
from minqing.records.visits.withheld import readable, withhold


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("household.brief", "visits/_household_promises.html", rank=10)(promises_to)
    pegs.hang("household.history", "visits/_household_visits.html", rank=10)(visits_to)
    pegs.hang("household.seen", "", rank=10)(last_met)
    pegs.hang("today", "visits/_today_promises.html", rank=10)(promises_due)
    pegs.hang("today", "visits/_today_unseen.html", rank=30)(unseen)


def promises_to(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    owed = list(Promise.objects.owed().filter(household=household).select_related("by"))
    withhold(owed, scope)
    # That something was promised here in a withheld entry says already whose file it is.
    told = [promise for promise in owed if not promise.withheld]
    return {"promises": told, "today": today} if told else None


def visits_to(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    if not scope.may("visit.see", household.place_id):
        return None
    visits = Visit.objects.of_household(household).filter(readable(scope)).select_related("by").order_by("-visited_on", "-id")
    names = [*household.residents.values_list("name", flat=True), household.head_name, household.where]
    lines = [(visit, words_of_home(visit.words, names)) for visit in visits[:20]]
    return {"lines": lines, "count": visits.count(), "household": household, "today": today}


def last_met(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    """The day on which somebody of the household was last met."""
    return {"day": household.calls.filter(met=True).aggregate(day=Max("visited_on"))["day"]}


_FIRST_OWED = Prepared(lambda: Promise.objects.owed().filter(by=Slot("by", UUIDField())).select_related("household", "visit")[:6])


def promises_due(scope: Scope, today: date) -> dict[str, Any] | None:
    found = _FIRST_OWED(by=scope.user.pk)
    if not found:
        return None
    owed = Promise.objects.owed().of(scope.user)
    return {"promises": found, "count": owed.count(), "due": owed.filter(due_on__lte=today).count(), "today": today}


def unseen(scope: Scope, today: date) -> dict[str, Any] | None:
    # Whoever answers for a whole township does not go round its doors; its figure stands on the board.
    if scope.home is None or len(scope.home.pk) < VILLAGE_LENGTH or not scope.may("visit.record"):
        return None
    found, count = not_seen_for_long(scope, today, limit=5)
    return {"unseen": found, "count": count, "today": today} if found else None
