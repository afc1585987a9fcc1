"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Model, QuerySet, Sum

Number = int | Decimal
Source = Callable[[str, date, date], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows behind a figure. `of` reads it from a record."""

    title: str
    of: Callable[[Any], Any]
    number: bool = False


class Says(Protocol):
    """Anything that says a number and opens."""

    key: str
    title: str
    unit: str
    how: str
    group: str

    def value(self, place: str, first: date, last: date) -> Number | None: ...

    def rows(self, place: str, first: date, last: date) -> QuerySet[Any]: ...


@dataclass(frozen=True)
class Figure:
    """A number over a place (with all below it) and a period, both days included.

    `source` gives the records that count. `weight` names the column to add up; without it the records are counted, one each.
    `day` is the column of the real-world day by which a flow goes; `at_end` marks a figure that holds on the period's last day (a stock, not a flow). `moved_by` are the verbs after which it may
    be another; `adds_up` says whether villages add up to the township. `phrases` are the words by which reports name it.
    """

    key: str
    title: str
    unit: str
    how: str
    group: str
    source: Source
    columns: tuple[Column, ...]
    opens: Callable[[Any], str]
    day: str = ""
    weight: str = ""
    at_end: bool = False
    adds_up: bool = True
    moved_by: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()

    def value(self, place: str, first: date, last: date) -> Number:
        """The number, counted now."""
        found = self.source(place, first, last)
        if not self.weight:
            return found.count()
        return plain(found.aggregate(total=Sum(self.weight))["total"] or 0)

    def rows(self, place: str, first: date, last: date) -> QuerySet[Any]:
        """The records behind the number, with all that its columns show."""
        return self.source(place, first, last).select_related(*self.with_) if self.with_ else self.source(place, first, last)

    def weigh(self, record: Model) -> Number:
        """What one record adds to the number."""
        return plain(getattr(record, self.weight)) if self.weight else 1

    def printed(self, records: QuerySet[Any]) -> Iterator[dict[str, Any]]:
        """Rows as plain values, for exports and `--rows`."""
        for record in records.iterator(chunk_size=2000):
            row = {column.title: column.of(record) for column in self.columns}
            yield {"id": str(record.pk), **row, "counts": self.weigh(record)}


@dataclass(frozen=True)
class Share:
    """One figure as a share of another, in per cent with one decimal; None where the base is nothing. Opens to its base."""

    key: str
    title: str
    how: str
    group: str
    part: Figure
    whole: Figure
    unit: str = "%"
    phrases: tuple[str, ...] = ()
    at_end: bool = False
    adds_up: bool = False

    def value(self, place: str, first: date, last: date) -> Number | None:
        """Per cent, rounded half up to one decimal as reports write it."""
        return percent(self.part.value(place, first, last), self.whole.value(place, first, last))

    def rows(self, place: str, first: date, last: date) -> QuerySet[Any]:
        """The records of the base."""
        return self.whole.rows(place, first, last)


def percent(part: Number, whole: Number) -> Decimal | None:
    """96.8 for 645 of 666."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


def plain(number: Number) -> Number:
    """A whole Decimal as int, for printing."""
    return int(number) if number == int(number) else number
