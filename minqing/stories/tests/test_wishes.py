"""梨树县's 851 wishes: the page's number out of the records, and wishes in the shape of the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import models
from django.forms.models import model_to_dict

from minqing.conftest import World, first_data
from minqing.ground.journal import Person
from minqing.ground.journal.models import Event
from minqing.ground.places.loading import load
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters import life
from minqing.records.matters.models import Claim, Judgement, Matter, Move
from minqing.records.matters.models.wish import Wish
from minqing.records.matters.tests.living import check
from minqing.stories import wishes
from minqing.stories.wishes import Plan, write
from tests.remembering import standing

# Its own, or made by chance, or the moment of writing.
NOT_COMPARED = {"id", "receipt", "number", "recorded_at", "at", "seal", "object_id", "matter"}


def _plan(world: World, **more: Any) -> Plan:
    given: dict[str, Any] = {
        "about": "想找人修修屋里的灯", "category": "housing", "place": world.village, "asker": "李桂兰", "on": date(2026, 1, 29),
        "by": world.users["linxiaohe"], "claimer": world.users["dangyuan"], "cost": Decimal(20), "claimed": 3, "brought": 8, "said": 9, **more,
    }  # fmt: skip
    return Plan(**given)


def _by_verbs(plan: Plan) -> Matter:
    matter = Matter.objects.open(
        kind="wish", about=plan.about, category=plan.category, place=plan.place, asker=plan.asker, by=plan.by, on=plan.on
    )
    life.move(matter, "wish.publish", by=plan.by, on=plan.day(1), words=plan.about, details={"cost": plan.cost})
    if plan.withdrawn is not None:
        life.withdraw(matter, by=Person(plan.asker), on=plan.day(plan.withdrawn), words="家里自己办到了")
    if plan.claimed is not None:
        life.claim(matter, by=plan.claimer, on=plan.day(plan.claimed))
    if plan.brought is not None:
        life.report_done(matter, by=plan.claimer, on=plan.day(plan.brought), words=plan.how)
    if plan.said is not None:
        life.judge(matter, solved=True, by=plan.by, on=plan.day(plan.said), words=plan.thanks, way="visit", satisfied=True)
    return matter


def _rows(matter: Matter) -> dict[str, list[dict[str, Any]]]:
    """Every row of a wish, without what is its own."""

    def plain(row: models.Model) -> dict[str, Any]:
        return {name: value for name, value in model_to_dict(row).items() if name not in NOT_COMPARED}

    found = {"Matter": [plain(Matter.objects.get(pk=matter.pk))], "Wish": [plain(Wish.objects.get(matter=matter))]}
    for model in (Claim, Judgement, Move):
        found[model.__name__] = [plain(row) for row in model._default_manager.filter(matter=matter).order_by("id")]
    found["Event"] = [plain(row) for row in Event.objects.of(matter).order_by("id")]
    return found


class TestBulk:
    @pytest.mark.parametrize(
        "more", [{}, {"said": None}, {"said": None, "brought": None}, {"said": None, "brought": None, "claimed": None},
         {"said": None, "brought": None, "claimed": None, "withdrawn": 60}],
        ids=["whole", "asking", "claimed", "published", "withdrawn"],
    )  # fmt: skip
    def test_it_is_what_the_verbs_make(self, world: World, more: dict[str, Any]) -> None:
        plan = _plan(world, **more)
        made = _by_verbs(plan)

        assert write([plan]) == 1
        written = Matter.objects.exclude(pk=made.pk).get()
        check(written)
        assert _rows(written) == _rows(made)
        assert (made.number, written.number) == ("2026-0001", "2026-0002")


def _tell() -> None:
    first_data()
    load("220322")
    wishes.tell()


@pytest.fixture(scope="class")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from standing(django_db_blocker, _tell)


@pytest.fixture
def told(played: None, db: None) -> None:
    """Each test with what was played, once for all of them."""


class TestReports:
    def test_lishu_had_851_wishes_claimed(self, told: None) -> None:
        quarter = ("220322", *wishes.QUARTER)
        said = {key: FIGURES[f"wish.{key}"].value(*quarter) for key in ("opened", "claimed", "fulfilled", "waiting")}

        assert said == {"opened": 903, "claimed": 851, "fulfilled": 796, "waiting": 52}
        assert FIGURES["wish.claimed"].rows(*quarter).count() == 851

    def test_each_is_as_whole_as_if_made_move_by_move(self, told: None) -> None:
        matters = list(Matter.objects.filter(kind="wish").order_by("id"))

        for matter in Random(7).sample(matters, 40):
            check(matter)
        numbers = sorted(matter.number for matter in matters)
        assert numbers == [f"2023-{number:04d}" for number in range(1, 904)]

    def test_life_goes_on_from_there(self, told: None) -> None:
        matter = Matter.objects.filter(phase="dropped").first()
        claim = Claim.objects.select_related("claimant").first()
        assert matter is not None
        assert claim is not None
        assert claim.claimant is not None
        life.again(matter, by=Person(matter.asker), on=date(2023, 9, 3), words="又想要了")
        life.publish(matter, by=claim.claimant, on=date(2023, 9, 4))
        life.claim(matter, by=claim.claimant, on=date(2023, 9, 5))

        check(matter)

    def test_nothing_is_left_open_for_years(self, told: None) -> None:
        assert not Matter.objects.unfinished().exists()
        assert FIGURES["wish.claimed"].value("220322", date(2023, 1, 1), date(2023, 12, 31)) == 851
        assert FIGURES["wish.waiting"].value("220322", date(2023, 1, 1), date(2023, 12, 31)) == 0
