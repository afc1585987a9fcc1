"""Projects and firms: what was set up and finished, built and planted, spent; what firms asked for and got (MECHANISMS.md D4, D5, D9)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from minqing.readings.figures.catalogue import matters
from minqing.readings.figures.catalogue.columns import open_matter
from minqing.readings.figures.catalogue.matters import ENDING, OPENING, of_kind, open_at_end, solved
from minqing.readings.figures.figure import NUMBER, OPENS, WORDS, Column, Figure, Share
from minqing.records.matters.kinds.seats import SEATS
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.models.enterprise import EnterprisePolicy, EnterpriseTelling
from minqing.records.matters.models.project import (
    ProjectAcceptance,
    ProjectFund,
    ProjectMilestone,
    ProjectPayment,
    ProjectProgress,
)
from minqing.records.people.models import Enterprise

PROJECTS, BUILT, FIRMS = "实事项目", "项目干了多少", "服务企业"
PREFIX = "work:"

# Key, title, unit, the names under which it is written down, the phrases of reports.
WORKS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("road", "修建道路", "公里", ("修建道路", "修路", "新建农村公路", "硬化道路"), ("新建农村公路", "修建道路", "修路", "硬化道路")),
    ("ditch", "清沟", "米", ("清沟", "清淤", "清理沟渠"), ("清理沟渠", "清沟", "清淤沟渠")),
    ("drain", "修建排水沟", "米", ("修建排水沟", "新修排水沟", "修沟"), ("修建排水沟", "新修排水沟")),
    ("tree", "植树", "棵", ("植树", "栽植树木", "种树"), ("栽植树木", "植树", "栽树", "种树")),
    ("flower", "种草种花", "株", ("种草种花", "栽植花草", "栽花"), ("栽植花草", "种草种花")),
    ("house", "改造危房", "座", ("改造危房", "危房改造"), ("改造危房", "危房改造")),
    ("lamp", "安装路灯", "盏", ("安装路灯", "装路灯"), ("安装路灯", "装路灯")),
    ("wall", "修建院墙", "米", ("修建院墙", "建设院墙"), ("建设院墙", "修建院墙", "建设村民标准化院墙")),
    ("square", "修建广场", "处", ("修建广场",), ("修建广场", "建设文化广场")),
    ("land", "整治土地", "亩", ("整治土地",), ("整治土地", "土地整治")),
    ("toilet", "改厕", "户", ("改厕",), ("改厕", "厕所改造")),
    ("water", "通自来水", "户", ("通自来水",), ("通自来水", "自来水入户")),
    ("bridge", "修桥", "座", ("修桥",), ("修桥", "修建桥梁")),
    ("well", "打井", "眼", ("打井",), ("打井", "新打机井")),
)  # fmt: skip

MATTER = (
    Column("哪天立的", lambda matter: matter.opened_on),
    Column("村", lambda matter: matter.place.short_name),
    Column("什么事", lambda matter: matter.about, OPENS),
    Column("到哪一步", lambda matter: matter.stage.title),
)
DONE = (
    Column("哪天干的", lambda one: one.done_on),
    Column("村", lambda one: one.place.short_name),
    Column("哪个项目", lambda one: one.matter.about, OPENS),
    Column("干了什么", lambda one: one.what),
    Column("说明", lambda one: one.words, WORDS),
    Column("多少", lambda one: one.number, NUMBER),
)
PAID = (
    Column("哪天付的", lambda one: one.paid_on),
    Column("村", lambda one: one.place.short_name),
    Column("哪个项目", lambda one: one.matter.about, OPENS),
    Column("哪笔资金", lambda one: str(one.fund)),
    Column("付给谁", lambda one: one.paid_to),
    Column("万元", lambda one: one.amount, NUMBER),
)
FUNDS = (
    Column("哪天定的", lambda one: one.made_on),
    Column("村", lambda one: one.place.short_name),
    Column("哪个项目", lambda one: one.matter.about, OPENS),
    Column("从哪来", str),
    Column("万元", lambda one: one.planned, NUMBER),
)
ACCEPTED = (
    Column("哪天验收的", lambda one: one.held_on),
    Column("村", lambda one: one.place.short_name),
    Column("哪个项目", lambda one: one.matter.about, OPENS),
    Column("意见", lambda one: one.words, WORDS),
)
BEGUN = (
    Column("哪天开工", lambda matter: matter.project.begun_on),
    Column("村", lambda matter: matter.place.short_name),
    Column("哪个项目", lambda matter: matter.about, OPENS),
    Column("谁受益", lambda matter: matter.project.benefits),
)
POLICIES = (
    Column("哪天兑现", lambda one: one.paid_on),
    Column("村", lambda one: one.place.short_name),
    Column("什么政策", lambda one: one.name),
    Column("哪件诉求", lambda one: one.matter.about, OPENS),
    Column("企业", lambda one: one.matter.asker),
    Column("万元", lambda one: one.paid, NUMBER),
)
TOLD = (
    Column("哪天说的", lambda one: one.told_on),
    Column("村", lambda one: one.place.short_name),
    Column("哪件诉求", lambda one: one.matter.about, OPENS),
    Column("说了什么", lambda one: one.words, WORDS),
)
REGISTER = (
    Column("村", lambda one: one.place.short_name),
    Column("名称", lambda one: one.name, OPENS),
    Column("哪一种", lambda one: one.get_sort_display()),
    Column("行业", lambda one: one.get_industry_display()),
)
LINKED = (
    Column("哪天", lambda part: part.from_on),
    Column("村", lambda part: part.place.short_name),
    Column("什么事", lambda part: part.matter.about, OPENS),
    Column("哪一方", lambda part: part.seat_words),
    Column("谁", lambda part: part.who),
)


def standing(place: str, first: date, last: date) -> Q:
    return Q(struck_on=None)


def behind_at_end(place: str, first: date, last: date) -> Q:
    """Projects that had not reached a milestone by its day, on the last day of the period, and were not over."""
    missed = ProjectMilestone.objects.filter(Q(reached_on=None) | Q(reached_on__gt=last), matter=OuterRef("pk"), due_on__lt=last)
    return open_at_end(place, first, last) & Q(Exists(missed), kind="project")


def on_register(place: str, first: date, last: date) -> Q:
    return Q(Q(closed_on=None) | Q(closed_on__gt=last), Q(opened_on=None) | Q(opened_on__lte=last))


def _opens_enterprise(record: Any) -> str:
    return reverse("people:enterprise", args=[record.pk])


def _matter(key: str, title: str, unit: str, how: str, group: str, **more: Any) -> Figure:
    return Figure(key, title, unit, how, group, Matter, MATTER, open_matter, "matter.see", with_=("place",), **more)


def work(unit: str, names: tuple[str, ...], key: str, title: str, phrases: tuple[str, ...] = ()) -> Figure:
    """The sum of one thing in one unit over all projects."""
    wanted = Q(struck_on=None, what__in=names, unit=unit)
    return Figure(
        key, title, unit, "实事项目里记的，按干活那天数，记错冲掉的不算。", BUILT, ProjectProgress, DONE, open_matter, "matter.see",
        where=lambda place, first, last: wanted, day="done_on", weight="number", moved_by=("project.progress", "project.strike"),
        with_=("place", "matter"), phrases=phrases,
    )  # fmt: skip


def from_key(key: str) -> Figure | None:
    """`work:眼:打深井` → a thing that no figure of its own names; None for a key of another form."""
    unit, colon, what = key.removeprefix(PREFIX).partition(":")
    return work(unit, (what,), key, what) if key.startswith(PREFIX) and colon and what else None


_PROJECTS: tuple[Figure, ...] = (
    _matter("project.opened", "立了的项目", "个", "按立项那天数。", PROJECTS, where=of_kind("project"), day="opened_on", moved_by=OPENING,
            phrases=("实事项目", "建立实事项目", "立了实事项目", "确定实事项目")),
    Figure("project.begun", "开工的项目", "个", "按实际开工那天数。", PROJECTS, Matter, BEGUN, open_matter, "matter.see",
           where=lambda place, first, last: Q(kind="project"), day="project__begun_on", moved_by=("project.start",), with_=("place", "project"),
           phrases=("开工项目", "开工实事项目")),
    Figure("project.accepted", "验收通过", "次", "按验收那天数，通过一次数一次。", PROJECTS, ProjectAcceptance, ACCEPTED, open_matter, "matter.see",
           where=lambda place, first, last: Q(passed=True), day="held_on", moved_by=("project.accept",), with_=("place", "matter"),
           phrases=("验收项目", "项目验收")),
    _matter("project.solved", "办成的项目", "个", "验收过、受益的群众说办好了才数，按群众最后回话那天。", PROJECTS, where=solved("project"),
            day="closed_on", moved_by=ENDING, phrases=("完成实事项目", "办结实事项目", "办成实事项目", "完成项目")),
    _matter("project.behind", "落后的项目", "个", "到这段最后一天，有节点过了日子还没到的。", PROJECTS, where=behind_at_end, at_end=True, late=True,
            order=("due_on", "pk"), phrases=("落后项目", "进度落后项目")),
    Figure("project.invested", "投入资金", "万元", "项目里记的付款，按付钱那天数，记错冲掉的不算。", PROJECTS, ProjectPayment, PAID, open_matter,
           "matter.see", where=standing, day="paid_on", weight="amount", moved_by=("project.pay", "project.strike"),
           with_=("place", "matter", "fund"), phrases=("投入资金", "投入", "完成投资")),
    Figure("project.funds", "计划资金", "万元", "项目里定下的资金，按定下那天数。", PROJECTS, ProjectFund, FUNDS, open_matter, "matter.see",
           day="made_on", weight="planned", moved_by=("project.fund",), with_=("place", "matter"), phrases=("计划投资", "总投资", "争取资金")),
)  # fmt: skip

_FIRMS: tuple[Figure, ...] = (
    _matter("enterprise.opened", "企业诉求", "件", "按记下那天数。", FIRMS, where=of_kind("enterprise"), day="opened_on", moved_by=OPENING,
            phrases=("收集企业诉求", "企业诉求", "收集企业问题")),
    _matter("enterprise.solved", "解决企业诉求", "件", "按企业最后回话那天数，企业说办好了才数。", FIRMS, where=solved("enterprise"),
            day="closed_on", moved_by=ENDING, phrases=("解决企业诉求", "解决企业难题", "解决企业问题", "帮助企业解决难题")),
    Figure("enterprise.told", "告诉企业进展", "次", "按说的那天数，说一次数一次。", FIRMS, EnterpriseTelling, TOLD, open_matter, "matter.see",
           day="told_on", moved_by=("enterprise.tell",), with_=("place", "matter"), phrases=("反馈企业", "向企业反馈")),
    Figure("enterprise.policies", "兑现政策", "项", "帮企业办下来的政策，按兑现那天数。", FIRMS, EnterprisePolicy, POLICIES, open_matter,
           "matter.see", day="paid_on", moved_by=("enterprise.take_up",), with_=("place", "matter"), phrases=("兑现政策", "兑现惠企政策")),
    Figure("enterprise.paid", "兑现资金", "万元", "政策兑现的钱，按兑现那天数。", FIRMS, EnterprisePolicy, POLICIES, open_matter, "matter.see",
           where=lambda place, first, last: Q(paid__gt=0), day="paid_on", weight="paid", moved_by=("enterprise.take_up",),
           with_=("place", "matter"), phrases=("兑现资金", "兑现惠企资金")),
    Figure("enterprise.register", "登记的企业", "家", "到这段最后一天在册的企业、合作社、个体户。", FIRMS, Enterprise, REGISTER, _opens_enterprise,
           "enterprise.see", where=on_register, at_end=True, order=("name", "pk"), with_=("place",), phrases=("登记企业", "在册企业")),
    Figure("matter.linked", "联动请到的各方", "方", "五方联动、三方共扶里请到的，一方数一次，按请到那天数。", matters.GROUP, Handling, LINKED,
           open_matter, "matter.see", where=lambda place, first, last: Q(seat__in=list(SEATS)), day="from_on",
           moved_by=("matter.link", "matter.join"), with_=("place", "matter", "organisation", "person"), phrases=("五方联动", "三方共扶")),
)  # fmt: skip

FIGURES: tuple[Figure | Share, ...] = (
    *_PROJECTS,
    *(work(unit, names, f"work.{key}", title, phrases) for key, title, unit, names, phrases in WORKS),
    *_FIRMS,
)
