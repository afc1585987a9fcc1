"""A ledger in the shape of a gold file, for holding what was read against what should have been."""

from typing import Any

from minqing.records.people.ledger.content import Ledger, LedgerHousehold, LedgerMember
from minqing.records.people.ledger.meanings import SAID


def as_gold(ledger: Ledger) -> dict[str, Any]:
    """`households`, `residents`, `groups`, `group_units`, `totals`, `rows_with_errors`, and all households under `sample`."""
    return {
        "households": len(ledger.households),
        "residents": sum(len(home.members) for home in ledger.households),
        "groups": ledger.group_counts(),
        "group_units": ledger.group_units(),
        "totals": ledger.totals(),
        "rows_with_errors": [
            {"sheet": p.sheet, "row": p.row, "column": p.column, "header": p.header, "problem": p.problem}
            for p in ledger.problems
        ],
        "sample": [_household(home, ledger.said) for home in ledger.households],
    }


def _household(home: LedgerHousehold, said: set[str]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "number": home.number,
        "section": home.section,
        "address": home.address,
        "groups": list(home.groups),
        "phones": list(home.phones),
    }
    for name in SAID.values():
        if name in said:
            value = getattr(home, name)
            out["from" if name == "from_" else name] = int(value) if isinstance(value, float) and value.is_integer() else value
    return {**out, "members": [_member(member) for member in home.members]}


def _member(member: LedgerMember) -> dict[str, Any]:
    return {
        "name": member.name,
        "relation": member.relation,
        "relation_word": member.relation_word,
        "sex": member.sex,
        "birth": member.birth,
        "id": member.id,
        "phones": list(member.phones),
        "groups": list(member.groups),
    }
