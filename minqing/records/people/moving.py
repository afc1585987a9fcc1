"""A household moves to another group of its village (换组), or part of it becomes a household of its own (分户)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.people.models import GroupSpan, Household, Resident

HEAD = "02"


def move(household: Household, place: Place, *, by: Actor, on: date) -> None:
    """To another group of the same village, with its people and their groups. Entries and matters stay where they happened.

    Raises NotNow for a place outside the village: over its border a household leaves one ledger and is put on another.
    """
    old = household.place
    if place.pk == old.pk:
        return
    if place.pk[:VILLAGE_LENGTH] != old.pk[:VILLAGE_LENGTH]:
        raise NotNow("换组只在本村里换；搬去别的村，这边注销，那边立户。")
    with transaction.atomic():
        columns = ["place"]
        household.place = place
        if household.section in ("", old.short_name):
            household.section = place.short_name if place.level != "village" else ""
            columns.append("section")
        household.save(update_fields=columns)
        household.residents.update(place=place)
        household.group_spans.update(place=place)
        note(
            "household.change", household, by=by, on=on, touches=[(old.pk, on)], before={"place": old.short_name},
            after={"place": place.short_name},
        )  # fmt: skip


def split_off(
    household: Household, relations: Mapping[Resident, str], *, by: Actor, on: date, address: str = "", number: str = "",
    successor: Resident | None = None, id: UUID | None = None,
) -> Household:  # fmt: skip
    """Those in `relations` (person → relation to the new head, GB/T 4761) become a household of their own at the same place.

    They stay the same people: their numbers, groups and what they had before go with them. The same `id` sent again gives the
    household already there. Raises NotNow without one head, for all of a household, and where its head goes without a `successor`.
    """
    known = Household.objects.filter(pk=id).first() if id else None
    if known is not None:
        return known
    heads = [person for person, relation in relations.items() if relation == HEAD]
    stay = [person for person in household.residents.present().in_order() if person not in relations]
    if len(heads) != 1:
        raise NotNow("新立的户要有一位户主，只能有一位。")
    if not stay:
        raise NotNow("一家人都选上了，就不是分户；只是搬了住处，到「改」里改住址。")
    if any(person.household_id != household.pk or person.left_on is not None for person in relations):
        raise NotNow("选的人里有不在这户的，回到这户再选一遍。")
    leaves = any(person.is_head for person in relations)
    if leaves and successor not in stay:
        raise NotNow("原户主分出去了，留下的人里选一位当户主。")
    place, head = household.place, heads[0]
    with transaction.atomic():
        new = Household.objects.create(
            id=id or new_id(), place=place, county=household.county, number=number, section=household.section, address=address,
            head_name=head.name, started_on=on, size=len(relations),
        )  # fmt: skip
        if leaves and successor is not None:
            successor.become_head(by=by, on=on)
        for person, relation in relations.items():
            person.household, person.relation, person.relation_word = new, relation, ""
            person.save(update_fields=["household", "relation", "relation_word"])
        GroupSpan.objects.filter(resident__in=list(relations)).update(household=new)
        household.count_people()
        names = [person.name for person in relations]
        note(
            "household.open",
            new,
            by=by,
            on=on,
            after={"head": head.name, "people": names, "from": str(household.pk)},
            words="分户",
        )
        note("household.change", household, by=by, on=on, after={"split_off": names, "to": str(new.pk)}, words="分户")
    return new
