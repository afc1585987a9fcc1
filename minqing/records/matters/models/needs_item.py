"""A line of a household's needs list (需求清单, MECHANISMS.md B3) that is no matter yet, or never becomes one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minqing.lib.fields import CodeField, LineField, new_id
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.people.models import Household


class NeedsItemQuerySet(models.QuerySet["NeedsItem"]):
    def standing(self) -> NeedsItemQuerySet:
        """Not struck out, and not gone on as a matter: what the list shows as a line of its own."""
        return self.filter(struck_on=None, matter=None)


class NeedsItem(models.Model):
    """What the household needs, as it was written down; worked off by itself (`done_on`), opened as a matter, or struck out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="needs_items")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)
    about = LineField("需要什么", max_length=200)
    category = models.CharField("哪一类", max_length=20, choices=CATEGORIES, default="other")
    plan = LineField("打算怎么办", max_length=200, blank=True)
    by_when = models.DateField("哪天前办", null=True, blank=True)
    made_on = models.DateField()
    by_name = models.CharField(max_length=80)
    matter = models.OneToOneField("matters.Matter", on_delete=models.SET_NULL, null=True, related_name="needs_item")
    done_on = models.DateField(null=True)
    done_words = LineField("做了什么", max_length=400, blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    said = LineField("他家怎么说（原话）", max_length=400, blank=True)
    struck_on = models.DateField(null=True)
    struck_why = LineField(max_length=200, blank=True)

    objects = NeedsItemQuerySet.as_manager()

    class Meta:
        db_table = "needs_item"
        indexes = [models.Index(fields=["place", "done_on"], name="needs_item_place_day")]
        constraints = [models.CheckConstraint(condition=Q(matter=None) | Q(done_on=None), name="needs_item_one_way")]

    def __str__(self) -> str:
        return self.about
