"""「是不是同一件事」: what was said in the same township before and since, within the viewer's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from minqing.ground.places.models import within_q
from minqing.ground.staff.scope import Scope
from minqing.readings.triage import alike, hotspots, learning
from minqing.records.matters.models import Matter

DAYS, TOWNSHIP = 60, 9
# The latest of them, when a township has more in two months.
MOST_LOOKED_AT, MOST_SHOWN = 1000, 5


@dataclass(frozen=True)
class Like:
    """A matter that may be the same, and how alike its words are, from 0 to 1."""

    matter: Matter
    alike: float

    @property
    def percent(self) -> int:
        return round(self.alike * 100)

    @property
    def words(self) -> str:
        """How alike, as the list says it."""
        return f"有 {self.percent} % 像"


def near(
    text: str, *, place: str, on: date, until: date | None = None, scope: Scope | None = None, but: Sequence[UUID] = (),
    least: float = alike.ALIKE,
) -> list[Like]:  # fmt: skip
    """Matters of the sixty days up to `on` (or to a later day, `until`) in the place's township whose words are like these. Two queries.

    Only what the viewer may see, and never a kind with a file of its own. Without a scope (the command line) the whole township.
    """
    found = Matter.objects.filter(
        within_q("place_id", place[:TOWNSHIP]), opened_on__range=(on - timedelta(days=DAYS), until or on), kind__in=learning.open_kinds(),
        merged_into=None,
    ).exclude(pk__in=list(but))  # fmt: skip
    seen = found if scope is None else scope.within(found, "matter.see")
    rows = seen.order_by("-opened_on", "-id").values_list("pk", "about", "words")[:MOST_LOOKED_AT]
    scored = alike.nearest(text, {pk: learning.words_of(about, words) for pk, about, words in rows}, least=least, most=MOST_SHOWN)
    if not scored:
        return []
    matters: dict[Any, Matter] = Matter.objects.preloaded().in_bulk([pk for pk, _ in scored])
    return [Like(matters[pk], score) for pk, score in scored]


def like_matter(matter: Matter, *, scope: Scope | None = None) -> list[Like]:
    """What may be the same as a matter, of the sixty days before and after it was opened: whoever spoke first is not alone either."""
    related = [pk for pk in (matter.pk, matter.parent_id, matter.merged_into_id) if pk is not None]
    text = learning.words_of(matter.about, matter.words)
    until = matter.opened_on + timedelta(days=DAYS)
    return near(text, place=matter.place_id, on=matter.opened_on, until=until, scope=scope, but=related)


def said_with(matter: Matter, *, scope: Scope | None = None, but: Sequence[UUID] = ()) -> list[Matter]:
    """Other matters of its hot spot: those of its week and township that speak of the same thing in other words (浑, 沉底, 一层沙)."""
    week = hotspots.week_of(matter.opened_on)
    found = hotspots.find(matter.place_id[:TOWNSHIP], *week, scope=scope, fewest=2)
    keys = next((spot.keys for spot in found.spots if matter.pk in spot.keys), [])
    others = [key for key in keys if key != matter.pk and key not in but][:MOST_SHOWN]
    known: dict[Any, Matter] = Matter.objects.preloaded().in_bulk(others)
    return [known[key] for key in others if key in known]
