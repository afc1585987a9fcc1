"""What matters hang on other rooms' pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.matters import my_turn
from minqing.records.matters.attachments import photos_of
from minqing.records.matters.errands import story as errands
from minqing.records.matters.liaison import acts as liaison
from minqing.records.matters.listing import waiting_for
from minqing.records.matters.mediation import story as mediation_story
from minqing.records.matters.models import Matter
from minqing.records.matters.needs_list import panels as needs_list
from minqing.records.matters.safety import consulting
from minqing.records.matters.safety import story as hazards
from minqing.records.matters.wishing import panels as wishing
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("household.brief", "matters/_household_open.html", rank=20)(open_of)
    pegs.hang("household.history", "matters/_household_matters.html", rank=20)(matters_of)
    pegs.hang("today", "matters/_today_waiting.html", rank=20)(waiting_for_me)
    pegs.hang("today", "matters/_today_turn.html", rank=21)(my_turn.panel)
    wishing.hang()
    pegs.hang("visit.page", "matters/_visit_matters.html", rank=20)(matters_from)
    pegs.hang("matter.page", "matters/_photos.html", rank=10)(photos_of)
    pegs.hang("matter.page", "matters/safety/_consultations.html", rank=20)(consulting.panel)
    pegs.hang("today", "matters/safety/_today.html", rank=23)(hazards.due)
    pegs.hang("today", "matters/kinds/_errands_due.html", rank=24)(errands.due_again)
    pegs.hang("household.history", "matters/needs_list/_household.html", rank=15)(needs_list.of_household)
    pegs.hang("matters.list", "matters/needs_list/_door.html", rank=30)(needs_list.door)
    pegs.hang("enterprise.page", "matters/_enterprise_requests.html", rank=10)(liaison.requests_of)
    pegs.hang("today", "matters/_today_news.html", rank=23)(liaison.waiting_for_news)
    pegs.hang("household.history", "matters/kinds/_household_disputes.html", rank=25)(mediation_story.of_household)
    pegs.hang("today", "matters/kinds/_today_disputes.html", rank=22)(mediation_story.reminders)


def open_of(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    if not scope.may("matter.see", household.place_id):
        return None
    found = list(Matter.objects.unfinished().filter(household=household).preloaded().by_deadline())
    return {"matters": found, "today": today} if found else None


def matters_of(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    if not scope.may("matter.see", household.place_id):
        return None
    found = list(Matter.objects.filter(household=household).preloaded().order_by("-opened_on", "-id")[:30])
    if not found:
        return None
    return {"matters": found, "household": household, "today": today, "may_open": scope.may("matter.open", household.place_id)}


def waiting_for_me(scope: Scope, today: date) -> dict[str, Any] | None:
    waiting = waiting_for(scope)
    found = list(waiting.preloaded().by_deadline()[:6])
    return {"matters": found, "count": waiting.count(), "today": today} if found else None


def matters_from(visit: Visit, scope: Scope, today: date) -> dict[str, Any] | None:
    if not scope.may("matter.see", visit.place_id):
        return None
    found = list(Matter.objects.filter(visit=visit).preloaded().order_by("id"))
    return {"matters": found, "today": today} if found else None
