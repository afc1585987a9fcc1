"""Tallies never lie: with and without the worker, half worked off, after corrections."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from minqing.ground.journal.models import FollowUp
from minqing.readings.figures import keeping, tallying
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.models import Tally
from minqing.readings.figures.tests.exactness import TALLIED, assert_exact, drain_all, is_kept
from minqing.readings.figures.tests.seeding import LAST, Life
from minqing.records.matters import life as matters
from minqing.records.matters.models import Matter
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called


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
