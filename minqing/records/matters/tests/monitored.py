"""A household going through monitoring, for tests: what its moves are given, and the way there with few words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from minqing.conftest import World
from minqing.lib.fields import new_id
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.monitor import MEASURES, RISKS, WHY_NOT
from minqing.records.matters.monitoring import income
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.monitoring.steps import Facts

FACTS = Facts(Decimal("6800.00"), Decimal("21000.00"), "老伴做手术，自己花了两万一", "两亩半玉米，闺女每月给三百")
FOUND = {
    "housing": "yes",
    "schooling": "yes",
    "insurance": "yes",
    "water": "yes",
    "difficulty": FACTS.difficulty,
    "coping": FACTS.coping,
}
AMOUNTS = {"farm": Decimal("9000"), "farm_cost": Decimal("3000"), "pension": Decimal("1440"), "self_medical": Decimal("21000")}
VOTES: dict[str, Any] = {"called": 30, "came": 24, "agreed": 22, "against": 1}
# Who does a step, of the cast of the small world.
WHO = {"review": "zhouqiming", "approve": "hanxue", "announce": "zhouqiming"}
VERBS = {"publicity": "publicize"}


def _verify(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    if chance.random() < 0.8 and matter.household_id:
        income.keep(matter, by=matter.moves.exclude(by=None).earliest("id").by, on=day, until=day, people=2, amounts=AMOUNTS)  # type: ignore[arg-type]
    names = chance.choice([["魏长河", "林晓禾"], ["魏长河"], ["魏长河", "魏长河 "]])
    return {
        "investigators": names,
        "signatures": ["魏长河", "李桂兰"],
        "risks": chance.sample(sorted(RISKS), chance.randint(0, 2)),
        **FOUND,
    }


def _meeting(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    came = chance.choice([19, 20, 30, 31])
    return {"called": 30, "came": came, "agreed": chance.choice([came, 9]), "klass": chance.choice(["edge", "edge", "nonsense"])}


def _facts(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    return {"facts": chance.choice([FACTS, FACTS, None, Facts(per_head=Decimal(100))])}


def _measure(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    person = chance.choice([None, matter.moves.exclude(by=None).earliest("id").by])
    return {"sort": chance.choice(sorted(MEASURES)), "what": "介绍到镇上的厂子", "person": person, "from_on": day}


EXAMPLES = {
    "monitor.verify": _verify,
    "monitor.meeting": _meeting,
    "monitor.review": _facts,
    "monitor.approve": _facts,
    "monitor.refuse": lambda matter, chance, day: {"why": chance.choice([*WHY_NOT, "nonsense"]), **_facts(matter, chance, day)},
    "monitor.measure": _measure,
    "monitor.risk": lambda matter, chance, day: {"risks": chance.sample(sorted(RISKS), 1)},
    "monitor.relapse": lambda matter, chance, day: {"risks": chance.sample(sorted(RISKS), 1)},
}


def given(matter: Matter, step: str) -> dict[str, Any]:
    """What a step of the right way takes."""
    out = matter.details.way == monitor_order.RELEASE
    known: dict[str, dict[str, Any]] = {
        "consent": {"details": {"consent_by": "李桂兰", "consent_how": "print"}},
        "verify": {"investigators": ["魏长河", "林晓禾"], "signatures": ["魏长河", "林晓禾", "李桂兰"], "risks": [] if out else ["illness"], **FOUND,
                   **({"stable": "yes", "spending": "yes"} if out else {})},
        "compare": {"details": {"compared": "没有车、没有商品房、没有工商登记"}},
        "meeting": {**VOTES, "klass": "" if out else "edge"},
        "publicity": {"where": "村务公开栏"},
        "review": {"facts": FACTS},
        "approve": {"facts": FACTS},
        "announce": {"where": "村务公开栏"},
    }  # fmt: skip
    return known[step]


def take(world: World, matter: Matter, step: str, day: date, **other: Any) -> Matter:
    """One step of the right way on a day; gives the matter loaded afresh."""
    fresh = Matter.objects.get(pk=matter.pk)
    by = world.users[WHO.get(step, "linxiaohe")]
    life.move(fresh, f"monitor.{VERBS.get(step, step)}", by=by, on=day, words="说清楚了", **{**given(fresh, step), **other})
    return Matter.objects.get(pk=matter.pk)


def lead(world: World, day: date, **more: Any) -> Matter:
    """A lead about 李桂兰家."""
    known: dict[str, Any] = {
        "about": "老伴做手术，花了不少", "household": world.homes["李桂兰"], "place": world.village, "by": world.users["linxiaohe"], "on": day,
        "id": new_id(), "source": "duty", **more,
    }  # fmt: skip
    return Matter.objects.open(kind="monitor", **known)


def sheet(world: World, matter: Matter, day: date, **amounts: str) -> None:
    """An income sheet up to a day."""
    written = {item: Decimal(amount) for item, amount in amounts.items()} or AMOUNTS
    income.keep(Matter.objects.get(pk=matter.pk), by=world.users["linxiaohe"], on=day, until=day, people=2, amounts=written)


def until(world: World, matter: Matter, last: str, day: date) -> tuple[Matter, date]:
    """Every step of the present way up to and with `last`, a day each, waiting for the publicity; gives the matter and the day after."""
    while True:
        step = Matter.objects.get(pk=matter.pk).details.next_steps[0]
        if step == "verify":
            sheet(world, matter, day)
        matter = take(world, matter, step, day)
        day += timedelta(days=6 if step == "publicity" else 1)
        if step == last:
            return matter, day


def recognised(world: World, day: date) -> tuple[Matter, date]:
    """A household recognised by the whole way."""
    return until(world, lead(world, day), "announce", day)


def helped(world: World, matter: Matter, day: date) -> Matter:
    """One measure begun and done."""
    by = world.users["linxiaohe"]
    fresh = Matter.objects.get(pk=matter.pk)
    life.move(fresh, "monitor.measure", by=by, on=day, sort="health", what="办大病救助", person=by, from_on=day)
    life.move(
        Matter.objects.get(pk=matter.pk),
        "monitor.measure_done",
        by=by,
        on=day + timedelta(days=20),
        words="报回来一万二，缓过来了",
    )
    return Matter.objects.get(pk=matter.pk)


def proposed(world: World, matter: Matter, day: date) -> Matter:
    """The village proposes the release."""
    fresh = Matter.objects.get(pk=matter.pk)
    life.move(
        fresh, "monitor.propose", by=world.users["linxiaohe"], on=day, words="病好了，闺女也有活了", details={"removal": "helped"}
    )
    return Matter.objects.get(pk=matter.pk)


def released(world: World, day: date = date(2026, 3, 6)) -> tuple[Matter, date]:
    """A household recognised from a day in March on, helped, and released in September."""
    matter, day = recognised(world, day)
    matter = helped(world, matter, day)
    day = date(2026, 9, 21)
    return until(world, proposed(world, matter, day), "announce", day)
