"""Somebody leaves: what lies with them goes to somebody who stays, and nothing waits for a person who is gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.ground.notices.models import Notice
from minqing.ground.staff.models import Posting
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.handing import over
from minqing.records.matters.models import Matter
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.models.visit import Called, Promised

DAY = date(2026, 4, 22)
FIRST, OTHER, CLERK, NEXT_DOOR = "weichanghe", "linxiaohe", "zhouqiming", "jiachengyi"


@pytest.fixture
def ditch(world: World) -> Matter:
    by, home = world.users[FIRST], world.homes["李桂兰"]
    Visit.objects.record(
        by=by, place=world.village, visited_on=DAY, words="答应回话", kind="visit", today=DAY, calls=[Called(home, True, 1)],
        quantities=[], promises=[Promised("回话：沟清没清", DAY + timedelta(3), home)],
    )  # fmt: skip
    matter = Matter.objects.open(kind="need", about="门前排水沟堵了", place=world.village, household=home, by=by, on=DAY)
    life.accept(matter, by=by, on=DAY)
    return matter


def address(world: World) -> str:
    return reverse("matters:hand-over", args=[world.users[FIRST].pk])


class TestHandingOver:
    def test_matter_and_promise_go_to_who_stays_and_the_story_says_so(self, world: World, ditch: Matter) -> None:
        page = world.client(CLERK).get(address(world)).content.decode()
        assert "门前排水沟堵了" in page
        assert "回话：沟清没清" in page
        promise = Promise.objects.get()
        sent = {"what": [str(ditch.pk), str(promise.pk)], "to": str(world.users[OTHER].pk), "words": "钥匙在村部"}
        assert world.client(CLERK).post(address(world), sent).status_code == 302

        ditch.refresh_from_db()
        promise.refresh_from_db()
        assert {ditch.holder, promise.by} == {world.users[OTHER]}
        lead = ditch.handlings.get(role="lead", state="doing")
        assert lead.person == world.users[OTHER]
        last = ditch.moves.order_by("id").last()
        assert last is not None
        assert (last.move, last.words) == ("matter.hand_over", "魏长河交给林晓禾接着办。钥匙在村部")
        while draining.drain():
            pass
        assert Notice.objects.filter(user=world.users[OTHER], sort="given", sentence__contains="排水沟").count() == 1
        life.report_done(ditch, by=world.users[OTHER], on=DAY, words="清了")

    def test_only_what_was_ticked_goes(self, world: World, ditch: Matter) -> None:
        sent = {"what": [str(ditch.pk)], "to": str(world.users[OTHER].pk)}
        world.client(CLERK).post(address(world), sent)
        assert Promise.objects.get().by == world.users[FIRST]
        assert world.client(CLERK).post(address(world), {"to": sent["to"]}).status_code == 422
        assert world.client(CLERK).post(address(world), sent).status_code == 422

    def test_who_cannot_see_it_cannot_take_it(self, world: World, ditch: Matter) -> None:
        sent = {"what": [str(ditch.pk)], "to": str(world.users[NEXT_DOOR].pk)}
        assert world.client(CLERK).post(address(world), sent).status_code == 422
        left = over.left_with(world.users[FIRST], Scope(world.users[CLERK], DAY))
        with pytest.raises(NotNow):
            over.hand_over(left, of=world.users[FIRST], to=world.users[NEXT_DOOR], by=world.users[CLERK], on=DAY)
        ditch.refresh_from_db()
        assert ditch.holder == world.users[FIRST]

    def test_a_claimed_wish_goes_back_to_its_list(self, world: World) -> None:
        by = world.users[FIRST]
        wish = Matter.objects.open(
            kind="wish", about="想要个轮椅", place=world.village, household=world.homes["王德福"], by=by, on=DAY
        )
        life.publish(wish, by=by, on=DAY, words="想要个轮椅")
        life.claim(wish, by=by, on=DAY)
        left = over.left_with(by, Scope(world.users[CLERK], DAY))
        over.hand_over(left, of=by, to=world.users[OTHER], by=world.users[CLERK], on=DAY)
        wish.refresh_from_db()
        assert wish.state == "published"
        assert not wish.claims.filter(let_go_on=None).exists()

    def test_the_administrator_sees_what_lies_there_and_no_words(self, world: World, ditch: Matter) -> None:
        client = world.client("wangguan")
        assert "手里没办完的" in client.get(f"/staff/{world.users[FIRST].pk}/").content.decode()
        page = client.get(address(world)).content.decode()
        assert "排水沟" not in page
        assert ditch.receipt_words in page
        # And from here back to whom it was about.
        assert f'href="/staff/{world.users[FIRST].pk}/"' in page
        assert "/staff/" not in world.client(CLERK).get(address(world)).content.decode()

    def test_what_nobody_holds_any_more_stands_on_the_clerks_day(self, world: World, ditch: Matter) -> None:
        clerk = world.client(CLERK)
        assert "人离岗了" not in clerk.get("/today/").content.decode()
        Posting.objects.filter(user=world.users[FIRST]).update(to_on=date(2026, 4, 1))
        assert "人离岗了、没人接的" in clerk.get("/today/").content.decode()
        assert "没人在办" in clerk.get(address(world)).content.decode()

    def test_others_have_no_door(self, world: World, ditch: Matter) -> None:
        assert world.client(NEXT_DOOR).get(address(world)).status_code == 404
        assert world.client().get(address(world)).status_code == 302
        Posting.objects.filter(user=world.users[CLERK]).update(role_id="member")
        assert world.client(CLERK).get(address(world)).status_code == 403


class TestCost:
    def test_one_page_costs_the_same_however_much_lies_there(
        self, world: World, ditch: Matter, django_assert_max_num_queries
    ) -> None:  # type: ignore[no-untyped-def]
        client = world.client(CLERK)
        for number in range(12):
            matter = Matter.objects.open(kind="need", about=f"第{number}件", place=world.village, by=world.users[FIRST], on=DAY)
            life.accept(matter, by=world.users[FIRST], on=DAY)
        client.get(address(world))
        with django_assert_max_num_queries(22):
            client.get(address(world))
