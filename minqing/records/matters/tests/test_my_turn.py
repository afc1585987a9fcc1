"""What stands on the day's page of whoever can go on with what somebody else did."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.ground.staff.scope import Scope
from minqing.records.matters import life, parts
from minqing.records.matters.models import Matter
from minqing.records.matters.my_turn import TO_AGREE, panel
from minqing.records.matters.tests import monitored


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def need(world: World, today: date) -> Matter:
    """林晓禾 has taken it."""
    matter = Matter.objects.open(
        kind="need",
        about="门口路灯不亮",
        household=world.homes["李桂兰"],
        place=world.village,
        by=world.users["linxiaohe"],
        on=today,
    )
    life.accept(matter, by=world.users["linxiaohe"], on=today)
    return matter


def turns(world: World, name: str, on: date) -> dict[Any, str]:
    while draining.drain():
        pass
    shown = panel(Scope(world.users[name], on), on)
    return {matter.pk: wanted for matter, wanted in shown["lines"]} if shown else {}


class TestJudging:
    def test_what_another_says_is_done_stands_with_those_who_may_ask(self, world: World, need: Matter, today: date) -> None:
        life.report_done(need, by=world.users["linxiaohe"], on=today, words="换了灯泡")

        assert turns(world, "weichanghe", today) == {need.pk: "请你去问李桂兰办好没有"}
        assert turns(world, "linxiaohe", today) == {}
        # The township's own matters lie at the township.
        assert turns(world, "zhouqiming", today) == {}
        assert turns(world, "jiachengyi", today) == {}

    def test_it_stands_above_where_nobody_in_the_village_may(self, world: World, need: Matter, today: date) -> None:
        for name in ("weichanghe", "guoyonggang"):
            for posting in world.users[name].postings.all():
                posting.leave(by=world.users["hanxue"], on=posting.from_on)
        life.report_done(need, by=world.users["linxiaohe"], on=today, words="换了灯泡")

        above = {name: turns(world, name, today) for name in ("zhouqiming", "hanxue")}
        assert need.pk in {**above["zhouqiming"], **above["hanxue"]}

    def test_it_is_gone_once_somebody_asked(self, world: World, need: Matter, today: date) -> None:
        life.report_done(need, by=world.users["linxiaohe"], on=today, words="换了灯泡")
        life.move(need, "matter.answer", by=world.users["guoyonggang"], on=today, way="visit")

        assert turns(world, "weichanghe", today) == {}


class TestAgreeing:
    def test_an_exclusion_waits_with_who_can_agree_and_not_with_who_asked(self, world: World, need: Matter, today: date) -> None:
        life.move(need, "matter.exclude", by=world.users["linxiaohe"], on=today, words="和另一件重复", reason="duplicate")

        able = {name: turns(world, name, today) for name in ("weichanghe", "guoyonggang", "zhouqiming", "linxiaohe")}
        assert able == {"weichanghe": {need.pk: TO_AGREE}, "guoyonggang": {need.pk: TO_AGREE}, "zhouqiming": {}, "linxiaohe": {}}

        life.move(Matter.objects.get(pk=need.pk), "matter.exclude_confirm", by=world.users["weichanghe"], on=today)
        assert not any(turns(world, name, today) for name in able)


class TestParts:
    def test_a_part_stands_with_whoever_has_it_until_it_is_done(self, world: World, need: Matter, today: date) -> None:
        parts.join(need, by=world.users["linxiaohe"], on=today, words="出车", person=world.users["luzhixin"])
        assert turns(world, "luzhixin", today) == {need.pk: "请你一起办：出车"}
        assert turns(world, "weichanghe", today) == {}

        parts.part_done(need, by=world.users["luzhixin"], on=today, words="车去了")
        assert turns(world, "luzhixin", today) == {}


class TestLevels:
    def test_a_file_that_came_up_stands_at_its_level(self, world: World) -> None:
        matter, day = monitored.until(world, monitored.lead(world, date(2026, 3, 6)), "publicity", date(2026, 3, 6))

        assert turns(world, "zhouqiming", day) == {matter.pk: "正在公示"}
        assert turns(world, "weichanghe", day) == {}


class TestPage:
    def test_the_day_s_page_says_what_is_wanted(self, world: World, need: Matter, today: date) -> None:
        life.report_done(need, by=world.users["linxiaohe"], on=today, words="换了灯泡")

        body = world.client("weichanghe").get(reverse("today")).content.decode()
        assert "等我去看、去问、搭把手的" in body
        assert "请你去问李桂兰办好没有 · 需求" in body

    def test_it_costs_the_same_however_many(self, world: World, today: date, django_assert_max_num_queries: Any) -> None:
        for _ in range(9):
            one = Matter.objects.open(kind="need", about="灯", place=world.village, by=world.users["linxiaohe"], on=today)
            life.accept(one, by=world.users["linxiaohe"], on=today)
            life.report_done(one, by=world.users["linxiaohe"], on=today, words="好了")
        scope = Scope(world.users["weichanghe"], today)
        assert scope.postings

        with django_assert_max_num_queries(8):
            shown = panel(scope, today)
        assert shown is not None
        assert (len(shown["lines"]), shown["count"]) == (6, 9)
