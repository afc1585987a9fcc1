"""群众新提的: what came from residents and no worker has looked at, as far as the viewer may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from minqing.ground.staff.scope import Scope
from minqing.records.matters.models import Matter, Reason
from minqing.records.matters.models.matter_set import MatterQuerySet
from minqing.records.matters.rights import may_move

LOOK, EXCLUDE = "matter.look", "matter.exclude"


def unlooked(scope: Scope) -> MatterQuerySet:
    """Unfinished and not looked at, at places where the viewer may take it in.

    Says so by the closing day, for with the phases SQLite takes the index on those and walks through all that is open.
    """
    return scope.within(Matter.objects.filter(unlooked=True, closed_on=None), LOOK)  # type: ignore[return-value]


def rows(scope: Scope, matters: Iterable[Matter]) -> Iterator[dict[str, Any]]:
    """Each matter with what may be pressed, and the reasons that hold at its place. One query for all.

    A private kind's words are for whoever will handle it: there is only the way to its page, to accept or assign it.
    """
    ended = Q(to_on=None) | Q(to_on__gte=scope.on)
    reasons = list(Reason.objects.filter(ended, list="exclude", from_on__lte=scope.on).order_by("rank", "id"))
    seen: dict[tuple[str, str, str], Matter] = {}
    for matter in matters:
        row: dict[str, Any] = {"matter": matter, "private": matter.table.private, "more": _says_more(matter)}
        row["again"] = None if matter.table.private else seen.get((matter.kind, matter.place_id, matter.words))
        seen.setdefault((matter.kind, matter.place_id, matter.words), matter)
        if not matter.table.private:
            row |= {"look": _can(scope, matter, LOOK), "exclude": _can(scope, matter, EXCLUDE)}
            row["reasons"] = [reason for reason in reasons if matter.place_id.startswith(reason.region)]
        yield row


def _says_more(matter: Matter) -> bool:
    """Whether the words say more than the title, which is their beginning."""
    return bool(matter.words.strip().rstrip("。！!.") != matter.about.strip().rstrip("。！!."))


def _can(scope: Scope, matter: Matter, verb: str) -> bool:
    rule = matter.table.rule(verb, matter.state)
    return rule is not None and rule.when(matter) and may_move(scope, matter, rule)
