"""Days, counts and deadlines as people say them. Loaded into every template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from minqing.lib.days import in_words, span_words
from minqing.lib.paging import changed_address

register = template.Library()
WEEKDAYS = "一二三四五六日"
NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day_words(day: date, today: date) -> str:
    """`昨天`, `周五`, `下周三`, `3月8日`, `2024年3月8日`: the shortest that cannot be misread from `today`."""
    gap = (day - today).days
    if gap in NEAR:
        return NEAR[gap]
    weeks = (day.toordinal() - 1) // 7 - (today.toordinal() - 1) // 7
    if gap > 0 and weeks in (0, 1):
        return f"{'下' if weeks else ''}周{WEEKDAYS[day.weekday()]}"
    return in_words(day, today)


@register.filter
def said(value: date | datetime | None) -> SafeString | str:
    """A day as people say it, with the full date on hover."""
    if value is None:
        return ""
    day = _day(value)
    year, mark, rest = day_words(day, timezone.localdate()).rpartition("年")
    # Of another year it is too long for the narrow column of days: there it may break behind the year.
    words = format_html("{}年<wbr>{}", year, rest) if mark else rest
    return format_html('<time datetime="{}" title="{}">{}</time>', day.isoformat(), full_day(day), words)


@register.filter
def full_day(value: date | datetime | None) -> str:
    """`2024年3月8日 周五`."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """`3月8日`, with the year when it is another one."""
    if value is None:
        return ""
    return in_words(_day(value), timezone.localdate())


@register.filter
def beside(value: date | datetime | None) -> str:
    """The second line under a day said by `said`: what that does not say yet, the date or, where it says it, the weekday."""
    if value is None:
        return ""
    short = short_day(value)
    return weekday(value) if day_words(_day(value), timezone.localdate()) == short else short


@register.filter
def weekday(value: date | datetime | None) -> str:
    """`周五`."""
    return "" if value is None else f"周{WEEKDAYS[_day(value).weekday()]}"


@register.filter
def month_day_week(value: date | datetime | None) -> str:
    """`3月8日 周五`, with the year when it is another one."""
    return "" if value is None else f"{short_day(value)} {weekday(value)}"


@register.filter
def due(value: date | datetime | None) -> SafeString | str:
    """A deadline: `超期 2 天` in red, `今天到期`, or the day; of one in hours `超期 1 小时 20 分`, `今天 15:30 到期`."""
    if value is None:
        return "没定期限"
    if isinstance(value, datetime):
        return _due_at(timezone.localtime(value), timezone.localtime())
    day, today = _day(value), timezone.localdate()
    if day < today:
        return format_html('<span class="late" title="{}">超期 {} 天</span>', full_day(day), (today - day).days)
    if day == today:
        return format_html('<span title="{}">今天到期</span>', full_day(day))
    return format_html('<span title="{}">{}</span>', full_day(day), month_day_week(day))


def _due_at(end: datetime, now: datetime) -> SafeString:
    full = f"{full_day(end)} {end:%H:%M}"
    if end <= now:
        return format_html('<span class="late" title="{}">超期 {}</span>', full, span_words(now - end))
    day = NEAR.get((end.date() - now.date()).days) or month_day_week(end)
    return format_html('<span title="{}">{} {} 到期</span>', full, day, f"{end:%H:%M}")


@register.filter
def days_since(value: date | None) -> int | None:
    """Whole days from a day until today."""
    return None if value is None else (timezone.localdate() - value).days


@register.filter
def days_until(value: date | None) -> int | None:
    """Whole days from today until a day."""
    return None if value is None else (value - timezone.localdate()).days


@register.filter
def clock(value: datetime | None) -> str:
    """`14:32`."""
    return "" if value is None else timezone.localtime(value).strftime("%H:%M")


@register.filter
def number(value: Any) -> str:
    """`1,286`; no decimals where there are none."""
    if value is None:
        return "没记过"
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{float(value):,.2f}".rstrip("0").rstrip(".")
    return text


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key that is itself a variable."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag(takes_context=True)
def address(context: Any, **changes: Any) -> str:
    """The present address with some of its filters changed; an empty value takes the filter out."""
    return changed_address(context["request"].GET, changes)
