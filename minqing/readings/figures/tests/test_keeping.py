"""Tallies never lie: with and without the worker, after corrections, after codes changed, after somebody tampered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from minqing.ground.journal import draining
from minqing.ground.journal.models import FollowUp
from minqing.ground.places import renumbering
from minqing.ground.places.models import Place
from minqing.readings.figures import board, counting, keeping, tallying
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Figure, Number, plain
from minqing.readings.figures.models import Tally
from minqing.readings.figures.period import Period, month_end, months_from
from minqing.readings.figures.tests.seeding import FIRST, LAST, LEVELS, Life
from minqing.records.matters import life as matters
from minqing.records.matters.models import Matter
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called

TALLIED = keeping.tallied()
PERIODS = [(month, month_end(month)) for month in months_from(FIRST, date(2026, 6, 1))]
PERIODS += [(FIRST, date(2026, 4, 30)), (date(2026, 3, 2), date(2026, 3, 31)), (date(2025, 12, 1), date(2026, 1, 31))]
PLACES = [place for place in LEVELS if place]


def drain_all() -> None:
    while draining.drain():
        pass
    assert not FollowUp.objects.filter(done_at=None).exists()


@dataclass(frozen=True)
class Days:
    """What was done day by day in each place, counted live. What a place says of a period is the sum of what lies within both."""

    numbers: dict[str, list[tuple[str, date, Number]]]

    @classmethod
    def counted(cls) -> Days:
        first, last = min(first for first, _ in PERIODS), max(last for _, last in PERIODS)
        rows = {
            figure.key: figure.source("", first, last)
            .values_list(figure.at, figure.day)
            .annotate(n=figure.total(last))
            .order_by()
            for figure in TALLIED
        }
        return cls({key: [(place, day, plain(number or 0)) for place, day, number in found] for key, found in rows.items()})

    def within(self, place: str, first: date, last: date) -> dict[str, Number]:
        return {
            key: sum(number for code, day, number in rows if code.startswith(place) and first <= day <= last)
            for key, rows in self.numbers.items()
        }


def assert_exact(places: list[str] = PLACES, *, third: int | None = None) -> None:
    """Kept and live are the same at every place in every period; `third` looks at the n-th third of them, for looks in a row.

    Live is one round over the days for all of them; one in eight is counted as a page would besides, for that takes its time.
    """
    days = Days.counted()
    for number, (place, (first, last)) in enumerate(list(product(places, PERIODS))[third or 0 :: 1 if third is None else 3]):
        said = tallying.values(TALLIED, place, first, last)
        assert said == days.within(place, first, last), (place, first, last)
        if number % 8 == 0:
            # Together, for a figure by itself says the same (test_catalogue) and a hundred queries take their time.
            assert said == counting.count(TALLIED, place, first, last), (place, first, last)


def is_kept(place: str, month: date) -> bool:
    return keeping.kept([place], [month]).sum("visit.persons", place, [month]) is not None


class TestExactness:
    @pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.once) for seed in (2, 3))])
    def test_it_holds_after_anything_with_the_worker(self, world: Any, seed: int) -> None:
        life = Life(world, seed)
        life.live(60)
        keeping.reconcile(today=LAST)
        for third in range(3):
            life.live(30)
            drain_all()
            assert_exact(third=third)

        assert keeping.reconcile(today=LAST).differences == []

    def test_it_holds_without_the_worker(self, world: Any) -> None:
        life = Life(world, 4)
        life.live(40)
        keeping.reconcile(today=LAST)
        drain_all()
        for third in range(3):
            life.live(10)
            assert_exact(third=third)

    @pytest.mark.once
    def test_it_holds_half_drained_in_any_order(self, world: Any) -> None:
        life = Life(world, 5)
        life.live(30)
        drain_all()
        keeping.reconcile(today=LAST)
        life.live(40)
        owed = list(FollowUp.objects.filter(done_at=None, task=keeping.TASK).select_related("event"))
        life.dice.shuffle(owed)
        for number, follow_up in enumerate(owed):
            keeping.refresh_cells([follow_up.event])
            FollowUp.objects.filter(pk=follow_up.pk).update(done_at=timezone.now())
            if number % 12 == 0:
                assert_exact(["220422", "220422102", "220422102209"], third=number // 12 % 3)

        assert_exact()
        assert keeping.reconcile(today=LAST).differences == []

    def test_it_counts_a_months_village_once_for_many_events(self, world: Any, monkeypatch: Any) -> None:
        life = Life(world, 6)
        life.live(30)
        keeping.reconcile(today=LAST)
        drain_all()
        life.live(60)
        counted: list[tuple[str, date]] = []
        refresh = keeping.refresh
        monkeypatch.setattr(keeping, "refresh", lambda *asked: (counted.append(asked[1:]), refresh(*asked)))
        owed = FollowUp.objects.filter(done_at=None, task=keeping.TASK).count()
        drain_all()

        assert len(counted) == len(set(counted)) < owed
        assert_exact()

    def test_it_uses_tallies_when_all_is_worked_off(self, world: Any, django_assert_num_queries: Any) -> None:
        Life(world).live(40)
        drain_all()
        keeping.reconcile(today=LAST)

        with django_assert_num_queries(2):
            tallying.values(TALLIED, "220422", date(2026, 3, 1), date(2026, 3, 31))

    def test_it_counts_little_that_is_owed_by_itself(self, world: Any, django_assert_max_num_queries: Any) -> None:
        life = Life(world)
        life.live(20)
        drain_all()
        keeping.reconcile(today=LAST)
        was = tallying.values(TALLIED, "220422", date(2026, 3, 1), date(2026, 3, 31))
        Visit.objects.record(
            by=life.users[0],
            place=world.homes["李桂兰"].place,
            visited_on=date(2026, 3, 31),
            words="走访",
            today=LAST,
            calls=[Called(world.homes["李桂兰"], persons=2)],
        )

        assert is_kept("220422", date(2026, 3, 1))
        # One round over the village's month, whatever the county holds.
        with django_assert_max_num_queries(12):
            now = tallying.values(TALLIED, "220422", date(2026, 3, 1), date(2026, 3, 31))
        assert now["visit.persons"] == was["visit.persons"] + 2
        assert_exact(["220422", "220422102209"])

    def test_it_counts_live_only_where_too_much_is_owed(self, world: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(keeping, "MOST_COUNTED", 0)
        life = Life(world)
        life.live(20)
        drain_all()
        keeping.reconcile(today=LAST)
        home = world.homes["李桂兰"]
        Visit.objects.record(
            by=life.users[0],
            place=home.place,
            visited_on=date(2026, 3, 31),
            words="走访",
            today=LAST,
            calls=[Called(home, persons=2)],
        )

        assert not is_kept("220422", date(2026, 3, 1))
        assert not is_kept("220422102209", date(2026, 3, 1))
        assert is_kept("220422102210", date(2026, 3, 1))
        assert is_kept("220422", date(2026, 4, 1))


class TestEdges:
    def test_first_and_last_day_of_a_month(self, world: Any) -> None:
        home = world.homes["李桂兰"]
        keeping.reconcile(today=LAST)
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
            Visit.objects.record(
                by=world.users["linxiaohe"],
                place=home.place,
                visited_on=day,
                words="走访",
                today=LAST,
                calls=[Called(home, persons=2)],
            )
        keeping.reconcile(today=LAST)
        drain_all()

        persons = FIGURES["visit.persons"]
        assert tallying.value(persons, "22", date(2026, 3, 1), date(2026, 3, 31)) == 4
        assert tallying.value(persons, "220422102209", date(2026, 2, 1), date(2026, 4, 30)) == 8
        assert tallying.value(persons, "220422102209001", date(2026, 3, 1), date(2026, 3, 31)) == 4
        assert tallying.value(persons, "220422102209002", date(2026, 3, 1), date(2026, 3, 31)) == 0
        assert is_kept("22", date(2026, 3, 1))
        assert is_kept("22", date(2026, 5, 1))

    def test_a_day_corrected_into_another_month_leaves_no_ghost(self, world: Any) -> None:
        home, by = world.homes["李桂兰"], world.users["linxiaohe"]
        visit = Visit.objects.record(
            by=by, place=home.place, visited_on=date(2026, 2, 28), words="走访", today=LAST, calls=[Called(home)]
        )
        keeping.reconcile(today=LAST)
        visit.correct(by=by, today=LAST, words="走访", visited_on=date(2026, 3, 1), kind="visit")
        drain_all()

        calls = FIGURES["visit.calls"]
        assert is_kept("220422", date(2026, 2, 1))
        assert tallying.value(calls, "220422", date(2026, 2, 1), date(2026, 2, 28)) == 0
        assert is_kept("220422", date(2026, 2, 1))
        assert tallying.value(calls, "220422", date(2026, 3, 1), date(2026, 3, 31)) == 1
        assert not Tally.objects.filter(key="visit.calls", month=date(2026, 2, 1)).exists()

    def test_a_matter_opened_again_leaves_the_month_in_which_it_ended(self, world: Any) -> None:
        home, by = world.homes["李桂兰"], world.users["linxiaohe"]
        matter = Matter.objects.open(kind="need", about="修灯", place=home.place, by=by, on=date(2026, 1, 5), household=home)
        matters.accept(matter, by=by, on=date(2026, 1, 6))
        matters.report_done(matter, by=by, on=date(2026, 2, 6), words="修好了")
        matters.judge(matter, solved=True, by=world.users["zhouqiming"], on=date(2026, 2, 8))
        keeping.reconcile(today=LAST)
        matter.step("matter.again", by=by, on=date(2026, 4, 8), words="又坏了")
        drain_all()

        assert tallying.value(FIGURES["matter.solved"], "220422", date(2026, 2, 1), date(2026, 2, 28)) == 0
        assert is_kept("220422", date(2026, 2, 1))

    def test_a_claim_put_down_leaves_the_month_in_which_it_was_made(self, world: Any) -> None:
        home, by = world.homes["李桂兰"], world.users["linxiaohe"]
        matter = Matter.objects.open(kind="wish", about="一床被子", place=home.place, by=by, on=date(2026, 1, 5), household=home)
        matter.step("wish.publish", by=by, on=date(2026, 1, 6))
        matters.claim(matter, by=by, on=date(2026, 2, 6))
        keeping.reconcile(today=LAST)
        matters.let_go(matter, by=by, on=date(2026, 4, 8), words="没空")
        drain_all()

        assert tallying.value(FIGURES["wish.claimed"], "220422", date(2026, 2, 1), date(2026, 2, 28)) == 0
        assert is_kept("220422", date(2026, 2, 1))

    def test_months_before_the_first_record_and_to_come_are_nothing(self, world: Any) -> None:
        Life(world).live(10)
        keeping.reconcile(today=LAST)

        assert tallying.value(FIGURES["visit.persons"], "22", date(2019, 1, 1), date(2019, 12, 31)) == 0
        assert tallying.value(FIGURES["visit.persons"], "22", date(2030, 1, 1), date(2030, 12, 31)) == 0


class TestReconcile:
    def test_it_finds_and_mends_what_is_wrong(self, world: Any) -> None:
        Life(world).live(40)
        drain_all()
        keeping.reconcile(today=LAST)
        right = {(t.key, t.place, t.month): t.number for t in Tally.objects.all()}
        wrong = Tally.objects.filter(key="visit.persons", place="220422102209").first()
        assert wrong is not None
        Tally.objects.filter(pk=wrong.pk).update(number=wrong.number + 3)
        gone = Tally.objects.filter(key="visit.entries", place="220422").first()
        assert gone is not None
        gone.delete()
        Tally.objects.filter(key="wish.claimed", place="220422102210", month=FIRST).delete()
        Tally.objects.create(key="wish.claimed", place="220422102210", month=FIRST, number=99)

        found = keeping.reconcile(today=LAST)

        cell = {"key": "visit.persons", "place": "220422102209", "month": f"{wrong.month:%Y-%m}"}
        assert {**cell, "was": wrong.number + 3, "is": wrong.number} in found.differences
        assert {cell["key"] for cell in found.differences} >= {"visit.persons", "visit.entries", "wish.claimed"}
        assert {(t.key, t.place, t.month): t.number for t in Tally.objects.all()} == right
        assert keeping.reconcile(today=LAST).differences == []

    def test_filling_for_the_first_time_is_no_difference(self, world: Any) -> None:
        Life(world).live(20)

        first = keeping.reconcile(today=LAST)

        assert first.differences == []
        assert first.filled[-1] == date(2026, 5, 1)
        assert keeping.reconcile(today=LAST).filled == []

    def test_a_fill_that_was_broken_off_is_not_read(self, world: Any) -> None:
        Life(world).live(20)
        keeping.reconcile(today=LAST)
        Tally.objects.filter(key=keeping.MARK, month=date(2026, 3, 1)).update(number=keeping.FILLING)
        Tally.objects.filter(month=date(2026, 3, 1)).exclude(key=keeping.MARK).delete()

        assert not is_kept("220422", date(2026, 3, 1))
        assert_exact(third=0)
        keeping.reconcile(today=LAST)
        assert_exact(third=1)

    def test_what_is_owed_is_not_a_difference_twice(self, world: Any) -> None:
        life = Life(world)
        life.live(20)
        keeping.reconcile(today=LAST)
        life.live(20)
        keeping.reconcile(today=LAST)
        drain_all()

        assert_exact(third=2)
        assert keeping.reconcile(today=LAST).differences == []


class TestLevels:
    def test_an_office_above_is_added_once(self, world: Any) -> None:
        """A township's own entry refreshed before a village's that was written earlier."""
        home, by = world.homes["李桂兰"], world.users["zhouqiming"]
        keeping.reconcile(today=LAST)
        for place in (home.place, Place.objects.get(pk="220422102")):
            Visit.objects.record(by=by, place=place, visited_on=date(2026, 4, 2), words="走访", today=LAST, calls=[Called(home)])
        for follow_up in FollowUp.objects.filter(task=keeping.TASK).order_by("-pk").select_related("event"):
            keeping.refresh_cells([follow_up.event])
        FollowUp.objects.update(done_at=timezone.now())

        assert is_kept("220422", date(2026, 4, 1))
        for code, number in (("220422102", 2), ("220422102209", 1), ("22", 2)):
            assert tallying.value(FIGURES["visit.calls"], code, date(2026, 4, 1), date(2026, 4, 30)) == number
        assert tallying.by_child(FIGURES["visit.calls"], "220422102", ["220422102209", "220422102210"], date(2026, 4, 1), date(2026, 4, 30)) == {
            "220422102209": 1, "220422102210": 0, "220422102": 1,
        }  # fmt: skip


class TestCodesThatChange:
    def test_it_holds_when_a_village_changes_its_code(self, world: Any) -> None:
        life = Life(world)
        life.live(50)
        keeping.reconcile(today=LAST)
        drain_all()
        life.live(5)
        renumbering.renumber("220422102209", "220422100209", by=world.users["hanxue"], on=date(2026, 4, 1))

        places = [*PLACES, "220422100209", "220422100209001"]
        assert not is_kept("220422100209", date(2026, 3, 1))
        assert_exact(places, third=0)
        drain_all()
        assert is_kept("220422100209", date(2026, 3, 1))
        assert_exact(places, third=1)
        assert keeping.reconcile(today=LAST).differences == []

    def test_it_holds_when_two_villages_become_one(self, world: Any) -> None:
        Life(world).live(50)
        keeping.reconcile(today=LAST)
        renumbering.merge("220422102210", "220422102209", by=world.users["hanxue"], on=date(2026, 4, 1))

        assert_exact(third=0)
        drain_all()
        assert is_kept("220422102209", date(2026, 3, 1))
        assert_exact(third=1)
        assert not Tally.objects.filter(place="220422102210").exists()


class TestByMonth:
    def test_it_is_the_same_live_and_kept(self, world: Any) -> None:
        Life(world).live(60)
        drain_all()
        persons = FIGURES["visit.persons"]
        assert isinstance(persons, Figure)
        months = tallying.year_until(date(2026, 4, 30))
        assert months[0] == date(2025, 5, 1)
        assert months[-1] == date(2026, 4, 1)
        live = tallying.by_month(persons, "220422", months)

        keeping.reconcile(today=LAST)

        assert tallying.by_month(persons, "220422", months) == live
        assert sum(live.values()) == persons.value("220422", FIRST, LAST)
        assert counting.by_month(persons, "220422", FIRST, LAST) == {m: n for m, n in live.items() if n}
        assert Period(FIRST, date(2026, 4, 30)).months == months[-4:]


class TestTheBoard:
    def test_it_says_the_same_whether_counts_are_kept_or_not(self, world: Any, settings: Any) -> None:
        cache.clear()
        life = Life(world, 3)
        place = Place.objects.get(pk="220422")
        for _ in range(6):
            life.live(12)
            said = {}
            for kept in (True, False):
                settings.KEEP_COUNTS = kept
                seen = board.sight(place, Period(date(2026, 3, 1), date(2026, 3, 31)), board.YEAR, LAST)
                said[kept] = [
                    (tile.label, tile.value, tile.note)
                    for group in board.board(seen).groups
                    for tile in (*group.tiles, *group.more)
                ]
            assert said[True] == said[False]
        cache.clear()
