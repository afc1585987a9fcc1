"""What stands on the books of a household, read as plain rows: enough to see that a ledger says nothing new of it.

Most of a ledger that is taken in again says what is stored already. Making objects of it all, with their identifiers and secrets,
took longer than storing it had; here nothing is made, and whatever differs in anything is left to `correcting`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from minqing.lib.fields import Secret
from minqing.lib.vault import Vault
from minqing.records.people.as_stored import identifier, rows
from minqing.records.people.correcting import facts_that_differ, news_of, pair_up, phones_differ, says_group
from minqing.records.people.ledger import LedgerHousehold
from minqing.records.people.models import GroupSpan, Household, Resident


@dataclass(slots=True)
class StoredPerson:
    """Somebody of a household, by the columns that a ledger can speak of."""

    pk: Any
    name: str
    name_key: str
    relation: str
    relation_word: str
    sex: str
    birth: str
    id_key: bytes | None
    sealed: bytes | None

    @property
    def phones(self) -> Secret | None:
        return Secret(bytes(self.sealed), "resident.phones", "phone") if self.sealed else None


@dataclass(slots=True)
class StoredSpan:
    """A group of a household or of one of its people."""

    resident_id: Any
    group: str
    to_on: Any
    source: str


@dataclass(slots=True)
class StoredHome:
    """A household with its people in the order of their identifiers, and its groups, ended ones too."""

    number: str
    section: str
    address: str
    key: str
    head_name: str
    said: str
    sealed: bytes | None
    people: list[StoredPerson] = field(default_factory=list)
    spans: list[StoredSpan] = field(default_factory=list)

    @property
    def stated(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.said) if self.said != "{}" else {}
        return found

    @property
    def phones(self) -> Secret | None:
        return Secret(bytes(self.sealed), "household.phones", "phone") if self.sealed else None


def stored(pks: Iterable[UUID]) -> dict[UUID, StoredHome]:
    """Households by their identifiers. Three queries; nothing of what they give is converted."""
    by_stored = {identifier(Household, pk): pk for pk in pks}
    homes: dict[UUID, StoredHome] = {}
    for pk, *columns in rows(Household.objects.filter(pk__in=by_stored.values()), _HOME):
        homes[by_stored[pk]] = StoredHome(*columns)
    for home, *columns in rows(Resident.objects.present().filter(household__in=by_stored.values()).order_by("id"), _PERSON):
        homes[by_stored[home]].people.append(StoredPerson(*columns))
    for home, *columns in rows(GroupSpan.objects.filter(household__in=by_stored.values()), _SPAN):
        homes[by_stored[home]].spans.append(StoredSpan(*columns))
    return homes


_HOME = ("pk", "number", "section", "address", "key", "head_name", "stated", "phones")
_PERSON = ("household_id", "pk", "name", "name_key", "relation", "relation_word", "sex", "birth", "id_key", "phones")
_SPAN = ("household_id", "resident_id", "group", "to_on", "source")


def is_up_to_date(home: StoredHome, read: LedgerHousehold, *, own: bool, box: Vault, source: str) -> bool:
    """Whether bringing it up to the ledger (`correcting.Update`) would change nothing at all. Sure where it says so."""
    if facts_that_differ(home, read, own=own) or phones_differ(home, read, own=own):
        return False
    pairs = pair_up(read.members, home.people, box, own=own)
    if any(resident is None or news_of(resident, member, own=own, box=box) for member, resident in pairs):
        return False
    head = next((resident for member, resident in pairs if member.relation == "02"), None)
    if own and head is not None:
        others = any(person.relation == "02" for person in home.people if person is not head)
        if others or home.head_name != head.name:
            return False
    wanted = [(group, None) for group in read.groups]
    wanted += [(group, resident.pk) for member, resident in pairs if resident is not None for group in member.groups]
    return all(
        says_group([span for span in home.spans if span.group == group and span.resident_id == who], source)
        for group, who in wanted
    )
