"""Random lives of a matter of any kind, for tests: what a move asks beside words, made up from its table."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.apps import apps
from django.db import models

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ground.staff.models import User
from minqing.records.matters.kinds import KINDS, Kind, MoveRule
from minqing.records.matters.models import Claim, Handling, Matter, Reason
from minqing.records.matters.models.wish import CHECKS
from minqing.records.matters.tests import disputing, looking_after, monitored, working

DAY = date(2026, 4, 13)
Example = Callable[[Matter, Random, date], dict[str, Any]]
# What moves with a form of their kind's own are given: verb → made from (matter, chance, day).
EXAMPLES: dict[str, Example] = {
    **disputing.EXAMPLES,
    **looking_after.EXAMPLES,
    **monitored.EXAMPLES,
    **working.EXAMPLES,
    "wish.publish": lambda m, c, d: {
        "checked": c.choice([CHECKS, CHECKS, ["identity"]]),
        "details": {"cost": c.choice([None, Decimal(80), Decimal(9000)])},
    },
}


def opened(world: World, kind: str = "need", **more: Any) -> Matter:
    """A matter of 李桂兰 in 中香村, with whatever its kind asks at the opening."""
    table = KINDS[kind]
    given: dict[str, Any] = {
        "about": "门前排水沟堵，雨水灌院", "household": world.homes["李桂兰"], "place": world.village, "by": world.users["linxiaohe"],
        "on": DAY, "details": details_for(table, table.at_opening, Random(1), DAY), **more,
    }  # fmt: skip
    return Matter.objects.open(kind=kind, **given)


def given_for(rule: MoveRule, matter: Matter, chance: Random, people: list[User], day: date) -> dict[str, Any]:
    """What the move's form would give beside words: sometimes nonsense, as people do."""
    given: dict[str, Any] = {}
    if rule.reasons:
        given["reason"] = chance.choice([*Reason.objects.filter(list=rule.reasons).values_list("key", flat=True), "nonsense"])
    if rule.details:
        given["details"] = details_for(matter.table, rule.details, chance, day)
    if rule.form in ("holder", "partner"):
        given["person"] = chance.choice(people)
    if rule.form == "part":
        given["handling"] = chance.choice([None, *Handling.objects.filter(matter=matter)])
    if rule.form == "sort":
        given |= {"category": chance.choice(["housing", "safety"]), "urgency": chance.choice(["ordinary", "emergency"])}
    if rule.form == "merge":
        given["into"] = chance.choice([None, matter, *Matter.objects.exclude(pk=matter.pk)[:2]])
    if rule.key in EXAMPLES:
        given |= EXAMPLES[rule.key](matter, chance, day)
    return given


def details_for(table: Kind, names: tuple[str, ...], chance: Random, day: date) -> dict[str, Any]:
    """Values for fields of the kind's details model."""
    if not names:
        return {}
    model = apps.get_model(table.details)
    return {name.rstrip("?"): _value(model._meta.get_field(name.rstrip("?")), chance, day) for name in names}


def _value(field: Any, chance: Random, day: date) -> Any:
    if field.name == "uscc":
        return chance.choice(["", working.CODE])
    if field.name in getattr(field.model, "LISTED", {}):
        return chance.choice(["", *(key for key, _ in field.model.LISTED[field.name]("", day))])
    if field.choices:
        return chance.choice([key for key, _ in field.flatchoices])
    if isinstance(field, models.BooleanField):
        return chance.random() < 0.5
    if isinstance(field, models.DecimalField):
        return Decimal(chance.randint(0, 9000))
    if isinstance(field, models.IntegerField):
        return chance.randint(1, 40)
    if isinstance(field, models.DateField):
        return day + timedelta(chance.randint(0, 30))
    if isinstance(field, models.ForeignKey):
        return field.related_model.objects.order_by("?").first() if not field.null else None
    return chance.choice(["写了一句", "又写一句"])[: field.max_length]


def check(matter: Matter) -> None:
    """What holds for every matter of every kind at every moment: phase, history, journal, hands, answers agree."""
    stored = Matter.objects.get(pk=matter.pk)
    moves = list(stored.moves.order_by("id"))
    assert stored.phase == stored.table.phase(stored.state)
    assert moves[0].move == "matter.open"
    assert moves[-1].to_state == stored.state
    assert stored.version == len(moves) - 1
    assert all(after.from_state == before.to_state for before, after in itertools.pairwise(moves))
    assert list(Event.objects.of(stored).order_by("id").values_list("verb", flat=True)) == [move.move for move in moves]
    assert (stored.closed_on is not None) == (stored.phase in ("done", "dropped"))
    assert (stored.paused_on is not None) == (stored.phase == "waiting")
    assert stored.tries == 0 or stored.phase in ("waiting", "done", "dropped")
    assert stored.excluded_on is None or stored.exclusion
    assert stored.merged_into_id is None or stored.phase == "dropped" or stored.moves.filter(move="matter.again").exists()
    leads = Handling.objects.filter(matter=stored, role="lead", state="doing").count()
    assert leads <= 1
    assert not Handling.objects.filter(matter=stored, state="doing").exists() or stored.phase not in ("done", "dropped")
    assert all(part.ended_on is not None for part in Handling.objects.filter(matter=stored).exclude(state="doing"))
    if stored.table.private:
        assert not any(event.words for event in Event.objects.of(stored)), "the words of a private matter stay in its file"
    if stored.kind == "wish":
        active = Claim.objects.filter(matter=stored, let_go_on=None).count()
        assert active == (stored.state in ("claimed", "asking", "done"))
    judged = [said.solved for said in stored.judgements.order_by("id")]
    said = [move.move == "matter.answer" for move in moves if move.move in ("matter.answer", "matter.reopen")]
    assert judged == said
