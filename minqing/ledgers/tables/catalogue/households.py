"""The household ledger (农户台账): one row a person, the household's cells merged (MECHANISMS.md B1, H1).

It can be taken in again: the ledger reader knows a household by its number within the sheet, so every household gets a number
that no other in the file has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from minqing.ground.places.models import Place, within_q
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ledgers.tables.ledger import Column, Ledger
from minqing.lib import numerals
from minqing.records.people.groups import GROUPS
from minqing.records.people.models import GroupSpan, Household, Resident

CHUNK = 500
UNNUMBERED = "未编号"


@dataclass(frozen=True, slots=True)
class Person:
    """One row: somebody of a household, or a household on whose books nobody stands (`resident` None)."""

    serial: int
    number: str
    village: str
    household: Household
    resident: Resident | None
    household_groups: str
    groups: str
    day: date

    @property
    def age(self) -> int | None:
        return self.resident.age_on(self.day) if self.resident else None


def present(place: str, first: date, last: date) -> QuerySet[Household]:
    return Household.objects.on(last).filter(within_q("place_id", place))


def people(place: str, first: date, last: date) -> QuerySet[Resident]:
    return Resident.objects.on(last).filter(within_q("place_id", place), household__in=present(place, first, last))


def blocks(place: str, first: date, last: date) -> Iterator[list[Person]]:
    """Household by household in the order of place, section and number, as they stood on the last day."""
    order = sorted(
        present(place, first, last).values_list("place_id", "section", "number", "pk"),
        key=lambda row: (row[0], _natural(row[1]), _natural(row[2]), row[3]),
    )
    numbers = _numbers([(section, number) for _, section, number, _ in order])
    villages = _villages({row[0][:VILLAGE_LENGTH] for row in order})
    residents = Prefetch("residents", Resident.objects.on(last).order_by("id"), to_attr="members_then")
    spans = Prefetch("group_spans", GroupSpan.objects.on(last), to_attr="spans_then")
    for start in range(0, len(order), CHUNK):
        wanted = [row[3] for row in order[start : start + CHUNK]]
        found = Household.objects.prefetch_related(residents, spans).in_bulk(wanted)
        for serial, pk in enumerate(wanted, start + 1):
            if pk in found:
                village = villages.get(found[pk].place_id[:VILLAGE_LENGTH], "")
                yield _block(found[pk], serial, numbers[serial - 1], village, last)


def _block(household: Any, serial: int, number: str, village: str, day: date) -> list[Person]:
    groups: dict[Any, list[str]] = {}
    for span in household.spans_then:
        groups.setdefault(span.resident_id, []).append(span.group)
    members: list[Resident | None] = [*sorted(household.members_then, key=lambda resident: not resident.is_head)]
    return [
        Person(
            serial, number, village, household, resident, household_groups=_words(groups.get(None, ())),
            groups=_words(groups.get(resident.pk, ())) if resident else "", day=day,
        )
        for resident in members or [None]
    ]  # fmt: skip


def _words(groups: Any) -> str:
    rank = {group: at for at, group in enumerate(GROUPS)}
    return "、".join(sorted(set(groups), key=lambda group: (rank.get(group, len(rank)), group)))


def _villages(codes: set[str]) -> dict[str, str]:
    return {place.pk: place.short_name for place in Place.objects.filter(pk__in=codes)}


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Sorts 2 before 10 and 二组 before 三组."""
    key = []
    for part in re.findall(r"\d+|[〇零一二三四五六七八九十百]+|[^\d〇零一二三四五六七八九十百]+", text, re.ASCII):
        try:
            key.append((0, int(numerals.parse_number(part)), part))
        except ValueError:
            key.append((1, 0, part))
    return key


def _numbers(named: list[tuple[str, str]]) -> list[str]:
    """A number for each (section, number) that no other has: its own, else with its section before it, else counted on."""
    alone: dict[str, int] = {}
    for _, number in named:
        alone[number] = alone.get(number, 0) + 1
    taken: set[str] = {number for number, times in alone.items() if times == 1}
    labels = []
    for section, number in named:
        label = number if number and alone[number] == 1 else f"{section}{number or UNNUMBERED}"
        if not (number and alone[number] == 1):
            label = _free(label, taken, always=not number)
            taken.add(label)
        labels.append(label)
    return labels


def _free(label: str, taken: set[str], *, always: bool) -> str:
    if label not in taken and not always:
        return label
    count = 1 if always else 2
    while f"{label}-{count}" in taken:
        count += 1
    return f"{label}-{count}"


def holds(place: str, first: date, last: date) -> str:
    return f"{present(place, first, last).count():,} 户，{people(place, first, last).count():,} 人"


def rows(place: str, first: date, last: date) -> int:
    return people(place, first, last).count() + present(place, first, last).filter(size=0).count()


def of_resident(name: str) -> Any:
    return lambda row: getattr(row.resident, name) if row.resident else ""


HOUSEHOLD, MEMBER = "户基本情况", "家庭成员情况"

HOUSEHOLDS = Ledger(
    key="households",
    title="农户台账",
    about="一户一档，一人一行；按月底（本月到今天）在册的户和人。",
    see="household.see",
    span="day",
    private=True,
    source=blocks,
    holds=holds,
    rows=rows,
    columns=(
        Column("序号", lambda row: row.serial, 5.5, merged=True),
        Column("村（社区）", lambda row: row.village, 11, merged=True, above_village=True),
        Column("组（社）", lambda row: row.household.section, 8.5, over=HOUSEHOLD, merged=True),
        Column("户号", lambda row: row.number, 9, over=HOUSEHOLD, merged=True),
        Column("户主", lambda row: row.household.head_name, 9, over=HOUSEHOLD, merged=True),
        Column("住址", lambda row: row.household.address, 18, over=HOUSEHOLD, merged=True, centred=False),
        Column("家庭电话", lambda row: row.household.phones, 14, over=HOUSEHOLD, merged=True),
        Column("户类别", lambda row: row.household_groups, 12, over=HOUSEHOLD, merged=True),
        Column("姓名", of_resident("name"), 9, over=MEMBER),
        Column("与户主关系", of_resident("relation_words"), 9, over=MEMBER),
        Column("性别", of_resident("sex"), 5.5, over=MEMBER),
        Column("身份证号码", of_resident("id_number"), 20.5, over=MEMBER),
        Column("出生年月", of_resident("birth"), 11.5, over=MEMBER),
        Column("年龄", lambda row: row.age, 5.5, over=MEMBER),
        Column("联系电话", of_resident("phones"), 14, over=MEMBER),
        Column("人员类别", lambda row: row.groups, 12, over=MEMBER),
        Column("备注", of_resident("remark"), 14, centred=False),
    ),
)
