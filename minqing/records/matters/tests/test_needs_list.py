"""Needs lists: matters, measures of help and plain lines of one household; who in a village has one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.monitor import MonitorMeasure
from minqing.records.matters.models.needs_item import NeedsItem
from minqing.records.matters.needs_list import listing, panels, working
from minqing.records.matters.tests import disputing
from minqing.records.matters.tests.living import DAY, opened


def line(world: World, about: str = "冬天的煤", home: str = "李桂兰", **more: Any) -> NeedsItem:
    return working.add(world.homes[home], about=about, by=world.users["linxiaohe"], on=DAY, **more)


class TestWorking:
    def test_the_same_line_twice_is_one(self, world: World) -> None:
        assert line(world).pk == line(world, " 冬天的煤 ").pk
        assert Event.objects.filter(verb="needs.add").count() == 1

    def test_a_line_is_done_with_the_familys_word(self, world: World) -> None:
        item, by = line(world), world.users["linxiaohe"]
        with pytest.raises(NotNow, match="问过了再算办完"):
            working.done(item, words="送了半吨", said=" ", by=by, on=DAY)
        working.done(item, words="送了半吨", said="够烧一冬", by=by, on=DAY + timedelta(3))
        with pytest.raises(NotNow, match="已经了结"):
            working.strike(NeedsItem.objects.get(), why="重了", by=by, on=DAY)
        assert NeedsItem.objects.get().said == "够烧一冬"
        assert line(world).pk != item.pk, "what is done may be needed once more"

    def test_a_line_struck_out_stands_no_more(self, world: World) -> None:
        working.strike(line(world), why="记重了", by=world.users["linxiaohe"], on=DAY)
        assert not listing.list_of(world.homes["李桂兰"], on=DAY).lines

    def test_a_line_goes_on_as_one_matter(self, world: World) -> None:
        item, by = line(world, category="housing", plan="问煤站"), world.users["linxiaohe"]
        matter = working.open_matter(item, kind="need", by=by, on=DAY)
        stale = NeedsItem.objects.get(pk=item.pk)
        assert working.open_matter(stale, kind="wish", by=by, on=DAY).pk == matter.pk
        assert (matter.about, matter.category, matter.household) == ("冬天的煤", "housing", world.homes["李桂兰"])
        assert [one.sort for one in listing.list_of(world.homes["李桂兰"], on=DAY).lines] == ["需求"]
        with pytest.raises(NotNow, match="已经了结"):
            working.done(item, words="送了", said="好", by=by, on=DAY)

    def test_what_is_done_is_not_opened(self, world: World) -> None:
        item, by = line(world), world.users["linxiaohe"]
        working.done(item, words="送了", said="好", by=by, on=DAY)
        with pytest.raises(NotNow, match="已经了结"):
            working.open_matter(item, kind="need", by=by, on=DAY)
        assert not Matter.objects.exists()
        with pytest.raises(NotNow, match="只能开成"):
            working.open_matter(line(world, "别的"), kind="dispute", by=by, on=DAY)


class TestList:
    def test_it_holds_matters_measures_and_lines_with_the_familys_word(self, world: World) -> None:
        home, by = world.homes["李桂兰"], world.users["linxiaohe"]
        need = opened(world)
        life.accept(need, by=by, on=DAY)
        life.report_done(need, by=by, on=DAY, words="清了一百米")
        life.judge(need, solved=True, by=world.users["weichanghe"], on=DAY + timedelta(1), words="水下去了")
        opened(world, "wish")
        opened(world, "errand")
        opened(world, "project")
        disputing.opened(world)
        file = opened(world, "monitor")
        MonitorMeasure.objects.create(matter=file, place=home.place, county="220422", sort="other", what="公益岗", from_on=DAY)
        line(world)
        shown = listing.list_of(home, on=DAY)
        assert sorted(one.sort for one in shown.lines) == ["代办", "帮扶措施", "微心愿", "清单", "需求"]
        assert (shown.open, shown.done) == (4, 1)
        done = shown.lines[-1]
        assert (done.words, done.who, done.said, done.ended_on) == ("清了一百米", "林晓禾", "水下去了", DAY + timedelta(1))
        assert shown.groups == ["低保"]

    def test_it_costs_the_same_however_long(self, world: World, django_assert_max_num_queries: Any) -> None:
        for n in range(12):
            line(world, f"第 {n} 样")
            opened(world, "need", about=f"第 {n} 件")
        with django_assert_max_num_queries(8):
            assert len(listing.list_of(world.homes["李桂兰"], on=DAY).lines) == 24

    def test_it_hangs_on_the_page_of_a_household_in_need(self, world: World) -> None:
        scope = Scope(world.users["linxiaohe"], DAY)
        assert panels.of_household(world.homes["李桂兰"], scope, DAY) is not None
        assert panels.of_household(world.homes["王德福"], scope, DAY) is None
        line(world, home="王德福")
        assert panels.of_household(world.homes["王德福"], scope, DAY) is not None
        page = world.client("linxiaohe").get(reverse("people:page", args=[world.homes["李桂兰"].pk])).content.decode()
        assert reverse("matters:needs-list", args=[world.homes["李桂兰"].pk]) in page


class TestPages:
    def test_a_line_is_added_done_and_printed(self, world: World) -> None:
        client, home = world.client("linxiaohe"), world.homes["李桂兰"]
        address = reverse("matters:needs-list", args=[home.pk])
        assert "清单上还没有" in client.get(address).content.decode()
        add = reverse("matters:needs-add", args=[home.pk])
        assert client.post(add, {"about": "", "category": "food"}).status_code == 422
        assert client.post(add, {"about": "冬天的煤", "category": "housing"}).status_code == 302
        item = NeedsItem.objects.get()
        end = reverse("matters:needs-end", args=[item.pk, "done"])
        unsaid = client.post(end, {"words": "送了半吨"})
        assert unsaid.status_code == 422
        assert "问过了再算办完" in unsaid.content.decode()
        assert client.post(end, {"words": "送了半吨", "said": "够烧一冬"}).status_code == 302
        assert "够烧一冬" in client.get(reverse("matters:needs-paper", args=[home.pk])).content.decode()

    def test_one_tap_opens_a_matter(self, world: World) -> None:
        client, item = world.client("linxiaohe"), line(world)
        for _ in range(2):
            answer = client.post(reverse("matters:needs-open", args=[item.pk]), {"kind": "errand"})
            assert answer.url == reverse("matters:page", args=[Matter.objects.get().pk])
        assert Matter.objects.get().kind == "errand"

    def test_neighbours_and_the_rightless(self, world: World) -> None:
        home, item = world.homes["李桂兰"], line(world)
        for address in (reverse("matters:needs-list", args=[home.pk]), reverse("matters:needs-paper", args=[home.pk])):
            assert world.client("jiachengyi").get(address).status_code == 404
            assert world.client("dangyuan").get(address).status_code == 403
            assert world.client().get(address).status_code == 302
        for address in (
            reverse("matters:needs-add", args=[home.pk]), reverse("matters:needs-end", args=[item.pk, "done"]),
            reverse("matters:needs-open", args=[item.pk]),
        ):  # fmt: skip
            assert world.client("jiachengyi").post(address).status_code == 404
            assert world.client("wangguan").post(address).status_code == 403
            assert world.client().post(address).status_code == 302
        assert world.client("linxiaohe").post(reverse("matters:needs-end", args=[item.pk, "nothing"])).status_code == 404
        assert world.client("linxiaohe").get(reverse("matters:needs-list", args=[uuid4()])).status_code == 404
        assert world.client("hanxue").post(reverse("matters:needs-add", args=[home.pk]), {"about": "煤"}).status_code == 403


class TestOverview:
    def test_it_says_who_has_a_list(self, world: World) -> None:
        line(world)
        line(world, "一袋米")
        working.done(NeedsItem.objects.get(about="一袋米"), words="送了", said="好", by=world.users["linxiaohe"], on=DAY)
        client = world.client("linxiaohe")
        page = client.get(reverse("matters:needs-lists"))
        rows = {home.head_name: (home.open, home.done) for home in page.context["page"]}
        assert rows == {"李桂兰": (1, 1), "张玉珍": (0, 0)}
        assert (page.context["whole"], page.context["with_list"], page.context["without"]) == (2, 1, 1)
        for asked, heads in (
            ("list=with", {"李桂兰"}), ("list=without", {"张玉珍"}), ("list=open", {"李桂兰"}), ("group=独居老人", {"张玉珍"}), ("group=特困供养", set()),
            ("place=220422102209002", {"张玉珍"}),
        ):  # fmt: skip
            found = client.get(reverse("matters:needs-lists") + f"?{asked}").context["page"]
            assert {home.head_name for home in found} == heads, asked
        assert client.get(reverse("matters:needs-lists") + "?place=220422102210").status_code == 404
        assert not list(world.client("jiachengyi").get(reverse("matters:needs-lists")).context["page"])
        assert world.client("dangyuan").get(reverse("matters:needs-lists")).status_code == 403
        assert world.client().get(reverse("matters:needs-lists")).status_code == 302

    def test_over_several_villages_it_says_which(self, world: World) -> None:
        line(world)

        assert ">中香村<small>" in world.client("zhouqiming").get(reverse("matters:needs-lists")).content.decode()
        assert "中香村<small>" not in world.client("linxiaohe").get(reverse("matters:needs-lists")).content.decode()

    def test_it_costs_the_same_however_many(self, world: World, django_assert_max_num_queries: Any) -> None:
        client = world.client("hanxue")
        for n in range(8):
            line(world, f"第 {n} 样", home="李桂兰" if n % 2 else "张玉珍")
        client.get(reverse("matters:needs-lists"))
        with django_assert_max_num_queries(18):
            assert len(client.get(reverse("matters:needs-lists")).context["page"].object_list) == 2
