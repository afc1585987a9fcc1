"""A line of the journal."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from minqing.ground.journal import verbs
from minqing.lib.fields import CodeField, new_id


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, thing: models.Model) -> EventQuerySet:
        """What was done to one record, newest first."""
        return self.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk)).order_by("-id")

    def unsealed(self) -> EventQuerySet:
        return self.filter(seal=None).order_by("id")


class Event(models.Model):
    """Who did what to which record, where, on which day, and what changed.

    `on` is the day in the real world, `at` when the program heard of it. `cells` are the (place, month) pairs whose figures
    the event moved. The actor's name is kept beside the key, so that the line still reads when the user is gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    on = models.DateField()
    verb = models.CharField(max_length=60)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    place = CodeField(blank=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    words = models.TextField(blank=True)
    cells = models.JSONField(default=list)

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "event"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="event_object"),
            models.Index(fields=["place", "on"], name="event_place_on"),
            models.Index(fields=["verb", "on"], name="event_verb_on"),
            models.Index(fields=["actor_id", "on"], name="event_actor_on"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.sentence}"

    @property
    def sentence(self) -> str:
        """What was done, in words for a history."""
        verb = verbs.registered.get(self.verb)
        return verb.sentence if verb else self.verb

    def canonical(self) -> bytes:
        """The line as it is sealed: every column, in one spelling on every database."""
        document: dict[str, Any] = {
            "id": str(self.id),
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "on": self.on.isoformat(),
            "verb": self.verb,
            "actor": [self.actor_id, self.actor_name],
            "object": [self.object_type, self.object_id],
            "place": self.place,
            "before": self.before,
            "after": self.after,
            "words": self.words,
            "cells": self.cells,
        }
        return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder).encode()
