"""The state chart of a kind, drawn from its table: states in columns by phase, one numbered arrow for each way between two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from minqing.records.matters.kinds import Kind, MoveRule, State

COLUMN = {"open": 0, "doing": 1, "waiting": 2, "done": 3, "dropped": 3}
BOX_WIDTH, BOX_HEIGHT = 132, 40
GAP_X, GAP_Y, EDGE = 88, 34, 14


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


def chart(kind: Kind) -> Chart:
    """Boxes and arrows of a kind. Moves that stay where they are stand beside the chart (`staying`)."""
    boxes = _boxes(kind)
    ways: dict[tuple[str, str], list[MoveRule]] = {}
    staying: dict[str, tuple[MoveRule, list[State]]] = {}
    for rule in kind.moves:
        for key in rule.from_:
            if rule.to is None or rule.to == key:
                staying.setdefault(rule.button, (rule, []))[1].append(kind.by_key[key])
            else:
                ways.setdefault((key, rule.to), []).append(rule)
    arrows = [
        _arrow(number, boxes[from_], boxes[to], rules, ports=_ports(list(ways), from_, to))
        for number, ((from_, to), rules) in enumerate(ways.items(), 1)
    ]
    width = max(box.x for box in boxes.values()) + BOX_WIDTH + EDGE + 40
    height = max(box.y for box in boxes.values()) + BOX_HEIGHT + EDGE + 30
    return Chart(list(boxes.values()), arrows, width, height, list(staying.values()))


def _boxes(kind: Kind) -> dict[str, Box]:
    used: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for state in kind.states:
        if state.retired:
            continue
        column = COLUMN[state.phase]
        row = used.get(column, 0)
        used[column] = row + 1
        boxes[state.key] = Box(state, EDGE + column * (BOX_WIDTH + GAP_X), EDGE + 20 + row * (BOX_HEIGHT + GAP_Y))
    return boxes


def _ports(ways: list[tuple[str, str]], from_: str, to: str) -> tuple[float, float]:
    """How far from the middle an arrow leaves and arrives, so that those of one box do not lie on each other; -1 to 1."""
    leaving = [way for way in ways if way[0] == from_]
    coming = [way for way in ways if way[1] == to]
    return _spread(leaving.index((from_, to)), len(leaving)), _spread(coming.index((from_, to)), len(coming))


def _spread(index: int, count: int) -> float:
    return 0.0 if count < 2 else index / (count - 1) * 2 - 1


def _arrow(number: int, source: Box, target: Box, rules: list[MoveRule], *, ports: tuple[float, float]) -> Arrow:
    reach = BOX_HEIGHT / 2 - 5
    y0, y1 = source.middle.y + ports[0] * reach, target.middle.y + ports[1] * reach
    if target.x > source.x:
        start, end = Point(source.x + BOX_WIDTH, y0), Point(target.x, y1)
        bend = (end.x - start.x) / 2
        first, second = Point(start.x + bend, y0), Point(end.x - bend, y1)
    elif target.x < source.x:
        start, end = Point(source.x, y0), Point(target.x + BOX_WIDTH, y1)
        bend = (start.x - end.x) / 2
        first, second = Point(start.x - bend, y0), Point(end.x + bend, y1)
    else:
        start, end = Point(source.x + BOX_WIDTH, y0), Point(target.x + BOX_WIDTH, y1)
        bend = 28 + abs(y1 - y0) / 6
        first, second = Point(start.x + bend, y0), Point(end.x + bend, y1)
    path = f"M{start.x:.0f} {start.y:.0f} C{first.x:.0f} {first.y:.0f} {second.x:.0f} {second.y:.0f} {end.x:.0f} {end.y:.0f}"
    label = _on_curve(start, first, second, end, 0.5 + 0.18 * ports[0])
    buttons = tuple(dict.fromkeys(rule.button for rule in rules))
    return Arrow(number, source.state, target.state, path, label, buttons, all(rule.by_asker for rule in rules))


def _on_curve(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return Point(
        sum(w * p.x for w, p in zip(weights, (a, b, c, d), strict=True)),
        sum(w * p.y for w, p in zip(weights, (a, b, c, d), strict=True)),
    )
