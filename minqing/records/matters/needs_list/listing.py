"""The list of one household, and of a village who has one (B3): matters of the household, its measures of help, and plain lines.

A household is in need while it, or one of its people, is in one of the key groups (`people.groups.KEY_GROUPS`). Matters of private
kinds never stand on a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from minqing.records.matters.kinds.table import CATEGORIES, OPEN_PHASES
from minqing.records.matters.models import Judgement, Matter, Move
from minqing.records.matters.models.monitor import MonitorMeasure
from minqing.records.matters.models.needs_item import NeedsItem
from minqing.records.people.groups import KEY_GROUPS
from minqing.records.people.models import GroupSpan, Household

# Kinds of matters that are something a household needs.
KINDS = ("need", "wish", "errand")


@dataclass(frozen=True)
class Line:
    """One line of the list. `state` is open, done or dropped; `said` is the family's word, `item` the plain line behind it."""

    about: str
    category: str
    sort: str
    since: date
    state: str
    words: str
    who: str
    ended_on: date | None = None
    due_on: date | None = None
    said: str = ""
    url: str = ""
    item: NeedsItem | None = None

    @property
    def open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class NeedsList:
    """All lines of a household, what is open first."""

    household: Household
    groups: list[str]
    lines: list[Line] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(line.state == "done" for line in self.lines)

    @property
    def open(self) -> int:
        return sum(line.open for line in self.lines)


def groups_of(household: Household, on: date) -> list[str]:
    """The key groups in which the household, or somebody in it, is on a day. One query."""
    held = set(GroupSpan.objects.on(on).filter(household=household, group__in=KEY_GROUPS).values_list("group", flat=True))
    return [group for group in KEY_GROUPS if group in held]


def matters_of(household: Household) -> Any:
    """The matters that stand on its list."""
    return Matter.objects.filter(household=household, kind__in=KINDS, merged_into=None)


def list_of(household: Household, *, on: date) -> NeedsList:
    """The whole list of one household. Six queries, however long it is."""
    judged = Prefetch("judgements", Judgement.objects.order_by("said_on", "id"))
    reports = Prefetch("moves", Move.objects.filter(move="matter.report_done").order_by("id"))
    matters = matters_of(household).preloaded().prefetch_related(judged, reports)
    measures = MonitorMeasure.objects.filter(matter__household=household).exclude(matter__phase="dropped")
    lines = [
        *(_of_matter(matter) for matter in matters),
        *(_of_measure(measure) for measure in measures.select_related("helper__person", "helper__organisation")),
        *(_of_item(item) for item in NeedsItem.objects.standing().filter(household=household)),
    ]
    return NeedsList(household, groups_of(household, on), _ordered(lines))


def _ordered(lines: Iterable[Line]) -> list[Line]:
    rank = {"open": 0, "done": 1, "dropped": 2}
    return sorted(lines, key=lambda line: (rank[line.state], line.due_on or date.max, line.since, line.about))


def _of_matter(matter: Matter) -> Line:
    reports, said = list(matter.moves.all()), list(matter.judgements.all())
    state = "open" if matter.phase in OPEN_PHASES else "done" if matter.phase == "done" else "dropped"
    return Line(
        matter.about, matter.get_category_display(), matter.table.title, matter.opened_on, state,
        reports[-1].words if reports else matter.stage.title, reports[-1].by_name if reports else matter.where_the_ball_is, matter.closed_on,
        matter.due_on, said[-1].words or str(said[-1]) if said else "", reverse("matters:page", args=[matter.pk]),
    )  # fmt: skip


def _of_measure(measure: MonitorMeasure) -> Line:
    return Line(
        measure.what, measure.get_sort_display(), "帮扶措施", measure.from_on, "done" if measure.done_on else "open",
        "办完了" if measure.done_on else "正在帮", str(measure.helper or ""), measure.done_on, measure.due_on, measure.said,
        reverse("matters:page", args=[measure.matter_id]),
    )  # fmt: skip


def _of_item(item: NeedsItem) -> Line:
    done = item.done_on is not None
    return Line(
        item.about, CATEGORIES[item.category], "清单", item.made_on, "done" if done else "open",
        item.done_words if done else item.plan or "还没打算", item.done_by if done else item.by_name, item.done_on, item.by_when, item.said,
        item=item,
    )  # fmt: skip


def in_need(households: QuerySet[Household], *, on: date, group: str = "") -> Any:
    """Of some households those in need on a day, or in one group."""
    spans = GroupSpan.objects.on(on).filter(household=OuterRef("pk"), group__in=[group] if group else KEY_GROUPS)
    return households.filter(Exists(spans), ended_on=None)


def counted(households: Any) -> Any:
    """With `open` and `done`: how many lines each household's list has of either."""

    def of(rows: QuerySet[Any], path: str) -> Coalesce:
        counts = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counts), 0)

    matters = Matter.objects.filter(kind__in=KINDS, merged_into=None)
    items, measures = NeedsItem.objects.standing(), MonitorMeasure.objects.exclude(matter__phase="dropped")
    return households.annotate(
        open=of(matters.filter(phase__in=OPEN_PHASES), "household") + of(items.filter(done_on=None), "household")
        + of(measures.filter(done_on=None), "matter__household"),
        done=of(matters.filter(phase="done"), "household") + of(items.exclude(done_on=None), "household")
        + of(measures.exclude(done_on=None), "matter__household"),
    )  # fmt: skip


def with_list() -> Q:
    """The condition that a household's list has a line at all."""
    return Q(
        Exists(Matter.objects.filter(household=OuterRef("pk"), kind__in=KINDS, merged_into=None))
        | Exists(NeedsItem.objects.standing().filter(household=OuterRef("pk")))
        | Exists(MonitorMeasure.objects.exclude(matter__phase="dropped").filter(matter__household=OuterRef("pk")))
    )


def address(household: Household, **asked: str) -> str:
    """The list's page."""
    return reverse("matters:needs-list", args=[household.pk]) + (f"?{urlencode(asked)}" if asked else "")
