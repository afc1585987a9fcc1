"""Who lives here, on a day: households, people, groups in need (MECHANISMS.md B1, B2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from minqing.ground.places.models import within_q
from minqing.readings.figures.catalogue.going import HOUSEHOLD_COLUMNS, open_household
from minqing.readings.figures.figure import Column, Figure
from minqing.records.people.groups import GROUPS
from minqing.records.people.models import GroupSpan, Household, Resident

GROUP = "村里的人"

RESIDENT_COLUMNS = (
    Column("村", lambda resident: resident.place.short_name),
    Column("户主", lambda resident: resident.household.head_name),
    Column("姓名", lambda resident: resident.name),
    Column("与户主关系", lambda resident: resident.relation_words),
    Column("性别", lambda resident: resident.sex),
    Column("出生", lambda resident: resident.birth),
)
SPAN_COLUMNS = (
    Column("村", lambda span: span.place.short_name),
    Column("户", lambda span: f"{span.household.head_name}家"),
    Column("谁", lambda span: span.resident.name if span.resident else "全户"),
    Column("从哪天起", lambda span: span.from_on or "没记过"),
    Column("依据", lambda span: span.source),
)
PEOPLE_MOVES = ("household.import", "household.open", "household.move_out", "resident.join", "resident.leave")


def households(place: str, first: date, last: date) -> QuerySet[Household]:
    return Household.objects.on(last).filter(within_q("place_id", place))


def residents(place: str, first: date, last: date) -> QuerySet[Resident]:
    return Resident.objects.on(last).filter(within_q("place_id", place), household__ended_on=None)


def in_group(group: str, *, of_households: bool) -> Any:
    """Spans of a group in force on the period's last day, of households or of single people."""

    def source(place: str, first: date, last: date) -> QuerySet[GroupSpan]:
        spans = GroupSpan.objects.on(last).filter(within_q("place_id", place), group=group)
        return spans.of_households() if of_households else spans.of_residents()

    return source


def open_household_of(record: Any) -> str:
    return reverse("people:page", args=[record.household_id])


def _group_figures() -> list[Figure]:
    figures = []
    for group in GROUPS:
        for of_households, unit, suffix in ((False, "人", "人数"), (True, "户", "户数")):
            figures.append(
                Figure(
                    f"group.{group}.{'households' if of_households else 'people'}", f"{group}{suffix}", unit,
                    "到这段最后一天还在这一类里的；登记到人的数人，登记到户的数户。", GROUP, in_group(group, of_households=of_households),
                    SPAN_COLUMNS, open_household_of, at_end=True, moved_by=("group.enter", "group.leave", "household.import"),
                    phrases=(f"{group}{suffix}", group) if not of_households else (f"{group}{suffix}", f"{group}户"),
                    with_=("place", "household", "resident"),
                )
            )  # fmt: skip
    return figures


PEOPLE = (
    Figure(
        "people.households", "户数", "户", "到这段最后一天在册的户。", GROUP, households, HOUSEHOLD_COLUMNS, open_household, at_end=True,
        moved_by=PEOPLE_MOVES, phrases=("户数", "农户", "总户数"), with_=("place",),
    ),
    Figure(
        "people.residents", "人口", "人", "到这段最后一天在册的人。", GROUP, residents, RESIDENT_COLUMNS, open_household_of, at_end=True,
        moved_by=PEOPLE_MOVES, phrases=("人口", "总人口", "村民"), with_=("place", "household"),
    ),
    *_group_figures(),
)  # fmt: skip
