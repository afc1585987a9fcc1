"""The small vocabulary in which stories are told: somebody writes an entry, something is opened, moved, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from minqing.ground.journal import Person
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called, Done, Promised

# What is heard at the door when nothing is wrong.
SMALL_TALK = (
    "炕烧得挺热乎，老两口身体都好，啥都不缺。", "坐了一会儿，聊了聊今年种啥，家里没啥困难。", "孩子在外面打工，过年回来，电话常打。",
    "刚从地里回来，问了问化肥够不够，说够。", "看了看房子和灶台，都好，嘱咐晚上封好炉子。", "低保金到账了，够买药，没别的事。",
    "家里养了六只鹅，精神头足，让常来坐。", "说合作医疗交了，单子收着呢。", "门口雪扫得干净，问他要不要帮忙，说不用。",
)  # fmt: skip

# The same in a compound of flats.
TALK_UPSTAIRS = (
    "身体还硬朗，买菜有邻居搭把手，没啥要办的。", "坐了一会儿，孩子周末回来，电话常打。", "看了看煤气灶和插座，都好，嘱咐出门关阀。",
    "社保认证做过了，老年食堂的饭还合口。", "血压量着正常，药够吃，不用操心。", "问了楼上楼下吵不吵，说都和气。", "阳台没堆东西，烟感灯闪着，没别的事。",
)  # fmt: skip


def village_of(place: Place) -> Place:
    """The village of a natural group; a village itself."""
    return place.parent if len(place.pk) > 12 and place.parent is not None else place


def visited(
    by: User, day: date, households: Sequence[Household], words: str, *, kind: str = "visit", persons: int = 1,
    quantities: Sequence[tuple[str, str, str]] = (), promise: tuple[str, date] | None = None, absent: Sequence[Household] = (),
    place: Place | None = None,
) -> Visit:  # fmt: skip
    """An entry with its confirmed cards."""
    first = next(iter([*households, *absent]), None)
    where = place or (first.place if first else None)
    if where is None:
        raise ValueError("an entry happens somewhere")
    village = village_of(where)
    return Visit.objects.record(
        by=by, place=village, visited_on=day, words=words, kind=kind, today=max(day, date.today()),
        calls=[Called(h, True, persons) for h in households] + [Called(h, False) for h in absent],
        quantities=[Done(what, Decimal(number), unit) for what, number, unit in quantities],
        promises=[Promised(promise[0], promise[1], first)] if promise else [],
    )  # fmt: skip


def needed(
    by: User, day: date, household: Household, about: str, category: str, *, visit: Visit | None = None, kind: str = "need"
) -> Matter:
    """A need or wish heard at a household."""
    place = village_of(household.place)
    return Matter.objects.open(
        kind=kind, about=about, category=category, household=household, place=place, visit=visit, by=by, on=day,
        words=visit.words if visit else "",
    )  # fmt: skip


def solved(
    matter: Matter, by: User, day: date, *, how: str, said: str = "办好了，谢谢", after: int = 3, helper: User | None = None,
    asked_by: User | None = None,
) -> None:  # fmt: skip
    """Accept, do, ask, and be told that it is good: asked by another than the one who did it, or said by the asker on the phone."""
    life.accept(matter, by=by, on=day)
    if helper is not None:
        life.assign(matter, by=by, on=day, person=helper, words="请去看看")
    life.report_done(matter, by=helper or by, on=day + timedelta(days=after), words=how)
    asker, way = (asked_by, "visit") if asked_by is not None else (Person(matter.asker), "portal")
    life.judge(matter, solved=True, by=asker, on=day + timedelta(days=after + 1), words=said, way=way, satisfied=True)


def rounds(
    by: User, households: Sequence[Household], days: Sequence[date], seed: int, *, most: int = 3, talk: Sequence[str] = SMALL_TALK
) -> None:
    """Ordinary rounds of visits over some days: a few doors a day, now and then nobody home; `talk` is what is heard there."""
    chance = Random(seed)
    doors = list(households)
    chance.shuffle(doors)
    at = 0
    for day in days:
        count = chance.randint(1, most)
        today = [doors[(at + n) % len(doors)] for n in range(count)]
        at += count
        gone = [today.pop()] if len(today) > 1 and chance.random() < 0.25 else []
        words = "；".join(f"{home.head_name}家：{chance.choice(talk)[:-1]}" for home in today)
        words += f"；{gone[0].head_name}家没人，改天再去。" if gone else "。"
        visited(by, day, today, words, absent=gone, persons=chance.randint(1, 2))
