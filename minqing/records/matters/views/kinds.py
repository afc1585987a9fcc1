"""How each kind of matter goes: its steps drawn from the table, what must be said, and the time allowed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from minqing.ground.staff.models import Role
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.records.matters.charting import chart
from minqing.records.matters.kinds import KINDS, Kind, MoveRule
from minqing.records.matters.models import DeadlineRule

STEPS = {"": "整件事", "respond": "第一次跟群众说上话"}


@may("matter.see", "wish.claim", "rule.change")
def kind(request: ScopedRequest, key: str = "need") -> HttpResponse:
    """One kind's help page, with the others a tap away."""
    table = KINDS.get(key)
    if table is None:
        raise Http404("没有这一种事。")
    home = request.scope.home
    shown = {
        "table": table, "kinds": [(other.key, other.title, other.key == key) for other in KINDS.values()], "chart": chart(table, place=home.pk if home else "", on=request.scope.on),
        "steps": _steps(table), "limits": _limits(table), "sees_rules": request.scope.may("matter.see") or request.scope.may("rule.change"),
    }  # fmt: skip
    return render(request, "matters/kind.html", shown)


def _steps(table: Kind) -> list[tuple[MoveRule, str]]:
    """The moves that the kind's way is made of, each with the names of the roles that may make it."""
    names: dict[str, list[str]] = {}
    for role in Role.objects.order_by("name"):
        for verb in role.verbs:
            names.setdefault(verb, []).append(role.name)
    common = {rule.key for rule in table.common(table)} if table.common else set()
    seen: dict[tuple[str, str], MoveRule] = {}
    for rule in table.moves:
        if rule.key not in common:
            seen.setdefault((rule.key, rule.button), rule)
    return [(rule, "、".join(names.get(rule.key, []))) for rule in seen.values()]


def _limits(table: Kind) -> list[tuple[str, str, bool, str]]:
    """(what, how long, confirmed, source) of the rules in force for the kind, and the table's own examples where no rule is."""
    today = timezone.localdate()
    rules = [rule for rule in DeadlineRule.objects.filter(kind__in=["", table.key]) if rule.to_on is None or rule.to_on >= today]
    found = []
    for rule in sorted(rules, key=lambda rule: (rule.step, rule.region, rule.urgency, rule.category)):
        state = table.by_key.get(rule.step)
        what = STEPS.get(rule.step) or (state.title if state else "")
        narrowed = "、".join(str(words) for words in (rule.get_urgency_display(), rule.category_words, rule.region) if words)
        if what:
            found.append((f"{what}（{narrowed}）" if narrowed else what, str(rule), rule.confirmed, rule.source))
    named = {rule.step for rule in rules}
    own = [state for state in table.states if state.within and state.key not in named]
    return found + [(state.title, _said(state.within), False, "示例：按这一种事的流程") for state in own]


def _said(within: str) -> str:
    digits = "".join(character for character in within if character.isdigit())
    return f"{digits} {DeadlineRule.UNITS[within[len(digits) :]]}"
