"""Making a ledger's file and writing down that it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ledgers import asking
from minqing.ledgers.asking import Month
from minqing.ledgers.tables import sheet
from minqing.ledgers.tables.ledger import Ledger
from minqing.lib.refusal import NotNow

SHORTEST_PURPOSE = 2


@dataclass(frozen=True, slots=True)
class Export:
    """What was made: a good name for the file, and how many rows it has."""

    file_name: str
    rows: int


def export(
    target: IO[bytes], ledger: Ledger, *, place: Place, month: Month, by: Actor, on: date, purpose: str | None = None
) -> Export:
    """Write a ledger into `target`. Personal numbers are masked unless a `purpose` is given.

    Whoever asks for whole numbers must hold `ledger.export_full`: the caller has checked that. Either way the journal gets one
    line, before the file leaves the house. Raises NotNow for a purpose too short or a ledger too long for one sheet.
    """
    full = purpose is not None
    words = purpose_of(purpose)
    first, last = ledger.period(month.first, month.last)
    expected = ledger.rows(place.pk, first, last)
    if expected > sheet.MOST_ROWS:
        raise NotNow(f"{place.short_name}有 {expected:,} 行，一张表放不下，往下选一级再下载。")
    head = sheet.Head(
        title=f"{asking.file_name_of(place)}{ledger.title}（{ledger.period_words(month)}）", unit=asking.full_name(place), filled_on=on, full=full,
        merge=expected <= sheet.MOST_MERGED_ROWS,
    )  # fmt: skip
    rows = sheet.write(target, ledger, place.pk, ledger.source(place.pk, first, last), head)
    with transaction.atomic():
        note(
            "ledger.export_full" if full else "ledger.export", place, by=by, on=on, place=place.pk, words=words,
            after={"ledger": ledger.key, "month": month.key, "rows": rows},
        )  # fmt: skip
    return Export(file_name_of(ledger, place, month, full=full), rows)


def purpose_of(purpose: str | None) -> str:
    """What whole numbers are for, in words; '' for a masked ledger. Raises NotNow for a purpose too short."""
    words = (purpose or "").strip()
    if purpose is not None and len(words) < SHORTEST_PURPOSE:
        raise NotNow("要全号得写用途，比如：报县民政局核对低保。")
    return words


def file_name_of(ledger: Ledger, place: Place, month: Month, *, full: bool) -> str:
    """安石镇中香村农户台账（2026年4月）.xlsx; a file with whole numbers says so in its name."""
    return f"{asking.file_name_of(place)}{ledger.title}（{ledger.period_words(month)}{'，全号' if full else ''}）.xlsx"
