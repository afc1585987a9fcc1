"""Rounds at one table: who came, whether it was enough, what was agreed, who signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter
from minqing.records.matters.models.consultation import BODIES, Consultation, ConsultationRule, enough
from minqing.records.matters.safety import consulting
from minqing.records.matters.tests import disputing
from minqing.records.matters.tests.living import DAY, opened

SIDES = (("households", "李桂兰、王德福", "怕砸到人，同意修", True), ("property", "物业孙经理", "出脚手架", False))


def held(world: World, matter: Matter, **more: Any) -> Consultation:
    given: dict[str, Any] = {
        "subject": "5 栋楼房顶换瓦", "body": "table", "called": 30, "came": 24, "agreed": 22, "against": 1, "abstained": 1, "result": "agreed",
        "agreement": "维修基金出七成，各户摊三成", "seats": SIDES, **more,
    }  # fmt: skip
    return consulting.hold(matter, by=world.users["linxiaohe"], on=DAY, **given)


class TestQuorum:
    @pytest.mark.parametrize(
        ("called", "came", "agreed", "result", "refused"),
        [
            (30, 20, 11, "agreed", ""), (30, 19, 19, "agreed", "人数不够"), (30, 20, 10, "agreed", "不够数"), (30, 19, 0, "later", ""),
            (30, 31, 0, "later", "对不上"), (0, 0, 0, "later", "对不上"), (30, 20, 21, "not", "多了"), (30, 20, 5, "later", "写了票数"),
        ],
    )  # fmt: skip
    def test_nothing_is_agreed_without_enough(
        self, world: World, called: int, came: int, agreed: int, result: str, refused: str
    ) -> None:
        given = {"called": called, "came": came, "agreed": agreed, "against": 0, "abstained": 0, "result": result}
        if refused:
            with pytest.raises(NotNow, match=refused):
                held(world, opened(world), **given)
            assert not Consultation.objects.exists()
        else:
            assert held(world, opened(world), **given).quorate == (came * 3 >= called * 2)

    def test_the_regions_rule_holds_from_its_day_on(self, world: World) -> None:
        ConsultationRule.objects.create(
            body="table",
            attend="2/3",
            agree="2/3",
            agree_over=False,
            region="220422",
            from_on=DAY,
            source="县民情办",
            confirmed=True,
        )
        matter = opened(world)
        with pytest.raises(NotNow, match="不少于到会的 2/3"):
            held(world, matter, came=24, agreed=15, against=9, abstained=0)
        round = held(world, matter, came=24, agreed=16, against=8, abstained=0)
        assert (round.rule_words, round.rule_confirmed) == ("到会不少于应到的 2/3，同意不少于到会的 2/3", True)
        assert held(world, matter, came=24, agreed=13, against=0, abstained=0, held_on=DAY - timedelta(1)).rule_confirmed is False

    def test_the_laws_own_numbers(self) -> None:
        rules = {body: ConsultationRule.example(body) for body in BODIES}
        assert all(rule.confirmed for body, rule in rules.items() if body != "table")
        assert not rules["table"].confirmed
        assert enough(51, 100, rules["villagers"].attend, over=rules["villagers"].attend_over)
        assert not enough(50, 100, rules["villagers"].attend, over=rules["villagers"].attend_over)
        assert enough(2, 3, rules["representatives"].attend, over=rules["representatives"].attend_over)

    @pytest.mark.parametrize("share", ["3/2", "0", "两个", "1/0"])
    def test_a_share_that_is_none_is_never_stored(self, world: World, share: str) -> None:
        with pytest.raises(ValidationError):
            ConsultationRule.objects.create(body="table", attend=share, region="220422", from_on=DAY, source="x")

    def test_the_database_knows_it_too(self, world: World) -> None:
        held(world, opened(world))
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.update(quorate=False)


class TestRounds:
    def test_several_rounds_of_a_matter_of_any_kind(self, world: World) -> None:
        for kind in ("need", "hazard", "project"):
            matter = opened(world, kind)
            first = held(world, matter, result="later", agreed=0, against=0, abstained=0, agreement="")
            assert [first.round, held(world, matter).round] == [1, 2]
            assert Event.objects.filter(verb="consult.round", object_id=str(first.pk)).count() == 1

    def test_the_same_sheet_twice_is_one_round(self, world: World) -> None:
        matter, sheet = opened(world), uuid4()
        assert held(world, matter, id=sheet).pk == held(world, matter, id=sheet).pk
        assert matter.consultations.count() == 1

    def test_one_side_alone_is_no_consultation(self, world: World) -> None:
        with pytest.raises(NotNow, match="至少两边"):
            held(world, opened(world), seats=SIDES[:1])

    def test_a_side_signs_once(self, world: World) -> None:
        round = held(world, opened(world))
        assert [seat.signed_on for seat in round.seats.order_by("seat")] == [DAY, None]
        consulting.sign(round, "property", by=world.users["linxiaohe"], on=DAY + timedelta(1))
        with pytest.raises(NotNow, match="已经签过"):
            consulting.sign(round, "property", by=world.users["linxiaohe"], on=DAY + timedelta(2))

    def test_the_words_of_a_private_matter_stay_in_its_file(self, world: World) -> None:
        held(world, disputing.opened(world))
        assert Event.objects.get(verb="consult.round").words == ""


class TestPages:
    def test_it_is_written_down_in_the_browser(self, world: World) -> None:
        client, matter = world.client("linxiaohe"), opened(world, "hazard")
        address = reverse("matters:consult", args=[matter.pk])
        page = client.get(address)
        sent = {
            "id": page.context["form"]["id"].value(), "subject": "换瓦", "held_on": timezone.localdate().isoformat(), "where": "社区会议室",
            "body": "table", "called": "30", "came": "24", "agreed": "22", "against": "1", "abstained": "1", "result": "agreed",
            "agreement": "下月开工", "households_names": "李桂兰", "households_said": "同意", "households_signed": "on", "property_names": "孙经理",
        }  # fmt: skip
        short = client.post(address, {**sent, "came": "12", "agreed": "12", "against": "", "abstained": ""})
        assert short.status_code == 422
        assert "人数不够" in short.content.decode()
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 302
        shown = client.get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "第 1 次" in shown
        assert "下月开工" in shown
        assert "示例" in shown
        round = matter.consultations.get()
        again = client.get(address).context["form"]
        assert again["households_names"].value() == "李桂兰"
        assert client.post(reverse("matters:consult-sign", args=[matter.pk, round.pk, "property"])).status_code == 302
        assert round.seats.filter(signed_on=None).count() == 0

    def test_a_side_that_signs_later_has_a_button_on_the_page(self, world: World) -> None:
        client, matter = world.client("linxiaohe"), opened(world, "hazard")
        round = held(world, matter)
        address = reverse("matters:consult-sign", args=[matter.pk, round.pk, "property"])

        before = client.get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert f'action="{address}"' in before
        assert address.replace("property", "households") not in before

        client.post(address)
        assert f'action="{address}"' not in client.get(reverse("matters:page", args=[matter.pk])).content.decode()

    def test_neighbours_and_the_rightless_hold_none(self, world: World) -> None:
        matter = opened(world)
        address = reverse("matters:consult", args=[matter.pk])
        assert world.client("jiachengyi").get(address).status_code == 404
        assert world.client("dangyuan").get(address).status_code == 403
        assert world.client().get(address).status_code == 302
        sign = reverse("matters:consult-sign", args=[matter.pk, held(world, matter).pk, "property"])
        assert world.client("jiachengyi").post(sign).status_code == 404
        assert world.client("dangyuan").post(sign).status_code == 403

    def test_of_a_dispute_only_who_reads_its_file(self, world: World) -> None:
        matter = disputing.opened(world)
        address = reverse("matters:consult", args=[matter.pk])
        assert world.client("guoyonggang").get(address).status_code == 404
        assert world.client("linxiaohe").get(address).status_code == 200

    def test_the_page_costs_the_same_however_many_rounds(self, world: World, django_assert_max_num_queries: Any) -> None:
        matter = opened(world)
        for _ in range(6):
            held(world, matter)
        with django_assert_max_num_queries(2):
            rounds = consulting.rounds_of(matter)
            assert sum(len(round.seats.all()) for round in rounds) == 12
