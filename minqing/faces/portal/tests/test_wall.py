"""The wall of wishes: what publication released, how each stands, how to help; nothing of whose it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.faces.portal.tests.acting import HERE, do, judge, opened
from minqing.ground.journal import Person
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Judgement, Matter

URL = reverse("portal:wishes", args=[HERE])


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def wished(world: World, on: date, about: str = "想要一副老花镜", **more: Any) -> Matter:
    given = {"household": world.homes["李桂兰"], "place": world.village, "by": world.users["linxiaohe"], **more}
    return Matter.objects.open(kind="wish", about=about, on=on, category="medical", **given)


def published(world: World, on: date, about: str = "想要一副老花镜", **more: Any) -> Matter:
    wish = wished(world, on, about, **more)
    life.publish(wish, by=world.users["linxiaohe"], on=on)
    return wish


def fulfilled(world: World, on: date, words: str, public: bool, about: str = "想要一副老花镜") -> Matter:
    wish = published(world, on, about)
    life.claim(wish, by=world.users["weichanghe"], on=on)
    life.report_done(wish, by=world.users["weichanghe"], on=on, words="送到了")
    life.judge(wish, solved=True, by=world.users["linxiaohe"], on=on, words=words, public=public)
    return wish


def page(query: str = "", client: Client | None = None) -> str:
    answer = (client or Client()).get(URL + query)
    assert answer.status_code == 200
    return answer.content.decode()


class TestWhatHangs:
    def test_only_what_was_published_and_stands_is_there(self, world: World, today: date) -> None:
        by = world.users["linxiaohe"]
        wished(world, today, "想要没核实的东西")
        published(world, today, "想要个电饭锅")
        dropped = published(world, today, "想要一辆汽车")
        life.drop(dropped, by=by, on=today, words="超出微心愿")
        taken_back = published(world, today, "想要床厚棉被")
        life.withdraw(taken_back, by=Person("李桂兰"), on=today)
        excluded = published(world, today, "想要广告一份")
        life.move(excluded, "matter.exclude", by=by, on=today, words="广告", reason="spam")
        life.move(excluded, "matter.exclude_confirm", by=world.users["weichanghe"], on=today)
        shown = page()
        assert "想要个电饭锅" in shown
        for words in ("没核实", "汽车", "厚棉被", "广告"):
            assert words not in shown

    def test_it_says_nothing_of_whose_it_is(self, world: World, today: date) -> None:
        published(world, today, "李桂兰家（一社17号，13900000101）想要副老花镜，帮帮李大娘", phone="13900000101", asker="李桂兰")
        group = Place.objects.get(pk=f"{HERE}001")
        published(world, today, "想要个板凳", place=group)
        shown = page()
        assert "想要副老花镜" in shown
        assert "想要个板凳" in shown
        for personal in ("李桂兰", "李大娘", "17号", "13900000101", "一社", "林晓禾"):
            assert personal not in shown.partition('id="help"')[0]

    def test_words_that_say_where_in_the_village_are_not_published(self, world: World, today: date) -> None:
        wish = wished(world, today)
        with pytest.raises(NotNow, match="一社"):
            life.publish(wish, by=world.users["linxiaohe"], on=today, words="一社有一户想要副老花镜")

    def test_a_neighbouring_villages_wishes_are_not_there(self, world: World, today: date) -> None:
        published(
            world, today, "想要个板凳", place=Place.objects.get(pk="220422102210"), household=None, by=world.users["zhouqiming"]
        )
        assert "板凳" not in page()

    def test_the_last_published_is_first(self, world: World, today: date) -> None:
        for ago, about in ((3, "想要个板凳"), (1, "想要个台灯"), (2, "想要个热水袋")):
            published(world, today - timedelta(days=ago), about)
        shown = page()
        assert shown.index("台灯") < shown.index("热水袋") < shown.index("板凳")

    def test_each_says_how_it_stands_and_can_be_asked_for_alone(self, world: World, today: date) -> None:
        published(world, today, "想要个板凳")
        life.claim(published(world, today, "想要个台灯"), by=world.users["weichanghe"], on=today)
        fulfilled(world, today, "正合用", False, "想要个热水袋")
        shown = page()
        for words in ("等人认领 1", "有人认领了 1", "实现了 1", "全部 3"):
            assert words in shown
        assert "魏长河" not in shown.partition('id="help"')[0]
        assert "台灯" in page("?state=claimed")
        assert "板凳" not in page("?state=claimed")
        assert "板凳" in page("?state=nonsense")

    def test_what_was_let_go_waits_again(self, world: World, today: date) -> None:
        wish = published(world, today, "想要个台灯")
        life.claim(wish, by=world.users["weichanghe"], on=today)
        life.let_go(wish, by=world.users["weichanghe"], on=today, words="调走了")
        assert "台灯" in page("?state=waiting")

    def test_an_empty_wall_says_so(self, world: World) -> None:
        assert "现在没有登出来的心愿" in page()
        assert reverse("portal:wishes", args=[HERE]) not in Client().get(reverse("portal:village", args=[HERE])).content.decode()


class TestThanks:
    def test_they_are_shown_only_where_the_family_agreed(self, world: World, today: date) -> None:
        fulfilled(world, today, "看药盒上的字清楚了，谢谢魏长河和李桂兰家的邻居", True)
        fulfilled(world, today, "别往外说啊", False, "想要个台灯")
        shown = page()
        assert "看药盒上的字清楚了，谢谢认领的人和村民家的邻居" in shown
        assert "别往外说" not in shown

    def test_what_is_said_last_counts(self, world: World, today: date) -> None:
        wish = fulfilled(world, today, "看得清了", True)
        life.again(wish, by=Person("李桂兰"), on=today, words="又坏了")
        assert "看得清了" not in page()
        life.report_done(wish, by=world.users["weichanghe"], on=today, words="换了一副")
        life.judge(wish, solved=True, by=world.users["linxiaohe"], on=today, words="这回好了")
        assert "看得清了" not in page()
        assert "这回好了" not in page()

    def test_whoever_wished_agrees_on_their_own_page(self, world: World, today: date) -> None:
        wish = published(world, today)
        life.claim(wish, by=world.users["weichanghe"], on=today)
        life.report_done(wish, by=world.users["weichanghe"], on=today, words="送到了")
        client = opened(wish)
        assert 'name="public"' in client.get(reverse("portal:follow", args=[HERE])).content.decode()
        do(client, "answer", wish, verdict="solved", words="看得清了", public="on")
        assert Judgement.objects.get().public
        assert "看得清了" in page()

    def test_an_agreement_to_what_is_not_good_is_none(self, world: World, today: date) -> None:
        wish = published(world, today)
        life.claim(wish, by=world.users["weichanghe"], on=today)
        life.report_done(wish, by=world.users["weichanghe"], on=today, words="送到了")
        judge(wish, "unsolved", "度数不对", public="on")
        assert not Judgement.objects.get().public

    def test_other_kinds_show_nobodys_words(self, world: World, today: date) -> None:
        need = Matter.objects.open(
            kind="need", about="沟堵了", place=world.village, by=world.users["linxiaohe"], on=today, asker="李桂兰"
        )
        life.accept(need, by=world.users["linxiaohe"], on=today)
        life.report_done(need, by=world.users["linxiaohe"], on=today, words="清了")
        client = opened(need)
        assert 'name="public"' not in client.get(reverse("portal:follow", args=[HERE])).content.decode()
        do(client, "answer", need, verdict="solved", words="好了", public="on")
        assert not Judgement.objects.get().public

    def test_a_worker_writes_down_that_they_agreed(self, world: World, today: date) -> None:
        wish = published(world, today)
        life.claim(wish, by=world.users["weichanghe"], on=today)
        life.report_done(wish, by=world.users["weichanghe"], on=today, words="送到了")
        client = world.client("linxiaohe")
        assert (
            "登在村里的心愿墙上"
            in client.get(reverse("matters:page", args=[wish.pk]), {"move": "matter.answer"}).content.decode()
        )
        answer = client.post(
            reverse("matters:move", args=[wish.pk, "matter.answer"]),
            {"version": wish.version, "way": "visit", "words": "看得清了", "satisfied": "yes", "public": "on"},
        )
        assert answer.status_code == 302
        assert Judgement.objects.get().public


class TestPage:
    def test_it_says_how_to_help(self, world: World, today: date) -> None:
        published(world, today)
        shown = page()
        assert reverse("matters:wishes") in shown
        assert 'href="tel:13800000102"' in shown
        User.objects.update(phone="")
        assert "tel:" not in page()

    def test_the_villages_page_leads_to_it(self, world: World, today: date) -> None:
        published(world, today)
        shown = Client().get(reverse("portal:village", args=[HERE])).content.decode()
        assert URL in shown
        assert "1 个等人认领" in shown

    def test_it_is_paged(self, world: World, today: date) -> None:
        for number in range(22):
            published(world, today - timedelta(days=number), f"想要第{number}样东西")
        assert page().count("wish-line") == 20
        second = page("?page=2&state=waiting")
        assert second.count("wish-line") == 2
        assert "state=waiting" in second

    def test_queries_do_not_grow(self, world: World, today: date, django_assert_num_queries: Any) -> None:
        fulfilled(world, today, "好", True)
        published(world, today)
        with django_assert_num_queries(7):
            page()
        for number in range(6):
            fulfilled(world, today, "好", True, f"想要第{number}样东西")
        with django_assert_num_queries(7):
            page()

    def test_large_print_and_no_search_engine(self, world: World, today: date) -> None:
        published(world, today)
        client = Client()
        client.get(reverse("portal:letters", args=["large"]), {"next": URL})
        answer = client.get(URL)
        assert 'class="large"' in answer.content.decode()
        assert answer["X-Robots-Tag"] == "noindex"

    def test_it_knows_no_village_that_is_none(self, world: World) -> None:
        assert Client().get(reverse("portal:wishes", args=["999999999999"])).status_code == 404
        assert Client().post(URL).status_code == 405
