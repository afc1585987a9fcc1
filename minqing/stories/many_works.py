"""Projects by the hundred, written in bulk in the very shape that the verbs give one (a test compares them row by row).

What a verb owes the worker (tallies, notices) is not written: a story is counted afresh when it is told, and is nobody's news.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

from django.db import connection, models
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib.fields import new_id
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Handling, Judgement, Matter, Move
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
    amount,
)
from minqing.records.matters.works.accepting import Inspector

KIND = KINDS["project"]
STORED = (
    Matter, Project, ProjectFund, ProjectPayment, ProjectQuantity, ProjectProgress, ProjectMilestone, ProjectAcceptance, ProjectInspector,
    Handling, Judgement, Move, Event,
)  # fmt: skip
# How long the example allows for an acceptance; the table of the kind says it as "15d".
ACCEPT_WITHIN = timedelta(days=int(KIND.by_key["checking"].within.removesuffix("d")))


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
    def finished_on(self) -> date:
        """The day after the last work."""
        return self.on + timedelta(days=self.done[-1][0] + 1)

    @property
    def checked_on(self) -> date:
        return self.finished_on + timedelta(days=4)

    @property
    def judged_on(self) -> date:
        return self.checked_on + timedelta(days=3)


@dataclass
class Rows:
    """Rows by model, stored in the order in which they refer to one another; receipts that nobody has."""

    chance: Random
    taken: set[str]
    at: datetime = field(default_factory=timezone.now)
    made: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, model: type[models.Model], **columns: Any) -> Any:
        """A row as its bare columns: there are very many, and a model's own making takes ten times as long."""
        row = SimpleNamespace(**{**_defaults(model), "id": new_id(), **columns})
        self.made.setdefault(model, []).append(row)
        return row

    def receipt(self) -> str:
        while (number := f"{self.chance.randrange(100_000_000):08d}") in self.taken:
            pass
        self.taken.add(number)
        return number

    def store(self) -> None:
        for model in STORED:
            insert(model, self.made.get(model, []))


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    return {field.attname: field.get_default() for field in model._meta.concrete_fields if not field.primary_key}


def insert(model: type[models.Model], rows: list[Any]) -> None:
    """Insert rows by one statement with many parameters: a third of the time that `bulk_create` takes to spell its SQL."""
    if not rows:
        return
    fields = list(model._meta.concrete_fields)
    values = [_values(field, rows) for field in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", list(zip(*values, strict=True))
        )


def _values(field: Any, rows: list[Any]) -> list[Any]:
    """One column, as the database takes it; what repeats is converted once."""
    if getattr(field, "auto_now_add", False):
        return [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows]
    found = [getattr(row, field.attname) for row in rows]
    if isinstance(getattr(field, "target_field", field), models.UUIDField):
        native = connection.features.has_native_uuid_field
        return found if native else [value.hex if value is not None else None for value in found]
    keys = [repr(value) for value in found] if isinstance(field, models.JSONField) else found
    known: dict[Any, Any] = {}
    for key, value in zip(keys, found, strict=True):
        if key not in known:
            known[key] = field.get_db_prep_save(value, connection)
    return [known[key] for key in keys]


def write(plans: Iterable[Plan], seed: int = 1394) -> int:
    """Store all of them; say how many."""
    rows = Rows(Random(seed), set(Matter.objects.values_list("receipt", flat=True)))
    count = 0
    for plan in plans:
        Told(rows, plan).tell()
        count += 1
    rows.store()
    return count


class Told:
    """One project under way of being told: its rows grow as by the verbs."""

    def __init__(self, rows: Rows, plan: Plan) -> None:
        self.rows, self.plan = rows, plan
        self.matter = rows.add(
            Matter, kind="project", state="planned", phase="open", place_id=plan.place.pk, county=plan.place.pk[:6], about=plan.about,
            category=plan.category, opened_on=plan.on, holder_id=plan.by.pk, tier="village", receipt=rows.receipt(), due_on=plan.ends_on,
            contacted_on=plan.on,
        )  # fmt: skip
        self.stands = {"matter_id": self.matter.id, "place_id": plan.place.pk, "county": plan.place.pk[:6]}

    def tell(self) -> None:
        """The whole way, as far as the plan goes."""
        self._opened()
        if not self.plan.done:
            return
        self._built()
        self._checked()
        if self.plan.good:
            self._judged()

    def _step(
        self, verb: str, on: date, *, by: User, to: str = "", words: str = "", touches: tuple[date, ...] = (), **columns: Any
    ) -> None:
        """What `Matter.step` writes: the columns, the move, the line of the journal."""
        matter, before, closed = self.matter, self.matter.state, self.matter.closed_on
        opening = verb == "matter.open"
        if to:
            matter.state, matter.phase = to, KIND.phase(to)
        matter.version += not opening
        for name, value in columns.items():
            setattr(matter, name, value)
        months = {on, *touches} if opening else {on, matter.opened_on, *touches, *([closed] if closed else [])}
        place = self.plan.place.pk
        self.rows.add(
            Move, matter_id=matter.id, move=verb, from_state="" if opening else before, to_state=matter.state, by_id=by.pk, by_name=by.name,
            on=on, words=words, reason="",
        )  # fmt: skip
        after = {"kind": "project", "about": matter.about, "category": matter.category} if opening else {"state": matter.state}
        self.rows.add(
            Event, at=self.rows.at, on=on, verb=verb, actor_id=str(by.pk), actor_name=by.name, object_type="matters.matter",
            object_id=str(matter.id), place=place, before=None if opening else {"state": before}, after=after,
            words="" if opening else words, cells=[[place, month] for month in sorted({f"{day:%Y-%m}" for day in months})],
        )  # fmt: skip

    def _opened(self) -> None:
        plan, add = self.plan, self.rows.add
        self.project = add(Project, matter_id=self.matter.id, **plan.details)
        self._step("matter.open", plan.on, by=plan.by)
        self.begin, self.end = (
            add(ProjectMilestone, **self.stands, title=title, due_on=day, first_due_on=day)
            for title, day in ((ProjectMilestone.START, plan.starts_on), (ProjectMilestone.FINISH, plan.ends_on))
        )
        self._step("project.quantity", plan.on, by=plan.by, words=f"{plan.what}计划 {amount(plan.planned)} {plan.unit}。")
        self.quantity = add(ProjectQuantity, **self.stands, what=plan.what, unit=plan.unit, planned=plan.planned)
        if plan.money:
            words = f"{SOURCES[plan.source]}{plan.fund}计划 {amount(plan.money)} 万元。"
            self._step("project.fund", plan.on, by=plan.by, words=words)
            self.fund = add(ProjectFund, **self.stands, source=plan.source, name=plan.fund, planned=plan.money, made_on=plan.on)

    def _built(self) -> None:
        plan, matter, add = self.plan, self.matter, self.rows.add
        self._step(
            "project.start", plan.starts_on, by=plan.by, to="doing", first_receiver=plan.by.name, unlooked=False, step_due_on=None
        )
        self.project.begun_on = self.begin.reached_on = plan.starts_on
        self.lead = add(Handling, **self.stands, person_id=plan.by.pk, role="lead", from_on=plan.starts_on, due_on=matter.due_on)
        for after, number in plan.done:
            day = plan.on + timedelta(days=after)
            self._step("project.progress", day, by=plan.by, words=f"{plan.what} {amount(number)} {plan.unit}。", touches=(day,))
            add(
                ProjectProgress, **self.stands, quantity_id=self.quantity.id, done_on=day, number=number, what=plan.what, unit=plan.unit,
                by_name=plan.by.name,
            )  # fmt: skip
        day = plan.finished_on
        if plan.money:
            to = f"给{plan.builder}" if plan.builder else ""
            self._step(
                "project.pay", day, by=plan.by, words=f"{plan.fund_said}付 {amount(plan.money)} 万元{to}。", touches=(day,)
            )
            add(
                ProjectPayment, **self.stands, fund_id=self.fund.id, paid_on=day, amount=plan.money, paid_to=plan.builder,
                by_name=plan.by.name,
            )  # fmt: skip
        due = day + ACCEPT_WITHIN
        self._step("project.finish", day, by=plan.by, to="checking", words=plan.finished, paused_on=day, step_due_on=due, tries=0)
        self.lead.state, self.lead.ended_on, self.lead.answer = "done", day, plan.finished
        self.end.reached_on = day

    def _checked(self) -> None:
        plan, day = self.plan, self.plan.checked_on
        named = "、".join(f"{one.name}（{ProjectInspector.SORTS[one.sort]}）" for one in plan.inspectors)
        self._step("project.accept", day, by=plan.checker, to="asking", words=f"{named}。", touches=(day,), step_due_on=None)
        self.project.accepted_on = day
        held = self.rows.add(ProjectAcceptance, **self.stands, held_on=day, passed=True, by_name=plan.checker.name)
        for one in plan.inspectors:
            self.rows.add(ProjectInspector, acceptance_id=held.id, name=one.name, sort=one.sort)
        self.quantity.accepted = sum((number for _, number in plan.done), Decimal(0))

    def _judged(self) -> None:
        plan, day = self.plan, self.plan.judged_on
        self._step(
            "matter.answer",
            day,
            by=plan.checker,
            to="done",
            words=plan.good,
            solved=True,
            paused_on=None,
            closed_on=day,
            step_due_on=None,
        )
        self.rows.add(
            Judgement,
            **self.stands,
            solved=True,
            satisfied=True,
            words=plan.good,
            way="visit",
            asked_by_id=plan.checker.pk,
            said_on=day,
        )
