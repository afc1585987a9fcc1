"""How a project gets on, in five colours: worked out from its milestones, never typed (MECHANISMS.md D4).

蓝 not begun · 绿 as planned · 黄 behind, up to the days of `PaceRule` · 红 further behind · 灰 accepted. How far behind is the number of
days since the day of the earliest milestone that is not reached. A colour always stands beside its word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, Value, When

COLOURS = {"blue": "未开工", "green": "按计划", "yellow": "落后", "red": "落后多", "grey": "验收完"}
SPOKEN = {"blue": "蓝", "green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}
PLANNED, ACCEPTED = "planned", ("asking", "done")


@dataclass(frozen=True, slots=True)
class Pace:
    """A colour and how many days behind; `words` as the page says it: 黄 · 落后 12 天."""

    colour: str
    behind: int = 0

    @property
    def words(self) -> str:
        said = f"落后 {self.behind} 天" if self.behind else COLOURS[self.colour]
        return f"{SPOKEN[self.colour]} · {said}"


def pace(state: str, unreached: date | None, *, on: date, yellow_days: int) -> Pace | None:
    """The pace of a project in a state whose earliest unreached milestone is on a day; None for one that is not done at all."""
    if state == "dropped":
        return None
    if state in ACCEPTED:
        return Pace("grey")
    behind = max((on - unreached).days, 0) if unreached is not None else 0
    if behind:
        return Pace("yellow" if behind <= yellow_days else "red", behind)
    return Pace("blue" if state == PLANNED else "green")


def colour_of(unreached: str, *, on: date, yellow_days: int) -> Case:
    """The same as `pace`, as a column of a query over matters; `unreached` names the column of the earliest unreached day."""
    return Case(
        When(state="dropped", then=Value("")),
        When(state__in=ACCEPTED, then=Value("grey")),
        When(**{f"{unreached}__lt": on - timedelta(days=yellow_days)}, then=Value("red")),
        When(**{f"{unreached}__lt": on}, then=Value("yellow")),
        When(state=PLANNED, then=Value("blue")),
        default=Value("green"),
        output_field=CharField(),
    )
