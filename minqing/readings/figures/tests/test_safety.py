"""Hazards, consultations, errands, needs lists: the figures follow what is done, live and kept alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.readings.figures import tallying
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Share
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.needs_list import working
from minqing.records.matters.safety import consulting

MARCH, APRIL = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))
KEYS = [key for key in FIGURES if key.startswith(("hazard.", "consult.", "errand.", "needs."))]


def said(key: str, place: str, month: tuple[date, date]) -> Any:
    """A figure, counted live; what is kept must say the same."""
    while draining.drain():
        pass
    tallying.reconcile(today=date(2026, 6, 1))
    live = FIGURES[key].value(place, *month)
    assert tallying.value(FIGURES[key], place, *month) == live, key
    return live


def hazard(world: World, day: date) -> Matter:
    by = world.users["linxiaohe"]
    matter = Matter.objects.open(kind="hazard", about="瓦松了", place=world.village, by=by, on=day)
    life.move(matter, "hazard.measure", by=by, on=day, words="拉线")
    life.move(matter, "matter.report_done", by=by, on=day + timedelta(2), words="换了")
    return matter


class TestHazards:
    def test_found_put_right_verified_and_back(self, world: World) -> None:
        clerk, place = world.users["zhouqiming"], world.village.pk
        matter = hazard(world, date(2026, 3, 28))
        life.move(matter, "hazard.clear", by=clerk, on=date(2026, 4, 2), words="实了")
        assert [said(f"hazard.{key}", place, MARCH) for key in ("found", "fixed", "cleared", "open")] == [1, 1, 0, 1]
        assert [said(f"hazard.{key}", place, APRIL) for key in ("found", "fixed", "cleared", "open")] == [0, 0, 1, 0]
        life.move(matter, "matter.again", by=clerk, on=date(2026, 4, 20), words="又松了")
        assert [said(f"hazard.{key}", place, MARCH) for key in ("found", "fixed")] == [1, 0]
        assert [said(f"hazard.{key}", place, APRIL) for key in ("cleared", "open")] == [0, 1]

    def test_what_is_no_hazard_was_not_found(self, world: World) -> None:
        matter = Matter.objects.open(
            kind="hazard", about="瓦松了", place=world.village, by=world.users["linxiaohe"], on=date(2026, 3, 2)
        )
        life.drop(matter, by=world.users["linxiaohe"], on=date(2026, 4, 2), words="看过了，是结实的")
        assert said("hazard.found", world.village.pk, MARCH) == 0
        assert said("hazard.open", world.village.pk, MARCH) == 1

    def test_what_a_second_person_took_out_stands_beside_the_rate(self, world: World) -> None:
        matter = hazard(world, date(2026, 3, 30))
        hazard(world, date(2026, 3, 4))
        life.move(matter, "matter.exclude", by=world.users["linxiaohe"], on=date(2026, 4, 3), words="是邻村的", reason="not_ours")
        place = world.village.pk
        assert [said(f"hazard.{key}", place, MARCH) for key in ("found", "found_excluded")] == [2, 0]
        life.move(matter, "matter.exclude_confirm", by=world.users["zhouqiming"], on=date(2026, 4, 4))
        assert [said(f"hazard.{key}", place, MARCH) for key in ("found", "found_excluded", "fixed", "fixed_share")] == [
            1,
            1,
            1,
            100,
        ]
        assert said("hazard.fixed", place, APRIL) == 0
        share = FIGURES["hazard.fixed_share"]
        assert isinstance(share, Share)
        assert share.taken_out is FIGURES["hazard.found_excluded"]

    def test_what_we_found_ourselves_and_verified_is_nobody_unreached(self, world: World) -> None:
        matter = hazard(world, date(2026, 3, 2))
        life.move(matter, "hazard.clear", by=world.users["zhouqiming"], on=date(2026, 3, 6), words="实了")
        assert said("matter.unreached", world.village.pk, MARCH) == 0
        assert said("hazard.fixed_share", world.village.pk, MARCH) == 100


class TestOthers:
    def test_rounds_held_and_agreed(self, world: World) -> None:
        matter = hazard(world, date(2026, 3, 2))
        sides = (("households", "李桂兰", "", False), ("team", "魏长河", "", False))
        given: dict[str, Any] = {
            "subject": "换瓦",
            "body": "table",
            "called": 3,
            "seats": sides,
            "by": world.users["linxiaohe"],
            "on": date(2026, 3, 9),
        }
        consulting.hold(matter, came=1, result="later", **given)
        consulting.hold(matter, came=3, agreed=2, result="agreed", agreement="下月开工", **given)
        assert [said(key, world.village.pk, MARCH) for key in ("consult.held", "consult.agreed")] == [2, 1]

    def test_errands_count_when_the_paper_is_there(self, world: World) -> None:
        by, other = world.users["linxiaohe"], world.users["weichanghe"]
        matter = Matter.objects.open(
            kind="errand", about="办老年证", place=world.village, by=by, on=date(2026, 3, 30), asker="李桂兰"
        )
        life.accept(matter, by=by, on=date(2026, 3, 30))
        life.move(matter, "matter.report_done", by=by, on=date(2026, 3, 31), words="办下来了", details={})
        assert said("errand.done", world.village.pk, MARCH) == 1
        life.move(matter, "matter.reopen", by=other, on=date(2026, 4, 3), words="名字错了", way="phone")
        assert said("errand.done", world.village.pk, MARCH) == 0
        life.move(matter, "errand.refuse", by=by, on=date(2026, 4, 5), words="跟他说了", details={"refused_why": "要本人去"})
        assert said("errand.refused", world.village.pk, APRIL) == 1

    def test_lines_of_lists_and_who_has_one(self, world: World) -> None:
        item = working.add(world.homes["李桂兰"], about="半吨煤", by=world.users["linxiaohe"], on=date(2026, 3, 5))
        working.add(world.homes["王德福"], about="一袋米", by=world.users["linxiaohe"], on=date(2026, 3, 5))
        working.done(item, words="送到了", said="够烧了", by=world.users["linxiaohe"], on=date(2026, 3, 9))
        assert said("needs.done", world.village.pk, MARCH) == 1
        assert said("needs.households", world.village.pk, MARCH) == 1, "王德福 is in no group in need"
        assert said("needs.done", world.village.pk, APRIL) == 0

    def test_each_opens_to_its_rows(self, world: World, django_assert_num_queries: Any) -> None:
        self.test_rounds_held_and_agreed(world)
        self.test_errands_count_when_the_paper_is_there(world)
        self.test_lines_of_lists_and_who_has_one(world)
        seen = 0
        for key in KEYS:
            figure = FIGURES[key]
            for month in (MARCH, APRIL):
                rows = list(figure.printed(world.village.pk, *month))
                base = figure.whole if hasattr(figure, "whole") else figure
                assert sum(row["counts"] for row in rows) == base.value(world.village.pk, *month), key
                seen += len(rows)
        assert seen > 6
