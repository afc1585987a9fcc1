"""Taking a ledger in: the same file again changes nothing, a corrected one updates, all in one transaction.

A household is found again by its key within the ledger, a person by ID number, else by name within the household. What a
corrected file leaves out stays: a ledger of one group is not the whole village.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.lib import vault
from minqing.lib.fields import Secret, new_id
from minqing.lib.words import simplify
from minqing.records.people.ledger import Ledger, LedgerHousehold, LedgerMember, Problem, read_ledger
from minqing.records.people.models import GroupSpan, Household, LedgerImport, Resident

BATCH = 2000


@dataclass
class Outcome:
    """What came, or would come, of an import."""

    households: int = 0
    residents: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    record: LedgerImport | None = None

    def as_json(self) -> dict[str, Any]:
        """The document of `minqing import households --json`."""
        return {
            "households": self.households,
            "residents": self.residents,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "problems": [
                {"sheet": p.sheet, "row": p.row, "column": p.column, "header": p.header, "problem": p.problem, "message": p.message}
                for p in self.problems
            ],
            "groups": self.groups,
        }


def preview(path: Path | bytes, *, filename: str, today: date) -> tuple[Ledger, Outcome]:
    """Read a workbook and say what it holds, storing nothing. Raises what `read_ledger` raises."""
    ledger = read_ledger(path, filename=filename, today=today)
    return ledger, _outcome(ledger)


def _outcome(ledger: Ledger) -> Outcome:
    return Outcome(
        households=len(ledger.households),
        residents=sum(len(household.members) for household in ledger.households),
        groups=ledger.group_counts(),
        problems=ledger.problems,
    )


def take_in(ledger: Ledger, *, place: Place, filename: str, digest: str, by: Actor, at: datetime) -> Outcome:
    """Store a ledger's households at a place: all of it or nothing."""
    outcome = _outcome(ledger)
    on = timezone.localdate(at)
    with transaction.atomic():
        record = LedgerImport.objects.create(
            place=place, county=place.pk[:6], file_name=filename[:200], digest=digest, imported_by=by.name, recorded_at=at,
            households=outcome.households, residents=outcome.residents,
            problems=[{"sheet": p.sheet, "row": p.row, "column": p.column, "header": p.header, "problem": p.problem, "message": p.message}
                      for p in ledger.problems[:2000]],
        )  # fmt: skip
        storing = _Storing(place, record, by, on)
        for batch in _batches(ledger.households, BATCH):
            storing.store(batch)
        outcome.created, outcome.changed, outcome.unchanged = storing.created, storing.changed, storing.unchanged
        record.created, record.changed = storing.created, storing.changed
        record.save(update_fields=["created", "changed"])
        outcome.record = record
        note(
            "household.import", record, by=by, on=on,
            after={"file": filename[:200], "households": outcome.households, "residents": outcome.residents,
                   "created": storing.created, "changed": storing.changed},
        )  # fmt: skip
    return outcome


def _batches(households: Iterable[LedgerHousehold], size: int) -> Iterator[list[LedgerHousehold]]:
    walk = iter(households)
    while batch := list(islice(walk, size)):
        yield batch


def digest_of(data: bytes) -> str:
    """SHA-256 of the file, by which the same file is known again."""
    return hashlib.sha256(data).hexdigest()


class _Storing:
    """One import under way: rows are prepared household by household and written in bulk."""

    def __init__(self, place: Place, record: LedgerImport, by: Actor, on: date) -> None:
        self.place, self.record, self.by, self.on = place, record, by, on
        self.box = vault.current()
        self.created = self.changed = self.unchanged = 0
        self.fresh = not Household.objects.filter(place=place).exists()

    def store(self, batch: Sequence[LedgerHousehold]) -> None:
        known = {} if self.fresh else self._known(batch)
        households: list[Household] = []
        residents: list[Resident] = []
        spans: list[GroupSpan] = []
        for read in batch:
            stored = known.get(read.key)
            if stored is None:
                self._prepare(read, households, residents, spans)
                self.created += 1
            elif self._update(stored, read):
                self.changed += 1
            else:
                self.unchanged += 1
        Household.objects.bulk_create(households, batch_size=BATCH)
        Resident.objects.bulk_create(residents, batch_size=BATCH)
        GroupSpan.objects.bulk_create(spans, batch_size=BATCH)

    def _known(self, batch: Sequence[LedgerHousehold]) -> dict[str, Household]:
        found = Household.objects.present().filter(place=self.place, key__in=[read.key for read in batch])
        return {household.key: household for household in found.prefetch_related("residents", "group_spans")}

    def _prepare(
        self, read: LedgerHousehold, households: list[Household], residents: list[Resident], spans: list[GroupSpan]
    ) -> None:
        county = self.place.pk[:6]
        head = next((member for member in read.members if member.relation == "02"), read.members[0])
        household = Household(
            id=new_id(), place=self.place, county=county, number=(read.number or "")[:40], section=(read.section or "")[:60],
            address=(read.address or "")[:200], head_name=head.name[:80], size=len(read.members), key=read.key[:120],
            stated=stated(read), last_import=self.record,
        )  # fmt: skip
        self._phones(household, read.phones)
        households.append(household)
        for member in read.members:
            resident = self._resident(household, member)
            residents.append(resident)
            spans += [self._span(household, group, resident, read) for group in member.groups]
        spans += [self._span(household, group, None, read) for group in read.groups]

    def _phones(self, record: Household | Resident, phones: Sequence[str]) -> None:
        if not phones:
            return
        record.phones = " ".join(phones)
        record.phone_key = self.box.keyed(phones[0], "phone")
        if len(phones) > 1 and isinstance(record, Resident):
            record.phone_key_2 = self.box.keyed(phones[1], "phone")

    def _resident(self, household: Household, member: LedgerMember) -> Resident:
        resident = Resident(
            id=new_id(), household=household, place=self.place, county=household.county, name=member.name[:80],
            name_key=simplify(member.name)[:80], relation=member.relation or "", relation_word=(member.relation_word or "")[:20],
            sex=member.sex or "", birth=member.birth or "",
        )  # fmt: skip
        if member.id:
            resident.id_number = member.id
            resident.id_key = self.box.keyed(member.id, "resident.id")
        self._phones(resident, member.phones)
        return resident

    def _span(self, household: Household, group: str, resident: Resident | None, read: LedgerHousehold) -> GroupSpan:
        return GroupSpan(
            id=new_id(), household=household, resident=resident, place=self.place, county=household.county, group=group,
            from_on=_first_day(read.from_), source=f"台账：{self.record.file_name}"[:120],
        )  # fmt: skip

    def _update(self, household: Household, read: LedgerHousehold) -> bool:
        """Bring a known household up to the file; says whether anything was different."""
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        new = {
            "number": (read.number or household.number)[:40], "section": (read.section or household.section)[:60],
            "address": (read.address or household.address)[:200], "stated": {**household.stated, **stated(read)},
        }  # fmt: skip
        for name, value in new.items():
            if getattr(household, name) != value:
                before[name], after[name] = getattr(household, name), value
                setattr(household, name, value)
        self._update_phones(household, read, before, after)
        self._update_members(household, read, before, after)
        self._update_groups(household, read, after)
        if not after:
            return False
        household.last_import = self.record
        household.save()
        note("household.change", household, by=self.by, on=self.on, before=before, after=after, words=self.record.file_name)
        return True

    def _update_phones(self, household: Household, read: LedgerHousehold, before: dict[str, Any], after: dict[str, Any]) -> None:
        if read.phones and _plain(household.phones) != " ".join(read.phones):
            before["phones"], after["phones"] = "***", "***"
            self._phones(household, read.phones)

    def _update_members(self, household: Household, read: LedgerHousehold, before: dict[str, Any], after: dict[str, Any]) -> None:
        present = [resident for resident in household.residents.all() if resident.left_on is None]
        by_id = {bytes(resident.id_key): resident for resident in present if resident.id_key}
        by_name = {resident.name_key: resident for resident in present}
        for member in read.members:
            key = self.box.keyed(member.id, "resident.id") if member.id else None
            resident = by_id.get(key) if key else None
            resident = resident or by_name.get(simplify(member.name))
            if resident is None:
                resident = self._resident(household, member)
                resident.save(force_insert=True)
                household.size += 1
                after.setdefault("joined", []).append(member.name)
            else:
                self._update_resident(resident, member, after)
        head = next((member.name for member in read.members if member.relation == "02"), None)
        if head and head != household.head_name:
            before["head_name"], after["head_name"] = household.head_name, head
            household.head_name = head[:80]

    def _update_resident(self, resident: Resident, member: LedgerMember, after: dict[str, Any]) -> None:
        new: dict[str, Any] = {"name": member.name[:80]}
        new |= {name: value for name in ("relation", "relation_word", "sex", "birth") if (value := getattr(member, name))}
        if member.id and _plain(resident.id_number) != member.id:
            new["id_number"] = member.id
        if member.phones and _plain(resident.phones) != " ".join(member.phones):
            new["phones"] = " ".join(member.phones)
        changed = {name: value for name, value in new.items() if name in ("id_number", "phones") or getattr(resident, name) != value}
        if not changed:
            return
        for name, value in changed.items():
            setattr(resident, name, value)
        resident.save(update_fields=[*changed, *resident.rekey()])
        after.setdefault("people", {})[member.name] = sorted(changed)

    def _update_groups(self, household: Household, read: LedgerHousehold, after: dict[str, Any]) -> None:
        current = {(span.group, span.resident_id) for span in household.group_spans.all() if span.to_on is None}
        people = {simplify(resident.name): resident for resident in Resident.objects.filter(household=household, left_on=None)}
        wanted = [(group, None) for group in read.groups]
        wanted += [(group, people[simplify(member.name)]) for member in read.members for group in member.groups]
        for group, resident in wanted:
            if (group, resident.pk if resident else None) not in current:
                self._span(household, group, resident, read).save(force_insert=True)
                after.setdefault("groups", []).append(group)


def _plain(secret: Any) -> str:
    return secret.plain() if isinstance(secret, Secret) else (secret or "")


def _first_day(month: str | None) -> date | None:
    """A span that is known to begin in 2017-06 begins on its first day; a bare year on 1 January."""
    if not month:
        return None
    parts = [int(part) for part in month.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def stated(read: LedgerHousehold) -> dict[str, Any]:
    """What the ledger says of the household beside people and groups."""
    said = {
        "from": read.from_, "amount": None if read.amount is None else float(read.amount), "stated_members": read.stated_members,
        "stated_covered": getattr(read, "stated_covered", None),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}
