"""What proposals hang on other rooms' pages: cards that still wait for a decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import UUIDField

from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.lib.prepared import Prepared, Slot
from minqing.readings.proposals.models import Proposal
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.visits.models import Visit
from minqing.records.visits.withheld import INSTEAD


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("today", "proposals/_today_undecided.html", rank=25)(undecided)
    pegs.hang("visit.page", "proposals/_visit_cards.html", rank=10)(cards_of_visit)
    pegs.hang("visit.corrected", "proposals/_visit_cards.html", rank=10)(read_again)


_WAITING = Prepared(
    lambda: (
        Proposal.objects.undecided()
        .filter(by=Slot("by", UUIDField()))
        .select_related("visit")
        .order_by("-visit__visited_on", "id")[:60]
    )
)


def undecided(scope: Scope, today: date) -> dict[str, Any] | None:
    visits: dict[Any, dict[str, Any]] = {}
    for proposal in _WAITING(by=scope.user.pk):
        entry = visits.setdefault(proposal.visit_id, {"visit": proposal.visit, "count": 0})
        entry["count"] += 1
    return (
        {"entries": list(visits.values())[:5], "count": Proposal.objects.undecided().of(scope.user).count()} if visits else None
    )


def cards_of_visit(visit: Any, scope: Scope, today: date) -> dict[str, Any] | None:
    from minqing.readings.proposals.views import card_of, show
    from minqing.records.people.models import Household

    mine = visit.by_id == scope.user.pk
    waiting = list(Proposal.objects.undecided().filter(visit=visit).order_by("id"))
    if not mine and (not waiting or visit.words == INSTEAD):
        return None
    cards = [card_of(proposal) for proposal in waiting]
    homes = Household.objects.in_bulk([card.facts["household"] for card in cards if card.facts.get("household")])
    show(cards, {str(pk): household for pk, household in homes.items()})
    pairs = list(zip(waiting, cards, strict=True))
    return {"pairs": pairs, "mine": mine, "visit": visit, "matter_kinds": KINDS, "categories": CATEGORIES}


def read_again(visit: Visit, by: User, today: date) -> None:
    """After a correction the new words are read like words just written."""
    from minqing.readings.proposals.saving import read_again

    read_again(visit, by=by)
