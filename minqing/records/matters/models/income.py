"""A family's income over twelve months, item by item."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from django.db import models

from minqing.ground.staff.models import User
from minqing.lib.fields import LineField, new_id
from minqing.records.matters.monitoring import income


class IncomeSheetQuerySet(models.QuerySet["IncomeSheet"]):
    def latest_first(self) -> IncomeSheetQuerySet:
        """The sheet of the latest window first."""
        return self.order_by("-until_on", "-id")


class IncomeSheet(models.Model):
    """One sheet: the twelve months up to `until_on`, shared by `people`. Only sums are ever shown without its lines."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="income_sheets")
    from_on = models.DateField()
    until_on = models.DateField()
    people = models.PositiveSmallIntegerField()
    words = LineField(max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()

    objects = IncomeSheetQuerySet.as_manager()

    class Meta:
        db_table = "income_sheet"
        constraints = [models.UniqueConstraint(fields=["matter", "until_on"], name="income_sheet_window")]

    def __str__(self) -> str:
        first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (self.from_on, self.until_on))
        return f"{first}到{last}"

    def amounts(self) -> dict[str, Decimal]:
        """Item → amount; items that were not written are not there."""
        return {line.item: line.amount for line in self.lines.all()}

    @cached_property
    def sum(self) -> income.Sum:
        """What it comes to. One query unless the lines were loaded with it."""
        return income.add_up(self.amounts(), self.people)


class IncomeLine(models.Model):
    """One item's amount in yuan for the whole window."""

    sheet = models.ForeignKey(IncomeSheet, on_delete=models.CASCADE, related_name="lines")
    item = models.CharField(max_length=20, choices=[(key, words) for key, (_, words) in income.ITEMS.items()])
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        db_table = "income_line"
        constraints = [models.UniqueConstraint(fields=["sheet", "item"], name="income_line_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.amount}"
