"""Monthly tallies at every level, for figures that add up over time and tree; always exact.

A tally is read only when its month was filled. What the worker still owes of it is counted where it is little, a village's month
or a few; otherwise the figure is counted live. So `value()` never lies, with or without the worker: it is only slower.

Each record is counted in one *leaf*: its village (with the grids below), or, for a record of an office above the villages,
that office alone (its code with `OWN` behind). Only leaves are counted; every level above takes the difference. Were a
township counted with all below it instead, a village whose refresh is still owed would be added twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from minqing.ground.journal.models import Event, FollowUp
from minqing.ground.journal.quiet import OWN, leaf
from minqing.ground.journal.verbs import follows_together
from minqing.ground.places.renumbering import carries
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.counting import count
from minqing.readings.figures.figure import Figure, Number, plain
from minqing.readings.figures.models import Tally
from minqing.readings.figures.period import month_end, months_from

TASK = "figures.tally"
# Codes are carried to other places with all that stands in them: their tallies are filled anew.
CARRYING = ("place.renumber", "place.merge")
# The mark of a month: FILLING while its first count runs (the worker refreshes it, nobody reads it), then FILLED.
MARK = "filled"
FILLING, FILLED = 0, 1
LEVELS = (2, 4, 6, 9, 12)
BEGINNING, END = date(1949, 1, 1), date(2199, 12, 31)


def tallied() -> list[Figure]:
    """Figures of which tallies are kept."""
    return [figure for figure in FIGURES.values() if isinstance(figure, Figure) and figure.kept]


def follow() -> None:
    """Have the worker refresh the cells of every event that moves a kept figure, and fill anew when codes were changed."""
    verbs = sorted({verb for figure in tallied() for verb in figure.moved_by})
    follows_together(TASK, *verbs, *CARRYING)(refresh_cells)
    carries(Tally._meta.label_lower)(distrust)


def distrust(old: str, new: str) -> None:
    """Codes are being changed: no tally is read until all were counted anew. Sums of two places cannot simply be carried."""
    Tally.objects.filter(key=MARK).update(number=FILLING)


def refresh_cells(events: Iterable[Event]) -> None:
    """Count again the months and places that events moved, each once, and carry the difference up the tree."""
    events = list(events)
    carried = [event.at for event in events if event.verb in CARRYING]
    if carried:
        reconcile(today=timezone.localdate(max(carried)))
        return
    for (own, month), verbs in sorted(_cells((event.verb, event.cells) for event in events).items()):
        refresh([figure for figure in tallied() if not verbs.isdisjoint(figure.moved_by)], own, month)


def _cells(lines: Iterable[tuple[str, Iterable[tuple[str, str]]]]) -> dict[tuple[str, date], set[str]]:
    """Leaf and month → what was done there, out of lines of (verb, cells)."""
    found: dict[tuple[str, date], set[str]] = defaultdict(set)
    for verb, cells in lines:
        for place, month in cells:
            if place:
                found[leaf(place), date.fromisoformat(f"{month}-01")].add(verb)
    return dict(found)


def refresh(figures: Iterable[Figure], own: str, month: date) -> None:
    """Set one month's tallies of a leaf from what the records say now, and those above it by the difference."""
    figures = list(figures)
    with transaction.atomic():
        if not _locked(month):
            return
        above = _above(own)
        now = _count_leaf(figures, own, month)
        cells = {(t.key, t.place): t for t in Tally.objects.filter(key__in=now, place__in=[own, *above], month=month)}
        for figure in figures:
            known = cells.get((figure.key, own))
            difference = now[figure.key] - (plain(known.number) if known else 0)
            if difference:
                _add(figure.key, [own, *above], month, difference, cells)


def _locked(month: date) -> bool:
    """Whether the month is kept; if so nobody else sets its tallies until this transaction ends."""
    return Tally.objects.select_for_update().filter(key=MARK, place="", month=month).first() is not None


def _above(own: str) -> list[str]:
    """The codes above a leaf, which take the difference."""
    return [own[:length] for length in LEVELS if length < len(own)]


def _add(key: str, codes: list[str], month: date, difference: Number, cells: dict[tuple[str, str], Tally]) -> None:
    for code in codes:
        tally = cells.get((key, code)) or Tally(key=key, place=code, month=month, number=0)
        tally.number = plain(tally.number) + difference
        if tally.number:
            tally.save()
        elif tally.pk:
            tally.delete()


@dataclass
class Kept:
    """The tallies of some places in some months, as far as they may be relied on now. Two queries, whatever is asked of it."""

    places: frozenset[str]
    months: frozenset[date]
    numbers: dict[tuple[str, str, date], Number] = field(default_factory=dict)

    def sum(self, key: str, place: str, months: Iterable[date]) -> Number | None:
        """A figure over whole months; None where it must be counted live."""
        wanted = list(months)
        if place not in self.places or not self.months.issuperset(wanted):
            return None
        return plain(sum(self.numbers.get((key, place, month), 0) for month in wanted))


def kept(places: Iterable[str], months: Iterable[date]) -> Kept:
    """Load what is kept of places and months. Where the worker owes little, what it will find is counted here."""
    # Before the tallies: what is owed only afterwards is not in them, and neither was it when the question was asked.
    owed = _owed()
    codes = [code for code in places if len(code) in LEVELS]
    wanted = set(months)
    if not codes or not wanted or owed is None:
        return Kept(frozenset(), frozenset())
    owed = {(own, month): verbs for (own, month), verbs in owed.items() if month in wanted and _covering(codes, own)}
    late = {month for _, month in owed} if len(owed) > MOST_COUNTED else set()
    leaves = {own for own, month in owed if month not in late}
    # In one query with the leaves: a county and its villages as they stood in the same instant.
    asked = Q(place__in={*codes, *leaves}) | Q(place="", key=MARK, number=FILLED)
    rows = Tally.objects.filter(asked, month__in=wanted).values_list("key", "place", "month", "number")
    numbers = {(key, place, month): plain(number) for key, place, month, number in rows}
    filled = {month for key, place, month in numbers if key == MARK} - late
    before = dict(numbers)
    for (own, month), verbs in owed.items():
        if month in filled:
            moved = [figure for figure in tallied() if not verbs.isdisjoint(figure.moved_by)]
            for key, number in _count_leaf(moved, own, month).items():
                difference = number - before.get((key, own, month), 0)
                for code in _covering(codes, own) if difference else ():
                    numbers[key, code, month] = plain(numbers.get((key, code, month), 0) + difference)
    return Kept(frozenset(codes), frozenset(filled), numbers)


MOST_OWED = 300
# So many villages' months are counted at once in the worker's stead; with more owed the whole month is counted live.
MOST_COUNTED = 6


def _covering(codes: Iterable[str], own: str) -> list[str]:
    """Those of the codes that a leaf lies in, or is."""
    return [code for code in codes if own.startswith(code)]


def _count_leaf(figures: Iterable[Figure], own: str, month: date) -> dict[str, Number]:
    """What figures say now of a leaf and month."""
    return count(figures, own.removesuffix(OWN), month, month_end(month), alone=own.endswith(OWN))


def _owed() -> dict[tuple[str, date], set[str]] | None:
    """Leaves and months that the worker has not refreshed yet, with what was done there; None where codes were changed or too much is owed."""
    open_ = FollowUp.objects.filter(done_at=None, task=TASK).order_by("id").values_list("event__verb", "event__cells")
    lines = list(open_[: MOST_OWED + 1])
    if len(lines) > MOST_OWED or any(verb in CARRYING for verb, _ in lines):
        return None
    return _cells(lines)


@dataclass
class Outcome:
    """What a reconciliation found: months tallied for the first time, and cells that were wrong and are mended."""

    filled: list[date] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)


def reconcile(*, today: date, report: Callable[[str], None] = lambda line: None) -> Outcome:
    """Count every kept figure anew for every place and month, mend what differs, and say what did.

    Months up to the one after `today`'s that were never tallied are filled; that is no difference. Safe while people work: a month is marked
    as being filled before it is counted, so that whatever is written meanwhile is refreshed by the worker afterwards.
    """
    marked = dict(Tally.objects.filter(key=MARK).values_list("month", "number"))
    before = {month for month, number in marked.items() if number == FILLED}
    wanted = months_from(_first_month(today), max([month_end(today) + timedelta(days=1), *marked]))
    marks = [Tally(key=MARK, place="", month=month, number=FILLING) for month in wanted if month not in marked]
    Tally.objects.bulk_create(marks, ignore_conflicts=True)
    outcome = Outcome(filled=[month for month in wanted if month not in before])
    for figure in tallied():
        report(figure.title)
        outcome.differences += [cell for cell in _mend(figure) if date.fromisoformat(cell["month"] + "-01") in before]
    Tally.objects.filter(key=MARK, month__in=wanted).update(number=FILLED)
    return outcome


def _first_month(today: date) -> date:
    """Two years before the oldest record that a kept figure counts: a chart of the year before has nothing to count live."""
    days = {(figure.of, figure.day) for figure in tallied()}
    firsts = [model._default_manager.aggregate(first=Min(day))["first"] for model, day in days]
    oldest: date = min([day for day in firsts if day] + [today])
    return oldest.replace(year=oldest.year - 2, day=1)


def _mend(figure: Figure) -> list[dict[str, Any]]:
    with transaction.atomic():
        # Waits for a refresh under way, and makes the next one wait.
        list(Tally.objects.select_for_update().filter(key=MARK).order_by("month").values_list("pk", flat=True))
        right = _count_all(figure)
        known = {(t.place, t.month): t for t in Tally.objects.filter(key=figure.key)}
        was = {cell: plain(tally.number) for cell, tally in known.items()}
        wrong = sorted(cell for cell in {*right, *known} if was.get(cell, 0) != right.get(cell, 0))
        Tally.objects.filter(pk__in=[known[cell].pk for cell in wrong if cell in known]).delete()
        Tally.objects.bulk_create(
            [Tally(key=figure.key, place=p, month=m, number=right[p, m]) for p, m in wrong if (p, m) in right], batch_size=2000
        )
    return [
        {"key": figure.key, "place": p, "month": f"{m:%Y-%m}", "was": was.get((p, m), 0), "is": right.get((p, m), 0)}
        for p, m in wrong
    ]


def _count_all(figure: Figure) -> dict[tuple[str, date], Number]:
    """Place by place and month by month in one query, then added up the tree."""
    rows = figure.source("", BEGINNING, END).annotate(in_month=TruncMonth(figure.day)).values("place_id", "in_month")
    totals: dict[tuple[str, date], Number] = defaultdict(int)
    for row in rows.order_by("place_id", "in_month").annotate(n=figure.total(END)):
        own = leaf(row["place_id"])
        for code in (own, *_above(own)):
            totals[code, row["in_month"]] += row["n"] or 0
    return {cell: plain(number) for cell, number in totals.items() if number}
