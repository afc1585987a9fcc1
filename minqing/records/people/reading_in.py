"""What a household as a ledger has it means in our words: its head, since when, what it says beside."""

from __future__ import annotations

from typing import Any

from minqing.records.people.groups import SUPPORTED
from minqing.records.people.ledger import LedgerHousehold, LedgerMember


def head_of(read: LedgerHousehold) -> LedgerMember:
    """The head of the household; the first of its people where the ledger names none."""
    for member in read.members:
        if member.relation == "02":
            return member
    return read.members[0]


def first_day(month: str | None) -> str | None:
    """The first day (ISO) of what is known: 2017-06 began on 2017-06-01, the bare year 2017 on 2017-01-01.

    >>> first_day("2017-06"), first_day("2017"), first_day(None)
    ('2017-06-01', '2017-01-01', None)
    """
    return f"{month}-01-01"[:10] if month and len(month) < 7 else f"{month}-01"[:10] if month else None


def since(group: str, began: str | None) -> str | None:
    """The day a group began. A ledger's 享受时间 tells it for support and monitoring, not since when somebody is a party member."""
    return began if group in SUPPORTED else None


def source_of(file_name: str) -> str:
    """Where a group comes from, as it stands on the household page."""
    return f"台账：{file_name}"[:120]


def stated(read: LedgerHousehold) -> dict[str, Any]:
    """What the ledger says of the household beside people and groups."""
    said = {
        "from": read.from_, "amount": read.amount, "income": read.income, "stated_members": read.stated_members,
        "stated_covered": read.stated_covered,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}
