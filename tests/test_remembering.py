"""What is put back is what was made, and what cannot be put back is made each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from minqing import conftest
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation, Posting, User
from minqing.records.people.models import GroupSpan, Household, Resident
from tests.remembering import remembered

COUNTY = {"code": "220422", "name": "东辽县", "level": "county", "county": "220422"}


@pytest.fixture
def once(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], Any]:
    """Remember something under a name that nobody else uses, and forget it after the test."""
    monkeypatch.setattr("tests.remembering._memories", {})
    return lambda make: remembered("a test's", make)


def told() -> Any:
    """The small world without its keys and moments."""
    return (
        list(Place.objects.order_by("pk").values("pk", "name", "level", "parent_id", "county")),
        list(Posting.objects.order_by("user__username").values("user__username", "user__name", "place", "role", "title", "from_on")),
        list(Household.objects.order_by("key").values("head_name", "place", "section", "size", "started_on")),
        [(person.name, person.birth, person.id_number.plain(), person.household.head_name)
         for person in Resident.objects.select_related("household").order_by("id_key")],
        sorted(Event.objects.values_list("verb", "actor_name", "place", "on")),
    )  # fmt: skip


class TestWorld:
    def test_it_is_the_same_made_and_remembered(self, world: conftest.World) -> None:
        put_back = told()
        for model in (GroupSpan, Resident, Household, Posting, Organisation, User, Event, Place):
            model._base_manager.all()._raw_delete("default")
        conftest._small_world()

        assert told() == put_back

    def test_its_handles_are_its_rows(self, world: conftest.World) -> None:
        home = world.homes["李桂兰"]

        assert Household.objects.get(head_name="李桂兰").pk == home.pk
        assert home.residents.count() == 3
        assert all(user.pk == type(user).objects.get(username=name).pk for name, user in world.users.items())


class TestRemembering:
    def test_it_is_made_once(self, once: Any) -> None:
        made: list[str] = []

        def make() -> Place:
            made.append("again")
            return Place.objects.create(**COUNTY)

        first = once(make)
        Place.objects.all().delete()
        second = once(make)

        assert first == second == Place.objects.get()
        assert first is not second
        assert made == ["again"]

    def test_it_is_made_where_something_else_stands(self, once: Any) -> None:
        once(lambda: Place.objects.create(**COUNTY))

        once(lambda: Place.objects.create(**{**COUNTY, "code": "220421"}))

        assert set(Place.objects.values_list("pk", flat=True)) == {"220422", "220421"}

    def test_what_it_changes_and_removes_is_put_back_too(self, once: Any) -> None:
        def make() -> None:
            Place.objects.filter(pk="220422").update(name="东辽")
            Place.objects.filter(pk="220421").delete()

        def anew() -> None:
            Place.objects.all().delete()
            for code in ("220421", "220422"):
                Place.objects.create(**{**COUNTY, "code": code})

        for _ in range(2):
            anew()
            once(make)
            assert list(Place.objects.values_list("pk", "name")) == [("220422", "东辽")]

    def test_it_is_made_where_the_same_rows_say_something_else(self, once: Any) -> None:
        for name in ("东辽县", "东丰县"):
            Place.objects.all().delete()
            Place.objects.create(**{**COUNTY, "name": name})
            once(lambda: Place.objects.update(former_name="旧县"))

            assert Place.objects.values_list("name", "former_name").get() == (name, "旧县")

    def test_what_writes_in_a_way_of_its_own_is_made_each_time(self, once: Any) -> None:
        made: list[str] = []

        def make() -> None:
            made.append("again")
            with connection.cursor() as cursor:
                cursor.execute("WITH one AS (SELECT 1) SELECT * FROM one")

        once(make)
        once(make)

        assert len(made) == 3
