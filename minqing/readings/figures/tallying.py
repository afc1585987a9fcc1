"""What a figure says, by the quickest exact way: from tallies where they may be relied on, else counted live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from minqing.readings.figures import counting, rates
from minqing.readings.figures.figure import Figure, Number, Share, percent
from minqing.readings.figures.keeping import Kept, Outcome, kept, reconcile
from minqing.readings.figures.period import Period, month_end, months_from

__all__ = ["Kept", "Outcome", "by_child", "by_month", "kept", "reconcile", "value", "values", "year_until"]

Numbers = dict[str, Number | None]


def value(figure: Figure | Share, place: str, first: date, last: date, *, today: date | None = None) -> Number | None:
    """One figure of a place and period, both days included.

    With `today` given, a stock (`at_end`) of a period that is not over is counted on that day: what falls due
    next week is not overdue now.
    """
    return values([figure], place, first, last, today=today)[figure.key]


def values(
    figures: Iterable[Figure | Share],
    place: str,
    first: date,
    last: date,
    *,
    today: date | None = None,
    known: Kept | None = None,
    formulas: rates.Formulas | None = None,
    counted: Mapping[str, Number] | None = None,
) -> Numbers:
    """Several figures of one place and period, in few queries. `known`, `formulas` and what was `counted` already the caller has."""
    asked = rates.settled(figures, place, last, formulas)
    period = Period(first, last)
    found: dict[str, Number] = dict(counted or {})
    needed = [figure for figure in parts_of(asked) if figure.key not in found]
    if known is None:
        known = kept([place], period.months) if any(figure.kept for figure in needed) else kept([], [])
    live: dict[date, list[Figure]] = {}
    for figure in needed:
        sum_ = known.sum(figure.key, place, period.months) if figure.kept and period.months else None
        if sum_ is None:
            until = period.until(today) if figure.at_end and today else last
            live.setdefault(until, []).append(figure)
        else:
            found[figure.key] = sum_
    for until, some in live.items():
        found |= counting.count(some, place, first, until)
    return {
        figure.key: percent(found[figure.part.key], found[figure.whole.key]) if isinstance(figure, Share) else found[figure.key]
        for figure in asked
    }


def parts_of(figures: Iterable[Figure | Share]) -> list[Figure]:
    """The figures to count, parts and bases of shares included, each once."""
    needed: dict[str, Figure] = {}
    for figure in figures:
        for each in (figure.part, figure.whole) if isinstance(figure, Share) else (figure,):
            needed.setdefault(each.key, each)
    return list(needed.values())


def year_until(last: date) -> list[date]:
    """The twelve months that end with a day's month."""
    return months_from(last.replace(year=last.year - 1, day=1), last)[1:]


def by_month(figure: Figure, place: str, months: list[date], known: Kept | None = None) -> dict[date, Number]:
    """A flow month by month, for a chart."""
    known = known or kept([place], months)
    sums = {month: known.sum(figure.key, place, [month]) for month in months}
    if figure.kept and all(number is not None for number in sums.values()):
        return {month: number or 0 for month, number in sums.items()}
    found = counting.by_month(figure, place, months[0], month_end(months[-1]))
    return {month: found.get(month, 0) for month in months}


def by_child(
    figure: Figure | Share, place: str, children: Iterable[str], first: date, last: date, *, today: date | None = None
) -> Numbers:
    """A figure of each child place, and under the place's own code what happened at no child (the office's own records).

    Where the figure does not add up (households reached, shares), each child is counted by itself and there is no own row.
    """
    codes = list(children)
    known = kept([place, *codes], Period(first, last).months)
    if isinstance(figure, Share) or not figure.adds_up:
        formulas = rates.formulas([figure])
        return {
            code: values([figure], code, first, last, today=today, known=known, formulas=formulas)[figure.key] for code in codes
        }
    whole = values([figure], place, first, last, today=today, known=known)[figure.key] or 0
    until = Period(first, last).until(today) if figure.at_end and today else last
    live: dict[str, Number] | None = None
    found: dict[str, Any] = {}
    for code in codes:
        found[code] = (
            known.sum(figure.key, code, Period(first, last).months) if figure.kept and Period(first, last).months else None
        )
        if found[code] is None:
            if live is None:
                live = counting.by_place(figure, place, len(codes[0]), first, until)
            found[code] = live.get(code, 0)
    own = whole - sum(found.values())
    return {**found, place: own} if own else found
