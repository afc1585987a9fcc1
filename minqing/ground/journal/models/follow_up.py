"""What must still happen because of an event."""

from __future__ import annotations

from django.db import models

from minqing.ground.journal.models.event import Event

MOST_ATTEMPTS = 8


class FollowUp(models.Model):
    """One task owed to one event, written in the event's own transaction, with its own done mark.

    A worker that remembers the last event it saw loses events, because ids commit out of order; a row with a done mark
    cannot be lost.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="follow_ups")
    task = models.CharField(max_length=60)
    done_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        db_table = "follow_up"
        indexes = [
            models.Index(fields=["id"], name="follow_up_open", condition=models.Q(done_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["event", "task"], name="follow_up_once")]

    def __str__(self) -> str:
        return f"{self.task} for {self.event_id}"
