"""Codes that were given up."""

from __future__ import annotations

from datetime import date

from django.db import models

from minqing.ground.places.models.place import Place
from minqing.lib.fields import CodeField


class PlaceAliasQuerySet(models.QuerySet["PlaceAlias"]):
    def present_code(self, code: str, on: date | None = None) -> str:
        """The code under which a place is kept now; `code` itself where nothing is known.

        A code may be given up, used again and given up again: the last change counts, or the first one after `on`, a day
        on which the code was in use. Follows no chain, for `now` is carried along when the new code changes in its turn.
        """
        given_up = self.filter(old_code=code)
        if on is not None:
            found = given_up.filter(on__gt=on).order_by("on", "id").first()
        else:
            found = given_up.order_by("-on", "-id").first()
        return found.now_id if found else code


class PlaceAlias(models.Model):
    """`old_code` was given up on a day; the place, with all its records, is `now`. Journal lines keep the old code."""

    id = models.BigAutoField(primary_key=True)
    old_code = CodeField()
    now = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="aliases")
    on = models.DateField()

    objects = PlaceAliasQuerySet.as_manager()

    class Meta:
        db_table = "place_alias"
        indexes = [models.Index(fields=["old_code", "on"], name="place_alias_old")]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.now_id}"
