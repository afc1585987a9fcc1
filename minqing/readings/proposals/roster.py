"""The roster of a place for the reader, kept in memory while nobody on it changes."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count, Max

from minqing.ground.places.models import within_q
from minqing.readings.proposals.reading import Person, Roster
from minqing.records.people.models import Household, Resident


def roster_of(place: str) -> Roster:
    """Everybody who lives at a place, indexed for the reader."""
    people = Resident.objects.filter(within_q("place_id", place))
    stamp = people.aggregate(n=Count("pk"), newest=Max("recorded_at"), left=Count("left_on"))
    homes = Household.objects.filter(within_q("place_id", place)).aggregate(n=Count("pk"), ended=Count("ended_on"))
    return _build(place, str(sorted(stamp.items(), key=str)) + str(sorted(homes.items())) + _names(place))


def _names(place: str) -> str:
    # A corrected name changes neither count nor newest row; the journal knows of it.
    from minqing.ground.journal.models import Event

    changed = Event.objects.filter(within_q("place", place), verb__in=("resident.change", "household.change"))
    return str(changed.aggregate(newest=Max("at"))["newest"])


@lru_cache(maxsize=64)
def _build(place: str, stamp: str) -> Roster:
    found = Resident.objects.present().filter(within_q("place_id", place), household__ended_on=None)
    rows = found.values_list("household_id", "name", "relation", "household__section", "household__number", "household__address")
    return Roster(
        Person(str(household), name, "head" if relation == "02" else "member", *door) for household, name, relation, *door in rows
    )
