"""A wish's own fields, what its people can do, and the limit of money (MECHANISMS.md D2, D9; RULES.md 5.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from minqing.ground.staff.models import User
from minqing.lib.fields import CodeField
from minqing.records.matters.models.dated import LOCAL, DatedRule, DatedRuleQuerySet, closest

CLASSES = {"goods": "物资帮扶", "service": "便民服务", "public": "公益发展"}
SKILLS = {
    "repair": "修理", "medical": "医护", "teaching": "教学", "hair": "理发", "driving": "驾车", "law": "法律", "farming": "农技",
    "device": "电脑手机", "company": "陪伴", "other": "其他手艺",
}  # fmt: skip
# What is looked into before a wish is published.
CHECKS = {
    "identity": "人对得上，是本人的心愿", "contact": "电话或住处找得到人", "reasonable": "想要的合情合理", "small": "东西小、花钱少，不是该办的低保救助",
    "feasible": "有人办得到",
}  # fmt: skip
SINCE = date(2020, 1, 1)


class Wish(models.Model):
    """The file beside the matter. `cost` is in 元. `verified_on` and `verified_by` say when and by whom all of `CHECKS` were looked
    into; `thanks_seen_on` when whoever fulfilled it took note of the thanks.
    """

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="wish")
    wish_class = models.CharField("哪一类心愿", max_length=10, blank=True, choices=CLASSES)
    skill = models.CharField(
        "要会什么", max_length=10, blank=True, choices={"": "不要手艺", **SKILLS}, help_text="会这一样的人先看到这个心愿"
    )
    needed_by = models.DateField("哪天前要用上", null=True, blank=True, help_text="像电热毯，入冬前要；不急就空着")
    cost = models.DecimalField(
        "大约要多少钱（元）", max_digits=8, decimal_places=2, null=True, blank=True, help_text="不花钱就空着"
    )
    verified_on = models.DateField(null=True)
    verified_by = models.CharField(max_length=80, blank=True)
    thanks_seen_on = models.DateField(null=True)

    class Meta:
        db_table = "wish"

    def __str__(self) -> str:
        return self.class_words or str(self.matter)

    @property
    def class_words(self) -> str:
        return CLASSES.get(self.wish_class, "")

    @property
    def skill_words(self) -> str:
        return SKILLS.get(self.skill, "")


class UserSkill(models.Model):
    """Something that somebody says of themselves that they can do. Theirs to add and to take away; nothing is reckoned by it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skills")
    skill = models.CharField(max_length=10, choices=SKILLS)

    class Meta:
        db_table = "user_skill"
        constraints = [models.UniqueConstraint(fields=["user", "skill"], name="user_skill_once")]

    def __str__(self) -> str:
        return SKILLS.get(self.skill, self.skill)


class WishCounter(models.Model):
    """The last number given to a wish of a county in a year."""

    county = CodeField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "wish_counter"
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="wish_counter_once")]

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"


class WishRuleQuerySet(DatedRuleQuerySet["WishRule"]):
    def fitting(self, *, place: str, on: date) -> WishRule:
        """The limit that holds at a place on a day; our example where no row fits. One query."""
        return closest(self.holding(place=place, on=on)) or WishRule.example()


class WishRule(DatedRule):
    """Up to how much money a wish is a small one; what costs more is a need or a project. Local, so a dated row."""

    EXAMPLE = Decimal(500)

    most = models.DecimalField("一个心愿最多多少钱（元）", max_digits=8, decimal_places=2)

    objects = WishRuleQuerySet.as_manager()

    class Meta:
        db_table = "wish_rule"
        constraints = [models.UniqueConstraint(fields=["region", "from_on"], name="wish_rule_once")]

    def __str__(self) -> str:
        return f"最多 {self.most_words} 元"

    @classmethod
    def example(cls) -> WishRule:
        """Unsaved and unconfirmed."""
        return cls(most=cls.EXAMPLE, from_on=SINCE, source=LOCAL)

    @property
    def most_words(self) -> str:
        return f"{self.most.normalize():f}"

    def clean(self, *_: Any) -> None:
        """Zero would close the list."""
        if self.most is not None and self.most <= 0:
            from django.core.exceptions import ValidationError

            raise ValidationError({"most": "要写比 0 大的数。"})
