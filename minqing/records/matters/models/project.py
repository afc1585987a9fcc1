"""A practical project (实事项目): its plan, its money, its quantities, its milestones, how it was accepted, what people say (D4).

Money is in 万元 with six decimals, so that a 分 is exact. What was paid and what was done are dated rows of their own: the sums on a
page and in a figure are added up from them, and every one opens to them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Min, Q

from minqing.lib.fields import CodeField, LineField, WordsField, new_id
from minqing.records.matters.models.dated import DatedRule, DatedRuleQuerySet, closest
from minqing.records.people.models import Household

SOURCES = {
    "state": "上级拨款", "county": "县乡安排", "collective": "村集体", "sender": "派出单位、帮扶单位", "donated": "社会捐助", "self": "群众自筹",
    "other": "其他",
}  # fmt: skip
# What villages build and plant, with the unit in which it is counted.
COMMON = (
    ("修建道路", "公里"), ("清沟", "米"), ("修建排水沟", "米"), ("植树", "棵"), ("种草种花", "株"), ("改造危房", "座"), ("安装路灯", "盏"),
    ("修建院墙", "米"), ("修建广场", "处"), ("整治土地", "亩"), ("改厕", "户"), ("通自来水", "户"), ("修桥", "座"), ("打井", "眼"),
)  # fmt: skip
UNITS = ("米", "公里", "平方米", "亩", "棵", "株", "座", "户", "处", "盏", "眼", "个", "台", "人", "场")


def money(label: str, **more: Any) -> Any:
    """A column of 万元."""
    return models.DecimalField(label, max_digits=16, decimal_places=6, **more)


class Project(models.Model):
    """The plan beside the matter. `built_by` is who does the work; nobody of them accepts it. `begun_on` and `accepted_on` are set by
    the moves.
    """

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="project")
    reason = models.CharField("为什么办", max_length=400, blank=True, help_text="像：一下雨四社的地就泡水")
    benefits = models.CharField("谁受益", max_length=200, blank=True, help_text="像：四社 62 户")
    households = models.PositiveIntegerField("受益多少户", null=True, blank=True)
    decided_on = models.DateField("哪天定下来的", null=True, blank=True, help_text="村民会议、村民代表会议开会那天")
    decided_by = models.CharField("怎么定的", max_length=120, blank=True, help_text="像：村民代表会议，到会 31 人，29 人同意")
    built_by = models.CharField("谁来干", max_length=120, blank=True, help_text="施工的队伍、单位")
    starts_on = models.DateField("计划哪天开工", null=True, blank=True)
    ends_on = models.DateField("计划哪天完工", null=True, blank=True)
    begun_on = models.DateField("实际开工", null=True, blank=True)
    accepted_on = models.DateField("验收通过", null=True, blank=True)

    class Meta:
        db_table = "project"

    def __str__(self) -> str:
        return self.matter.about

    @property
    def funds_planned(self) -> Decimal:
        """万元, all sources."""
        return sum((fund.planned for fund in self.matter.funds.all()), Decimal(0))

    @property
    def funds_paid(self) -> Decimal:
        """万元 paid so far."""
        return sum((one.amount for one in self.matter.payments.all() if one.struck_on is None), Decimal(0))

    @property
    def quantities_said(self) -> str:
        """修建道路 19/19 公里；植树 800/1200 棵, for a cell of a ledger."""
        done: dict[Any, Decimal] = {}
        for one in self.matter.progress.all():
            if one.struck_on is None:
                done[one.quantity_id] = done.get(one.quantity_id, Decimal(0)) + one.number
        lines = sorted(self.matter.quantities.all(), key=lambda one: one.pk)
        return "；".join(f"{one.what} {amount(done.get(one.pk))}/{amount(one.planned)} {one.unit}" for one in lines)


def amount(number: Decimal | None) -> str:
    """A number without zeros behind the point."""
    text = f"{number or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Part(models.Model):
    """A row that belongs to a project, and stands where its matter stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)

    class Meta:
        abstract = True


class ProjectFund(_Part):
    """A source of money and how much is planned from it, in 万元."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="funds")
    source = models.CharField(max_length=12, choices=SOURCES)
    name = models.CharField(max_length=80, blank=True)
    planned = money("计划（万元）")
    made_on = models.DateField()

    class Meta:
        db_table = "project_fund"
        indexes = [models.Index(fields=["place", "made_on"], name="project_fund_place_day")]
        constraints = [models.CheckConstraint(condition=Q(planned__gt=0), name="project_fund_is_money")]

    def __str__(self) -> str:
        return f"{self.get_source_display()}{f'（{self.name}）' if self.name else ''}"


class ProjectPayment(_Part):
    """Money paid out of a source. A wrong row is struck with its day and a reason, never rubbed out."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="payments")
    fund = models.ForeignKey(ProjectFund, on_delete=models.CASCADE, related_name="payments")
    paid_on = models.DateField()
    amount = money("付了（万元）")
    paid_to = models.CharField(max_length=120, blank=True)
    words = LineField(max_length=200, blank=True)
    by_name = models.CharField(max_length=80)
    struck_on = models.DateField(null=True)

    class Meta:
        db_table = "project_payment"
        indexes = [models.Index(fields=["place", "paid_on"], name="project_payment_place_day")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="project_payment_is_money")]

    def __str__(self) -> str:
        return f"{amount(self.amount)} 万元"


class QuantityQuerySet(models.QuerySet["ProjectQuantity"]):
    def with_done(self) -> Any:
        """With `done`: the sum of the standing entries. One query."""
        standing = Q(progress__struck_on=None)
        return self.annotate(done=models.Sum("progress__number", filter=standing, default=Decimal(0)))


class ProjectQuantity(_Part):
    """How much of what is to be done, and how much of it was accepted."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="quantities")
    what = LineField(max_length=40)
    unit = models.CharField(max_length=10)
    planned = models.DecimalField(max_digits=14, decimal_places=3)
    accepted = models.DecimalField(max_digits=14, decimal_places=3, null=True)

    objects = QuantityQuerySet.as_manager()

    class Meta:
        db_table = "project_quantity"
        constraints = [
            models.UniqueConstraint(fields=["matter", "what", "unit"], name="project_quantity_once"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="project_quantity_is_much"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {amount(self.planned)} {self.unit}"


class ProjectProgress(_Part):
    """What was done of a quantity on a day. `what` and `unit` are copies, for adding up over projects."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="progress")
    quantity = models.ForeignKey(ProjectQuantity, on_delete=models.CASCADE, related_name="progress")
    done_on = models.DateField()
    number = models.DecimalField(max_digits=14, decimal_places=3)
    what = LineField(max_length=40)
    unit = models.CharField(max_length=10)
    words = LineField(max_length=400, blank=True)
    by_name = models.CharField(max_length=80)
    struck_on = models.DateField(null=True)

    class Meta:
        db_table = "project_progress"
        indexes = [models.Index(fields=["place", "done_on"], name="project_progress_place_day")]
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="project_progress_is_much")]

    def __str__(self) -> str:
        return f"{self.what} {amount(self.number)} {self.unit}"


class ProjectMilestone(_Part):
    """A point that must be reached by a day. `first_due_on` is the day that was set first: later days do not hide it."""

    START, FINISH = "开工", "完工"

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=60)
    due_on = models.DateField()
    first_due_on = models.DateField()
    reached_on = models.DateField(null=True)

    class Meta:
        db_table = "project_milestone"
        constraints = [models.UniqueConstraint(fields=["matter", "title"], name="project_milestone_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def put_off(self) -> bool:
        """Whether its day is later than the one that was set first."""
        return self.due_on > self.first_due_on


class ProjectAcceptance(_Part):
    """One acceptance: who came, what they found, whether it passed."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="acceptances")
    held_on = models.DateField()
    passed = models.BooleanField()
    words = WordsField(blank=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        db_table = "project_acceptance"

    def __str__(self) -> str:
        return "验收通过" if self.passed else "验收没过"


class ProjectInspector(models.Model):
    """Somebody who accepted, and as what: at least two, a villager among them."""

    SORTS = {"villager": "村民", "cadre": "村干部", "office": "乡镇、部门", "expert": "懂行的人"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    acceptance = models.ForeignKey(ProjectAcceptance, on_delete=models.CASCADE, related_name="inspectors")
    name = models.CharField(max_length=80)
    sort = models.CharField(max_length=10, choices=SORTS)

    class Meta:
        db_table = "project_inspector"
        constraints = [models.UniqueConstraint(fields=["acceptance", "name"], name="project_inspector_once")]

    def __str__(self) -> str:
        return self.name


class ProjectWord(_Part):
    """What one of those who were to benefit says when it is finished."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="people_words")
    name = models.CharField(max_length=80)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+")
    good = models.BooleanField()
    words = WordsField(blank=True)
    said_on = models.DateField()
    by_name = models.CharField(max_length=80)

    class Meta:
        db_table = "project_word"
        indexes = [models.Index(fields=["place", "said_on"], name="project_word_place_day")]

    def __str__(self) -> str:
        return "好" if self.good else "不好"


class PaceRuleQuerySet(DatedRuleQuerySet["PaceRule"]):
    def at(self, place: str, on: date) -> PaceRule:
        """The rule that holds at a place on a day, the most local first; our example where the county has none. One query."""
        example = PaceRule(yellow_days=PaceRule.EXAMPLE, from_on=on, source="示例：落后 30 天以内亮黄灯", confirmed=False)
        return closest(self.holding(place=place, on=on)) or example


class PaceRule(DatedRule):
    """Up to how many days behind a project is yellow; beyond that it is red. Local, so a dated row."""

    EXAMPLE = 30

    # The words for these are the form's (`works.forms.PaceForm`), so the shared columns stand here again without theirs.
    region = CodeField(blank=True)
    yellow_days = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    objects = PaceRuleQuerySet.as_manager()

    class Meta:
        db_table = "pace_rule"
        constraints = [models.UniqueConstraint(fields=["region", "from_on"], name="pace_rule_once")]

    def __str__(self) -> str:
        return f"{self.yellow_days} 天"


def behind_since(prefix: str = "milestones") -> Min:
    """The earliest day of a milestone that is not reached, as an aggregate over matters."""
    return Min(F(f"{prefix}__due_on"), filter=Q(**{f"{prefix}__reached_on": None}))
