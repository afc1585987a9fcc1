"""Monitoring against falling back into poverty: recognised, released, fallen back, helped (MECHANISMS.md E1).

How many households are monitored on a day stands among the groups (监测户); here is what the procedure itself did.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from minqing.readings.figures.catalogue.columns import open_matter
from minqing.readings.figures.figure import OPENS as OPENS_IT
from minqing.readings.figures.figure import WORDS, Column, Figure, Where
from minqing.records.matters.models.monitor import MonitorMeasure, MonitorSpan
from minqing.records.matters.models.monitor_rules import CLASSES

GROUP = "防返贫监测"
ANNOUNCED = ("monitor.announce",)

SPANS = (
    Column("哪天纳入", lambda span: span.from_on),
    Column("哪天消除", lambda span: span.to_on or "还没有"),
    Column("村", lambda span: span.place.short_name),
    Column("户", lambda span: str(span.matter.household or span.matter.asker), OPENS_IT),
    Column("哪一类", lambda span: span.title),
)
MEASURES = (
    Column("哪天办完", lambda measure: measure.done_on),
    Column("村", lambda measure: measure.place.short_name),
    Column("户", lambda measure: str(measure.matter.household or measure.matter.asker), OPENS_IT),
    Column("哪一类措施", lambda measure: measure.get_sort_display()),
    Column("帮了什么", lambda measure: measure.what, WORDS),
)


def first_time(klass: str = "") -> Where:
    """Recognised, not counting what fell back."""
    wanted = Q(again=False, klass=klass) if klass else Q(again=False)
    return lambda place, first, last: wanted


def again(place: str, first: date, last: date) -> Q:
    return Q(again=True)


def ended(place: str, first: date, last: date) -> Q:
    return Q(to_on__isnull=False)


def standing(klass: str = "") -> Where:
    """Under monitoring at the end of a day: recognised by then and not released by then."""
    kind = Q(klass=klass) if klass else Q()
    return lambda place, first, last: kind & Q(Q(to_on=None) | Q(to_on__gt=last), from_on__lte=last)


def done(place: str, first: date, last: date) -> Q:
    return Q(done_on__isnull=False)


def _spans(key: str, title: str, how: str, where: Where, **more: Any) -> Figure:
    return Figure(
        key, title, "户", how, GROUP, MonitorSpan, SPANS, open_matter, "matter.see", where=where,
        with_=("place", "matter__household"), **more,
    )  # fmt: skip


HOW_STANDING = "到这段最后一天已经公告纳入、还没公告消除的。"
HOW_NEW = "按公告纳入那天数，消除以后回退的不在里面。"

MONITORING: tuple[Figure, ...] = (
    _spans("monitor.standing", "监测中（未消除）", HOW_STANDING, standing(), at_end=True, order=("from_on", "pk"), phrases=("未消除风险监测户", "风险未消除户")),
    _spans("monitor.recognised", "新识别监测户", HOW_NEW, first_time(), day="from_on", moved_by=ANNOUNCED, phrases=("新识别监测户", "新纳入监测户", "新增监测户")),
    _spans("monitor.released", "风险消除", "按公告消除那天数；消除了还在跟踪。", ended, day="to_on", moved_by=ANNOUNCED, phrases=("风险消除", "消除风险", "消除风险户")),
    _spans("monitor.relapsed", "风险回退", "按重新帮扶那天数，消除过又出了风险的。", again, day="from_on", moved_by=("monitor.relapse",), phrases=("风险回退",)),
    Figure(
        "monitor.measures_done", "办完帮扶措施", "项", "按办完那天数，办完一项数一项。", GROUP, MonitorMeasure, MEASURES, open_matter, "matter.see",
        where=done, day="done_on", moved_by=("monitor.measure_done",), phrases=("落实帮扶措施", "帮扶措施"), with_=("place", "matter__household"),
    ),
    *(
        figure
        for key, title in CLASSES
        for figure in (
            _spans(f"monitor.standing.{key}", f"监测中的{title}", HOW_STANDING, standing(key), at_end=True, order=("from_on", "pk"), phrases=(f"未消除风险的{title}",)),
            _spans(f"monitor.recognised.{key}", f"新识别{title}", HOW_NEW, first_time(key), day="from_on", moved_by=ANNOUNCED, phrases=(f"新识别{title}", f"新纳入{title}")),
        )
    ),
)  # fmt: skip
