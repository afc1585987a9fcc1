"""Rules of monitoring as dated rows by region: the order of steps, limits, the year's line, the classes (RULES.md 3.1, 3.2).

All of them differ by province. Where no row fits, the examples here hold, unsaved and unconfirmed, and pages say so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from minqing.records.matters.models.dated import LOCAL, DatedRule, DatedRuleQuerySet, closest
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.monitoring.order import RECOGNISE, WAYS, Order

SINCE = date(2021, 5, 1)


class MonitorOrderQuerySet(DatedRuleQuerySet["MonitorOrder"]):
    def fitting(self, way: str, *, place: str, on: date) -> MonitorOrder:
        """The order of steps at a place on a day; the example where no row fits."""
        found = closest(self.holding(place=place, on=on).filter(way=way))
        return found or MonitorOrder(way=way, steps=monitor_order.EXAMPLES[way], from_on=SINCE, source=LOCAL)


class MonitorOrder(DatedRule):
    """The order of the steps of one way, recognition or release (`monitor_order`)."""

    way = models.CharField(max_length=10, choices=WAYS, default=RECOGNISE, verbose_name="哪一程")
    steps = models.JSONField(verbose_name="步骤")

    objects = MonitorOrderQuerySet.as_manager()

    class Meta:
        db_table = "monitor_order"
        constraints = [models.UniqueConstraint(fields=["region", "way", "from_on"], name="monitor_order_once")]

    def __str__(self) -> str:
        return monitor_order.words_of(self.steps)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A wrong order is never stored, whoever writes it."""
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse an order that leaves out or turns round what every region must keep to."""
        if self.steps is not None and (problem := monitor_order.problem_of(self.way, self.steps)):
            raise ValidationError({"steps": problem})

    @property
    def order(self) -> Order:
        return self.steps  # type: ignore[no-any-return]


# Key → (example, what it says).
LIMITS: dict[str, tuple[str, str]] = {
    "publicity_days": ("5", "公示至少几天"),
    "investigators": ("2", "入户核实至少几个人去"),
    "signatures": ("2", "入户核实至少几个人签字"),
    "quorum": ("2/3", "评议会到会的至少占几分之几"),
    "release_months": ("6", "纳入满几个月才能消除"),
    "measure_months": ("1", "纳入几个月内要有帮扶措施"),
    "develop_months": ("6", "有劳动力的户，几个月内要有开发式帮扶"),
}


class MonitorLimitQuerySet(DatedRuleQuerySet["MonitorLimit"]):
    def all_at(self, *, place: str, on: date) -> dict[str, MonitorLimit]:
        """Every limit at a place on a day, examples for those that no row names. One query."""
        rows = sorted(self.holding(place=place, on=on), key=lambda row: row.closeness)
        return MonitorLimit.examples() | {row.key: row for row in rows}


class MonitorLimit(DatedRule):
    """One number of the procedure. `value` is a whole number or a fraction (2/3)."""

    key = models.CharField(max_length=20, choices=[(key, words) for key, (_, words) in LIMITS.items()], verbose_name="哪一条")
    value = models.CharField(max_length=10, verbose_name="数", help_text="像 5 或 2/3")

    objects = MonitorLimitQuerySet.as_manager()

    class Meta:
        db_table = "monitor_limit"
        constraints = [models.UniqueConstraint(fields=["region", "key", "from_on"], name="monitor_limit_once")]

    def __str__(self) -> str:
        return f"{LIMITS[self.key][1]}：{self.value}" if self.key in LIMITS else self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A wrong number is never stored."""
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse what is no number, or a share above one."""
        try:
            number = self.number
        except (ValueError, ZeroDivisionError):
            raise ValidationError({"value": "写成整数，或者像 2/3 这样的几分之几。"}) from None
        if (
            number < 0
            or number > 366
            or (self.key == "quorum" and number > 1)
            or (self.key != "quorum" and number.denominator != 1)
        ):
            raise ValidationError({"value": "这个数不对，看看是不是写多了。"})

    @classmethod
    def examples(cls) -> dict[str, MonitorLimit]:
        """Every limit as we know it from single places, unsaved and unconfirmed."""
        return {key: cls(key=key, value=value, from_on=SINCE, source=LOCAL) for key, (value, _) in LIMITS.items()}

    @property
    def number(self) -> Fraction:
        """The value. Raises ValueError for what is none."""
        return Fraction(self.value)


# Values found in public papers of single counties; none is confirmed for any other (RULES.md 3.2).
LINES: dict[int, tuple[str, str]] = {
    2021: ("6000", "示例：2021 年全国底线"), 2022: ("7000", "示例：安徽固镇 2022 年"), 2023: ("7500", "示例：河南林州 2023 年"),
}  # fmt: skip


class MonitorLineQuerySet(DatedRuleQuerySet["MonitorLine"]):
    def of_year(self, year: int, *, place: str, on: date) -> MonitorLine | None:
        """The year's monitoring range at a place; an example if we have one of that year, else None."""
        found = closest(self.holding(place=place, on=on).filter(year=year))
        if found is None and year in LINES:
            amount, source = LINES[year]
            found = MonitorLine(year=year, amount=Decimal(amount), from_on=SINCE, source=source)
        return found


class MonitorLine(DatedRule):
    """监测范围: yuan a head a year. A reference beside three other facts, never a decision."""

    year = models.PositiveSmallIntegerField(verbose_name="哪一年")
    amount = models.DecimalField(max_digits=9, decimal_places=2, verbose_name="每人每年多少元")

    objects = MonitorLineQuerySet.as_manager()

    class Meta:
        db_table = "monitor_line"
        constraints = [models.UniqueConstraint(fields=["region", "year", "from_on"], name="monitor_line_once")]

    def __str__(self) -> str:
        return f"{self.year} 年 {self.amount:f} 元"


CLASSES = (("unstable", "脱贫不稳定户"), ("edge", "边缘易致贫户"), ("sudden", "突发严重困难户"))


class MonitorClassQuerySet(DatedRuleQuerySet["MonitorClass"]):
    def of(self, *, place: str, on: date) -> list[MonitorClass]:
        """The classes that hold at a place on a day, in their order; the three of the national document if no row says."""
        found = sorted(self.holding(place=place, on=on), key=lambda row: (row.rank, row.pk or 0))
        return found or [
            MonitorClass(key=key, title=title, rank=rank, from_on=SINCE, source="中农组发〔2021〕7号，示例")
            for rank, (key, title) in enumerate(CLASSES)
        ]


class MonitorClass(DatedRule):
    """A class of monitored household. Its title is also the name of the group in which the household then is."""

    key = models.CharField(max_length=20, verbose_name="代号")
    title = models.CharField(max_length=20, verbose_name="叫什么")
    rank = models.PositiveSmallIntegerField(default=50, verbose_name="排第几")

    objects = MonitorClassQuerySet.as_manager()

    class Meta:
        db_table = "monitor_class"
        constraints = [models.UniqueConstraint(fields=["region", "key", "from_on"], name="monitor_class_once")]

    def __str__(self) -> str:
        return self.title
