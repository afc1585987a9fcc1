"""Projects by the hundred, written in bulk (`writing`): a test compares them row by row with one that the verbs made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Handling
from minqing.records.matters.models.project import (
    SOURCES,
    Project,
    ProjectAcceptance,
    ProjectFund,
    ProjectInspector,
    ProjectMilestone,
    ProjectPayment,
    ProjectProgress,
    ProjectQuantity,
    ProjectWord,
    amount,
)
from minqing.records.matters.works.accepting import Inspector
from minqing.stories.writing import Rows, Told

# How long the example allows for an acceptance; the table of the kind says it as "15d".
ACCEPT_WITHIN = timedelta(days=int(KINDS["project"].by_key["checking"].within.removesuffix("d")))


@dataclass(frozen=True)
class Plan:
    """One project from its plan to people's word. `done` are the days after the opening on which so much was done.

    `by` plans and builds it, `checker` records the acceptance and asks people. Without `money` nothing is paid. `good` empty: it is
    not asked yet; `done` empty: it is not begun.
    """

    about: str
    place: Place
    on: date
    by: User
    checker: User
    what: str
    unit: str
    planned: Decimal
    done: tuple[tuple[int, Decimal], ...]
    category: str = "transport"
    days: int = 40
    source: str = "state"
    fund: str = ""
    money: Decimal = Decimal(0)
    builder: str = ""
    why: str = ""
    benefits: str = ""
    inspectors: tuple[Inspector, ...] = (Inspector("村民代表", "villager"), Inspector("村监委主任", "cadre"))
    finished: str = "都干完了"
    good: str = "满意"

    @property
    def starts_on(self) -> date:
        return self.on + timedelta(days=3)

    @property
    def ends_on(self) -> date:
        return self.on + timedelta(days=self.days)

    @property
    def details(self) -> dict[str, Any]:
        """What the opening asks."""
        return {
            "reason": self.why, "benefits": self.benefits, "built_by": self.builder, "starts_on": self.starts_on, "ends_on": self.ends_on,
        }  # fmt: skip

    @property
    def fund_said(self) -> str:
        """The source as a row of it says itself."""
        return f"{SOURCES[self.source]}{f'（{self.fund}）' if self.fund else ''}"

    @property
    def villager(self) -> str:
        """Whoever of those who benefit was asked."""
        return f"{self.benefits}村民"

    @property
    def finished_on(self) -> date:
        """The day after the last work."""
        return self.on + timedelta(days=self.done[-1][0] + 1)

    @property
    def checked_on(self) -> date:
        return self.finished_on + timedelta(days=4)

    @property
    def judged_on(self) -> date:
        return self.checked_on + timedelta(days=3)


def write(plans: Iterable[Plan], seed: int = 1394) -> int:
    """Store all of them; say how many."""
    rows = Rows(Random(seed))
    count = 0
    for plan in plans:
        ToldProject(rows, plan).tell()
        count += 1
    rows.store()
    return count


class ToldProject(Told):
    """One project under way of being told."""

    def __init__(self, rows: Rows, plan: Plan) -> None:
        super().__init__(
            rows, "project", plan.place, by=plan.by, on=plan.on, about=plan.about, category=plan.category, due_on=plan.ends_on, contacted_on=plan.on,
        )  # fmt: skip
        self.plan = plan

    def tell(self) -> None:
        """The whole way, as far as the plan goes."""
        self._opened()
        if not self.plan.done:
            return
        self._built()
        self._checked()
        if self.plan.good:
            self._said()
            self.judged(self.plan.judged_on, by=self.plan.checker, words=self.plan.good, step_due_on=None)

    def _opened(self) -> None:
        plan, add = self.plan, self.rows.add
        self.project = add(Project, **self.of, **plan.details)
        self.step("matter.open", plan.on, by=plan.by)
        self.begin, self.end = (
            add(ProjectMilestone, **self.stands, title=title, due_on=day, first_due_on=day)
            for title, day in ((ProjectMilestone.START, plan.starts_on), (ProjectMilestone.FINISH, plan.ends_on))
        )
        self.step("project.quantity", plan.on, by=plan.by, words=f"{plan.what}计划 {amount(plan.planned)} {plan.unit}。")
        self.quantity = add(ProjectQuantity, **self.stands, what=plan.what, unit=plan.unit, planned=plan.planned)
        if plan.money:
            self.step("project.fund", plan.on, by=plan.by, words=f"{plan.fund_said}计划 {amount(plan.money)} 万元。")
            self.fund = add(ProjectFund, **self.stands, source=plan.source, name=plan.fund, planned=plan.money, made_on=plan.on)

    def _built(self) -> None:
        plan, matter, add = self.plan, self.matter, self.rows.add
        self.step(
            "project.start", plan.starts_on, by=plan.by, to="doing", first_receiver=plan.by.name, unlooked=False, step_due_on=None
        )
        self.project.begun_on = self.begin.reached_on = plan.starts_on
        self.lead = add(Handling, **self.stands, person_id=plan.by.pk, role="lead", from_on=plan.starts_on, due_on=matter.due_on)
        for after, number in plan.done:
            day = plan.on + timedelta(days=after)
            self.step("project.progress", day, by=plan.by, words=f"{plan.what} {amount(number)} {plan.unit}。", touches=(day,))
            add(
                ProjectProgress, **self.stands, quantity_id=self.quantity.id, done_on=day, number=number, what=plan.what, unit=plan.unit,
                by_name=plan.by.name,
            )  # fmt: skip
        day = plan.finished_on
        if plan.money:
            to = f"给{plan.builder}" if plan.builder else ""
            self.step("project.pay", day, by=plan.by, words=f"{plan.fund_said}付 {amount(plan.money)} 万元{to}。", touches=(day,))
            add(
                ProjectPayment, **self.stands, fund_id=self.fund.id, paid_on=day, amount=plan.money, paid_to=plan.builder,
                by_name=plan.by.name,
            )  # fmt: skip
        due = day + ACCEPT_WITHIN
        self.step("project.finish", day, by=plan.by, to="checking", words=plan.finished, step_due_on=due, tries=0)
        self.lead.state, self.lead.ended_on, self.lead.answer = "done", day, plan.finished
        self.end.reached_on = day

    def _said(self) -> None:
        plan, day = self.plan, self.plan.judged_on
        self.step("project.word", day, by=plan.checker, words=f"{plan.villager}说好。{plan.good}")
        self.rows.add(
            ProjectWord, **self.stands, name=plan.villager, good=True, words=plan.good, said_on=day, by_name=plan.checker.name,
        )  # fmt: skip

    def _checked(self) -> None:
        plan, day = self.plan, self.plan.checked_on
        named = "、".join(f"{one.name}（{ProjectInspector.SORTS[one.sort]}）" for one in plan.inspectors)
        self.step("project.accept", day, by=plan.checker, to="asking", words=f"{named}。", touches=(day,), step_due_on=None)
        self.project.accepted_on = day
        held = self.rows.add(ProjectAcceptance, **self.stands, held_on=day, passed=True, by_name=plan.checker.name)
        for one in plan.inspectors:
            self.rows.add(ProjectInspector, acceptance_id=held.id, name=one.name, sort=one.sort)
        self.quantity.accepted = sum((number for _, number in plan.done), Decimal(0))
