"""Disputes: taken up, settled by agreement, ended, still open; by class, as offices count them (MECHANISMS.md D3, RULES.md 4).

A dispute counts in the month in which it was taken up (受理), and as settled (化解成功) in that in which the agreement was
reached or became valid, whenever it was taken up. What was declined, merged into another, or taken out of the count by a second
person is in none of them, so that still open = carried over + taken up − settled − ended.

Every figure narrows to a class by its key: `dispute.resolved.neighbour`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q

from minqing.readings.figures.catalogue import excluding
from minqing.readings.figures.catalogue.columns import figure_of_matters
from minqing.readings.figures.figure import Figure, Share, Where
from minqing.records.matters.mediation.disputes import CLASSES

GROUP = "矛盾纠纷"
CLASS_GROUP = "矛盾纠纷，分类"
TAKEN_UP = Q(kind="dispute") & ~Q(state="dropped")
COUNTED = TAKEN_UP & Q(excluded_on=None)
TAKING_UP = ("matter.open", "matter.drop", "matter.merge", "matter.again", "matter.exclude_confirm")
SETTLING = ("dispute.effect", "dispute.oral", "dispute.reconcile", "matter.reopen", "matter.again", "matter.exclude_confirm")
STOPPING = ("dispute.end", "matter.again", "matter.exclude_confirm")
PREVENTING = ("dispute.prevent", "matter.exclude_confirm")
ASKING_COURT = ("dispute.court", "matter.exclude_confirm")


def counted(**more: Any) -> Where:
    """Of those that count, the ones with these values."""
    wanted = COUNTED & Q(**more)
    return lambda place, first, last: wanted


def taken_up(place: str, first: date, last: date) -> Q:
    return TAKEN_UP


def still_open(place: str, first: date, last: date) -> Q:
    """Taken up by the last day, and by then neither settled nor ended."""
    unsettled = Q(dispute__resolved_on=None) | Q(dispute__resolved_on__gt=last)
    going = Q(dispute__ended_on=None) | Q(dispute__ended_on__gt=last)
    # Whoever is neither is not over either: said as well, for the index knows it.
    not_over = Q(closed_on=None) | Q(closed_on__gt=last)
    return COUNTED & Q(not_over, unsettled, going, opened_on__lte=last)


def of_the_same_period(place: str, first: date, last: date) -> Q:
    return COUNTED & Q(opened_on__gte=first)


_figure = partial(figure_of_matters, group=GROUP)
SETTLED = "按谈成那天数（书面的按生效那天），不管哪天受理；"
NOT_ACCEPTED = excluding.of_matters(
    "dispute.accepted_excluded", "受理的里剔除的", "按记下那天数；第二个人同意剔除的，不算进比率。", GROUP, day="opened_on", where=taken_up, beside=True,
    moved_by=TAKING_UP,
)  # fmt: skip
ACCEPTED = _figure(
    "dispute.accepted", "受理矛盾纠纷", "按记下那天数；不受理的、和另一件重复的不数。", counted(), day="opened_on", moved_by=TAKING_UP,
    taken_out=NOT_ACCEPTED,
    phrases=("受理矛盾纠纷", "受理纠纷", "录入案件", "排查矛盾纠纷", "登记矛盾纠纷", "受理案件"),
)  # fmt: skip
RESOLVED = _figure(
    "dispute.resolved", "化解矛盾纠纷", f"{SETTLED}书面、口头协议和自行和解都算，没履行的退回去就不算了。", counted(), day="dispute__resolved_on",
    moved_by=SETTLING, phrases=("化解矛盾纠纷", "化解纠纷", "调解成功", "化解成功", "化解矛盾", "调处矛盾纠纷", "成功化解"),
)  # fmt: skip
ONLINE = _figure(
    "dispute.online", "线上化解", f"{SETTLED}在线上谈成的，含在化解的里面。", counted(dispute__online=True), day="dispute__resolved_on",
    moved_by=SETTLING, phrases=("线上化解", "在线化解", "网上化解", "线上调解成功"),
)  # fmt: skip
WRITTEN = _figure(
    "dispute.written", "达成书面协议", "按协议书生效那天数。", counted(dispute__agreed_by="written"), day="dispute__resolved_on", unit="份",
    moved_by=SETTLING, phrases=("书面协议", "调解协议书", "制作调解协议书"),
)  # fmt: skip
ORAL = _figure(
    "dispute.oral", "达成口头协议", "按谈成那天数。", counted(dispute__agreed_by="oral"), day="dispute__resolved_on", moved_by=SETTLING,
    phrases=("口头协议",),
)  # fmt: skip
SELF = _figure(
    "dispute.self", "双方自行和解", "按和解那天数。", counted(dispute__agreed_by="self"), day="dispute__resolved_on", moved_by=SETTLING,
    phrases=("自行和解",),
)  # fmt: skip
OTHER_WAY = _figure(
    "dispute.other_way", "终止调解，引导别的路", "按停止调解那天数，都告诉了仲裁、行政、诉讼的路。", counted(), day="dispute__ended_on",
    moved_by=STOPPING, phrases=("终止调解", "引导诉讼", "引导其他途径"),
)  # fmt: skip
OPEN = _figure(
    "dispute.carried", "还没化解", "到这段最后一天，受理了还没谈成、也没停止的。", still_open, at_end=True, order=("opened_on", "pk"),
    phrases=("在调", "未化解", "正在调解"),
)  # fmt: skip
COHORT = _figure(
    "dispute.resolved_cohort", "这段受理的化解了", "这段日子里受理、也在这段里谈成的。", of_the_same_period, day="dispute__resolved_on",
    phrases=("当期受理化解",),
)  # fmt: skip
PREVENTED = _figure(
    "dispute.prevented", "防止激化", "按稳住那天数：防止民转刑、群体性上访、械斗自杀的都算。", counted(), day="dispute__prevented_on", moved_by=PREVENTING,
    phrases=("防止矛盾激化", "防止激化"),
)  # fmt: skip
CRIME = _figure(
    "dispute.prevented_crime", "防止民转刑", "按稳住那天数。", counted(dispute__prevented="crime"), day="dispute__prevented_on",
    moved_by=PREVENTING, phrases=("防止民转刑", "防止民转刑案件"),
)  # fmt: skip
PEOPLE = _figure(
    "dispute.prevented_people", "防止激化涉及", "防止激化的纠纷各涉及多少人，加在一起。", counted(dispute__prevented_people__gt=0), unit="人",
    day="dispute__prevented_on", weight="dispute__prevented_people", moved_by=PREVENTING,
)  # fmt: skip
PETITION = _figure(
    "dispute.prevented_petition", "防止群体性上访", "按稳住那天数。", counted(dispute__prevented="petition"), day="dispute__prevented_on",
    moved_by=PREVENTING, phrases=("防止群体性上访",),
)  # fmt: skip
AMOUNT = _figure(
    "dispute.amount", "协议涉及金额", f"{SETTLED}各份协议写的金额加在一起。", counted(dispute__amount__gt=0), unit="元", day="dispute__resolved_on",
    weight="dispute__amount", moved_by=SETTLING, phrases=("协议涉及金额", "调解协议金额"),
)  # fmt: skip
COURT = _figure(
    "dispute.court", "申请司法确认", "按双方一起申请那天数。", counted(), day="dispute__court_on", moved_by=ASKING_COURT, phrases=("司法确认",),
)  # fmt: skip
SUCCESS = Share(
    "dispute.success_share", "调解成功率", "化解的，占受理的；两边都能点开。", GROUP, RESOLVED, ACCEPTED, "受理",
    phrases=("调解成功率", "化解率", "化解成功率", "调处成功率", "成功率"),
)  # fmt: skip

_NARROWED = {figure.key: figure for figure in (ACCEPTED, RESOLVED, ONLINE, WRITTEN, ORAL, SELF, OTHER_WAY, OPEN, COHORT)}
SORTING = "dispute.sort"


def of_class(figure: Figure, key: str) -> Figure:
    """The figure for one class of disputes."""
    title = f"{CLASSES[key]}纠纷"

    def where(place: str, first: date, last: date) -> Q:
        return Q(dispute__dispute_class=key) & figure.where(place, first, last)

    return replace(
        figure, key=f"{figure.key}.{key}", title=title if figure is ACCEPTED else f"{figure.title}：{title}", where=where,
        moved_by=(*figure.moved_by, SORTING) if figure.moved_by else (), phrases=_said(figure, title), group=CLASS_GROUP,
        how=f"{figure.how[:-1]}；只数{title}。",
    )  # fmt: skip


def _said(figure: Figure, title: str) -> tuple[str, ...]:
    return (f"受理{title}",) if figure is ACCEPTED else (f"化解{title}", f"调解{title}") if figure is RESOLVED else ()


def from_key(key: str) -> Figure | None:
    """`dispute.resolved.neighbour` → the disputes between neighbours that were settled; None for a key of another form."""
    if key == COHORT.key:
        return COHORT
    base, _, name = key.rpartition(".")
    figure = _NARROWED.get(base)
    return of_class(figure, name) if figure is not None and name in CLASSES else None


# What depends on the period itself (`COHORT`), and other figures by class, are made when asked for: no tally can be kept, or none is worth it.
DISPUTES: tuple[Figure | Share, ...] = (
    ACCEPTED, NOT_ACCEPTED, RESOLVED, ONLINE, SUCCESS, OPEN, OTHER_WAY, WRITTEN, ORAL, SELF, AMOUNT, COURT, PREVENTED, CRIME, PETITION, PEOPLE,
    *(of_class(ACCEPTED, key) for key in CLASSES),
)  # fmt: skip
