"""What the page of a project shows, and the board of all of them: pace, quantities, money, milestones, acceptance, people's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from minqing.ground.staff.scope import Scope
from minqing.records.matters.models import Matter
from minqing.records.matters.models.project import (
    PaceRule,
    ProjectFund,
    ProjectMilestone,
    ProjectPayment,
    ProjectProgress,
    ProjectQuantity,
    amount,
)
from minqing.records.matters.works.pace import COLOURS, SPOKEN, Pace, colour_of, pace

NONE = Decimal(0)


@dataclass(frozen=True)
class Bar:
    """A quantity or a source of money: so much of so much. `part` is the whole per cent, at most 100, for the bar."""

    title: str
    done: Decimal
    planned: Decimal
    unit: str
    accepted: Decimal | None = None

    @property
    def part(self) -> int:
        if not self.planned:
            return 0
        # Whole only when it is: 119.5 of 120 is not all.
        most = 100 if self.done >= self.planned else 99
        return min(most, int((self.done * 100 / self.planned).quantize(Decimal(1), ROUND_HALF_UP)))

    @property
    def said(self) -> str:
        """2500/5800 米."""
        return f"{amount(self.done)}/{amount(self.planned)} {self.unit}"

    @property
    def beyond_said(self) -> str:
        """What was done beyond the plan, so that a slip of the pen shows."""
        return f"比计划多 {amount(self.done - self.planned)} {self.unit}" if self.done > self.planned else ""

    @property
    def accepted_said(self) -> str:
        return f"验收 {amount(self.accepted)} {self.unit}" if self.accepted is not None else ""


@dataclass(frozen=True)
class Point:
    """A milestone as the line shows it: reached, late, or ahead."""

    milestone: ProjectMilestone
    behind: int

    @property
    def state(self) -> str:
        return "reached" if self.milestone.reached_on else "late" if self.behind else "ahead"


def bars(matter: Matter) -> list[Bar]:
    """The quantities with what was done of each. One query."""
    return [
        Bar(one.what, one.done, one.planned, one.unit, one.accepted) for one in matter.quantities.with_done().order_by("id")
    ]  # fmt: skip


def money(matter: Matter) -> list[Bar]:
    """The sources with what was paid from each, in 万元. Two queries."""
    paid: dict[Any, Decimal] = {}
    for one in matter.payments.filter(struck_on=None):
        paid[one.fund_id] = paid.get(one.fund_id, NONE) + one.amount
    return [Bar(str(fund), paid.get(fund.pk, NONE), fund.planned, "万元") for fund in matter.funds.order_by("id")]


def total(lines: list[Bar]) -> Bar | None:
    """All sources together; nothing where there is only one."""
    if len(lines) < 2:
        return None
    return Bar("合计", sum((one.done for one in lines), NONE), sum((one.planned for one in lines), NONE), "万元")


def story(matter: Matter, scope: Scope, today: date) -> dict[str, Any]:
    """The project's own part of its page."""
    milestones = list(matter.milestones.order_by("due_on", "id"))
    unreached = min((one.due_on for one in milestones if one.reached_on is None), default=None)
    rule = PaceRule.objects.at(matter.place_id, today)
    funds, quantities = money(matter), bars(matter)
    return {
        "project": matter.details, "lacking": _lacking(matter, quantities, milestones), "bars": quantities, "funds": funds, "funds_total": total(funds),
        "payments": list(matter.payments.select_related("fund").order_by("-paid_on", "-id")[:100]),
        "progress": list(matter.progress.order_by("-done_on", "-id")[:100]),
        "points": [Point(one, _behind(one, today)) for one in milestones],
        "pace": pace(matter.state, unreached, on=today, yellow_days=rule.yellow_days), "pace_rule": rule,
        "acceptances": list(matter.acceptances.prefetch_related("inspectors").order_by("-held_on", "-id")),
        "people_words": (words := list(matter.people_words.select_related("household").order_by("-said_on", "-id"))),
        "good": sum(word.good for word in words),
    }  # fmt: skip


def _lacking(matter: Matter, quantities: list[Bar], milestones: list[ProjectMilestone]) -> list[str]:
    """What must be written before work can begin, each with the button that asks it."""
    if matter.state != matter.table.first:
        return []
    lacking = [] if quantities else ["干什么、干多少（「加、改工程量」）"]
    return lacking if milestones else [*lacking, "哪天到哪一步（「定节点、改节点」）"]


def _behind(milestone: ProjectMilestone, today: date) -> int:
    return max((today - milestone.due_on).days, 0) if milestone.reached_on is None else 0


@dataclass(frozen=True)
class Line:
    """A project on the board."""

    matter: Matter
    pace: Pace | None
    bars: list[Bar]
    funds_planned: Decimal
    funds_paid: Decimal

    @property
    def money(self) -> str:
        """已付 300/1503 万元."""
        return f"已付 {amount(self.funds_paid)}/{amount(self.funds_planned)} 万元" if self.funds_planned else "没写资金"


def counted(found: Any, *, today: date, yellow_days: int) -> dict[str, int]:
    """Colour → how many, of a queryset of projects. One query."""
    rows = _with_colour(found, today, yellow_days).values("colour").annotate(n=Count("pk")).order_by("colour")
    by_colour = {row["colour"]: row["n"] for row in rows}
    return {colour: by_colour.get(colour, 0) for colour in COLOURS}


def of_colour(found: Any, colour: str, *, today: date, yellow_days: int) -> Any:
    """Those of one colour (all but the dropped where none is named), the furthest behind first."""
    coloured = _with_colour(found, today, yellow_days)
    coloured = coloured.filter(colour=colour) if colour else coloured.exclude(colour="")
    return coloured.order_by(Coalesce("unreached", date(2199, 12, 31)), "id")


def _with_colour(found: Any, today: date, yellow_days: int) -> Any:
    ahead = ProjectMilestone.objects.filter(matter=OuterRef("pk"), reached_on=None).order_by("due_on").values("due_on")[:1]
    return found.annotate(unreached=Subquery(ahead)).annotate(colour=colour_of("unreached", on=today, yellow_days=yellow_days))


def lines(matters: list[Matter], *, today: date, yellow_days: int) -> list[Line]:
    """The matters of one page with their numbers. Four queries, however many."""
    keys = [matter.pk for matter in matters]
    done = dict(
        ProjectProgress.objects.filter(matter__in=keys, struck_on=None).values_list("quantity").annotate(n=Sum("number")).order_by("quantity")
    )  # fmt: skip
    quantities: dict[Any, list[Bar]] = {}
    for one in ProjectQuantity.objects.filter(matter__in=keys).order_by("id"):
        bar = Bar(one.what, done.get(one.pk, NONE), one.planned, one.unit)
        quantities.setdefault(one.matter_id, []).append(bar)
    planned = _sums(ProjectFund.objects.filter(matter__in=keys), "planned")
    paid = _sums(ProjectPayment.objects.filter(matter__in=keys, struck_on=None), "amount")
    return [
        Line(
            matter, pace(matter.state, matter.unreached, on=today, yellow_days=yellow_days), quantities.get(matter.pk, []),  # type: ignore[attr-defined]
            planned.get(matter.pk, NONE), paid.get(matter.pk, NONE),
        )
        for matter in matters
    ]  # fmt: skip


def _sums(rows: Any, column: str) -> dict[Any, Decimal]:
    sums = rows.values("matter").annotate(n=Sum(column)).order_by("matter").values_list("matter", "n")
    return {pk: Decimal(number) for pk, number in sums}


def filters(counts: dict[str, int], chosen: str) -> list[tuple[str, str, int, bool]]:
    """The colours to choose among: key, words, how many, whether it is chosen."""
    return [(key, f"{SPOKEN[key]} {COLOURS[key]}", number, key == chosen) for key, number in counts.items()]
