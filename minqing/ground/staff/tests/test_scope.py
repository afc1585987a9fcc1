from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from minqing import cast
from minqing.ground.journal import PROGRAM
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting, Role
from minqing.ground.staff.scope import Scope, get_within
from minqing.records.people.models import Household

DAY = date(2026, 4, 22)


def scope(world, username, day=DAY):
    return Scope(world.users[username], day)


class TestScope:
    def test_a_village_worker_sees_the_village_and_below(self, world):
        own = scope(world, "weichanghe")

        assert own.may("household.see", cast.ZHONGXIANG)
        assert own.may("household.see", f"{cast.ZHONGXIANG}001")
        assert not own.may("household.see", cast.NEIGHBOUR)
        assert not own.may("household.see", cast.ANSHI)

    def test_the_township_sees_its_villages(self, world):
        found = scope(world, "zhouqiming").within(Household.objects.all(), "household.see")

        assert {home.head_name for home in found} == {"李桂兰", "王德福", "刘福贵", "张玉珍", "贾永年"}

    def test_a_verb_counts_only_where_it_is_held(self, world):
        Posting.objects.post(
            user=world.users["weichanghe"], place=Place.objects.get(pk=cast.NEIGHBOUR), role=Role.objects.get(pk="member"),
            title="志愿者", by=PROGRAM, on=DAY,
        )  # fmt: skip

        own = scope(world, "weichanghe")
        assert own.may("wish.claim", cast.NEIGHBOUR)
        assert not own.may("household.see", cast.NEIGHBOUR)

    def test_a_post_that_ended_gives_nothing(self, world):
        Posting.objects.get(user=world.users["weichanghe"]).leave(by=PROGRAM, on=DAY - timedelta(days=1))

        assert scope(world, "weichanghe").verbs == frozenset()

    def test_a_post_still_gives_its_last_day(self, world):
        Posting.objects.get(user=world.users["weichanghe"]).leave(by=PROGRAM, on=DAY)

        assert scope(world, "weichanghe").may("household.see", cast.ZHONGXIANG)

    def test_a_code_that_only_begins_alike_is_outside(self, world):
        own = scope(world, "weichanghe")
        assert not own.may("household.see", cast.ZHONGXIANG[:-1])

    def test_get_within_tells_absent_from_forbidden(self, world):
        home = world.homes["贾永年"]
        with pytest.raises(Http404):
            get_within(Household.objects.all(), scope(world, "weichanghe"), home.pk, see="household.see")
        with pytest.raises(PermissionDenied):
            get_within(Household.objects.all(), scope(world, "hanxue"), home.pk, see="household.see", do="household.change")

    def test_its_title_says_whose_scope_it_is(self, world):
        assert scope(world, "weichanghe").title == "中香村"
        assert scope(world, "zhouqiming").title == "安石镇 2 个村（社区）"
