"""Hazards found, put right and verified; rounds of consultation; errands run; needs lists worked off (MECHANISMS.md D6, C6, C3, B3).

A hazard counts as put right on the day it was said to be, and as verified on the day another saw it, or the resident said it; when it
turns out not to be gone it counts as neither any more.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from minqing.readings.figures.catalogue import excluding
from minqing.readings.figures.catalogue.columns import figure_of_matters, open_matter
from minqing.readings.figures.catalogue.matters import open_at_end, overdue_at_end
from minqing.readings.figures.figure import NUMBER, OPENS, WORDS, Column, Figure, Share, Where, all_of_them
from minqing.records.matters.models import Matter
from minqing.records.matters.models.consultation import Consultation
from minqing.records.matters.models.needs_item import NeedsItem
from minqing.records.matters.needs_list.listing import KINDS
from minqing.records.people.groups import KEY_GROUPS
from minqing.records.people.models import GroupSpan, Household

HAZARDS, HELPED = "隐患和协商", "代办和清单"
FINDING = (
    "matter.open", "matter.import", "matter.drop", "matter.withdraw", "matter.merge", "matter.again", "matter.exclude_confirm",
)  # fmt: skip
FIXING = ("matter.report_done", "hazard.fail", "matter.reopen", "matter.again", "matter.exclude_confirm")
CLEARING = ("hazard.verify", "hazard.clear", "hazard.fail", "matter.answer", "matter.reopen", "matter.again")
RUNNING = ("matter.report_done", "matter.reopen", "matter.again")
REFUSING = ("errand.refuse", "matter.again")

ROUNDS = (
    Column("哪天", lambda held: held.held_on),
    Column("村", lambda held: held.place.short_name),
    Column("商量什么", lambda held: held.subject, OPENS),
    Column("第几次", lambda held: held.round, NUMBER),
    Column("实到", lambda held: held.came, NUMBER),
    Column("结果", lambda held: held.get_result_display()),
)
LINES = (
    Column("哪天办完", lambda item: item.done_on),
    Column("村", lambda item: item.place.short_name),
    Column("户", lambda item: str(item.household), OPENS),
    Column("需要什么", lambda item: item.about),
    Column("做了什么", lambda item: item.done_words, WORDS),
    Column("他家怎么说", lambda item: item.said, WORDS),
)
HOMES = (
    Column("村", lambda household: household.place.short_name),
    Column("户", str, OPENS),
    Column("住址", lambda household: household.where),
)


def of(kind: str, **more: Any) -> Where:
    """Of one kind, with these values."""
    return lambda place, first, last: Q(kind=kind, **more)


def really_hazards(place: str, first: date, last: date) -> Q:
    return Q(kind="hazard") & ~Q(phase="dropped")


def hazards_counted(place: str, first: date, last: date) -> Q:
    return really_hazards(place, first, last) & Q(excluded_on=None)


def hazards_at_end(place: str, first: date, last: date) -> Q:
    return Q(kind="hazard") & open_at_end(place, first, last)


def hazards_late(place: str, first: date, last: date) -> Q:
    return Q(kind="hazard") & overdue_at_end(place, first, last)


def agreed(place: str, first: date, last: date) -> Q:
    return Q(result="agreed")


def with_list(place: str, first: date, last: date) -> Q:
    """Households in need on the last day with a line on their list by then."""
    spans = GroupSpan.objects.on(last).filter(household=OuterRef("pk"), group__in=KEY_GROUPS)
    matters = Matter.objects.filter(household=OuterRef("pk"), kind__in=KINDS, merged_into=None, opened_on__lte=last)
    lines = NeedsItem.objects.filter(Q(struck_on=None) | Q(struck_on__gt=last), household=OuterRef("pk"), made_on__lte=last)
    here = Q(ended_on=None) | Q(ended_on__gt=last)
    return here & Q(Exists(spans)) & (Q(Exists(matters)) | Q(Exists(lines)))


_hazards = partial(figure_of_matters, group=HAZARDS, unit="处")
_errands = partial(figure_of_matters, group=HELPED)


def _rounds(key: str, title: str, how: str, where: Where, **more: Any) -> Figure:
    return Figure(
        key, title, "次", how, HAZARDS, Consultation, ROUNDS, open_matter, "matter.see", where=where, day="held_on",
        moved_by=("consult.round",), with_=("place",), **more,
    )  # fmt: skip


def open_list(record: Any) -> str:
    """The needs list of the household, or of the one to which the line belongs."""
    return reverse("matters:needs-list", args=[getattr(record, "household_id", None) or record.pk])


NOT_FOUND = excluding.of_matters(
    "hazard.found_excluded", "发现的里剔除的", "按发现那天数；第二个人同意剔除的，不算进比率。", HAZARDS, day="opened_on", where=really_hazards, unit="处",
    beside=True, moved_by=FINDING,
)  # fmt: skip
FOUND = _hazards(
    "hazard.found", "发现隐患", "按发现那天数；后来看明白不是隐患的、和另一处重复的、第二个人同意剔除的不数。", hazards_counted, day="opened_on",
    moved_by=FINDING, taken_out=NOT_FOUND,
    phrases=("排查隐患", "发现隐患", "排查安全隐患", "排查出隐患", "收集隐患"),
)  # fmt: skip
FIXED = _hazards(
    "hazard.fixed", "整改完", "按整改完那天数；复查没过、又冒出来的、剔除的不数。", of("hazard", excluded_on=None), day="hazard__fixed_on", moved_by=FIXING,
    phrases=("整改隐患", "整改安全隐患", "完成整改"),
)  # fmt: skip
CLEARED = _hazards(
    "hazard.cleared", "复查通过", "按另一个人复查通过、或者群众说消除了那天数。", of("hazard"), day="hazard__cleared_on", moved_by=CLEARING,
    phrases=("消除隐患", "消除安全隐患", "隐患消除", "排除隐患", "排除安全隐患", "解决隐患"),
)  # fmt: skip
HELD = _rounds(
    "consult.held", "开协商会", "按开会那天数，一次一数，接着议的也数。", all_of_them,
    phrases=("召开协商会", "开展协商议事", "民主协商", "召开议事会"),
)  # fmt: skip
AGREED = _rounds(
    "consult.agreed",
    "议成了",
    "按开会那天数；到会够数、同意够数、写下了议定的事项才算。",
    agreed,
    phrases=("达成协商共识", "协商达成一致", "达成共识"),
)
RUN = _errands(
    "errand.done", "代办领办约办", "按办下来那天数；本人说没办好的退回去，就不数了。", of("errand"), day="errand__done_on", moved_by=RUNNING,
    phrases=("代办领办约办", "开展代办领办约办服务", "代办服务", "为民代办", "代办事项"),
)  # fmt: skip

SAFETY: tuple[Figure | Share, ...] = (
    FOUND,
    NOT_FOUND,
    FIXED,
    CLEARED,
    _hazards(
        "hazard.open", "还没消除", "到这段最后一天还没销号的。", hazards_at_end, at_end=True, order=("due_on", "pk"),
        phrases=("未消除隐患",),
    ),
    _hazards(
        "hazard.late", "过了整改期限", "到这段最后一天过了期限还没整改完的。", hazards_late, at_end=True, late=True, order=("due_on", "pk"),
    ),
    Share("hazard.fixed_share", "整改率", "整改完的，占发现的。", HAZARDS, FIXED, FOUND, "发现", phrases=("隐患整改率", "整改率")),
    HELD,
    AGREED,
    RUN,
    _errands("errand.opened", "要代办的", "按记下那天数。", of("errand"), day="opened_on", moved_by=("matter.open", "matter.import")),
    _errands("errand.refused", "窗口没给办", "按告诉本人那天数，原因都写着。", of("errand"), day="errand__refused_on", moved_by=REFUSING),
    Figure(
        "needs.done", "需求清单办完", "项", "清单上直接办完的，按办完那天数，他家说了话才算；开成事的在各种事里数。", HELPED, NeedsItem, LINES, open_list,
        "matter.see", day="done_on", moved_by=("needs.done",), with_=("place", "household"), phrases=("需求清单办结", "需求清单销号", "办结需求清单"),
    ),
    Figure(
        "needs.households", "有需求清单的户", "户", "到这段最后一天在重点人群里、清单上有内容的户。", HELPED, Household, HOMES, open_list, "household.see",
        where=with_list, at_end=True, order=("place_id", "pk"), with_=("place",), phrases=("建立需求清单", "编写需求清单"),
    ),
)  # fmt: skip
