"""Entries whose words are not for everybody who may see the diary: what somebody confided stands in them.

Which ones, the rooms above say (`guard`), for visits know nothing of theirs. The writer reads their own words always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from minqing.ground.staff.scope import Scope
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.models.visit import Call, Quantity

INSTEAD = "（这一段是调解的事，只有调解的人能看）"
A_BATCH = 500
# Gives the entries that a viewer (None: somebody unknown) may not read, as a query of their ids in the column `visit_id`.
Guard = Callable[[Scope | None], QuerySet[Any, Any]]
Record = TypeVar("Record")

_guards: list[Guard] = []


def guard(found: Guard) -> Guard:
    """Register a room's guard; called once when the program starts."""
    if found not in _guards:
        _guards.append(found)
    return found


def readable(scope: Scope) -> Q:
    """The condition on entries that their words may be read by the viewer: nobody searches in what they may not read."""
    open_ = Q()
    for closed in _guards:
        # Asked of each entry by the index on it: what is closed in the whole country is not gone through.
        open_ &= ~Q(Exists(closed(scope).filter(visit=OuterRef("pk"))))
    return Q(by=scope.user) | open_ if open_ else open_


def withhold(records: Iterable[Any], scope: Scope | None) -> None:
    """Put a neutral line in place of the words that the viewer may not read, in entries and in what belongs to them.

    `records` are entries, calls and amounts with their entry loaded, or promises, for reading only: saved they would lose their
    words. Anything else is left alone. One query a guard, none where all is the viewer's own.
    """
    user = scope.user.pk if scope is not None else None
    others = [record for record in records if isinstance(record, Visit | Call | Quantity | Promise) and _writer(record) != user]
    ids = {_entry(record) for record in others}
    closed = {pk for found in _guards for pk in found(scope).filter(visit__in=ids)} if ids else set()
    for record in others:
        if _entry(record) not in closed:
            continue
        if isinstance(record, Visit | Promise):
            record.words = INSTEAD
        if isinstance(record, Promise):
            record.closing = ""
        if isinstance(record, Call | Quantity):
            record.visit.words = INSTEAD


def withheld(records: Iterator[Record], scope: Scope | None) -> Iterator[Record]:
    """A long stream of records, withheld a batch at a time."""
    while some := list(islice(records, A_BATCH)):
        withhold(some, scope)
        yield from some


def _entry(record: Visit | Call | Quantity | Promise) -> Any:
    return record.pk if isinstance(record, Visit) else record.visit_id


def _writer(record: Visit | Call | Quantity | Promise) -> Any:
    return record.by_id if isinstance(record, Visit | Promise) else record.visit.by_id
