"""Firms' requests: which firm, policies step by step, progress told back; and several parties asked in one step."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.staff.models import Organisation
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters import life
from minqing.records.matters.forms import form_for
from minqing.records.matters.kinds.seats import SEATS, linkage_for
from minqing.records.matters.liaison import acts as liaison
from minqing.records.matters.linking import Seated, linkage
from minqing.records.matters.models import DeadlineRule, Handling, Matter
from minqing.records.matters.tests.living import check, opened
from minqing.records.matters.tests.working import CODE, DAY
from minqing.records.people.models import Enterprise


def asked(world: World, **details: Any) -> Matter:
    """A request of a firm in 中香村, in 林晓禾's hands."""
    by = world.users["linxiaohe"]
    details = {"company": "东辽县长林粮食加工厂", "uscc": CODE, "trouble": "power", "contact": "赵经理", **details}
    matter = Matter.objects.open(kind="enterprise", about="变压器不够用", place=world.village, by=by, on=DAY, details=details)
    life.move(matter, "matter.accept", by=by, on=DAY)
    return matter


def act(matter: Matter, verb: str, by: Any, after: int = 0, words: str = "", **given: Any) -> None:
    life.move(matter, verb, by=by, on=DAY + timedelta(days=after), words=words, **given)


class TestFirm:
    def test_the_register_is_found_by_code_and_the_firm_asks(self, world: World) -> None:
        firm = Enterprise.objects.open(
            place=world.village, name="东辽县长林粮食加工厂", sort="company", uscc=CODE, by=world.users["linxiaohe"], on=DAY
        )
        matter = asked(world, company="")

        assert (matter.details.enterprise, matter.details.company, matter.asker) == (firm, firm.name, firm.name)

    @pytest.mark.parametrize(
        ("code", "why"), [(CODE[:-1] + "1", "校验位"), (CODE[:-1], "写了 17 位"), (CODE[:5] + "O" + CODE[6:], "「O」")]
    )
    def test_a_wrong_code_is_told_in_a_sentence(self, world: World, code: str, why: str) -> None:
        with pytest.raises(NotNow, match=why):
            asked(world, uscc=code)
        client = world.client("linxiaohe")
        sent = {"kind": "enterprise", "place": world.village.pk, "about": "难", "category": "other", "opened_on": DAY.isoformat(),
                "company": "某厂", "uscc": code, "trouble": "other", "id": "0196aa00-0000-7000-8000-000000000001"}  # fmt: skip
        page = client.post(reverse("matters:new") + "?kind=enterprise", sent)
        assert page.status_code == 422
        assert why in page.content.decode()

    def test_only_a_sole_trader_may_be_without(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], asked(world, uscc="", company="")

        with pytest.raises(NotNow, match="个体户"):
            act(matter, "enterprise.name", by, details={"company": "春燕小吃部", "uscc": "", "sole": False})
        act(matter, "enterprise.name", by, details={"company": "春燕小吃部", "uscc": "", "sole": True, "trouble": "permit"})
        assert (matter.details.company, matter.details.sole) == ("春燕小吃部", True)


class TestPolicy:
    def test_it_goes_step_by_step_to_the_money(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], asked(world)
        act(matter, "enterprise.policy", by, title="稳岗返还", expected=Decimal(3))
        for step, paid in (("applied", None), ("reviewed", None), ("paid", Decimal("2.86"))):
            policy = matter.policies.get()
            assert policy.next_step == step
            act(matter, "enterprise.take_up", by, 3, known=policy, paid=paid)

        april = ("220422", DAY.replace(day=1), DAY.replace(day=30))
        assert FIGURES["enterprise.paid"].value(*april) == Decimal("2.86")
        assert matter.policies.get().said == "稳岗返还（兑现 2.86 万元）"
        with pytest.raises(NotNow, match="已经走完了"):
            act(matter, "enterprise.take_up", by, 4, known=matter.policies.get())
        check(matter)

    def test_the_sum_is_asked_and_a_refusal_says_why(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], asked(world)
        act(matter, "enterprise.policy", by, title="稳岗返还")
        for _ in range(2):
            act(matter, "enterprise.take_up", by, 1, known=matter.policies.get())

        with pytest.raises(NotNow, match="多少万元没写"):
            act(matter, "enterprise.take_up", by, 2, known=matter.policies.get())
        with pytest.raises(NotNow, match="写一句为什么"):
            act(matter, "enterprise.take_up", by, 2, known=matter.policies.get(), refused=True)
        act(matter, "enterprise.take_up", by, 2, "社保断过两个月", known=matter.policies.get(), refused=True)
        assert matter.policies.get().refused_on is not None


class TestTelling:
    def test_five_working_days_without_news_show(self, world: World) -> None:
        matter = asked(world)

        # DAY is a Monday: the fifth working day is the next Monday.
        assert liaison.unheard(matter, DAY + timedelta(days=7)) == (0, True)
        assert liaison.unheard(matter, DAY + timedelta(days=9)) == (2, True)
        act(matter, "enterprise.tell", world.users["linxiaohe"], 9, "报到县里了", way="phone", to="赵经理")
        assert liaison.unheard(matter, DAY + timedelta(days=10))[0] == 0
        assert matter.tellings.get().words == "报到县里了"

    def test_a_countys_rule_goes_before_the_example(self, world: World) -> None:
        DeadlineRule.objects.create(
            region="220422", kind="enterprise", step="news", amount=3, unit="d", from_on=DAY, source="县里定的", confirmed=True
        )

        assert liaison.unheard(asked(world), DAY + timedelta(days=5)) == (2, False)

    def test_the_days_page_reminds_whoever_holds_it(self, world: World, django_assert_num_queries: Any) -> None:
        for _ in range(3):
            asked(world)
        scope = Scope(world.users["linxiaohe"], DAY + timedelta(days=30))
        assert scope.may("enterprise.tell")
        with django_assert_num_queries(3):
            found = liaison.waiting_for_news(scope, DAY + timedelta(days=30))

        assert found is not None
        assert len(found["late"]) == 3


class TestPage:
    def test_the_firm_judges_in_the_firms_words(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], asked(world)
        act(matter, "matter.report_done", by, 5, "增容了")

        page = world.client("weichanghe").get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "企业说办好了" in page
        assert "东辽县长林粮食加工厂" in page
        act(matter, "matter.answer", world.users["weichanghe"], 6, way="phone", satisfied=True)
        assert matter.phase == "done"

    def test_a_firms_page_opens_a_request_with_what_is_known(self, world: World) -> None:
        page = world.client("linxiaohe").get(reverse("matters:new"), {"kind": "enterprise", "company": "长林厂", "uscc": CODE})

        assert 'value="长林厂"' in page.content.decode()
        assert CODE in page.content.decode()


class TestLinkage:
    def test_who_works_on_it_is_not_asked_again_and_who_was_sent_sits_once(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], _doing(world, "need")
        form = form_for(matter.table.rule("matter.link", matter.state), matter, Scope(by, DAY))  # type: ignore[arg-type]
        offered = {seat: [words for _, words in form.fields[seat].choices] for seat in ("sender", "village")}  # type: ignore[attr-defined]

        assert not [words for words in offered["village"] if "林晓禾" in words]
        assert not [words for words in offered["village"] if "魏长河" in words]
        assert [words for words in offered["sender"] if "魏长河" in words]

    def test_which_is_usual_where(self) -> None:
        assert [linkage_for(code) for code in ("420102012008", "220302200202", "330111002", "220422102")] == [
            "five", "three", "five", "three",
        ]  # fmt: skip

    @pytest.mark.parametrize("kind", ["need", "project", "enterprise"])
    def test_all_seats_in_one_press(self, world: World, kind: str) -> None:
        by, matter = world.users["linxiaohe"], _doing(world, kind)
        station = Organisation.objects.get(name="安石镇水利站")
        form = form_for(matter.table.rule("matter.link", matter.state), matter, Scope(by, DAY), {  # type: ignore[arg-type]
            "version": matter.version, "unit": [f"office:{station.pk}"], "residents_names": "赵玉兰、孙喜田", "words": "周五都到现场",
        })  # fmt: skip

        assert form.is_valid(), form.errors
        act(matter, "matter.link", by, 1, "周五都到现场", **form.given())
        parts = matter.handlings.exclude(seat="").order_by("id")
        assert [(part.seat, part.who, part.role) for part in parts] == [
            ("unit", "安石镇水利站", "joint"), ("residents", "赵玉兰", "support"), ("residents", "孙喜田", "support"),
        ]  # fmt: skip
        said = matter.moves.get(move="matter.link").words
        assert said == "责任单位：安石镇水利站；居民：赵玉兰、孙喜田。周五都到现场"
        seats = linkage(list(parts))
        assert [seat for seat, _ in seats] == [SEATS[key] for key in ("unit", "residents", "sender", "township", "village")]
        check(matter)

    def test_joint_parts_hold_up_the_report_and_names_do_not(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], _doing(world, "need")
        station = Organisation.objects.get(name="安石镇水利站")
        act(matter, "matter.link", by, 1, seated=[Seated("unit", organisation=station), Seated("residents", name="赵玉兰")])

        with pytest.raises(NotNow, match="安石镇水利站那一份还没办完"):
            act(matter, "matter.report_done", by, 2, "好了")
        act(matter, "matter.part_done", by, 2, "清完了", handling=matter.handlings.get(organisation=station))
        act(matter, "matter.report_done", by, 2, "好了")
        assert not Handling.objects.filter(matter=matter, state="doing").exists()

    def test_nobody_new_is_refused(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], _doing(world, "need")
        act(matter, "matter.link", by, 1, seated=[Seated("residents", name="赵玉兰")])

        for seated in ([], [Seated("residents", name="赵玉兰")], [Seated("nowhere", name="某某")]):
            with pytest.raises(NotNow, match="勾上请谁来"):
                act(matter, "matter.link", by, 1, seated=seated)

    def test_the_page_shows_the_empty_seats(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], _doing(world, "need")
        act(matter, "matter.link", by, 1, seated=[Seated("residents", name="赵玉兰")])

        page = world.client("linxiaohe").get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "居民：赵玉兰" in page
        assert "还没请" in page


def _doing(world: World, kind: str) -> Matter:
    by = world.users["linxiaohe"]
    if kind == "enterprise":
        return asked(world)
    matter = opened(world, kind, household=None)
    if kind == "need":
        life.move(matter, "matter.accept", by=by, on=DAY)
        return matter
    life.move(matter, "project.quantity", by=by, on=DAY, what="清沟", unit="米", planned=Decimal(5))
    if not matter.milestones.exists():
        life.move(matter, "project.milestone", by=by, on=DAY, title="完工", due_on=DAY)
    life.move(matter, "project.start", by=by, on=DAY)
    return matter
