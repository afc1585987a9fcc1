"""What the moves of a dispute are given in random lives, and a short way to one that stands where a test needs it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from minqing.conftest import World
from minqing.ground.staff.models import User
from minqing.records.matters import life
from minqing.records.matters.mediation.disputes import SIGNED
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.models.dispute import DisputeParty

DAY = date(2026, 4, 13)


def a_party(matter: Matter, chance: Random) -> DisputeParty | None:
    return chance.choice([None, *matter.parties.all()])


def a_hand(matter: Matter, chance: Random) -> Handling | None:
    return chance.choice([None, *matter.handlings.all()])


def terms(chance: Random, day: date) -> dict[str, Any]:
    return {"content": chance.choice(["地界以老石头为准", ""]), "amount": chance.choice([None, 300]), "online": chance.random() < 0.5,
            "made_on": day - timedelta(chance.randint(0, 2))}  # fmt: skip


def signatures(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    signed = {party: chance.choice(list(SIGNED)) for party in matter.parties.all() if chance.random() < 0.8}
    return {"signed": signed, "mediator": chance.random() < 0.8, "sealed": chance.random() < 0.8}


EXAMPLES: dict[str, Callable[[Matter, Random, date], dict[str, Any]]] = {
    "dispute.party": lambda m, c, d: {"name": c.choice(["王德福", "外来的老赵", "某公司"]), "side": c.choice(["applicant", "respondent", "?"])},
    "dispute.party_out": lambda m, c, d: {"party": a_party(m, c)},
    "dispute.link": lambda m, c, d: {"party": a_party(m, c)},
    "dispute.unlink": lambda m, c, d: {"party": a_party(m, c)},
    "dispute.session": lambda m, c, d: {"way": c.choice(["spot", "online", "?"]), "came": c.choice([(), ("王德福", "外来的老赵")])},
    "dispute.invite": lambda m, c, d: {
        "planned_at": timezone.make_aware(datetime(d.year, d.month, d.day, 14)), "way": "spot", "where": c.choice(["", "村部"])
    },
    "dispute.stage": lambda m, c, d: {"stage": c.choice(["law", "self", "source", "joint", "?"])},
    "dispute.refuse_mediator": lambda m, c, d: {
        "handling": a_hand(m, c), "party": a_party(m, c), "person": c.choice([None, *User.objects.filter(username__in=("hanxue", "linxiaohe"))])
    },
    "dispute.extend": lambda m, c, d: {"due_on": d + timedelta(c.randint(-5, 60)), "agreed": c.random() < 0.7},
    "dispute.police": lambda m, c, d: {"told": c.choice(["", "安石派出所"])},
    "dispute.end": lambda m, c, d: {"party": a_party(m, c), "told": c.choice([(), ("court", "arbitration")])},
    "dispute.draft": lambda m, c, d: {"terms": terms(c, d)},
    "dispute.oral": lambda m, c, d: {"terms": terms(c, d)},
    "dispute.reconcile": lambda m, c, d: {"terms": terms(c, d)},
    "dispute.sign": signatures,
    "dispute.word": lambda m, c, d: {"party": a_party(m, c), "solved": c.random() < 0.7, "satisfied": c.choice([None, True, False])},
    "dispute.check": lambda m, c, d: {"check_on": d + timedelta(10)},
    "dispute.court": lambda m, c, d: {"court": "东辽县人民法院", "both": c.random() < 0.8},
}  # fmt: skip


def opened(world: World, **more: Any) -> Matter:
    """李桂兰 asks for mediation; 林晓禾 writes it down."""
    given: dict[str, Any] = {
        "about": "隔壁盖房占了滴水地，两家吵了半年", "words": "说是占了一尺", "household": world.homes["李桂兰"], "asker": "李桂兰", "phone": "13800001234",
        "place": world.village, "by": world.users["linxiaohe"], "on": DAY, "details": {"dispute_class": "neighbour", "origin": "applied"}, **more,
    }  # fmt: skip
    return Matter.objects.open(kind="dispute", **given)


def talking(world: World, **more: Any) -> Matter:
    """魏长河 mediates between 李桂兰 and 王德福."""
    matter = opened(world, **more)
    by = world.users["weichanghe"]
    other = world.homes["王德福"].residents.get(name="王德福")
    life.move(matter, "dispute.party", by=by, on=DAY, name="王德福", side="respondent", resident=other)
    life.move(matter, "matter.accept", by=by, on=DAY)
    return matter


def drafted(world: World, **terms: Any) -> Matter:
    """With a written agreement that nobody has signed."""
    matter = talking(world)
    given = {
        "facts": "滴水地之争",
        "content": "王德福退让三十公分\n李桂兰不再追究",
        "due_on": date(2026, 5, 1),
        "amount": 300,
        **terms,
    }
    life.move(matter, "dispute.draft", by=world.users["weichanghe"], on=DAY + timedelta(2), terms=given)
    return matter


def performing(world: World, **terms: Any) -> Matter:
    """With an agreement that everybody signed."""
    matter = drafted(world, **terms)
    signed = dict.fromkeys(matter.parties.all(), "finger")
    life.move(
        matter, "dispute.sign", by=world.users["weichanghe"], on=DAY + timedelta(3), signed=signed, mediator=True, sealed=True
    )
    return matter
