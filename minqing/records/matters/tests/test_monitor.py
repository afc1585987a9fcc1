"""防返贫监测: the way in, who may do what, what is never decided by income, what stays with the family."""

from __future__ import annotations

import inspect
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from minqing.conftest import World
from minqing.ground.journal import Person
from minqing.ground.journal.models import Event
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import DeadlineRule, Matter
from minqing.records.matters.models.monitor import MonitorSpan
from minqing.records.matters.models.monitor_rules import MonitorClass, MonitorLimit, MonitorLine, MonitorOrder
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.monitoring import release
from minqing.records.matters.monitoring import steps as monitoring
from minqing.records.matters.monitoring.order import RECOGNISE
from minqing.records.matters.monitoring.steps import Facts
from minqing.records.matters.tests.living import check
from minqing.records.matters.tests.monitored import FACTS, lead, recognised, released, sheet, take, until
from minqing.records.people.models import GroupSpan

DAY = date(2026, 3, 6)
BY = {"source": "省里的文件", "from_on": date(2026, 1, 1), "confirmed": True, "region": "2204"}


class TestTheWayIn:
    def test_it_goes_step_by_step_and_enters_the_group(self, world: World):
        matter, _ = recognised(world, DAY)
        assert matter.state == "helping"
        assert matter.due_on is None
        span = MonitorSpan.objects.get(matter=matter)
        assert (span.from_on, span.to_on, span.title) == (date(2026, 3, 18), None, "边缘易致贫户")
        group = GroupSpan.objects.get(household=matter.household, group="边缘易致贫户")
        assert group.from_on == date(2026, 3, 18)
        check(matter)

    def test_another_order_is_followed_from_the_day_it_holds(self, world: World):
        turned = ["consent", "compare", "verify", "meeting", "publicity", "review", "approve", "announce"]
        before = lead(world, DAY, household=world.homes["王德福"])
        MonitorOrder.objects.create(way=RECOGNISE, steps=turned, **BY)
        matter = take(world, lead(world, DAY), "consent", DAY)
        with pytest.raises(NotNow, match="还没轮到"):
            take(world, matter, "verify", DAY)
        assert take(world, matter, "compare", DAY).state == "compare"
        # A file that began by the old order keeps it.
        assert take(world, before, "consent", DAY).details.next_steps == ("verify",)

    def test_steps_side_by_side_come_in_any_order(self, world: World):
        MonitorOrder.objects.create(
            way=RECOGNISE, steps=["consent", ["verify", "compare"], "meeting", "publicity", "review", "approve", "announce"], **BY
        )
        matter = take(world, lead(world, DAY), "consent", DAY)
        assert set(matter.details.next_steps) == {"verify", "compare"}
        matter = take(world, matter, "compare", DAY)
        assert matter.details.next_steps == ("verify",)

    @pytest.mark.parametrize(
        ("steps", "why"),
        [
            (["verify", "meeting", "publicity", "review", "approve", "announce"], "承诺授权"),
            (["consent", "verify", "meeting", "publicity", "approve", "review", "announce"], "审核"),
            (["compare", "consent", "verify", "meeting", "publicity", "review", "approve", "announce"], "授权"),
            (["consent", "verify", "meeting", "review", "publicity", "approve", "announce"], "公示"),
            (["consent", "verify", "verify", "meeting", "publicity", "review", "approve", "announce"], "两次"),
            (["consent", "propose", "verify", "meeting", "publicity", "review", "approve", "announce"], "不是"),
        ],
    )
    def test_no_region_leaves_out_or_turns_round_what_all_keep_to(self, world: World, steps: list[str], why: str):
        with pytest.raises(ValidationError, match=why):
            MonitorOrder.objects.create(way=RECOGNISE, steps=steps, **BY)

    def test_the_notice_hangs_its_days(self, world: World):
        matter, day = until(world, lead(world, DAY), "meeting", DAY)
        matter = take(world, matter, "publicity", day)
        with pytest.raises(NotNow, match="还在公示"):
            take(world, matter, "review", day + timedelta(days=4))
        assert take(world, matter, "review", day + timedelta(days=5)).state == "review"

    def test_the_days_are_a_row(self, world: World):
        MonitorLimit.objects.create(key="publicity_days", value="7", **BY)
        matter, day = until(world, lead(world, DAY), "meeting", DAY)
        matter = take(world, matter, "publicity", day)
        with pytest.raises(NotNow, match="还在公示"):
            take(world, matter, "review", day + timedelta(days=6))

    def test_an_objection_is_answered_before_it_goes_on(self, world: World):
        matter, day = until(world, lead(world, DAY), "publicity", DAY)
        life.move(matter, "monitor.object", by=world.users["linxiaohe"], on=day, words="邻居说他家有辆车")
        matter = Matter.objects.get(pk=matter.pk)
        with pytest.raises(NotNow, match="1 条意见"):
            take(world, matter, "review", day)
        life.move(matter, "monitor.reply", by=world.users["linxiaohe"], on=day, words="查了，车是他侄子的")
        assert take(world, matter, "review", day).state == "review"

    @pytest.mark.parametrize(
        ("other", "why"),
        [
            ({"investigators": ["魏长河"]}, "至少 2 个人去"),
            ({"investigators": ["魏长河", " 魏长河"]}, "至少 2 个人去"),
            ({"signatures": ["魏长河"]}, "至少 2 个人签字"),
        ],
    )
    def test_two_go_and_two_sign(self, world: World, other: dict[str, list[str]], why: str):
        matter = take(world, lead(world, DAY), "consent", DAY)
        sheet(world, matter, DAY)
        with pytest.raises(NotNow, match=why):
            take(world, matter, "verify", DAY, **other)

    def test_the_home_visit_needs_the_income_sheet(self, world: World):
        matter = take(world, lead(world, DAY), "consent", DAY)
        with pytest.raises(NotNow, match="收入账"):
            take(world, matter, "verify", DAY)

    @pytest.mark.parametrize(
        ("votes", "why"),
        [
            ({"called": 30, "came": 19, "agreed": 19, "against": 0}, "2/3"),
            ({"called": 30, "came": 20, "agreed": 10, "against": 10}, "没过半"),
            ({"called": 30, "came": 31, "agreed": 20, "against": 0}, "对不上"),
            ({"klass": "nonsense"}, "哪一类"),
        ],
    )
    def test_a_meeting_needs_its_quorum_a_majority_and_a_class(self, world: World, votes: dict[str, object], why: str):
        matter, day = until(world, lead(world, DAY), "compare", DAY)
        with pytest.raises(NotNow, match=why):
            take(world, matter, "meeting", day, **votes)

    def test_two_thirds_exactly_is_enough(self, world: World):
        matter, day = until(world, lead(world, DAY), "compare", DAY)
        assert take(world, matter, "meeting", day, called=30, came=20, agreed=11, against=9).state == "meeting"

    def test_the_classes_are_dated_rows(self, world: World):
        MonitorClass.objects.create(key="rigid", title="刚性支出困难户", **BY)
        matter, day = until(world, lead(world, DAY), "compare", DAY)
        with pytest.raises(NotNow, match="哪一类"):
            take(world, matter, "meeting", day)
        assert take(world, matter, "meeting", day, klass="rigid").details.klass_title == "刚性支出困难户"
        assert MonitorClass.objects.of(place=matter.place_id, on=date(2025, 6, 1))[0].title == "脱贫不稳定户"

    def test_sent_back_it_is_done_again_from_the_visit_on(self, world: World):
        matter, day = until(world, lead(world, DAY), "publicity", DAY)
        life.move(matter, "monitor.send_back", by=world.users["zhouqiming"], on=day, words="证明没附")
        matter = Matter.objects.get(pk=matter.pk)
        assert (matter.state, matter.tier, matter.details.next_steps) == ("consent", "village", ("verify",))
        matter, _ = until(world, matter, "announce", day)
        assert matter.state == "helping"

    def test_a_lead_without_a_household_is_told_to_choose_one(self, world: World):
        matter = lead(world, DAY, household=None, asker="李桂兰")
        with pytest.raises(NotNow, match="哪一户"):
            take(world, matter, "consent", DAY)
        matter = take(world, matter, "consent", DAY, household=world.homes["李桂兰"])
        assert matter.household == world.homes["李桂兰"]

    def test_one_household_has_one_file(self, world: World):
        recognised(world, DAY)
        with pytest.raises(NotNow, match="已经有一份"):
            take(world, lead(world, DAY), "consent", DAY)

    def test_each_step_has_its_own_time(self, world: World):
        matter = take(world, lead(world, DAY), "consent", DAY)
        assert matter.step_due_on == date(2026, 3, 10)
        DeadlineRule.objects.create(
            kind="monitor", step="compare", amount=3, unit="d", from_on=date(2026, 1, 1), source="省里的文件"
        )
        sheet(world, matter, DAY)
        assert take(world, matter, "verify", DAY).step_due_on == date(2026, 3, 9)


class TestWhoJudges:
    def test_the_one_who_proposed_neither_reviews_nor_approves(self, world: World):
        matter, day = until(world, lead(world, DAY), "publicity", DAY)
        with pytest.raises(NotNow, match="另一个人"):
            life.move(matter, "monitor.review", by=world.users["linxiaohe"], on=day, words="行", facts=FACTS)
        matter = take(world, matter, "review", day)
        for who in ("linxiaohe", "zhouqiming"):
            with pytest.raises(NotNow, match="另一个人"):
                life.move(
                    Matter.objects.get(pk=matter.pk), "monitor.approve", by=world.users[who], on=day, words="行", facts=FACTS
                )

    def test_the_level_goes_up_and_comes_back(self, world: World):
        seen = []
        matter, day = lead(world, DAY), DAY
        while matter.state != "helping":
            matter, day = until(world, matter, matter.details.next_steps[0], day)
            seen.append((matter.state, matter.tier))
        assert seen[-4:] == [("publicity", "township"), ("review", "county"), ("approve", "township"), ("helping", "village")]

    def test_rights_are_given_by_level(self, world: World):
        roles = {rule.key: rule.roles for rule in KINDS["monitor"].moves if rule.key.startswith("monitor.")}
        assert roles["monitor.review"] == ("clerk",)
        assert roles["monitor.approve"] == ("county",)
        assert "county" not in roles["monitor.meeting"]


class TestNeverByIncomeAlone:
    @pytest.mark.parametrize("missing", ["per_head", "self_paid", "difficulty", "coping"])
    @pytest.mark.parametrize("verb", ["review", "approve"])
    def test_all_four_facts_are_asked(self, world: World, verb: str, missing: str):
        matter, day = until(world, lead(world, DAY), "publicity" if verb == "review" else "review", DAY)
        known = {name: getattr(FACTS, name) for name in ("per_head", "self_paid", "difficulty", "coping")}
        facts = Facts(**{**known, missing: None if isinstance(known[missing], Decimal) else " "})
        with pytest.raises(NotNow, match="四项"):
            take(world, matter, verb, day, facts=facts)

    def test_a_reason_in_words_is_asked(self, world: World):
        matter, day = until(world, lead(world, DAY), "publicity", DAY)
        with pytest.raises(NotNow, match="要写一句"):
            life.move(matter, "monitor.review", by=world.users["zhouqiming"], on=day, words=" ", facts=FACTS)

    @pytest.mark.parametrize("farm", ["0", "100", "90000", "9000000"])
    def test_any_income_may_be_recognised_and_any_refused(self, world: World, farm: str):
        """The amounts change nothing: the same steps lead in, and the same to a refusal, whatever the line."""
        MonitorLine.objects.create(year=2026, amount=Decimal(8300), **BY)
        matter = take(world, lead(world, DAY), "consent", DAY)
        sheet(world, matter, DAY, farm=farm)
        matter = take(world, matter, "verify", DAY)
        facts = Facts(Decimal(farm) / 2, FACTS.self_paid, FACTS.difficulty, FACTS.coping)
        other = lead(world, DAY, household=world.homes["王德福"])
        other = take(world, other, "consent", DAY)
        sheet(world, other, DAY, farm=farm)
        other = take(world, other, "verify", DAY)
        life.move(other, "monitor.refuse", by=world.users["linxiaohe"], on=DAY, words="四项都看了", why="facts", facts=facts)
        assert other.state == "refused"
        day = DAY
        for step in ("compare", "meeting", "publicity"):
            matter, day = until(world, matter, step, day)
        matter = take(world, matter, "review", day, facts=facts)
        matter = take(world, matter, "approve", day, facts=facts)
        assert take(world, matter, "announce", day).state == "helping"

    def test_without_risk_is_said_only_with_all_four_and_after_a_visit(self, world: World):
        matter = take(world, lead(world, DAY), "consent", DAY)
        for facts, why in ((Facts(per_head=Decimal(99999)), "不能只看收入"), (FACTS, "还没入户")):
            with pytest.raises(NotNow, match=why):
                life.move(matter, "monitor.refuse", by=world.users["linxiaohe"], on=DAY, words="收入高", why="facts", facts=facts)

    def test_no_way_leads_from_an_amount_to_a_state(self):
        """Only the release's *shown* condition and the page compare an income with the line; no act does."""
        assert "line" not in inspect.getsource(monitoring._judge).replace("line_words", "")
        for act in (
            monitoring.review,
            monitoring.approve,
            monitoring.refuse,
            monitoring.meeting,
            monitoring.announce,
            monitoring.advance,
        ):
            source = inspect.getsource(act)
            assert ".amount" not in source
            assert "per_head" not in source

    def test_income_below_the_line_does_not_forbid_the_release_by_itself(self, world: World):
        MonitorLine.objects.create(year=2026, amount=Decimal(800000), **BY)
        matter, _ = released(world)
        assert matter.state == "released"
        line = next(one for one in release.conditions(matter, on=date(2026, 12, 1)) if one.key == "line")
        assert (line.state, line.hard) == ("no", False)


class TestTheFile:
    def test_the_journal_tells_no_amount_and_no_health(self, world: World):
        recognised(world, DAY)
        told = list(Event.objects.filter(verb="monitor.income"))
        assert told
        assert not any("21000" in str(event.after) or event.words for event in told)

    def test_a_resident_may_ask_to_be_looked_at(self, world: World):
        assert KINDS["monitor"].asks
        matter = lead(world, DAY, household=None, source="portal", by=Person("群众"), asker="李桂兰")
        assert (matter.state, matter.details.get_lead_display(), matter.holder) == ("lead", "农户申报", None)

    def test_our_own_examples_are_orders_that_may_be(self):
        assert not [way for way, order in monitor_order.EXAMPLES.items() if monitor_order.problem_of(way, order)]


class TestOutside:
    def test_no_list_for_other_programs_names_it(self):
        """Whose family is looked at, and for what, is nobody's business outside the offices."""
        from minqing.faces.open311 import offers

        assert KINDS["monitor"].neutral
        assert "monitor" not in offers.shown_kinds()
