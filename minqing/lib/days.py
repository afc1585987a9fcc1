"""Days as people say them: 后天, 下周三, 15号, 月底, 半个月后, 5月20日前.

Counted from the day of writing; weeks begin on Monday. `X前` is X itself. Only days after the day of writing are given.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from minqing.lib.numerals import parse_amount

_N = r"(?:\d{1,3}|[一二两俩仨三四五六七八九十]{1,3})"
_WEEK = r"(?:周|礼拜|星期)"
# Feasts of the lunar calendar named by month and day: 六月六, 三月三.
_LUNAR = re.compile(r"([二三五六七八九])月\1(?![号日十])")
_DAY = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(i + 1): i for i in range(7)}
_NEW_YEAR = {  # Spring Festival; the lunar calendar cannot be had from the date alone
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A day said in a text: where, and which day."""

    start: int
    end: int
    on: date


def find(text: str, *, written_on: date) -> list[Said]:
    """The coming days said in the text, in order. Recurring days (每周二) and days gone by are left out."""
    out: list[Said] = []
    taken = bytearray(len(text) + 1)
    for pattern, reckon in _RULES:
        for m in pattern.finditer(text):
            if any(taken[m.start() : m.end()]):
                continue
            taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
            if _recurs(text, m):
                continue
            try:
                on = reckon(m, written_on)
            except (ValueError, OverflowError):
                continue
            if on and on > written_on:
                out.append(Said(m.start(), m.end(), on))
    return sorted(out, key=lambda s: s.start)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _recurs(text: str, m: re.Match[str]) -> bool:
    before = text[max(0, m.start() - 3) : m.start()]
    return bool(_LUNAR.match(text, m.start()) or re.search(r"每个?$|逢$|上个?$|每月$|每年$|去年$|前年$|隔$", before))


def _number(words: str) -> int:
    return int(parse_amount(words).value)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _tomorrow(m: re.Match[str], day: date) -> date:
    steps = 3 if m[0][0] in "大外" else 1 if m[0].startswith("明") else 2
    return day + timedelta(steps)


def _in_days(m: re.Match[str], day: date) -> date:
    return day + timedelta(_number(m["n"]))


def _in_hours(m: re.Match[str], day: date) -> date:
    return day + timedelta(-(-_number(m["n"]) // 24))


def _in_weeks(m: re.Match[str], day: date) -> date:
    return day + timedelta(7 * _number(m["n"]))


def _in_months(m: re.Match[str], day: date) -> date:
    if m["n"] == "半":
        return day + timedelta(15)
    return add_months(day, _number(m["n"]))


def _week_day(m: re.Match[str], day: date) -> date | None:
    which, name = m["which"] or "", m["day"]
    monday = day - timedelta(day.weekday())
    if which.startswith("下下"):
        return monday + timedelta(14 + (_DAY[name] if name else 0))
    if which.startswith("下"):
        return monday + timedelta(7 + (_DAY[name] if name else 0))
    if which:
        return monday + timedelta(_DAY[name] if name else 6)
    if not name:
        return None
    ahead = (_DAY[name] - day.weekday()) % 7
    return day + timedelta(ahead or 7)


def _month_day(m: re.Match[str], day: date) -> date:
    month, number = _number(m["month"]), _number(m["day"])
    if m["year"]:
        return date(int(m["year"]), month, number)
    this = date(day.year, month, number)
    return this if this > day else date(day.year + 1, month, number)


def _day_of_month(m: re.Match[str], day: date) -> date | None:
    number, which = _number(m["day"]), m["which"] or ""
    if which.startswith("下"):
        return add_months(day.replace(day=1), 1).replace(day=number)
    if which:
        return day.replace(day=number)
    for months in range(3):
        first = add_months(day.replace(day=1), months)
        if number <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=number) > day:
            return first.replace(day=number)
    return None


def _edge_of_month(m: re.Match[str], day: date) -> date:
    which, edge = m["which"] or "", m["edge"]
    if which.startswith("下"):
        first = add_months(day.replace(day=1), 1)
    elif m["month"]:
        month = _number(m["month"])
        first = date(day.year + (month < day.month), month, 1)
    else:
        first = day.replace(day=1)
    on = _edge(first, edge)
    # 月初 said in the middle of a month is the next one
    return on if on > day or which or m["month"] else _edge(add_months(first, 1), edge)


def _edge(first: date, edge: str) -> date:
    if edge in {"初", "上旬", "头"}:
        return first
    if edge in {"中", "中旬"}:
        return first.replace(day=15)
    return first.replace(day=21) if edge == "下旬" else _month_end(first.year, first.month)


def _next_month(m: re.Match[str], day: date) -> date:
    return add_months(day.replace(day=1), 1)


_FEASTS = {
    "元旦": (1, 1), "三八": (3, 8), "妇女": (3, 8), "五一": (5, 1), "劳动": (5, 1), "六一": (6, 1), "儿童": (6, 1), "七一": (7, 1), "建党": (7, 1),
    "八一": (8, 1), "建军": (8, 1), "教师": (9, 10), "国庆": (10, 1), "十一": (10, 1),
}  # fmt: skip


def _feast(m: re.Match[str], day: date) -> date | None:
    if m[0].startswith("春节"):
        days = [date(y, *_NEW_YEAR[y]) for y in (day.year, day.year + 1) if y in _NEW_YEAR]
        return next((d for d in days if d > day), None)
    month, number = _FEASTS[m[0][:2]]
    this = date(day.year, month, number)
    return this if this > day else date(day.year + 1, month, number)


def _year_end(m: re.Match[str], day: date) -> date:
    return date(day.year, 12, 31)


_Reckon = Callable[[re.Match[str], date], date | None]


def _rules() -> Iterator[tuple[re.Pattern[str], _Reckon]]:
    def rule(pattern: str, reckon: _Reckon) -> tuple[re.Pattern[str], _Reckon]:
        return re.compile(pattern), reckon

    in_or_after = r"(?:之内|以内|内|之后|以后|后|过后)"
    yield rule(
        r"[大外]后[天日儿朝]个?|明后[天日]|明儿个|明[天日早晚儿个朝](?!廷|代)|(?<![最然以之此今随事午饭背先往落])后[天日儿朝]个?(?![期女子黑亮])|(?<![最背今以])后[早晚]",
        _tomorrow,
    )
    yield rule(rf"(?P<n>{_N})个?(?:工作)?[天日]{in_or_after}", _in_days)
    yield rule(r"(?<![难不])过(?P<n>[三四五六七八九十]|\d{1,2})[天日](?=再|就|来|去|给|回|上|我|派|，|。)", _in_days)
    yield rule(rf"(?P<n>{_N})个?小时(?:之内|以内|内)", _in_hours)
    yield rule(rf"(?P<n>{_N})个?{_WEEK}{in_or_after}", _in_weeks)
    yield rule(rf"(?P<n>(?:{_N}|半)(?=个)|[半俩仨两])个?月{in_or_after}", _in_months)
    yield rule(
        rf"(?:(?P<which>下下个?|下个?|本|这个?)|(?<![一两三四五六七八九十每个\d上])){_WEEK}(?P<day>[一二三四五六日天末1-7])(?![岁边]|[次趟]|回(?=[，。、了]|$)|[一二三四五六日][^，。]{{0,2}}[次回])",
        _week_day,
    )
    yield rule(rf"(?P<which>下下个?|下个?){_WEEK}(?P<day>)", _week_day)
    yield rule(rf"(?P<which>本|这个?){_WEEK}(?P<day>)(?:之?内|底|末)", _week_day)
    yield rule(
        rf"(?:(?P<year>20\d\d)年)?(?<![\d个])(?P<month>{_N})月份?(?P<day>\d{{1,2}}(?![\d个%户人元斤亩天])|{_N}(?=[日号]))[日号]?",
        _month_day,
    )
    yield rule(
        r"(?:(?P<which>下个?月|本月|这个?月)|(?<![\d一二三四五六七八九十第.月/]))(?P<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?|(?<=月)[一二三四五六七八九]"
        r"|[一二三四五六七八九](?=号(?:之前|以前|前|那天|上午|下午|早上|上门|去|来|再)))"
        r"[号日](?![楼栋院线桥门机坝棚岗地厅房店库井车泵点人单文内后常记子])",
        _day_of_month,
    )
    yield rule(
        rf"(?:(?P<which>下个?月|本月|这个?月)|(?P<month>{_N})月份?|(?<![个一二三四五六七八九十\d正腊每])月)(?P<edge>底|末|尾|初|中旬|上旬|下旬|中|内)(?![间学华央科])",
        _edge_of_month,
    )
    yield rule(r"下个?月(?!.{0,2}[号日])", _next_month)
    yield rule(
        r"元旦|国庆节?(?=前|之前|放假|后|节)|五一(?=前|节|之前|后)|劳动节|(?:建党|建军|教师|儿童|妇女)节(?=前|之前|那天|当天|再)|"
        r"[六七八]一(?=前|之前|节|那天)|(?<![二三四五六七八九\d初])十一(?=前|之前|放假|假期|长假|过后|那天)|三八(?=前|之前|节|那天)|春节(?=前|之前)",
        _feast,
    )
    yield rule(r"(?:今年)?年[底末](?=前|之前|以前|完成|建成|完工|交付|验收|通)", _year_end)


_RULES = tuple(_rules())


def in_words(day: date, today: date) -> str:
    """A day in a sentence: `3月8日`, with the year when it is not this one.

    >>> in_words(date(2027, 1, 18), date(2027, 3, 1)), in_words(date(2027, 1, 18), date(2026, 11, 21))
    ('1月18日', '2027年1月18日')
    """
    said = f"{day.month}月{day.day}日"
    return said if day.year == today.year else f"{day.year}年{said}"


def span_words(span: timedelta) -> str:
    """How long, as people say it: `20 分钟`, `1 小时 20 分`, `2 天 3 小时`; from ten days on whole days."""
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60
    if days >= 10:
        return f"{days} 天"
    if days >= 2:
        return f"{days} 天 {hours % 24} 小时" if hours % 24 else f"{days} 天"
    if not hours:
        return f"{minutes} 分钟"
    return f"{hours} 小时 {minutes % 60} 分" if minutes % 60 else f"{hours} 小时"
