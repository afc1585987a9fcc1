"""What was built, replayed: the reports' numbers out of the records, and bulk-written projects in the shape of the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import models
from django.forms.models import model_to_dict

from minqing import cast
from minqing.conftest import World, first_data
from minqing.ground.journal.models import Event
from minqing.ground.places.loading import load
from minqing.readings.figures.catalogue import FIGURES, find
from minqing.records.matters import life
from minqing.records.matters.models import Handling, Judgement, Matter, Move
from minqing.records.matters.models.project import (
    Project,
    ProjectAcceptance,
    ProjectFund,
    ProjectInspector,
    ProjectMilestone,
    ProjectPayment,
    ProjectProgress,
    ProjectQuantity,
    ProjectWord,
)
from minqing.records.matters.tests.living import check
from minqing.stories import works
from minqing.stories.many_works import Plan, write
from tests.remembering import standing

# Its own, or made by chance, or the moment of writing.
NOT_COMPARED = {"id", "receipt", "recorded_at", "at", "seal", "object_id"}


def _plan(world: World, **more: Any) -> Plan:
    given: dict[str, Any] = {
        "about": "一社修路", "place": world.village, "on": date(2026, 1, 29), "by": world.users["weichanghe"],
        "checker": world.users["linxiaohe"], "what": "修建道路", "unit": "公里", "planned": Decimal("1.2"),
        "done": ((9, Decimal("0.5")), (31, Decimal("0.7"))), "money": Decimal("62.5"), "fund": "衔接资金", "builder": "镇施工队", "why": "路坏了",
        "benefits": "一社", **more,
    }  # fmt: skip
    return Plan(**given)


def _by_verbs(plan: Plan) -> Matter:
    matter = Matter.objects.open(
        kind="project", about=plan.about, category=plan.category, place=plan.place, by=plan.by, on=plan.on, details=plan.details
    )

    def move(verb: str, on: date, words: str = "", by: Any = plan.by, **given: Any) -> None:
        life.move(matter, verb, by=by, on=on, words=words, **given)

    move("project.quantity", plan.on, what=plan.what, unit=plan.unit, planned=plan.planned)
    if plan.money:
        move("project.fund", plan.on, source=plan.source, name=plan.fund, planned=plan.money)
    if not plan.done:
        return matter
    move("project.start", plan.starts_on)
    for after, number in plan.done:
        day = date.fromordinal(plan.on.toordinal() + after)
        move("project.progress", day, known=matter.quantities.get(), number=number)
    if plan.money:
        move("project.pay", plan.finished_on, known=matter.funds.get(), paid=plan.money, paid_to=plan.builder)
    move("project.finish", plan.finished_on, plan.finished)
    move("project.accept", plan.checked_on, by=plan.checker, inspectors=plan.inspectors)
    if plan.good:
        move("project.word", plan.judged_on, plan.good, by=plan.checker, name=plan.villager)
        move("matter.answer", plan.judged_on, plan.good, by=plan.checker, way="visit", satisfied=True)
    return matter


def _rows(matter: Matter) -> dict[str, list[dict[str, Any]]]:
    """Every row of a project, without what is its own."""

    def plain(row: models.Model) -> dict[str, Any]:
        kept = {
            field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in NOT_COMPARED
        }
        strange = ("matter_id", "quantity_id", "fund_id", "acceptance_id")
        return {name: value for name, value in kept.items() if name not in strange}

    found: dict[str, list[dict[str, Any]]] = {"Matter": [plain(Matter.objects.get(pk=matter.pk))]}
    for model in (
        Project, ProjectFund, ProjectPayment, ProjectQuantity, ProjectProgress, ProjectMilestone, ProjectAcceptance, ProjectWord, Handling, Judgement, Move,
    ):  # fmt: skip
        order = "matter_id" if model is Project else "id"
        found[model.__name__] = [plain(row) for row in model._default_manager.filter(matter=matter).order_by(order)]
    people = ProjectInspector.objects.filter(acceptance__matter=matter).order_by("id")
    found["ProjectInspector"] = [plain(row) for row in people]
    found["Event"] = [plain(row) for row in Event.objects.of(matter).order_by("id")]
    return found


class TestBulk:
    @pytest.mark.parametrize(
        "more", [{}, {"money": Decimal(0)}, {"good": ""}, {"done": ()}], ids=["whole", "free", "asking", "planned"]
    )
    def test_it_is_what_the_verbs_make(self, world: World, more: dict[str, Any]) -> None:
        plan = _plan(world, **more)
        made = _rows(_by_verbs(plan))

        assert write([plan]) == 1
        written = Matter.objects.exclude(pk=Matter.objects.order_by("id").first().pk).get()  # type: ignore[union-attr]
        check(written)
        assert _rows(written) == made
        assert model_to_dict(written)["due_on"] == plan.ends_on


def _tell() -> None:
    first_data()
    for county in ("220322", "220302", "330111"):
        load(county)
    cast.staff([part for part in cast.PARTS if part.username == "qinshouyi"])
    works.tell()


@pytest.fixture(scope="class")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from standing(django_db_blocker, _tell)


@pytest.fixture
def told(built: None, db: None) -> None:
    """Each test with what was built, once for all of them."""


class TestReports:
    def test_lishu_set_up_1394_projects(self, told: None) -> None:
        quarter = ("220322", *works.QUARTER)

        assert FIGURES["project.opened"].value(*quarter) == works.PROJECTS == 1394
        assert FIGURES["project.opened"].rows(*quarter).count() == 1394
        assert FIGURES["project.solved"].value("220322", date(2023, 1, 1), date(2023, 12, 31)) == 1394
        assert FIGURES["project.behind"].value("220322", date(2023, 1, 1), date(2023, 12, 31)) == 0
        for matter in Random(7).sample(list(Matter.objects.filter(county="220322")), 25):
            check(matter)

    def test_tiexi_built_what_the_report_says(self, told: None) -> None:
        season = ("220302", *works.SEASON)
        said = {
            key: FIGURES[key].value(*season) for key in ("work.road", "project.invested", "work.tree", "work.house", "work.drain")
        }

        assert said == {
            "work.road": 19,
            "project.invested": 1503,
            "work.tree": 160_000,
            "work.house": 17,
            "work.drain": 2500 + 5800,
        }
        for key, value in said.items():
            assert sum(row["counts"] for row in FIGURES[key].printed(*season)) == value, key

    def test_tiaozihe_dug_2500_metres_in_two_days_then_5800(self, told: None) -> None:
        drain, village = FIGURES["work.drain"], "220302200202"

        assert drain.value(village, date(2022, 8, 4), date(2022, 8, 5)) == 2500
        assert drain.value(village, date(2022, 8, 6), date(2022, 12, 31)) == 5800
        assert find("work:台:出动钩机").value(village, *works.SEASON) == 2
        first = Matter.objects.filter(place=village, kind="project").earliest("opened_on")
        assert (first.details.households, first.phase, first.solved) == (62, "done", True)
        assert drain.rows(village, *works.SEASON).count() == 5

    def test_fuyang_solved_within_a_month_by_five_parties(self, told: None) -> None:
        matter = Matter.objects.get(kind="enterprise", about__contains="大货车")

        assert matter.closed_on is not None
        assert (matter.closed_on - matter.opened_on).days < 30
        assert matter.solved
        seats = set(matter.handlings.exclude(seat="").values_list("seat", flat=True))
        assert seats == {"street", "community", "unit", "compound", "residents"}
        assert matter.tellings.count() == 2
        assert FIGURES["matter.linked"].value("330111", *works.QUARTER) == 8
        assert FIGURES["enterprise.solved"].value("330111", *works.QUARTER) == 2

    def test_a_policy_was_taken_up(self, told: None) -> None:
        matter = Matter.objects.get(kind="enterprise", about__contains="电量")
        policy = matter.policies.get()

        assert [step.step for step in policy.steps.order_by("id")] == ["told", "applied", "reviewed", "paid"]
        assert FIGURES["enterprise.paid"].value("330111", *works.QUARTER) == Decimal("35.6")
        assert FIGURES["enterprise.policies"].value("330111", *works.QUARTER) == 1
        check(matter)
