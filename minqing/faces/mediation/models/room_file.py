"""A paper that somebody gave in a dispute's online room."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from minqing.lib import filing
from minqing.lib.fields import new_id
from minqing.records.matters.models.room import RoomMessage


class RoomFile(models.Model):
    """Belongs to a message without words. `file` is its path below `MEDIA_ROOT`, a random name; `kind` is pdf, docx or xlsx."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.OneToOneField(RoomMessage, on_delete=models.CASCADE, related_name="paper")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=80, unique=True)

    class Meta:
        db_table = "room_file"

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where it lies."""
        return filing.path_of(self.file)
