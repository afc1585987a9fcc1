"""People who are on the books twice: one ID number in two households, mostly of two villages.

A ledger takes such a person in all the same, for where somebody lives is for people to say. Here the households stand side by
side, a whole family as one, until one of them lets its people go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch

from minqing.ground.places.models import Place
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.scope import Scope
from minqing.records.people.models import GroupSpan, Household, Resident

SEE, SETTLE, END, CORRECT = "household.see", "resident.leave", "household.move_out", "resident.change"
ANOTHER_VILLAGE = "别的村"


@dataclass(frozen=True)
class Entry:
    """One of the households, with those who are in another as well; `why` is what is written when they go from here.

    Of a household that the viewer may not see nothing is told but that it is there: `household` is None.
    """

    household: Household | None
    people: tuple[Resident, ...] = ()
    village: str = ""
    why: str = ""
    settles: bool = False
    ends: bool = False
    corrects: bool = False

    @property
    def whole(self) -> bool:
        """Whether everybody of the household is in the other one as well."""
        return self.household is not None and len(self.people) == self.household.size


@dataclass(frozen=True)
class Twice:
    """Those who are in the same households, with each of these."""

    people: tuple[Resident, ...]
    entries: tuple[Entry, ...]


def keys(scope: Scope) -> list[bytes]:
    """The keyed ID numbers of those at places where the viewer may settle it, family by family. One query."""
    again = Resident.objects.present().filter(id_key=OuterRef("id_key")).exclude(pk=OuterRef("pk"))
    found = Resident.objects.present().filter(scope.q(SETTLE), Exists(again), id_key__isnull=False)
    if any(len(code) < VILLAGE_LENGTH for code in scope.places_for(SETTLE)):
        # Of a county's people most are there once: the index on the numbers alone says which are not, in half the time.
        often = Resident.objects.filter(id_key__isnull=False).values("id_key").annotate(n=Count("pk")).filter(n__gt=1)
        found = found.filter(id_key__in=often.values("id_key").order_by())
    ordered = found.order_by("place_id", "household_id", "pk").values_list("id_key", flat=True)
    return list(dict.fromkeys(bytes(key) for key in ordered if key is not None))


def of(some: list[bytes], scope: Scope, today: date) -> list[Twice]:
    """Those with these numbers, in this order, put together by their households. Four queries, however many."""
    groups = Prefetch("group_spans", GroupSpan.objects.on(today).order_by("group"), to_attr="now")
    found = Resident.objects.present().filter(id_key__in=some).select_related("household__place").prefetch_related(groups)
    by_key: dict[bytes, list[Resident]] = {key: [] for key in some}
    for resident in found.order_by("place_id", "pk"):
        by_key[bytes(resident.id_key or b"")].append(resident)
    villages = Place.objects.in_bulk({one.place_id[:VILLAGE_LENGTH] for each in by_key.values() for one in each})
    names = {code: village.short_name for code, village in villages.items()}
    families: dict[tuple[UUID, ...], list[list[Resident]]] = {}
    for residents in by_key.values():
        families.setdefault(tuple(one.household_id for one in residents), []).append(residents)
    # Whoever was settled since the keys were read is in one household only.
    return [_twice(family, names, scope) for homes, family in families.items() if len(homes) > 1]


def _twice(family: list[list[Resident]], names: dict[str, str], scope: Scope) -> Twice:
    """`family` holds, person by person, their entries in the order of the households."""
    homes = [tuple(entries) for entries in zip(*family, strict=True)]
    seen = [people for people in homes if scope.may(SEE, people[0].place_id)]
    shown = [_entry(people, [other for other in seen if other is not people], names, scope) for people in seen]
    return Twice(seen[0], (*shown, *[Entry(None)] * (len(homes) - len(seen))))


def _entry(people: tuple[Resident, ...], others: list[tuple[Resident, ...]], names: dict[str, str], scope: Scope) -> Entry:
    place = people[0].place_id
    there = names.get(others[0][0].place_id[:VILLAGE_LENGTH], ANOTHER_VILLAGE) if others else ANOTHER_VILLAGE
    return Entry(
        people[0].household, people, names.get(place[:VILLAGE_LENGTH], ""), f"住在{there}，这边是重的", settles=scope.may(SETTLE, place),
        ends=scope.may(END, place), corrects=scope.may(CORRECT, place),
    )  # fmt: skip
