"""A complaint or suggestion about the program itself (国办函〔2026〕12号 asks for such an entry in every application)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from minqing.ground.journal.noting import Actor, note
from minqing.lib.fields import CodeField, new_id

NUMBER_DIGITS, OWN_DIGITS = 10, 6
A_YEAR = timedelta(days=365)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def make(self, *, words: str, page: str, place: str, by: Actor, at: datetime) -> Suggestion:
        """Keep what somebody said of a page; the county office reads it."""
        with transaction.atomic():
            suggestion = self.create(words=words, page=page[:200], place=place, county=place[:6], said_by=by.name, recorded_at=at)
            note("suggestion.make", suggestion, by=by, on=at.date(), place=place)
        return suggestion

    def numbered(self, number: str, *, on: date) -> Suggestion | None:
        """The suggestion of the year before `on` that goes by a number (`Suggestion.number`, digits alone); None for a wrong one."""
        try:
            made = [date(year, int(number[:2]), int(number[2:4])) for year in (on.year, on.year - 1)]
        except ValueError:
            return None
        days = [day for day in made if on - A_YEAR <= day <= on]
        found = self.filter(recorded_at__date__in=days) if len(number) == NUMBER_DIGITS else self.none()
        return next((suggestion for suggestion in found if suggestion.number.replace(" ", "") == number), None)

    def unanswered(self) -> SuggestionQuerySet:
        return self.filter(answered_at=None)


class Suggestion(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = CodeField(blank=True)
    county = CodeField(max_length=6, blank=True)
    page = models.CharField(max_length=200)
    words = models.TextField()
    said_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        db_table = "suggestion"
        indexes = [models.Index(fields=["place", "recorded_at"], name="suggestion_place")]

    def __str__(self) -> str:
        return self.words[:40]

    @property
    def number(self) -> str:
        """A number short enough to copy by hand, by which whoever has no account finds the answer: 1122 402 117.

        Month and day, then digits of its own that cannot be guessed; `numbered` finds it within the year.
        """
        own = f"{self.pk.int % 10**OWN_DIGITS:0{OWN_DIGITS}d}"
        return f"{timezone.localtime(self.recorded_at):%m%d} {own[:3]} {own[3:]}"

    def reply(self, *, words: str, by: Actor, at: datetime) -> None:
        """Tell what became of it."""
        with transaction.atomic():
            self.answer, self.answered_by, self.answered_at = words, by.name, at
            self.save(update_fields=["answer", "answered_by", "answered_at"])
            note("suggestion.answer", self, by=by, on=at.date(), place=self.place)
