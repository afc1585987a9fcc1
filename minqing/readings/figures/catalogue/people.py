"""Who lives here, on a day: households and people (MECHANISMS.md B1)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from minqing.readings.figures.catalogue.columns import HOUSEHOLDS, RESIDENTS, open_household
from minqing.readings.figures.catalogue.groups import BY_LEDGER_ORDER, GROUP, GROUP_FIGURES, held, off_books
from minqing.readings.figures.figure import Figure
from minqing.records.people.models import Household, Resident


def households(place: str, first: date, last: date) -> Q:
    return held("", last)


def residents(place: str, first: date, last: date) -> Q:
    here = Q(Q(left_on=None) | Q(left_on__gt=last), Q(joined_on=None) | Q(joined_on__lte=last))
    return here & ~Q(household__in=off_books(place, last))


PEOPLE: tuple[Figure, ...] = (
    Figure(
        "people.households", "户数", "户", "到这段最后一天在册的户。", GROUP, Household, HOUSEHOLDS, open_household, "household.see",
        where=households, at_end=True, order=BY_LEDGER_ORDER, phrases=("户数", "农户", "总户数"), with_=("place",),
    ),
    Figure(
        "people.residents", "人口", "人", "到这段最后一天在册的人。", GROUP, Resident, RESIDENTS, open_household, "household.see",
        where=residents, at_end=True, order=("place_id", "household__section", "household__number", "household_id", "pk"),
        phrases=("人口", "总人口", "村民"), with_=("place", "household"),
    ),
    *GROUP_FIGURES,
)  # fmt: skip
