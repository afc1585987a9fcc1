"""What monitoring asks of each member of a household beside the ledger (RULES.md 3.4)."""

from __future__ import annotations

from django.db import models

from minqing.lib.fields import new_id
from minqing.records.people.models import Resident

HEALTH = {"well": "健康", "chronic": "长期慢性病", "serious": "患有大病", "disabled": "残疾"}
LABOUR = {"common": "普通劳动力", "skilled": "技能劳动力", "weak": "弱劳动力或半劳动力", "lost": "丧失劳动力", "none": "无劳动力"}
WORKS = frozenset({"common", "skilled"})
EDUCATION = {
    "none": "文盲或半文盲",
    "primary": "小学",
    "junior": "初中",
    "senior": "高中",
    "college": "大专",
    "bachelor": "本科及以上",
}
SCHOOLING = {
    "before": "学龄前",
    "primary": "小学在校",
    "junior": "初中在校",
    "senior": "高中、中职在校",
    "college": "大专、本科在校",
    "out": "义务教育阶段辍学",
}
INSURANCE = {"resident": "居民医保", "employee": "职工医保", "both": "两种都写了", "none": "没参保"}
PENSION = {"resident": "居民养老", "employee": "职工养老", "none": "没参加"}


class MonitorMember(models.Model):
    """One member on the monitoring's own sheet. Name, sex and birth stay where they are: in the ledger."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="monitor_members")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    education = models.CharField(max_length=10, choices=EDUCATION, blank=True, verbose_name="文化程度")
    schooling = models.CharField(max_length=10, choices=SCHOOLING, blank=True, verbose_name="在校")
    health = models.CharField(max_length=10, choices=HEALTH, blank=True, verbose_name="健康")
    labour = models.CharField(max_length=10, choices=LABOUR, blank=True, verbose_name="劳动技能")
    work_place = models.CharField(max_length=60, blank=True, verbose_name="务工地点")
    work_months = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name="务工几个月")
    insurance = models.CharField(max_length=10, choices=INSURANCE, blank=True, verbose_name="医保")
    serious_insurance = models.BooleanField(default=False, verbose_name="有大病保险")
    pension = models.CharField(max_length=10, choices=PENSION, blank=True, verbose_name="养老保险")

    class Meta:
        db_table = "monitor_member"
        constraints = [models.UniqueConstraint(fields=["matter", "resident"], name="monitor_member_once")]

    def __str__(self) -> str:
        return self.resident.name

    FIELDS = (
        "education",
        "schooling",
        "health",
        "labour",
        "work_place",
        "work_months",
        "insurance",
        "serious_insurance",
        "pension",
    )
