"""Figures of disputes: counted by the day of the agreement, narrowed by class, and never a ghost in the month that was."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.readings.figures import tallying
from minqing.readings.figures.catalogue import FIGURES, find
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.disputing import DAY, drafted, opened, performing, talking

APRIL = ("220422", date(2026, 4, 1), date(2026, 4, 30))
MAY = ("220422", date(2026, 5, 1), date(2026, 5, 31))


def value(key: str, period: tuple[str, date, date] = APRIL) -> object:
    figure = find(key)
    live = figure.value(*period)
    if key in FIGURES:
        while draining.drain():
            pass
        assert tallying.value(figure, *period) == live, "a tally is another number"
    return live


@pytest.fixture
def tallies(world: World) -> World:
    """Kept months, so that every later change must carry through to them."""
    tallying.reconcile(today=date(2026, 6, 15))
    return world


class TestCounting:
    def test_it_counts_what_was_taken_up_settled_and_ended(self, tallies: World) -> None:
        by = tallies.users["weichanghe"]
        performing(tallies)
        life.move(talking(tallies), "dispute.oral", by=by, on=DAY, words="赔三百", terms={"amount": 300, "online": True})
        life.move(talking(tallies), "dispute.end", by=by, on=DAY, words="谈不拢", reason="stop_failed", told=["court"])
        drafted(tallies)

        expected = {
            "accepted": 4,
            "resolved": 2,
            "online": 1,
            "written": 1,
            "oral": 1,
            "other_way": 1,
            "carried": 1,
            "amount": 600,
        }
        assert {key: value(f"dispute.{key}") for key in expected} == expected
        assert value("dispute.success_share") == Decimal("50.0")

    def test_open_at_the_end_is_what_was_open_plus_taken_up_less_settled_less_ended(self, tallies: World) -> None:
        matter = talking(tallies)
        talking(tallies)
        life.move(matter, "dispute.oral", by=tallies.users["weichanghe"], on=date(2026, 5, 4), words="赔三百")

        assert (value("dispute.carried"), value("dispute.resolved"), value("dispute.resolved", MAY)) == (2, 0, 1)
        assert value("dispute.carried", MAY) == value("dispute.carried") + value("dispute.accepted", MAY) - 1

    def test_it_narrows_to_a_class_and_the_classes_add_up(self, tallies: World) -> None:
        performing(tallies)
        talking(tallies, details={"dispute_class": "land", "origin": "own"})

        assert (value("dispute.accepted.neighbour"), value("dispute.accepted.land"), value("dispute.accepted.family")) == (
            1,
            1,
            0,
        )
        assert (value("dispute.resolved.neighbour"), value("dispute.carried.land")) == (1, 1)
        assert value("dispute.resolved_cohort.neighbour") == 1
        assert find("dispute.written.neighbour").rows(*APRIL).count() == 1

    def test_not_kept_it_is_settled_no_more(self, tallies: World) -> None:
        matter = performing(tallies)
        assert value("dispute.resolved") == 1
        life.move(
            matter,
            "dispute.word",
            by=tallies.users["linxiaohe"],
            on=date(2026, 5, 20),
            party=matter.parties.first(),
            solved=False,
            words="没给",
        )

        assert (value("dispute.resolved"), value("dispute.amount"), value("dispute.carried", MAY)) == (0, 0, 1)

    def test_opened_again_by_the_asker_it_is_settled_no_more(self, tallies: World) -> None:
        matter = performing(tallies)
        for party in matter.parties.all():
            life.move(matter, "dispute.word", by=tallies.users["linxiaohe"], on=date(2026, 5, 2), party=party, solved=True)
        life.move(matter, "matter.again", by=tallies.users["linxiaohe"], on=date(2026, 5, 20), words="又占回去了")

        assert value("dispute.resolved") == 0

    def test_what_was_declined_or_excluded_is_in_none(self, tallies: World) -> None:
        by, other = tallies.users["weichanghe"], tallies.users["linxiaohe"]
        life.move(opened(tallies), "matter.drop", by=by, on=DAY, words="归法院")
        twice = performing(tallies)
        life.move(twice, "matter.exclude", by=by, on=DAY + timedelta(30), words="记了两回", reason="duplicate")
        assert value("dispute.accepted") == 1
        life.move(Matter.objects.get(pk=twice.pk), "matter.exclude_confirm", by=other, on=DAY + timedelta(31))

        assert (value("dispute.accepted"), value("dispute.resolved"), value("dispute.carried")) == (0, 0, 0)

    def test_prevented_counts_matters_and_people(self, tallies: World) -> None:
        life.move(
            talking(tallies), "dispute.prevent", by=tallies.users["weichanghe"], on=DAY, words="拉开了",
            details={"prevented": "crime", "prevented_people": 7},
        )  # fmt: skip

        assert (value("dispute.prevented"), value("dispute.prevented_crime"), value("dispute.prevented_people")) == (1, 1, 7)
