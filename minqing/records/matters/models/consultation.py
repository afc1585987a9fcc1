"""Democratic consultation (协商议事, MECHANISMS.md C6): those concerned at one table, round after round, to a recorded agreement.

A round belongs to a matter of any kind. How many must come, and how many must agree, is a dated rule (RULES.md 6.3); the rule
that held is kept with the round.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from minqing.lib.fields import CodeField, LineField, WordsField, new_id
from minqing.records.matters.models.dated import DatedRule, DatedRuleQuerySet, closest

BODIES = {
    "table": "有关的几家坐到一起议", "representatives": "村（居）民代表会议", "households": "户代表参加的村民会议", "villagers": "村民会议",
}  # fmt: skip
SEATS = {
    "households": "住户", "team": "工作队", "community": "村（社区）", "property": "物业、施工的", "office": "街道、部门", "other": "其他人",
}  # fmt: skip
RESULTS = {"agreed": "议成了", "not": "没议成", "later": "这次没表决，下次接着议"}
SINCE = date(2018, 12, 29)
LAW = "村民委员会组织法（2018 年修正）"
# Body → attendance, whether more than that, agreement of those present, whether more than that, source, whether it is the law's own.
EXAMPLES: dict[str, tuple[str, bool, str, bool, str, bool]] = {
    "table": ("2/3", False, "1/2", True, "示例：比照村民代表会议；云南腾冲到会、同意都要 2/3", False),
    "representatives": ("2/3", False, "1/2", True, f"{LAW}：三分之二以上到会，到会的过半数同意", True),
    "households": ("2/3", False, "1/2", True, f"{LAW}：三分之二以上的户到会，到会的过半数同意", True),
    "villagers": ("1/2", True, "1/2", True, f"{LAW}：十八周岁以上村民过半数到会，到会的过半数同意", True),
}


def enough(number: int, of: int, share: str, *, over: bool) -> bool:
    """Whether so many of so many reach a share ("2/3"), or with `over` are more than it. Nobody of nobody is not enough.

    >>> enough(20, 30, "2/3", over=False), enough(15, 30, "1/2", over=True), enough(0, 0, "2/3", over=False)
    (True, False, False)
    """
    needed = Fraction(share) * of
    return of > 0 and (number > needed if over else number >= needed)


class ConsultationRuleQuerySet(DatedRuleQuerySet["ConsultationRule"]):
    def fitting(self, body: str, *, place: str, on: date) -> ConsultationRule:
        """The rule for a body at a place on a day; the law's, or our example, where no row fits. One query."""
        return closest(self.holding(place=place, on=on).filter(body=body)) or ConsultationRule.example(body)

    def all_at(self, *, place: str, on: date) -> list[ConsultationRule]:
        """What holds for every body. One query."""
        rows = {row.body: row for row in sorted(self.holding(place=place, on=on), key=lambda row: row.closeness)}
        return [rows.get(body) or ConsultationRule.example(body) for body in BODIES]


class ConsultationRule(DatedRule):
    """How many must come of those who should, and how many of those present must agree, as fractions."""

    body = models.CharField(max_length=16, choices=BODIES, verbose_name="什么会")
    attend = models.CharField(max_length=8, default="2/3", verbose_name="到会要占应到的几分之几", help_text="像 2/3")
    attend_over = models.BooleanField(default=False, verbose_name="到会要超过，正好不算")
    agree = models.CharField(
        max_length=8, default="1/2", verbose_name="同意要占到会的几分之几", help_text="过半数写 1/2，下面勾上「要超过」"
    )
    agree_over = models.BooleanField(default=True, verbose_name="同意要超过，正好不算")

    objects = ConsultationRuleQuerySet.as_manager()

    class Meta:
        db_table = "consultation_rule"
        constraints = [models.UniqueConstraint(fields=["region", "body", "from_on"], name="consultation_rule_once")]

    def __str__(self) -> str:
        return f"{BODIES.get(self.body, self.body)}：{self.said}"

    @property
    def said(self) -> str:
        """到会 2/3 以上，同意超过到会的 1/2."""
        come = f"超过应到的 {self.attend}" if self.attend_over else f"不少于应到的 {self.attend}"
        agree = f"超过到会的 {self.agree}" if self.agree_over else f"不少于到会的 {self.agree}"
        return f"到会{come}，同意{agree}"

    @classmethod
    def example(cls, body: str) -> ConsultationRule:
        """Unsaved; confirmed where it is the law's own."""
        attend, attend_over, agree, agree_over, source, confirmed = EXAMPLES[body]
        return cls(
            body=body, attend=attend, attend_over=attend_over, agree=agree, agree_over=agree_over, from_on=SINCE, source=source,
            confirmed=confirmed,
        )  # fmt: skip

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A wrong share is never stored."""
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse what is no share of one."""
        for name in ("attend", "agree"):
            try:
                share = Fraction(getattr(self, name))
            except (ValueError, ZeroDivisionError):
                raise ValidationError({name: "写成几分之几，像 2/3。"}) from None
            if not 0 < share <= 1:
                raise ValidationError({name: "要在 0 和 1 之间，像 2/3。"})


class Consultation(models.Model):
    """One round. `called` should have come, `came` did; votes are of those who came. `rule_words` is what held then.

    `quorate` and `result` agree with the numbers: nothing is agreed without enough people and enough votes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="consultations")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)
    round = models.PositiveSmallIntegerField()
    subject = LineField(max_length=200)
    held_on = models.DateField()
    where = models.CharField(max_length=120, blank=True)
    body = models.CharField(max_length=16, choices=BODIES)
    called = models.PositiveSmallIntegerField()
    came = models.PositiveSmallIntegerField()
    quorate = models.BooleanField()
    agreed = models.PositiveSmallIntegerField(default=0)
    against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=8, choices=RESULTS)
    agreement = WordsField(blank=True)
    rule_words = models.CharField(max_length=120)
    rule_source = models.CharField(max_length=200)
    rule_confirmed = models.BooleanField(default=False)
    by_name = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "consultation"
        indexes = [models.Index(fields=["place", "held_on"], name="consultation_place_day")]
        constraints = [
            models.UniqueConstraint(fields=["matter", "round"], name="consultation_round_once"),
            models.CheckConstraint(condition=Q(came__lte=models.F("called")), name="consultation_came_of_called"),
            models.CheckConstraint(condition=~Q(result="agreed") | Q(quorate=True), name="consultation_agreed_by_enough"),
        ]

    def __str__(self) -> str:
        return f"第 {self.round} 次：{self.subject}"

    @property
    def numbers(self) -> str:
        """应到 30 人，实到 24 人；同意 22，反对 1，弃权 1."""
        came = f"应到 {self.called} 人，实到 {self.came} 人"
        if not (self.agreed or self.against or self.abstained):
            return came
        return f"{came}；同意 {self.agreed}，反对 {self.against}，弃权 {self.abstained}"


class ConsultationSeat(models.Model):
    """One side at the table: who came for it, what they said, whether they signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="seats")
    seat = models.CharField(max_length=12, choices=SEATS)
    names = models.CharField(max_length=200)
    said = WordsField(blank=True)
    signed_on = models.DateField(null=True)

    class Meta:
        db_table = "consultation_seat"
        constraints = [models.UniqueConstraint(fields=["consultation", "seat"], name="consultation_seat_once")]

    def __str__(self) -> str:
        return f"{SEATS.get(self.seat, self.seat)}：{self.names}"
