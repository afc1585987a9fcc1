"""The register of firms: codes with their check character, opening, correcting, closing, the whole number, the doors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ground.staff.models import Role
from minqing.lib.refusal import NotNow
from minqing.records.people.models import Enterprise
from minqing.records.people.models.enterprise import right_uscc

DAY = date(2026, 4, 22)
CODE = "91220422MA00000010"
PHONE = "13800000155"


def firm(world: World, **known: Any) -> Enterprise:
    given = {"name": "东辽县长林粮食加工厂", "sort": "company", "uscc": CODE, "phone": PHONE, "contact": "赵经理", **known}
    return Enterprise.objects.open(place=world.village, by=world.users["linxiaohe"], on=DAY, **given)


class TestCode:
    @pytest.mark.parametrize("typed", [CODE, CODE.lower(), f" {CODE[:8]} {CODE[8:]} ", "９１２２０４２２ＭＡ００００００１０"])
    def test_it_is_made_right(self, typed: str) -> None:
        assert right_uscc(typed) == CODE

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            (CODE[:-1] + "1", "校验位"),
            (CODE[:-1], "写了 17 位"),
            ("9122042ZMA00000010", "「Z」"),
            ("91220422厂00000010X", "「厂」"),
        ],
    )
    def test_what_is_wrong_is_said(self, typed: str, why: str) -> None:
        with pytest.raises(NotNow, match=why):
            right_uscc(typed)

    def test_each_wrong_character_is_found(self) -> None:
        for at in range(18):
            other = "2" if CODE[at] != "2" else "3"
            with pytest.raises(NotNow):
                right_uscc(CODE[:at] + other + CODE[at + 1 :])


class TestOpen:
    def test_it_is_written_down_once(self, world: World) -> None:
        enterprise = firm(world)

        assert Event.objects.of(enterprise).get().verb == "enterprise.open"
        assert PHONE not in str(list(Event.objects.of(enterprise).values()))
        with pytest.raises(NotNow, match="登记过了：东辽县长林粮食加工厂"):
            firm(world, name="另一家")

    def test_the_same_sent_twice_is_one(self, world: World) -> None:
        assert firm(world).pk == Enterprise.objects.open(
            place=world.village, name="又来", sort="company", uscc=CODE, by=world.users["linxiaohe"], on=DAY, id=Enterprise.objects.get().pk
        ).pk  # fmt: skip

    def test_only_a_sole_trader_goes_without_a_code(self, world: World) -> None:
        with pytest.raises(NotNow, match="没写"):
            firm(world, uscc="")
        assert firm(world, uscc="", sort="sole", name="春燕小吃部").uscc == ""
        with pytest.raises(IntegrityError), transaction.atomic():
            Enterprise.objects.create(place=world.village, county="220422", name="x", sort="company", uscc="")


class TestChange:
    def test_it_keeps_the_number_that_is_not_typed_again(self, world: World) -> None:
        enterprise = firm(world)
        enterprise.change(by=world.users["linxiaohe"], on=DAY, contact="钱经理", phone="")

        stored = Enterprise.objects.get()
        assert (stored.contact, stored.phone.plain()) == ("钱经理", PHONE)
        assert Event.objects.of(enterprise).count() == 2
        enterprise.change(by=world.users["linxiaohe"], on=DAY, contact="钱经理", phone=PHONE)
        assert Event.objects.of(enterprise).count() == 2

    def test_closed_it_gives_its_code_free_and_is_found_no_more(self, world: World) -> None:
        enterprise = firm(world)
        enterprise.close(why="搬到外县", by=world.users["linxiaohe"], on=DAY)

        assert Enterprise.objects.meant(county="220422", uscc=CODE) is None
        assert Enterprise.objects.on(date(2026, 4, 21)).count() == 1
        firm(world, name="新的一家")
        with pytest.raises(NotNow, match="已经注销"):
            enterprise.close(why="又注销", by=world.users["linxiaohe"], on=DAY)


class TestPages:
    def test_open_by_the_form_with_its_sentences(self, world: World) -> None:
        client, address = world.client("linxiaohe"), reverse("people:open-enterprise")
        sent = {"place": world.village.pk, "name": "长林厂", "sort": "company", "uscc": CODE[:-1] + "1", "phone": PHONE,
                "liaison": str(world.users["linxiaohe"].pk)}  # fmt: skip

        wrong = client.post(address, sent)
        assert wrong.status_code == 422
        assert "校验位" in wrong.content.decode()
        assert client.post(address, {**sent, "uscc": CODE}).status_code == 302
        enterprise = Enterprise.objects.get()
        assert enterprise.liaison == world.users["linxiaohe"]
        page = client.get(reverse("people:enterprise", args=[enterprise.pk])).content.decode()
        assert PHONE not in page
        assert "138****0155" in page

    def test_change_and_close(self, world: World) -> None:
        enterprise, client = firm(world), world.client("linxiaohe")
        address = reverse("people:change-enterprise", args=[enterprise.pk])

        assert PHONE not in client.get(address).content.decode()
        sent = {"name": "长林粮油厂", "sort": "company", "uscc": CODE, "size": "micro"}
        assert client.post(address, sent).status_code == 302
        assert Enterprise.objects.get().name == "长林粮油厂"
        close = reverse("people:close-enterprise", args=[enterprise.pk])
        assert client.post(close, {"on": "2026-04-22", "why": ""}).status_code == 422
        assert client.post(close, {"on": "2026-04-22", "why": "不干了"}).status_code == 302
        assert Enterprise.objects.get().closed_on == DAY

    def test_the_whole_number_asks_a_purpose(self, world: World) -> None:
        enterprise, client = firm(world), world.client("linxiaohe")
        address = reverse("people:enterprise-number", args=[enterprise.pk])

        assert client.post(address, {"purpose": ""}).status_code == 422
        assert PHONE in client.post(address, {"purpose": "约时间上门"}).content.decode()
        assert Event.objects.of(enterprise).first().words == "约时间上门"  # type: ignore[union-attr]

    def test_the_list_costs_the_same_for_many(self, world: World, django_assert_num_queries: Any) -> None:
        firm(world)
        client, address = world.client("linxiaohe"), reverse("people:enterprises")
        client.get(address)
        with django_assert_num_queries(8):
            client.get(address)
        for n in range(6):
            firm(world, name=f"摊子{n}", sort="sole", uscc="", liaison=world.users["linxiaohe"])
        with django_assert_num_queries(8):
            assert "摊子5" in client.get(address, {"q": ""}).content.decode()


class TestDoors:
    def test_neighbour_stranger_and_without_the_right(self, world: World) -> None:
        enterprise = firm(world)
        named = [
            reverse(f"people:{name}", args=[enterprise.pk])
            for name in ("enterprise", "change-enterprise", "close-enterprise", "enterprise-number")
        ]
        for address in named:
            assert world.client("jiachengyi").get(address).status_code == 404
            assert reverse("sign-in") in world.client().get(address).url  # type: ignore[attr-defined]
        assert "长林" not in world.client("jiachengyi").get(reverse("people:enterprises")).content.decode()
        Role.objects.filter(pk="village").update(verbs=["household.see", "enterprise.see"])
        for address in named[1:]:
            assert world.client("linxiaohe").get(address).status_code == 403
        Role.objects.filter(pk="village").update(verbs=["household.see"])
        assert world.client("linxiaohe").get(named[0]).status_code == 403
