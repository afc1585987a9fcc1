"""Tallies held against counts made live: every figure that keeps some, at every place, over every period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

from minqing.ground.journal import draining
from minqing.ground.journal.models import FollowUp
from minqing.readings.figures import counting, keeping, tallying
from minqing.readings.figures.figure import Number, plain
from minqing.readings.figures.period import month_end, months_from
from minqing.readings.figures.tests.seeding import FIRST, LEVELS

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
