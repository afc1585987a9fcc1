"""Telling somebody something: the rows that a person's list and the worker's messages are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.ground.notices import sorts
from minqing.ground.notices.models import Notice, NoticePreference
from minqing.ground.staff.models import User


@dataclass(frozen=True, slots=True)
class Word:
    """One sentence for one person. `key` tells of what it speaks: nobody is told of one thing twice."""

    user: User
    sentence: str
    url: str
    sort: str
    verb: str
    key: str
    day: date
    object_type: str = ""
    object_id: str = ""
    place: str = ""
    urgent: bool = False


def tell(
    users: Iterable[User], sentence: str, *, url: str, event: Event, sort: str, urgent: bool = False, at: datetime | None = None,
    to_actor: bool = False,
) -> int:  # fmt: skip
    """Tell people of an event, once each however often its follow-up runs; whoever did it only if what is said is news `to_actor`.

    Says how many are new.

    Call it in a follow-up of the event, never in the change itself: what is rolled back must not have been told.
    """
    told = [
        Word(
            user=user, sentence=sentence, url=url, sort=sort, verb=event.verb, key=f"event:{event.pk}", day=event.on,
            object_type=event.object_type, object_id=event.object_id, place=event.place, urgent=urgent,
        )
        for user in users
        if to_actor or str(user.pk) != event.actor_id
    ]  # fmt: skip
    return write(told, at=at or timezone.now())


def about(thing: models.Model) -> dict[str, Any]:
    """The columns of a `Word` that name a record."""
    place = str(getattr(thing, "place_id", "") or "")
    return {"object_type": thing._meta.label_lower, "object_id": str(thing.pk), "place": place}


def write(words: Iterable[Word], *, at: datetime) -> int:
    """Store words for those who want their sort and have an account that works; says how many are new."""
    listed = list(words)
    for word in listed:
        if word.sort not in sorts.registered:
            raise KeyError(f"no room declares the sort {word.sort}")
        if not word.url.startswith("/") or word.url.startswith("//"):
            raise ValueError("a notice leads to a page of the program")
    people = {word.user.pk for word in listed if word.user.is_active}
    unwanted = dict(NoticePreference.objects.filter(user__in=people).values_list("user_id", "off"))
    wanted = [word for word in listed if word.user.pk in people and word.sort not in unwanted.get(word.user.pk, ())]
    known = set(Notice.objects.filter(user__in=people, key__in={word.key for word in wanted}).values_list("user_id", "key"))
    new = {(word.user.pk, word.key): word for word in wanted if (word.user.pk, word.key) not in known}
    # Two workers at the same follow-up: the database keeps the first of each.
    Notice.objects.bulk_create((_row(word, at) for word in new.values()), ignore_conflicts=True, batch_size=500)
    return len(new)


def _row(word: Word, at: datetime) -> Notice:
    return Notice(
        user=word.user, sort=word.sort, verb=word.verb, key=word.key, sentence=_cut(word.sentence, 300), url=word.url,
        object_type=word.object_type, object_id=word.object_id, place=word.place, urgent=word.urgent, made_at=at, day=word.day,
    )  # fmt: skip


def _cut(sentence: str, longest: int) -> str:
    return sentence if len(sentence) <= longest else sentence[: longest - 1] + "…"
