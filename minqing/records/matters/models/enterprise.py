"""What a firm asked for: who the firm is, which policies it takes up, what it was told (MECHANISMS.md B4, D5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from minqing.lib.fields import CodeField, LineField, WordsField, new_id
from minqing.lib.refusal import NotNow
from minqing.records.people.models import Enterprise
from minqing.records.people.models.enterprise import right_uscc

TROUBLES = {
    "road": "道路、停车、交通", "power": "用电、用水、用气", "money": "融资、资金", "land": "用地、厂房", "permit": "审批、办证", "policy": "政策享受",
    "people": "招工、用工", "green": "环保、安全", "market": "销路、上下游", "other": "其他",
}  # fmt: skip
STEPS = {"told": "告知", "applied": "申请", "reviewed": "审核", "paid": "兑现"}
ORDER = tuple(STEPS)
WAYS = {"visit": "上门说的", "phone": "电话里说的", "message": "发消息说的", "paper": "书面说的"}


class UsccField(models.CharField):  # type: ignore[type-arg]
    """A unified social credit code, whose form says what is wrong with it."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{**kwargs, "form_class": _UsccFormField, "max_length": 24})


class _UsccFormField(forms.CharField):
    def clean(self, value: Any) -> str:
        try:
            return right_uscc(super().clean(value))
        except NotNow as refusal:
            raise ValidationError(refusal.sentence) from None


class EnterpriseRequest(models.Model):
    """Beside the matter: which firm. `enterprise` is the one on the register that code or name mean; `told_on` the last day it heard."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="request")
    company = models.CharField("企业名称", max_length=120, blank=True, help_text="照营业执照写全称")
    uscc = UsccField("统一社会信用代码", max_length=18, blank=True, help_text="18 位；个体户没有的空着，登记过的只写名称也行")
    sole = models.BooleanField("是没有代码的个体户", default=False)
    trouble = models.CharField("哪方面的难处", max_length=10, choices=TROUBLES, default="other")
    contact = models.CharField("企业联系人", max_length=80, blank=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    told_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "enterprise_request"

    def __str__(self) -> str:
        return self.company

    @property
    def policies_said(self) -> str:
        """电价优惠（兑现 12 万元）, for a cell of a ledger."""
        return "；".join(policy.said for policy in self.matter.policies.order_by("id"))


class EnterprisePolicy(models.Model):
    """A policy that the firm may be entitled to, and how far it is: 告知, 申请, 审核, 兑现. Money in 万元."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="policies")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=80, blank=True)
    step = models.CharField(max_length=10, choices=STEPS, default="told")
    expected = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    paid = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    paid_on = models.DateField(null=True)
    refused_on = models.DateField(null=True)

    class Meta:
        db_table = "enterprise_policy"
        indexes = [models.Index(fields=["place", "paid_on"], name="enterprise_policy_place_day")]
        constraints = [
            models.UniqueConstraint(fields=["matter", "name"], name="enterprise_policy_once"),
            models.CheckConstraint(condition=Q(paid_on=None) | Q(step="paid"), name="enterprise_policy_paid"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def next_step(self) -> str:
        """The key of the step that follows; empty when all are made."""
        at = ORDER.index(self.step) + 1
        return ORDER[at] if at < len(ORDER) else ""

    @property
    def said(self) -> str:
        """How far it is, in words."""
        if self.refused_on is not None:
            return f"{self.name}（没批）"
        from minqing.records.matters.models.project import amount

        return f"{self.name}（{STEPS[self.step]}{f' {amount(self.paid)} 万元' if self.paid else ''}）"


class EnterpriseStep(models.Model):
    """One step of taking up a policy: made on a day, with words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    policy = models.ForeignKey(EnterprisePolicy, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=STEPS | {"refused": "没批"})
    made_on = models.DateField()
    words = LineField(max_length=400, blank=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        db_table = "enterprise_step"
        constraints = [models.UniqueConstraint(fields=["policy", "step"], name="enterprise_step_once")]

    def __str__(self) -> str:
        return self.get_step_display()


class EnterpriseTelling(models.Model):
    """The firm was told how it stands. `way` is how."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="tellings")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)
    told_on = models.DateField()
    way = models.CharField(max_length=10, choices=WAYS)
    to = models.CharField(max_length=80, blank=True)
    words = WordsField()
    by_name = models.CharField(max_length=80)

    class Meta:
        db_table = "enterprise_telling"
        indexes = [models.Index(fields=["place", "told_on"], name="enterprise_telling_place_day")]

    def __str__(self) -> str:
        return f"{self.told_on:%m-%d} {self.get_way_display()}"


def last_heard(matter: Any) -> date:
    """The day from which the firm waits for news: when it was last told, else when it asked."""
    day: date = matter.details.told_on if matter.details and matter.details.told_on else matter.opened_on
    return day
