"""A role is a list of verbs, editable by the county."""

from __future__ import annotations

from django.db import models


class Role(models.Model):
    """`key` is for imports and tests only: no code asks for it to decide what somebody may do."""

    key = models.SlugField(primary_key=True)
    name = models.CharField(max_length=60)
    verbs = models.JSONField(default=list)

    class Meta:
        db_table = "role"

    def __str__(self) -> str:
        return self.name
