"""A message on its way out of the program."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minqing.ground.notices.models.channel import NoticeChannel
from minqing.lib.fields import new_id


class NoticeMessage(models.Model):
    """What goes to one channel, with its tries. `key` tells what it carries, so that it is made once.

    `next_at` is when it is tried (again); None with no `sent_at` means that it was given up.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(NoticeChannel, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    words = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "notice_message"
        indexes = [models.Index(fields=["next_at"], name="notice_message_due", condition=Q(sent_at=None, next_at__isnull=False))]
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="notice_message_once")]

    def __str__(self) -> str:
        return self.title
