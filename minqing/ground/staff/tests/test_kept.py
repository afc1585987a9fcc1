"""Counts that hold until something is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from minqing.ground.journal import note
from minqing.ground.staff.scope import Scope


@pytest.fixture
def counted(world: Any, settings: Any) -> Any:
    settings.KEEP_COUNTS = True
    cache.clear()
    yield world
    cache.clear()


class TestKept:
    def test_it_counts_once_until_the_journal_has_a_new_line(self, counted: Any) -> None:
        user, numbers = counted.users["linxiaohe"], iter(range(1, 9))

        def look(*asked: object) -> int:
            return Scope(user, counted.today).kept("seen", lambda: next(numbers), *asked)

        assert [look("a"), look("a"), look("b"), look("a")] == [1, 1, 2, 1]
        note("suggestion.make", user, by=user, on=counted.today, place="220422102209")
        assert [look("a"), look("b")] == [3, 4]

    def test_it_is_the_viewers_own(self, counted: Any) -> None:
        numbers = iter(range(1, 9))
        seen = [
            Scope(counted.users[name], counted.today).kept("seen", lambda: next(numbers))
            for name in ("linxiaohe", "zhouqiming", "linxiaohe")
        ]

        assert seen == [1, 2, 1]

    def test_nothing_counted_is_kept_too(self, counted: Any) -> None:
        numbers = iter([0, 1])
        scope = Scope(counted.users["linxiaohe"], counted.today)

        assert [scope.kept("none", lambda: next(numbers)) for _ in range(2)] == [0, 0]

    def test_asking_costs_one_query_however_much_is_kept_and_three_after_a_line(
        self, counted: Any, django_assert_num_queries: Any
    ) -> None:
        user = counted.users["linxiaohe"]
        for number in (2, 1, 3, 1):
            scope = Scope(user, counted.today)
            assert scope.postings
            with django_assert_num_queries(number):
                for name in ("a", "b", "c"):
                    scope.kept(name, lambda: 1)
            if number == 1:
                note("suggestion.make", user, by=user, on=counted.today, place="220422102209")


class TestOneRange:
    @pytest.mark.parametrize(
        ("at", "homes"),
        [("", 4), ("220422102209", 4), ("220422102209001", 2), ("2204", 4), ("220422102210", 0), ("22042210220", 4)],
    )
    def test_it_is_what_lies_in_both(self, world: Any, at: str, homes: int) -> None:
        from minqing.records.people.models import Household

        scope = Scope(world.users["linxiaohe"], world.today)

        assert scope.within(Household.objects.all(), "household.see", at=at).count() == homes
