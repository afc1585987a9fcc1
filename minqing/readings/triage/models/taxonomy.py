"""A city's own list of categories, loaded by the installation, and what was filed under it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.lib.fields import CodeField, new_id
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter

LEVELS = ("level1", "level2", "level3")


class TaxonomyQuerySet(models.QuerySet["TaxonomyRow"]):
    def firsts(self) -> list[str]:
        """The names of the first level, in the order of the list."""
        return list(dict.fromkeys(self.order_by("rank").values_list("level1", flat=True)))

    def replace(self, rows: Iterable[tuple[str, str, str]]) -> int:
        """Put a list in place of the one that is loaded. What was filed keeps its words."""
        listed = list(dict.fromkeys(rows))
        with transaction.atomic():
            self.all().delete()
            self.bulk_create(
                [TaxonomyRow(level1=one, level2=two, level3=three, rank=n) for n, (one, two, three) in enumerate(listed)],
                batch_size=1000,
            )
        return len(listed)


class TaxonomyRow(models.Model):
    """One line of a loaded list, in three levels of which the lower ones may be empty."""

    level1 = models.CharField(max_length=60)
    level2 = models.CharField(max_length=60, blank=True)
    level3 = models.CharField(max_length=60, blank=True)
    rank = models.PositiveIntegerField()

    objects = TaxonomyQuerySet.as_manager()

    class Meta:
        db_table = "taxonomy_row"
        constraints = [models.UniqueConstraint(fields=LEVELS, name="taxonomy_row_once")]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.level1, self.level2, self.level3)))


class FilingQuerySet(models.QuerySet["Filing"]):
    def file(self, matter: Matter, level1: str, *, by: Actor) -> Filing:
        """File a matter under a category of the loaded list, or move it there. Raises NotNow for a category that is not in it."""
        if not TaxonomyRow.objects.filter(Q(level1=level1)).exists():
            raise NotNow(f"分类表里没有「{level1}」，请管理员看看分类表是不是换过。")
        with transaction.atomic():
            before = self.filter(matter=matter).values_list("level1", flat=True).first()
            filing, _ = self.update_or_create(
                matter=matter, defaults={"level1": level1, "place_id": matter.place_id, "county": matter.county}
            )
            note("triage.file", matter, by=by, before={"level1": before} if before else None, after={"level1": level1})
        return filing


class Filing(models.Model):
    """Under which category of the loaded list a person filed a matter. The words stay when the list is replaced."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="filing")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    level1 = models.CharField(max_length=60)

    objects = FilingQuerySet.as_manager()

    class Meta:
        db_table = "filing"

    def __str__(self) -> str:
        return self.level1
