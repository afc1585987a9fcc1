"""The figures of monitoring: what the procedure did in a month, and what stands on a day."""

from __future__ import annotations

from datetime import date, timedelta

from minqing import cast as demo
from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.readings.figures import tallying
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters import life
from minqing.records.matters.tests.monitored import helped, lead, proposed, recognised, until

DAY = date(2026, 3, 6)
KEYS = [key for key in FIGURES if key.startswith("monitor.") and key not in ("monitor.opened", "monitor.solved")]


def value(key: str, first: date, last: date, place: str = demo.ZHONGXIANG) -> int:
    figure = FIGURES[key]
    number = figure.value(place, first, last)
    rows = list(figure.printed(place, first, last))
    assert number == len(rows), key
    return int(number or 0)


class TestMonitoring:
    def test_a_year_of_one_household(self, world: World):
        matter, day = recognised(world, DAY)
        assert value("monitor.recognised", DAY, day) == value("monitor.recognised.edge", DAY, day) == 1
        assert value("monitor.recognised.unstable", DAY, day) == 0
        matter = helped(world, matter, day)
        assert value("monitor.measures_done", day, day + timedelta(days=20)) == 1
        matter, day = until(world, proposed(world, matter, date(2026, 9, 21)), "announce", date(2026, 9, 21))
        released_on = matter.details.released_on
        assert value("monitor.released", date(2026, 9, 1), date(2026, 12, 31)) == 1
        assert value("monitor.standing", DAY, released_on - timedelta(days=1)) == 1
        assert value("monitor.standing", DAY, released_on) == 0
        life.move(
            matter, "monitor.relapse", by=world.users["linxiaohe"], on=day + timedelta(days=30), words="又病了", risks=["illness"]
        )
        assert value("monitor.relapsed", day, day + timedelta(days=30)) == 1
        assert value("monitor.recognised", DAY, day + timedelta(days=30)) == 1
        assert value("monitor.standing.edge", DAY, day + timedelta(days=30), "2204") == 1

    def test_the_neighbour_counts_none_of_it(self, world: World):
        recognised(world, DAY)
        assert all(value(key, DAY, date(2026, 12, 31), demo.NEIGHBOUR) == 0 for key in KEYS)

    def test_the_tallies_say_the_same(self, world: World):
        tallying.reconcile(today=DAY)
        recognised(world, DAY)
        recognised_again = lead(world, DAY, household=world.homes["王德福"])
        until(world, recognised_again, "announce", DAY)
        while draining.drain():
            pass
        for place in (demo.ZHONGXIANG, demo.ANSHI, demo.DONGLIAO):
            for key in KEYS:
                figure = FIGURES[key]
                last = date(2026, 3, 31)
                assert tallying.values([figure], place, date(2026, 3, 1), last)[key] == figure.value(
                    place, date(2026, 3, 1), last
                )
