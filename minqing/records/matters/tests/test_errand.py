"""Errands: materials in our hands, the paper got or refused, the yearly check that comes again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.errands import story
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.living import DAY, check


def run(world: World, **details: Any) -> Matter:
    matter = Matter.objects.open(
        kind="errand", about="办助学金申请表", place=world.village, household=world.homes["李桂兰"], by=world.users["linxiaohe"], on=DAY,
        category="education", details={"office": "县教育局资助中心", **details},
    )  # fmt: skip
    life.accept(matter, by=world.users["linxiaohe"], on=DAY)
    return matter


def ended(world: World, day: date = DAY, **details: Any) -> Matter:
    matter = run(world, **details)
    life.move(
        matter,
        "matter.report_done",
        by=world.users["linxiaohe"],
        on=day,
        words="盖了章",
        details={"number": "2026-118", "again_on": None, **details},
    )
    life.move(matter, "matter.answer", by=world.users["weichanghe"], on=day, words="表到手了", way="phone")
    return matter


class TestErrand:
    def test_what_is_to_be_got_is_what_was_asked_for(self, world: World) -> None:
        assert run(world).details.paper == "办助学金申请表"
        assert run(world, paper="助学金申请表").details.paper == "助学金申请表"

    def test_materials_are_taken_and_given_back(self, world: World) -> None:
        matter, by = run(world), world.users["linxiaohe"]
        with pytest.raises(NotNow, match="一行写一样"):
            life.move(matter, "errand.receive", by=by, on=DAY, materials=["", " "])
        life.move(matter, "errand.receive", by=by, on=DAY, materials=["户口本", "录取通知书"])
        book, letter = matter.materials.order_by("id")
        assert [one.what for one in (book, letter)] == ["户口本", "录取通知书"]
        life.move(matter, "errand.give_back", by=by, on=DAY + timedelta(1), materials=[book])
        life.move(
            matter, "matter.report_done", by=by, on=DAY + timedelta(2), words="盖了章", details={"number": "", "again_on": None}
        )
        life.move(matter, "matter.answer", by=world.users["weichanghe"], on=DAY + timedelta(3), words="好", way="phone")
        life.move(matter, "errand.give_back", by=by, on=DAY + timedelta(9), materials=[book, letter])
        assert Matter.objects.get(pk=matter.pk).closed_on == DAY + timedelta(3)
        assert list(matter.materials.order_by("id").values_list("returned_on", flat=True)) == [
            DAY + timedelta(1),
            DAY + timedelta(9),
        ]
        with pytest.raises(NotNow, match="没有要退"):
            life.move(matter, "errand.give_back", by=by, on=DAY + timedelta(9), materials=[book])
        check(matter)

    def test_what_the_counter_refuses_is_told_with_its_reason(self, world: World) -> None:
        matter, by = run(world), world.users["linxiaohe"]
        with pytest.raises(NotNow, match="为什么不给办"):
            life.move(matter, "errand.refuse", by=by, on=DAY, words="跟他说了", details={"refused_why": " "})
        life.move(matter, "errand.refuse", by=by, on=DAY, words="让他下月带原件来", details={"refused_why": "缺录取通知书原件"})
        assert (matter.state, matter.phase, matter.details.result_words) == ("refused", "dropped", "没办成：缺录取通知书原件")
        life.move(matter, "matter.again", by=by, on=DAY + timedelta(30), words="原件来了")
        assert (matter.state, matter.details.refused_on) == ("new", None)
        check(matter)

    def test_not_in_order_takes_the_day_back(self, world: World) -> None:
        matter = run(world)
        life.move(matter, "matter.report_done", by=world.users["linxiaohe"], on=DAY, words="盖了章", details={})
        assert matter.details.done_on == DAY
        life.move(matter, "matter.reopen", by=world.users["weichanghe"], on=DAY, words="名字印错了", way="phone")
        assert (matter.state, matter.details.done_on) == ("doing", None)

    def test_the_yearly_check_comes_again(self, world: World, django_assert_num_queries: Any) -> None:
        year = DAY + timedelta(365)
        ended(world, paper="养老金年审", again_on=year)
        scope = Scope(world.users["linxiaohe"], DAY)
        assert story.due_again(scope, year - timedelta(31)) is None
        assert scope.places_for("matter.open")
        with django_assert_num_queries(3):
            shown = story.due_again(scope, year - timedelta(30))
        assert shown is not None
        assert [errand.paper for errand in shown["errands"]] == ["养老金年审"]
        assert story.due_again(Scope(world.users["jiachengyi"], DAY), year) is None
        Matter.objects.open(
            kind="errand", about="养老金年审", place=world.village, household=world.homes["李桂兰"], by=world.users["linxiaohe"],
            on=year - timedelta(20), details={"paper": "养老金年审"},
        )  # fmt: skip
        assert story.due_again(scope, year) is None

    def test_the_page_says_what_is_still_in_our_hands(self, world: World) -> None:
        matter = run(world)
        client = world.client("linxiaohe")
        address = reverse("matters:move", args=[matter.pk, "errand.receive"])
        assert client.post(address, {"version": matter.version, "materials": "户口本\n身份证复印件"}).status_code == 302
        shown = client.get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "还有 2 样没退给他" in shown
        assert "县教育局资助中心" in shown
        assert world.client("jiachengyi").get(reverse("matters:page", args=[matter.pk])).status_code == 404
