"""Reasons that a move asks for: lists as dated data, which a county edits (returns, exclusions …)."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.db import models

from minqing.lib.fields import CodeField

TITLES = "matters.reasons"


class ReasonQuerySet(models.QuerySet["Reason"]):
    def of(self, list_: str, *, place: str, on: date) -> ReasonQuerySet:
        """The reasons of a list that hold at a place on a day, in their order.

        An own row of a region goes before what the program brings along under the same words, even when it has ended: so a
        county strikes out an example.
        """
        own = [place[:length] for length in range(1, len(place) + 1)]
        ended = models.Q(to_on=None) | models.Q(to_on__gte=on)
        found = self.filter(ended, list=list_, region__in=["", *own], from_on__lte=on).order_by("rank", "id")
        decided = self.filter(list=list_, region__in=own, from_on__lte=on).values("title")
        return found.exclude(region="", title__in=decided)

    def known(self, list_: str, key: str) -> bool:
        """Whether a key stands on a list."""
        return bool(key) and self.filter(list=list_, key=key).exists()

    def titles(self) -> dict[str, str]:
        """Key → words, of all lists; kept for a minute, for a story asks it of every step."""
        found: dict[str, str] | None = cache.get(TITLES)
        if found is None:
            found = dict(self.values_list("key", "title"))
            cache.set(TITLES, found, 60)
        return found


class Reason(models.Model):
    """One reason on a list. `key` is unique over all lists, so that a step needs to keep nothing else."""

    LISTS = {"return": "退回的原因", "exclude": "剔除的原因", "refuse": "当事人不愿意的原因", "stop": "停下的原因"}

    list = models.CharField(max_length=10, choices=LISTS)
    key = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=60)
    region = CodeField(blank=True)
    rank = models.PositiveSmallIntegerField(default=50)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        db_table = "reason"

    def __str__(self) -> str:
        return self.title
