"""Opening a matter by hand, and what matters hang on other rooms' pages."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.test_pages import ABOUT, opened


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

    def test_it_says_what_is_wrong(self, world: World) -> None:
        client = world.client("linxiaohe")
        for wrong, sentence in (
            ({"about": "  "}, "没写是什么事"), ({"about": "长" * 201}, "200 字以内"), ({"phone": "123"}, "电话号码没写对"),
            ({"opened_on": "2099-01-01"}, "还没到那天"), ({"place": "220422102210"}, "选的不在名单里"), ({"kind": "war"}, "Select a valid|不在|有效"),
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
