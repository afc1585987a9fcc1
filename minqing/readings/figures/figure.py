"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Sum
from django.db.models.expressions import BaseExpression, Combinable

from minqing.ground.places.models import within_q
from minqing.ground.staff.scope import Scope
from minqing.records.visits.withheld import in_batches, withhold

Number = int | Decimal
Where = Callable[[str, date, date], Q]
# What each record adds, on the period's last day.
Weight = Callable[[date], BaseExpression]
# Takes out of rows what the viewer (None: somebody unknown) may not know, beyond what entries themselves withhold.
Veil = Callable[[list[Any], Scope | None, str, date, date], None]
# Several figures of one sort counted in few queries; by key. Must say what `Figure.value` says (a test holds it to that).
Sheaf = Callable[[str, date, date], dict[str, Number]]


# Sorts of columns: a number, quoted words (cut to one line on screen), and the one that opens the record.
NUMBER, WORDS, OPENS = "number", "words", "opens"


def all_of_them(place: str, first: date, last: date) -> Q:
    """The condition of a figure that counts every record of its sort."""
    return Q()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows behind a figure. `of` reads it from a record; `sort` says what it holds."""

    title: str
    of: Callable[[Any], Any]
    sort: str = ""


@dataclass(frozen=True, eq=False)
class Figure:
    """A number over a place (with all below it) and a period, both days included.

    Which records count: those of the model `of` in the place (by the column `at`; empty where `where` looks after the place
    itself), whose real-world day in the column `day` lies in the period, and for which `where` holds. Without `day` the
    figure is a stock that holds on the period's last day (`at_end`), or a count of distinct things. `weight` is the column to
    add up, or makes the expression for the last day; without it the records are counted, one each.

    `moved_by` are the verbs after which a flow may be another; `adds_up` says whether villages add up to the township;
    `see` is the right that the rows ask for; `phrases` are the words by which reports name the figure. `approximate` counts
    the records of which only a rough amount is known; `late` marks a figure that had better be nothing; `apart` one that is found through few records and would be counted
    through all of them if it shared a query with its companions.

    `also` are columns of other tables that the rows carry, by name. `taken_out` counts what a second person agreed to leave out of
    the figure: wherever the figure is the base of a share, its number is shown beside. Such a figure is `beside` others and has no
    tile of its own. `page` is the route of a page that shows the same more fully. `veil` takes out of the rows what a viewer may not
    know: the number counts them all the same.
    """

    key: str
    title: str
    unit: str
    how: str
    group: str
    of: type[Model]
    columns: tuple[Column, ...]
    opens: Callable[[Any], str]
    see: str
    where: Where = all_of_them
    at: str = "place_id"
    day: str = ""
    weight: str | Weight = ""
    at_end: bool = False
    adds_up: bool = True
    late: bool = False
    order: tuple[str, ...] = ()
    moved_by: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    rough: str = ""
    apart: bool = False
    sheaf: Sheaf | None = None
    also: Mapping[str, BaseExpression | Combinable] = field(default_factory=dict)
    taken_out: Figure | None = None
    beside: bool = False
    page: str = ""
    veil: Veil | None = None

    @property
    def kept(self) -> bool:
        """Whether monthly tallies are kept: flows that add up over time and tree, and whose verbs are known."""
        return bool(self.day and self.adds_up and self.moved_by)

    @property
    def placed_stock(self) -> bool:
        """Whether it is a stock that villages add up to, counted record by record in each."""
        return self.at_end and self.adds_up and bool(self.at) and self.sheaf is None and not self.apart

    def inside(self, place: str, first: date, last: date) -> Q:
        """The condition on place and day, without the figure's own."""
        within = within_q(self.at, place) if self.at else Q()
        return within & Q(**{f"{self.day}__range": (first, last)}) if self.day else within

    def source(self, place: str, first: date, last: date) -> QuerySet[Any]:
        """The records that count. Value and rows both come from here."""
        return self.of._default_manager.filter(self.inside(place, first, last), self.where(place, first, last))

    def total(self, last: date, only: Q | None = None) -> Sum | Count:
        """The aggregate over the records that count, or over those of them for which `only` holds."""
        if not self.weight:
            return Count("pk", filter=only)
        return Sum(self._weight(last), filter=only)

    def _weight(self, last: date) -> F | BaseExpression:
        return F(self.weight) if isinstance(self.weight, str) else self.weight(last)

    def value(self, place: str, first: date, last: date) -> Number:
        """The number, counted now."""
        return plain(self.source(place, first, last).aggregate(total=self.total(last))["total"] or 0)

    def rows(self, place: str, first: date, last: date) -> QuerySet[Any]:
        """The records behind the number, newest first, with all that the columns show and each one's `counts`."""
        rows = self.source(place, first, last).order_by(*self.order or ((f"-{self.day}", "-pk") if self.day else ("pk",)))
        if self.with_:
            rows = rows.select_related(*self.with_)
        carried = {**self.also, "counts": self._weight(last)} if self.weight else self.also
        return rows.annotate(**carried) if carried else rows

    def weigh(self, record: Any) -> Number:
        """What one of the rows adds to the number."""
        return plain(record.counts or 0) if self.weight else 1

    def is_rough(self, place: str, first: date, last: date) -> bool:
        """Whether a rough amount (约) is among what was added up."""
        return bool(self.rough) and self.source(place, first, last).filter(**{self.rough: True}).exists()

    def hide(self, records: list[Any], scope: Scope | None, place: str, first: date, last: date) -> None:
        """Take out of rows of this place and period what the viewer may not know."""
        withhold(records, scope)
        if self.veil is not None:
            self.veil(records, scope, place, first, last)

    def stream(self, scope: Scope | None, place: str, first: date, last: date) -> Iterator[Any]:
        """All rows as the viewer may see them, read and hidden in batches."""
        rows = self.rows(place, first, last).iterator(chunk_size=2000)
        return in_batches(rows, lambda some: self.hide(some, scope, place, first, last))

    def printed(self, place: str, first: date, last: date) -> Iterator[dict[str, Any]]:
        """Rows as plain values, for `--rows`, read by nobody in particular."""
        for record in self.stream(None, place, first, last):
            key = "" if self.veil is not None and record.withheld else str(record.pk)
            yield {"id": key, **{c.title: c.of(record) for c in self.columns}, "counts": self.weigh(record)}


@dataclass(frozen=True, eq=False)
class Share:
    """One figure as a share of another, in per cent with one decimal; None where the base is nothing. Opens to its base.

    `base` is how the base is said before its number: 问过 (171 件).
    """

    key: str
    title: str
    how: str
    group: str
    part: Figure
    whole: Figure
    base: str
    unit: str = "%"
    phrases: tuple[str, ...] = ()
    at_end: bool = False
    adds_up: bool = False
    late: bool = False
    beside: bool = False
    page: str = ""

    @property
    def taken_out(self) -> Figure | None:
        """What a second person agreed to leave out of the base."""
        return self.whole.taken_out

    @property
    def figures(self) -> list[Figure]:
        """What it is made of, and what is shown beside."""
        return [self.part, self.whole, *([self.whole.taken_out] if self.whole.taken_out else [])]

    def value(self, place: str, first: date, last: date) -> Number | None:
        """Per cent, rounded half up to one decimal as reports write it."""
        return percent(self.part.value(place, first, last), self.whole.value(place, first, last))

    def rows(self, place: str, first: date, last: date) -> QuerySet[Any]:
        """The records of the base."""
        return self.whole.rows(place, first, last)

    def printed(self, place: str, first: date, last: date) -> Iterator[dict[str, Any]]:
        """The rows of the base as plain values."""
        return self.whole.printed(place, first, last)


@dataclass(frozen=True, eq=False)
class Rate(Share):
    """A share whose part and base are local (RULES.md 5.1): `rates` finds the formula of a place and day.

    As declared in the catalogue it is our example. One that a formula was found for is `settled`: it is not asked for again.
    """

    formula: str = ""
    source: str = ""
    confirmed: bool = False
    settled: bool = False


def percent(part: Number, whole: Number) -> Decimal | None:
    """96.8 for 645 of 666."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


def plain(number: Number) -> Number:
    """A whole Decimal as int, for printing; others to six places, for SQLite adds up in binary fractions."""
    if isinstance(number, Decimal):
        number = round(number, 6).normalize()
    return int(number) if number == int(number) else number
