"""The state chart of a kind, drawn from its table: the states one under the other, one numbered arrow for each way between two.

Ways onward bend to the right, ways back to the left, the further the wider: so no arrow lies on a box, whatever the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.module_loading import import_string

from minqing.records.matters.kinds import Kind, MoveRule, State

BOX_WIDTH, BOX_HEIGHT, GAP = 150, 38, 26
EDGE, NEAREST, STEP = 16, 34, 30


class Point(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A state's box: its upper left corner."""

    state: State
    x: float
    y: float

    @property
    def middle(self) -> Point:
        return Point(self.x + BOX_WIDTH / 2, self.y + BOX_HEIGHT / 2)


@dataclass(frozen=True)
class Arrow:
    """A way between two states. `number` stands on it and before its moves in the legend beneath."""

    number: int
    from_: State
    to: State
    path: str
    label: Point
    buttons: tuple[str, ...]
    by_asker: bool


@dataclass
class Chart:
    """What the page draws. Sizes in pixels."""

    boxes: list[Box]
    arrows: list[Arrow]
    width: float
    height: float
    staying: list[tuple[MoveRule, list[State]]] = field(default_factory=list)


def chart(kind: Kind, *, place: str, on: date) -> Chart:
    """Boxes and arrows of a kind, as it goes at a place on a day. Moves that stay where they are stand beside the chart (`staying`)."""
    drawn = import_string(kind.drawn)(place, on) if kind.drawn else lambda rule, state: True
    ways: dict[tuple[str, str], list[MoveRule]] = {}
    staying: dict[str, tuple[MoveRule, list[State]]] = {}
    for rule in kind.moves:
        for key in rule.from_:
            if rule.to is None or rule.to == key:
                staying.setdefault(rule.button, (rule, []))[1].append(kind.by_key[key])
            elif drawn(rule, key):
                ways.setdefault((key, rule.to), []).append(rule)
    states = [state for state in kind.states if not state.retired]
    rows = {state.key: row for row, state in enumerate(states)}
    reach = {
        side: max([0, *(abs(rows[to] - rows[from_]) for from_, to in ways if (rows[to] > rows[from_]) == side)])
        for side in (True, False)
    }
    left, right = (EDGE + _bend(reach[side]) * 3 / 4 + 10 for side in (False, True))
    boxes = {
        state.key: Box(state, left, EDGE + row * (BOX_HEIGHT + GAP)) for state, row in zip(states, rows.values(), strict=True)
    }
    arrows = [
        _arrow(number, boxes[from_], boxes[to], rules, distance=rows[to] - rows[from_], ports=_ports(list(ways), from_, to, rows))
        for number, ((from_, to), rules) in enumerate(ways.items(), 1)
    ]
    height = EDGE * 2 + len(states) * (BOX_HEIGHT + GAP) - GAP
    return Chart(list(boxes.values()), arrows, left + BOX_WIDTH + right, height, list(staying.values()))


def _bend(distance: int) -> float:
    return NEAREST + STEP * distance


def _ports(ways: list[tuple[str, str]], from_: str, to: str, rows: dict[str, int]) -> tuple[float, float]:
    """How far from the middle an arrow leaves and arrives, so that those on one side of a box do not lie on each other; -1 to 1."""
    onward = rows[to] > rows[from_]
    beside = [way for way in ways if (rows[way[1]] > rows[way[0]]) == onward]
    here = sorted((way for way in beside if from_ in way), key=lambda way: rows[way[1]] + rows[way[0]])
    there = sorted((way for way in beside if to in way), key=lambda way: rows[way[1]] + rows[way[0]])
    return _spread(here.index((from_, to)), len(here)), _spread(there.index((from_, to)), len(there))


def _spread(index: int, count: int) -> float:
    return 0.0 if count < 2 else index / (count - 1) * 2 - 1


def _arrow(number: int, source: Box, target: Box, rules: list[MoveRule], *, distance: int, ports: tuple[float, float]) -> Arrow:
    room = BOX_HEIGHT / 2 - 5
    side = source.x + BOX_WIDTH if distance > 0 else source.x
    bend = _bend(abs(distance)) if distance > 0 else -_bend(abs(distance))
    start, end = Point(side, source.middle.y + ports[0] * room), Point(side, target.middle.y + ports[1] * room)
    first, second = Point(side + bend, start.y), Point(side + bend, end.y)
    path = f"M{start.x:.0f} {start.y:.0f} C{first.x:.0f} {first.y:.0f} {second.x:.0f} {second.y:.0f} {end.x:.0f} {end.y:.0f}"
    buttons = tuple(dict.fromkeys(rule.button for rule in rules))
    label = _on_curve(start, first, second, end, 0.5)
    return Arrow(number, source.state, target.state, path, label, buttons, all(rule.by_asker for rule in rules))


def _on_curve(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return Point(
        sum(w * p.x for w, p in zip(weights, (a, b, c, d), strict=True)),
        sum(w * p.y for w, p in zip(weights, (a, b, c, d), strict=True)),
    )
