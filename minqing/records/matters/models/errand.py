"""An errand (代办、领办、约办): a paper or an office visited for a resident, or with one (MECHANISMS.md C3)."""

from __future__ import annotations

from django.db import models

from minqing.lib.fields import CodeField, LineField, new_id

WAYS = {"for": "代办（替他跑）", "with": "领办（带他去）", "booked": "约办（约好日子办）"}
HOWS = {"office": "到窗口", "phone": "电话、视频", "online": "网上办", "home": "上门办"}


class Errand(models.Model):
    """What is to be got and where. `done_on` is the day of the result, `number` the paper's; `again_on` is when it is due once more.

    A yearly check of a pension (养老认证) is an errand with `again_on` a year ahead.
    """

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="errand")
    way = models.CharField("怎么帮他办", max_length=8, choices=WAYS, default="for")
    how = models.CharField("在哪儿办", max_length=8, choices=HOWS, default="office")
    paper = models.CharField("办什么证、什么手续", max_length=120, blank=True, help_text="像：助学金申请表、养老金年审")
    office = models.CharField("哪个单位办", max_length=120, blank=True, help_text="像：镇社保所")
    booked_on = models.DateField("约在哪天", null=True, blank=True)
    booked_at = models.CharField("几点", max_length=20, blank=True, help_text="像：上午 9 点")
    done_on = models.DateField(null=True)
    number = models.CharField("证号、受理号", max_length=60, blank=True, help_text="没有就空着")
    again_on = models.DateField("下一次哪天前要办", null=True, blank=True, help_text="年年要认证的写上，到时候提醒")
    refused_on = models.DateField(null=True)
    refused_why = LineField("窗口说为什么不给办", max_length=300, blank=True)

    class Meta:
        db_table = "errand"
        indexes = [
            models.Index(fields=["done_on"], name="errand_done"),
            models.Index(fields=["again_on"], name="errand_again"),
        ]

    def __str__(self) -> str:
        return self.paper or self.matter.about

    @property
    def result_words(self) -> str:
        """What came of it, for a cell of a ledger."""
        if self.refused_on:
            return f"没办成：{self.refused_why}"
        return "" if self.done_on is None else f"办成了 {self.number}".strip()


class ErrandMaterial(models.Model):
    """Something of the resident's in our hands: from a day until it went back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="materials")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)
    what = models.CharField(max_length=60)
    received_on = models.DateField()
    received_by = models.CharField(max_length=80)
    returned_on = models.DateField(null=True)
    returned_by = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "errand_material"
        indexes = [models.Index(fields=["place", "returned_on"], name="errand_material_out")]

    def __str__(self) -> str:
        return self.what
