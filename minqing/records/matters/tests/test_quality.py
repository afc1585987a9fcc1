"""Doubts about monitoring data: each rule finds what it says and nothing else; many files cost no more queries than one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from minqing.conftest import World
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.monitor import MonitorMeasure, MonitorRisk
from minqing.records.matters.models.monitor_member import MonitorMember
from minqing.records.matters.monitoring import members as monitor_members
from minqing.records.matters.monitoring import quality
from minqing.records.matters.tests.monitored import helped, lead, proposed, recognised, sheet, take, until
from minqing.records.people.models import GroupSpan, Household, Resident
from tests.remembering import remembered

DAY = date(2026, 3, 6)
SOUND = {
    "education": "primary", "schooling": "", "health": "well", "labour": "common", "work_place": "", "work_months": None, "insurance": "resident",
    "serious_insurance": False, "pension": "resident",
}  # fmt: skip


def found(matter: Matter, on: date) -> dict[str, tuple[str, ...]]:
    loaded = Matter.objects.select_related("household", "place").filter(pk=matter.pk)
    return {doubt.rule.key: doubt.whom for doubt in quality.doubts(quality.files(loaded, on=on)[0])}


@pytest.fixture
def sound(world: World) -> tuple[World, Matter, date]:
    """A recognised household of which nothing is doubtful: grown-ups who cannot work hard, a measure, a telephone."""
    return world, *remembered("sound", lambda: _sound(world))


def _sound(world: World) -> tuple[Matter, date]:
    home = world.homes["王德福"]
    for resident in home.residents.all():
        resident.change(by=world.users["linxiaohe"], on=DAY, birth="1956-03-02", phones="13800000000" if resident.is_head else "")
    Household.objects.filter(pk=home.pk).update(phones=None)
    GroupSpan.objects.filter(household=home).delete()
    matter, day = until(world, lead(world, DAY, household=home), "announce", DAY)
    rows = {resident.pk: {**SOUND, "labour": "weak"} for resident in home.residents.all()}
    monitor_members.keep(matter, rows, by=world.users["linxiaohe"], on=day)
    helped(world, matter, day)
    return matter, day


def _member(**new: Any) -> Callable[[Matter], object]:
    return lambda matter: MonitorMember.objects.filter(matter=matter, resident__relation="02").update(**new)


def _resident(**new: Any) -> Callable[[Matter], object]:
    return lambda matter: Resident.objects.filter(household=matter.household_id, relation="02").update(**new)


def _risk(risk: str, **more: Any) -> Callable[[Matter], object]:
    return lambda matter: MonitorRisk.objects.create(matter=matter, risk=risk, found_on=DAY, **more)


def _group(group: str) -> Callable[[Matter], object]:
    def enter(matter: Matter) -> None:
        home = matter.household
        assert home is not None
        GroupSpan.objects.create(household=home, place_id=home.place_id, county=home.county, group=group, from_on=DAY)

    return enter


def _amounts(**written: str) -> Callable[[Matter], object]:
    def write(matter: Matter) -> None:
        last = matter.income_sheets.get()
        last.lines.all().delete()
        for item, amount in written.items():
            last.lines.create(item=item, amount=Decimal(amount))

    return write


def _second_head(matter: Matter) -> None:
    Resident.objects.filter(household=matter.household_id).exclude(relation="02").update(relation="02")


def _two_spouses(matter: Matter) -> None:
    Resident.objects.filter(household=matter.household_id).update(relation="10")


def _same_sex(matter: Matter) -> None:
    Resident.objects.filter(household=matter.household_id).update(sex="男")


def _number(number: str) -> Callable[[Matter], object]:
    def write(matter: Matter) -> None:
        head = Resident.objects.get(household=matter.household_id, relation="02")
        head.id_number = number
        head.rekey()
        head.save()

    return write


def _twice(matter: Matter) -> None:
    other = Resident.objects.exclude(household=matter.household_id).first()
    assert other is not None
    Resident.objects.filter(household=matter.household_id, relation="02").update(id_number=other.id_number, id_key=other.id_key)


def _no_measure(matter: Matter) -> None:
    MonitorMeasure.objects.filter(matter=matter).delete()


def _workers(matter: Matter) -> None:
    MonitorMember.objects.filter(matter=matter).update(labour="common")


SPOILT: dict[str, Callable[[Matter], object]] = {
    "bad_number": _number("220422195603020010"),
    "number_twice": _twice,
    "card_length": _number("2204221956030200"),
    "one_head": _second_head,
    "one_spouse": _two_spouses,
    "spouse_sex": _same_sex,
    "schooling": _member(education=""),
    "insurance": _member(insurance="both"),
    "work": _member(work_place="长春"),
    "phone": _resident(phones=None),
    "no_measure": _no_measure,
    "no_developing": _workers,
    "ill_paid_nothing": _amounts(farm="900"),
    "school": _risk("school"),
    "house": _risk("house"),
    "water": _risk("water"),
    "disaster": _risk("disaster"),
    "labour": lambda matter: (_risk("labour")(matter), _member(labour="skilled")(matter)),
    "job": _risk("job"),
    "benefit": _group("低保"),
    "wage": _amounts(wage_work="50", self_medical="9"),
    "labour_age": lambda matter: (_resident(birth="1990-01-01")(matter), _member(labour="none")(matter)),
}


class TestRules:
    def test_a_sound_file_has_none(self, sound: tuple[World, Matter, date]):
        _, matter, _ = sound
        assert found(matter, date(2026, 6, 1)) == {}

    @pytest.mark.parametrize("key", SPOILT)
    def test_each_finds_what_it_says(self, sound: tuple[World, Matter, date], key: str):
        _, matter, _ = sound
        SPOILT[key](matter)
        on = date(2026, 10, 1)
        assert found(matter, on).get(key), key

    def test_of_a_household_not_recognised_what_is_unsafe_is_asked_about(self, world: World):
        home = world.homes["王德福"]
        matter = take(world, lead(world, DAY, household=home), "consent", DAY)
        _group("脱贫户")(matter)
        sheet(world, matter, DAY)
        matter = take(world, matter, "verify", DAY, housing="no")
        assert "unsafe" in found(matter, DAY)

    def test_a_release_with_gaps_is_found(self, world: World):
        matter, day = recognised(world, DAY)
        matter, day = until(world, proposed(world, helped(world, matter, day), date(2026, 9, 21)), "announce", date(2026, 9, 21))
        assert "released" not in found(matter, day)
        matter.income_sheets.filter(made_on__gt=date(2026, 9, 1)).delete()
        assert "released" in found(matter, day)

    def test_every_rule_has_its_test_and_its_words(self):
        assert set(SPOILT) | {"unsafe", "released"} == set(quality.BY_KEY)
        assert all(rule.words and rule.todo and rule.fields for rule in quality.RULES)

    def test_a_disability_card_of_twenty_characters_is_no_doubt(self, sound: tuple[World, Matter, date]):
        _, matter, _ = sound
        head = Resident.objects.get(household=matter.household_id, relation="02")
        _number(head.id_number.plain() + "41")(matter)
        assert not {"bad_number", "card_length"} & set(found(matter, date(2026, 6, 1)))

    def test_it_says_without_deciding(self, sound: tuple[World, Matter, date]):
        world, matter, day = sound
        SPOILT["schooling"](matter)
        fresh = Matter.objects.get(pk=matter.pk)
        life.move(
            fresh,
            "monitor.measure",
            by=world.users["linxiaohe"],
            on=day,
            sort="job",
            what="介绍活",
            person=world.users["linxiaohe"],
            from_on=day,
        )
        assert fresh.state == "helping"

    def test_many_cost_no_more_queries_than_one(self, world: World, django_assert_num_queries: Any):
        recognised(world, DAY)
        for name in ("王德福", "刘福贵", "张玉珍"):
            until(world, lead(world, DAY, household=world.homes[name]), "announce", DAY)
        matters = list(Matter.objects.filter(kind="monitor").select_related("household", "place"))
        with django_assert_num_queries(11):
            one = quality.files(matters[:1], on=DAY)
        with django_assert_num_queries(11):
            many = quality.files(matters, on=DAY)
        with django_assert_num_queries(0):
            assert [quality.doubts(file) for file in (*one, *many)]
