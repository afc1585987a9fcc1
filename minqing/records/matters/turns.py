"""Whose turn it is after a move (MECHANISMS.md D9, D10): the people whom a kind's table names for what it tells (`table.Tell`).

Nothing here knows a kind: who may make the next move, and who may not because they did the work, is what the moves' rules say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from minqing.ground.journal.models import Event
from minqing.ground.notices.models import Notice
from minqing.ground.staff.models import User
from minqing.records.matters import tiers
from minqing.records.matters.kinds import MoveRule
from minqing.records.matters.kinds.table import Tell
from minqing.records.matters.models import Claim, Handling, Matter

if TYPE_CHECKING:
    from minqing.records.matters.telling import Serving

Audience = Callable[[Matter, Event, "Serving", Tell], list[User]]


def once(users: Iterable[User]) -> list[User]:
    """Each of them once, in their order."""
    return list({user.pk: user for user in users}.values())


def after(event: Event, matter: Matter) -> tuple[Tell, ...]:
    """What the table of the matter's kind says that this move tells."""
    before = (event.before or {}).get("state", "")
    rule = matter.table.rule(event.verb, before)
    return rule.tells if rule is not None else ()


def possible(matter: Matter, verbs: Iterable[str]) -> list[MoveRule]:
    """Of these moves those that can be made now."""
    rules = [matter.table.rule(verb, matter.state) for verb in verbs]
    return [rule for rule in rules if rule is not None and rule.when(matter)]


def who_next(matter: Matter, rule: MoveRule, serving: Serving, *, last_by: str = "") -> list[User]:
    """Those who have to make a move: whoever has the matter; nobody if whoever made the last one serves at its level and can
    go on themselves.

    Where it is another's to make, whoever has it did the work: then it is whoever opened it or gave it away, else those who may at its
    level, else at the next one up.
    """
    hands = serving.hands(matter)
    barred = {matter.last_by(rule.not_by), *(user.pk for user in hands)} if rule.not_by else set()

    def able(user: User) -> bool:
        return user.pk not in barred and serving.may(user, rule.key, matter)

    if held := [user for user in hands if able(user)]:
        return held
    if any(str(user.pk) == last_by and able(user) for user in serving.level(matter, matter.tier, rule.key)):
        return []
    if rule.not_by and (known := [user for user in _who_brought_it(matter, serving) if able(user)]):
        return known[:1]
    at: str | None = matter.tier
    while at is not None:
        if found := [user for user in serving.level(matter, at, rule.key) if able(user)]:
            return found
        at = tiers.above(at)
    return []


def _who_brought_it(matter: Matter, serving: Serving) -> list[User]:
    moves = matter.moves.filter(move__in=("matter.open", "matter.assign")).exclude(by=None).order_by("-move", "-id")
    by = list(moves.values_list("by_id", flat=True))
    people = {user.pk: user for user in serving.people()}
    return once(people[pk] for pk in by if pk in people)


def _next(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    found = (who_next(matter, rule, serving, last_by=event.actor_id) for rule in possible(matter, tell.of))
    return once(user for users in found for user in users)


def _doer(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    rules = [rule for rule in possible(matter, tell.of) if rule.not_by]
    if not rules:
        return []
    did = {matter.last_by(rule.not_by) for rule in rules}
    return once([*(user for user in serving.people() if user.pk in did), *serving.hands(matter)])


def _hands(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    return serving.hands(matter)


def _parts(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    going = Handling.objects.filter(matter=matter, state="doing").select_related("person")
    return once([*serving.hands(matter), *serving.of_parts(going)])


def _joined(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    return serving.of_parts(made_after(matter, event))


def made_after(matter: Matter, event: Event) -> Iterable[Handling]:
    """The parts that an event brought: written after it and before the matter's next one; ids are in order of making."""
    following = Event.objects.of(matter).filter(id__gt=event.pk).order_by("id").values_list("id", flat=True).first()
    made = Handling.objects.filter(matter=matter, id__gt=event.pk).select_related("person")
    return made.filter(id__lt=following) if following is not None else made


def _ended(matter: Matter, event: Event, *states: str) -> Iterable[Handling]:
    return Handling.objects.filter(matter=matter, state__in=states, ended_on=event.on).select_related("person")


def _let_out(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    """Those whose part went to others; who gave it back themselves knows, and who never knew that it was theirs needs no word."""
    back = matter.moves.filter(move__in=("matter.return", "matter.part_back"), on=event.on)
    gave_back = set(back.values_list("by_id", flat=True)) | {user.pk for user in serving.hands(matter)}
    told = Notice.objects.filter(object_type=event.object_type, object_id=event.object_id)
    knew = set(told.values_list("user_id", flat=True)) | set(matter.moves.values_list("by_id", flat=True))
    out = serving.of_parts(_ended(matter, event, "replaced", "returned"))
    return [user for user in out if user.pk in knew - gave_back]


def _had(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    """Those who worked on it when it ended; of a wish whoever had claimed it."""
    claims = Claim.objects.filter(Q(let_go_on=event.on) | Q(let_go_on=None), matter=matter).exclude(claimant=None)
    claimed = [claim.claimant for claim in claims.select_related("claimant") if claim.claimant is not None]
    return once([*serving.of_parts(_ended(matter, event, "stopped")), *claimed])


def _excluder(matter: Matter, event: Event, serving: Serving, tell: Tell) -> list[User]:
    asked = matter.last_by(("matter.exclude", "matter.merge"))
    return [user for user in serving.people() if user.pk == asked]


AUDIENCES: dict[str, Audience] = {
    "next": _next, "doer": _doer, "hands": _hands, "parts": _parts, "joined": _joined, "let_out": _let_out, "had": _had,
    "excluder": _excluder,
}  # fmt: skip
