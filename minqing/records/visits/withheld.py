"""Entries that are not for everybody who may see the diary: what somebody confided stands in them.

Which ones, the rooms above say (`guard`), for visits know nothing of theirs. Others learn of such an entry its day, its village
and its writer: no words, not whose door it was, and not what else came of it. A file is seen by its parties and those who
handle it alone (人民调解法 art. 15 forbids telling a party's private affairs), so that somebody has one is not told either.
The writer sees their own entry whole always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from minqing.ground.staff.scope import Scope
from minqing.lib.batches import batches
from minqing.records.people.models import Household
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.models.visit import Call, Quantity

INSTEAD = "（这一笔不公开，写的人和经手的人才能看）"
# In place of a household's name.
NOT_SAID = "（不公开）"
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


def readable(scope: Scope | None) -> Q:
    """The condition on entries that the viewer may read them: nobody searches in what they may not read."""
    open_ = Q()
    for closed in _guards:
        # Asked of each entry by the index on it: what is closed in the whole country is not gone through.
        open_ &= ~Q(Exists(closed(scope).filter(visit=OuterRef("pk"))))
    return Q(by=scope.user) | open_ if open_ and scope is not None else open_


def may_read(scope: Scope, visit: Any) -> bool:
    """Whether the viewer may read the entry of this id. One query."""
    return Visit.objects.filter(readable(scope), pk=visit).exists()


def withhold(records: Iterable[Any], scope: Scope | None) -> None:
    """Take out of entries, and of what belongs to them, what the viewer may not know; `withheld` says of which it was taken.

    `records` are entries, calls and amounts with their entry loaded, or promises, for reading only: saved they would lose what
    they hold. Anything else is left alone. One query a guard, none where all is the viewer's own.
    """
    user = scope.user.pk if scope is not None else None
    others = [record for record in records if isinstance(record, Visit | Call | Quantity | Promise) and _writer(record) != user]
    ids = {_entry(record) for record in others}
    closed = {pk for found in _guards for pk in found(scope).filter(visit__in=ids)} if ids else set()
    for record in others:
        if _entry(record) in closed:
            _empty(record)


def _empty(record: Visit | Call | Quantity | Promise) -> None:
    record.withheld = True
    if isinstance(record, Visit | Promise):
        record.words = INSTEAD
    else:
        record.visit.words = INSTEAD
    if isinstance(record, Promise):
        record.closing = ""
    if isinstance(record, Call | Promise):
        record.household = None


def withhold_homes(homes: Iterable[Household], scope: Scope | None, *, place: Q, first: date, last: date) -> None:
    """Take out the names of households that were met in a period by entries alone which the viewer may not read.

    `place` is the condition on the calls' place. One query. For reading only, as above.
    """
    listed = list(homes)
    if not _guards or not listed:
        return
    met = Call.objects.filter(place, household__in=listed, met=True, visited_on__range=(first, last))
    told = set(met.filter(visit__in=Visit.objects.filter(readable(scope))).values_list("household_id", flat=True))
    for home in listed:
        if home.pk not in told:
            home.withheld, home.head_name, home.address, home.section, home.number = True, "", "", "", ""


def in_batches(records: Iterator[Record], hide: Callable[[list[Record]], None]) -> Iterator[Record]:
    """A long stream of records, each after `hide` has seen its batch."""
    for some in batches(records, A_BATCH):
        hide(some)
        yield from some


def _entry(record: Visit | Call | Quantity | Promise) -> Any:
    return record.pk if isinstance(record, Visit) else record.visit_id


def _writer(record: Visit | Call | Quantity | Promise) -> Any:
    return record.by_id if isinstance(record, Visit | Promise) else record.visit.by_id
