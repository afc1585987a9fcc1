"""Reading a pasted list of days: `2027-02-06 上班`, `2027年2月10日至17日 放假`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from minqing.lib.refusal import NotNow

MOST_DAYS, LONGEST_SPAN = 200, 31
_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_LINE = re.compile(
    rf"{_DAY}(?:\s*(?:至|到|~|—|－)\s*(?:{_DAY}|(?:(\d{{1,2}})\s*月)?\s*(\d{{1,2}})\s*日?))?\s*[（(]?[^\d（(]*?(班|假|休)\S*$"
)


def read(text: str) -> dict[date, bool]:
    """Day → whether offices work. Raises NotNow naming the line that cannot be read."""
    found: dict[date, bool] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            first, last, works = _read_line(line.strip(), number)
            found |= {first + timedelta(days=n): works for n in range((last - first).days + 1)}
    if not found:
        raise NotNow("一行写一个日子，像：2027-02-06 上班。")
    if len(found) > MOST_DAYS:
        raise NotNow(f"一次最多 {MOST_DAYS} 天，分几次贴。")
    return found


def _read_line(line: str, number: int) -> tuple[date, date, bool]:
    match = _LINE.match(line)
    if match is None:
        raise NotNow(f"第 {number} 行看不懂：「{line[:30]}」。写成 2027-02-06 上班，或 2027-02-10 到 2027-02-17 放假。")
    year, month, day, year2, month2, day2, month3, day3, word = match.groups()
    try:
        first = date(int(year), int(month), int(day))
        last = first
        if year2:
            last = date(int(year2), int(month2), int(day2))
        elif day3:
            last = date(first.year, int(month3 or month), int(day3))
    except ValueError:
        raise NotNow(f"第 {number} 行没有这一天：「{line[:30]}」。") from None
    if not 0 <= (last - first).days <= LONGEST_SPAN:
        raise NotNow(f"第 {number} 行的日子写反了，或者太长：「{line[:30]}」。")
    return first, last, word == "班"
