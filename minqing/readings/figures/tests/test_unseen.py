"""Households of key groups not met for longer than agreed, and that it is what 今天 lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from minqing.ground.staff.scope import Scope
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.people.models import GroupSpan
from minqing.records.visits.models import Visit, VisitRhythm
from minqing.records.visits.models.visit import Called
from minqing.records.visits.unseen import not_seen_for_long

ON = date(2026, 4, 22)


@pytest.fixture
def rules(world: Any) -> Any:
    GroupSpan.objects.all().delete()
    VisitRhythm.objects.all().delete()
    for group, days in (("低保", 30), ("残疾", 60)):
        VisitRhythm.objects.create(region="", group=group, days=days, from_on=date(2020, 1, 1), source="示例")
    for head, group in (("李桂兰", "低保"), ("王德福", "残疾"), ("刘福贵", "低保"), ("贾永年", "残疾"), ("李桂兰", "残疾")):
        home = world.homes[head]
        GroupSpan.objects.create(household=home, place_id=home.place_id, county=home.county, group=group)
    return world


def met(world: Any, head: str, days_ago: int, *, met: bool = True) -> None:
    home = world.homes[head]
    day = ON - timedelta(days=days_ago)
    Visit.objects.record(
        by=world.users["linxiaohe"], place=home.place, visited_on=day, words="走访", today=ON, calls=[Called(home, met=met)]
    )


def late(place: str = "220422") -> set[str]:
    return {home.head_name for home in FIGURES["visit.unseen"].rows(place, ON, ON)}


class TestUnseen:
    def test_it_counts_from_the_day_after_the_last_allowed(self, rules: Any) -> None:
        met(rules, "李桂兰", 30)
        met(rules, "刘福贵", 31)
        met(rules, "王德福", 60)
        met(rules, "贾永年", 3, met=False)

        assert late() == {"刘福贵", "贾永年"}
        assert late("220422102209") == {"刘福贵"}

    def test_a_place_below_may_have_its_own_rhythm(self, rules: Any) -> None:
        VisitRhythm.objects.create(region="220422102209", group="低保", days=7, from_on=date(2026, 1, 1), source="村规")
        VisitRhythm.objects.create(region="2204", group="残疾", days=10, from_on=date(2026, 1, 1), source="市里")
        met(rules, "李桂兰", 9)
        met(rules, "刘福贵", 5)
        met(rules, "王德福", 10)
        met(rules, "贾永年", 11)

        assert late() == late("22") == {"李桂兰", "贾永年"}
        assert late("220422102209") | late("220422102210") == late()

    def test_it_is_what_today_lists(self, rules: Any) -> None:
        met(rules, "李桂兰", 45)
        met(rules, "王德福", 61)
        scope = Scope(rules.users["linxiaohe"], ON)

        listed, count = not_seen_for_long(scope, ON)

        assert {unseen.household.head_name for unseen in listed} == late("220422102209")
        assert count == FIGURES["visit.unseen"].value("220422102209", ON, ON)
