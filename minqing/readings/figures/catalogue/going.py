"""Going to the people: visits, households reached, people met, promises (MECHANISMS.md C1, C2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from minqing.ground.places.models import within_q
from minqing.readings.figures.figure import Column, Figure
from minqing.records.people.models import Household
from minqing.records.visits.models import Call, Promise, Visit

GROUP = "到群众家里去"
RECORD = ("visit.record", "visit.correct")

VISIT_COLUMNS = (
    Column("哪天", lambda visit: visit.visited_on),
    Column("村", lambda visit: visit.place.short_name),
    Column("谁去的", lambda visit: visit.by.name),
    Column("记的话", lambda visit: visit.words),
    Column("见到户", lambda visit: visit.households, number=True),
    Column("人次", lambda visit: visit.persons, number=True),
)
CALL_COLUMNS = (
    Column("哪天", lambda call: call.visited_on),
    Column("村", lambda call: call.place.short_name),
    Column("户", lambda call: f"{call.household.head_name}家"),
    Column("谁去的", lambda call: call.visit.by.name),
    Column("记的话", lambda call: call.visit.words),
    Column("人次", lambda call: call.persons, number=True),
)
HOUSEHOLD_COLUMNS = (
    Column("村", lambda household: household.place.short_name),
    Column("户", lambda household: f"{household.head_name}家"),
    Column("住址", lambda household: household.where),
    Column("人口", lambda household: household.size, number=True),
)
PROMISE_COLUMNS = (
    Column("答应的日子", lambda promise: promise.made_on),
    Column("到哪天", lambda promise: promise.due_on),
    Column("户", lambda promise: f"{promise.household.head_name}家" if promise.household else ""),
    Column("答应了什么", lambda promise: promise.words),
    Column("谁答应的", lambda promise: promise.by.name),
)


def open_visit(record: Any) -> str:
    return reverse("visits:page", args=[getattr(record, "visit_id", None) or record.pk])


def open_household(record: Any) -> str:
    return reverse("people:page", args=[getattr(record, "household_id", None) or record.pk])


def calls(place: str, first: date, last: date) -> QuerySet[Call]:
    return Call.objects.filter(within_q("place_id", place), visited_on__range=(first, last))


def met_calls(place: str, first: date, last: date) -> QuerySet[Call]:
    return calls(place, first, last).filter(met=True)


def visits(place: str, first: date, last: date) -> QuerySet[Visit]:
    return Visit.objects.filter(within_q("place_id", place), visited_on__range=(first, last))


def visits_of(kind: str) -> Any:
    return lambda place, first, last: visits(place, first, last).filter(kind=kind)


def households_reached(place: str, first: date, last: date) -> QuerySet[Household]:
    return Household.objects.filter(pk__in=met_calls(place, first, last).values("household_id"))


def households_not_met(place: str, first: date, last: date) -> QuerySet[Call]:
    return calls(place, first, last).filter(met=False)


def promises_made(place: str, first: date, last: date) -> QuerySet[Promise]:
    return Promise.objects.filter(within_q("place_id", place), made_on__range=(first, last))


def promises_kept(place: str, first: date, last: date) -> QuerySet[Promise]:
    return Promise.objects.filter(within_q("place_id", place), closed_on__range=(first, last), kept=True)


def promises_overdue(place: str, first: date, last: date) -> QuerySet[Promise]:
    return Promise.objects.filter(within_q("place_id", place), Q(closed_on=None) | Q(closed_on__gt=last), due_on__lt=last, made_on__lte=last)


GOING = (
    Figure(
        "visit.households", "走访户数", "户", "这段日子里见到过人的户，一户去几次也只数一户。", GROUP, households_reached, HOUSEHOLD_COLUMNS,
        open_household, adds_up=False, moved_by=RECORD, phrases=("走访户数", "入户走访", "走访农户", "走访群众户"), with_=("place",),
    ),
    Figure(
        "visit.persons", "走访群众", "人次", "按走访那天数，一次见到几人数几人次；没见到不数。", GROUP, met_calls, CALL_COLUMNS, open_visit,
        weight="persons", day="visited_on", moved_by=RECORD, phrases=("走访群众", "走访人次", "走访群众人次"), with_=("place", "household", "visit__by"),
    ),
    Figure(
        "visit.calls", "入户走访", "户次", "按走访那天数，见到人的每一户每一次数一户次。", GROUP, met_calls, CALL_COLUMNS, open_visit,
        day="visited_on", moved_by=RECORD, phrases=("入户", "走访户次", "入户次数"), with_=("place", "household", "visit__by"),
    ),
    Figure(
        "visit.not_met", "去了没见到人", "户次", "去了没在家，或者只提到没见到的，每一次数一户次。", GROUP, households_not_met, CALL_COLUMNS, open_visit,
        day="visited_on", moved_by=RECORD, phrases=("未见到", "走空"), with_=("place", "household", "visit__by"),
    ),
    Figure(
        "visit.entries", "民情日记", "篇", "按走访那天数，一笔数一篇。", GROUP, visits, VISIT_COLUMNS, open_visit, day="visited_on", moved_by=RECORD,
        phrases=("民情日记", "走访日志", "记日记"), with_=("place", "by"),
    ),
    *(
        Figure(
            f"visit.{kind}", title, unit, how, GROUP, visits_of(kind), VISIT_COLUMNS, open_visit, day="visited_on", moved_by=RECORD, phrases=phrases,
            with_=("place", "by"),
        )
        for kind, title, unit, how, phrases in (
            ("meeting", "开会", "场", "日记里主要是开会的，一笔数一场。", ("召开会议", "座谈会", "村民会议")),
            ("consultation", "协商议事", "场", "日记里主要是协商、调解的，一笔数一场。", ("协商议事", "议事会", "协调会")),
            ("lecture", "宣讲上课", "场", "日记里主要是宣讲、党课的，一笔数一场。", ("宣讲", "政策宣讲", "党课", "专题讲座")),
            ("training", "培训", "期", "日记里主要是技能、种养培训的，一笔数一期。", ("培训", "技能培训", "培训班")),
            ("clinic", "义诊体检", "场", "日记里主要是义诊、量血压的，一笔数一场。", ("义诊", "体检")),
            ("patrol", "巡查", "次", "日记里主要是巡查的，一笔数一次。", ("巡查", "巡逻", "巡河")),
            ("enterprise", "走访企业", "次", "日记里主要是走访企业的，一笔数一次。", ("走访企业", "服务企业")),
        )
    ),
    Figure(
        "promise.made", "答应过的事", "件", "按答应那天数。", GROUP, promises_made, PROMISE_COLUMNS, open_visit,
        day="made_on", moved_by=("promise.make",), phrases=("承诺事项",), with_=("household", "by"),
    ),
    Figure(
        "promise.kept", "兑现了的", "件", "按兑现那天数。", GROUP, promises_kept, PROMISE_COLUMNS, open_visit,
        day="closed_on", moved_by=("promise.keep",), phrases=("兑现承诺",), with_=("household", "by"),
    ),
    Figure(
        "promise.overdue", "月底过了日子没兑现的", "件", "答应的日子过了，到这段最后一天还没兑现、也没说明的。", GROUP, promises_overdue, PROMISE_COLUMNS,
        open_visit, at_end=True, moved_by=("promise.make", "promise.keep", "promise.release"), with_=("household", "by"),
    ),
)  # fmt: skip
