"""多久去一次: read by workers, set by the county for a place out of a list, and 今天 follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.staff.scope import Scope
from minqing.records.visits.models import VisitRhythm
from minqing.records.visits.unseen import not_seen_for_long

RULES, NEW = reverse("matters:rules"), reverse("matters:rule-new", args=["rhythm"])
COUNTY, TOWN = "220422", "220422102"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def chief(world: World) -> Client:
    return world.client("hanxue")


def said(today: date, **more: Any) -> dict[str, Any]:
    return {
        "group": "低保",
        "days": "7",
        "region": TOWN,
        "from_on": today.isoformat(),
        "source": "镇里约定",
        "confirmed": "on",
        **more,
    }


class TestPage:
    def test_a_worker_reads_how_often_and_does_not_set_it(self, world: World, today: date) -> None:
        worker = world.client("linxiaohe")
        shown = worker.get(RULES).content.decode()

        assert "低保：最多隔 60 天去一次" in shown
        assert "多久去一次" in shown
        assert worker.get(NEW).status_code == worker.post(NEW, said(today)).status_code == 403
        assert f"{RULES}#t-rhythm" in worker.get(reverse("visits:unseen")).content.decode()

    def test_a_county_sets_one_for_a_township_chosen_from_a_list(self, world: World, chief: Client, today: date) -> None:
        assert f'<option value="{TOWN}">只管安石镇' in chief.get(NEW).content.decode()
        assert chief.post(NEW, said(today)).status_code == 302

        assert VisitRhythm.objects.in_force(world.village.pk, today)["低保"].days == 7
        assert VisitRhythm.objects.in_force("220422100003", today)["低保"].days == 60
        assert chief.post(NEW, said(today)).status_code == 422

    @pytest.mark.parametrize("wrong", [{"days": "0"}, {"days": "400"}, {"days": "常去"}, {"group": "富户"}, {"region": "330111"}])
    def test_it_says_what_is_wrong(self, world: World, chief: Client, today: date, wrong: dict[str, str]) -> None:
        assert chief.post(NEW, said(today, **wrong)).status_code == 422
        assert not VisitRhythm.objects.exclude(region="").exists()

    def test_an_ended_one_gives_way_to_the_one_above(self, world: World, chief: Client, today: date) -> None:
        row = VisitRhythm.objects.create(region=TOWN, group="低保", days=7, from_on=today, source="镇里约定")
        chief.post(reverse("matters:rule-end", args=["rhythm", row.pk]), {"day": today.isoformat()})

        assert VisitRhythm.objects.in_force(world.village.pk, today)["低保"].days == 60

    def test_an_example_becomes_the_countys_own(self, world: World, chief: Client, today: date) -> None:
        example = VisitRhythm.objects.get(group="低保")
        chief.post(reverse("matters:rule-confirm", args=["rhythm", example.pk]), {"source": "县里约定", "region": COUNTY})

        scope = Scope(world.users["linxiaohe"], today)
        found = {unseen.household.head_name: unseen.rule for unseen in not_seen_for_long(scope, today)[0]}
        assert found["李桂兰"].confirmed
        assert found["李桂兰"].region == COUNTY
