"""A project is accepted by others than built it, and judged by those who benefit (MECHANISMS.md D4, D10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import User
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.move import Judgement
from minqing.records.matters.models.project import (
    ProjectAcceptance,
    ProjectInspector,
    ProjectMilestone,
    ProjectQuantity,
    ProjectWord,
    amount,
)
from minqing.records.matters.works.acts import due_as_planned, past, reached, stands
from minqing.records.people.models import Household

FEWEST_INSPECTORS = 2


@dataclass(frozen=True, slots=True)
class Inspector:
    """Somebody who accepts, and as what (`ProjectInspector.SORTS`)."""

    name: str
    sort: str


def accept(
    matter: Matter, *, by: User, on: date, words: str = "", inspectors: Sequence[Inspector] = (), held_on: date | None = None,
    accepted: Mapping[Any, Decimal] | None = None,
) -> None:  # fmt: skip
    """Accepted by at least two, a villager among them, none of them who built it; how much of each quantity passed.

    `accepted` maps the quantities' keys to numbers; what is not named is accepted as done.
    """
    day = held_on or on
    past(day, on)
    people = inspectors_of(matter, inspectors)
    passed = {}
    for one in matter.quantities.with_done():
        passed[one.pk] = (accepted or {}).get(one.pk, one.done)
        if not 0 <= passed[one.pk] <= one.done:
            raise NotNow(f"「{one.what}」干了 {amount(one.done)} {one.unit}，验收的数不能比这多。")
    with transaction.atomic():
        matter.step(
            "project.accept",
            by=by,
            on=on,
            words=f"{_named(people)}。{words}",
            details={"accepted_on": day},
            touches=[(matter.place_id, day)],
        )
        _written_down(matter, people, day, words, by, passed=True)
        for pk, number in passed.items():
            ProjectQuantity.objects.filter(pk=pk).update(accepted=number)
        matter.milestones.filter(title="验收", reached_on=None).update(reached_on=day)


def reject(
    matter: Matter, *, by: User, on: date, words: str, inspectors: Sequence[Inspector] = (), held_on: date | None = None, **_: Any
) -> None:
    """Not accepted: what must be made good is said, and work goes on."""
    day = held_on or on
    past(day, on)
    people = inspectors_of(matter, inspectors)
    with transaction.atomic():
        matter.step("project.reject", by=by, on=on, words=f"{_named(people)}。{words}")
        _written_down(matter, people, day, words, by, passed=False)
        _goes_on(matter)


def inspectors_of(matter: Matter, inspectors: Sequence[Inspector]) -> list[Inspector]:
    """Those who may accept, each once. Raises NotNow where they are too few, none is a villager, or one has built it."""
    people = {one.name.strip(): Inspector(one.name.strip()[:80], one.sort) for one in inspectors if one.name.strip()}
    if len(people) < FEWEST_INSPECTORS:
        raise NotNow(f"验收至少要 {FEWEST_INSPECTORS} 个人。")
    if not any(one.sort == "villager" for one in people.values()):
        raise NotNow("验收的人里要有村民。")
    if strange := [one.name for one in people.values() if one.sort not in ProjectInspector.SORTS]:
        raise NotNow(f"{'、'.join(strange)}是村民、村干部还是哪里的人，选一下。")
    built = _builders(matter)
    if own := [name for name in people if name in built or (matter.details.built_by and name in matter.details.built_by)]:
        raise NotNow(f"{'、'.join(own)}是干这件活的，不能自己验收自己，换个人。")
    return list(people.values())


def _builders(matter: Matter) -> set[str]:
    leads = {str(part.person) for part in matter.handlings.filter(role="lead").select_related("person") if part.person}
    return leads | set(matter.moves.filter(move="project.finish").values_list("by_name", flat=True))


def _named(people: Sequence[Inspector]) -> str:
    return "、".join(f"{one.name}（{ProjectInspector.SORTS[one.sort]}）" for one in people)


def _written_down(matter: Matter, people: Sequence[Inspector], day: date, words: str, by: User, *, passed: bool) -> None:
    held = ProjectAcceptance.objects.create(**stands(matter), held_on=day, passed=passed, words=words, by_name=by.name)
    ProjectInspector.objects.bulk_create(ProjectInspector(acceptance=held, name=one.name, sort=one.sort) for one in people)


def word(
    matter: Matter, *, by: Actor, on: date, name: str = "", good: bool = True, words: str = "", household: Household | None = None
) -> None:
    """What one of those who were to benefit says; the more are asked, the better it is known."""
    if not name.strip():
        raise NotNow("是谁说的，写上姓名。")
    with transaction.atomic():
        matter.step("project.word", by=by, on=on, words=f"{name.strip()}说{'好' if good else '不好'}。{words}")
        ProjectWord.objects.create(
            **stands(matter),
            name=name.strip()[:80],
            household=household,
            good=good,
            words=words.strip(),
            said_on=on,
            by_name=by.name,
        )


def answered(matter: Matter, *, by: Actor, on: date, words: str = "", **given: Any) -> Judgement:
    """It is over when those who benefit say that it is good: not against more of them than for it."""
    since = matter.details.accepted_on
    said = [one.good for one in matter.people_words.filter(said_on__gte=since)] if since else []
    if said.count(False) > said.count(True):
        raise NotNow(
            f"问过的 {len(said)} 个人里，说不好的 {said.count(False)} 个，比说好的多，不能办结；按「群众说没办好」接着干。"
        )
    return life.judge(matter, solved=True, by=by, on=on, words=words, **given)


def not_good(matter: Matter, *, by: Actor, on: date, words: str = "", **given: Any) -> Judgement:
    """People say that it is not good: work goes on."""
    with transaction.atomic():
        judged = life.judge(matter, solved=False, by=by, on=on, words=words, **given)
        _goes_on(matter)
    return judged


def again(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Opened again: what was finished is not, what was dropped is planned afresh."""
    with transaction.atomic():
        life.again(matter, by=by, on=on, words=words)
        if matter.phase == "doing":
            _goes_on(matter)
        else:
            due_as_planned(matter)


def _goes_on(matter: Matter) -> None:
    """Neither finished nor accepted any more."""
    matter.fill_details({"accepted_on": None})
    reached(matter, ProjectMilestone.FINISH, None)
    matter.quantities.update(accepted=None)
    due_as_planned(matter)
