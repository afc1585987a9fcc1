"""A link of the chain that proves the journal was not altered."""

from __future__ import annotations

from django.db import models

from minqing.ground.journal.models.event import Event


class Seal(models.Model):
    """The digest of one event together with the digest before it.

    The foreign key has no constraint in the database: a line that somebody removed by hand must leave its seal behind.
    """

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "seal"

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"
