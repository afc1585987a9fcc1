"""What a ledger is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from minqing.ledgers.asking import Month

# Rows that stand together under merged cells: a household's people, or a single matter.
Block = Sequence[Any]
Source = Callable[[str, date, date], Iterator[Block]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `of` reads it from a row: text, a whole number, a day, or a `Secret`, which is printed masked unless the full ledger was
    asked for with a purpose. `over` is the heading that spans its neighbours of the same `over`. `merged` columns have one
    value for all rows of a block. `width` is in characters of Latin text, as Excel counts them. `above_village` columns are
    left out of a single village's ledger.
    """

    head: str
    of: Callable[[Any], Any]
    width: float
    over: str = ""
    merged: bool = False
    centred: bool = True
    above_village: bool = False


@dataclass(frozen=True)
class Ledger:
    """One ledger, declared.

    `source` gives the blocks of a place and a period, both days included, in the order in which they are printed. `see` is the
    verb without which nobody gets these records at all. `holds` says in words what a place's ledger holds. `span` is the
    period it covers: `day` (as things stood on the last day), `month`, or `year` (from 1 January to the last day). `notes`
    stand under the table.
    """

    key: str
    title: str
    about: str
    see: str
    span: str
    columns: tuple[Column, ...]
    source: Source
    holds: Callable[[str, date, date], str]
    rows: Callable[[str, date, date], int]
    private: bool = False
    notes: tuple[str, ...] = ()

    def shown(self, place: str) -> tuple[Column, ...]:
        """The columns of a place's ledger: the village's name is no column of its own ledger."""
        return tuple(column for column in self.columns if not column.above_village or len(place) < 12)

    def period(self, first: date, last: date) -> tuple[date, date]:
        """The days that a ledger of the month `first`–`last` covers."""
        return (first.replace(month=1) if self.span == "year" else first), last

    def period_words(self, month: Month) -> str:
        """`2026年4月`, or `2026年1—4月` for a ledger that begins with the year."""
        if self.span == "year" and month.first.month > 1:
            return f"{month.first.year}年1—{month.first.month}月"
        return month.words
