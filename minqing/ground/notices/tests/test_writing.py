from datetime import time

import pytest
from django.db import transaction
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.ground.journal import PROGRAM, note
from minqing.ground.journal.models import Event
from minqing.ground.notices import sorts
from minqing.ground.notices.models import Notice, NoticePreference
from minqing.ground.notices.tests.making import clock, noticed
from minqing.ground.notices.writing import tell
from minqing.ground.staff.scope import Scope


def an_event(world: World, by: object) -> Event:
    with transaction.atomic():
        note("place.rename", world.village, by=by, place=cast.ZHONGXIANG)
    return Event.objects.order_by("-id")[0]


class TestTell:
    def test_it_writes_one_row_a_person_however_often_it_runs(self, world):
        event = an_event(world, PROGRAM)
        people = [world.users["linxiaohe"], world.users["weichanghe"]]
        assert tell(people, "来看看", url="/today/", event=event, sort="given", urgent=True) == 2
        assert tell(people, "来看看", url="/today/", event=event, sort="given", urgent=True) == 0

        row = Notice.objects.get(user=world.users["linxiaohe"])
        assert (row.verb, row.place, row.object_type, row.day) == ("place.rename", cast.ZHONGXIANG, "places.place", event.on)
        assert row.urgent
        assert row.read_at is None
        assert Notice.objects.count() == 2

    def test_nobody_is_told_of_their_own_doing(self, world):
        event = an_event(world, world.users["linxiaohe"])
        people = [world.users["linxiaohe"], world.users["weichanghe"]]
        assert tell(people, "来看看", url="/today/", event=event, sort="given") == 1
        assert Notice.objects.get().user == world.users["weichanghe"]

    def test_a_sort_that_is_off_and_an_account_that_is_closed_get_nothing(self, world):
        on = {"quiet_from": time(21), "quiet_to": time(7), "digest_at": time(18)}
        NoticePreference.objects.choose(world.users["linxiaohe"], off=["given"], **on)
        world.users["weichanghe"].is_active = False
        event = an_event(world, PROGRAM)
        people = [world.users["linxiaohe"], world.users["weichanghe"]]
        assert tell(people, "来看看", url="/today/", event=event, sort="given") == 0
        assert tell(people, "来看看", url="/today/", event=event, sort="urged") == 1

    def test_it_leads_nowhere_else_and_names_a_declared_sort(self, world):
        event = an_event(world, PROGRAM)
        people = [world.users["linxiaohe"]]
        for url in ("https://evil.example/", "//evil.example/"):
            with pytest.raises(ValueError, match="a page of the program"):
                tell(people, "来看看", url=url, event=event, sort="given")
        with pytest.raises(KeyError):
            tell(people, "来看看", url="/today/", event=event, sort="nothing")

    def test_many_are_written_in_few_queries(self, world, django_assert_max_num_queries):
        event = an_event(world, PROGRAM)
        with django_assert_max_num_queries(6):
            tell(world.users.values(), "来看看", url="/today/", event=event, sort="given")


class TestSeenBy:
    def test_whoever_left_the_place_reads_no_more_about_it(self, world):
        noticed(world, "linxiaohe", "one", timezone.now())
        user = world.users["linxiaohe"]
        assert Notice.objects.seen_by(Scope(user, world.today)).count() == 1
        user.postings.get().leave(by=PROGRAM, on=cast.BEGUN)
        assert Notice.objects.seen_by(Scope(user, world.today)).count() == 0


class TestPreference:
    @pytest.mark.parametrize(
        ("hour", "minute", "quiet"), [(20, 59, False), (21, 0, True), (3, 0, True), (7, 29, True), (7, 30, False)]
    )
    def test_quiet_hours_go_over_midnight(self, hour, minute, quiet):
        assert NoticePreference().is_quiet(clock(22, hour, minute)) is quiet

    def test_equal_ends_mean_none(self):
        assert not NoticePreference(quiet_from=time(8), quiet_to=time(8)).is_quiet(clock(22, 8))

    def test_their_end_is_the_next_morning_or_this_one(self):
        chosen = NoticePreference()
        assert chosen.quiet_until(clock(22, 23)) == clock(23, 7, 30)
        assert chosen.quiet_until(clock(22, 5)) == clock(22, 7, 30)
        assert chosen.quiet_until(clock(22, 12)) == clock(22, 12)


class TestSorts:
    def test_one_key_has_one_meaning(self):
        with pytest.raises(ValueError, match="declared twice"):
            sorts.declare(sorts.Sort("given", "别的", "别的"))
