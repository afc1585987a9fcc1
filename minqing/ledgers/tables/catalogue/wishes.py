"""The ledger of micro-wishes and who claimed them (微心愿认领情况台账), names hidden (MECHANISMS.md D2, RULES.md 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from minqing.ground.places.models import within_q
from minqing.ledgers.tables.catalogue import matters
from minqing.ledgers.tables.ledger import Column, Ledger
from minqing.lib.words import surname_of
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Claim, Matter
from minqing.records.people.groups import KEY_GROUPS
from minqing.records.people.models import GroupSpan


@dataclass(frozen=True, slots=True)
class Wish:
    """One row: a wish, the claim in force and the group in need of the household on the day it was collected."""

    entry: matters.Entry
    group: str

    @property
    def claim(self) -> Claim | None:
        return next((claim for claim in self.entry.matter.claims.all() if claim.let_go_on is None), None)


def hidden(name: str) -> str:
    """王某某: the surname alone, whoever fills the ledger."""
    return f"{surname_of(name)}某某" if name else ""


def collected(place: str, first: date, last: date) -> QuerySet[Matter]:
    return Matter.objects.filter(within_q("place_id", place), kind="wish", opened_on__range=(first, last))


def blocks(place: str, first: date, last: date) -> Iterator[list[Wish]]:
    spans = Prefetch("household__group_spans", GroupSpan.objects.all())
    found = collected(place, first, last).prefetch_related(spans).order_by("opened_on", "id")
    for block in matters.entries(found):
        yield [Wish(entry, _group(entry.matter)) for entry in block]


def _group(matter: Any) -> str:
    if matter.household is None:
        return ""
    day = matter.opened_on
    groups = {
        span.group for span in matter.household.group_spans.all()
        if (span.from_on is None or span.from_on <= day) and (span.to_on is None or span.to_on > day)
    }  # fmt: skip
    return next((group for group in KEY_GROUPS if group in groups), "其他")


def rows(place: str, first: date, last: date) -> int:
    return collected(place, first, last).count()


def holds(place: str, first: date, last: date) -> str:
    found = collected(place, first, last)
    claimed = found.filter(claims__let_go_on=None, claims__isnull=False).distinct().count()
    return f"今年征集 {found.count():,} 个，认领 {claimed:,} 个"


def of_claim(name: str) -> Any:
    return lambda row: getattr(row.claim, name) if row.claim else ""


WISHES = Ledger(
    key="wishes",
    title="微心愿认领情况台账",
    about="今年征集的心愿，谁认领、到哪一步；只写姓，不写名字、电话和住址。",
    see="matter.see",
    span="year",
    source=blocks,
    holds=holds,
    rows=rows,
    notes=("心愿人只填姓氏；未认领、未完成的，相应栏目留空。",),
    columns=(
        Column("序号", lambda row: row.entry.serial, 5.5),
        Column("村（社区）", lambda row: row.entry.village, 12),
        Column("心愿人\n（隐去姓名）", lambda row: hidden(row.entry.matter.asker), 12),
        Column("人群类别", lambda row: row.group, 12),
        Column("心愿类别", lambda row: CATEGORIES.get(row.entry.matter.category, ""), 9),
        Column("心愿内容", lambda row: row.entry.matter.words_for_all, 36, centred=False),
        Column("征集时间", lambda row: row.entry.matter.opened_on, 11),
        Column("认领人\n（单位）", of_claim("claimant_name"), 14),
        Column("认领时间", of_claim("claimed_on"), 11),
        Column("进展", lambda row: row.entry.matter.stage.title, 12),
        Column("完成时间", lambda row: row.entry.matter.closed_on if row.entry.matter.phase == "done" else None, 11),
        Column("满意度", lambda row: row.entry.verdict, 12),
        Column("备注", lambda row: "", 12),
    ),
)
