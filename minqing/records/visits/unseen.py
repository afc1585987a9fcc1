"""Households not seen for long, by the rhythm that their place agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from minqing.ground.staff.scope import Scope
from minqing.records.people.groups import KEY_GROUPS
from minqing.records.people.models import GroupSpan, Household
from minqing.records.visits.models import VisitRhythm


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
    households = Household.objects.filter(pk__in=list(groups)).annotate(last_on=Max("calls__visited_on", filter=Q(calls__met=True)))
    late = []
    for household in households:
        group = groups[household.pk]
        rule = rules[group]
        days = None if household.last_on is None else (today - household.last_on).days
        if days is None or days > rule.days:
            late.append(Unseen(household, household.last_on, days, group, rule))
    late.sort(key=lambda unseen: (unseen.days is not None, -(unseen.days or 0), KEY_GROUPS.index(unseen.group) if unseen.group in KEY_GROUPS else 99))
    return late[:limit], len(late)


def _sooner(group: str, known: str, rules: dict[str, VisitRhythm]) -> bool:
    return rules[group].days < rules[known].days
