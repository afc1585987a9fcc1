"""A household under monitoring (防返贫监测): what its file holds beside the matter's own history (RULES.md 3.1, 3.4, 3.6)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minqing.ground.staff.models import User
from minqing.lib.fields import CodeField, LineField, WordsField, new_id
from minqing.records.matters.models.handling import Handling
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.monitoring.order import RECOGNISE, RELEASE, WAYS, Order

YES, NO, UNKNOWN = "yes", "no", "unknown"
THREE = {YES: "有保障", NO: "有问题", UNKNOWN: "没查清"}
CHECKED = {
    "housing": "住房安全", "schooling": "义务教育", "insurance": "基本医疗", "water": "饮水安全", "stable": "收入稳定，至少半年",
    "spending": "大额支出解决了",
}  # fmt: skip
IS_IT = {YES: "是", NO: "不是", UNKNOWN: "没查清"}

RISKS = {
    "illness": "因病", "disability": "因残", "school": "因学", "disaster": "因自然灾害", "labour": "缺劳动力", "accident": "因意外事故",
    "business": "因产业失败", "job": "因务工就业不稳", "house": "因安全住房", "water": "因安全饮水", "other": "其他",
}  # fmt: skip
DISASTERS = {
    "flood": "洪涝",
    "geology": "地质",
    "drought": "旱灾",
    "pest": "生物",
    "weather": "气象",
    "quake": "地震",
    "other": "其他",
}

MEASURES = {
    "business": "产业", "job": "就业", "finance": "金融", "post": "公益岗", "house": "住房", "water": "饮水", "health": "健康",
    "school": "义务教育", "training": "其他教育", "benefit": "综合保障", "society": "社会帮扶", "moving": "搬迁", "living": "生产生活条件",
    "works": "基础设施",
}  # fmt: skip
# 开发式帮扶: what a household that can work is to have, beside money.
DEVELOPING = frozenset({"business", "job", "finance", "post"})

LEADS = {"asked": "农户申报", "found": "干部排查", "warned": "部门筛查预警", "other": "其他渠道"}
SIGNED = {"sign": "签字", "print": "按手印", "proxy": "别人代填、本人按手印"}
WHY_NOT = {
    "facts": "四项都查清了，没有返贫致贫风险", "declined": "农户自己不申请，或者不授权", "moved": "全家已经迁走", "twice": "已经在监测，或者和另一件重复",
}  # fmt: skip
REMOVALS = {"helped": "帮扶消除", "natural": "自然消除"}


class Monitoring(models.Model):
    """The file. `recognise`, `release` are the orders that held when it began (`monitor_order`), `done` the steps of the present way.

    `klass` is the key of its class, `klass_title` what the class was called; `recognised_on` and `released_on` are copies of the last
    span's days; `no_labour` marks a household without anybody able to work, which is never released.
    """

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="+")
    lead = models.CharField(max_length=10, choices=LEADS, default="found", verbose_name="线索哪来的")
    klass = models.CharField(max_length=20, blank=True, verbose_name="哪一类")
    klass_title = models.CharField(max_length=20, blank=True)
    recognised_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    recognise = models.JSONField(default=list)
    release = models.JSONField(default=list)
    by_example = models.BooleanField(default=True)
    way = models.CharField(max_length=10, choices=WAYS, default=RECOGNISE)
    done = models.JSONField(default=list)
    round = models.PositiveSmallIntegerField(default=1)
    consent_on = models.DateField(null=True)
    consent_by = models.CharField(max_length=80, blank=True, verbose_name="谁签的")
    consent_how = models.CharField(max_length=10, choices=SIGNED, blank=True, verbose_name="怎么签的")
    compared_on = models.DateField(null=True)
    compared = LineField(max_length=400, blank=True, verbose_name="比对结果")
    no_labour = models.BooleanField(default=False, verbose_name="整户没有劳动力，兜底保障")
    removal = models.CharField(max_length=10, choices=REMOVALS, blank=True, verbose_name="怎么消除的")
    why_not = models.CharField(max_length=10, choices=WHY_NOT, blank=True)

    class Meta:
        db_table = "monitoring"

    def __str__(self) -> str:
        return self.klass

    @property
    def order(self) -> Order:
        """The order of the way on which it is."""
        return (self.release if self.way == RELEASE else self.recognise) or monitor_order.EXAMPLES[self.way]

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What may be done now."""
        return monitor_order.next_steps(self.order, self.done)


class Child(models.Model):
    """A row of the file that one way, recognition or release, brought along; `round` counts how often it was begun."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    way = models.CharField(max_length=10, choices=WAYS, default=RECOGNISE)
    round = models.PositiveSmallIntegerField(default=1)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class HomeCheck(Child):
    """入户核实: who went, who signed, what they found. `housing` … `water` are 三保障 and 饮水."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="home_checks")
    investigators = models.JSONField(default=list)
    signatures = models.JSONField(default=list)
    housing = models.CharField(max_length=10, choices=THREE, default=UNKNOWN, verbose_name=CHECKED["housing"])
    schooling = models.CharField(max_length=10, choices=THREE, default=UNKNOWN, verbose_name=CHECKED["schooling"])
    insurance = models.CharField(max_length=10, choices=THREE, default=UNKNOWN, verbose_name=CHECKED["insurance"])
    water = models.CharField(max_length=10, choices=THREE, default=UNKNOWN, verbose_name=CHECKED["water"])
    stable = models.CharField(max_length=10, choices=IS_IT, default=UNKNOWN, verbose_name=CHECKED["stable"])
    spending = models.CharField(max_length=10, choices=IS_IT, default=UNKNOWN, verbose_name=CHECKED["spending"])
    difficulty = WordsField(blank=True, verbose_name="突出困难")
    coping = WordsField(blank=True, verbose_name="自己应对的办法")

    class Meta:
        db_table = "monitor_home_check"

    def __str__(self) -> str:
        return "、".join(self.investigators)

    BASICS = ("housing", "schooling", "insurance", "water")

    def basics(self) -> list[tuple[str, str, str]]:
        """三保障 and 饮水 as (name, key, words)."""
        return [(CHECKED[name], getattr(self, name), THREE[getattr(self, name)]) for name in self.BASICS]


class MonitorMeeting(Child):
    """村民评议: how many were called and came, and how they voted. The quorum is a dated limit."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="meetings")
    called = models.PositiveSmallIntegerField()
    came = models.PositiveSmallIntegerField()
    agreed = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField(default=0)
    minutes = WordsField(blank=True)

    class Meta:
        db_table = "monitor_meeting"

    def __str__(self) -> str:
        return f"应到 {self.called} 人，实到 {self.came} 人，同意 {self.agreed} 人"


class Assessment(Child):
    """What one level judged by the four facts together; `line` is the year's reference as it stood then, no criterion of its own."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="assessments")
    step = models.CharField(max_length=10)
    per_head = models.DecimalField(max_digits=12, decimal_places=2)
    self_paid = models.DecimalField(max_digits=12, decimal_places=2)
    difficulty = WordsField()
    coping = WordsField()
    line = models.CharField(max_length=80, blank=True)
    words = WordsField()

    class Meta:
        db_table = "monitor_assessment"

    def __str__(self) -> str:
        return self.words

    @property
    def step_words(self) -> str:
        """Which step, in words."""
        return monitor_order.STEPS.get(self.step, "不纳入")


class MonitorNotice(Child):
    """公示 (until a day) or 公告, as it was put up in the village."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="monitor_notices")
    step = models.CharField(max_length=10)
    until_on = models.DateField(null=True)
    where = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "monitor_notice"

    def __str__(self) -> str:
        return f"{WAYS[self.way]}{'公示' if self.step == 'publicity' else '公告'}"


class Objection(Child):
    """What somebody said against it while the notice hung, and the answer; none may be left open."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="objections")
    words = WordsField()
    answer = WordsField(blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        db_table = "monitor_objection"

    def __str__(self) -> str:
        return self.words


class MonitorRisk(models.Model):
    """One risk of the household, from the day it was found until it was gone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="risks")
    risk = models.CharField(max_length=12, choices=RISKS)
    sort = models.CharField(max_length=10, choices=DISASTERS, blank=True)
    found_on = models.DateField()
    gone_on = models.DateField(null=True)

    class Meta:
        db_table = "monitor_risk"
        constraints = [models.UniqueConstraint(fields=["matter", "risk"], condition=Q(gone_on=None), name="monitor_risk_once")]

    def __str__(self) -> str:
        return RISKS.get(self.risk, self.risk) + (f"（{DISASTERS[self.sort]}）" if self.sort in DISASTERS else "")


class MonitorMeasure(models.Model):
    """One measure of help: what, by whom, since when, done when, and what the family said of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="measures")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    sort = models.CharField(max_length=10, choices=MEASURES, verbose_name="哪一类措施")
    what = LineField(max_length=200, verbose_name="帮什么")
    helper = models.ForeignKey(Handling, on_delete=models.PROTECT, null=True, related_name="measures")
    from_on = models.DateField(verbose_name="哪天开始")
    due_on = models.DateField(null=True, verbose_name="打算哪天办完")
    done_on = models.DateField(null=True)
    said = LineField(max_length=400, blank=True)

    class Meta:
        db_table = "monitor_measure"
        indexes = [models.Index(fields=["place", "done_on"], name="monitor_measure_place_day")]

    def __str__(self) -> str:
        return f"{MEASURES.get(self.sort, '')}：{self.what}"


class MonitorSpan(models.Model):
    """A time under monitoring: from the announced recognition to the announced release; a relapse begins another one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="monitor_spans")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    klass = models.CharField(max_length=20)
    title = models.CharField(max_length=20)
    again = models.BooleanField(default=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        db_table = "monitor_span"
        indexes = [
            models.Index(fields=["place", "from_on"], name="monitor_span_place_from"),
            models.Index(fields=["place", "to_on"], name="monitor_span_place_to"),
        ]
        constraints = [models.UniqueConstraint(fields=["matter"], condition=Q(to_on=None), name="monitor_span_once")]

    def __str__(self) -> str:
        return self.title
