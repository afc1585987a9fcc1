"""What the parties of a dispute agreed on, who signed it, and what each said of its being kept (人民调解法 art. 28-31)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from minqing.ground.staff.models import User
from minqing.lib.fields import new_id
from minqing.records.matters.mediation.disputes import FORMS, SIGNED
from minqing.records.matters.models.dispute import DisputeParty
from minqing.records.matters.models.move import Judgement


class Agreement(models.Model):
    """An agreement: written (art. 29), oral and recorded by the mediator (art. 28, 30), or reached by the parties alone.

    A written one is valid on the day of the last of all signatures, the mediator's and the seal; an oral one when it is reached.
    `ended_on` is set when it was not signed in the end, or not kept: then another takes its place. `amount` is in yuan.
    `status_matter`: it is about identity, adoption or marriage status itself, which no court confirms.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="agreements")
    form = models.CharField(max_length=8, choices=FORMS)
    number = models.CharField("协议书编号", max_length=40, blank=True, help_text="像：安石调〔2026〕3号，没有编号就空着")
    facts = models.TextField("纠纷的主要事实、争议的事", blank=True)
    liability = models.TextField("各方的责任", blank=True)
    content = models.TextField("协议内容", help_text="一条一行")
    perform = models.CharField("怎么履行", max_length=200, blank=True)
    due_on = models.DateField("哪天前履行完", null=True, blank=True)
    amount = models.DecimalField("涉及金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    online = models.BooleanField("在线上谈成的", default=False)
    status_matter = models.BooleanField("涉及身份、收养、婚姻关系本身（法院不确认）", default=False)
    made_on = models.DateField("哪天谈成的")
    # Grows with each change of the text: who confirms, confirms this one.
    draft = models.PositiveSmallIntegerField(default=1)
    mediator_on = models.DateField(null=True)
    sealed_on = models.DateField(null=True)
    valid_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "agreement"
        constraints = [models.UniqueConstraint(fields=["matter"], condition=Q(ended_on=None), name="agreement_one_standing")]

    def __str__(self) -> str:
        return str(self.get_form_display())

    def standing_parties(self) -> list[DisputeParty]:
        """The parties whose agreement it is, in the order in which they were written down."""
        return list(DisputeParty.objects.filter(matter=self.matter_id, out_on=None).order_by("id"))

    def missing(self) -> list[str]:
        """What a written agreement still lacks to be valid, in words."""
        signed = set(self.signatures.values_list("party_id", flat=True))
        names = [f"{party.name}签名或按手印" for party in self.standing_parties() if party.pk not in signed]
        return [*names, *([] if self.mediator_on else ["调解员签名"]), *([] if self.sealed_on else ["盖章"])]

    def full_on(self) -> date | None:
        """The day on which the last signature or seal came."""
        days = [*self.signatures.values_list("on", flat=True), self.mediator_on, self.sealed_on]
        return max((day for day in days if day is not None), default=None)

    def unheard(self) -> list[DisputeParty]:
        """The parties that have not said, as their last word, that it was kept."""
        last: dict[object, bool] = dict(self.words.order_by("said_on", "id").values_list("party_id", "solved"))
        return [party for party in self.standing_parties() if not last.get(party.pk, False)]


class Signature(models.Model):
    """A party's signature, fingerprint, or confirmation in the online room, where they gave their code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    party = models.ForeignKey(DisputeParty, on_delete=models.CASCADE, related_name="signatures")
    way = models.CharField(max_length=8, choices=SIGNED)
    on = models.DateField()

    class Meta:
        db_table = "agreement_signature"
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signature_once")]

    def __str__(self) -> str:
        return str(self.get_way_display())


class PartyWord(models.Model):
    """What one party said of the agreement: kept or not, content or not. The words stay in the dispute's file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="words")
    party = models.ForeignKey(DisputeParty, on_delete=models.CASCADE, related_name="words")
    solved = models.BooleanField()
    satisfied = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    way = models.CharField(max_length=10, choices=Judgement.WAYS)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    said_on = models.DateField()

    class Meta:
        db_table = "party_word"

    def __str__(self) -> str:
        return "履行了" if self.solved else "没履行"
