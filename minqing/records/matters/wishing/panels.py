"""What wishes hang on the day's page: those that fit the viewer best, and thanks that they have not read."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.matters.wishing import matching, thanking

SHOWN = 3


def hang() -> None:
    """Hang both."""
    pegs.hang("today", "matters/wishing/_today_thanks.html", rank=19)(thanked)
    pegs.hang("today", "matters/_today_wishes.html", rank=25)(to_claim)


def to_claim(scope: Scope, today: date) -> dict[str, Any] | None:
    """For whoever may claim: the way to the list of wishes. Those who only claim have no other. Three queries."""
    if not scope.may("wish.claim"):
        return None
    claimable = matching.claimable(scope)
    ordered = matching.fitting(claimable.select_related("place", "household"), scope, matching.skills_of(scope.user))
    found = [(wish, matching.reasons(wish, today)) for wish in ordered[:SHOWN]]
    return {"wishes": found, "count": claimable.count(), "today": today} if found else None


def thanked(scope: Scope, today: date) -> dict[str, Any] | None:
    """Thanks for what the viewer fulfilled, until they have taken note. One query, and one each for how they are called."""
    if not scope.may("wish.claim"):
        return None
    found = [(claim, thanking.called(claim.matter, today)) for claim in thanking.unseen(scope.user, today)]
    return {"thanks": found} if found else None
