"""A workbook that was taken in: which file, by whom, and what came of it."""

from __future__ import annotations

from django.db import models

from minqing.ground.places.models import Place
from minqing.lib.fields import CodeField, new_id


class LedgerImport(models.Model):
    """`digest` is the SHA-256 of the file; `problems` are the rows to mend, in the form of `ledger.Problem`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The indexes below that begin with the place serve it; one of its own would only slow writing down.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="ledger_imports")
    county = CodeField(max_length=6)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    imported_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    households = models.PositiveIntegerField()
    residents = models.PositiveIntegerField()
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)

    class Meta:
        db_table = "ledger_import"
        indexes = [models.Index(fields=["place", "recorded_at"], name="ledger_import_place")]

    def __str__(self) -> str:
        return self.file_name
