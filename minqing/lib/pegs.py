"""Pegs: what a lower room's page shows of upper rooms.

A page names its pegs; rooms above hang panels on them when they start. So the household page can show visits and matters
although the people room knows neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Context = dict[str, Any]
Fill = Callable[..., Context | None]


@dataclass(frozen=True)
class Panel:
    """A template and the function that works out its context; a context of None leaves the panel out."""

    rank: int
    template: str
    fill: Fill


_hung: dict[str, list[Panel]] = {}


def hang(peg: str, template: str, *, rank: int) -> Callable[[Fill], Fill]:
    """Hang the decorated function on a peg. Panels stand in the order of their rank."""

    def add(fill: Fill) -> Fill:
        panels = _hung.setdefault(peg, [])
        if all(panel.template != template for panel in panels):
            panels.append(Panel(rank, template, fill))
            panels.sort(key=lambda panel: panel.rank)
        return fill

    return add


def panels(peg: str, **known: Any) -> list[tuple[str, Context]]:
    """The filled panels of a peg, as (template, context), leaving out those with nothing to say."""
    filled = ((panel.template, panel.fill(**known)) for panel in _hung.get(peg, ()))
    return [(template, context) for template, context in filled if context is not None]


_counts: dict[str, list[Callable[..., int]]] = {}


def count_for(door: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Say what is counted on a door of the navigation; the function takes the viewer's scope. Several counts add up."""

    def add(count: Callable[..., int]) -> Callable[..., int]:
        counted = _counts.setdefault(door, [])
        if count not in counted:
            counted.append(count)
        return count

    return add


def counts(**known: Any) -> dict[str, int]:
    """The numbers on the doors, those that are nothing left out."""
    found = {door: sum(count(**known) for count in counted) for door, counted in _counts.items()}
    return {door: number for door, number in found.items() if number}
