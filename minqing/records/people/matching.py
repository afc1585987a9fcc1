"""Which household on the books a household of a ledger is: by key, by ID number, at last by name with further evidence.

Ledgers of one village differ in sheet names, numbering and completeness. Two files must not make two of one household, and a
guess must not make one of two: where the evidence does not decide, nothing is taken in and a person is asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from minqing.ground.places.models import Place, within_q
from minqing.lib.vault import Vault
from minqing.lib.words import simplify
from minqing.records.people.as_stored import identifier, rows
from minqing.records.people.ledger import LedgerHousehold, LedgerMember
from minqing.records.people.models import Household, Resident
from minqing.records.people.reading_in import head_of

VILLAGE_LENGTH = 12


class Doubt(Enum):
    """Several households could be the one meant."""

    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Match:
    """The household, and whether the ledger is its own: its own ledger corrects it, another one only adds what is missing."""

    household: UUID
    own: bool


@dataclass(slots=True)
class Person:
    """Somebody on the books, as far as finding them goes."""

    pk: Any  # As it is stored.
    household: UUID
    name: str
    id_key: bytes | None
    birth: str
    phone_key: bytes | None


@dataclass(slots=True)
class Home:
    """A household on the books, as far as finding it goes."""

    pk: UUID
    key: str
    number: str
    section: str
    address: str
    file: str
    people: list[Person]
    head: Person | None = None


class Register:
    """The books of a place as they stood before an import.

    `keys` are those of the whole ledger (`notice`), `heads` how often each head's name stands in it: what a household is called
    tells nothing when the ledger has two of the name.
    """

    def __init__(self, place: Place, file_name: str, box: Vault) -> None:
        self.box = box
        self.file_name = file_name[:200]
        self.narrow = len(place.pk) >= VILLAGE_LENGTH
        self.homes: dict[UUID, Home] = {}
        self.by_key: dict[str, list[Home]] = defaultdict(list)
        self.by_id: dict[bytes, Person] = {}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        self.claimed: set[UUID] = set()
        self.place = place
        self.keys: set[str] = set()
        self.heads: Counter[str] = Counter()

    def notice(self, households: Iterable[LedgerHousehold]) -> Iterator[LedgerHousehold]:
        """The ledger as it passes by; all of it must have passed before anybody is found."""
        for read in households:
            self.keys.add(read.key)
            self.heads[simplify(head_of(read).name)] += 1
            yield read

    def load(self) -> None:
        """Read the books of the place."""
        there = within_q("place_id", self.place.pk)
        columns = ("pk", "key", "number", "section", "address", "last_import__file_name")
        for pk, key, number, section, address, file in (
            Household.objects.present().filter(there).values_list(*columns).iterator(2000)
        ):
            home = self.homes[pk] = Home(pk, key, number, section, address, file or "", [])
            if key:
                self.by_key[key].append(home)
        people = Resident.objects.present().filter(there, household__ended_on=None)
        of_person = ("pk", "household_id", "name_key", "id_key", "birth", "phone_key", "relation")
        by_stored = {identifier(Household, pk): home for pk, home in self.homes.items()}
        # What many share is kept once: of a county there are hundreds of thousands.
        once: dict[str, str] = {}
        for pk, household, name, id_key, birth, phone_key, relation in rows(people, of_person):
            home_of = by_stored.get(household)
            if home_of is None:
                continue
            name, birth = once.setdefault(name, name), once.setdefault(birth, birth)
            person = Person(
                pk, home_of.pk, name, bytes(id_key) if id_key else None, birth, bytes(phone_key) if phone_key else None
            )
            home_of.people.append(person)
            self.by_name[name].append(person)
            if person.id_key:
                self.by_id[person.id_key] = person
            if relation == "02":
                home_of.head = person

    def find(self, read: LedgerHousehold) -> Match | Doubt | None:
        """The household that is meant; None for one that is not on the books."""
        if not self.homes:
            return None
        keys = [self.id_key(member) for member in read.members]
        found: Match | Doubt | None = self._by_key(read, keys)
        if found is None:
            known = [self.by_id[key] for key in keys if key and key in self.by_id]
            found = self._by_id(read, keys, known) if known else self._by_name(read, keys)
        if isinstance(found, Match) and found.own:
            self.claimed.add(found.household)
        return found

    def id_key(self, member: LedgerMember) -> bytes | None:
        return self.box.keyed(member.id, "resident.id") if member.id else None

    def _by_key(self, read: LedgerHousehold, keys: Sequence[bytes | None]) -> Match | None:
        """The ledger's own key, if somebody is the same in both: row 7 of another ledger is another household."""
        for home in self.by_key.get(read.key, ()):
            if home.pk not in self.claimed and self._shares(home, read, keys):
                return Match(home.pk, own=True)
        return None

    def _shares(self, home: Home, read: LedgerHousehold, keys: Sequence[bytes | None]) -> bool:
        """Somebody has the same ID number; or the same name, and no ID number says that it is somebody else.

        A number that was corrected says so too: it is let pass where the household has a number, or its head's name is the
        only one of the kind.
        """
        ids = {person.id_key for person in home.people if person.id_key}
        if any(key in ids for key in keys if key):
            return True
        head = self.by_id.get(self.id_key(head_of(read)) or b"")
        if head is not None and head.household != home.pk:
            return False
        named = {person.name: person for person in home.people}
        for member, key in zip(read.members, keys, strict=True):
            person = named.get(simplify(member.name))
            if person is None:
                continue
            contrary = key is not None and person.id_key is not None and key != person.id_key
            if not contrary or read.number or (self.heads[person.name] == 1 and len(self.by_name[person.name]) == 1):
                return True
        return False

    def _by_id(self, read: LedgerHousehold, keys: Sequence[bytes | None], known: Sequence[Person]) -> Match | None:
        """Where the head's ID number is, else where most of the ID numbers are."""
        head = self.by_id.get(self.id_key(head_of(read)) or b"")
        pk = head.household if head else Counter(person.household for person in known).most_common(1)[0][0]
        home = self.homes.get(pk)
        if home is None or (home.file == self.file_name and home.key in self.keys and home.key != read.key):
            return None  # The same ledger has that household elsewhere: this one was parted from it.
        return Match(pk, own=self._is_own(home, read, keys))

    def _is_own(self, home: Home, read: LedgerHousehold, keys: Sequence[bytes | None]) -> bool:
        """Whether this ledger keeps the household: the same file, the same number, or a roster that names all its people."""
        if home.pk in self.claimed or home.key in self.keys:
            return False
        if home.file == self.file_name or (read.number and read.number == home.number and _agree(read.section, home.section)):
            return True
        names = {simplify(member.name) for member in read.members}
        return len(read.members) > 1 and all(person.name in names or person.id_key in keys for person in home.people)

    def _by_name(self, read: LedgerHousehold, keys: Sequence[bytes | None]) -> Match | Doubt | None:
        """The head's name with what else agrees; alone only in one village, when nobody else there or in the ledger is called so."""
        head = head_of(read)
        name, head_key = simplify(head.name), self.id_key(head)
        called = [person for person in self.by_name.get(name, ()) if _may_be(person, head, head_key)]
        homes = [(self.homes[person.household], person) for person in called]
        homes = [(home, person) for home, person in homes if home.pk not in self.claimed and _agree(read.section, home.section)]
        scored = sorted(((self._evidence(home, person, read), home) for home, person in homes), key=lambda pair: -pair[0])
        strong = [(score, home) for score, home in scored if score > 0]
        if strong:
            if len(strong) > 1 and strong[0][0] == strong[1][0]:
                return Doubt.SEVERAL
            return Match(strong[0][1].pk, own=self._is_own(strong[0][1], read, keys))
        heads = [home for home, person in homes if home.head is person]
        if not heads or not self.narrow:
            return None
        if len(heads) > 1 or self.heads[name] > 1:
            return Doubt.SEVERAL
        return Match(heads[0].pk, own=self._is_own(heads[0], read, keys))

    def _evidence(self, home: Home, person: Person, read: LedgerHousehold) -> int:
        """How much beside the name agrees: number, address, telephone, day of birth, other people's names."""
        head = head_of(read)
        phones = {self.box.keyed(phone, "phone") for phone in (*head.phones, *read.phones)}
        others = {simplify(member.name) for member in read.members if member is not head}
        return sum((
            2 * bool(read.number and read.number == home.number and read.section and read.section == home.section),
            bool(read.address and read.address == home.address),
            person.phone_key in phones if person.phone_key else False,
            bool(head.birth and len(head.birth) == 10 and head.birth == person.birth),
            len(others & {other.name for other in home.people if other is not person}),
        ))  # fmt: skip


def _may_be(person: Person, member: LedgerMember, key: bytes | None) -> bool:
    """Whether nothing says that a person of the name is somebody else."""
    if key and person.id_key:
        return key == person.id_key
    born = min(len(member.birth or ""), len(person.birth))
    return (member.birth or "")[:born] == person.birth[:born]


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other
