"""Rates of answering, solving and content (响应率, 解决率, 满意率, RULES.md 5.1), what they are made of, and how far up matters went.

The text of the formulae is local and unconfirmed, so a county chooses part and base among the figures here (`RateFormula`). An
answer counts each time that somebody is asked, in the month in which it was said: a first "not done" is not made good by a later
"done", and the figures of a month that is over stay as they are. Where a county counts each matter once, by its last answer, it takes
the figures `judgement.last…`; then an answer of a new month takes the older one away.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from minqing.readings.figures.catalogue import excluding
from minqing.readings.figures.catalogue.columns import JUDGEMENTS, MATTERS, figure_of_matters, open_matter
from minqing.readings.figures.catalogue.matters import (
    ENDING,
    JUDGING,
    OPENING,
    SAID_GOOD,
    SOLVED,
    open_at_end,
    solved,
)
from minqing.readings.figures.catalogue.matters import GROUP as DOING
from minqing.readings.figures.figure import NUMBER, Column, Figure, Rate, Share, Where
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Judgement
from minqing.records.matters.models.matter import SPOKEN

GROUP = "响应、解决、满意"
OLD_DAYS = 90
EXAMPLE = "这是示例公式，县里可以在「规矩」里改成当地的。"

# Kinds for which somebody waits to hear from us. What workers found themselves, or what was done elsewhere, waits for no first word.
ASKED_FOR = tuple(key for key, kind in KINDS.items() if kind.asks)
FOUND = ("import", "duty")
LOOKING = (
    "matter.look", "matter.accept", "matter.assign", "matter.exclude", "matter.merge", "matter.sort", "hazard.measure", "project.start",
    "matter.exclude_confirm",
)  # fmt: skip
SPEAKING = (*sorted(SPOKEN), "enterprise.tell")
RETURNING = ("matter.return", "monitor.send_back")


def heard_of(place: str, first: date, last: date) -> Q:
    """Somebody asked for it, it has a day by which they are to hear from us, and somebody has looked at it."""
    return Q(~Q(source__in=FOUND), kind__in=ASKED_FOR, parent=None, unlooked=False, respond_by__isnull=False)


def assessed(place: str, first: date, last: date) -> Q:
    return heard_of(place, first, last) & Q(excluded_on=None)


def in_time(place: str, first: date, last: date) -> Q:
    return assessed(place, first, last) & Q(contacted_on__lte=F("respond_by"))


def everything(place: str, first: date, last: date) -> Q:
    return Q(opened_on__isnull=False)


def valid(**more: Any) -> Where:
    """Answers about matters that count, with these values."""
    wanted = Q(matter__excluded_on=None, **more)
    return lambda place, first, last: wanted


def last_ones(**more: Any) -> Where:
    """Of those, the last answer of each matter."""
    later = Judgement.objects.filter(matter=OuterRef("matter_id"), pk__gt=OuterRef("pk"))
    return lambda place, first, last: Q(~Exists(later), matter__excluded_on=None, **more)


def sent_back(place: str, first: date, last: date) -> Q:
    return Q(returns__gte=1)


def to_and_fro(place: str, first: date, last: date) -> Q:
    return open_at_end(place, first, last) & Q(returns__gte=2)


def old(place: str, first: date, last: date) -> Q:
    return open_at_end(place, first, last) & Q(opened_on__lt=last - timedelta(days=OLD_DAYS))


_matters = partial(figure_of_matters, group=GROUP)


def _answers(key: str, title: str, how: str, where: Where, **more: Any) -> Figure:
    unit = more.pop("unit", "件次")
    return Figure(
        key, title, unit, how, GROUP, Judgement, JUDGEMENTS, open_matter, "matter.see", where=where, day="said_on", moved_by=JUDGING,
        with_=("place", "matter"), **more,
    )  # fmt: skip


TAKEN_OUT = "第二个人同意剔除的，不算进比率。"
NOT_ASSESSED = excluding.of_matters(
    "matter.assessed_excluded", "应回话的里剔除的", f"按记下那天数；{TAKEN_OUT}", GROUP, day="opened_on", where=heard_of, beside=True,
    moved_by=(*OPENING, *LOOKING),
)  # fmt: skip
NOT_VALID = excluding.of_judgements(
    "judgement.excluded", "回访的里剔除的", f"按问的那天数；{TAKEN_OUT}", GROUP, beside=True, moved_by=JUDGING,
)  # fmt: skip
ASSESSED = _matters(
    "matter.assessed", "应回话的",
    "按记下那天数：群众提的、定了第一次回话期限的。自己排查的、导入的、拆出来的、还没人看过的、剔除的都不数；还没到回话期限的也在里面。", assessed,
    day="opened_on", moved_by=(*OPENING, *LOOKING), taken_out=NOT_ASSESSED, phrases=("应响应",),
)  # fmt: skip
RESPONDED = _matters(
    "matter.responded", "按时回话的", "按记下那天数：应回话的里，在期限那天或以前跟群众说上了话的。", in_time, day="opened_on",
    moved_by=(*OPENING, *LOOKING, *SPEAKING), phrases=("按时响应",),
)  # fmt: skip
VALID = _answers(
    "judgement.valid",
    "有效回访",
    "按问的那天数，问到本人一次数一次；剔除的事不数。",
    valid(),
    taken_out=NOT_VALID,
    phrases=("有效回访",),
)
SATISFIED = _answers("judgement.satisfied", "群众说满意", "按问的那天数，本人说满意的；没说的不算。", valid(satisfied=True))
SPOKE = _answers("judgement.satisfaction_said", "说了满不满意的", "按问的那天数，本人说了满意或不满意的。", valid(satisfied__isnull=False),
                 taken_out=NOT_VALID)  # fmt: skip
BY_LAST = "一件事只数最后一次回话，按那天数；剔除的事不数。"
LAST = _answers("judgement.last", "回访过的事", BY_LAST, last_ones(), unit="件", taken_out=NOT_VALID)
LAST_SOLVED = _answers("judgement.last_solved", "最后说办好了的事", BY_LAST, last_ones(solved=True), unit="件")
LAST_SATISFIED = _answers("judgement.last_satisfied", "最后说满意的事", BY_LAST, last_ones(satisfied=True), unit="件")
EXCLUDED = excluding.of_matters(
    "matter.excluded", "剔除的事", "按第二个人同意那天数，不管哪天记下；一件一行，写着原因、谁提的、谁同意的。", GROUP, day="excluded_on", where=everything,
    order=("exclusion", "-excluded_on", "-pk"), moved_by=("matter.exclude_confirm",), phrases=("剔除", "剔除工单"),
)  # fmt: skip
IN_TOWNSHIP = _matters(
    "matter.solved_in_township", "乡镇办完的", "群众说办好了、报到乡镇（街道）就办完的。", solved(tier="township"), group=DOING, day="closed_on",
    moved_by=ENDING, phrases=("乡镇办结", "大事不出镇"),
)  # fmt: skip
IN_COUNTY = _matters(
    "matter.solved_in_county", "县里办完的", "群众说办好了、报到县里才办完的。", solved(tier="county"), group=DOING, day="closed_on",
    moved_by=ENDING, phrases=("县级办结",),
)  # fmt: skip
RETURNS = (*MATTERS, Column("退了几次", lambda matter: matter.returns, NUMBER))

RATES: tuple[Figure | Share, ...] = (
    Rate("matter.response_share", "响应率", f"按时回话的，占应回话的。{EXAMPLE}", GROUP, RESPONDED, ASSESSED, "应回话", phrases=("响应率",), formula="response"),
    Rate("judgement.solved_share", "解决率", f"群众说办好了的，占有效回访的。{EXAMPLE}", GROUP, SAID_GOOD, VALID, "有效回访", phrases=("解决率", "办结率"), formula="solution"),
    Rate("judgement.satisfied_share", "满意率", f"群众说满意的，占有效回访的。{EXAMPLE}", GROUP, SATISFIED, VALID, "有效回访", phrases=("满意率", "群众满意率"), formula="satisfaction"),
    EXCLUDED, ASSESSED, RESPONDED, VALID, SATISFIED, SPOKE, LAST, LAST_SOLVED, LAST_SATISFIED, NOT_ASSESSED, NOT_VALID,
    _matters(
        "matter.returned", "退过的事", "按记下那天数，退回过至少一次的（退单）。", sent_back, columns=RETURNS, day="opened_on",
        moved_by=(*OPENING, *RETURNING), phrases=("退单",),
    ),
    _matters(
        "matter.pingpong", "来回退的事", "到这段最后一天还没办完、已经退了两次以上的。", to_and_fro, columns=RETURNS, at_end=True, late=True,
        order=("-returns", "opened_on", "pk"), phrases=("来回退单",),
    ),
    IN_TOWNSHIP,
    IN_COUNTY,
    Share("matter.township_share", "乡镇办完的占比", "报到乡镇（街道）就办完的，占办好的。", DOING, IN_TOWNSHIP, SOLVED, "办好", phrases=("大事不出镇率",)),
    Share("matter.county_share", "县里办完的占比", "报到县里才办完的，占办好的。", DOING, IN_COUNTY, SOLVED, "办好"),
    _matters(
        "matter.old", "历史旧账", f"到这段最后一天，记下超过 {OLD_DAYS} 天还没办完的。", old, group=DOING, at_end=True, late=True,
        order=("opened_on", "pk"), page="matters:old", phrases=("历史旧账", "历史遗留问题", "陈年旧账"),
    ),
)  # fmt: skip
