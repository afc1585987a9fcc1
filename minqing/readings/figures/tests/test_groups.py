"""What an office means by the people and the households of a group."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from minqing.readings.figures import counting
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.catalogue.groups import GROUP_FIGURES
from minqing.records.people.models import GroupSpan, Household, Resident

ON = date(2026, 3, 31)
VILLAGE = "220422102209"


@pytest.fixture
def homes(world: Any) -> dict[str, Household]:
    GroupSpan.objects.all().delete()
    return world.homes


def mark(home: Household, group: str, *names: str, since: date | None = None, until: date | None = None) -> None:
    """Put people of a household into a group, or the household as a whole where none is named."""
    people: list[Any] = [Resident.objects.get(household=home, name=name) for name in names] or [None]
    for resident in people:
        GroupSpan.objects.create(
            household=home, resident=resident, place_id=home.place_id, county=home.county, group=group, from_on=since, to_on=until
        )


def names(home: Household) -> list[str]:
    return list(home.residents.order_by("pk").values_list("name", flat=True))


def said(key: str, on: date = ON) -> Any:
    value = FIGURES[f"group.{key}"].value(VILLAGE, on.replace(day=1), on)
    together = counting.count(GROUP_FIGURES, VILLAGE, on.replace(day=1), on)
    assert together[f"group.{key}"] == value
    return value


class TestPeople:
    def test_persons_are_counted_by_name(self, homes: dict[str, Household]) -> None:
        mark(homes["李桂兰"], "党员", *names(homes["李桂兰"])[:2])
        mark(homes["刘福贵"], "党员")

        assert said("党员.people") == 2
        assert said("党员.households") == 2

    def test_a_member_in_hardship_is_a_member_once(self, homes: dict[str, Household]) -> None:
        first, second, *_ = names(homes["李桂兰"])
        mark(homes["李桂兰"], "党员", first)
        mark(homes["李桂兰"], "困难党员", first, second)

        assert said("党员.people") == 2
        assert said("困难党员.people") == 2
        assert said("党员.households") == 1

    def test_support_for_a_whole_household_covers_what_the_ledger_states(self, homes: dict[str, Household]) -> None:
        Household.objects.filter(pk=homes["刘福贵"].pk).update(stated={"stated_covered": 2, "stated_members": 4})
        mark(homes["刘福贵"], "低保")
        mark(homes["王德福"], "低保")
        mark(homes["李桂兰"], "低保", *names(homes["李桂兰"]))
        rows = FIGURES["group.低保.people"].rows(VILLAGE, ON, ON)

        assert said("低保.people") == 3 + 2
        assert said("低保.households") == 3
        assert {row.counts for row in rows.filter(household=homes["王德福"])} == {0}

    def test_people_named_outweigh_the_household_as_a_whole(self, homes: dict[str, Household]) -> None:
        Household.objects.filter(pk=homes["刘福贵"].pk).update(stated={"stated_covered": 4})
        mark(homes["刘福贵"], "低保")
        mark(homes["刘福贵"], "低保", names(homes["刘福贵"])[0])

        assert said("低保.people") == 1
        assert said("低保.households") == 1

    def test_groups_settled_by_household_count_everybody(self, homes: dict[str, Household]) -> None:
        Household.objects.filter(pk=homes["张玉珍"].pk).update(stated={"stated_members": 3})
        mark(homes["李桂兰"], "脱贫户")
        mark(homes["王德福"], "脱贫户", names(homes["王德福"])[0])
        mark(homes["张玉珍"], "突发严重困难户")

        assert said("脱贫户.people") == 3 + 2
        assert said("脱贫户.households") == 2
        assert said("监测对象.people") == 3
        assert said("监测对象.households") == 1


class TestDays:
    def test_a_span_counts_while_it_lasts(self, homes: dict[str, Household]) -> None:
        mark(homes["李桂兰"], "残疾", names(homes["李桂兰"])[0], since=date(2026, 2, 10), until=date(2026, 3, 31))

        assert [
            said("残疾.people", on) for on in (date(2026, 2, 9), date(2026, 2, 10), date(2026, 3, 30), date(2026, 3, 31))
        ] == [0, 1, 1, 0]

    def test_whoever_left_counts_no_more(self, homes: dict[str, Household], world: Any) -> None:
        by = world.users["linxiaohe"]
        mark(homes["李桂兰"], "残疾", names(homes["李桂兰"])[-1])
        mark(homes["刘福贵"], "残疾", names(homes["刘福贵"])[0])
        people = FIGURES["people.residents"].value(VILLAGE, ON, ON)
        homes["李桂兰"].residents.get(name=names(homes["李桂兰"])[-1]).leave(why="迁出", by=by, on=date(2026, 3, 10))
        homes["刘福贵"].move_out(why="迁走", by=by, on=date(2026, 3, 20))

        assert [said("残疾.people", date(2026, 3, day)) for day in (9, 10, 19, 20)] == [2, 1, 1, 0]
        assert [said("残疾.households", date(2026, 3, day)) for day in (9, 10, 19, 20)] == [2, 1, 1, 0]
        assert FIGURES["people.residents"].value(VILLAGE, ON, ON) == people - 1 - 4
        assert FIGURES["people.households"].value(VILLAGE, ON, ON) == 3
        assert FIGURES["people.residents"].value(VILLAGE, date(2026, 3, 19), date(2026, 3, 19)) == people - 1
