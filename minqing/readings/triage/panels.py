"""What triage hangs on a matter's page and on the form that opens one: one quiet line, and what was said before."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.ground.staff.context import Door
from minqing.ground.staff.context import hang as hang_door
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.readings.triage import learning, suggesting
from minqing.readings.triage.models import Filing, TaxonomyRow
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.models import Matter
from minqing.records.matters.rights import may_move

SORT, ASSIGN = "matter.sort", "matter.assign"


def hang() -> None:
    """Hang this room's panels and its door; called once when the program starts."""
    pegs.hang("matter.page", "triage/_suggestion.html", rank=5)(suggestion)
    pegs.hang("matter.page", "triage/_perhaps_same.html", rank=90)(perhaps_same)
    pegs.hang("matter.opening", "triage/_opening.html", rank=10)(opening)
    hang_door(Door("triage", "热点", "triage:hotspots", "message-circle", "matter.see", 45, on_phone=False))


def looked_at(matter: Matter) -> bool:
    """Whether triage has anything to do with a matter: it is open, and of a kind without a file of its own."""
    return matter.phase in OPEN_PHASES and matter.kind in learning.open_kinds()


def suggestion(matter: Matter, scope: Scope, today: date) -> dict[str, Any] | None:
    """Category, place in the taxonomy and department, each only where sure enough and not so already."""
    if not looked_at(matter) or matter.phase == "waiting":
        return None
    text = suggesting.text_of(matter)
    category = suggesting.category_for(text)
    found = {
        "category": category if category is not None and category.value != matter.category else None,
        "department": _department(matter, text),
        **_filing(matter, text),
    }
    if not any(found.values()):
        return None
    return {
        **found, "matter": matter, "may_sort": allowed(scope, matter, SORT), "may_assign": allowed(scope, matter, ASSIGN),
    }  # fmt: skip


def _department(matter: Matter, text: str) -> suggesting.Suggested | None:
    found = suggesting.department_for(text, matter.place_id)
    return found[0] if found is not None and found[1].pk != matter.holder_organisation_id else None


def _filing(matter: Matter, text: str) -> dict[str, Any]:
    """Where it is filed in the loaded taxonomy, and where it might be. Nothing was learned of one: no query."""
    taxonomy = suggesting.taxonomy_for(text)
    if suggesting.classifier_of("taxonomy") is None:
        return {}
    filed = Filing.objects.filter(matter=matter).first()
    firsts = TaxonomyRow.objects.firsts()
    if not firsts:
        return {}
    fits = taxonomy is not None and taxonomy.value in firsts and (filed is None or filed.level1 != taxonomy.value)
    return {"taxonomy": taxonomy if fits else None, "filed": filed, "firsts": firsts}


def allowed(scope: Scope, matter: Matter, verb: str) -> bool:
    """Whether the viewer may make a move now."""
    rule = matter.table.rule(verb, matter.state)
    return rule is not None and rule.when(matter) and may_move(scope, matter, rule)


def perhaps_same(matter: Matter, scope: Scope, today: date) -> dict[str, Any] | None:
    """The way to what was said before. It is worked out when somebody comes to it, not with every page."""
    if not looked_at(matter) or not scope.may("matter.see", matter.place_id):
        return None
    return {"matter": matter}


def opening(kind: str, scope: Scope, today: date) -> dict[str, Any] | None:
    """Beneath the form that opens a matter: suggestions while it is written."""
    return {} if kind in learning.open_kinds() else None
