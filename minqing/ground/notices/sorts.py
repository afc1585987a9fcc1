"""The sorts of notices, which a person can turn on and off. Upper rooms declare theirs when they start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sort:
    """`title` is how the settings page names it; `outside` how a message outside the program does ("2 件" + "新派给你的事").

    Outside the program nothing more is said than that: no name, no number, no word of what it is about. What is urgent of a sort
    `at_any_hour` goes out in quiet hours too: where somebody is in danger.
    """

    key: str
    title: str
    outside: str
    rank: int = 50
    at_any_hour: bool = False


registered: dict[str, Sort] = {}


def declare(*new: Sort) -> None:
    """Add a room's sorts. A key declared twice with different words is a mistake of ours: ValueError."""
    for sort in new:
        if registered.setdefault(sort.key, sort) != sort:
            raise ValueError(f"the sort {sort.key} is declared twice")


def listed() -> list[Sort]:
    """All sorts in their order."""
    return sorted(registered.values(), key=lambda sort: (sort.rank, sort.key))
