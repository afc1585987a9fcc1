"""What stands still until the viewer looks (D9, D10), for their day's page: a result that another must ask about or verify, an exclusion
that a second person must agree to, a part of theirs in what somebody else leads, a file that came to their level into nobody's hands.

What lies in their own hands is `listing.hands`; who is told at the moment it happens is `turns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, UUIDField

from minqing.ground.notices.models import Notice
from minqing.ground.places.models import within_q
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib.prepared import Prepared, Slot
from minqing.records.matters import tiers
from minqing.records.matters.kinds import KINDS, OPEN_PHASES
from minqing.records.matters.kinds.table import WORK_DONE
from minqing.records.matters.models import Handling, Matter, Move
from minqing.records.matters.rights import JUDGING

MOST = 6
# Who is not at the matter's level may look because nobody there can: then they were told so, in one of their last notices of the sort.
TOLD, LAST_TOLD = "turn", 200
MOST_COUNTED = 500
EXCLUDING = ("matter.exclude", "matter.merge")
AGREE = "matter.exclude_confirm"
TO_AGREE = "有人申请不算进比率，请你核实同意不同意"


@lru_cache(maxsize=8)
def _judged(verbs: frozenset[str]) -> tuple[tuple[list[str], list[str]], ...]:
    """Kinds and states in which one of these moves says how somebody else's work came out; kinds with the same states together."""
    found: dict[frozenset[str], list[str]] = {}
    for kind in KINDS.values():
        states = frozenset(state for rule in kind.moves if rule.after_work and rule.key in verbs for state in rule.from_)
        if states:
            found.setdefault(states, []).append(kind.key)
    return tuple((kinds, sorted(states)) for states, kinds in found.items())


def panel(scope: Scope, today: date) -> dict[str, Any] | None:
    """For the day's page: the most urgent, each with what is wanted, and how many there are. At most eight queries."""
    # The notices of an event are written after it, without a line of the journal: they are part of what is asked.
    told, asked = _told(scope.user), _asked(scope)
    wanted = scope.kept("matters.my_turn", lambda: my_turn(scope, told, asked), told, asked, anywhere=True)
    if not wanted:
        return None
    found = Matter.objects.filter(pk__in=wanted).preloaded().by_deadline()[:MOST]
    return {
        "lines": [(matter, wanted[matter.pk] or _said(matter)) for matter in found],
        "count": len(wanted),
        "today": today,
    }


def _said(matter: Matter) -> str:
    """What the viewer is wanted for, as the matter's state says it."""
    if matter.phase != "waiting":
        return matter.stage.title
    if matter.stage.whose:
        return matter.stage.whose.replace("等别人", "请你")
    return f"请你去问{matter.asker or matter.table.whose_word}办好没有"


def my_turn(scope: Scope, told: Sequence[str], asked: Sequence[str]) -> dict[Any, str]:
    """Matter → what is wanted of the viewer; empty words where the matter's state says it. `told` are the matters of which they had
    a notice that it was their turn, `asked` those that somebody near asked not to count. At most five queries.
    """
    seen = Matter.objects.filter(scope.q("matter.see"))
    noticed = seen.filter(pk__in=told)
    # Phase by phase, for of two phases a database would have to choose one for its index.
    to_look = [key for found in (
        seen.filter(_to_judge(scope, at_level=True), _by_others(scope.user)),
        seen.filter(_level(scope.places_for("matter.accept")), phase="doing", holder=None, holder_organisation=None),
        noticed.filter(_to_judge(scope), _by_others(scope.user)),
    ) for key in _keys(found)]  # fmt: skip
    near = Q(pk__in=told) | Q(pk__in=asked) & _level(scope.places_for(AGREE))
    to_agree = seen.filter(near, _to_agree(scope)) if told or asked else seen.none()
    return {**dict.fromkeys(to_look, ""), **dict.fromkeys(_keys(to_agree), TO_AGREE), **_parts(scope)}


def _keys(found: Any) -> list[Any]:
    return list(found.values_list("pk", flat=True)[:MOST_COUNTED])


def _told(user: User) -> list[str]:
    """The matters of somebody's last notices that it was their turn."""
    return _TOLD(user=user.pk)


_TOLD = Prepared(
    lambda: (
        Notice.objects.filter(user=Slot("user", UUIDField()), sort=TOLD, object_type=Matter._meta.label_lower)
        .order_by("-made_at")
        .values_list("object_id", flat=True)[:LAST_TOLD]
    )
)


def _asked(scope: Scope) -> list[str]:
    """The matters here of which somebody was told that they are to agree that they do not count: an exclusion is in no index."""
    notices = Notice.objects.filter(scope.q(AGREE, "place"), verb__in=EXCLUDING, sort=TOLD)
    return list(dict.fromkeys(notices.order_by("-made_at").values_list("object_id", flat=True)[:LAST_TOLD]))


def _to_judge(scope: Scope, *, at_level: bool = False) -> Q:
    """To be asked about or verified by somebody with the right."""
    found = Q(pk__in=[])
    by_places: dict[tuple[str, ...], set[str]] = {}
    for verb in JUDGING:
        by_places.setdefault(scope.places_for(verb), set()).add(verb)
    for codes, verbs in by_places.items():
        states = Q(pk__in=[])
        for kinds, keys in _judged(frozenset(verbs)):
            states |= Q(kind__in=kinds, state__in=keys)
        found |= states & (_level(codes) if at_level else scope.q(min(verbs)))
    return Q(phase="waiting") & found


def _level(codes: Iterable[str]) -> Q:
    """At the viewer's own level: what a level above could do as well is no business of theirs while somebody below can."""
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(tier=tiers.tier_of(code)) & within_q("place_id", code)
    return found


def _by_others(user: User) -> Q:
    """Neither in the viewer's hands, nor led nor reported done by them."""
    led = Handling.objects.filter(matter=OuterRef("pk"), person=user, role="lead", state__in=("doing", "done"))
    return ~Q(holder=user) & ~Exists(led) & ~_last_by(user, WORK_DONE)


def _to_agree(scope: Scope) -> Q:
    """Asked not to be counted, by somebody else."""
    return scope.q(AGREE) & Q(excluded_on=None) & ~Q(exclusion="") & ~_last_by(scope.user, EXCLUDING)


def _last_by(user: User, verbs: Iterable[str]) -> Q:
    """The last of these moves was made by somebody."""
    made = Move.objects.filter(move__in=list(verbs))
    last = made.filter(matter=OuterRef("matter")).order_by("-id").values("id")[:1]
    return Q(Exists(made.filter(matter=OuterRef("pk"), by=user, id=Subquery(last))))


def _parts(scope: Scope) -> dict[Any, str]:
    """Joint and supporting parts that lie with the viewer, or with an office where they have a post."""
    offices = [posting.organisation_id for posting in scope.postings if posting.organisation_id]
    mine = Q(person=scope.user) | Q(person=None, organisation__in=offices)
    going = Handling.objects.filter(mine, state="doing", matter__phase__in=OPEN_PHASES).exclude(role="lead")
    rows = going.exclude(matter__holder=scope.user).values_list("matter", "part")[:MOST_COUNTED]
    return {matter: f"请你一起办：{part}" if part else "请你一起办" for matter, part in rows}
