"""Time allowed: dated rows by region, kind and category, never constants (RULES.md 5.1: deadlines are local)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from minqing.lib import workdays
from minqing.lib.fields import CodeField


class DeadlineRuleQuerySet(models.QuerySet["DeadlineRule"]):
    def for_matter(self, *, kind: str, category: str, place: str, on: date) -> DeadlineRule | None:
        """The rule that fits most closely: the most local region, then the category, then the latest."""
        regions = ["", *(place[:length] for length in range(1, len(place) + 1))]
        found = self.filter(
            Q(to_on=None) | Q(to_on__gte=on),
            region__in=regions,
            kind__in=["", kind],
            category__in=["", category],
            from_on__lte=on,
        )
        return max(found, key=lambda rule: (len(rule.region), rule.kind != "", rule.category != "", rule.from_on), default=None)


class DeadlineRule(models.Model):
    """`amount` of `unit` (d days, wd working days) from the day of opening. `confirmed` is false for an example value."""

    UNITS = {"d": "天", "wd": "个工作日"}

    region = CodeField(blank=True)
    kind = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=2, choices=UNITS)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        db_table = "deadline_rule"
        constraints = [models.UniqueConstraint(fields=["region", "kind", "category", "from_on"], name="deadline_rule_once")]

    def __str__(self) -> str:
        return f"{self.amount} {self.UNITS[self.unit]}"

    def due_on(self, start: date) -> date:
        """The last day allowed for something that starts on `start`."""
        if self.unit == "d":
            return start + timedelta(days=self.amount)
        return workdays.add_workdays(start, self.amount, WorkdayChange.objects.mapping())


class WorkdayChangeQuerySet(models.QuerySet["WorkdayChange"]):
    def mapping(self) -> dict[date, bool]:
        """Day → whether offices work, for the days the county corrected."""
        return dict(self.values_list("day", "works"))


class WorkdayChange(models.Model):
    """A day on which the official calendar differs from what the library knows."""

    day = models.DateField(primary_key=True)
    works = models.BooleanField()
    source = models.CharField(max_length=200)

    objects = WorkdayChangeQuerySet.as_manager()

    class Meta:
        db_table = "workday_change"

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.works else '休息'}"
