"""Residents' pages: what they can do without an account, and what they never show."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.faces.portal import flood
from minqing.ground.journal.models import Event
from minqing.records.matters import life
from minqing.records.matters.models import Matter

HERE = cast.ZHONGXIANG
WORDS = "我是李桂兰，一社1号，13900001234。门前排水沟堵了，王德福大爷家也进水。请来看看！"
PERSONAL = ("李桂兰", "13900001234", "1号")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def said(**more: object) -> dict[str, object]:
    return {"id": str(uuid4()), "words": WORDS, "category": "environment", "name": "李桂兰", "phone": "139 0000 1234", **more}


def ask(client: Client, kind: str = "need", **more: object) -> Matter:
    answer = client.post(reverse("portal:ask", args=[HERE, kind]), said(**more))
    assert answer.status_code == 302, answer.content.decode()
    return Matter.objects.order_by("-id")[0]


def follow(client: Client, receipt: str, code: str) -> object:
    return client.post(reverse("portal:follow", args=[HERE]), {"receipt": receipt, "code": code})


def judge(client: Client, matter: Matter, verdict: str, words: str = "", version: int | None = None) -> object:
    given = {
        "receipt": matter.receipt, "code": matter.receipt_code, "verdict": verdict, "words": words,
        "version": matter.version if version is None else version,
    }  # fmt: skip
    return client.post(reverse("portal:answer", args=[HERE]), given)


def done(world: World, matter: Matter) -> None:
    by, on = world.users["linxiaohe"], timezone.localdate()
    life.accept(matter, by=by, on=on)
    life.report_done(matter, by=by, on=on, words="李桂兰家门前的沟清通了")


class TestFirstPage:
    def test_it_says_who_serves_the_village(self, world: World) -> None:
        page = world.client().get(reverse("portal:village", args=[HERE])).content.decode()
        for words in (
            "中香村",
            "东辽县安石镇",
            "郭永刚",
            "村党支部书记",
            'href="tel:13800000101"',
            "我要反映",
            "我有个心愿",
            "查进度",
        ):
            assert words in page
        assert "贾成义" not in page

    def test_it_shows_no_post_that_is_not_public_or_over(self, world: World) -> None:
        from minqing.ground.staff.models import Posting

        Posting.objects.filter(user=world.users["guoyonggang"]).update(public=False)
        Posting.objects.filter(user=world.users["linxiaohe"]).update(to_on="2023-01-01")
        page = world.client().get(reverse("portal:village", args=[HERE])).content.decode()
        assert "郭永刚" not in page
        assert "林晓禾" not in page
        assert "魏长河" in page

    def test_it_knows_no_village_that_is_none(self, world: World) -> None:
        client = world.client()
        for code in ("220422102999", "999999999999"):
            assert client.get(reverse("portal:village", args=[code])).status_code == 404
        assert client.get("/p/22/").status_code == 404
        assert client.get(reverse("portal:village", args=[f"{HERE}001"])).url == reverse("portal:village", args=[HERE])  # type: ignore[attr-defined]

    def test_it_costs_few_queries(self, world: World, django_assert_max_num_queries: object) -> None:
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            world.client().get(reverse("portal:village", args=[HERE]))

    def test_the_village_is_found_by_words(self, world: World) -> None:
        page = world.client().get(reverse("portal:find"), {"q": "中香村"}).content.decode()
        assert reverse("portal:village", args=[HERE]) in page
        assert "没找到" in world.client().get(reverse("portal:find"), {"q": "月亮上的村"}).content.decode()
        assert world.client().get(reverse("portal:find")).status_code == 200


class TestAsk:
    @pytest.mark.parametrize("kind", ["need", "wish"])
    def test_it_opens_a_matter_and_gives_a_receipt(self, world: World, kind: str) -> None:
        client = world.client()
        answer = client.post(reverse("portal:ask", args=[HERE, kind]), said())
        matter = Matter.objects.get()
        page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
        assert matter.receipt_words in page
        assert matter.receipt_code in page
        assert (matter.kind, matter.asker, matter.phone.plain(), matter.holder, matter.place_id) == (
            kind,
            "李桂兰",
            "13900001234",
            None,
            HERE,
        )
        assert matter.words == WORDS
        line = Event.objects.of(matter).get()
        assert (line.verb, line.actor_name, line.actor_id) == ("matter.open", "李桂兰", "")
        assert matter.receipt not in answer.url  # type: ignore[attr-defined]

    def test_a_double_press_is_one_matter(self, world: World) -> None:
        client, form = world.client(), said()
        first = client.post(reverse("portal:ask", args=[HERE, "need"]), form)
        again = client.post(reverse("portal:ask", args=[HERE, "need"]), form)
        assert first.status_code == again.status_code == 302
        assert Matter.objects.count() == 1

    def test_another_ones_id_opens_nothing(self, world: World) -> None:
        client = world.client()
        matter = ask(client)
        answer = client.post(reverse("portal:ask", args=[HERE, "need"]), said(id=str(matter.pk), words="别人的话，别人的事"))
        assert answer.status_code == 422
        assert matter.receipt not in answer.content.decode()

    def test_it_says_what_is_wrong(self, world: World) -> None:
        client = world.client()
        for wrong, sentence in (
            ({"words": ""}, "还没写"), ({"words": "😀😀😀"}, "看不出是什么事"), ({"words": "长" * 1001}, "1000 字以内"), ({"name": " "}, "怎么称呼您"),
            ({"phone": "12"}, "电话号码没写对"), ({"id": "x"}, "重新打开"),
        ):  # fmt: skip
            answer = client.post(reverse("portal:ask", args=[HERE, "need"]), said(**wrong))
            assert answer.status_code == 422, wrong
            assert sentence in answer.content.decode() or "id" in wrong
        assert not Matter.objects.exists()
        assert client.get(reverse("portal:ask", args=[HERE, "war"])).status_code == 404

    def test_a_flood_from_one_address_stops(self, world: World) -> None:
        client = world.client()
        for n in range(flood.ASKED_FROM_ADDRESS):
            ask(client, phone=f"1390000{n:04d}")
        answer = client.post(reverse("portal:ask", args=[HERE, "need"]), said(phone=""))
        assert answer.status_code == 422
        assert "送得太多了" in answer.content.decode()
        assert Matter.objects.count() == flood.ASKED_FROM_ADDRESS
        assert (
            client.post(reverse("portal:ask", args=[HERE, "need"]), said(phone=""), REMOTE_ADDR="203.0.113.9").status_code == 302
        )

    def test_a_flood_by_one_phone_stops_wherever_it_comes_from(self, world: World) -> None:
        client = world.client()
        answers = [
            client.post(reverse("portal:ask", args=[HERE, "need"]), said(), REMOTE_ADDR=f"203.0.113.{n}").status_code
            for n in range(flood.ASKED_BY_PHONE + 1)
        ]
        assert answers == [302] * flood.ASKED_BY_PHONE + [422]

    def test_a_receipt_page_needs_its_signature(self, world: World) -> None:
        ask(world.client())
        assert world.client().get(reverse("portal:kept", args=[HERE, "not-signed"])).status_code == 404


class TestFollow:
    def test_it_tells_how_it_stands_and_nothing_personal(self, world: World) -> None:
        client = world.client()
        matter = ask(client)
        for _ in range(2):
            page = follow(client, matter.receipt_words, matter.receipt_code).content.decode()  # type: ignore[attr-defined]
            assert "村里收到了，正在安排人办。" in page
            for personal in PERSONAL:
                assert personal not in page
        life.accept(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="李桂兰家的沟")
        page = follow(client, matter.receipt, matter.receipt_code).content.decode()  # type: ignore[attr-defined]
        assert "现在由村里的基层治理专干办" in page
        life.report_done(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="给李桂兰家（13900001234）通了沟")
        page = follow(client, matter.receipt, matter.receipt_code).content.decode()  # type: ignore[attr-defined]
        assert "等您一句话" in page
        assert "通了沟" in page
        for personal in PERSONAL:
            assert personal not in page

    def test_an_office_is_named_a_private_person_is_not(self, world: World) -> None:
        client = world.client()
        wish = ask(client, "wish", words="想要一副老花镜")
        life.publish(wish, by=world.users["linxiaohe"], on=timezone.localdate())
        assert "等人认领" in follow(client, wish.receipt, wish.receipt_code).content.decode()  # type: ignore[attr-defined]
        life.claim(wish, by=world.users["dangyuan"], on=timezone.localdate())
        page = follow(client, wish.receipt, wish.receipt_code).content.decode()  # type: ignore[attr-defined]
        assert "认领心愿的人" in page
        assert "高建民" not in page

    def test_an_unknown_number_gets_a_sentence_and_a_telephone(self, world: World) -> None:
        page = follow(world.client(), "1234567", "0000")
        assert page.status_code == 422  # type: ignore[attr-defined]
        assert "没有这个号，看看回执上是不是 8 位" in page.content.decode()  # type: ignore[attr-defined]
        assert "tel:138" in page.content.decode()  # type: ignore[attr-defined]

    def test_full_width_digits_are_digits(self, world: World) -> None:
        matter = ask(world.client())
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        page = follow(world.client(), matter.receipt.translate(wide), matter.receipt_code.translate(wide))
        assert page.status_code == 200  # type: ignore[attr-defined]

    def test_wrong_digits_are_counted_and_then_even_the_right_ones_wait(self, world: World) -> None:
        client = world.client()
        matter = ask(client)
        wrong = f"{(int(matter.receipt_code) + 1) % 10_000:04d}"
        for left in range(flood.WRONG_FOR_RECEIPT - 1, 0, -1):
            page = follow(client, matter.receipt, wrong).content.decode()  # type: ignore[attr-defined]
            assert f"还能再试 {left} 次" in page
            assert "正在安排" not in page
        follow(client, matter.receipt, wrong)
        page = follow(client, matter.receipt, matter.receipt_code)
        assert page.status_code == 422  # type: ignore[attr-defined]
        assert "试错的次数太多了" in page.content.decode()  # type: ignore[attr-defined]

    def test_guessing_numbers_stops_too(self, world: World) -> None:
        client = world.client()
        for n in range(flood.WRONG_FROM_ADDRESS):
            follow(client, f"{n:08d}", "0000")
        assert "试错的次数太多了" in follow(client, "99999999", "0000").content.decode()  # type: ignore[attr-defined]

    def test_nothing_is_in_the_address(self, world: World) -> None:
        assert world.client().get(reverse("portal:follow", args=[HERE])).url == reverse("portal:village", args=[HERE])  # type: ignore[attr-defined]
        assert world.client().get(reverse("portal:answer", args=[HERE])).status_code == 405

    def test_the_list_of_steps_follows_the_matter(self, world: World) -> None:
        from minqing.faces.portal import progress

        def now() -> str:
            fresh = Matter.objects.get(pk=matter.pk)
            return next((step.title for step in progress.of(fresh, timezone.localdate()).steps if step.now), "")

        matter = ask(world.client())
        assert now() == "收到"
        done(world, matter)
        assert now() == "您来评"
        life.judge(matter, solved=False, by=world.users["linxiaohe"], on=timezone.localdate(), words="没好")
        assert now() == "在办"
        life.drop(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="办不了，李桂兰知道")
        assert now() == "说明不办"
        page = follow(world.client(), matter.receipt, matter.receipt_code).content.decode()  # type: ignore[attr-defined]
        assert "办不了，村民知道" in page


class TestAnswer:
    def test_solved_closes_it_in_the_residents_own_words(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        page = judge(world.client(), matter, "solved", "水下去了")
        assert "记下了，谢谢您。" in page.content.decode()  # type: ignore[attr-defined]
        matter.refresh_from_db()
        said = matter.judgements.get()
        assert (matter.phase, said.solved, said.words, said.way, said.asked_by) == ("done", True, "水下去了", "portal", None)
        assert Event.objects.of(matter)[0].actor_name == "李桂兰"

    def test_not_solved_opens_it_again_for_who_had_it(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        unsaid = judge(world.client(), matter, "unsolved", " ")
        assert unsaid.status_code == 422  # type: ignore[attr-defined]
        assert matter.judgements.count() == 0
        judge(world.client(), matter, "unsolved", "院门口还堵")
        matter.refresh_from_db()
        assert (matter.phase, matter.holder) == ("doing", world.users["linxiaohe"])

    def test_a_double_press_is_one_answer(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        judge(world.client(), matter, "solved")
        again = judge(world.client(), matter, "solved")
        assert again.status_code == 409  # type: ignore[attr-defined]
        assert matter.judgements.count() == 1

    def test_it_can_be_opened_again_later(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        judge(world.client(), matter, "solved")
        matter.refresh_from_db()
        judge(world.client(), matter, "again", "又堵了")
        matter.refresh_from_db()
        assert (matter.phase, matter.holder) == ("doing", world.users["linxiaohe"])

    def test_without_the_digits_it_says_nothing(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        given = {"receipt": matter.receipt, "code": "", "verdict": "solved", "version": matter.version}
        assert world.client().post(reverse("portal:answer", args=[HERE]), given).status_code == 422
        matter.refresh_from_db()
        assert matter.phase == "waiting"

    def test_it_cannot_answer_before_it_is_asked(self, world: World) -> None:
        matter = ask(world.client())
        answer = judge(world.client(), matter, "solved")
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert judge(world.client(), matter, "burn").status_code == 422  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert matter.phase == "open"


class TestAddress:
    def test_a_proxy_on_this_machine_names_the_last_hop(self, rf: object) -> None:
        behind = rf.get("/", headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.5"})  # type: ignore[attr-defined]
        assert flood.address_of(behind) == "203.0.113.5"
        direct = rf.get("/", headers={"X-Forwarded-For": "10.9.9.9"}, REMOTE_ADDR="203.0.113.7")  # type: ignore[attr-defined]
        assert flood.address_of(direct) == "203.0.113.7"

    def test_the_receipt_page_of_the_desk_names_the_village_page(self, world: World) -> None:
        matter = ask(world.client())
        page = world.client("linxiaohe").get(reverse("matters:receipt", args=[matter.pk])).content.decode()
        assert reverse("portal:village", args=[HERE]) in page
