"""The monitoring's own member sheet: prefilled from the ledger, kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from minqing.ground.journal import note
from minqing.ground.staff.models import User
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.monitor_member import MonitorMember
from minqing.records.people.models import GroupSpan, Resident

SCHOOL_AGE = range(6, 15)


def sheet(matter: Matter, *, on: date) -> list[MonitorMember]:
    """One row a present member: the stored one, what an earlier file of the household says, or a first guess from the ledger. Four queries.

    Unsaved rows are suggestions to be looked at on the page, never stored by themselves.
    """
    residents = list(Resident.objects.present().filter(household=matter.household_id).in_order())
    known = {member.resident_id: member for member in MonitorMember.objects.filter(matter=matter)}
    missing = [resident.pk for resident in residents if resident.pk not in known]
    earlier = {member.resident_id: member for member in MonitorMember.objects.filter(resident__in=missing).order_by("id")}
    disabled = set(GroupSpan.objects.on(on).filter(resident__in=missing, group="残疾").values_list("resident_id", flat=True))
    found = []
    for resident in residents:
        row = (
            known.get(resident.pk)
            or _carried(matter, resident, earlier.get(resident.pk))
            or _guess(matter, resident, resident.pk in disabled, on)
        )
        row.resident = resident
        found.append(row)
    return found


def _carried(matter: Matter, resident: Resident, before: MonitorMember | None) -> MonitorMember | None:
    if before is None:
        return None
    return MonitorMember(matter=matter, resident=resident, **{name: getattr(before, name) for name in MonitorMember.FIELDS})


def _guess(matter: Matter, resident: Resident, disabled: bool, on: date) -> MonitorMember:
    age = resident.age_on(on)
    row = MonitorMember(matter=matter, resident=resident)
    if disabled:
        row.health = "disabled"
    if age is not None and age < SCHOOL_AGE.start:
        row.schooling, row.labour = "before", "none"
    elif age is not None and age < SCHOOL_AGE.stop:
        row.labour = "none"
    return row


def keep(matter: Matter, rows: Mapping[UUID, Mapping[str, Any]], *, by: User, on: date) -> int:
    """Store the sheet; `rows` by resident. Gives how many were changed. Raises NotNow for somebody of another household."""
    residents = {resident.pk: resident for resident in Resident.objects.present().filter(household=matter.household_id)}
    if any(pk not in residents for pk in rows):
        raise NotNow("有人已经不在这户了，刷新再填。")
    known = {member.resident_id: member for member in MonitorMember.objects.filter(matter=matter)}
    changed = []
    for pk, given in rows.items():
        member = known.get(pk) or MonitorMember(matter=matter, resident=residents[pk])
        if member.resident_id in known and all(getattr(member, name) == value for name, value in given.items()):
            continue
        for name, value in given.items():
            setattr(member, name, value)
        changed.append(member)
    if not changed:
        return 0
    with transaction.atomic():
        fresh = [member for member in changed if member.resident_id not in known]
        MonitorMember.objects.bulk_create(fresh)
        MonitorMember.objects.bulk_update([member for member in changed if member.resident_id in known], MonitorMember.FIELDS)
        # Health is nobody's business in the journal: only that the sheet was written, and of how many.
        note("monitor.members", matter.details, by=by, on=on, place=matter.place_id, after={"members": len(changed)})
    return len(changed)
