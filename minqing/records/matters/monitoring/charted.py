"""Which ways the chart of monitoring draws: those of the region's own order, not all that some region might take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from minqing.records.matters.kinds import MoveRule
from minqing.records.matters.kinds.monitor import NOT_NEXT
from minqing.records.matters.models.monitor_rules import MonitorOrder
from minqing.records.matters.monitoring.order import RECOGNISE, RELEASE, Order, groups


def drawn(place: str, on: date) -> Callable[[MoveRule, str], bool]:
    """Whether a move from a state is on the way that holds at a place on a day. Two queries."""
    fitting = MonitorOrder.objects.fitting
    inward = _ways(fitting(RECOGNISE, place=place, on=on).order, "lead", "", "helping")
    outward = _ways(fitting(RELEASE, place=place, on=on).order, "helping", "out_", "released")
    ways = inward | outward
    return lambda rule, state: rule.why_not != NOT_NEXT or (state, rule.to) in ways


def _ways(order: Order, start: str, prefix: str, end: str) -> set[tuple[str, str | None]]:
    found: set[tuple[str, str | None]] = set()
    before = [start]
    for group in groups(order):
        states = [end if step == "announce" else prefix + step for step in group]
        found |= {(source, state) for source in before for state in states}
        # Steps side by side: whichever was done last, the others follow it.
        found |= {(one, other) for one in states for other in states if one != other}
        before = states
    return found
