"""People on the books twice: who sees which side of it, and how it is settled."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting, Role
from minqing.ground.staff.scope import Scope
from minqing.records.people import twice
from minqing.records.people.models import Household, Resident
from minqing.records.people.tests.making import DAY, home, member, number, take

HERE, THERE = "220422102209", "220422102210"
LI, SON, ALONE = number("1960-03-02", 12), number("1985-03-02", 13), number("1950-05-05", 14)


@pytest.fixture
def doubled(world: World) -> World:
    """A family that moved from 朝阳村 to 中香村 and stands on both books, and a widow whose son's household has her too."""
    family = (member("李有田", id=LI), member("李小田", "10", id=SON))
    take(Place.objects.get(pk=THERE), home("册|1", *family), home("册|2", member("周玉兰", id=ALONE)), digest="a" * 64)
    take(
        Place.objects.get(pk=HERE),
        home("册|7", *family),
        home("册|8", member("周铁柱", id=number("1975-01-01", 15)), member("周玉兰", "51", id=ALONE)),
        digest="b" * 64,
    )
    return world


def seen(world: World, who: str) -> list[twice.Twice]:
    scope = Scope(world.users[who], DAY)
    return twice.of(twice.keys(scope), scope, DAY)


def at_township(world: World, who: str = "hanxue") -> None:
    """Give somebody a post from which both villages are answered for."""
    role = Role.objects.create(key="settles", name="核户口的", verbs=["household.see", twice.SETTLE, twice.END, twice.CORRECT])
    Posting.objects.filter(user=world.users[who]).delete()
    Posting.objects.create(
        user=world.users[who], place_id="220422102", role=role, from_on=DAY.replace(year=2020), title="民政助理", county="220422"
    )


class TestWho:
    def test_a_village_sees_its_own_side_and_that_there_is_another(self, doubled: World) -> None:
        found = seen(doubled, "linxiaohe")

        assert [[person.name for person in one.people] for one in found] == [["李有田", "李小田"], ["周玉兰"]]
        for one in found:
            mine, other = one.entries
            assert (mine.village, mine.settles, other.household, other.village) == ("中香村", True, None, "")
            assert mine.why == "住在别的村，这边是重的"
        page = doubled.client("linxiaohe").get(reverse("people:twice")).content.decode()
        assert "别的村" in page
        assert "朝阳村" not in page
        assert str(Household.objects.get(head_name="周玉兰").pk) not in page

    def test_the_township_sees_both_and_a_whole_family_as_one(self, doubled: World) -> None:
        at_township(doubled)
        family, widow = seen(doubled, "hanxue")

        assert [(entry.village, entry.whole, entry.ends) for entry in family.entries] == [
            ("中香村", True, True),
            ("朝阳村", True, True),
        ]
        assert [(entry.village, entry.whole) for entry in widow.entries] == [("中香村", False), ("朝阳村", True)]
        assert widow.entries[0].why == "住在朝阳村，这边是重的"

    def test_nobody_without_the_right_or_the_place_sees_it(self, doubled: World) -> None:
        for role in Role.objects.all():
            Role.objects.filter(pk=role.pk).update(verbs=[verb for verb in role.verbs if verb != twice.SETTLE])
        assert doubled.client("linxiaohe").get(reverse("people:twice")).status_code == 403
        assert seen(doubled, "linxiaohe") == []

    def test_whoever_left_is_on_the_books_once(self, doubled: World) -> None:
        Resident.objects.filter(place_id__gte=THERE).update(left_on=DAY)
        assert seen(doubled, "linxiaohe") == []
        assert "没有登记了两次的人" in doubled.client("linxiaohe").get(reverse("people:twice")).content.decode()

    @pytest.mark.parametrize("more", [0, 8])
    def test_a_page_is_a_fixed_number_of_queries(self, doubled: World, more: int, django_assert_num_queries: Any) -> None:
        at_township(doubled)
        for n in range(more):
            for code in (HERE, THERE):
                take(
                    Place.objects.get(pk=code),
                    home(f"补|{n}", member(f"孙{n}", id=number("1966-06-06", 20 + n))),
                    digest=f"{code}{n}".rjust(64, "c"),
                )
        scope = Scope(doubled.users["hanxue"], DAY)
        assert scope.postings
        with django_assert_num_queries(4):
            found = twice.of(twice.keys(scope), scope, DAY)
        assert len(found) == 2 + more


class TestSettling:
    def test_one_person_goes_from_where_they_do_not_live(self, doubled: World) -> None:
        at_township(doubled)
        client, page = doubled.client("hanxue"), reverse("people:twice")
        here = Resident.objects.get(name="周玉兰", place_id=HERE)
        address = reverse("people:leave", args=[here.pk])
        assert f'href="{address}?why=' in client.get(page).content.decode()

        form = client.get(address, {"why": "住在朝阳村，这边是重的", "back": "twice"}).content.decode()
        assert "住在朝阳村，这边是重的" in form
        answer = client.post(f"{address}?back=twice", {"on": DAY.isoformat(), "why": "住在朝阳村，这边是重的"})

        assert answer.url == page  # type: ignore[attr-defined]
        here.refresh_from_db()
        assert (here.left_on, here.left_why) == (DAY, "住在朝阳村，这边是重的")
        assert [one.people[0].name for one in seen(doubled, "hanxue")] == ["李有田"]

    def test_a_family_that_moved_goes_at_once(self, doubled: World) -> None:
        at_township(doubled)
        there = Household.objects.get(head_name="李有田", place_id=THERE)
        address = reverse("people:move-out", args=[there.pk])
        assert f'href="{address}?why=' in doubled.client("hanxue").get(reverse("people:twice")).content.decode()

        doubled.client("hanxue").post(f"{address}?back=twice", {"on": DAY.isoformat(), "why": "住在中香村，这边是重的"})
        assert [one.people[0].name for one in seen(doubled, "hanxue")] == ["周玉兰"]

    def test_an_import_that_tells_of_them_leads_there(self, doubled: World) -> None:
        record = Household.objects.get(head_name="周铁柱").last_import
        assert record is not None
        page = doubled.client("weichanghe").get(reverse("people:imported", args=[record.pk])).content.decode()
        assert reverse("people:twice") in page
        assert "核对两处都有的 3 人" in page
