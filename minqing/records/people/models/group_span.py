"""Belonging to a group in need, from a day to a day."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.lib.fields import CodeField, new_id
from minqing.lib.refusal import NotNow
from minqing.records.people.models.household import Household
from minqing.records.people.models.resident import Resident


class GroupSpanQuerySet(models.QuerySet["GroupSpan"]):
    def on(self, day: date) -> GroupSpanQuerySet:
        """In force at the end of a day. An unknown beginning counts as long ago."""
        return self.filter(Q(from_on=None) | Q(from_on__lte=day), Q(to_on=None) | Q(to_on__gt=day))

    def open(self) -> GroupSpanQuerySet:
        """Not ended by anybody yet, begun or not."""
        return self.filter(to_on=None)

    def of_households(self) -> GroupSpanQuerySet:
        return self.filter(resident=None)

    def of_residents(self) -> GroupSpanQuerySet:
        return self.exclude(resident=None)

    def enter(
        self, *, household: Household, group: str, by: Actor, on: date, resident: Resident | None = None, source: str = "",
        expires_on: date | None = None,
    ) -> GroupSpan:  # fmt: skip
        """Put a household or one of its people into a group from a day on.

        Raises NotNow for a group in which they already are or will be, or from which they went only after that day.
        """
        already = NotNow(f"已经在「{group}」里了；要改日子，先让它退出再列入。")
        if self.filter(Q(to_on=None) | Q(to_on__gt=on), household=household, resident=resident, group=group).exists():
            raise already
        try:
            with transaction.atomic():
                span = self.create(
                    household=household, resident=resident, group=group, place_id=household.place_id, county=household.county,
                    from_on=on, source=source[:120], expires_on=expires_on,
                )  # fmt: skip
                note("group.enter", span, by=by, on=on, after={"group": group, "household": str(household.pk)}, words=source)
        except IntegrityError:
            # Sent twice at the same instant: the constraint lets one through.
            raise already from None
        return span

    def end_all(self, on: date) -> list[str]:
        """End every open span here with a day, and say which groups; one not begun by then ends as it begins."""
        spans = list(self.open())
        for span in spans:
            span.to_on = max(on, span.from_on) if span.from_on else on
        self.model.objects.bulk_update(spans, ["to_on"])
        return sorted({span.group for span in spans})


class GroupSpan(models.Model):
    """A fact with days: this household or person is in this group from (unknown: None) until (still: None)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="group_spans")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="group_spans")
    # The indexes below that begin with the place serve it; one of its own would only slow writing down.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="group_spans")
    county = CodeField(max_length=6)
    group = models.CharField(max_length=20)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    source = models.CharField(max_length=120, blank=True)

    objects = GroupSpanQuerySet.as_manager()

    class Meta:
        db_table = "group_span"
        indexes = [models.Index(fields=["place", "group", "from_on"], name="group_span_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(from_on=None) | Q(to_on__gte=models.F("from_on")), name="group_span_from_to"
            ),
            models.UniqueConstraint(
                fields=["household", "group"], condition=Q(resident=None, to_on=None), name="group_span_household_once"
            ),
            models.UniqueConstraint(fields=["resident", "group"], condition=Q(to_on=None), name="group_span_resident_once"),
        ]

    def __str__(self) -> str:
        return self.group

    def leave(self, *, by: Actor, on: date, why: str = "") -> None:
        """End the span with a day; that it was stays on the books. Raises NotNow when it is over, or not begun by then."""
        if self.to_on is not None:
            raise NotNow(f"「{self.group}」{self.to_on.isoformat()} 已经退出了。")
        if self.from_on is not None and on < self.from_on:
            raise NotNow(f"「{self.group}」从 {self.from_on.isoformat()} 才开始，退出的日子要在它之后。")
        with transaction.atomic():
            self.to_on = on
            self.save(update_fields=["to_on"])
            note("group.leave", self, by=by, on=on, words=why, after={"group": self.group, "household": str(self.household_id)})
