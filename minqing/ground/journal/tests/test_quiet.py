"""Counts that hold until something that concerns them is written."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.cache import cache

from minqing.ground.journal import note, quiet

VILLAGES = ("220422102209", "220422102210", "220422101201")


@pytest.fixture
def wrote(world: Any, settings: Any) -> Any:
    """Writes a line at a place."""
    settings.KEEP_COUNTS = True
    cache.clear()
    user = world.users["linxiaohe"]
    yield lambda place, thing=user: note("suggestion.make", thing, by=user, on=world.today, place=place)
    cache.clear()


class TestKept:
    @pytest.mark.parametrize(
        ("place", "again"),
        [("220422102209", True), ("220422102209001", True), ("220422", True), ("", True), ("220422101201", False), ("421111001201", False)],
    )  # fmt: skip
    def test_it_counts_again_after_what_was_done_at_its_places(self, wrote: Any, place: str, again: bool) -> None:
        numbers = iter(range(9))

        def look() -> int:
            return quiet.kept("seen", lambda: next(numbers), at=("220422102",))

        assert [look(), look()] == [0, 0]
        wrote(place)
        assert look() == (1 if again else 0)
        assert look() == (1 if again else 0)

    def test_a_place_that_was_changed_concerns_all(self, wrote: Any, world: Any) -> None:
        numbers = iter(range(9))
        quiet.kept("seen", lambda: next(numbers), at=("421111",))
        wrote("220422102209", world.homes["李桂兰"].place)

        assert quiet.kept("seen", lambda: next(numbers), at=("421111",)) == 1

    def test_a_line_that_is_seen_late_counts(self, wrote: Any, monkeypatch: Any) -> None:
        """Made before the last line that the count knew of, visible only afterwards: another writer's longer transaction."""
        from minqing.ground.journal.models import Event

        wrote("421111001201")
        early = Event.objects.latest("id")
        wrote("220422102209")
        seen = Event.objects.exclude(pk=early.pk)
        numbers = iter(range(9))
        with monkeypatch.context() as patch:
            patch.setattr(quiet.Event, "objects", seen)
            quiet.kept("seen", lambda: next(numbers), at=("421111",))
        wrote("220422102209")

        assert quiet.kept("seen", lambda: next(numbers), at=("421111",)) == 1

    def test_it_holds_in_a_rush_elsewhere(self, wrote: Any, monkeypatch: Any) -> None:
        """More lines in the last seconds than are looked at: those that were there when it was counted are not new."""
        monkeypatch.setattr(quiet, "MOST_LINES", 4)
        numbers = iter(range(9))

        def look() -> int:
            return quiet.kept("seen", lambda: next(numbers), at=("421111",))

        for _ in range(9):
            wrote("220422102209")
        assert look() == 0
        for _ in range(4):
            wrote("220422102209")
            assert look() == 0
        for _ in range(5):
            wrote("220422102209")
        assert look() == 1

    def test_in_more_than_can_be_looked_through_it_counts(self, wrote: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(quiet, "MOST_KEYS", 6)
        numbers = iter(range(9))
        for _ in range(9):
            wrote("220422102209")
        seen = []
        for lines in (1, 2, 9):
            seen.append(quiet.kept("seen", lambda: next(numbers), at=("421111",)))
            for _ in range(lines):
                wrote("220422102209")
        seen.append(quiet.kept("seen", lambda: next(numbers), at=("421111",)))
        assert seen == [0, 1, 2, 3]


class TestKeptByPlace:
    def test_it_always_says_what_counting_says(self, wrote: Any) -> None:
        chance = random.Random(7)
        things: Counter[str] = Counter()
        counted: list[Sequence[str] | None] = []

        def count(leaves: Sequence[str] | None) -> dict[str, Counter[str]]:
            counted.append(leaves)
            return {
                place: Counter(n=number) for place, number in things.items() if number and (leaves is None or place in leaves)
            }

        for _ in range(40):
            for place in chance.sample(VILLAGES, chance.randrange(3)):
                things[place] = chance.randrange(4)
                wrote(place + chance.choice(["", "001"]))
            found = quiet.kept_by_place("things", count, at=("220422",))

            assert found["n"] == things.total()
        assert counted[0] is None
        assert None not in counted[1:]

    @pytest.mark.parametrize("lines", [quiet.MOST_LINES + 1, 1])
    def test_it_counts_all_where_too_much_was_written_or_above_the_villages(self, wrote: Any, lines: int) -> None:
        told: list[Sequence[str] | None] = []

        def count(leaves: Sequence[str] | None) -> dict[str, Counter[str]]:
            told.append(leaves)
            return {}

        quiet.kept_by_place("things", count, at=("220422",))
        for _ in range(lines):
            wrote("220422102209" if lines > 1 else "220422102")
        quiet.kept_by_place("things", count, at=("220422",))

        assert told == [None, None]

    def test_what_the_caller_does_to_the_sum_is_its_own(self, wrote: Any) -> None:
        for _ in range(2):
            found = quiet.kept_by_place("things", lambda leaves: {"220422102209": Counter(a=1, b=2)})
            assert found.pop("a") == 1
            assert found == {"b": 2}
