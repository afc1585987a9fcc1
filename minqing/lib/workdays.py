"""Working days in China, with the make-up Saturdays and Sundays (调休).

The library knows the official calendar up to the year that the State Council has announced; for a year it only computes,
`is_announced` is false and a page warns. A county corrects single days through the table `WorkdayChange` (matters room).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def is_workday(day: date, changes: Mapping[date, bool] | None = None) -> bool:
    """Whether offices work on a day. `changes` (day → works) goes before the library."""
    if changes and day in changes:
        return changes[day]
    return bool(_calendar().is_working_day(day))


def add_workdays(day: date, count: int, changes: Mapping[date, bool] | None = None) -> date:
    """The day `count` working days after `day`, which itself does not count (民法典 art. 201). `count` is at least 1."""
    if count < 1:
        raise ValueError("at least one working day")
    while count:
        day += timedelta(days=1)
        count -= is_workday(day, changes)
    return day


def workdays_between(first: date, last: date, changes: Mapping[date, bool] | None = None) -> int:
    """Working days after `first` up to and including `last`; negative when `last` is earlier."""
    if last < first:
        return -workdays_between(last, first, changes)
    return sum(is_workday(first + timedelta(days=n), changes) for n in range(1, (last - first).days + 1))


@lru_cache(maxsize=64)
def is_announced(year: int) -> bool:
    """Whether the library has the State Council's own list of a year, with its make-up days; otherwise it only computes."""
    calendar = holidays.country_holidays("CN", years=year)
    return any(day.year == year for day in calendar.weekend_workdays)
