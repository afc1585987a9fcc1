"""Time allowed: dated rows by region, kind and category, never constants (RULES.md 5.1: deadlines are local)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import models

from minqing.lib import workdays
from minqing.lib.fields import CodeField
from minqing.lib.prepared import Prepared, Slot, listed, slots
from minqing.records.matters.kinds.table import CATEGORIES, URGENCIES
from minqing.records.matters.models.dated import holding_at, regions

# A code of forty digits has so many places above it, and everywhere.
MOST_REGIONS = 16
MOST_STEPS = 3
_DAY, _WORD = models.DateField(), models.CharField()
_REGIONS = slots("region", CodeField(), MOST_REGIONS)
_RULES = Prepared(
    lambda: DeadlineRule.objects.filter(
        holding_at(_REGIONS, Slot("on", _DAY)),
        kind__in=["", Slot("kind", _WORD)],
        category__in=["", Slot("category", _WORD)],
        urgency__in=["", Slot("urgency", _WORD)],
        step__in=slots("step", _WORD, MOST_STEPS),
    )
)
_CHANGES = Prepared(lambda: WorkdayChange.objects.filter(region__in=_REGIONS).values_list("region", "day", "works"))


class DeadlineRules(models.Manager["DeadlineRule"]):
    def for_matter(
        self, *, kind: str, category: str, place: str, on: date, urgency: str = "ordinary", step: str = ""
    ) -> DeadlineRule | None:
        """The rule that fits a step most closely; see `closest`."""
        return self.closest([step], kind=kind, category=category, place=place, on=on, urgency=urgency).get(step)

    def closest(
        self, steps: Iterable[str], *, kind: str, category: str, place: str, on: date, urgency: str = "ordinary"
    ) -> dict[str, DeadlineRule]:
        """Step → the rule that fits most closely: the most local region, then urgency, kind, category, then the latest. One query.

        A step is empty for the whole matter, `respond` for the first word to the asker, or a state's key.
        """
        found = _RULES(
            on=on, kind=kind, category=category, urgency=urgency,
            **listed("region", regions(place), MOST_REGIONS), **listed("step", list(steps), MOST_STEPS),
        )  # fmt: skip
        return {rule.step: rule for rule in sorted(found, key=DeadlineRule.closeness)}


class DeadlineRule(models.Model):
    """`amount` of `unit` (h hours, d days, wd working days) from the day of opening, or of entering a state.

    `confirmed` is false for an example value. `source` says where the county has it from.
    """

    UNITS = {"h": "小时", "d": "天", "wd": "个工作日"}
    WHOLE, RESPOND = "", "respond"

    region = CodeField(blank=True)
    kind = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    urgency = models.CharField(max_length=10, blank=True, choices=URGENCIES)
    step = models.CharField(max_length=20, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=2, choices=UNITS)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    objects = DeadlineRules()

    class Meta:
        db_table = "deadline_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "category", "urgency", "step", "from_on"], name="deadline_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.UNITS[self.unit]}"

    @property
    def category_words(self) -> str:
        """The category it is for; empty for all."""
        return CATEGORIES.get(self.category, "")

    def closeness(self) -> tuple[int, bool, bool, bool, date]:
        """How closely it fits: the larger of two rules that both fit goes before the other."""
        return len(self.region), self.urgency != "", self.kind != "", self.category != "", self.from_on

    def due_at(self, start: datetime) -> datetime | None:
        """The instant allowed, for a limit in hours; None for one in days."""
        return start + timedelta(hours=self.amount) if self.unit == "h" else None

    def due_on(self, start: date, changes: Mapping[date, bool]) -> date:
        """The last day allowed for something that starts on `start`. Hours without an instant count as begun days.

        `changes` are the corrected days of the matter's place (`WorkdayChange.objects.at(place)`).
        """
        if self.unit == "h":
            return start + timedelta(days=-(-self.amount // 24))
        if self.unit == "d":
            return start + timedelta(days=self.amount)
        return workdays.add_workdays(start, self.amount, changes)


class WorkdayChanges(models.Manager["WorkdayChange"]):
    def over(self, place: str) -> models.QuerySet[WorkdayChange]:
        """The corrections that hold at a place: its own and those of the places above it. One county's day off is no other's."""
        return self.filter(region__in=regions(place))

    def at(self, place: str) -> dict[date, bool]:
        """Day → whether offices work, for the days corrected at a place; the most local region goes before the others. One query."""
        rows = sorted(_CHANGES(**listed("region", regions(place), MOST_REGIONS)), key=lambda row: len(row[0]))
        return {day: works for _, day, works in rows}


class WorkdayChange(models.Model):
    """A day on which the offices of a region (empty: everywhere) work or rest otherwise than the library knows."""

    region = CodeField(blank=True)
    day = models.DateField()
    works = models.BooleanField()
    source = models.CharField(max_length=200)

    objects = WorkdayChanges()

    class Meta:
        db_table = "workday_change"
        constraints = [models.UniqueConstraint(fields=["region", "day"], name="workday_change_once")]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.works else '休息'}"
