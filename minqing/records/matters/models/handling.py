"""Who does which part of a matter, and who claimed a wish."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minqing.ground.staff.models import Organisation, User
from minqing.lib.fields import CodeField, LineField, new_id
from minqing.records.matters.kinds.seats import SEATS


class Handling(models.Model):
    """One organisation's or person's part: lead, joint or support, with its own state and answer."""

    ROLES = {"lead": "主办", "joint": "协办", "support": "支援"}
    STATES = {"doing": "正在办", "done": "办完", "returned": "退回", "replaced": "改派", "stopped": "不办了"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="handlings")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="handlings", db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="handlings", db_index=False)
    role = models.CharField(max_length=10, choices=ROLES)
    # Somebody without an account, such as a residents' representative, is known by name alone.
    name = models.CharField(max_length=80, blank=True)
    # Which seat of a linkage it fills: the kind's table names them (五方联动, 三方共扶).
    seat = models.CharField(max_length=20, blank=True)
    part = LineField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="doing")
    answer = LineField(max_length=400, blank=True)
    from_on = models.DateField()
    due_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "handling"
        indexes = [
            models.Index(fields=["person", "state"], name="handling_person"),
            models.Index(fields=["organisation", "state"], name="handling_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(role="lead", state="doing"), name="handling_one_lead"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False) | ~Q(name=""), name="handling_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def seat_words(self) -> str:
        """The seat of the linkage, in words."""
        return self.matter.table.seats.get(self.seat) or SEATS.get(self.seat, self.seat)

    @property
    def who(self) -> str:
        """The organisation and the person, whichever are known."""
        names = [str(self.organisation or ""), str(self.person or "")]
        return " · ".join(name for name in names if name) or self.name


class Claim(models.Model):
    """A claim on a wish. At most one is active: the database says so, whoever is quicker wins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="claims")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    claimant = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="claims")
    claimant_name = models.CharField(max_length=80)
    claimed_on = models.DateField()
    let_go_on = models.DateField(null=True)
    why = LineField(max_length=200, blank=True)

    class Meta:
        db_table = "claim"
        indexes = [models.Index(fields=["place", "claimed_on"], name="claim_place_day")]
        constraints = [models.UniqueConstraint(fields=["matter"], condition=Q(let_go_on=None), name="claim_one_active")]

    def __str__(self) -> str:
        return self.claimant_name
