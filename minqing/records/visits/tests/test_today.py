from datetime import timedelta

import pytest
from django.utils import timezone

from minqing.ground.staff.scope import Scope
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called, Promised
from minqing.records.visits.unseen import not_seen_for_long


@pytest.fixture
def today():
    return timezone.localdate()


def record(world, day, today, **more):
    return Visit.objects.record(
        by=world.users["weichanghe"], place=world.village, visited_on=day, words="去了一趟。", today=today, **more
    )


class TestUnseen:
    def names(self, world, today):
        return [one.household.head_name for one in not_seen_for_long(Scope(world.users["weichanghe"], today), today)[0]]

    def test_key_households_never_seen_come_first(self, world, today):
        assert set(self.names(world, today)) == {"李桂兰", "张玉珍"}

    def test_a_household_met_lately_is_not_listed(self, world, today):
        record(world, today - timedelta(days=29), today, calls=[Called(world.homes["张玉珍"])])
        assert self.names(world, today) == ["李桂兰"]

    def test_the_rhythm_of_its_group_decides(self, world, today):
        record(world, today - timedelta(days=31), today, calls=[Called(world.homes["张玉珍"]), Called(world.homes["李桂兰"])])
        assert self.names(world, today) == ["张玉珍"]

    def test_nobody_home_is_not_seen(self, world, today):
        record(world, today, today, calls=[Called(world.homes["张玉珍"], met=False)])
        assert "张玉珍" in self.names(world, today)

    def test_it_costs_few_queries(self, world, today, django_assert_max_num_queries):
        with django_assert_max_num_queries(6):
            not_seen_for_long(Scope(world.users["weichanghe"], today), today)


class TestTodayPage:
    def test_promises_come_first_the_overdue_in_red(self, world, today):
        record(
            world,
            today - timedelta(days=9),
            today,
            promises=[Promised("问低保复核要带啥", today - timedelta(days=2), world.homes["李桂兰"])],
        )
        body = world.client("weichanghe").get("/today/").content.decode()

        assert "问低保复核要带啥" in body
        assert "超期 2 天" in body
        assert body.index("答应过的") < body.index("好久没去的")

    def test_it_shows_only_my_own_promises(self, world, today):
        record(world, today, today, promises=[Promised("回话给他", today)])
        assert "回话给他" not in world.client("linxiaohe").get("/today/").content.decode()

    def test_an_empty_day_says_what_to_do(self, world):
        body = world.client("hanxue").get("/today/").content.decode()
        assert "没有欠着的事" in body

    def test_keeping_a_promise_takes_one_tap(self, world, today):
        promise = record(world, today, today, promises=[Promised("回话", today)]).promises.get()
        answer = world.client("weichanghe").post(f"/visits/promises/{promise.pk}/kept/")

        assert answer.status_code == 302
        promise.refresh_from_db()
        assert promise.kept

    def test_the_page_costs_a_fixed_number_of_queries(self, world, today, django_assert_max_num_queries):
        for n in range(8):
            record(world, today, today, calls=[Called(world.homes["李桂兰"])], promises=[Promised(f"事{n}", today)])
        client = world.client("weichanghe")
        client.get("/today/")
        with django_assert_max_num_queries(25):
            client.get("/today/")
