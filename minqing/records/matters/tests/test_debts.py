"""历史旧账: counts beside every filter are the list behind it, oldest first, within scope."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.records.matters.models import Matter
from minqing.records.matters.views.debts import age_in_words

OLD = reverse("matters:old")


def opened(world: World, days: int, home: str = "李桂兰", **more: Any) -> Matter:
    place = world.neighbour if home == "贾永年" else world.village
    given = {"kind": "need", "about": f"{days} 天的事", "household": world.homes[home], "place": place, **more}
    return Matter.objects.open(by=world.users["linxiaohe"], on=timezone.localdate() - timedelta(days), **given)


class TestDebts:
    def test_each_count_is_the_list_behind_it(self, world: World) -> None:
        for days in (5, 30, 31, 91, 100, 181, 366, 900):
            opened(world, days)
        opened(world, 200, kind="wish")
        opened(world, 400, "贾永年", about="桥面有坑")
        Matter.objects.filter(about="100 天的事").update(tier="township")
        Matter.objects.filter(about="91 天的事").update(phase="done", state="done")
        client = world.client("zhouqiming")

        seen = 0
        for start in ("", "?age=30", "?age=year", "?kind=wish", "?tier=township&age=30", "?place=220422102210"):
            page = client.get(OLD + start)
            assert page.context["total"] == len(page.context["lines"])
            for group in page.context["groups"]:
                for item in group.items:
                    if not item.on:
                        there = client.get(OLD + item.url)
                        assert there.context["total"] == len(there.context["lines"]) == item.count, (start, item)
                        seen += 1
        assert seen > 30
        first = client.get(OLD + "?age=30").context["lines"]
        days = [matter.opened_on for _, matter in first]
        assert days == sorted(days)
        assert len(first) == 7

    def test_it_shows_only_what_one_may_see(self, world: World) -> None:
        opened(world, 400, "贾永年", about="桥面有坑")
        assert "桥面有坑" not in world.client("linxiaohe").get(OLD).content.decode()
        assert "没有这样的旧账" in world.client("linxiaohe").get(OLD + "?place=220422102210").content.decode()
        assert "桥面有坑" in world.client("zhouqiming").get(OLD).content.decode()
        assert world.client().get(OLD).status_code == 302
        assert world.client("dangyuan").get(OLD).status_code == 403

    def test_a_dispute_stands_under_neutral_words(self, world: World) -> None:
        opened(world, 100, kind="dispute", about="李桂兰和王德福争宅基地")
        page = world.client("zhouqiming").get(OLD).content.decode()
        assert "矛盾纠纷" in page
        assert "宅基地" not in page
        assert "李桂兰" not in page

    def test_it_turns_pages_at_a_fixed_cost(self, world: World, django_assert_max_num_queries: Any) -> None:
        for _ in range(60):
            opened(world, 120)
        client = world.client("hanxue")
        client.get(OLD)
        with django_assert_max_num_queries(10):
            page = client.get(OLD)
        assert len(page.context["lines"]) == 50
        assert len(client.get(OLD + "?page=2").context["lines"]) == 10
        assert client.get(OLD + "?page=x&age=y&kind=z&tier=%00&place=-").status_code == 200

    @pytest.mark.parametrize(
        ("opened_on", "words"),
        [(date(2026, 3, 19), "34 天"), (date(2025, 11, 20), "5 个月"), (date(2025, 4, 22), "1 年"), (date(2025, 1, 22), "1 年 3 个月"),
         (date(2024, 4, 23), "1 年 11 个月")],
    )  # fmt: skip
    def test_age_is_said_in_words(self, opened_on: date, words: str) -> None:
        assert age_in_words(opened_on, date(2026, 4, 22)) == words


class TestMarks:
    def test_the_list_shows_and_filters_what_to_look_out_for(self, world: World) -> None:
        back, out, new = (opened(world, 3, about=about) for about in ("退来退去", "不归这里", "网上来的"))
        Matter.objects.filter(pk=back.pk).update(returns=2)
        Matter.objects.filter(pk=out.pk).update(exclusion="not_ours")
        Matter.objects.filter(pk=new.pk).update(unlooked=True)
        opened(world, 200)
        client = world.client("zhouqiming")
        board = reverse("matters:list")

        page = client.get(board)
        text = page.content.decode()
        assert "退了 2 次" in text
        assert "等剔除同意" in text
        watch = {item.label: item for group in page.context["groups"] if group.title == "留意" for item in group.items}
        assert (watch["群众新提的"].count, watch["老账"].count, watch["老账"].url) == (1, 1, OLD)
        for query, about in (("?returned=1", "退来退去"), ("?exclusion=asked", "不归这里"), ("?unlooked=1", "网上来的")):
            found = client.get(board + query)
            assert [matter.about for matter in found.context["page"].object_list] == [about]
            assert found.context["total"] == 1
        assert "群众新提的" in client.get(board + "?unlooked=1").content.decode()
        Matter.objects.filter(pk=out.pk).update(excluded_on=timezone.localdate())
        assert client.get(board + "?exclusion=asked").context["total"] == 0
