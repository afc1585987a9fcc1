"""What the search page finds among matters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.matters.models import Matter

MOST = 12


def hang() -> None:
    """Hang this room's panel and the count on its door; called once when the program starts."""
    pegs.hang("search", "matters/_search.html", rank=20)(found)
    pegs.count_for("matters")(waiting_for_me)


def found(scope: Scope, words: str) -> dict[str, Any] | None:
    """Matters by their words, the asker's name or the receipt number, newest first."""
    if not scope.may("matter.see"):
        return None
    digits = words.replace(" ", "")
    wanted = Q(receipt=digits) if len(digits) == 8 and digits.isdigit() else Q(about__contains=words) | Q(asker__contains=words)
    matters = list(Matter.objects.filter(scope.q("matter.see"), wanted).preloaded().order_by("-opened_on", "-id")[: MOST + 1])
    return {"matters": matters[:MOST], "more": len(matters) > MOST, "words": words} if matters else None


def waiting_for_me(scope: Scope) -> int:
    """How many unfinished matters are in the viewer's hands."""
    if not scope.may("matter.see"):
        return 0
    return scope.kept("matters.waiting", lambda: Matter.objects.held_by(scope.user).count(), anywhere=True)
