"""Counting live, many figures in few queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from minqing.ground.journal.quiet import leaf
from minqing.ground.places.models import Place
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
    found, totals = _asked_together(figures, place, first, last)
    said = found.filter(only).aggregate(**totals)
    return {figure.key: plain(said[f"n{i}"] or 0) for i, figure in enumerate(figures)}


def _asked_together(figures: Sequence[Figure], place: str, first: date, last: date) -> tuple[QuerySet[Any], dict[str, Any]]:
    """The records that any of the figures counts, and what each of them adds up there."""
    wheres = [figure.where(place, first, last) for figure in figures]
    found = figures[0].of._default_manager.filter(figures[0].inside(place, first, last))
    if all(wheres):
        # One of them at least must hold: without this the index on the day is all that narrows the search.
        found = found.filter(_either(wheres))
    return found, {f"n{i}": figure.total(last, wheres[i] or None) for i, figure in enumerate(figures)}


def by_leaf(
    figures: Iterable[Figure], place: str, first: date, last: date, *, leaves: Sequence[str] | None = None
) -> dict[str, Counter[str]]:
    """What each leaf (`quiet.leaf`) adds to figures of placed records, by their keys; of some leaves or of all."""
    codes = None if leaves is None else Place.objects.at_leaves(leaves)
    added: dict[str, Counter[str]] = defaultdict(Counter)
    together: dict[Any, list[Figure]] = defaultdict(list)
    for figure in figures:
        together[_companions(figure)].append(figure)
    for companions in together.values():
        found, totals = _asked_together(companions, place, first, last)
        if codes is not None:
            found = found.filter(**{f"{companions[0].at}__in": codes})
        for code, *numbers in found.values_list(companions[0].at).annotate(**totals).order_by():
            counter = added[leaf(code)]
            for figure, number in zip(companions, numbers, strict=True):
                counter[figure.key] += plain(number or 0)  # type: ignore[assignment]
    return added


def _either(conditions: Sequence[Q]) -> Q:
    """That one of them holds; what all of them ask for stands outside, where a database looks for an index."""
    common = [part for part in _parts(conditions[0]) if all(part in _parts(other) for other in conditions[1:])]
    others = [[part for part in _parts(condition) if part not in common] for condition in conditions]
    either = Q()
    # Where one asks for nothing more than all do, the others narrow nothing.
    for parts in others if all(others) else ():
        either |= Q(*parts)
    return Q(*common) & either


def _parts(condition: Q) -> list[Any]:
    """The conditions that must all hold."""
    return [condition] if condition.negated or condition.connector != Q.AND else condition.children


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
