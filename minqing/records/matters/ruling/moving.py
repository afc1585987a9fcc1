"""Limits in working days move with the calendar: what is not over yet and counts days to come (RULES.md 10: make-up days are announced
late in the year, and until then a limit is reckoned by weekends). Days gone by were reckoned already and stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from minqing.ground.places.models import within_q
from minqing.ground.staff.models import User
from minqing.lib import workdays
from minqing.lib.batches import batches
from minqing.lib.days import in_words
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.models import Handling, Matter, Move, WorkdayChange
from minqing.records.matters.models.dated import regions
from minqing.records.matters.ruling.tables import CHANGE

AT_ONCE = 500
Days = Mapping[date, bool]


def known_days(region: str) -> list[tuple[str, date, bool]]:
    """Every correction that holds at a region, above it or below it. One query."""
    rows = WorkdayChange.objects.filter(within_q("region", region)) | WorkdayChange.objects.over(region)
    return [(row.region, row.day, row.works) for row in rows.order_by("id")]


def move_limits(region: str, was: list[tuple[str, date, bool]], days: list[date], *, by: User, on: date) -> int:
    """Reckon anew the last days of a region's open matters after `days` of its calendar were changed; `was` is what held before.

    Says how many moved. Inside the caller's transaction. Each keeps a line of it in its story.
    """
    first = min((day for day in days if day > on), default=None)
    if first is None:
        return 0
    base = first - timedelta(days=1)
    old, new = _AtPlaces(was), _AtPlaces(known_days(region))
    found = Matter.objects.filter(within_q("place_id", region), phase__in=OPEN_PHASES, due_unit="wd", due_on__gt=base)
    rows = found.select_for_update().order_by("id").iterator(chunk_size=AT_ONCE)
    return sum(_kept(batch, base, old, new, by=by, on=on) for batch in batches(rows, AT_ONCE))


class _AtPlaces:
    """Place → its days, the most local region before the others."""

    def __init__(self, rows: list[tuple[str, date, bool]]) -> None:
        self.rows = sorted(rows, key=lambda row: len(row[0]))
        self.at = lru_cache(maxsize=None)(self._at)

    def _at(self, place: str) -> Days:
        above = regions(place)
        return {day: works for region, day, works in self.rows if region in above}


def _kept(
    batch: list[Matter], base: date, old: _AtPlaces, new: _AtPlaces, *, by: User, on: date
) -> int:  # fmt: skip
    """Of some matters those whose limit moves, stored with their parts and a line in each story."""
    moved: dict[object, tuple[Matter, date]] = {}
    moves: list[Move] = []
    for matter in batch:
        before = matter.due_on
        if before is None:
            continue
        left = workdays.workdays_between(base, before, old.at(matter.place_id))
        after = workdays.add_workdays(base, left, new.at(matter.place_id)) if left > 0 else before
        if after == before:
            continue
        matter.due_on, matter.version = after, matter.version + 1
        said = f"上班日子改了，期限从 {in_words(before, on)}改到 {in_words(after, on)}"
        moved[matter.pk] = (matter, before)
        moves.append(
            Move(
                matter=matter,
                move=CHANGE,
                from_state=matter.state,
                to_state=matter.state,
                by=by,
                by_name=by.name,
                on=on,
                words=said,
            )
        )
    Matter.objects.bulk_update([matter for matter, _ in moved.values()], ["due_on", "version"])
    Move.objects.bulk_create(moves)
    parts = [
        part for part in Handling.objects.filter(matter__in=list(moved), state="doing") if part.due_on == moved[part.matter_id][1]
    ]
    for part in parts:
        part.due_on = moved[part.matter_id][0].due_on
    Handling.objects.bulk_update(parts, ["due_on"])
    return len(moved)
