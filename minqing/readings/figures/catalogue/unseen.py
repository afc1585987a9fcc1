"""Households of key groups that were not met for longer than their place agreed on (`VisitRhythm`)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from minqing.ground.places.models import within_q
from minqing.records.people.models import GroupSpan
from minqing.records.visits.models import Call, VisitRhythm


def not_seen(place: str, first: date, last: date) -> Q:
    """On the books on the period's last day, and past the days of at least one of its groups.

    A place below with a rhythm of its own is measured by that one, so that townships still add up to their county.
    """
    on_books = Q(Q(ended_on=None) | Q(ended_on__gt=last), Q(started_on=None) | Q(started_on__lte=last))
    return on_books & _late_in(place, _rules(place, last), last)


def _rules(place: str, on: date) -> list[VisitRhythm]:
    """The rules in force on a day above, at and below a place, the more local and the later after the others."""
    above = [place[:length] for length in range(len(place) + 1)]
    here = Q(region__in=above) | within_q("region", place) if place else Q()
    found = VisitRhythm.objects.filter(here, Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)
    return sorted(found, key=lambda rule: (len(rule.region), rule.from_on))


def _late_in(region: str, rules: list[VisitRhythm], last: date) -> Q:
    below = {rule.region for rule in rules if rule.region != region and rule.region.startswith(region)}
    nearest = sorted(code for code in below if not any(code != other and code.startswith(other) for other in below))
    elsewhere = Q()
    for code in nearest:
        elsewhere &= ~within_q("place_id", code)
    late = elsewhere & _past_days({rule.group: rule.days for rule in rules if region.startswith(rule.region)}, region, last)
    for code in nearest:
        late |= within_q("place_id", code) & _late_in(code, rules, last)
    return late


def _past_days(days: dict[str, int], region: str, last: date) -> Q:
    groups_by_days: dict[int, list[str]] = {}
    for group, allowed in days.items():
        groups_by_days.setdefault(allowed, []).append(group)
    late = Q(pk__in=[])
    for allowed, groups in groups_by_days.items():
        spans = GroupSpan.objects.on(last).filter(within_q("place_id", region), group__in=groups)
        met = Call.objects.filter(household=OuterRef("pk"), met=True, visited_on__range=(last - timedelta(days=allowed), last))
        late |= Q(~Exists(met), pk__in=spans.values("household_id"))
    return late
