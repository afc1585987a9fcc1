"""Households not seen for long, by the rhythm that their place agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from minqing.ground.staff.scope import Scope
from minqing.records.people.groups import KEY_GROUPS
from minqing.records.people.models import GroupSpan, Household
from minqing.records.visits.models import Call, VisitRhythm


@dataclass(frozen=True)
class Unseen:
    """A household, when it was last met (None: never written down), and the rule by which that is long."""

    household: Household
    last_on: date | None
    days: int | None
    group: str
    rule: VisitRhythm


def not_seen_for_long(scope: Scope, today: date, *, limit: int | None = None) -> tuple[list[Unseen], int]:
    """The households of key groups whose last meeting is further back than their rhythm, longest first, and how many there are."""
    home = scope.home
    if home is None:
        return [], 0
    rules = VisitRhythm.objects.in_force(home.pk, today)
    spans = scope.within(GroupSpan.objects.on(today), "visit.record").filter(group__in=rules, household__ended_on=None)
    groups: dict[object, str] = {}
    for household_id, group in spans.values_list("household_id", "group"):
        known = groups.get(household_id)
        if known is None or _sooner(group, known, rules):
            groups[household_id] = group
    met = Call.objects.filter(household__in=spans.values("household_id"), met=True).values("household_id")
    last_met: dict[Any, date] = dict(met.annotate(last=Max("visited_on")).values_list("household_id", "last"))
    late = []
    for household in Household.objects.filter(pk__in=spans.values("household_id")):
        rule = rules[groups[household.pk]]
        last = last_met.get(household.pk)
        days = None if last is None else (today - last).days
        if days is None or days > rule.days:
            late.append(Unseen(household, last, days, rule.group, rule))
    late.sort(
        key=lambda unseen: (
            unseen.days is not None,
            -(unseen.days or 0),
            KEY_GROUPS.index(unseen.group) if unseen.group in KEY_GROUPS else 99,
        )
    )
    return late[:limit], len(late)


def _sooner(group: str, known: str, rules: dict[str, VisitRhythm]) -> bool:
    return rules[group].days < rules[known].days
