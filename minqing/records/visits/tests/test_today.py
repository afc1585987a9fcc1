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
        with django_assert_max_num_queries(30):
            client.get("/today/")


class TestPromisesTurn:
    @pytest.fixture
    def promise(self, world, today):
        return record(world, today, today, promises=[Promised("回话", today)]).promises.get()

    def test_a_slip_of_the_thumb_is_taken_back(self, world, today, promise):
        client = world.client("weichanghe")
        kept = client.post(f"/visits/promises/{promise.pk}/kept/", headers={"HX-Request": "true"}).content.decode()
        assert f"/visits/promises/{promise.pk}/not-kept/" in kept

        client.post(f"/visits/promises/{promise.pk}/not-kept/")
        promise.refresh_from_db()
        assert (promise.closed_on, promise.kept) == (None, None)

    def test_yesterdays_stays(self, world, today, promise):
        promise.keep(by=world.users["weichanghe"], on=today - timedelta(days=1))
        answer = world.client("weichanghe").post(f"/visits/promises/{promise.pk}/not-kept/")
        assert (answer.status_code, "撤不回来" in answer.content.decode()) == (409, True)

    def test_it_is_put_off_to_a_day_that_is_still_to_come(self, world, today, promise):
        client, address = world.client("weichanghe"), f"/visits/promises/{promise.pk}/postponed/"
        for wrong in ("", "改天", (today - timedelta(days=1)).isoformat()):
            assert client.post(address, {"due_on": wrong}).status_code == 409
        client.post(address, {"due_on": (today + timedelta(days=3)).isoformat()})
        promise.refresh_from_db()
        assert promise.due_on == today + timedelta(days=3)

    def test_the_neighbour_may_not(self, world, today, promise):
        for what in ("not-kept", "postponed"):
            assert world.client("jiachengyi").post(f"/visits/promises/{promise.pk}/{what}/").status_code == 404
            assert world.client("dangyuan").post(f"/visits/promises/{promise.pk}/{what}/").status_code in (403, 404)
            assert world.client().post(f"/visits/promises/{promise.pk}/{what}/").status_code == 302


class TestWrongRecords:
    def test_what_was_confirmed_by_mistake_is_taken_out_by_its_writer(self, world, today):
        homes = [Called(world.homes["李桂兰"], persons=2), Called(world.homes["王德福"])]
        visit = record(world, today, today, calls=homes, promises=[Promised("回话", today)])
        client, wrong = world.client("weichanghe"), visit.calls.get(household=world.homes["李桂兰"])
        assert "有记错的，去掉" in client.get(f"/visits/{visit.pk}/").content.decode()
        assert "有记错的，去掉" not in world.client("linxiaohe").get(f"/visits/{visit.pk}/").content.decode()
        assert world.client("linxiaohe").post(f"/visits/{visit.pk}/call/{wrong.pk}/gone/").status_code == 409

        client.post(f"/visits/{visit.pk}/call/{wrong.pk}/gone/")
        client.post(f"/visits/{visit.pk}/promise/{visit.promises.get().pk}/gone/")
        visit.refresh_from_db()
        assert (visit.households, visit.persons, visit.promises.count()) == (1, 1, 0)

    def test_a_record_of_another_entry_is_not_there(self, world, today):
        visit = record(world, today, today, calls=[Called(world.homes["李桂兰"])])
        other = record(world, today, today)
        client = world.client("weichanghe")
        assert client.post(f"/visits/{other.pk}/call/{visit.calls.get().pk}/gone/").status_code == 404

    def test_the_day_of_an_entry_is_the_day_of_its_promises(self, world, today):
        visit, yesterday = record(world, today, today, promises=[Promised("回话", today)]), today - timedelta(days=1)
        visit.correct(by=world.users["weichanghe"], today=today, words="去了", visited_on=yesterday, kind="visit")
        assert visit.promises.get().made_on == yesterday
