"""How often something was tried from one address, by one telephone or for one receipt."""

from __future__ import annotations

from datetime import datetime

from django.db import connections, models
from django.db.models import F, Sum

from minqing.lib import vault

# One statement, so that all server processes count together and each of two at the same instant learns its own number.
_COUNT = """
    INSERT INTO portal_tried (what, whose, hour, times) VALUES (%s, %s, %s, 1)
    ON CONFLICT (what, whose, hour) DO UPDATE SET times = portal_tried.times + 1 RETURNING times
"""


class TriedQuerySet(models.QuerySet["Tried"]):
    def times_since(self, what: str, whose: str, *, hour: datetime) -> int:
        """How often it was tried in the hours that began at `hour` or later."""
        return self.filter(what=what, whose=keyed(what, whose), hour__gte=hour).aggregate(all=Sum("times"))["all"] or 0

    def count_one(self, what: str, whose: str, *, hour: datetime) -> int:
        """Count one more try within an hour and say how many that makes. Two at the same instant are both counted."""
        connection = connections[self.db]
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [what, keyed(what, whose), connection.ops.adapt_datetimefield_value(hour)])
            return int(cursor.fetchone()[0])

    def take_back(self, what: str, whose: str, *, hour: datetime) -> None:
        """One try less within an hour: it was none after all."""
        self.filter(what=what, whose=keyed(what, whose), hour=hour, times__gt=0).update(times=F("times") - 1)


class Tried(models.Model):
    """`whose` is a keyed hash: neither an address nor a number is stored. `hour` is when the hour began, or the minute where minutes count."""

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=20)
    whose = models.CharField(max_length=32)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    objects = TriedQuerySet.as_manager()

    class Meta:
        db_table = "portal_tried"
        constraints = [models.UniqueConstraint(fields=["what", "whose", "hour"], name="portal_tried_once")]
        indexes = [models.Index(fields=["hour"], name="portal_tried_hour")]

    def __str__(self) -> str:
        return f"{self.what} {self.times}"


def keyed(what: str, whose: str) -> str:
    """The hash under which an address, a telephone or a receipt number is counted."""
    return vault.current().keyed(f"{what} {whose}", "flood").hex()
