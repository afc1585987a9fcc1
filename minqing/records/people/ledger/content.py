"""What a ledger says, once read: households, their people, and what could not be read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from minqing.records.people.ledger.groups import GROUPS

PROBLEMS = (
    "missing_name", "duplicate_person", "id_used_twice", "id_lost_digits", "bad_id_length", "bad_id_checksum", "bad_date",
    "sex_conflict", "bad_phone", "two_heads", "no_head", "unknown_relation", "unclear_mark", "bad_number", "too_long",
)  # fmt: skip
"""The keys of what is reported; `duplicate_person` and `missing_name` mean that the row was not taken in."""


class LedgerRefused(Exception):
    """The file cannot be taken at all; `sentence` tells the person why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing lost, or doubtful: where (sheet, row as Excel shows it, column letter, heading), which (`PROBLEMS`), and one sentence for the person.

    `elsewhere` is the code of a place that the sentence leaves out, as not everybody who reads it may know of that place.
    """

    sheet: str
    row: int
    column: str
    header: str
    problem: str
    message: str
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class UnderstoodColumn:
    """A column of a sheet and what it was taken for, in Chinese; `meaning` None when its heading says nothing known."""

    sheet: str
    column: str
    header: str
    meaning: str | None


@dataclass(frozen=True, slots=True)
class SheetSaid:
    """A sheet that holds anything, and what made a household in it: a key of `homes.strategy`; none where the sheet has no heading."""

    name: str
    how: str | None


LONGEST_NAME, LONGEST_NUMBER, LONGEST_SECTION, LONGEST_ADDRESS, LONGEST_RELATION = 80, 40, 60, 200, 20
"""So many characters are kept of what a cell says; more is cut off, and reported."""


@dataclass(slots=True)
class LedgerMember:
    """A person. `relation` is GB/T 4761-2008 (two digits), `birth` ISO as exact as known, `id` 18 characters with a right check."""

    name: str
    relation: str | None
    relation_word: str | None
    sex: str | None
    birth: str | None
    id: str | None
    phones: tuple[str, ...]
    groups: tuple[str, ...]
    row: int


@dataclass(slots=True)
class LedgerHousehold:
    """A household with its people in the order of the rows.

    `key` is the same when the same or a corrected file is read again: sheet and household number, or flat, or name where there
    is neither. `phones` and `groups` are what stands on the household itself; `from_` since when supported (ISO, as exact as
    known), `amount` yuan.
    """

    key: str
    sheet: str
    row: int
    number: str | None = None
    section: str | None = None
    address: str | None = None
    groups: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    from_: str | None = None
    amount: float | None = None
    stated_members: float | None = None
    stated_covered: float | None = None
    income: float | None = None
    members: list[LedgerMember] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Counts that are kept while households pass by, so that nothing needs to be held to count it."""

    households: int = 0
    residents: int = 0
    ids: int = 0
    birth_days: int = 0
    birth_months_or_years: int = 0
    phones: int = 0
    of_households: Counter[str] = field(default_factory=Counter)
    of_residents: Counter[str] = field(default_factory=Counter)

    def add(self, home: LedgerHousehold) -> None:
        self.households += 1
        self.residents += len(home.members)
        self.phones += len(home.phones)
        if home.groups:
            self.of_households.update(home.groups)
        for member in home.members:
            self.ids += member.id is not None
            if member.birth is not None:
                whole = len(member.birth) == 10
                self.birth_days += whole
                self.birth_months_or_years += not whole
            self.phones += len(member.phones)
            if member.groups:
                self.of_residents.update(member.groups)

    def units(self) -> dict[str, str]:
        """A group that is marked on people anywhere in the workbook counts residents, else households."""
        found = [group for group in GROUPS if group in self.of_residents or group in self.of_households]
        return {group: "resident" if group in self.of_residents else "household" for group in found}

    def counts(self) -> dict[str, int]:
        return {
            group: self.of_residents[group] if unit == "resident" else self.of_households[group]
            for group, unit in self.units().items()
        }


@dataclass(slots=True)
class Ledger:
    """A workbook read. `said` are the household fields its headings have, beside those every household has."""

    households: list[LedgerHousehold] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[UnderstoodColumn] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    sheets: list[SheetSaid] = field(default_factory=list)

    def group_counts(self) -> dict[str, int]:
        """Group → how many households or residents (`group_units`) are in it."""
        return tally(self.households).counts()

    def group_units(self) -> dict[str, str]:
        """Group → `household` or `resident`."""
        return tally(self.households).units()

    def totals(self) -> dict[str, int]:
        """`ids`, `birth_days`, `birth_months_or_years`, `phones`."""
        found = tally(self.households)
        return {
            "ids": found.ids,
            "birth_days": found.birth_days,
            "birth_months_or_years": found.birth_months_or_years,
            "phones": found.phones,
        }


def tally(households: Iterable[LedgerHousehold]) -> Tally:
    found = Tally()
    for home in households:
        found.add(home)
    return found
