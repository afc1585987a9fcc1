"""A figure of one month at one place, kept so that a county's page need not count again."""

from __future__ import annotations

from django.db import models

from minqing.lib.fields import CodeField


class Tally(models.Model):
    """`month` is its first day. Kept for every level from the village up; nothing is not stored.

    `place` is a code, with `+` behind it for what an office above the villages did itself; empty for the mark of a month. It
    is no foreign key: when a place changes its code the tallies are filled anew, not carried (`keeping.distrust`).
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=60)
    place = CodeField(blank=True)
    month = models.DateField()
    # Six places, so that money in 万元 is exact to the 分.
    number = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        db_table = "tally"
        constraints = [models.UniqueConstraint(fields=["key", "place", "month"], name="tally_once")]
        indexes = [models.Index(fields=["place", "month"], name="tally_place_month")]

    def __str__(self) -> str:
        return f"{self.key} {self.place} {self.month}"
