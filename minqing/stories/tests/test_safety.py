"""东湖新城's tiles, 中香村's needs list, 铁西区's errands: told, and read off the figures."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from minqing import cast
from minqing.conftest import World, first_data
from minqing.ground.journal.models import Event
from minqing.ground.places.loading import load
from minqing.ground.places.models import Place
from minqing.inventing import Invention
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters.models import Matter, Move
from minqing.records.matters.models.consultation import Consultation
from minqing.records.matters.needs_list import listing
from minqing.records.matters.tests.living import check
from minqing.records.visits.models import Visit
from minqing.stories import errands, safety, works

YEAR = (date(2022, 1, 1), date(2023, 12, 31))


def value(key: str, place: str) -> Any:
    return FIGURES[key].value(place, *YEAR)


class TestDonghu:
    @pytest.fixture
    def hazard(self, db: Any) -> Matter:
        first_data()
        load("420111")
        users = cast.staff(safety.PARTS)
        return safety.tiles(users["liusufen"], users["kangmingyuan"])

    def test_three_visits_one_consultation_agreement_repair_gone(self, hazard: Matter) -> None:
        check(hazard)
        assert (hazard.state, hazard.solved, hazard.place.short_name) == ("done", True, "东湖新城社区")
        assert Visit.objects.filter(kind="visit").count() == 3
        held = Consultation.objects.get()
        assert (held.called, held.came, held.agreed, held.quorate, held.result) == (30, 24, 22, True, "agreed")
        assert held.seats.filter(signed_on=None).count() == 0
        assert hazard.details.cleared_on == date(2023, 5, 29)
        for key in ("hazard.found", "hazard.fixed", "hazard.cleared", "consult.held", "consult.agreed"):
            assert value(key, safety.DONGHU) == 1, key
        assert value("hazard.open", safety.DONGHU) == 0


class TestZhongxiang:
    def test_a_household_on_dibao_has_three_items_done(self, world: World) -> None:
        place = Place.objects.get(pk=f"{cast.ZHONGXIANG}002")
        family = Invention(7, "220499").family(2, head="赵淑琴", sex="女")
        home = cast.settle(place, [family], section="二社", groups={0: ("低保",)}, first_number=6)[0]
        safety.needs_of_zhao()
        shown = listing.list_of(home, on=date(2023, 6, 1))
        assert (shown.groups, shown.done, shown.open) == (["低保"], 3, 1)
        assert {line.said for line in shown.lines if line.state == "done"} == {
            "够烧到开春了", "钱到账了，省得我跑", "药盒上的小字也看清了",
        }  # fmt: skip
        assert value("needs.done", cast.ZHONGXIANG) == 1
        assert value("needs.households", cast.ZHONGXIANG) == 1
        assert value("errand.done", cast.ZHONGXIANG) == 1


class TestTiexi:
    @pytest.fixture
    def told(self, db: Any) -> float:
        first_data()
        load("220302")
        cast.staff([part for part in cast.PARTS if part.username == "qinshouyi"])
        cast.staff([part for part in works.PARTS if part.username == "tieximin"])
        began = time.process_time()
        errands.tell()
        return time.process_time() - began

    def test_more_than_fifteen_hundred_errands_in_the_shape_of_the_verbs(self, told: float) -> None:
        assert value("errand.done", errands.DISTRICT) == errands.COUNT > 1500
        first, last = Matter.objects.order_by("opened_on", "id").first(), Matter.objects.order_by("opened_on", "id").last()
        assert first is not None
        assert last is not None
        for matter in (first, last):
            check(matter)
            assert matter.judgements.count() == matter.handlings.count() == 1
        shape = [
            list(Move.objects.filter(matter=one).order_by("id").values_list("move", "to_state", "words")) for one in (first, last)
        ]
        assert shape[0] == shape[1]
        assert last.opened_on.weekday() < 5
        opened = Event.objects.get(object_id=str(last.pk), verb="matter.open")
        assert (opened.place, opened.after["about"]) == (last.place_id, last.about)
        assert Matter.objects.values("place").distinct().count() > 5
        assert told < 10
