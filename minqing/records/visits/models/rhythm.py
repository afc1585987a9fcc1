"""How often a household of a group should be called on: dated local data, never a constant."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from minqing.lib.fields import CodeField


class VisitRhythmQuerySet(models.QuerySet["VisitRhythm"]):
    def in_force(self, place: str, day: date) -> dict[str, VisitRhythm]:
        """Group → the rule in force at a place, the most local one where several are."""
        prefixes = [place[:length] for length in range(1, len(place) + 1)]
        found = self.filter(Q(to_on=None) | Q(to_on__gte=day), region__in=["", *prefixes], from_on__lte=day)
        return {rule.group: rule for rule in sorted(found, key=lambda rule: (len(rule.region), rule.from_on))}


class VisitRhythm(models.Model):
    """Days after which a household of a group counts as not seen for long. `confirmed` is false for an example value."""

    region = CodeField(blank=True)
    group = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    objects = VisitRhythmQuerySet.as_manager()

    class Meta:
        db_table = "visit_rhythm"
        constraints = [models.UniqueConstraint(fields=["region", "group", "from_on"], name="visit_rhythm_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.days} 天"
