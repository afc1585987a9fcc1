"""Who sees a matter, and who may make which move: the scope's verbs, and what matters add to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.http import Http404

from minqing.ground.staff.scope import Scope, get_within
from minqing.records.matters import story_rows, tiers
from minqing.records.matters.kinds.table import MoveRule
from minqing.records.matters.mediation.disputes import DECLINED
from minqing.records.matters.models import Matter

OUTSIDE = "没有这件事，或者不在你的范围里。"


def matter_for(scope: Scope, pk: Any) -> Matter:
    """A matter that the viewer may read. Raises Http404 for any other.

    Those who only claim wishes (no `matter.see`) read the ones that they hold a claim on, and no other.
    """
    try:
        return get_within(story_rows.readable, scope, pk, see="matter.see")
    except Http404:
        matters = Matter.objects.preloaded().select_related("visit", "place__parent")
        mine = matters.filter(claims__claimant=scope.user, claims__let_go_on=None)
        try:
            return get_within(mine, scope, pk, see="wish.claim")
        except Http404:
            raise Http404(OUTSIDE) from None


def sees_file(scope: Scope, matter: Matter) -> bool:
    """Whether the viewer may read what is in a matter's file: of a private kind only who handles it or has opened it."""
    if not matter.table.private:
        return True
    user = scope.user
    if matter.holder_id == user.pk or _serves(scope, matter):
        return True
    offices = [posting.organisation_id for posting in scope.postings if posting.organisation_id]
    parts = Q(person=user) | Q(organisation__in=offices, person=None)
    # Whom a party refused, and who was replaced, reads on no longer.
    mine = matter.handlings.filter(parts).exclude(state__in=("returned", "replaced"))
    if mine.exists():
        return True
    declined = matter.handlings.filter(person=user, state="returned", answer=DECLINED)
    return matter.moves.filter(move="matter.open", by=user).exists() and not declined.exists()


# The steps that say how the work turned out.
JUDGING = frozenset({"matter.answer", "matter.close", "hazard.verify", "hazard.clear", "project.accept", "project.word"})
# What whoever assigns may do with a private matter without reading its file.
WITHOUT_FILE = frozenset({"matter.accept", "matter.assign", "matter.urge", "matter.return", "matter.escalate"})


def may_move(scope: Scope, matter: Matter, rule: MoveRule) -> bool:
    """Whether the viewer's posts allow a move at the matter's place, and at its level where the table asks for that."""
    if not scope.may(rule.key, matter.place_id):
        return False
    if rule.key not in WITHOUT_FILE and not sees_file(scope, matter):
        return False
    if not rule.at_tier or matter.holder_id == scope.user.pk:
        return True
    longest = tiers.LONGEST_CODE[matter.tier]
    return any(matter.place_id.startswith(code) and len(code) <= longest for code in scope.places_for(rule.key)) or _serves(
        scope, matter
    )


def moves_for(scope: Scope, matter: Matter) -> list[MoveRule]:
    """The moves that table and rights allow the viewer now, in the table's order."""
    return [rule for rule in matter.possible_moves() if may_move(scope, matter, rule) and not _by_another(scope, matter, rule)]


def _by_another(scope: Scope, matter: Matter, rule: MoveRule) -> bool:
    """Whether the viewer is the one who may not make it, because they made the step before or did the work."""
    return matter.left_to_others(rule, scope.user)


def left_to_others(scope: Scope, matter: Matter, rules: Collection[MoveRule]) -> str:
    """The sentence for whoever did the work: which next step is not among their `rules` because another must make it. Empty for others."""
    judging = [
        rule for rule in matter.table.moves_from(matter.state) if rule.key in JUDGING and rule.not_by and rule not in rules
    ]
    left = [rule for rule in judging if rule.when(matter) and may_move(scope, matter, rule)]
    if not left:
        return ""
    how = "请别人去问，或者请群众凭回执号自己说。" if any(rule.by_asker for rule in left) else "请别人去看、去问。"
    return f"「{'」「'.join(rule.button for rule in left)}」要由别人来记：办事的人不能自己说办好了。{how}"


def main_move(scope: Scope, matter: Matter, rules: list[MoveRule]) -> str:
    """The one red button: to urge what is in somebody else's hands, otherwise the table's own next step."""
    keys = [rule.key for rule in rules]
    elsewhere = matter.holder_id not in (None, scope.user.pk) or (
        matter.holder_organisation_id is not None and not _serves(scope, matter)
    )
    if matter.phase == "doing" and elsewhere and "matter.urge" in keys:
        return "matter.urge"
    return next((rule.key for rule in rules if rule.main and rule.leads(matter)), "")


def _serves(scope: Scope, matter: Matter) -> bool:
    """Whether the viewer has a post in the organisation that has the matter."""
    return matter.holder_organisation_id is not None and any(
        posting.organisation_id == matter.holder_organisation_id for posting in scope.postings
    )
