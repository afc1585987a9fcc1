"""Where an imported request came from, and how many people held with it there."""

from __future__ import annotations

from django.db import models


class RequestOrigin(models.Model):
    """The request's number in the file it came in, and the votes it had there; None where the file counts none."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="origin")
    source_id = models.CharField(max_length=60)
    votes_for = models.PositiveIntegerField(null=True)
    votes_against = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "request_origin"

    def __str__(self) -> str:
        return self.source_id
