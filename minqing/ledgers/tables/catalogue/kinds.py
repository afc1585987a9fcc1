"""A ledger of each kind of matter, with the columns that its table declares (`Kind.columns`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from minqing.ground.places.models import within_q
from minqing.ledgers.tables.catalogue.matters import Entry, entries
from minqing.ledgers.tables.ledger import Column, Ledger
from minqing.lib.batches import batches
from minqing.records.matters.kinds import KINDS, Kind
from minqing.records.matters.kinds import table as tables
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Matter

CHUNK = 500
# These have ledgers of their own, in the layout that offices keep.
ELSEWHERE = frozenset({"need", "wish"})


def ledgers() -> list[Ledger]:
    """One a kind, in the kinds' order."""
    return [_ledger(kind) for kind in KINDS.values() if kind.key not in ELSEWHERE]


def _ledger(kind: Kind) -> Ledger:
    def alive(place: str, first: date, last: date) -> QuerySet[Matter]:
        still = Q(closed_on=None) | Q(closed_on__gte=first)
        return Matter.objects.filter(still, within_q("place_id", place), kind=kind.key, opened_on__lte=last)

    def blocks(place: str, first: date, last: date) -> Iterator[list[Entry]]:
        rows = entries(alive(place, first, last).order_by("opened_on", "id"))
        for batch in batches(rows, CHUNK):
            _load_details(kind, [block[0].matter for block in batch])
            yield from batch

    def holds(place: str, first: date, last: date) -> str:
        found = alive(place, first, last)
        return f"{found.count():,} {kind.unit}，其中这个月新收 {found.filter(opened_on__gte=first).count():,} {kind.unit}"

    return Ledger(
        key=f"kind-{kind.key}", title=f"{kind.title}台账", about=f"这个月新收的{kind.title}，和以前收的、到这个月还没了结的。",
        see="matter.see", span="month", private=True, source=blocks, holds=holds,
        rows=lambda place, first, last: alive(place, first, last).count(),
        notes=("进展为填报当日的情况；群众评价是本人的回话。",), columns=_columns(kind),
    )  # fmt: skip


def _load_details(kind: Kind, matters: list[Matter]) -> None:
    """The details of many matters in one query, where `Matter.details` finds them."""
    if not kind.details:
        return
    found = apps.get_model(kind.details).objects.filter(matter__in=matters)
    by_matter = {row.matter_id: row for row in found}
    for matter in matters:
        matter._details = by_matter.get(matter.pk)


def _columns(kind: Kind) -> tuple[Column, ...]:
    person: tuple[Column, ...] = () if kind.private else (
        Column("姓名", lambda row: row.matter.asker, 9, over="反映人"),
        Column("联系电话", lambda row: row.phone, 14, over="反映人"),
    )  # fmt: skip
    return (
        Column("序号", lambda row: row.serial, 5.5),
        Column("日期", lambda row: row.matter.opened_on, 11),
        Column("村（社区）", lambda row: row.village, 11),
        Column("类别", lambda row: CATEGORIES.get(row.matter.category, ""), 6.5),
        *person,
        Column("事项", lambda row: row.matter.about, 30, centred=False),
        *(Column(column.title, _reader(column), column.width) for column in kind.columns),
        Column("进展", lambda row: row.matter.ending, 11),
        Column("了结日期", lambda row: row.matter.closed_on, 11),
        Column("群众评价", lambda row: row.verdict, 12),
    )


def _reader(column: tables.Column) -> Callable[[Any], Any]:
    def read(row: Entry) -> Any:
        value: Any = row.matter
        for name in column.of.split("."):
            value = getattr(value, name, None)
            if callable(value) and not isinstance(value, type):
                value = value()
            if value is None:
                return ""
        return value if isinstance(value, int | float | date) or hasattr(value, "quantize") else str(value)

    return read
