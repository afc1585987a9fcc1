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
    return on_books & _late_in(place, _regions_with_rules(place), last)


def _regions_with_rules(place: str) -> list[str]:
    below = VisitRhythm.objects.filter(within_q("region", place)).exclude(region=place).values_list("region", flat=True)
    return sorted(set(below))


def _late_in(region: str, below: list[str], last: date) -> Q:
    inside = [code for code in below if code != region and code.startswith(region)]
    nearest = [code for code in inside if not any(code != other and code.startswith(other) for other in inside)]
    elsewhere = Q()
    for code in nearest:
        elsewhere &= ~within_q("place_id", code)
    late = elsewhere & _late_by_rules(region, last)
    for code in nearest:
        late |= within_q("place_id", code) & _late_in(code, inside, last)
    return late


def _late_by_rules(region: str, last: date) -> Q:
    days: dict[int, list[str]] = {}
    for group, rule in VisitRhythm.objects.in_force(region, last).items():
        days.setdefault(rule.days, []).append(group)
    late = Q(pk__in=[])
    for allowed, groups in days.items():
        spans = GroupSpan.objects.on(last).filter(within_q("place_id", region), group__in=groups)
        met = Call.objects.filter(
            household=OuterRef("pk"), met=True, visited_on__range=(last - timedelta(days=allowed), last)
        )  # fmt: skip
        late |= Q(pk__in=spans.values("household_id")) & ~Exists(met)
    return late
