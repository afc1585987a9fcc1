"""Taken off the books by mistake, and put back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from minqing.ground.journal.models import Event
from minqing.lib.refusal import NotNow
from minqing.records.people import restoring
from minqing.records.people.models import GroupSpan, Resident
from minqing.records.people.tests.making import BY, DAY, number

YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def home(world):
    return world.homes["李桂兰"]


@pytest.fixture
def client(world):
    return world.client("weichanghe")


def gone(person, **more):
    person.leave(why="去世", by=BY, on=YESTERDAY, **more)
    person.refresh_from_db()


class TestResident:
    def test_a_person_comes_back_with_the_groups_of_that_day(self, client, home):
        person = home.residents.exclude(relation="02").first()
        span = GroupSpan.objects.enter(household=home, resident=person, group="残疾", by=BY, on=date(2026, 1, 5))
        earlier = GroupSpan.objects.enter(household=home, resident=person, group="党员", by=BY, on=date(2025, 1, 5))
        earlier.leave(by=BY, on=date(2026, 2, 1), why="转出")
        size = home.residents.present().count()
        gone(person)

        page = client.get(reverse("people:page", args=[home.pk])).content.decode()
        assert reverse("people:restore", args=[person.pk]) in page
        response = client.post(reverse("people:restore", args=[person.pk]), {"why": "记成了同名的人"})

        assert response.url == reverse("people:page", args=[home.pk])
        person.refresh_from_db()
        home.refresh_from_db()
        span.refresh_from_db()
        earlier.refresh_from_db()
        assert (person.left_on, person.left_why, home.size, span.to_on) == (None, "", size, None)
        assert earlier.to_on == date(2026, 2, 1)
        event = Event.objects.of(person).first()
        assert (event.verb, event.words, event.after["groups"]) == ("resident.restore", "记成了同名的人", ["残疾"])
        assert [home.place_id, "2026-04"] in event.cells

    def test_a_head_is_the_head_again_and_the_heir_what_they_were(self, home):
        head = home.residents.get(relation="02")
        heir = home.residents.exclude(relation="02").first()
        was = (heir.relation, heir.relation_word)
        gone(head, successor=heir)

        restoring.restore_resident(Resident.objects.get(pk=head.pk), why="弄混了", by=BY, on=DAY)

        heir.refresh_from_db()
        home.refresh_from_db()
        assert home.residents.present().get(relation="02").pk == head.pk
        assert (heir.relation, heir.relation_word) == was
        assert home.head_name == head.name

    def test_a_head_chosen_since_stays_the_head(self, world, home):
        head = home.residents.get(relation="02")
        heir = home.residents.exclude(relation="02").first()
        third = Resident.objects.join(household=home, by=BY, on=date(2026, 1, 1), name="孙小满", relation="20")
        gone(head, successor=heir)
        third.become_head(by=BY, on=DAY)

        restoring.restore_resident(Resident.objects.get(pk=head.pk), why="弄混了", by=BY, on=DAY)

        head.refresh_from_db()
        assert home.residents.present().get(relation="02").pk == third.pk
        assert head.relation_words == "原户主"

    def test_who_was_written_down_again_is_not_put_back_beside(self, home):
        person = home.residents.exclude(relation="02").first()
        person.change(by=BY, on=DAY, id_number=number("1960-01-01", 7))
        gone(person)
        Resident.objects.join(household=home, by=BY, on=DAY, name=person.name, id_number=number("1960-01-01", 7))

        with pytest.raises(NotNow, match="已经登记"):
            restoring.restore_resident(person, why="弄混了", by=BY, on=DAY)

    def test_it_asks_why_and_only_of_those_gone(self, client, home):
        person = home.residents.exclude(relation="02").first()
        assert client.get(reverse("people:restore", args=[person.pk])).status_code == 302
        with pytest.raises(NotNow, match="本来就在"):
            restoring.restore_resident(person, why="弄混了", by=BY, on=DAY)
        gone(person)

        response = client.post(reverse("people:restore", args=[person.pk]), {"why": " "})

        assert response.status_code == 422
        assert "怎么记错的" in response.content.decode()
        person.refresh_from_db()
        assert person.left_on == YESTERDAY


class TestHousehold:
    def test_it_comes_back_with_those_who_went_with_it(self, client, home):
        before = home.residents.exclude(relation="02").first()
        gone(before)
        home.refresh_from_db()
        size, group = home.size, home.group_spans.open().get()
        home.move_out(why="全家迁走", by=BY, on=YESTERDAY)

        page = client.get(reverse("people:page", args=[home.pk])).content.decode()
        assert reverse("people:restore-household", args=[home.pk]) in page
        client.post(reverse("people:restore-household", args=[home.pk]), {"why": "注销错了户"})

        home.refresh_from_db()
        before.refresh_from_db()
        group.refresh_from_db()
        assert (home.ended_on, home.ended_why, home.size, group.to_on) == (None, "", size, None)
        assert before.left_on == YESTERDAY  # went by themselves, before
        assert Event.objects.of(home).first().verb == "household.restore"

    def test_who_is_on_the_books_elsewhere_by_now_stays_there(self, world, client, home):
        person = home.residents.exclude(relation="02").first()
        person.change(by=BY, on=DAY, id_number=number("1960-01-01", 7))
        home.move_out(why="全家迁走", by=BY, on=YESTERDAY)
        other = world.homes["刘福贵"]
        Resident.objects.join(household=other, by=BY, on=DAY, name=person.name, id_number=number("1960-01-01", 7))

        response = client.post(reverse("people:restore-household", args=[home.pk]), {"why": "注销错了"}, follow=True)

        person.refresh_from_db()
        assert person.left_on == YESTERDAY
        assert f"{person.name}已经登记在别的户" in response.content.decode()

    def test_one_off_the_books_is_found_to_be_put_back(self, client, home):
        home.move_out(why="全家迁走", by=BY, on=YESTERDAY)

        page = client.get(reverse("people:list"), {"q": "李桂兰"}).content.decode()
        assert "李桂兰家" not in page
        assert "注销了的里有 1 户" in page
        assert "李桂兰家" in client.get(reverse("people:list"), {"q": "李桂兰", "gone": "1"}).content.decode()
