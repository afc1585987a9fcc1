"""What lies with somebody, and giving it to another: matters held, parts taken, promises made; a claimed wish goes back to its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet

from minqing.ground.journal import note
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Posting, User
from minqing.ground.staff.scope import Scope
from minqing.lib.prepared import Prepared, Slot
from minqing.lib.refusal import NotNow
from minqing.records.matters import life, parts
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.models import Claim, Handling, Matter, Move
from minqing.records.matters.models.matter import CHANGED_MEANWHILE
from minqing.records.matters.models.matter_set import MatterQuerySet
from minqing.records.visits.models import Promise

VERB = "matter.hand_over"
RIGHTS = ("matter.assign", "staff.manage")
# Whoever takes over must be able to work on a matter.
WORKS = "matter.accept"


@dataclass(frozen=True)
class Left:
    """What somebody still has at the viewer's places."""

    matters: list[Matter]
    parts: list[Handling]
    promises: list[Promise]

    def __len__(self) -> int:
        return len(self.matters) + len(self.parts) + len(self.promises)

    @property
    def places(self) -> set[str]:
        codes = [matter.place_id for matter in self.matters] + [part.place_id for part in self.parts]
        return {*codes, *(promise.place_id for promise in self.promises)}


def reach(scope: Scope) -> Q:
    """The places where the viewer may hand over."""
    return scope.q(RIGHTS[0]) | scope.q(RIGHTS[1])


def may_at(scope: Scope, place: str) -> bool:
    return any(scope.may(right, place) for right in RIGHTS)


def left_with(user: User, scope: Scope) -> Left:
    """Three queries."""
    here = reach(scope)
    matters = Matter.objects.filter(here, holder=user, phase__in=OPEN_PHASES).preloaded().order_by("due_on", "id")
    going = Handling.objects.filter(here, person=user, state="doing").exclude(role="lead").select_related("matter", "place")
    promises = Promise.objects.filter(here, by=user).owed().select_related("household", "place")
    return Left(list(matters), list(going.order_by("id")), list(promises))


def takers(left: Left, user: User, scope: Scope) -> list[Posting]:
    """Who may take over: somebody who works at or above one of the places, within the viewer's own. Two queries."""
    above = {code for place in left.places for code in lineage(place)}
    found = Posting.objects.on(scope.on).filter(reach(scope), place_id__in=above, user__is_active=True).exclude(user=user)
    listed = found.select_related("user", "place", "role", "organisation").order_by("-place_id", "rank", "id")
    return [posting for posting in listed if WORKS in posting.role.verbs]


def abandoned(scope: Scope) -> MatterQuerySet:
    """Open matters in the hands of somebody without any post today."""
    # From the few who are gone to what they hold, in two queries: the other way round all that is open in a county is looked through.
    return Matter.objects.filter(scope.q(RIGHTS[0]), holder__in=_GONE(on=scope.on), phase__in=OPEN_PHASES)


def _gone() -> QuerySet[User, UUID]:
    posted = Posting.objects.on(Slot("on", DateField())).filter(user=OuterRef("pk"))
    holding = Matter.objects.filter(holder=OuterRef("pk"), phase__in=OPEN_PHASES)
    return User.objects.filter(~Exists(posted), Exists(holding)).values_list("pk", flat=True)


_GONE = Prepared(_gone)


def hand_over(left: Left, *, of: User, to: User, by: User, on: date, words: str = "") -> int:
    """Give all of it to somebody else; says how much it was. Raises NotNow where they could not see it."""
    theirs = Scope(to, on)
    if to.pk == of.pk:
        raise NotNow("交给自己不算交接，选另一个人。")
    for each in (*left.matters, *(part.matter for part in left.parts)):
        if not theirs.may(WORKS, each.place_id):
            raise NotNow(f"{to.name}的岗位管不到{each.place.short_name}，这件事接不了，换个人。")
    said = f"{of.name}交给{to.name}接着办。{words}".strip()
    with transaction.atomic():
        for matter in left.matters:
            _matter(matter, of=of, to=to, by=by, on=on, said=said)
        for part in left.parts:
            _part(part, to=to, by=by, on=on, said=said)
        for promise in left.promises:
            promise.hand_over(to, by=by, on=on, words=said)
    return len(left)


def _matter(matter: Matter, *, of: User, to: User, by: User, on: date, said: str) -> None:
    if Claim.objects.filter(matter=matter, claimant=of, let_go_on=None).exists():
        # A wish was claimed by a person, not given to a post: others may claim it now.
        life.let_go(matter, by=by, on=on, words=f"{of.name}离岗，心愿放回去")
        return
    office = matter.holder_organisation
    stays = office if office is not None and Posting.objects.on(on).filter(user=to, organisation=office).exists() else None
    tier = life.tier_for(matter, on=on, person=to, organisation=stays)
    won = Matter.objects.filter(pk=matter.pk, version=matter.version).update(
        holder=to, holder_organisation=stays, tier=tier, version=matter.version + 1
    )
    if not won:
        raise NotNow(CHANGED_MEANWHILE)
    led = Handling.objects.filter(matter=matter, role="lead", state="doing").first()
    if led is not None:
        parts.lead(matter, person=to, organisation=stays, part=led.part, on=on)
    _said(matter, to=to, by=by, on=on, said=said)


def _part(part: Handling, *, to: User, by: User, on: date, said: str) -> None:
    Handling.objects.filter(pk=part.pk).update(state="replaced", ended_on=on)
    parts.take_part(part.matter, person=to, organisation=None, role=part.role, part=part.part, on=on, seat=part.seat)
    _said(part.matter, to=to, by=by, on=on, said=said)


def _said(matter: Matter, *, to: User, by: User, on: date, said: str) -> None:
    Move.objects.create(
        matter=matter, move=VERB, from_state=matter.state, to_state=matter.state, by=by, by_name=by.name, on=on, words=said
    )
    note(VERB, matter, by=by, on=on, words="" if matter.table.private else said, after={"to": str(to.pk)})


def chosen(left: Left, keys: Sequence[str]) -> Left:
    """Only what was ticked."""
    wanted = set(keys)
    return Left(
        [matter for matter in left.matters if str(matter.pk) in wanted],
        [part for part in left.parts if str(part.pk) in wanted],
        [promise for promise in left.promises if str(promise.pk) in wanted],
    )
