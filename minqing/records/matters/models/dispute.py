"""A dispute's file: its facts, its parties, its sessions (人民调解法 art. 27: 调解登记 and 工作记录).

Only who mediates, who wrote it down and the parties themselves see it (`rights.sees_file`); no list shows any of it.
"""

from __future__ import annotations

import hmac
from datetime import date

from django.db import models
from django.db.models import Q

from minqing.lib import vault
from minqing.lib.fields import VaultField, WordsField, new_id
from minqing.records.matters.mediation.disputes import CLASSES, FORMS, ORIGINS, PREVENTED, SIDES, STAGES, WAYS
from minqing.records.people.models import Household, Resident

SEXES = {"男": "男", "女": "女", "": "单位，或没写"}


class Dispute(models.Model):
    """What is kept of a dispute beside its way. `resolved_on` is the day on which the standing agreement was reached (written: became
    valid; yuan in `amount`), None while there is none or after it was not kept; `ended_on` the day on which mediation was ended.
    """

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="dispute")
    facts = WordsField("起因和争的是什么", blank=True)
    applicant = models.CharField("谁申请的", max_length=80, blank=True)
    dispute_class = models.CharField("纠纷类别", max_length=12, choices=CLASSES, default="other")
    origin = models.CharField("怎么来的", max_length=8, choices=ORIGINS, default="applied")
    open_session = models.BooleanField("公开调解（当事人都愿意才勾）", default=False)
    stage = models.CharField("解法", max_length=8, choices=STAGES, blank=True)
    agreed_by = models.CharField("怎么谈成的", max_length=8, choices=FORMS, blank=True)
    online = models.BooleanField("在线上谈成的", default=False)
    resolved_on = models.DateField("谈成那天", null=True, blank=True)
    amount = models.DecimalField("协议金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    performed_on = models.DateField("履行完那天", null=True, blank=True)
    check_on = models.DateField("下次回访", null=True, blank=True)
    ended_on = models.DateField("停止调解那天", null=True, blank=True)
    ended_told = models.CharField("告知了哪些路", max_length=80, blank=True)
    extended_on = models.DateField("哪天同意延长的", null=True, blank=True)
    prevented = models.CharField("防住了什么", max_length=8, choices=PREVENTED, blank=True)
    prevented_people = models.PositiveIntegerField("涉及多少人", null=True, blank=True)
    prevented_on = models.DateField("哪天防住的", null=True, blank=True)
    police_on = models.DateField("哪天报给公安的", null=True, blank=True)
    police_told = models.CharField("报给了谁", max_length=80, blank=True)
    court_on = models.DateField("哪天申请司法确认", null=True, blank=True)
    court = models.CharField("向哪个法院", max_length=60, blank=True)

    class Meta:
        db_table = "dispute"
        indexes = [
            models.Index(fields=["resolved_on"], name="dispute_resolved"),
            models.Index(fields=["ended_on"], name="dispute_ended"),
            models.Index(fields=["prevented_on"], name="dispute_prevented"),
        ]

    def __str__(self) -> str:
        return self.class_words

    @property
    def class_words(self) -> str:
        """邻里纠纷."""
        words = CLASSES.get(self.dispute_class, "")
        return words if words.endswith("争议") else f"{words}纠纷"

    @property
    def origin_words(self) -> str:
        return ORIGINS.get(self.origin, "")

    @property
    def agreed_words(self) -> str:
        """How it was settled, for a cell of a ledger."""
        return f"{FORMS[self.agreed_by]}{'（线上）' if self.online else ''}" if self.agreed_by else ""

    @property
    def ways(self) -> list[tuple[str, bool]]:
        """The four stages and whether each is the present one, for the line on the page."""
        return [(words, key == self.stage) for key, words in STAGES.items()]


class DisputeParty(models.Model):
    """One of those between whom the dispute is: somebody on the books of the place, or a person or firm from outside.

    `room_key` is what makes the party's link to the room valid: another key, and the old link is dead. `wrong_codes` counts wrong tries
    at the code by which the party confirms an agreement.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="parties")
    side = models.CharField(max_length=10, choices=SIDES)
    name = models.CharField(max_length=80)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="dispute_sides")
    sex = models.CharField(max_length=2, blank=True, choices=SEXES)
    birth = models.DateField(null=True)
    work = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=120, blank=True)
    phone = VaultField(label="dispute_party.phone", mask="phone")
    room_key = models.CharField(max_length=32, blank=True)
    room_on = models.DateField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    joined_on = models.DateField()
    out_on = models.DateField(null=True)

    class Meta:
        db_table = "dispute_party"
        indexes = [models.Index(fields=["household"], name="dispute_party_household", condition=Q(out_on=None))]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """Six digits by which the party confirms in the room that they agree. Worked out, not stored; new with each link."""
        digest = hmac.digest(vault.current().hash_key, f"party {self.pk} {self.room_key}".encode(), "sha256")
        return f"{int.from_bytes(digest[:5], 'big') % 1_000_000:06d}"

    def said(self, on: date) -> str:
        """Who they are, in one line of a paper: 张三，女，58 岁，务农，一社17号."""
        age = f"{on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))} 岁" if self.birth else ""
        return "，".join(part for part in (self.name, self.sex, age, self.work, self.address) if part)


class MediationSession(models.Model):
    """One meeting: planned (`held_on` empty) or held, with who came and what was said. `planned_at` is what the parties were told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="sessions")
    planned_at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)
    way = models.CharField(max_length=8, choices=WAYS)
    where = models.CharField(max_length=120, blank=True)
    open_session = models.BooleanField(default=False)
    came = models.CharField(max_length=400, blank=True)
    words = WordsField(blank=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        db_table = "mediation_session"
        indexes = [models.Index(fields=["matter", "id"], name="mediation_session_matter")]

    def __str__(self) -> str:
        return f"{self.get_way_display()}调解"
