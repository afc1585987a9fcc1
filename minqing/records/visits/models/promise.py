"""A promise (答应过的): every 「下周三回话」 becomes a dated one."""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib import days
from minqing.lib.fields import CodeField, LineField, new_id
from minqing.lib.numbers import hide_numbers
from minqing.lib.refusal import NotNow
from minqing.records.people.models import Household
from minqing.records.visits.models.visit import Promised, Visit


class PromiseQuerySet(models.QuerySet["Promise"]):
    def owed(self) -> PromiseQuerySet:
        """Neither kept nor released, the most urgent first."""
        return self.filter(closed_on=None).order_by("due_on", "id")

    def of(self, user: User) -> PromiseQuerySet:
        return self.filter(by=user)

    def make(self, *, visit: Visit, promised: Promised, by: User) -> Promise:
        """Write down what was promised in a diary entry."""
        promise = self.create(
            visit=visit, by=by, household=promised.household, place=visit.place, county=visit.county, words=hide_numbers(promised.words)[:200],
            made_on=visit.visited_on, due_on=promised.due_on,
        )  # fmt: skip
        note("promise.make", promise, by=by, on=visit.visited_on, after={"due": promised.due_on.isoformat()})
        return promise


class Promise(models.Model):
    """What somebody said they would do for a household by a day. `closing` is how it ended: kept, or released with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="promises")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, null=True, related_name="promises")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="promises")
    county = CodeField(max_length=6)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="promises")
    words = LineField(max_length=200)
    made_on = models.DateField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True)
    kept = models.BooleanField(null=True)
    closing = LineField(max_length=200, blank=True)

    withheld = False
    objects = PromiseQuerySet.as_manager()

    class Meta:
        db_table = "promise"
        indexes = [
            models.Index(fields=["by", "due_on"], name="promise_owed", condition=Q(closed_on=None)),
            models.Index(fields=["household", "due_on"], name="promise_household"),
            models.Index(fields=["place", "due_on"], name="promise_place"),
        ]

    def __str__(self) -> str:
        return self.words

    def keep(self, *, by: Actor, on: date, words: str = "") -> None:
        """It was done. Doing it twice is the same as once."""
        if self.closed_on is None:
            self._close("promise.keep", kept=True, by=by, on=on, words=words)

    def release(self, *, by: Actor, on: date, words: str) -> None:
        """It will not be done; the reason is asked, since somebody was given a word."""
        if not words.strip():
            raise NotNow("答应过的事不办了，要写明原因，也要跟人家说一声。")
        if self.closed_on is None:
            self._close("promise.release", kept=False, by=by, on=on, words=words)

    def take_back(self, *, by: Actor, on: date) -> None:
        """「办了」 was pressed by mistake: it is owed again. Only on the day on which it was pressed; later the story goes on from it."""
        if not self.kept or self.closed_on is None:
            return
        if self.closed_on != on:
            raise NotNow(f"{days.in_words(self.closed_on, on)}就记成办了，撤不回来了；还欠着的，再记一笔答应人家。")
        with transaction.atomic():
            self.closed_on, self.kept, self.closing = None, None, ""
            self.save(update_fields=["closed_on", "kept", "closing"])
            note("promise.keep", self, by=by, on=on, words="点错了，撤回，还没办", after={"taken_back": True})

    def postpone(self, due_on: date, *, by: Actor, on: date, words: str = "") -> None:
        """Another day, said to whoever waits. Raises NotNow for a day that is over, and for a promise that is closed."""
        if self.closed_on is not None:
            raise NotNow("这件已经了结了，不用改日子。")
        if due_on < on:
            raise NotNow(f"{days.in_words(due_on, on)}已经过了，改到今天或以后的一天。")
        if due_on == self.due_on:
            return
        with transaction.atomic():
            before, self.due_on = self.due_on, due_on
            self.save(update_fields=["due_on"])
            note(
                "promise.postpone",
                self,
                by=by,
                on=on,
                words=hide_numbers(words)[:200],
                before={"due": before.isoformat()},
                after={"due": due_on.isoformat()},
            )

    def hand_over(self, to: User, *, by: Actor, on: date, words: str) -> None:
        """Somebody else owes it from now on: whoever gave the word has left."""
        with transaction.atomic():
            before = {"by": self.by.name}
            self.by = to
            self.save(update_fields=["by"])
            note("promise.hand_over", self, by=by, on=on, words=words, before=before, after={"by": to.name})

    def _close(self, verb: str, *, kept: bool, by: Actor, on: date, words: str) -> None:
        with transaction.atomic():
            self.closed_on, self.kept, self.closing = on, kept, hide_numbers(words)[:200]
            self.save(update_fields=["closed_on", "kept", "closing"])
            note(verb, self, by=by, on=on, words=words)
