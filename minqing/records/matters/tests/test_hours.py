"""Limits in hours, of the first word and of the present step: reminded of before and after, once each, in quiet hours of danger only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.notices import sending, sorts
from minqing.ground.notices.models import Notice, NoticeChannel, NoticeMessage
from minqing.records.matters import hours, life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.deadline import DeadlineRule
from minqing.records.matters.reminding import remind
from minqing.records.matters.tests import working
from minqing.records.matters.tests.living import opened

AT = timezone.make_aware(datetime(2026, 4, 22, 10, 0))
ON = date(2026, 4, 22)


def rule(amount: int, unit: str = "h", **more: Any) -> DeadlineRule:
    return DeadlineRule.objects.create(
        **{
            "region": "22",
            "kind": "need",
            "amount": amount,
            "unit": unit,
            "from_on": date(2020, 1, 1),
            "source": "县里定的",
            **more,
        }
    )


def begun(world: World, *, at: datetime = AT, urgency: str = "ordinary", **more: Any) -> Matter:
    """Written down at a moment, in 林晓禾's hands; from the portal, so that nobody has spoken to the asker yet."""
    matter = opened(world, on=timezone.localdate(at), at=at, urgency=urgency, source="portal", **more)
    Matter.objects.filter(pk=matter.pk).update(recorded_at=at)
    matter.moves.update(recorded_at=at)
    matter.refresh_from_db()
    return matter


def said(**hours_later: float) -> list[tuple[str, str]]:
    """What is new at a moment: who, sentence."""
    before = set(Notice.objects.values_list("pk", flat=True))
    hours.often(at=AT + timedelta(**hours_later))
    return sorted(Notice.objects.exclude(pk__in=before).values_list("user__username", "sentence"))


@pytest.fixture(autouse=True)
def no_other_limits(world: World) -> None:
    DeadlineRule.objects.all().delete()


def at_hour(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return timezone.make_aware(datetime(2026, 4, 22, hour, minute)) + timedelta(days=days)


class TestInstant:
    """The end of a limit in hours: what it is counted from, and how it stands still."""

    @pytest.mark.parametrize("hour", [0, 1, 7, 9, 21, 23])
    def test_its_day_is_the_day_on_the_wall(self, world: World, hour: int) -> None:
        rule(2)
        matter = begun(world, at=at_hour(hour, 48))
        assert matter.due_at == at_hour(hour, 48) + timedelta(hours=2)
        assert matter.due_on == (ON if hour < 22 else ON + timedelta(1))

    def test_what_turns_out_urgent_has_its_hours_from_then(self, world: World) -> None:
        rule(7, "d")
        rule(2, urgency="emergency")
        matter = begun(world, at=at_hour(9, days=-2))
        life.move(matter, "matter.sort", by=world.users["linxiaohe"], on=ON, at=AT, urgency="emergency")
        assert (matter.due_at, matter.due_on, matter.due_unit) == (AT + timedelta(hours=2), ON, "h")
        life.move(matter, "matter.sort", by=world.users["linxiaohe"], on=ON, at=AT, urgency="ordinary")
        assert (matter.due_at, matter.due_on, matter.due_unit) == (None, ON + timedelta(5), "d")

    def test_opened_again_it_has_its_hours_again(self, world: World) -> None:
        rule(2)
        matter = begun(world, at=at_hour(8, days=-12))
        life.accept(matter, by=world.users["linxiaohe"], on=ON - timedelta(12))
        life.report_done(matter, by=world.users["linxiaohe"], on=ON - timedelta(12), words="接上了")
        life.move(matter, "matter.answer", by=world.users["weichanghe"], on=ON - timedelta(11), words="好了", way="visit")
        life.move(matter, "matter.again", by=world.users["weichanghe"], on=ON, at=AT, words="又断了")
        assert (matter.due_at, matter.due_on) == (AT + timedelta(hours=2), ON)
        assert len(said(hours=1.1)) == 1
        life.move(matter, "matter.report_done", by=world.users["linxiaohe"], on=ON, at=AT, words="又接上了")
        life.move(
            matter,
            "matter.reopen",
            by=world.users["weichanghe"],
            on=ON,
            at=AT + timedelta(hours=5),
            words="还是断的",
            way="visit",
        )
        assert (matter.due_at, matter.due_on) == (AT + timedelta(hours=7), ON)

    def test_without_an_hour_it_ends_with_the_day(self, world: World) -> None:
        rule(2)
        matter = begun(world)
        life.accept(matter, by=world.users["linxiaohe"], on=ON)
        life.drop(matter, by=world.users["linxiaohe"], on=ON, words="不该我们办")
        life.move(matter, "matter.again", by=world.users["weichanghe"], on=ON + timedelta(3), words="又提")
        assert (matter.due_at, matter.due_on) == (None, ON + timedelta(4))

    @pytest.mark.parametrize(
        ("from_", "until", "hours_"), [((9, 0), (20, 0), 11), ((23, 0), (25, 0), 2), ((10, 0), (10, 30), 0.5)]
    )
    def test_it_stands_still_by_the_hour(
        self, world: World, from_: tuple[int, int], until: tuple[int, int], hours_: float
    ) -> None:
        rule(24)
        start = at_hour(0)
        stop, go = (start + timedelta(hours=hour, minutes=minute) for hour, minute in (from_, until))
        matter = begun(world, at=start + timedelta(hours=8))
        life.accept(matter, by=world.users["linxiaohe"], on=ON)
        life.move(matter, "matter.wait", by=world.users["linxiaohe"], on=ON, at=stop, words="请补一张照片")
        matter.moves.filter(move="matter.wait").update(recorded_at=stop)
        life.move(matter, "matter.supply", by=world.users["linxiaohe"], on=timezone.localdate(go), at=go, words="补了")
        assert matter.due_at == start + timedelta(hours=8 + 24 + hours_)
        assert matter.due_on == timezone.localdate(matter.due_at)

    def test_lists_and_story_speak_of_hours(self, world: World) -> None:
        rule(2)
        now = timezone.now()
        matter = opened(world, on=timezone.localdate(now), at=now - timedelta(hours=3, minutes=20))
        page = world.client("linxiaohe").get(f"/matters/{matter.pk}/").content.decode()
        assert "已经超期" in page
        assert "1 小时 20 分" in page
        assert "超期 1 小时 20 分" in world.client("linxiaohe").get("/matters/").content.decode()


class TestWhole:
    def test_it_is_reminded_two_hours_before_and_after_once_each(self, world: World) -> None:
        rule(24)
        begun(world)
        assert said(hours=21.9) == []
        assert said(hours=22.1) == [("linxiaohe", "今天 10:00 到时限：门前排水沟堵，雨水灌院")]
        assert said(hours=23) == []
        assert said(hours=24.1) == [("linxiaohe", "过了时限（今天 10:00）还没办完：门前排水沟堵，雨水灌院")]
        assert said(hours=25) == []

    def test_of_a_short_one_half_the_time(self, world: World) -> None:
        rule(2)
        begun(world)
        assert said(hours=0.9) == []
        assert len(said(hours=1.1)) == 1

    def test_what_nobody_has_is_told_to_its_level(self, world: World) -> None:
        rule(2)
        matter = begun(world)
        Matter.objects.filter(pk=matter.pk).update(holder=None)
        assert [name for name, _ in said(hours=1.1)] == ["guoyonggang", "linxiaohe", "weichanghe"]

    def test_the_days_round_does_not_say_it_again(self, world: World) -> None:
        rule(24)
        begun(world)
        said(hours=22.1)
        said(hours=24.1)
        remind(on=ON + timedelta(1), at=AT + timedelta(hours=22))
        remind(on=ON + timedelta(2), at=AT + timedelta(hours=46))
        assert Notice.objects.filter(user__username="linxiaohe").count() == 2

    def test_not_what_is_done_or_waits_for_the_resident(self, world: World) -> None:
        rule(2)
        matter = begun(world)
        life.accept(matter, by=world.users["linxiaohe"], on=ON)
        life.report_done(matter, by=world.users["linxiaohe"], on=ON, words="清了")
        assert said(hours=3) == []

    def test_a_worker_that_stood_still_for_days_does_not_flood(self, world: World) -> None:
        rule(2)
        begun(world)
        assert said(days=3) == []


class TestOthers:
    def test_the_first_word_to_the_asker(self, world: World) -> None:
        rule(2, step="respond")
        matter = begun(world)
        assert said(hours=1.1) == [("linxiaohe", "今天 12:00 前要先回群众一句话：门前排水沟堵，雨水灌院")]
        assert said(hours=2.1) == [("linxiaohe", "该在今天 12:00 前先回群众一句话，还没回：门前排水沟堵，雨水灌院")]
        other = begun(world, about="路灯不亮")
        life.move(other, "matter.contact", by=world.users["linxiaohe"], on=ON, words="打了电话")
        assert said(hours=1.2) == []
        assert matter.contacted_on is None

    def test_the_present_step_counts_from_its_beginning(self, world: World) -> None:
        rule(4, step="doing")
        matter = begun(world, at=AT - timedelta(hours=5))
        life.accept(matter, by=world.users["linxiaohe"], on=ON)
        matter.moves.filter(move="matter.accept").update(recorded_at=AT)
        assert said(hours=1.9) == []
        assert said(hours=2.1) == [("linxiaohe", "「正在办」这一步到今天 14:00 为止：门前排水沟堵，雨水灌院")]
        assert said(hours=4.1) == [("linxiaohe", "「正在办」这一步过了今天 14:00，还没办：门前排水沟堵，雨水灌院")]

    def test_a_hazards_first_step_has_the_tables_hours(self, world: World) -> None:
        begun(world, kind="hazard", details={})
        assert [words for _, words in said(hours=22.5)] == ["「等处置」这一步到明天 10:00 为止：门前排水沟堵，雨水灌院"] or said(
            hours=22.6
        ) == []
        assert Notice.objects.filter(verb="matter.step_due").count() == 1

    def test_what_counts_days_is_spoken_of_by_the_days_round(self, world: World) -> None:
        rule(3, "d", step="respond")
        begun(world)
        assert said(hours=70) == []
        day = ON + timedelta(2)
        remind(on=day, at=AT + timedelta(days=2))
        assert Notice.objects.get().sentence == "4月25日前要先回群众一句话：门前排水沟堵，雨水灌院"
        remind(on=day, at=AT + timedelta(days=2))
        assert Notice.objects.count() == 1
        remind(on=ON + timedelta(4), at=AT + timedelta(days=4))
        assert Notice.objects.filter(verb="matter.respond_late").count() == 1

    def test_a_step_that_waits_for_others_is_told_to_those_whose_turn_it_is(self, world: World) -> None:
        matter = working.built(world)
        Matter.objects.filter(pk=matter.pk).update(step_due_on=ON)
        remind(on=ON, at=AT)
        names = set(Notice.objects.filter(verb="matter.step_due").values_list("user__username", flat=True))
        assert names
        assert "weichanghe" not in names


class TestQuiet:
    NIGHT = timezone.make_aware(datetime(2026, 4, 22, 23, 0))

    def test_danger_is_said_at_any_hour_and_nothing_else(self, world: World) -> None:
        rule(2)
        for urgency in ("emergency", "ordinary"):
            begun(world, at=self.NIGHT, urgency=urgency, about=f"{urgency}的事")
        hours.often(at=self.NIGHT + timedelta(hours=1.2))
        found = dict(Notice.objects.values_list("sort", "urgent"))
        assert found == {"alarm": True, "due": True}
        assert [sort.key for sort in sorts.listed() if sort.at_any_hour] == ["alarm"]
        channel = NoticeChannel.objects.create(user=world.users["linxiaohe"], kind="email", at_once=True)
        Notice.objects.update(made_at=self.NIGHT + timedelta(hours=1.2))
        at = self.NIGHT + timedelta(hours=1.3)
        sending.collect(at=at)
        message = NoticeMessage.objects.get(channel=channel)
        assert message.key.startswith(sending.ALARM)
        assert "1 件紧急的事" in message.words
        sending.post(at=at)
        message.refresh_from_db()
        assert message.attempts == 1


class TestCost:
    def test_queries_do_not_grow_with_the_matters(self, world: World, django_assert_max_num_queries: Any) -> None:
        rule(2)
        rule(2, step="respond")
        for number in range(8):
            begun(world, about=f"第{number}件")
        with django_assert_max_num_queries(9):
            hours.often(at=AT + timedelta(hours=1.1))
        assert Notice.objects.count() == 16
