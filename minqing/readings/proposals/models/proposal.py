"""What the program read out of a diary entry, and what its writer said to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib.fields import CodeField, new_id
from minqing.records.visits.models import Visit


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def undecided(self) -> ProposalQuerySet:
        """Neither confirmed nor ignored yet: they wait in 今天."""
        return self.filter(decided_on=None)

    def of(self, user: User) -> ProposalQuerySet:
        return self.filter(by=user)


class Proposal(models.Model):
    """One card. `key` names it within its entry, `read` is what was read, `taken` what became of it after corrections.

    `taken` None with a `decided_on` means ignored. Where `taken` differs from `read` the rules can learn.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="proposals")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    read = models.JSONField()
    taken = models.JSONField(null=True)
    decided_on = models.DateField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        db_table = "proposal"
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="proposal_once")]
        indexes = [models.Index(fields=["by"], name="proposal_waiting", condition=Q(decided_on=None))]

    def __str__(self) -> str:
        return self.key
