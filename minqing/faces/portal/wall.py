"""The wall of wishes of a village (心愿墙): what its publication released, and how each stands; nothing of whose it is.

A wish is on it from its publication on, in the words that were published; what was taken back, refused, merged or is not to be
counted is not. What was said in thanks is there only where whoever wished agreed to that (`Judgement.public`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from minqing.ground.places.models import Place, within_q
from minqing.lib.days import in_words
from minqing.records.matters.models import Matter
from minqing.records.matters.wishing import thanking

# Matters with annotations, which types cannot follow.
Wishes = QuerySet[Any]
# The state in the address → what the page says, the tone of its mark, and the states of the table.
STATES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "waiting": ("等人认领", "", ("published",)),
    "claimed": ("有人认领了", "wait", ("claimed", "asking")),
    "fulfilled": ("实现了", "ok", ("done",)),
}
SHOWN = tuple(state for _, _, states in STATES.values() for state in states)


@dataclass(frozen=True)
class Line:
    """One wish as everybody may read it."""

    number: str
    words: str
    state: str
    tone: str
    published_on: date | None
    helps: str
    thanks: str = ""


def hung(place: Place) -> Wishes:
    """What hangs on a village's wall, the last published first."""
    found = Matter.objects.filter(within_q("place_id", place.pk), kind="wish", state__in=SHOWN, excluded_on=None)
    found = found.exclude(public_words="")
    return found.order_by(F("wish__verified_on").desc(nulls_last=True), "-id")


def counts(place: Place) -> dict[str, int]:
    """How many of each state; one query."""
    each = {name: Count("pk", filter=Q(state__in=states)) for name, (_, _, states) in STATES.items()}
    return hung(place).order_by().aggregate(**each)


def narrowed(found: Wishes, state: str) -> Wishes:
    """Those of one state; all for none."""
    return found.filter(state__in=STATES[state][2]) if state in STATES else found


def lines(wishes: Iterable[Any], today: date) -> list[Line]:
    """The wishes of a page, read with `select_related("wish")`. Two queries for the thanks, however many there are."""
    shown = list(wishes)
    thanks = thanking.published([wish for wish in shown if wish.phase == "done" and wish.solved])
    return [_line(wish, thanks.get(wish.pk, ""), today) for wish in shown]


def _line(wish: Any, thanks: str, today: date) -> Line:
    state, tone = next((words, tone) for words, tone, states in STATES.values() if wish.state in states)
    file = getattr(wish, "wish", None)
    said = []
    if file is not None and wish.state == "published":
        said += [f"要会{file.skill_words}"] if file.skill_words else []
        said += [f"{in_words(file.needed_by, today)}前要"] if file.needed_by else []
    return Line(wish.number, wish.public_words, state, tone, file.verified_on if file else None, " · ".join(said), thanks)
