"""Tallies found wrong and mended, at every level, after codes changed; and what is made of them says the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from minqing.ground.journal.models import FollowUp
from minqing.ground.places import renumbering
from minqing.ground.places.models import Place
from minqing.readings.figures import board, counting, keeping, tallying
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Figure
from minqing.readings.figures.models import Tally
from minqing.readings.figures.period import Period
from minqing.readings.figures.tests.exactness import PLACES, assert_exact, drain_all, is_kept
from minqing.readings.figures.tests.seeding import FIRST, LAST, Life
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called


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
