"""A photograph that belongs to a matter."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from minqing.ground.staff.models import User
from minqing.lib import filing
from minqing.lib.fields import CodeField, new_id


class Attachment(models.Model):
    """`file` is the picture's path below `MEDIA_ROOT`, a random name; the small picture lies beside it.

    `bytes` is the picture's size, `kind` its media type, `by` the worker who put it there (none for the resident). `shown` says
    that it may be shown to anybody; nothing is until a person says so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="attachments")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=80, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    made_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    shown = models.BooleanField(default=False)

    class Meta:
        db_table = "attachment"
        # The same picture sent twice is one; the constraint also serves the list of a matter's pictures.
        constraints = [models.UniqueConstraint(fields=["matter", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return f"{self.by_name}的照片"

    @property
    def path(self) -> Path:
        """Where the picture lies."""
        return filing.path_of(self.file)

    @property
    def small_path(self) -> Path:
        """Where the small picture lies."""
        return small_of(self.path)


def small_of(path: Path) -> Path:
    """The small picture's place beside the picture's."""
    return path.with_name(f"{path.stem}-small{path.suffix}")
