"""Changing rules: a row is added, confirmed or ended, never removed; each change stands in the journal with before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction

from minqing.ground.journal import note
from minqing.ground.staff.models import User
from minqing.lib.days import in_words
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import WorkdayChange
from minqing.records.matters.models.reason import TITLES
from minqing.records.matters.ruling import moving
from minqing.records.matters.ruling.tables import CHANGE, Table

TWICE = "这个地方从这一天起的规矩已经有一条了，换个日子，或者先停用那一条。"
NOT_OURS = "这是系统带来的示例，不能直接改；照它另定一条，就按你们的办。"


def known(table: Table, row: Any) -> dict[str, Any]:
    """A row as the journal keeps it."""
    return {
        "rule": f"{table.title}：{table.said(row)}",
        "from": row.from_on.isoformat(),
        "to": row.to_on.isoformat() if row.to_on else "",
        "source": row.source,
        "confirmed": row.confirmed,
    }


def keep(row: Any, *, by: User, on: date, after: dict[str, Any], twice: str = TWICE) -> None:
    """Store a new row; `after` is what the journal keeps of it. Raises NotNow (`twice`) where the region has one from the same day."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            note(CHANGE, row, by=by, on=on, place=row.region, after=after, words=row.source)
    except IntegrityError:
        raise NotNow(twice) from None


def add(table: Table, row: Any, *, by: User, on: date) -> Any:
    """Keep a new row of a table."""
    keep(row, by=by, on=on, after=known(table, row))
    cache.delete(TITLES)
    return row


def end(table: Table, row: Any, day: date, *, by: User, on: date) -> None:
    """From `day` a row holds no more; what was reckoned by it before stays."""
    if not row.region:
        raise NotNow(NOT_OURS)
    if row.to_on is not None and row.to_on < day:
        raise NotNow(f"这一条已经定了 {in_words(row.to_on, on)}以后不用。")
    if day < max(on, row.from_on):
        first = max(on, row.from_on)
        raise NotNow(f"过去的日子已经照它算了，只能从 {in_words(first, on)}或以后停用。")
    _changed(table, row, by=by, on=on, to_on=day - timedelta(days=1))


def confirm(table: Table, row: Any, *, source: str, region: str, by: User, on: date) -> Any:
    """Say that a row is the local rule, and where that is written. An example of the program's becomes a row of the region."""
    if row.confirmed:
        raise NotNow("这一条已经核对过了。")
    if row.region:
        _changed(table, row, by=by, on=on, source=source, confirmed=True)
        return row
    return add(table, copy(table, row, region=region, from_on=on, source=source, confirmed=True), by=by, on=on)


def strike(table: Table, row: Any, day: date, *, region: str, by: User, on: date) -> Any:
    """From a day on a region does without an example of the program's: an own row that has ended hides it."""
    if not table.hides or row.region:
        raise NotNow(NOT_OURS)
    if day < on:
        raise NotNow("过去的日子已经照它算了，只能从今天或以后停用。")
    own = copy(table, row, region=region, from_on=day, to_on=day - timedelta(days=1), source="不用这一条")
    return add(table, own, by=by, on=on)


def copy(table: Table, row: Any, **changed: Any) -> Any:
    """A row like another, not stored."""
    fields = [field.attname for field in table.model._meta.concrete_fields if not field.primary_key]
    return table.model(**{**{name: getattr(row, name) for name in fields}, "to_on": None, **table.renewed(), **changed})


def _changed(table: Table, row: Any, *, by: User, on: date, **columns: Any) -> None:
    before = known(table, row)
    with transaction.atomic():
        for name, value in columns.items():
            setattr(row, name, value)
        row.save(update_fields=list(columns))
        note(CHANGE, row, by=by, on=on, place=row.region, before=before, after=known(table, row), words=row.source)
    cache.delete(TITLES)


def set_days(
    days: Mapping[date, bool] | Sequence[tuple[date, bool]], *, source: str, region: str, by: User, on: date
) -> tuple[int, int]:
    """Correct a region's calendar: day → whether offices work.

    Gives how many days are other than they were, and of how many open matters the limit moved with them.
    """
    wanted = dict(days)
    was = {change.day: change for change in WorkdayChange.objects.filter(region=region, day__in=wanted)}
    new = [day for day in sorted(wanted) if day not in was or was[day].works != wanted[day]]
    with transaction.atomic():
        before_all = moving.known_days(region)
        for day in new:
            change, _ = WorkdayChange.objects.update_or_create(
                region=region, day=day, defaults={"works": wanted[day], "source": source}
            )
            before = {"rule": f"上班日子：{was[day]}"} if day in was else None
            note(CHANGE, change, by=by, on=on, place=region, before=before, after={"rule": f"上班日子：{change}"}, words=source)
        return len(new), moving.move_limits(region, before_all, new, by=by, on=on)
