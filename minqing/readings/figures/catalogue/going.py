"""Going to the people: visits, households reached, people met, promises (MECHANISMS.md C1, C2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from minqing.ground.places.models import within_q
from minqing.ground.staff.scope import Scope
from minqing.readings.figures.catalogue.columns import CALLS, HOUSEHOLDS, PROMISES, VISITS, open_household, open_visit
from minqing.readings.figures.catalogue.unseen import not_seen
from minqing.readings.figures.figure import Figure, Where
from minqing.records.people.models import Household
from minqing.records.visits.models import Call, Promise, Visit
from minqing.records.visits.withheld import withhold_homes

GROUP = "到群众家里去"
RECORD = ("visit.record", "visit.correct")
OF_CALL = ("place", "household", "visit__by")
OF_PROMISE = ("household", "by")


def met(place: str, first: date, last: date) -> Q:
    return Q(met=True)


def not_met(place: str, first: date, last: date) -> Q:
    return Q(met=False)


def of_kind(kind: str) -> Where:
    return lambda place, first, last: Q(kind=kind)


def reached(place: str, first: date, last: date) -> Q:
    """By where the call was made: a household that moved since still was reached there."""
    calls = Call.objects.filter(within_q("place_id", place), visited_on__range=(first, last), met=True)
    return Q(pk__in=calls.values("household_id"))


def unsaid_homes(homes: list[Any], scope: Scope | None, place: str, first: date, last: date) -> None:
    """Households met by withheld entries alone stay unnamed, and stand last: their place among the numbers would name them."""
    withhold_homes(homes, scope, place=within_q("place_id", place), first=first, last=last)
    homes.sort(key=lambda home: home.withheld)


def kept(place: str, first: date, last: date) -> Q:
    return Q(kept=True)


def past_due(place: str, first: date, last: date) -> Q:
    return Q(Q(closed_on=None) | Q(closed_on__gt=last), due_on__lt=last, made_on__lte=last)


# Kinds of entries that offices count by themselves: kind, title, unit, how, phrases.
KINDS = (
    ("meeting", "开会", "场", "日记里主要是开会的，一笔数一场。", ("召开会议", "座谈会", "村民会议")),
    ("consultation", "协商议事", "场", "日记里主要是协商、调解的，一笔数一场。", ("协商议事", "议事会", "协调会")),
    ("lecture", "宣讲上课", "场", "日记里主要是宣讲、党课的，一笔数一场。", ("宣讲", "政策宣讲", "党课", "专题讲座")),
    ("training", "培训", "期", "日记里主要是技能、种养培训的，一笔数一期。", ("培训", "技能培训", "培训班")),
    ("clinic", "义诊体检", "场", "日记里主要是义诊、量血压的，一笔数一场。", ("义诊", "体检")),
    ("errand", "代办跑腿", "次", "日记里主要是替群众代办、跑腿的，一笔数一次。", ("代办", "代办跑腿", "帮办代办")),
    ("labour", "义务劳动", "次", "日记里主要是出工出力的，一笔数一次。", ("义务劳动", "志愿劳动")),
    ("patrol", "巡查", "次", "日记里主要是巡查的，一笔数一次。", ("巡查", "巡逻", "巡河")),
    ("inspection", "检查", "次", "日记里主要是检查的，一笔数一次。", ("检查", "安全检查")),
    ("enterprise", "走访企业", "次", "日记里主要是走访企业的，一笔数一次。", ("走访企业", "服务企业")),
    ("tour", "外出学习", "次", "日记里主要是外出学习、考察的，一笔数一次。", ("外出学习", "外出考察")),
)

PERSONS = Figure(
    "visit.persons", "走访群众", "人次", "按走访那天数，一次见到几人数几人次；没见到不数。", GROUP, Call, CALLS, open_visit, "visit.see",
    where=met, weight="persons", day="visited_on", moved_by=RECORD, phrases=("走访群众", "走访人次", "走访群众人次"), with_=OF_CALL,
)  # fmt: skip

GOING: tuple[Figure, ...] = (
    Figure(
        "visit.households", "走访户数", "户", "这段日子里见到过人的户，一户去几次也只数一户。", GROUP, Household, HOUSEHOLDS, open_household,
        "household.see", where=reached, at="", adds_up=False, veil=unsaid_homes, order=("place_id", "section", "number", "pk"),
        phrases=("走访户数", "入户走访", "走访农户", "走访群众户"), with_=("place",),
    ),
    PERSONS,
    Figure(
        "visit.calls", "入户走访", "户次", "按走访那天数，见到人的每一户每一次数一户次。", GROUP, Call, CALLS, open_visit, "visit.see",
        where=met, day="visited_on", moved_by=RECORD, phrases=("入户", "走访户次", "入户次数"), with_=OF_CALL,
    ),
    Figure(
        "visit.not_met", "去了没见到人", "户次", "去了没在家，或者只提到没见到的，每一次数一户次。", GROUP, Call, CALLS, open_visit, "visit.see",
        where=not_met, day="visited_on", moved_by=RECORD, phrases=("未见到", "走空"), with_=OF_CALL,
    ),
    Figure(
        "visit.unseen", "好久没去的重点户", "户", "重点户里，到这段最后一天，离上次见到人已经超过当地定的天数，或者从来没记过的。", GROUP,
        Household, HOUSEHOLDS, open_household, "household.see", where=not_seen, at_end=True, apart=True, order=("place_id", "section", "number", "pk"),
        phrases=("超期未走访",), with_=("place",),
    ),
    Figure(
        "visit.entries", "民情日记", "篇", "按走访那天数，一笔数一篇。", GROUP, Visit, VISITS, open_visit, "visit.see",
        day="visited_on", moved_by=RECORD, phrases=("民情日记", "走访日志", "记日记"), with_=("place", "by"),
    ),
    *(
        Figure(
            f"visit.{kind}", title, unit, how, GROUP, Visit, VISITS, open_visit, "visit.see",
            where=of_kind(kind), day="visited_on", moved_by=RECORD, phrases=phrases, with_=("place", "by"),
        )
        for kind, title, unit, how, phrases in KINDS
    ),
    Figure(
        "promise.made", "答应过的事", "件", "按答应那天数。", GROUP, Promise, PROMISES, open_visit, "visit.see",
        day="made_on", moved_by=("promise.make", "visit.correct"), phrases=("承诺事项",), with_=OF_PROMISE,
    ),
    Figure(
        "promise.kept", "兑现了的", "件", "按兑现那天数。", GROUP, Promise, PROMISES, open_visit, "visit.see",
        where=kept, day="closed_on", moved_by=("promise.keep",), phrases=("兑现承诺",), with_=OF_PROMISE,
    ),
    Figure(
        "promise.overdue", "过了日子没兑现的", "件", "答应的日子过了，到这段最后一天还没兑现、也没说明的。", GROUP, Promise, PROMISES, open_visit,
        "visit.see", where=past_due, at_end=True, late=True, order=("due_on", "pk"), with_=OF_PROMISE,
    ),
)  # fmt: skip
