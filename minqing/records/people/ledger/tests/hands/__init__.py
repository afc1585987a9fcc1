"""Ledgers as different hands keep them, each with what a careful clerk makes of it. All people are invented.

A hand is written as rows; what should come of it is written in words: one line a household, `number|section|address|groups|phones:`
and then its people, parted by semicolons: name, relation, sex, birth, `i` for an ID number, telephones, groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from minqing.records.people.ledger import Ledger, LedgerHousehold, LedgerMember
from minqing.records.people.ledger.tests.book import Merge

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Hand:
    """A workbook, or the bytes of a file, with its gold: households, groups with their unit, and problems as `sheet!cell key`."""

    name: str
    sheets: dict[str, Rows]
    homes: str
    groups: str = ""
    problems: str = ""
    merges: dict[str, Sequence[Merge]] = field(default_factory=dict)
    hidden: bool = False
    csv: str = ""


def homes_said(ledger: Ledger) -> list[str]:
    """The households of a ledger in the words of a hand's gold."""
    return [f"{_home(home)}: {'; '.join(map(_member, home.members))}" for home in ledger.households]


def _home(home: LedgerHousehold) -> str:
    parts = [home.number or "", home.section or "", home.address or "", "、".join(home.groups), "、".join(home.phones)]
    return "|".join(parts).rstrip("|")


def _member(member: LedgerMember) -> str:
    parts = [member.name, member.relation, member.sex, member.birth, member.id and "i", *member.phones, *member.groups]
    return " ".join(part for part in parts if part)


def groups_said(ledger: Ledger) -> str:
    units = {"resident": "人", "household": "户"}
    return " ".join(f"{group}{count}{units[ledger.group_units()[group]]}" for group, count in ledger.group_counts().items())


def problems_said(ledger: Ledger) -> list[str]:
    return [f"{problem.sheet}!{problem.column}{problem.row} {problem.problem}" for problem in ledger.problems]
