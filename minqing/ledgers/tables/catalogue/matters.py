"""The matters ledger (事项台账): everything that was opened in a month, or still under way in it (MECHANISMS.md D1, H1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from minqing.ground.places.models import Place, within_q
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ledgers.tables.ledger import Column, Ledger
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Judgement, Matter, Move

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a matter with the name of its village and what its asker last said."""

    serial: int
    village: str
    matter: Any
    last_word: Judgement | None

    @property
    def source(self) -> str:
        """How it came to us."""
        if self.matter.visit_id:
            return "入户走访"
        return "工作人员登记" if self.matter.opener else "群众反映"

    @property
    def verdict(self) -> str:
        """What the person who asked said last."""
        if self.last_word is None:
            return "联系不上" if self.matter.phase == "done" else ""
        satisfied = {True: "，满意", False: "，不满意", None: ""}[self.last_word.satisfied]
        return f"{self.last_word}{satisfied}"

    @property
    def phone(self) -> Any:
        return self.matter.phone or (self.matter.household.phones if self.matter.household else None)


def alive(place: str, first: date, last: date) -> QuerySet[Matter]:
    """Opened in the period, or before it and not over when it began."""
    return Matter.objects.filter(within_q("place_id", place), Q(closed_on=None) | Q(closed_on__gte=first), opened_on__lte=last)


def entries(found: QuerySet[Matter]) -> Iterator[list[Entry]]:
    """Rows of a queryset of matters, in its order, in a fixed number of queries for each chunk."""
    opener = Move.objects.filter(matter=OuterRef("pk"), move="matter.open").order_by("id").values("by")[:1]
    said = Prefetch("judgements", Judgement.objects.order_by("said_on", "id"), to_attr="said")
    found = found.annotate(opener=Subquery(opener)).preloaded().prefetch_related(said, "claims")  # type: ignore[attr-defined]
    villages: dict[str, str] = {}
    for serial, matter in enumerate(found.iterator(chunk_size=CHUNK), 1):
        answers: list[Judgement] = getattr(matter, "said", [])
        yield [Entry(serial, _village(matter.place, villages), matter, answers[-1] if answers else None)]


def _village(place: Place, known: dict[str, str]) -> str:
    code = place.pk[:VILLAGE_LENGTH]
    if code not in known:
        found = place if code == place.pk else Place.objects.filter(pk=code).first()
        known[code] = found.short_name if found else ""
    return known[code]


def blocks(place: str, first: date, last: date) -> Iterator[list[Entry]]:
    return entries(alive(place, first, last).order_by("opened_on", "id"))


def rows(place: str, first: date, last: date) -> int:
    return alive(place, first, last).count()


def holds(place: str, first: date, last: date) -> str:
    found = alive(place, first, last)
    return f"{found.count():,} 件，其中这个月新收 {found.filter(opened_on__gte=first).count():,} 件"


MATTERS = Ledger(
    key="matters",
    title="事项台账",
    about="这个月新收的，和以前收的、到这个月还没了结的。",
    see="matter.see",
    span="month",
    private=True,
    source=blocks,
    holds=holds,
    rows=rows,
    notes=("进展、承办和群众评价为填报当日的情况；群众评价是反映人本人的回话。",),
    columns=(
        Column("序号", lambda row: row.serial, 5.5),
        Column("日期", lambda row: row.matter.opened_on, 11),
        Column("来源", lambda row: row.source, 10),
        Column("种类", lambda row: row.matter.table.title, 8),
        Column("类别", lambda row: CATEGORIES.get(row.matter.category, ""), 6.5),
        Column("村（社区）", lambda row: row.village, 11),
        Column("姓名", lambda row: row.matter.asker, 9, over="反映人"),
        Column("联系电话", lambda row: row.phone, 14, over="反映人"),
        Column("事项", lambda row: row.matter.about, 34, centred=False),
        Column("承办", lambda row: handler(row.matter), 18, over="办理情况", centred=False),
        Column("期限", lambda row: row.matter.due_on, 11, over="办理情况"),
        Column("进展", lambda row: row.matter.ending, 11, over="办理情况"),
        Column("办结日期", lambda row: row.matter.closed_on, 11, over="办理情况"),
        Column("群众评价", lambda row: row.verdict, 12),
    ),
)


def handler(matter: Matter) -> str:
    """The organisation and the person in whose hands it is or was, else whoever claimed it."""
    names = [str(matter.holder_organisation or ""), str(matter.holder or "")]
    claimed = [claim.claimant_name for claim in matter.claims.all() if claim.let_go_on is None]
    return " ".join(name for name in names if name) or "".join(claimed[:1])
