"""记错了: somebody, or a whole household, was taken off the books by mistake and is put back as if that had not been done.

What went with them that day comes back: the groups that ended, the people of the household, who was its head. The journal keeps both
lines. Somebody who really went and came again is not put back but joins anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.ground.journal.models import Event
from minqing.lib import codes
from minqing.lib.refusal import NotNow
from minqing.records.people.models import GroupSpan, Household, Resident
from minqing.records.people.models.resident import FORMER_HEAD, refuse_known_number


def restore_resident(resident: Resident, *, why: str, by: Actor, on: date) -> None:
    """Back on the books of the household they were said to have left.

    Raises NotNow where the household is off the books, where they are on the books again by another line, and without a reason.
    """
    gone_on, home = resident.left_on, resident.household
    if gone_on is None:
        raise NotNow(f"{resident.name}本来就在这户，不用恢复。")
    if home.ended_on is not None:
        raise NotNow(f"{home}已经注销了，先恢复这户，再恢复人。")
    _refuse_twice(resident)
    with transaction.atomic():
        went = Event.objects.of(resident).filter(verb="resident.leave").first()
        resident.left_on, resident.left_why = None, ""
        resident.save(update_fields=["left_on", "left_why"])
        groups = _reopen(home, [resident], _groups_of(went), gone_on)
        if resident.is_head:
            _head_again(resident, gone_on)
        home.count_people()
        note(
            "resident.restore", resident, by=by, on=on, words=_reason(why), touches=[(home.place_id, gone_on)],
            after={"name": resident.name, "groups": groups},
        )  # fmt: skip


def restore_household(household: Household, *, why: str, by: Actor, on: date) -> list[str]:
    """Back on the books with the people and groups that went with it; gives the names of those who stay off, being elsewhere by now.

    Raises NotNow for a household on the books, and without a reason.
    """
    gone_on = household.ended_on
    if gone_on is None:
        raise NotNow(f"{household}本来就在册，不用恢复。")
    went = Event.objects.of(household).filter(verb="household.move_out").first()
    theirs = household.residents.filter(left_on=gone_on, left_why=household.ended_why)
    back, elsewhere = _parted(list(theirs))
    with transaction.atomic():
        household.ended_on, household.ended_why = None, ""
        household.save(update_fields=["ended_on", "ended_why"])
        household.residents.filter(pk__in=[person.pk for person in back]).update(left_on=None, left_why="")
        groups = _reopen(household, [None, *back], _groups_of(went), gone_on)
        household.count_people()
        note(
            "household.restore", household, by=by, on=on, words=_reason(why), touches=[(household.place_id, gone_on)],
            after={"people": household.size, "groups": groups},
        )  # fmt: skip
    return [person.name for person in elsewhere]


def _reason(why: str) -> str:
    if not why.strip():
        raise NotNow("恢复要写一句为什么，比如：记成了同名的人。")
    return why.strip()


def _refuse_twice(resident: Resident) -> None:
    if resident.id_number:
        refuse_known_number(resident.id_number.plain(), within=resident.place_id, besides=resident)
    twin = resident.household.residents.present().filter(name_key=resident.name_key, birth=resident.birth)
    if twin.exists():
        raise NotNow(f"这户已经有一位{resident.name}，先看看是不是后来又加了一遍。")


def _parted(people: list[Resident]) -> tuple[list[Resident], list[Resident]]:
    """Those who come back, and those whose ID number is on the books elsewhere by now. One query."""
    keys = [person.id_key for person in people if person.id_key is not None]
    known = {bytes(key) for key in Resident.objects.present().filter(id_key__in=keys).values_list("id_key", flat=True) if key}
    elsewhere = [person for person in people if person.id_key is not None and bytes(person.id_key) in known]
    return [person for person in people if person not in elsewhere], elsewhere


def _groups_of(went: Event | None) -> Collection[str]:
    return (went.after or {}).get("groups") or () if went is not None else ()


def _reopen(household: Household, whose: Collection[Resident | None], groups: Collection[str], gone_on: date) -> list[str]:
    """Open the spans again that ended by that leaving, but for those that somebody has begun anew."""
    owners = {person.pk if person is not None else None for person in whose}
    spans = list(household.group_spans.filter(group__in=groups))
    open_ = {(span.resident_id, span.group) for span in spans if span.to_on is None}
    ended = [
        span
        for span in spans
        if span.resident_id in owners and span.to_on is not None and span.to_on == max(gone_on, span.from_on or gone_on)
    ]
    again = list({(span.resident_id, span.group): span for span in ended if (span.resident_id, span.group) not in open_}.values())
    for span in again:
        span.to_on = None
    GroupSpan.objects.bulk_update(again, ["to_on"])
    return sorted({span.group for span in again})


def _head_again(resident: Resident, gone_on: date) -> None:
    """Whoever became the head by that leaving is again what they were; a head chosen since stays the head."""
    home = resident.household
    heir = home.residents.present().filter(relation="02").exclude(pk=resident.pk).first()
    if heir is None:
        home.head_name = resident.name
        home.save(update_fields=["head_name"])
        return
    became = Event.objects.of(heir).filter(verb="resident.change", after__relation="户主").first()
    if became is None or became.on != gone_on:
        resident.relation, resident.relation_word = "", FORMER_HEAD
        resident.save(update_fields=["relation", "relation_word"])
        return
    was = str((became.before or {}).get("relation") or "")
    heir.relation = next((code for code, words in codes.RELATIONS.items() if words == was), "")
    heir.relation_word = "" if heir.relation else was
    heir.save(update_fields=["relation", "relation_word"])
    home.head_name = resident.name
    home.save(update_fields=["head_name"])
