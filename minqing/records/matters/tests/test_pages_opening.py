"""Opening a matter by hand, and what matters hang on other rooms' pages."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.records.matters import life
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.test_pages import ABOUT, opened

# What a kind must be told at the opening, beside the words.
OWN: dict[str, dict[str, str]] = {"enterprise": {"trouble": "other"}, "errand": {"way": "for", "how": "office"}}


class TestNew:
    def said(self, **more: object) -> dict[str, object]:
        today = timezone.localdate().isoformat()
        return {
            "id": str(uuid4()), "place": "220422102209", "kind": "need", "about": ABOUT, "category": "environment", "opened_on": today,
            "asker": "李桂兰", "phone": "139 0000 1234", "words": "雨水灌院", **more,
        }  # fmt: skip

    def test_it_opens_one_matter_however_often_it_is_sent(self, world: World) -> None:
        client, said = world.client("linxiaohe"), self.said(household=str(world.homes["李桂兰"].pk))
        first, second = client.post(reverse("matters:new"), said), client.post(reverse("matters:new"), said)
        matter = Matter.objects.get()
        assert first.url == second.url == reverse("matters:page", args=[matter.pk])  # type: ignore[attr-defined]
        assert (matter.household, matter.asker, matter.phone.plain()) == (world.homes["李桂兰"], "李桂兰", "13900001234")
        assert matter.receipt_words in client.get(reverse("matters:receipt", args=[matter.pk])).content.decode()

    def test_every_kind_sent_twice_is_one_matter(self, world: World) -> None:
        client = world.client("linxiaohe")
        for key in KINDS:
            said = self.said(kind=key, **OWN.get(key, {}))
            first, second = client.post(reverse("matters:new"), said), client.post(reverse("matters:new"), said)
            assert (first.status_code, second.status_code) == (302, 302), key
            assert first.url == second.url  # type: ignore[attr-defined]

    def test_numbers_in_the_words_are_masked_and_the_one_number_is_kept(self, world: World) -> None:
        client, said = (
            world.client("linxiaohe"),
            self.said(about="沟堵了，打13900001235", phone="", words="身份证220422195603021234"),
        )
        page = client.post(reverse("matters:new"), said, follow=True).content.decode()
        assert "或者这件事的联系电话里" in page
        assert "13900001235" not in page
        assert client.post(reverse("matters:new"), said).status_code == 302, "sent again it says the same"
        matter = Matter.objects.get()
        assert (matter.about, matter.words, matter.phone.plain()) == (
            "沟堵了，打139****1235",
            "身份证2204**********1234",
            "13900001235",
        )

    def test_of_two_numbers_none_is_the_askers(self, world: World) -> None:
        world.client("linxiaohe").post(reverse("matters:new"), self.said(phone="", words="13900001235、13900001236"))
        matter = Matter.objects.get()
        assert (matter.words, matter.phone) == ("139****1235、139****1236", None)

    def test_numbers_in_what_is_said_later_are_masked_everywhere(self, world: World) -> None:
        client = world.client("linxiaohe")
        client.post(reverse("matters:new"), self.said(phone=""))
        matter = Matter.objects.get()
        address = reverse("matters:move", args=[matter.pk, "matter.accept"])
        client.post(address, {"version": matter.version, "words": "他侄子13900001235来接"})
        matter = Matter.objects.get()
        assert matter.moves.last().words == "他侄子139****1235来接"
        assert not matter.phone, "what a worker notes down may be anybody's number"
        matter.step("matter.add", by=world.users["linxiaohe"], on=timezone.localdate(), words="换了号：139 0000 1236")
        assert Matter.objects.get().phone.plain() == "13900001236"
        assert "0000 1236" not in str(list(Event.objects.values_list("words", "after")))

    def test_it_loses_nothing_that_is_written_after_going_back(self, world: World) -> None:
        client, said = world.client("linxiaohe"), self.said(about="要修路")
        client.post(reverse("matters:new"), said)
        road = Matter.objects.get()
        answer = client.post(reverse("matters:new"), {**said, "about": "要修桥，桥断了"})
        page, form = answer.content.decode(), answer.context["form"]
        assert answer.status_code == 422
        assert f'刚才那件已经存了：<a href="{reverse("matters:page", args=[road.pk])}">要修路</a>' in page
        assert "要修桥，桥断了" in page
        assert Matter.objects.count() == 1
        again = client.post(reverse("matters:new"), {**said, "about": "要修桥，桥断了", "id": form["id"].value()})
        assert again.status_code == 302
        assert sorted(Matter.objects.values_list("about", flat=True)) == ["要修桥，桥断了", "要修路"]

    def test_it_sees_whatever_was_changed(self, world: World) -> None:
        client, said = world.client("linxiaohe"), self.said()
        client.post(reverse("matters:new"), said)
        for changed in (
            {"words": "别的话"},
            {"phone": "13900005678"},
            {"asker": "贾永年"},
            {"category": "other"},
            {"kind": "wish"},
        ):
            assert client.post(reverse("matters:new"), {**said, **changed}).status_code == 422, changed
        assert client.post(reverse("matters:new"), {**said, "about": f" {ABOUT} "}).status_code == 302

    def test_it_names_no_matter_of_the_neighbours(self, world: World) -> None:
        said = self.said(about="要修路")
        world.client("linxiaohe").post(reverse("matters:new"), said)
        page = (
            world.client("jiachengyi")
            .post(reverse("matters:new"), said | {"place": "220422102210", "about": "要修桥"})
            .content.decode()
        )
        assert "刚才那件已经存了。" in page
        assert "要修路" not in page

    def test_it_says_what_is_wrong(self, world: World) -> None:
        client = world.client("linxiaohe")
        for wrong, sentence in (
            ({"about": "  "}, "没写是什么事"), ({"about": "长" * 201}, "200 字以内"), ({"phone": "123"}, "电话号码没写对"),
            ({"opened_on": "2099-01-01"}, "日期写成了 2099年1月1日，还没到那天"), ({"place": "220422102210"}, "选的不在名单里"), ({"kind": "war"}, "Select a valid|不在|有效"),
        ):  # fmt: skip
            answer = client.post(reverse("matters:new"), self.said(**wrong))
            assert answer.status_code == 422
            assert any(part in answer.content.decode() for part in sentence.split("|"))
        assert not Matter.objects.exists()

    def test_a_neighbours_household_is_not_there(self, world: World) -> None:
        client = world.client("linxiaohe")
        address = f"{reverse('matters:new')}?household={world.homes['贾永年'].pk}"
        assert client.get(address).status_code == 404
        assert client.post(reverse("matters:new"), self.said(household=str(world.homes["贾永年"].pk))).status_code == 404


class TestPanels:
    def test_they_say_nothing_to_whoever_may_not_see(self, world: World) -> None:
        from minqing.ground.staff.scope import Scope
        from minqing.records.matters import panels

        opened(world)
        home, today = world.homes["李桂兰"], timezone.localdate()
        mine, theirs = Scope(world.users["linxiaohe"], today), Scope(world.users["jiachengyi"], today)
        assert panels.open_of(home, mine, today) is not None
        assert panels.open_of(home, theirs, today) is None
        assert panels.matters_of(home, theirs, today) is None
        assert panels.waiting_for_me(mine, today) is not None
        assert panels.waiting_for_me(theirs, today) is None

    def test_they_show_on_household_and_today(self, world: World) -> None:
        matter = opened(world)
        client = world.client("linxiaohe")
        for address in (reverse("people:page", args=[matter.household_id]), reverse("today")):
            assert reverse("matters:page", args=[matter.pk]) in client.get(address).content.decode()


class TestWordsOfTheKind:
    @pytest.mark.parametrize(
        ("kind", "says", "says_not"),
        [
            ("need", ["哪天说的", "谁说的", "急不急"], []), ("project", ["哪天提出来的", "修便民桥"], ["哪天说的", "谁说的", "急不急", "联系电话", "原话"]),
            ("hazard", ["哪天发现的", "自己查出来的空着"], ["哪天说的", "谁说的"]), ("enterprise", ["企业哪天提的", "联系人的电话"], ["谁说的"]),
            ("errand", ["哪天托的", "替谁办"], ["谁说的"]), ("monitor", ["哪天知道的"], ["急不急"]),
        ],
    )  # fmt: skip
    def test_each_kind_asks_in_its_own_words(self, world: World, kind: str, says: list[str], says_not: list[str]) -> None:
        body = world.client("weichanghe").get(reverse("matters:new"), {"kind": kind}).content.decode()
        form = body.split('id="new-matter"')[1].split("</form>")[0]
        assert [words for words in says if words not in form] == []
        assert [words for words in says_not if words in form] == []

    def test_what_is_not_asked_is_not_needed(self, world: World) -> None:
        client = world.client("weichanghe")
        page = client.get(reverse("matters:new"), {"kind": "project"})
        sent = {field.name: field.value() or "" for field in page.context["form"]} | {"about": "二社修便民桥", "kind": "project"}
        assert client.post(reverse("matters:new"), sent).status_code == 302
        assert client.post(reverse("matters:new"), sent).status_code == 302
        matter = Matter.objects.get(about="二社修便民桥")
        assert (matter.asker, matter.words, matter.urgency) == ("", "", "ordinary")

    def test_a_firm_s_form_sent_twice_is_one_request(self, world: World) -> None:
        client = world.client("weichanghe")
        page = client.get(reverse("matters:new"), {"kind": "enterprise"})
        sent = {field.name: field.value() or "" for field in page.context["form"]}
        sent |= {"about": "大棚要增容", "kind": "enterprise", "company": "中香木耳合作社", "trouble": "power"}
        assert [client.post(reverse("matters:new"), sent).status_code for _ in range(2)] == [302, 302]
        assert Matter.objects.filter(kind="enterprise").count() == 1

    def test_the_story_speaks_of_the_firm(self, world: World) -> None:
        by, today = world.users["weichanghe"], timezone.localdate()
        matter = Matter.objects.open(
            kind="enterprise",
            about="大棚要增容",
            place=world.village,
            by=by,
            on=today,
            details={"company": "中香木耳合作社", "sole": True},
        )
        for verb, words in (("matter.accept", ""), ("matter.report_done", "装好了")):
            life.move(matter, verb, by=by, on=today, words=words)
        body = world.client("weichanghe").get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "说办完了，请企业回话" in body
        assert "企业说了算" in body
        assert "请群众回话" not in body
