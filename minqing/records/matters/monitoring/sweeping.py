"""The quarterly sweep of a village (排查, RULES.md 3.7): whom to look at, by what the records say, and who was reached this quarter.

Eight sorts of households are to be visited; each is a declared query over what is known. A list, and nothing more: it decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from minqing.ground.places.models import within_q
from minqing.lib.days import add_months
from minqing.records.matters.models.income import IncomeSheet
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.monitor import MonitorRisk
from minqing.records.matters.models.monitor_member import MonitorMember
from minqing.records.matters.monitoring.income import per
from minqing.records.people.models import GroupSpan, Household, Resident
from minqing.records.visits.models.visit import Call

Found = Callable[[str, date], Iterable[Any]]
A_YEAR, FEW_MONTHS, MANY_CHILDREN = 12, 6, 2
# GB/T 4761 codes of children and grandchildren of the head.
CHILDREN = tuple(str(code) for code in range(20, 48))
BEYOND_COMPULSORY = (15, 22)


@dataclass(frozen=True, slots=True)
class MustVisit:
    """One of the eight: `finds` gives the households of a place on a day, in one or two queries."""

    key: str
    words: str
    finds: Found


def _in_groups(*groups: str, new: bool = False) -> Found:
    def finds(place: str, on: date) -> QuerySet[Any, Any]:
        spans = GroupSpan.objects.on(on).filter(within_q("place_id", place), group__in=groups)
        if new:
            spans = spans.filter(from_on__gte=add_months(on, -A_YEAR))
        return spans.values_list("household_id", flat=True)

    return finds


def low_income(place: str, on: date) -> set[Any]:
    """In a group of low income, or with a last sheet that is below the one before."""
    found = set(_in_groups("低保边缘", "脱贫不稳定户", "边缘易致贫户")(place, on))
    heads: dict[Any, list[Any]] = defaultdict(list)
    sheets = IncomeSheet.objects.filter(within_q("matter__place_id", place), until_on__lte=on).exclude(matter__household=None)
    for sheet in sheets.select_related("matter").prefetch_related("lines").order_by("until_on", "id"):
        heads[sheet.matter.household_id].append(per(sheet.sum.net, sheet.people))
    return found | {home for home, each in heads.items() if len(each) > 1 and each[-1] < each[-2]}


def _asked(since: date, place: str, condition: Q) -> QuerySet[Any, Any]:
    matters = Matter.objects.filter(condition, within_q("place_id", place), opened_on__gte=since).exclude(household=None)
    return matters.exclude(kind="monitor").values_list("household_id", flat=True)


def ill(place: str, on: date) -> set[Any]:
    """Somebody ill by the member sheet, or a need about illness within a year."""
    members = MonitorMember.objects.filter(within_q("matter__place_id", place), health__in=("chronic", "serious"))
    return {
        *members.values_list("resident__household_id", flat=True),
        *_asked(add_months(on, -A_YEAR), place, Q(category="medical", kind="need")),
    }


def many_in_school(place: str, on: date) -> set[Any]:
    """Two or more children of an age for school beyond the compulsory years."""
    first, last = (str(on.year - age) for age in reversed(BEYOND_COMPULSORY))
    children = Resident.objects.present().filter(
        within_q("place_id", place), relation__in=CHILDREN, birth__gte=first, birth__lt=str(int(last) + 1)
    )
    many = children.values("household_id").order_by("household_id").annotate(n=Count("pk")).filter(n__gte=MANY_CHILDREN)
    return set(many.values_list("household_id", flat=True))


def unsteady_work(place: str, on: date) -> set[Any]:
    """Work for less than half a year by the member sheet, or a need about work within a year."""
    members = MonitorMember.objects.filter(within_q("matter__place_id", place), work_months__gt=0, work_months__lt=FEW_MONTHS)
    return {
        *members.values_list("resident__household_id", flat=True),
        *_asked(add_months(on, -A_YEAR), place, Q(category="work", kind="need")),
    }


def misfortune(place: str, on: date) -> set[Any]:
    """An accident or disaster among the risks that are there, or something dangerous reported within a year."""
    risks = MonitorRisk.objects.filter(within_q("matter__place_id", place), risk__in=("accident", "disaster"), gone_on=None)
    dangerous = Q(category="safety") | Q(urgency="emergency")
    return {*risks.values_list("matter__household_id", flat=True), *_asked(add_months(on, -A_YEAR), place, dangerous)}


MUST_VISIT: tuple[MustVisit, ...] = (
    MustVisit("income", "收入低或下降", low_income),
    MustVisit("illness", "重病、慢性病", ill),
    MustVisit("destitute", "分散特困、独居", _in_groups("特困供养", "独居老人")),
    MustVisit("allowance", "低保新增", _in_groups("低保", new=True)),
    MustVisit("disabled", "有残疾人", _in_groups("残疾")),
    MustVisit("school", "几个孩子上高中、大学", many_in_school),
    MustVisit("work", "务工不稳", unsteady_work),
    MustVisit("misfortune", "出了事、遭了灾", misfortune),
)
BY_KEY = {each.key: each for each in MUST_VISIT}


@dataclass
class Door:
    """One household of the sweep: why, when it was reached in the quarter, and its file if it has one."""

    household: Household
    why: list[MustVisit] = field(default_factory=list)
    reached_on: date | None = None
    file: Matter | None = None

    @property
    def words(self) -> str:
        return "、".join(each.words for each in self.why)


def quarter_of(day: date) -> tuple[date, date]:
    """The first day of a day's quarter, and the first of the next."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, add_months(first, 3)


def sweep(place: str, *, on: date) -> list[Door]:
    """The doors of a place to knock at in the quarter of a day, in the ledger's order. Some fifteen queries, however many doors."""
    reasons: dict[UUID, list[MustVisit]] = defaultdict(list)
    for each in MUST_VISIT:
        for home in set(each.finds(place, on)):
            if home is not None:
                reasons[home].append(each)
    first, after = quarter_of(on)
    calls = Call.objects.filter(
        within_q("place_id", place), visited_on__gte=first, visited_on__lt=after, visited_on__lte=on, met=True
    )
    reached: dict[Any, date] = {}
    for home, day in calls.order_by("visited_on").values_list("household_id", "visited_on"):
        reached[home] = day
    files = {
        matter.household_id: matter
        for matter in Matter.objects.filter(within_q("place_id", place), kind="monitor").exclude(phase="dropped").order_by("id")
    }
    homes = Household.objects.on(on).filter(within_q("place_id", place)).select_related("place").in_order()
    return [Door(home, reasons[home.pk], reached.get(home.pk), files.get(home.pk)) for home in homes if home.pk in reasons]
