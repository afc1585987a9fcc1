"""Writing the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from minqing.ground.journal import verbs
from minqing.lib.numbers import hide_numbers, hide_within
from minqing.lib.prepared import insert


class Actor(Protocol):
    """Whoever does something: a user, a resident with a receipt, the program itself."""

    @property
    def pk(self) -> Any: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Person:
    """An actor without an account, such as a resident who answers with a receipt number."""

    name: str
    pk: str = ""


PROGRAM = Person("民情")


def note(
    verb: str,
    thing: models.Model,
    *,
    by: Actor,
    on: date | None = None,
    place: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    words: str = "",
    touches: Iterable[tuple[str, date]] = (),
) -> None:
    """Write one line of the journal, and what follows from it, in the caller's transaction.

    `on` is the day it happened (today where nothing else is known), `place` defaults to the record's own; `touches` names
    further (place, day) pairs whose figures move, such as the old ones when a day or place is corrected. Numbers of persons are kept
    masked: what is sealed cannot be masked later. Raises
    `RuntimeError` outside a transaction and `KeyError` for a verb that no room declared: both are mistakes of ours.
    """
    from minqing.ground.journal.models import Event, FollowUp

    if verb not in verbs.registered:
        raise KeyError(f"no room declares the verb {verb}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{verb} is noted outside a transaction")
    day = on or timezone.localdate()
    where = place if place is not None else str(getattr(thing, "place_id", "") or "")
    cells = {(where, day.isoformat()[:7])} | {(code, other.isoformat()[:7]) for code, other in touches}
    event = Event(
        at=timezone.now(),
        on=day,
        verb=verb,
        actor_id=str(by.pk or ""),
        actor_name=by.name,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        place=where,
        before=hide_within(before),
        after=hide_within(after),
        words=hide_numbers(words),
        cells=sorted([list(cell) for cell in cells]),
    )
    insert(event)
    owed = verbs.follow_ups.get(verb, ())
    if owed:
        insert(*(FollowUp(event=event, task=task) for task in owed))
        transaction.on_commit(wake_worker)


def wake_worker() -> None:
    """Ask the worker process to look at the follow-ups now rather than at its next round. Losing this loses nothing."""
    from minqing.ground.journal import draining

    draining.ask()
