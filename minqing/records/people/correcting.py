"""Bringing a household on the books up to what a ledger says of it.

The household's own ledger corrects: what stands in it replaces what is stored, what it leaves out stays. Another ledger (a
低保 list beside the roster) only adds what is missing: groups, an ID number, a telephone, people nobody had written down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from minqing.lib.fields import Secret, new_id
from minqing.lib.vault import Vault
from minqing.lib.words import simplify
from minqing.records.people.ledger import LedgerHousehold, LedgerMember
from minqing.records.people.models import GroupSpan, Household, LedgerImport, Resident
from minqing.records.people.models.resident import FORMER_HEAD
from minqing.records.people.reading_in import first_day, since, source_of, stated


@dataclass
class Update:
    """One household being brought up to its ledger. `before` and `after` become its journal line; empty ones mean nothing changed.

    `elsewhere` are the ID numbers (keyed) of people who are on the books in other households and stay there; without `facts`
    the ledger speaks of the people only.
    """

    household: Household
    read: LedgerHousehold
    own: bool
    box: Vault
    record: LedgerImport
    elsewhere: frozenset[bytes] = frozenset()
    facts: bool = True
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def apply(self) -> bool:
        """Write what differs; says whether anything did. `household` comes with its people and groups loaded (`loaded`)."""
        columns = self._facts() if self.facts else set()
        pairs = self._people()
        columns |= self._head(pairs)
        self._groups(pairs)
        if not self.after:
            return False
        if self.own:
            self.household.last_import = self.record
            columns |= {"last_import"}
        if columns:
            self.household.save(update_fields=sorted(columns))
        return True

    def _set(self, name: str, value: Any) -> None:
        self.before[name], self.after[name] = getattr(self.household, name), value
        setattr(self.household, name, value)

    def _facts(self) -> set[str]:
        """Number, section, address, telephone and what is stated; gives the columns that changed."""
        home, read = self.household, self.read
        new = facts_that_differ(home, read, own=self.own)
        for name, value in new.items():
            self._set(name, value)
        changed = set(new)
        if phones_differ(home, read, own=self.own):
            home.phones, home.phone_key = " ".join(read.phones), self.box.keyed(read.phones[0], "phone")
            self.before["phones"] = self.after["phones"] = "***"
            changed |= {"phones", "phone_key"}
        return changed

    def _people(self) -> list[tuple[LedgerMember, Resident | None]]:
        """Find each of the ledger's people in the household, correct or add them. None: they are on the books elsewhere."""
        here = loaded_people(self.household)
        pairs: list[tuple[LedgerMember, Resident | None]] = []
        for member, resident in pair_up(self.read.members, here, self.box, own=self.own):
            if resident is not None:
                self._correct(resident, member)
            elif self._is_elsewhere(member):
                pass
            else:
                resident = self._join(member)
                here.append(resident)
            pairs.append((member, resident))
        return pairs

    def _is_elsewhere(self, member: LedgerMember) -> bool:
        return bool(member.id) and self.box.keyed(member.id or "", "resident.id") in self.elsewhere

    def _join(self, member: LedgerMember) -> Resident:
        home = self.household
        resident = Resident(
            id=new_id(), household=home, place_id=home.place_id, county=home.county, name=member.name[:80],
            relation=member.relation or "", relation_word=(member.relation_word or "")[:20], sex=member.sex or "",
            birth=member.birth or "", id_number=member.id, phones=" ".join(member.phones) or None,
        )  # fmt: skip
        if not self.own and resident.relation == "02":
            resident.relation = ""  # Whose head they are is the other ledger's view.
        resident.rekey()
        resident.save(force_insert=True)
        home.count_people()
        self.after.setdefault("joined", []).append(member.name)
        return resident

    def _correct(self, resident: Resident, member: LedgerMember) -> None:
        new = news_of(resident, member, own=self.own, box=self.box)
        if not new:
            return
        for name, value in new.items():
            setattr(resident, name, value)
        resident.save(update_fields=[*new, *resident.rekey()])
        self.after.setdefault("people", {})[member.name] = sorted(new)

    def _head(self, pairs: Sequence[tuple[LedgerMember, Resident | None]]) -> set[str]:
        """One head a household: with another one in its own ledger the former head's relation is open."""
        head = next((resident for member, resident in pairs if member.relation == "02" and resident is not None), None)
        if not self.own or head is None:
            return set()
        for resident in loaded_people(self.household):
            if resident.relation == "02" and resident is not head:
                resident.relation, resident.relation_word = "", FORMER_HEAD
                resident.save(update_fields=["relation", "relation_word"])
        if self.household.head_name == head.name:
            return set()
        self._set("head_name", head.name)
        return {"head_name"}

    def _groups(self, pairs: Sequence[tuple[LedgerMember, Resident | None]]) -> None:
        wanted: list[tuple[str, Resident | None]] = [(group, None) for group in self.read.groups]
        wanted += [(group, resident) for member, resident in pairs if resident is not None for group in member.groups]
        spans = loaded_spans(self.household)
        for group, resident in dict.fromkeys(wanted):
            said = [span for span in spans if span.group == group and span.resident_id == (resident.pk if resident else None)]
            span = self._span(group, resident, said)
            if span is not None:
                spans.append(span)
                self.after.setdefault("groups", []).append(group)

    def _span(self, group: str, resident: Resident | None, said: Sequence[GroupSpan]) -> GroupSpan | None:
        """A new span; none where one is open, or where somebody ended what this same ledger had said."""
        source = source_of(self.record.file_name)
        if says_group(said, source):
            return None
        began = since(group, first_day(self.read.from_))
        ended = max((span.to_on for span in said if span.to_on), default=None)
        from_on = date.fromisoformat(began) if began else None
        if ended is not None and (from_on is None or from_on < ended):
            from_on = ended
        home = self.household
        span = GroupSpan(
            id=new_id(), household=home, resident=resident, place_id=home.place_id, county=home.county, group=group, from_on=from_on,
            source=source,
        )  # fmt: skip
        span.save(force_insert=True)
        return span


def facts_that_differ(home: Any, read: LedgerHousehold, *, own: bool) -> dict[str, Any]:
    """What the ledger says anew of a household (or `StoredHome`): number, section, address, what it states beside, its key."""
    said = {"number": (read.number or "")[:40], "section": (read.section or "")[:60], "address": (read.address or "")[:200]}
    new: dict[str, Any] = {name: value for name, value in said.items() if value and (own or not getattr(home, name))}
    if more := stated(read):
        new["stated"] = {**home.stated, **more}
    if own:
        new["key"] = read.key[:120]
    return {name: value for name, value in new.items() if getattr(home, name) != value}


def phones_differ(home: Any, read: LedgerHousehold, *, own: bool) -> bool:
    """Whether the ledger has a telephone of the household that is to be written down."""
    return bool(read.phones) and (own or not home.phones) and " ".join(read.phones) != plain(home.phones)


def news_of(resident: Any, member: LedgerMember, *, own: bool, box: Vault) -> dict[str, Any]:
    """What the ledger says anew of a person (or `StoredPerson`)."""
    new = {} if _is_said(resident, member) else _facts_of(resident, member, own=own)
    if member.id and (own or not resident.id_key) and box.keyed(member.id, "resident.id") != _bytes(resident.id_key):
        new["id_number"] = member.id
    phones = " ".join(member.phones)
    if phones and (own or not resident.phones) and phones != plain(resident.phones):
        new["phones"] = phones
    return new


def _is_said(resident: Any, member: LedgerMember) -> bool:
    """Whether the ledger says exactly what is stored, as it mostly does."""
    return bool(
        member.name == resident.name
        and (member.birth or "") == resident.birth
        and (member.relation or "") == resident.relation
        and (member.sex or "") == resident.sex
        and (member.relation_word or "") == resident.relation_word
    )


def _facts_of(resident: Any, member: LedgerMember, *, own: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": member.name[:80], "relation": member.relation, "relation_word": (member.relation_word or "")[:20], "sex": member.sex,
        "birth": member.birth,
    }  # fmt: skip
    if resident.birth.startswith(member.birth or " "):
        said["birth"] = None  # What is stored is more exact.
    more_exact = bool(member.birth) and (member.birth or "").startswith(resident.birth)
    new = {
        name: value for name, value in said.items()
        if value and value != getattr(resident, name) and (own or not getattr(resident, name) or (name == "birth" and more_exact))
    }  # fmt: skip
    if not own and resident.relation:
        new.pop("relation_word", None)
    if not own and new.get("relation") == "02":
        del new["relation"]
    return new


def says_group(spans: Sequence[Any], source: str) -> bool:
    """Whether a group is open already, or somebody ended what this same ledger had said."""
    return any(span.to_on is None or span.source == source for span in spans)


Somebody = TypeVar("Somebody", bound=Any)


def pair_up(
    members: Sequence[LedgerMember], here: Sequence[Somebody], box: Vault, *, own: bool
) -> list[tuple[LedgerMember, Somebody | None]]:
    """Each of a ledger's people with the one on the books: by ID number, then by name, then (own ledger) by relation and birth.

    One person is paired once, so that two people of one name stay two.
    """
    found: dict[int, Somebody] = {}
    by_key: dict[bytes | None, list[Somebody]] = defaultdict(list)
    for resident in here:
        by_key[_bytes(resident.id_key)].append(resident)
    for at, member in enumerate(members):
        if member.id and (same := by_key.get(box.keyed(member.id, "resident.id"))):
            found[at] = same.pop(0)
    if len(found) == len(members):
        return [(member, found[at]) for at, member in enumerate(members)]
    free = [resident for resident in here if all(resident is not taken for taken in found.values())]

    def take(rest: list[tuple[int, LedgerMember]], rank: Any) -> None:
        for at, member in rest:
            fitting = [(score, -i, resident) for i, resident in enumerate(free) if (score := rank(member, resident)) > 0]
            if fitting:
                resident = max(fitting, key=lambda item: item[:2])[2]
                found[at] = resident
                free.remove(resident)

    def left() -> list[tuple[int, LedgerMember]]:
        return [(at, member) for at, member in enumerate(members) if at not in found]

    take(left(), lambda member, resident: _likeness(member, resident, strict=True))
    take(left(), lambda member, resident: _likeness(member, resident, strict=False))
    if own:
        take(left(), lambda member, resident: int(_renamed(member, resident)))
    return [(member, found.get(at)) for at, member in enumerate(members)]


def _likeness(member: LedgerMember, resident: Any, *, strict: bool) -> int:
    """How much somebody of the same name is the same; 0 for another name, or (strict) for another ID number or birth."""
    if simplify(member.name)[:80] != resident.name_key:
        return 0
    known = min(len(member.birth or ""), len(resident.birth))
    born_alike = (member.birth or "")[:known] == resident.birth[:known]
    if strict and ((member.id and resident.id_key) or not born_alike):
        return 0
    return 1 + 4 * bool(known and born_alike) + 2 * bool(member.relation == resident.relation) + bool(member.sex == resident.sex)


def _renamed(member: LedgerMember, resident: Any) -> bool:
    """The same relation and the same birth under a corrected name."""
    return (
        bool(member.birth) and member.birth == resident.birth and bool(member.relation) and member.relation == resident.relation
    )


def loaded(pks: Iterable[UUID]) -> dict[UUID, Household]:
    """Households with their people and groups, in three queries."""
    homes = Household.objects.in_bulk(pks)
    for household in homes.values():
        household.loaded_people, household.loaded_spans = [], []  # type: ignore[attr-defined]
    for resident in Resident.objects.present().filter(household__in=homes).order_by("id"):
        resident.household = homes[resident.household_id]
        homes[resident.household_id].loaded_people.append(resident)  # type: ignore[attr-defined]
    for span in GroupSpan.objects.filter(household__in=homes):
        homes[span.household_id].loaded_spans.append(span)  # type: ignore[attr-defined]
    return homes


def loaded_people(household: Household) -> list[Resident]:
    """The people on the books of a household, loaded once; those who join are appended."""
    if not hasattr(household, "loaded_people"):
        household.loaded_people = list(household.residents.present().order_by("id"))  # type: ignore[attr-defined]
    return household.loaded_people  # type: ignore[attr-defined,no-any-return]


def loaded_spans(household: Household) -> list[GroupSpan]:
    if not hasattr(household, "loaded_spans"):
        household.loaded_spans = list(household.group_spans.all())  # type: ignore[attr-defined]
    return household.loaded_spans  # type: ignore[attr-defined,no-any-return]


def plain(secret: Any) -> str:
    return secret.plain() if isinstance(secret, Secret) else (secret or "")


def _bytes(value: Any) -> bytes | None:
    return bytes(value) if value is not None else None
