"""The daily round: before the day, after it, and what the level above sees of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.ground.journal.models import Event
from minqing.ground.notices.models import Notice
from minqing.ground.staff.models import Organisation
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.reminding import BELOW, DUE, LATE, remind
from minqing.records.matters.tests.living import opened

ON = date(2026, 4, 22)


def morning(on: date) -> datetime:
    return timezone.make_aware(datetime(on.year, on.month, on.day, 7, 40))


def round_of(on: date = ON) -> int:
    return remind(on=on, at=morning(on))


def due(world: World, day: date, holder: str = "", **more: Any) -> Matter:
    """A matter with a day allowed, in somebody's hands if a name is given."""
    matter = opened(world, on=date(2026, 4, 1), **more)
    if holder:
        life.accept(matter, by=world.users[holder], on=date(2026, 4, 1))
    else:
        Matter.objects.filter(pk=matter.pk).update(holder=None)
    Matter.objects.filter(pk=matter.pk).update(due_on=day)
    while draining.drain():
        pass
    Notice.objects.all().delete()
    matter.refresh_from_db()
    return matter


def told(verb: str) -> dict[str, str]:
    return dict(Notice.objects.filter(verb=verb).values_list("user__username", "sentence"))


class TestBefore:
    def test_the_holder_is_reminded_the_day_before_once(self, world: World) -> None:
        due(world, ON + timedelta(1), "linxiaohe")
        assert round_of() == 1
        assert told(DUE) == {"linxiaohe": "明天到期：门前排水沟堵，雨水灌院"}
        assert round_of() == 0
        assert round_of(ON + timedelta(1)) == 0

    def test_a_new_day_allowed_is_a_new_stage(self, world: World) -> None:
        matter = due(world, ON + timedelta(1), "linxiaohe")
        round_of()
        Matter.objects.filter(pk=matter.pk).update(due_on=ON + timedelta(9))
        assert round_of(ON + timedelta(8)) == 1

    def test_an_organisation_is_everybody_in_it(self, world: World) -> None:
        matter = due(world, ON + timedelta(1))
        station = Organisation.objects.get(name="安石镇水利站")
        life.assign(matter, by=world.users["zhouqiming"], on=ON, organisation=station)
        round_of()
        assert set(told(DUE)) == {"luzhixin"}

    def test_what_nobody_has_is_told_to_its_level_in_one_sentence(self, world: World) -> None:
        for _ in range(3):
            due(world, ON + timedelta(1))
        round_of()
        assert told(DUE) == dict.fromkeys(("weichanghe", "linxiaohe", "guoyonggang"), "有 3 件没人受理的事今明两天到期")

    def test_waiting_for_the_resident_is_nobodys_delay(self, world: World) -> None:
        matter = due(world, ON + timedelta(1), "linxiaohe")
        life.report_done(matter, by=world.users["linxiaohe"], on=ON, words="清了")
        Matter.objects.filter(pk=matter.pk).update(due_on=ON - timedelta(1))
        assert round_of() == 0


class TestAfter:
    def test_the_holder_hears_how_late_it_is_and_what_may_be_done(self, world: World) -> None:
        due(world, ON - timedelta(1), "linxiaohe")
        round_of()
        assert told(LATE)["linxiaohe"] == "超期 1 天，可以报上一级：门前排水沟堵，雨水灌院"

    def test_others_at_the_level_and_the_level_above_see_it_and_it_stays(self, world: World) -> None:
        matter = due(world, ON - timedelta(1), "linxiaohe")
        before = Event.objects.of(matter).count()
        round_of()
        assert set(told(LATE)) == {"linxiaohe", "weichanghe", "guoyonggang"}
        assert told(BELOW) == dict.fromkeys(
            ("zhouqiming", "luzhixin"), "村（社区）超期 1 天，还在那一级办：门前排水沟堵，雨水灌院"
        )
        assert not Notice.objects.filter(urgent=True).exists()
        matter.refresh_from_db()
        assert (matter.tier, matter.holder) == ("village", world.users["linxiaohe"])
        assert Event.objects.of(matter).count() == before

    def test_many_are_one_sentence_with_the_list_behind_it(self, world: World) -> None:
        for _ in range(3):
            due(world, ON - timedelta(1), "linxiaohe")
        round_of()
        notice = Notice.objects.get(user__username="zhouqiming", verb=BELOW)
        assert notice.sentence == "村（社区）有 3 件事新过了期限，还在那一级办，给你看一眼"
        body = world.client("zhouqiming").get(notice.url).content.decode()
        assert body.count("门前排水沟堵") >= 3
        assert Notice.objects.filter(user__username="linxiaohe", verb=LATE).count() == 3

    def test_each_is_spoken_of_once_also_after_a_day_without_the_worker(self, world: World) -> None:
        due(world, ON - timedelta(1), "linxiaohe")
        round_of()
        assert round_of(ON + timedelta(1)) == 0
        later = opened(world, on=date(2026, 4, 1))
        Matter.objects.filter(pk=later.pk).update(due_on=ON, holder=world.users["linxiaohe"])
        round_of(ON + timedelta(3))
        assert told(BELOW)["zhouqiming"].startswith("村（社区）超期 ")
        rows = Notice.objects.filter(user__username="zhouqiming", verb=BELOW)
        assert [row.object_id for row in rows.order_by("made_at")][1] == str(later.pk)
        assert rows.count() == 2

    def test_a_first_round_over_an_old_database_does_not_flood(self, world: World) -> None:
        due(world, ON - timedelta(60), "linxiaohe")
        assert round_of() == 0

    def test_the_county_has_no_level_above(self, world: World) -> None:
        matter = due(world, ON - timedelta(1))
        Matter.objects.filter(pk=matter.pk).update(tier="county", holder=world.users["hanxue"], state="doing", phase="doing")
        round_of()
        assert told(LATE) == {"hanxue": "超期 1 天：门前排水沟堵，雨水灌院"}
        assert told(BELOW) == {}


class TestCost:
    def test_queries_do_not_grow_with_the_matters(self, world: World, django_assert_max_num_queries: Any) -> None:
        for n in range(12):
            due(world, ON + timedelta(1 - n % 3), "linxiaohe" if n % 2 else "")
        with django_assert_max_num_queries(14):
            round_of()

    @pytest.mark.parametrize("username", ["zhouqiming", "linxiaohe", "weichanghe"])
    def test_every_link_opens(self, world: World, username: str) -> None:
        for n in range(4):
            due(world, ON - timedelta(n % 2 + 1), "linxiaohe" if n % 2 else "")
        round_of()
        client = world.client(username)
        mine = Notice.objects.filter(user__username=username)
        assert mine.exists()
        assert {client.get(f"/notices/{notice.pk}/", follow=True).status_code for notice in mine} == {200}
        assert all(notice.place in ("", cast.ZHONGXIANG) for notice in mine)
