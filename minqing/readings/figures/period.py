"""Periods as offices speak of them: a month, or from a day to a day; and the one before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from minqing.lib.days import in_words
from minqing.lib.refusal import NotNow

MONTH = re.compile(r"(\d{4})-(\d{1,2})")


@dataclass(frozen=True)
class Period:
    """Both days included. `is_month` when it is exactly one calendar month, which is said shorter."""

    first: date
    last: date

    @classmethod
    def month(cls, day: date) -> Period:
        """The calendar month of a day."""
        return cls(day.replace(day=1), month_end(day))

    @classmethod
    def read(cls, query: Mapping[str, str], today: date) -> Period:
        """From `?month=2026-03` or `?from=2026-03-01&to=2026-03-15`; this month where nothing is said. Raises NotNow."""
        if query.get("from") or query.get("to"):
            return between(query.get("from", ""), query.get("to", ""))
        said = query.get("month", "")
        if not said:
            return cls.month(today)
        found = MONTH.fullmatch(said.strip())
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
            raise NotNow(f"月份「{said[:20]}」看不懂，写成 2026-03 这样。")
        return cls.month(date(int(found[1]), int(found[2]), 1))

    @property
    def is_month(self) -> bool:
        return self.first.day == 1 and self.last == month_end(self.first)

    @property
    def months(self) -> list[date]:
        """The first days of its months when it is made of whole ones; else nothing."""
        return months_from(self.first, self.last) if self.first.day == 1 and self.last == month_end(self.last) else []

    @property
    def title(self) -> str:
        """`2026年3月`, or `2026年3月1日到3月15日`."""
        first, last = self.first, self.last
        if self.is_month:
            return f"{first.year}年{first.month}月"
        until = in_words(last, first)
        return f"{first.year}年{first.month}月{first.day}日到{until}"

    def short(self, beside: Period) -> str:
        """Beside another period: `2月`, `去年3月`, `上一段`."""
        if not self.is_month:
            return "去年同期" if self.first.year < beside.first.year and self.first.month == beside.first.month else "上一段"
        if self.first.year == beside.first.year:
            return f"{self.first.month}月"
        return f"{'去' if self.first.year == beside.first.year - 1 else self.first.year}年{self.first.month}月"

    def before(self) -> Period:
        """The month before; for other periods the same number of days just before."""
        if self.is_month:
            return Period.month(self.first - timedelta(days=1))
        return Period(self.first - (self.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))

    def year_before(self) -> Period:
        """The same days of last year; 29 February becomes the 28th."""
        if self.is_month:
            return Period.month(self.first.replace(year=self.first.year - 1))
        return Period(_last_year(self.first), _last_year(self.last))

    def until(self, today: date) -> date:
        """The day on which a stock is counted: the last day, but none that is still to come."""
        return max(self.first, min(self.last, today))

    @property
    def query(self) -> str:
        """As the address says it."""
        if self.is_month:
            return f"month={self.first:%Y-%m}"
        return f"from={self.first.isoformat()}&to={self.last.isoformat()}"


def between(first: str, last: str) -> Period:
    """From two ISO days. Raises NotNow, saying which one is wrong."""
    days = []
    for word, name in ((first, "从哪天"), (last, "到哪天")):
        try:
            days.append(date.fromisoformat(word.strip()))
        except ValueError:
            raise NotNow(f"「{name}」写的是「{word[:20]}」，看不懂，写成 2026-03-01 这样。") from None
    if days[0] > days[1]:
        raise NotNow(f"从 {days[0]} 到 {days[1]}，起止写反了。")
    if days[0].year < 1900 or days[1].year > 2199:
        raise NotNow("年份不对，看看是不是写错了。")
    return Period(*days)


def _last_year(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_from(first: date, last: date) -> list[date]:
    """The first days of the months from one day's to another's."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = month_end(month) + timedelta(days=1)
    return months
