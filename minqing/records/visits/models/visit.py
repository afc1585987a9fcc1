"""The diary entry, with its calls and quantities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Sum

from minqing.ground.journal import note
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib import days
from minqing.lib.fields import CodeField, LineField, WordsField, new_id
from minqing.lib.numbers import hide_numbers
from minqing.lib.refusal import NotNow
from minqing.records.people.models import Household

if TYPE_CHECKING:
    from minqing.records.visits.models.promise import Promise

MOST_WORDS = 10_000


@dataclass(frozen=True)
class Called:
    """A household of an entry: met or not, and how many people were met there."""

    household: Household
    met: bool = True
    persons: int = 1


@dataclass(frozen=True)
class Done:
    """An amount done: what, how much, in which unit."""

    what: str
    number: Decimal
    unit: str
    approximate: bool = False


@dataclass(frozen=True)
class Promised:
    """What was promised to a household (or to nobody in particular) for a day."""

    words: str
    due_on: date
    household: Household | None = None


class VisitQuerySet(models.QuerySet["Visit"]):
    def between(self, first: date, last: date) -> VisitQuerySet:
        """By the day of the visit, both days included."""
        return self.filter(visited_on__range=(first, last))

    def of_household(self, household: Household) -> VisitQuerySet:
        return self.filter(calls__household=household)

    def preloaded(self) -> VisitQuerySet:
        """With all that a list shows, in a fixed number of queries."""
        return self.select_related("place", "by").prefetch_related("calls__household", "quantities", "promises")

    def record(
        self, *, by: User, place: Place, visited_on: date, words: str, today: date, kind: str = "visit", id: UUID | None = None,
        calls: Sequence[Called] = (), quantities: Sequence[Done] = (), promises: Sequence[Promised] = (),
    ) -> Visit:  # fmt: skip
        """Keep one diary entry with all that was confirmed of it.

        The same `id` sent again gives the entry that is already there: a double click or a phone that sends twice makes one.
        Numbers in the words are kept masked (`WordsField`). Raises NotNow for a day to come, no words, or more than 10,000 characters.
        """
        if known := self._same(id, by):
            return known
        _check(words, visited_on, today)
        from minqing.records.visits.models.promise import Promise

        try:
            with transaction.atomic():
                visit = self.create(
                    id=id or new_id(), by=by, place=place, county=place.pk[:6], visited_on=visited_on, words=words, kind=kind,
                    households=sum(call.met for call in calls), persons=sum(call.persons for call in calls if call.met),
                )  # fmt: skip
                where = {"visit": visit, "place": place, "county": visit.county, "visited_on": visited_on}
                Call.objects.bulk_create(
                    Call(household=c.household, met=c.met, persons=c.persons if c.met else 0, **where) for c in _once(calls)
                )
                Quantity.objects.bulk_create(
                    Quantity(what=hide_numbers(q.what)[:80], number=q.number, unit=q.unit, approximate=q.approximate, **where)
                    for q in quantities
                )
                for promised in promises:
                    Promise.objects.make(visit=visit, promised=promised, by=by)
                note("visit.record", visit, by=by, on=visited_on, after={"kind": kind, "households": visit.households})
        except IntegrityError:
            # Two requests with the same id at the same instant: the other one won, and its entry is ours.
            if known := self._same(id, by):
                return known
            raise
        return visit

    def _same(self, id: UUID | None, by: User) -> Visit | None:
        known = self.filter(pk=id).first() if id is not None else None
        if known is not None and known.by_id != by.pk:
            raise NotNow("这张单子已经用在别的地方了，重新打开页面再写。")
        return known


def _once(calls: Sequence[Called]) -> list[Called]:
    by_household: dict[Any, Called] = {}
    for call in calls:
        known = by_household.get(call.household.pk)
        if known is None or (call.met and not known.met):
            by_household[call.household.pk] = call
    return list(by_household.values())


def wordless(words: str) -> str:
    """Why words are no entry, as a sentence; empty when they say something: one letter, character or digit at least."""
    if not words.strip():
        return "还没写字，写一句再存。"
    return "" if any(character.isalnum() for character in words) else "只有表情和标点，看不出记的什么；写一句话再存。"


def _check(words: str, visited_on: date, today: date) -> None:
    if sentence := wordless(words):
        raise NotNow(sentence)
    if len(words) > MOST_WORDS:
        raise NotNow(f"这一笔有 {len(words):,} 字，超过了 {MOST_WORDS:,} 字，请分成几笔记。")
    if visited_on > today:
        raise NotNow(f"日期写成了 {days.in_words(visited_on, today)}，还没到那天；改成走访的那天再存。")


class Visit(models.Model):
    """A diary entry. `kind` is the main activity (KINDS); `households` and `persons` are the numbers met, kept for lists."""

    KINDS = {
        "visit": "入户走访",
        "meeting": "开会",
        "consultation": "协商议事",
        "lecture": "宣讲上课",
        "training": "培训",
        "tour": "外出学习",
        "clinic": "义诊体检",
        "errand": "代办跑腿",
        "labour": "义务劳动",
        "patrol": "巡查",
        "inspection": "检查",
        "enterprise": "走访企业",
        "other": "其他",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visits")
    county = CodeField(max_length=6)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=20, choices=KINDS, default="visit")
    visited_on = models.DateField()
    words = WordsField()
    households = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField(auto_now_add=True)

    # Set on what the viewer may not know whole (`visits.withheld`).
    withheld = False
    promises: models.Manager[Promise]
    objects = VisitQuerySet.as_manager()

    class Meta:
        db_table = "visit"
        indexes = [
            models.Index(fields=["place", "visited_on"], name="visit_place_day"),
            models.Index(fields=["by", "visited_on"], name="visit_by_day"),
            models.Index(fields=["visited_on"], name="visit_day"),
        ]

    def __str__(self) -> str:
        return self.words[:40]

    def add(
        self,
        *,
        by: User,
        on: date,
        calls: Sequence[Called] = (),
        quantities: Sequence[Done] = (),
        promises: Sequence[Promised] = (),
    ) -> None:
        """Add to an entry what its writer confirmed later. Days and place stay the entry's own."""
        from minqing.records.visits.models.promise import Promise

        where = {"visit": self, "place_id": self.place_id, "county": self.county, "visited_on": self.visited_on}
        with transaction.atomic():
            for call in _once(calls):
                Call.objects.update_or_create(
                    visit=self,
                    household=call.household,
                    defaults={**where, "met": call.met, "persons": call.persons if call.met else 0},
                )
            Quantity.objects.bulk_create(
                Quantity(what=hide_numbers(q.what)[:80], number=q.number, unit=q.unit, approximate=q.approximate, **where)
                for q in quantities
            )
            for promised in promises:
                Promise.objects.make(visit=self, promised=promised, by=by)
            self._count()
            note(
                "visit.correct",
                self,
                by=by,
                on=on,
                touches=[(self.place_id, self.visited_on)],
                after={"households": self.households},
            )

    def _count(self) -> None:
        met = self.calls.filter(met=True)
        self.households = met.count()
        self.persons = met.aggregate(n=Sum("persons"))["n"] or 0
        self.save(update_fields=["households", "persons"])

    def drop(self, wrong: Call | Quantity | Promise, *, by: User, on: date) -> None:
        """Take out of one's own entry a record that was confirmed by mistake; the journal keeps what it was.

        Raises NotNow for somebody else's entry, and for a promise that is closed: that one has a story.
        """
        if by.pk != self.by_id:
            raise NotNow("别人写的日记不能改，请写的人自己改。")
        if getattr(wrong, "closed_on", None) is not None:
            raise NotNow("这件答应过的已经了结，去不掉了。")
        what = f"{wrong.household.head_name}家" if isinstance(wrong, Call) else str(wrong)
        with transaction.atomic():
            wrong.delete()
            self._count()
            note(
                "visit.correct", self, by=by, on=on, touches=[(self.place_id, self.visited_on)], before={"record": what},
                after={"record": "", "households": self.households},
            )  # fmt: skip

    def correct(self, *, by: User, today: date, words: str, visited_on: date, kind: str) -> None:
        """Correct words, day or kind of one's own entry. The old month's figures move as well."""
        if by.pk != self.by_id:
            raise NotNow("别人写的日记不能改，请写的人自己改。")
        _check(words, visited_on, today)
        from minqing.records.visits.models.promise import Promise

        words = hide_numbers(words)
        before = {"words": self.words, "visited_on": self.visited_on.isoformat(), "kind": self.kind}
        old_day = self.visited_on
        with transaction.atomic():
            self.words, self.visited_on, self.kind = words, visited_on, kind
            self.save(update_fields=["words", "visited_on", "kind"])
            if old_day != visited_on:
                self.calls.update(visited_on=visited_on)
                self.quantities.update(visited_on=visited_on)
                Promise.objects.filter(visit=self, made_on=old_day).update(made_on=visited_on)
            note(
                "visit.correct", self, by=by, on=visited_on, before=before, touches=[(self.place_id, old_day)],
                after={"words": words, "visited_on": visited_on.isoformat(), "kind": kind},
            )  # fmt: skip


class Call(models.Model):
    """One household in an entry. Place and day are those of the entry: a record stays where it happened."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="calls")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="calls")
    met = models.BooleanField(default=True)
    persons = models.PositiveSmallIntegerField(default=1)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    visited_on = models.DateField()

    withheld = False

    class Meta:
        db_table = "call"
        indexes = [
            models.Index(fields=["household", "visited_on"], name="call_household_day"),
            models.Index(fields=["place", "visited_on"], name="call_place_day"),
        ]
        constraints = [models.UniqueConstraint(fields=["visit", "household"], name="call_once")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.visited_on}"


class Quantity(models.Model):
    """An amount done that day: 清沟 1,200 米, 发传单 30,000 份."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="quantities")
    what = LineField(max_length=80)
    number = models.DecimalField(max_digits=14, decimal_places=3)
    unit = models.CharField(max_length=20)
    approximate = models.BooleanField(default=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    visited_on = models.DateField()

    withheld = False

    class Meta:
        db_table = "quantity"
        indexes = [models.Index(fields=["place", "visited_on"], name="quantity_place_day")]

    def __str__(self) -> str:
        return f"{self.what} {self.number}{self.unit}"
