"""What was counted holds until something that it depends on is written, for nothing changes without a line in the journal.

A kept count remembers the journal's last line. When the journal has grown, the new lines say at which places something was done. A count
over other places holds on; a sum over villages is counted again in the villages concerned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.lib.prepared import Prepared

T = TypeVar("T")
_LAST = Prepared(lambda: Event.objects.order_by("-id").values_list("id", flat=True)[:1])
# How long a count holds in seconds, whatever is written or not: what happened past the journal, a repair by hand, is seen after this.
LONGEST = 300
# On a server with many writers a line may be seen after one that was made later. Lines of so long before the count are looked at again.
LATE = timedelta(seconds=20)
# With more new lines than this it is as quick to count.
MOST_LINES = 500
# So many keys are looked through for those that are new: what is written in the time of `LATE`, even in a rush.
MOST_KEYS = 5_000
# A sum over more places than this is counted whole.
MOST_PLACES = 24
VILLAGE = 12
OWN = "+"


class Line(NamedTuple):
    """What a line of the journal concerns."""

    id: UUID
    object_type: str
    place: str
    cells: list[tuple[str, str]]

    @property
    def places(self) -> set[str]:
        """Where something was done, and where else figures moved by it."""
        return {self.place, *(place for place, _ in self.cells)}

    @property
    def of_places(self) -> bool:
        """Whether it is about a place itself: when codes are changed, records are carried from one to another."""
        return self.object_type.startswith("places.")


@dataclass(frozen=True)
class Found:
    """A count and how far the journal was read when it was made: up to `line`, and since `floor` the lines `seen`."""

    value: Any
    line: str
    floor: UUID
    seen: frozenset[UUID]


class Reading:
    """The end of the journal as it is read once, for all the counts of one page: its last line, and if need be the lines before."""

    def __init__(self) -> None:
        self._ids: list[UUID] = []
        self._floor: UUID | None = None
        self._lines: dict[UUID, Line] = {}

    @cached_property
    def last(self) -> str:
        """The key of the last line; one query by the primary key."""
        return str(_LAST.first())

    def _after(self, floor: UUID) -> list[UUID]:
        """The keys of the lines after one, the newest first; the newest `MOST_KEYS` where there are more."""
        if self._floor is None or floor < self._floor:
            keys = Event.objects.filter(id__gt=floor).order_by("-id").values_list("id", flat=True)
            self._ids, self._floor = list(keys[:MOST_KEYS]), floor
        return [key for key in self._ids if key > floor]

    def since(self, found: Found) -> list[Line] | None:
        """The lines since a count; None where there are too many to look at."""
        keys = self._after(found.floor)
        news = [key for key in keys if key not in found.seen]
        if len(keys) == MOST_KEYS or len(news) > MOST_LINES:
            return None
        if unread := [key for key in news if key not in self._lines]:
            rows = Event.objects.filter(id__in=unread).values_list("id", "object_type", "place", "cells")
            self._lines |= {row[0]: Line(*row) for row in rows}
        return [self._lines[key] for key in news]

    def stand(self) -> Found:
        """How far the journal is read, before counting: what becomes visible while we count is news the next time."""
        floor = _first_id(timezone.now() - LATE)
        keys = self._after(floor)
        if len(keys) == MOST_KEYS:
            floor = keys[-1]
        return Found(None, self.last, floor, frozenset(keys))


def kept(name: str, count: Callable[[], T], *asked: object, journal: Reading | None = None, at: Sequence[str] | None = None) -> T:
    """What `count` says of what was `asked`, counted again only when something was written that concerns it.

    For counts that walk through many records. `asked` must name all that the answer depends on besides the records, the day and the
    viewer's places among it. `at` are the places of the records counted: lines about others leave the count standing; without it every line
    counts. `journal` is for callers that ask for several.
    """
    if not settings.KEEP_COUNTS:
        return count()
    key, journal = _key(name, asked), journal or Reading()
    found: Found | None = cache.get(key)
    if found is not None:
        news = [] if found.line == journal.last else journal.since(found)
        if news is not None and not any(_concerns(line, at) for line in news):
            if found.line != journal.last:
                _keep(key, replace(found, line=journal.last))
            return found.value  # type: ignore[no-any-return]
    now = journal.stand()
    value = count()
    _keep(key, replace(now, value=value))
    return value


def kept_by_place(
    name: str,
    count: Callable[[Sequence[str] | None], Mapping[str, Counter[Any]]],
    *asked: object,
    journal: Reading | None = None,
    at: Sequence[str] | None = None,
) -> Counter[Any]:
    """A sum over places, as `kept`; after a few lines only the villages that they concern are counted again.

    `count` gives what each leaf adds (`leaf`): of the leaves it is told, or of all where it is told None.
    """
    if not settings.KEEP_COUNTS:
        return _total(count(None))
    key, journal = _key(name, asked), journal or Reading()
    found: Found | None = cache.get(key)
    if found is not None and found.line == journal.last:
        return found.value  # type: ignore[no-any-return]
    parts: dict[str, Counter[Any]] | None = cache.get(key + ".parts") if found else None
    touched = _touched(journal.since(found), at) if found and parts is not None else None
    now = journal.stand()
    if found is None or parts is None or touched is None:
        parts = dict(count(None))
        total = _total(parts)
    else:
        total = _changed(found.value, parts, touched, count(sorted(touched)) if touched else {})
    if touched != set():
        cache.set(key + ".parts", parts, LONGEST)
    _keep(key, replace(now, value=total))
    return total


def _changed(
    total: Counter[Any], parts: dict[str, Counter[Any]], touched: Iterable[str], fresh: Mapping[str, Counter[Any]]
) -> Counter[Any]:
    """The total, and the parts in place, with what the touched leaves add now."""
    total = Counter(total)
    for place in touched:
        total.subtract(parts.pop(place, Counter()))
    for place, part in fresh.items():
        total.update(part)
        parts[place] = part
    return +total


def leaf(place: str) -> str:
    """The village that a place lies in; an office's own code with `OWN` behind for what lies in no village."""
    return place[:VILLAGE] if len(place) >= VILLAGE else place + OWN


def _key(name: str, asked: tuple[object, ...]) -> str:
    return f"kept.{name}.{blake2b(repr(asked).encode(), digest_size=16).hexdigest()}"


def _keep(key: str, found: Found) -> None:
    cache.set(key, found, LONGEST)


def _touched(news: list[Line] | None, at: Sequence[str] | None) -> set[str] | None:
    """The leaves that new lines concern; None where that is all of them, or many."""
    if news is None or any(line.of_places for line in news):
        return None
    places = {place for line in news for place in line.places if _lies(place, at)}
    if len(places) > MOST_PLACES or any(len(place) < VILLAGE for place in places):
        return None
    return {leaf(place) for place in places}


def _concerns(line: Line, at: Sequence[str] | None) -> bool:
    """Whether a line is about records at such places."""
    return line.of_places or any(_lies(place, at) for place in line.places)


def _lies(place: str, at: Sequence[str] | None) -> bool:
    """At one of the places, below it, or above it."""
    return at is None or any(place.startswith(code) or code.startswith(place) for code in at)


def _total(parts: Mapping[str, Counter[Any]]) -> Counter[Any]:
    total: Counter[Any] = Counter()
    for part in parts.values():
        total.update(part)
    return total


def _first_id(at: datetime) -> UUID:
    """The least UUIDv7 of a moment."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
