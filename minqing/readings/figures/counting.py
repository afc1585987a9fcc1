"""Counting live, many figures in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Substr

from minqing.readings.figures.figure import Figure, Number, plain


def count(figures: Iterable[Figure], place: str, first: date, last: date, *, alone: bool = False) -> dict[str, Number]:
    """What each figure's `value` says, those of the same records and day in one query, those of a sheaf together.

    `alone` leaves out what lies below the place (for figures of placed records only).
    """
    found: dict[str, Number] = {}
    together: dict[Any, list[Figure]] = defaultdict(list)
    for figure in figures:
        together[_companions(figure)].append(figure)
    for companions in together.values():
        if sheaf := companions[0].sheaf:
            counted = sheaf(place, first, last)
            found |= {figure.key: counted[figure.key] for figure in companions}
        elif len(companions) == 1 and not alone:
            found[companions[0].key] = companions[0].value(place, first, last)
        else:
            found |= _in_one_query(companions, place, first, last, Q(place_id=place) if alone else Q())
    return found


def _companions(figure: Figure) -> Any:
    return figure.sheaf or (figure.of, figure.at, figure.day, figure.key if figure.apart or not figure.at else "")


def _in_one_query(figures: Sequence[Figure], place: str, first: date, last: date, only: Q) -> dict[str, Number]:
    wheres = [figure.where(place, first, last) for figure in figures]
    found = figures[0].of._default_manager.filter(figures[0].inside(place, first, last), only)
    if all(wheres):
        # One of them at least must hold: without this the index on the day is all that narrows the search.
        found = found.filter(_either(wheres))
    totals = found.aggregate(**{f"n{i}": figure.total(last, wheres[i] or None) for i, figure in enumerate(figures)})
    return {figure.key: plain(totals[f"n{i}"] or 0) for i, figure in enumerate(figures)}


def _either(conditions: Sequence[Q]) -> Q:
    either = Q()
    for condition in conditions:
        either |= condition
    return either


def by_month(figure: Figure, place: str, first: date, last: date) -> dict[date, Number]:
    """A flow month by month, keyed by the first day of the month; months with nothing are left out. One query.

    The days are added up here: SQLite has no function for the month of a day, and calling ours for each row takes ten times as long.
    """
    months: dict[date, Number] = defaultdict(int)
    days = figure.source(place, first, last).values(figure.day).order_by(figure.day).annotate(n=figure.total(last))
    for day, number in days.values_list(figure.day, "n"):
        months[day.replace(day=1)] += number or 0
    return {month: plain(number) for month, number in months.items() if number}


def by_place(figure: Figure, place: str, length: int, first: date, last: date) -> dict[str, Number]:
    """A figure that adds up, by the first `length` digits of the code; shorter codes (the office itself) stand for themselves."""
    rows = (
        figure.source(place, first, last)
        .annotate(code_part=Substr(figure.at, 1, length))
        .values("code_part")
        .order_by("code_part")
    )
    return {row["code_part"]: plain(row["n"] or 0) for row in rows.annotate(n=figure.total(last)) if row["n"]}
