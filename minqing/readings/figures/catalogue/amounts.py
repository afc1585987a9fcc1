"""Amounts done (干了多少): one figure for each thing and unit that diaries name, made when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from minqing.ground.places.models import within_q
from minqing.readings.figures.catalogue.columns import QUANTITIES, open_visit
from minqing.readings.figures.figure import Figure, Number, plain
from minqing.records.visits.models import Quantity

GROUP = "干了多少"
PREFIX = "quantity:"
HOW = "日记里写的「{what}」，单位一样的加在一起，按干活那天数；里面有约数的，合计也写约。"


def figure_of(unit: str, what: str) -> Figure:
    """The sum of one thing in one unit."""
    return Figure(
        f"{PREFIX}{unit}:{what}", what, unit, HOW.format(what=what), GROUP, Quantity, QUANTITIES, open_visit, "visit.see",
        where=lambda place, first, last: Q(what=what, unit=unit), weight="number", day="visited_on",
        with_=("place", "visit__by"), rough="approximate",
    )  # fmt: skip


def from_key(key: str) -> Figure | None:
    """`quantity:米:清沟` → the metres of ditch cleared; None for a key of another form."""
    unit, colon, what = key.removeprefix(PREFIX).partition(":")
    return figure_of(unit, what) if key.startswith(PREFIX) and colon and what else None


@dataclass(frozen=True)
class Amount:
    """A sum as the board shows it; `times` is how many entries it was added up from."""

    figure: Figure
    value: Number
    times: int
    rough: bool


def amounts(place: str, first: date, last: date, *, limit: int | None = None) -> list[Amount]:
    """What was done and how much, what was written down most often first. One query."""
    found = Quantity.objects.filter(within_q("place_id", place), visited_on__range=(first, last)).values("what", "unit")
    rough = Count("pk", filter=Q(approximate=True))
    sums = found.annotate(total=Sum("number"), times=Count("pk"), rough=rough).order_by("-times", "-total", "what", "unit")
    return [Amount(figure_of(r["unit"], r["what"]), plain(r["total"]), r["times"], r["rough"] > 0) for r in sums[:limit]]
