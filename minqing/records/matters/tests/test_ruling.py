"""规矩: added, confirmed, ended, never removed; within the own region; who changed what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.lib import workdays
from minqing.lib.refusal import NotNow
from minqing.records.matters import clock, life
from minqing.records.matters.models import DeadlineRule, Matter, Reason, WorkdayChange
from minqing.records.matters.ruling import calendar

COUNTY, CHIEF = "220422", "hanxue"
RULES = reverse("matters:rules")


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def said(today: date, **more: Any) -> dict[str, Any]:
    return {
        "region": COUNTY, "from_on": today.isoformat(), "source": "县办〔2026〕3 号", "confirmed": "on", "step": "", "kind": "need",
        "category": "", "urgency": "", "amount": "5", "unit": "wd", **more,
    }  # fmt: skip


def one(row: Any, table: str = "deadline", name: str = "rule") -> str:
    return reverse(f"matters:{name}", args=[table, row.pk])


@pytest.fixture
def chief(world: World) -> Client:
    return world.client(CHIEF)


class TestDoors:
    def test_others_read_and_do_not_change(self, world: World, today: date) -> None:
        row = DeadlineRule.objects.first()
        worker = world.client("linxiaohe")

        assert worker.get(RULES).status_code == 200
        assert "加一条" not in worker.get(RULES).content.decode()
        assert worker.get(one(row)).status_code == 200
        for address in (reverse("matters:rule-new", args=["deadline"]), reverse("matters:rules-calendar")):
            assert worker.get(address).status_code == 403
            assert worker.post(address, said(today)).status_code == 403
        for name in ("rule-end", "rule-confirm"):
            assert worker.post(one(row, name=name), {"day": today, "source": "x"}).status_code == 403
        assert world.client().get(RULES).status_code == 302
        assert world.client("dangyuan").get(RULES).status_code == 403

    def test_another_county_is_not_there(self, world: World, chief: Client, today: date) -> None:
        foreign = DeadlineRule.objects.create(region="330111", amount=3, unit="d", from_on=today, source="别的县")

        assert "别的县" not in chief.get(RULES).content.decode()
        assert chief.get(one(foreign)).status_code == 404
        assert chief.post(one(foreign, name="rule-end"), {"day": today}).status_code == 404
        answer = chief.post(reverse("matters:rule-new", args=["deadline"]), said(today, region="330111"))
        assert (answer.status_code, "不在名单里" in answer.content.decode()) == (422, True)

    def test_it_shrugs_at_crooked_addresses(self, world: World, chief: Client) -> None:
        assert chief.get("/matters/rules/nothing/new/").status_code == 404
        assert chief.get("/matters/rules/deadline/999999/").status_code == 404
        assert chief.get(reverse("matters:rule-new", args=["deadline"]) + "?like=%00").status_code == 200


class TestDeadlines:
    def test_a_new_one_holds_for_new_matters_only(self, world: World, chief: Client, today: date) -> None:
        before = Matter.objects.open(kind="need", about="路灯坏了", place=world.village, by=world.users["linxiaohe"], on=today)
        due = before.due_on
        answer = chief.post(reverse("matters:rule-new", args=["deadline"]), said(today))
        assert answer.status_code == 302
        after = Matter.objects.open(kind="need", about="路灯坏了", place=world.village, by=world.users["linxiaohe"], on=today)
        before.refresh_from_db()
        assert before.due_on == due
        assert after.due_on == workdays.add_workdays(today, 5)

        event = Event.objects.filter(verb="rule.change").get()
        assert (event.place, event.before, event.after["confirmed"]) == (COUNTY, None, True)
        page = chief.get(RULES).content.decode()
        assert "需求：整件事办完，5 个工作日" in page or "5 个工作日" in page
        assert "另定了" in page
        assert "韩雪" in page

    def test_a_limit_of_a_step_belongs_to_its_kind(self, world: World, chief: Client, today: date) -> None:
        address = reverse("matters:rule-new", args=["deadline"])
        wrong = chief.post(address, said(today, step="need/doing", kind="wish"))
        assert wrong.status_code == 422
        assert chief.post(address, said(today, step="need/doing", kind="")).status_code == 302
        row = DeadlineRule.objects.get(region=COUNTY)
        assert (row.kind, row.step) == ("need", "doing")

    @pytest.mark.parametrize(
        "wrong", [{"amount": "0"}, {"amount": "x"}, {"from_on": "2020-01-01"}, {"from_on": "x"}, {"source": ""}, {"unit": "y"}, {"kind": "war"}]
    )  # fmt: skip
    def test_it_says_what_is_wrong(self, world: World, chief: Client, today: date, wrong: dict[str, str]) -> None:
        answer = chief.post(reverse("matters:rule-new", args=["deadline"]), said(today, **wrong))
        assert answer.status_code == 422
        assert "field-trouble" in answer.content.decode()
        assert not DeadlineRule.objects.filter(region=COUNTY).exists()

    def test_the_same_day_twice_is_told(self, world: World, chief: Client, today: date) -> None:
        address = reverse("matters:rule-new", args=["deadline"])
        assert chief.post(address, said(today)).status_code == 302
        again = chief.post(address, said(today, amount="6"))
        assert again.status_code == 422
        assert "已经有一条了" in again.content.decode()
        assert Event.objects.filter(verb="rule.change").count() == 1

    def test_it_ends_and_stays_on_the_books(self, world: World, chief: Client, today: date) -> None:
        chief.post(reverse("matters:rule-new", args=["deadline"]), said(today))
        row = DeadlineRule.objects.get(region=COUNTY)
        early = chief.post(one(row, name="rule-end"), {"day": today - timedelta(1)})
        assert (early.status_code, "过去的日子" in early.content.decode()) == (409, True)
        until = today + timedelta(10)
        assert chief.post(one(row, name="rule-end"), {"day": until}).status_code == 302
        row.refresh_from_db()
        assert row.to_on == until - timedelta(1)
        matter = Matter.objects.open(kind="need", about="路灯坏了", place=world.village, by=world.users["linxiaohe"], on=today)
        assert clock.rule_for(matter, on=until - timedelta(1)) == row
        assert clock.rule_for(matter, on=until) != row
        assert chief.post(one(row, name="rule-end"), {"day": until + timedelta(5)}).status_code == 409
        last = Event.objects.of(row)[0]
        assert (last.before["to"], last.after["to"]) == ("", row.to_on.isoformat())

    def test_an_example_is_confirmed_as_a_row_of_the_county(self, world: World, chief: Client, today: date) -> None:
        example = DeadlineRule.objects.get(region="", kind="need", category="", urgency="", step="")
        assert chief.post(one(example, name="rule-confirm"), {"source": "", "region": COUNTY}).status_code == 422
        assert chief.post(one(example, name="rule-confirm"), {"source": "县办 1 号", "region": COUNTY}).status_code == 302
        own = DeadlineRule.objects.get(region=COUNTY)
        example.refresh_from_db()
        assert (own.amount, own.unit, own.confirmed, own.source, own.from_on) == (
            example.amount,
            example.unit,
            True,
            "县办 1 号",
            today,
        )
        assert not example.confirmed
        assert chief.post(one(example, name="rule-end"), {"day": today}).status_code == 409
        assert chief.post(one(own, name="rule-confirm"), {"source": "又一遍"}).status_code == 409

    def test_an_own_example_is_confirmed_in_place(self, world: World, chief: Client, today: date) -> None:
        row = DeadlineRule.objects.create(region=COUNTY, amount=3, unit="d", from_on=today, source="先试试")
        assert chief.post(one(row, name="rule-confirm"), {"source": "县办 2 号"}).status_code == 302
        row.refresh_from_db()
        assert (row.confirmed, row.source) == (True, "县办 2 号")
        last = Event.objects.of(row)[0]
        assert (last.before["source"], last.after["source"]) == ("先试试", "县办 2 号")


class TestReasons:
    def titles(self, today: date) -> list[str]:
        return [reason.title for reason in Reason.objects.of("return", place="220422102209", on=today)]

    def test_a_county_adds_and_strikes_out(self, world: World, chief: Client, today: date) -> None:
        form = {"list": "return", "title": "归乡镇统一办", "region": COUNTY, "from_on": today.isoformat(), "source": "县里定的"}
        assert chief.post(reverse("matters:rule-new", args=["reason"]), form).status_code == 302
        assert self.titles(today)[-1] == "归乡镇统一办"
        example = Reason.objects.get(key="return_area")
        assert example.title in self.titles(today)
        assert chief.post(one(example, "reason", "rule-end"), {"day": today}).status_code == 302
        assert example.title not in self.titles(today)
        assert example.title in self.titles(today - timedelta(1))
        elsewhere = Reason.objects.of("return", place="330111", on=today)
        assert example in elsewhere
        assert Reason.objects.filter(key="return_area").exists()

    def test_one_confirmed_stands_once(self, world: World, chief: Client, today: date) -> None:
        example = Reason.objects.get(key="return_duty")
        chief.post(one(example, "reason", "rule-confirm"), {"source": "职责清单", "region": COUNTY})
        assert self.titles(today).count(example.title) == 1


class TestCalendar:
    def test_it_reads_what_people_paste(self) -> None:
        found = calendar.read("2027-02-06 上班\n\n2027年2月10日至17日 放假\n2027/9/30 到 2027/10/2 休息\n2027.10.9（周六）补班")
        assert found[date(2027, 2, 6)] is True
        assert [found[date(2027, 2, day)] for day in (10, 17)] == [False, False]
        assert found[date(2027, 10, 1)] is False
        assert found[date(2027, 10, 9)] is True
        assert len(found) == 1 + 8 + 3 + 1

    @pytest.mark.parametrize(
        "line",
        [
            "明年放假",
            "2027-02-30 上班",
            "2027-02-06",
            "2027-02-10 到 2027-02-01 放假",
            "",
            "2027-01-01 到 2027-12-31 放假",
            "２０２７-13-01 休",
        ],
    )
    def test_it_names_the_line_it_cannot_read(self, line: str) -> None:
        with pytest.raises(NotNow):
            calendar.read(line)

    def test_a_day_counts_and_its_change_is_kept(self, world: World, chief: Client, today: date) -> None:
        address = reverse("matters:rules-calendar")
        for said, source in (("上班", "国办通知"), ("上班", "国办通知"), ("休息", "国办更正")):
            chief.post(address, {"days": f"2027-02-06 {said}", "source": source, "region": COUNTY})
        assert WorkdayChange.objects.get().works is False
        assert "东辽县 · 国办更正" in chief.get(RULES).content.decode()
        events = list(Event.objects.filter(verb="rule.change").order_by("id"))
        assert [event.before for event in events] == [None, {"rule": "上班日子：2027-02-06 上班"}]
        assert chief.post(address, {"days": "乱写", "source": "x"}).status_code == 422

    def test_a_county_changes_nobody_elses_days(self, world: World, chief: Client, today: date) -> None:
        address = reverse("matters:rules-calendar")
        day = date(2027, 2, 6)
        assert chief.post(address, {"days": "2027-02-06 上班", "source": "x", "region": "330111"}).status_code == 422
        chief.post(address, {"days": "2027-02-06 上班", "source": "县办通知", "region": COUNTY})
        town = f"{COUNTY}102"
        chief.post(address, {"days": "2027-02-06 休息", "source": "镇里赶集", "region": town})

        assert WorkdayChange.objects.at("330111001001") == {}
        assert WorkdayChange.objects.at(f"{COUNTY}100003") == {day: True}
        assert WorkdayChange.objects.at(f"{town}209") == {day: False}

    def test_what_is_open_moves_with_the_days_to_come(self, world: World, chief: Client, today: date) -> None:
        by, saturday, home = world.users["linxiaohe"], date(2030, 3, 9), world.homes["李桂兰"]
        ours, waiting, over = (
            Matter.objects.open(kind="need", about="清沟", household=home, place=world.village, by=by, on=today) for _ in range(3)
        )
        for matter in (ours, waiting, over):
            life.accept(matter, by=by, on=today)
        life.move(waiting, "matter.wait", by=by, on=today, words="缺身份证")
        life.move(over, "matter.drop", by=by, on=today, words="不用了")
        Matter.objects.update(due_on=saturday + timedelta(days=3))
        Matter.objects.filter(pk=ours.pk).first().handlings.update(due_on=saturday + timedelta(days=3))  # type: ignore[union-attr]

        answer = chief.post(
            reverse("matters:rules-calendar"), {"days": f"{saturday} 上班", "source": "补班", "region": COUNTY}, follow=True
        )

        assert "没办完的事有 2 件期限跟着改了" in answer.content.decode()
        moved = {matter.pk: matter for matter in Matter.objects.all()}
        assert [moved[one.pk].due_on for one in (ours, waiting)] == [saturday + timedelta(days=2)] * 2
        assert moved[over.pk].due_on == saturday + timedelta(days=3)
        assert moved[ours.pk].handlings.get().due_on == saturday + timedelta(days=2)
        assert "上班日子改了，期限从" in moved[ours.pk].moves.latest("id").words

        chief.post(reverse("matters:rules-calendar"), {"days": f"{saturday} 休息", "source": "更正", "region": COUNTY})
        assert Matter.objects.get(pk=ours.pk).due_on == saturday + timedelta(days=3)

    def test_days_gone_by_move_nothing(self, world: World, chief: Client, today: date) -> None:
        by = world.users["linxiaohe"]
        matter = Matter.objects.open(kind="need", about="清沟", place=world.village, by=by, on=today - timedelta(days=9))
        chief.post(
            reverse("matters:rules-calendar"), {"days": f"{today - timedelta(days=3)} 休息", "source": "x", "region": COUNTY}
        )
        assert Matter.objects.get(pk=matter.pk).due_on == matter.due_on

    def test_limits_are_reckoned_by_the_matters_own_days(self, world: World, today: date) -> None:
        elsewhere = DeadlineRule(amount=1, unit="wd", from_on=today)
        friday, saturday = date(2027, 3, 5), date(2027, 3, 6)
        WorkdayChange.objects.create(region=COUNTY, day=saturday, works=True, source="补班")

        assert elsewhere.due_on(friday, WorkdayChange.objects.at("220422102209")) == saturday
        assert elsewhere.due_on(friday, WorkdayChange.objects.at("330111001001")) == date(2027, 3, 8)
        matter = Matter(kind="need", state="new", place_id="330111001001", category="other", urgency="ordinary")
        assert clock.limits(matter, on=friday)["due_on"] == date(2027, 3, 16)

    def test_it_warns_until_the_year_is_known(self, world: World, chief: Client, today: date) -> None:
        if workdays.is_announced(today.year + 1):
            pytest.skip("the coming year is announced")
        assert f"{today.year + 1} 年的放假和调休还没有" in chief.get(RULES).content.decode()
        WorkdayChange.objects.create(region="330111", day=date(today.year + 1, 2, 6), works=True, source="别县的")
        assert f"{today.year + 1} 年的放假和调休还没有" in chief.get(RULES).content.decode()
        WorkdayChange.objects.create(region=COUNTY, day=date(today.year + 1, 2, 6), works=True, source="国办")
        assert f"{today.year + 1} 年的放假" not in chief.get(RULES).content.decode()


class TestRates:
    def test_a_county_sets_a_formula(self, world: World, chief: Client, today: date) -> None:
        address = reverse("matters:rule-new", args=["rate"])
        form = {"key": "solution", "part": "judgement.last_solved", "whole": "judgement.last", "region": COUNTY,
                "from_on": today.isoformat(), "source": "考核办法"}  # fmt: skip
        assert chief.get(address).status_code == 200
        for wrong in ({"whole": "judgement.last_solved"}, {"whole": "matter.assessed"}, {"part": "people.households"}):
            assert chief.post(address, {**form, **wrong}).status_code == 422
        assert chief.post(address, form).status_code == 302
        assert "解决率：最后说办好了的事，占回访过的事的" in chief.get(RULES).content.decode()


class TestCost:
    def test_the_page_costs_the_same_however_many_rules(
        self, world: World, chief: Client, today: date, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            DeadlineRule.objects.create(region=COUNTY, amount=3, unit="d", from_on=today + timedelta(number), source="多")
        chief.get(RULES)
        with django_assert_max_num_queries(16):
            chief.get(RULES)
