"""Monthly tallies at every level, for figures that add up over time and tree; always exact.

A tally is used only when nothing that might change it is still owed by the worker and its month was tallied; otherwise the
figure is counted live. So `value()` never lies, with or without the worker: it is only slower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from minqing.ground.journal.models import Event, FollowUp
from minqing.ground.journal.verbs import follows
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Figure, Number, Share, percent, plain
from minqing.readings.figures.models import Tally

TASK = "figures.tally"
# The mark of a month that has been tallied: a row of its own, since nothing is not stored.
FILLED = "filled"
LEVELS = (2, 4, 6, 9, 12)


def tallied() -> list[Figure]:
    """Figures that are kept: flows that add up from villages to counties."""
    return [f for f in FIGURES.values() if isinstance(f, Figure) and f.adds_up and not f.at_end]


def follow() -> None:
    """Have the worker refresh the cells of every event that moves a kept figure."""
    verbs = sorted({verb for figure in tallied() for verb in figure.moved_by})
    follows(TASK, *verbs)(refresh_cells)


def refresh_cells(event: Event) -> None:
    """Count again the months and places that an event moved, and carry the difference up the tree."""
    figures = [figure for figure in tallied() if event.verb in figure.moved_by]
    for place, month in event.cells:
        first = date.fromisoformat(f"{month}-01")
        if place and is_filled(first):
            refresh(figures, place, first)


def refresh(figures: Iterable[Figure], place: str, month: date) -> None:
    """Set one month's tallies from what the records of the village (or the office above it) say now.

    Only the lowest level is counted; the levels above take the difference, for they were right before.
    """
    last = month_end(month)
    upwards = ancestors(place)
    own = upwards[-1]
    with transaction.atomic():
        for figure in figures:
            known = dict(Tally.objects.filter(key=figure.key, place__in=upwards, month=month).values_list("place", "number"))
            difference = figure.value(own, month, last) - plain(known.get(own, 0))
            if not difference:
                continue
            for code in upwards:
                number = known.get(code, 0) + difference
                if number:
                    Tally.objects.update_or_create(key=figure.key, place=code, month=month, defaults={"number": number})
                else:
                    Tally.objects.filter(key=figure.key, place=code, month=month).delete()


def ancestors(place: str) -> list[str]:
    """The codes from the village up to the province."""
    return [place[:length] for length in LEVELS if len(place) >= length]


def month_end(month: date) -> date:
    """The last day of a month given by its first."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_between(first: date, last: date) -> list[date] | None:
    """The months of a period made of whole months; None for any other period."""
    if first.day != 1 or (last + timedelta(days=1)).day != 1 or last < first:
        return None
    months = []
    month = first
    while month <= last:
        months.append(month)
        month = month_end(month) + timedelta(days=1)
    return months


def is_filled(month: date) -> bool:
    return Tally.objects.filter(key=FILLED, place="", month=month).exists()


def value(figure: Figure | Share, place: str, first: date, last: date) -> Number | None:
    """A figure by the quickest exact way."""
    return values([figure], place, first, last)[figure.key]


def values(figures: Iterable[Figure | Share], place: str, first: date, last: date) -> dict[str, Number | None]:
    """Several figures of one place and period; those that are kept come from one query."""
    wanted = list(figures)
    kept = _kept(place, first, last)
    counted: dict[str, Number] = {}

    def one(figure: Figure) -> Number:
        if figure.key not in counted:
            if kept is not None and figure.adds_up and not figure.at_end:
                counted[figure.key] = kept.get(figure.key, 0)
            else:
                counted[figure.key] = figure.value(place, first, last)
        return counted[figure.key]

    found: dict[str, Number | None] = {}
    for figure in wanted:
        found[figure.key] = percent(one(figure.part), one(figure.whole)) if isinstance(figure, Share) else one(figure)
    return found


def _kept(place: str, first: date, last: date) -> dict[str, Number] | None:
    months = months_between(first, last)
    if months is None or len(place) not in LEVELS or FollowUp.objects.filter(done_at=None, task=TASK).exists():
        return None
    if Tally.objects.filter(key=FILLED, place="", month__in=months).count() < len(months):
        return None
    sums = Tally.objects.filter(place=place, month__range=(months[0], months[-1])).values("key").annotate(total=Sum("number"))
    return {row["key"]: plain(row["total"]) for row in sums}


def by_month(figure: Figure, place: str, months: list[date]) -> dict[date, Number]:
    """A figure month by month, for a chart."""
    if not figure.adds_up or figure.at_end:
        return {month: figure.value(place, month, month_end(month)) for month in months}
    last = month_end(months[-1])
    if len(place) in LEVELS and not FollowUp.objects.filter(done_at=None, task=TASK).exists():
        filled = set(Tally.objects.filter(key=FILLED, place="", month__in=months).values_list("month", flat=True))
        if len(filled) == len(months):
            kept = dict(Tally.objects.filter(key=figure.key, place=place, month__in=months).values_list("month", "number"))
            return {month: plain(kept.get(month, 0)) for month in months}
    rows = figure.source(place, months[0], last).annotate(in_month=TruncMonth(figure.day)).values("in_month").order_by("in_month")
    totals = {row["in_month"]: row["n"] for row in rows.annotate(n=Sum(figure.weight) if figure.weight else Count("pk"))}
    return {month: plain(totals.get(month) or 0) for month in months}


def reconcile(report: Callable[[str], None] = lambda line: None) -> list[dict[str, Any]]:
    """Count every kept figure anew for every village and month, mend what differs, and say what did."""
    differences: list[dict[str, Any]] = []
    for figure in tallied():
        report(figure.title)
        right = _count_all(figure)
        known = {(t.place, t.month): t for t in Tally.objects.filter(key=figure.key)}
        wrong = [cell for cell in {*right, *known} if plain(known[cell].number if cell in known else 0) != right.get(cell, 0)]
        for place, month in wrong:
            was = plain(known[place, month].number) if (place, month) in known else 0
            differences.append(
                {"key": figure.key, "place": place, "month": month.isoformat()[:7], "was": was, "is": right.get((place, month), 0)}
            )
        with transaction.atomic():
            Tally.objects.filter(pk__in=[known[cell].pk for cell in wrong if cell in known]).delete()
            Tally.objects.bulk_create(
                [Tally(key=figure.key, place=p, month=m, number=right[p, m]) for p, m in wrong if right.get((p, m))], batch_size=2000
            )
    _mark_filled()
    return differences


def _count_all(figure: Figure) -> dict[tuple[str, date], Number]:
    """Village by village and month by month in one query, then added up the tree."""
    rows = figure.source("", date(1949, 1, 1), date(2199, 12, 31)).annotate(in_month=TruncMonth(figure.day))
    grouped = rows.values("place_id", "in_month").order_by("place_id", "in_month")
    totals: dict[tuple[str, date], Number] = defaultdict(int)
    for row in grouped.annotate(n=Sum(figure.weight) if figure.weight else Count("pk")):
        for code in ancestors(row["place_id"]):
            totals[code, row["in_month"]] += row["n"] or 0
    return {cell: plain(number) for cell, number in totals.items() if number}


def _mark_filled() -> None:
    """All months from the first record to the current one are tallied now."""
    months = Tally.objects.exclude(key=FILLED).values_list("month", flat=True).distinct()
    have = sorted(months)
    if not have:
        return
    wanted, month = [], have[0]
    end = max(have[-1], date.today().replace(day=1))
    while month <= end:
        wanted.append(month)
        month = month_end(month) + timedelta(days=1)
    Tally.objects.bulk_create([Tally(key=FILLED, place="", month=m, number=1) for m in wanted], ignore_conflicts=True)

