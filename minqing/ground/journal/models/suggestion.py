"""A complaint or suggestion about the program itself (国办函〔2026〕12号 asks for such an entry in every application)."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from minqing.ground.journal.noting import Actor, note
from minqing.lib.fields import CodeField, new_id


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def make(self, *, words: str, page: str, place: str, by: Actor, at: datetime) -> Suggestion:
        """Keep what somebody said of a page; the county office reads it."""
        with transaction.atomic():
            suggestion = self.create(words=words, page=page[:200], place=place, county=place[:6], said_by=by.name, recorded_at=at)
            note("suggestion.make", suggestion, by=by, on=at.date(), place=place)
        return suggestion

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

    def reply(self, *, words: str, by: Actor, at: datetime) -> None:
        """Tell what became of it."""
        with transaction.atomic():
            self.answer, self.answered_by, self.answered_at = words, by.name, at
            self.save(update_fields=["answer", "answered_by", "answered_at"])
            note("suggestion.answer", self, by=by, on=at.date(), place=self.place)
