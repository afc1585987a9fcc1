"""A project and a firm's request, for tests: what their moves are given, and the way there with few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from minqing.conftest import World
from minqing.records.matters import life
from minqing.records.matters.linking import Seated
from minqing.records.matters.models import Matter
from minqing.records.matters.works.accepting import Inspector

DAY = date(2026, 4, 13)
# A right code: registry 9, category 1, area 220422, an invented body, its check character.
CODE = "91220422MA00000010"
PEOPLE = (Inspector("赵玉兰", "villager"), Inspector("孙喜田", "cadre"))


def _or_new(rows: Any, chance: Random) -> Any:
    return chance.choice([None, *rows])


def _one(rows: Any, chance: Random) -> Any:
    return chance.choice([*rows, *rows, None])


def _fund(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    known = _or_new(matter.funds.all(), chance)
    return {
        "known": known,
        "source": chance.choice(["state", "collective", "nonsense"]),
        "planned": Decimal(chance.choice([0, 3, 50])),
    }


def _pay(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    paid_on = day + timedelta(days=chance.choice([0, 0, -3, 2]))
    return {"known": _one(matter.funds.all(), chance), "paid": Decimal(chance.choice(["0", "1.5", "80"])), "paid_on": paid_on}


def _quantity(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    what, unit = chance.choice([("清沟", "米"), ("植树", "棵"), ("", "米")])
    known = _or_new(matter.quantities.all(), chance)
    return {"known": known, "what": what, "unit": unit, "planned": Decimal(chance.choice([0, 80, 2500]))}


def _progress(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    done_on = day + timedelta(days=chance.choice([0, 0, -2, 1]))
    return {
        "known": _one(matter.quantities.all(), chance),
        "number": Decimal(chance.choice(["0", "12.5", "300"])),
        "done_on": done_on,
    }


def _milestone(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    title = chance.choice(["完工", "铺面", ""])
    return {
        "known": _or_new(matter.milestones.all(), chance),
        "title": title,
        "due_on": day + timedelta(days=chance.randint(-20, 40)),
    }


def _inspectors(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    people = chance.choice(
        [PEOPLE, PEOPLE, PEOPLE[:1], (PEOPLE[1], Inspector("马国臣", "cadre")), (PEOPLE[0], Inspector("林晓禾", "cadre"))]
    )
    return {"inspectors": people, "held_on": day}


def _accept(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    accepted = {one.pk: Decimal(chance.choice([1, 9999])) for one in matter.quantities.all() if chance.random() < 0.2}
    return {**_inspectors(matter, chance, day), "accepted": accepted}


def _take_up(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    return {
        "known": _one(matter.policies.all(), chance),
        "paid": chance.choice([None, Decimal("12.5")]),
        "refused": chance.random() < 0.1,
    }


def _link(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    person = matter.moves.exclude(by=None).earliest("id").by
    seats = [
        Seated("residents", name="赵玉兰"),
        Seated("community", person=person),
        Seated("nowhere", name="谁"),
        Seated("compound"),
    ]
    return {"seated": chance.sample(seats, chance.randint(0, 3))}


EXAMPLES: dict[str, Callable[[Matter, Random, date], dict[str, Any]]] = {
    "matter.link": _link,
    "project.fund": _fund,
    "project.pay": _pay,
    "project.quantity": _quantity,
    "project.progress": _progress,
    "project.strike": lambda m, c, d: {"known": _one([*m.progress.all(), *m.payments.all()], c)},
    "project.milestone": _milestone,
    "project.reach": lambda m, c, d: {"known": _one(m.milestones.all(), c), "reached_on": d},
    "project.accept": _accept,
    "project.reject": _inspectors,
    "project.word": lambda m, c, d: {"name": c.choice(["李桂兰", ""]), "good": c.random() < 0.7},
    "enterprise.tell": lambda m, c, d: {"way": c.choice(["phone", "visit", "nonsense"]), "to": "黄经理"},
    "enterprise.policy": lambda m, c, d: {"title": c.choice(["电量指标交易政策", "稳岗返还", ""]), "expected": Decimal(12)},
    "enterprise.take_up": _take_up,
}


def planned(world: World, about: str = "清东沟", **more: Any) -> Matter:
    """A project of 中香村: 2,500 m of ditch from two sources within a month."""
    by = world.users["weichanghe"]
    details = {
        "reason": "一下雨就泡地",
        "benefits": "四社 62 户",
        "households": 62,
        "built_by": "镇水利队",
        **more.pop("details", {}),
    }
    details = {"starts_on": DAY + timedelta(days=2), "ends_on": DAY + timedelta(days=30), **details}
    matter = Matter.objects.open(kind="project", about=about, place=world.village, by=by, on=DAY, details=details, **more)
    life.move(matter, "project.quantity", by=by, on=DAY, what="清沟", unit="米", planned=Decimal(2500))
    life.move(matter, "project.fund", by=by, on=DAY, source="state", name="水毁修复", planned=Decimal(3))
    life.move(matter, "project.fund", by=by, on=DAY, source="collective", planned=Decimal("1.2"))
    return matter


def built(world: World, about: str = "清东沟") -> Matter:
    """The same, finished by 魏长河 and waiting to be accepted."""
    by, matter = world.users["weichanghe"], planned(world, about)
    life.move(matter, "project.start", by=by, on=DAY + timedelta(days=2))
    ditch = matter.quantities.get()
    life.move(matter, "project.progress", by=by, on=DAY + timedelta(days=3), known=ditch, number=Decimal(1200))
    life.move(matter, "project.progress", by=by, on=DAY + timedelta(days=4), known=ditch, number=Decimal(1300))
    life.move(matter, "project.finish", by=by, on=DAY + timedelta(days=5), words="东沟清到头，水下去了")
    return matter


def accepted(world: World, about: str = "清东沟") -> Matter:
    """The same, accepted by a villager and a cadre, with people to be asked."""
    matter = built(world, about)
    life.move(
        matter, "project.accept", by=world.users["linxiaohe"], on=DAY + timedelta(days=7), inspectors=PEOPLE, words="两边都看了"
    )
    return matter
