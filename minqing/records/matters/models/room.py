"""What is said in a dispute's online room."""

from __future__ import annotations

from django.db import models

from minqing.ground.staff.models import User
from minqing.lib.fields import new_id
from minqing.records.matters.models.attachment import Attachment
from minqing.records.matters.models.dispute import DisputeParty


class RoomMessage(models.Model):
    """Words or a photograph, from a party (by their link) or a mediator. Nobody but these reads them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="messages")
    party = models.ForeignKey(DisputeParty, on_delete=models.PROTECT, null=True, related_name="messages")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    photo = models.ForeignKey(Attachment, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        db_table = "room_message"
        indexes = [models.Index(fields=["matter", "id"], name="room_message_matter")]

    def __str__(self) -> str:
        return self.words[:40]
