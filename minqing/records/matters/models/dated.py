"""Rules that a county sets as dated rows by region: which hold at a place on a day, and which of them goes before the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from minqing.ground.places.tree import lineage
from minqing.lib.fields import CodeField
from minqing.lib.prepared import Slot

LOCAL = "示例，请按当地规定改"
R = TypeVar("R", bound="DatedRule")


def regions(place: str) -> list[str]:
    """The regions whose rules hold at a place: everywhere (empty), and from the province down to the place itself."""
    return ["", *lineage(place)]


def holding_at(regions: Sequence[str | Slot], on: date | Slot) -> Q:
    """The condition for rows of some regions that hold on a day."""
    return Q(Q(to_on=None) | Q(to_on__gte=on), region__in=regions, from_on__lte=on)


class DatedRuleQuerySet(models.QuerySet[R]):
    def holding(self, *, place: str, on: date) -> Self:
        """The rows of a place's regions that hold on a day."""
        return self.filter(holding_at(regions(place), on))


class DatedRule(models.Model):
    """A rule that holds in a region (empty: everywhere) from a day to a day, with where the county has it from."""

    region = CodeField(blank=True, verbose_name="地方代码", help_text="空着就是全县都用")
    from_on = models.DateField(verbose_name="从哪天起")
    to_on = models.DateField(null=True, blank=True, verbose_name="到哪天")
    source = models.CharField(max_length=200, verbose_name="依据")
    confirmed = models.BooleanField(default=False, verbose_name="对过文件，照这个办")

    class Meta:
        abstract = True

    @property
    def closeness(self) -> tuple[int, date]:
        """The larger of two that hold goes before the other: the more local, then the later."""
        return len(self.region), self.from_on


def closest(rows: Iterable[R]) -> R | None:
    """The row that fits most closely."""
    return max(rows, key=lambda row: row.closeness, default=None)
