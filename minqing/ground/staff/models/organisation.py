"""An office, a branch, a unit that sends people, a firm that helps."""

from __future__ import annotations

from django.db import models

from minqing.ground.places.models import Place
from minqing.lib.fields import CodeField, new_id


class Organisation(models.Model):
    """`place` is the area it answers for; `kind` says which sort of office it is (`Organisation.KINDS`)."""

    KINDS = {
        "village": "村（社区）",
        "township": "乡镇站所",
        "county": "县里部门",
        "sender": "派出单位",
        "branch": "党组织",
        "firm": "企业",
        "other": "其他",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=KINDS)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="organisations")
    county = CodeField(max_length=6)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "organisation"
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="organisation_once")]

    def __str__(self) -> str:
        return self.name
