"""What is said about a matter beside its way: looked at, sorted, its asker reached, not to be counted (RULES.md 5.1)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone

from minqing.ground.staff.models import User
from minqing.lib.refusal import NotNow
from minqing.records.matters import clock
from minqing.records.matters.kinds.table import CATEGORIES, URGENCIES
from minqing.records.matters.models.matter import Matter


def look(matter: Matter, *, by: User, on: date, words: str = "") -> None:
    """A worker looked at what came from outside and keeps it."""
    matter.step("matter.look", by=by, on=on, words=words, unlooked=False)


def contact(matter: Matter, *, by: User, on: date, words: str) -> None:
    """The first word to the asker; later ones are kept as steps."""
    matter.step("matter.contact", by=by, on=on, words=words)


def sort(matter: Matter, *, by: User, on: date, category: str = "", urgency: str = "", words: str = "") -> None:
    """Put it into another category or urgency; the time allowed is that of the new one."""
    before = (matter.category, matter.urgency)
    matter.category, matter.urgency = category or matter.category, urgency or matter.urgency
    if (matter.category, matter.urgency) == before:
        raise NotNow("类别和急缓都没变，选一个别的再存。")
    # Days count from the opening; hours from now, for until now nobody knew that it was so urgent.
    limits = clock.limits(matter, on=matter.opened_on, at=matter.moment)
    time = {} if matter.phase == "waiting" else {name: limits[name] for name in ("due_on", "due_at", "due_unit", "respond_by")}
    said = f"{CATEGORIES[matter.category]}，{URGENCIES[matter.urgency]}。{words}"
    try:
        matter.step("matter.sort", by=by, on=on, words=said, category=matter.category, urgency=matter.urgency, **time)
    except NotNow:
        matter.category, matter.urgency = before
        raise


def exclude(matter: Matter, *, by: User, on: date, words: str, reason: str = "") -> None:
    """Ask that it does not count in rates; it does until a second person agrees (RULES.md 5.1: removals are audited flags)."""
    matter.step("matter.exclude", by=by, on=on, words=words, reason=reason, exclusion=reason, unlooked=False)


def exclude_confirm(matter: Matter, *, by: User, on: date, words: str = "") -> None:
    """Agree, as the second person. Every day on which something of it was counted is counted anew."""
    matter.step("matter.exclude_confirm", by=by, on=on, words=words, excluded_on=on, touches=counted_days(matter))


def counted_days(matter: Matter) -> list[tuple[str, date]]:
    """(place, day) of all that figures count of a matter beside its opening and its end: answers, claims, its kind's own days."""
    days = set(matter.judgements.values_list("said_on", flat=True)) | set(matter.claims.values_list("claimed_on", flat=True))
    row = matter.details
    kept = row._meta.concrete_fields if row is not None else ()
    days |= {getattr(row, field.attname) for field in kept if isinstance(field, models.DateField)} - {None}
    return [(matter.place_id, local_day(day)) for day in days]


def local_day(day: date) -> date:
    """The day of a day, or of an instant as the clock on the wall has it."""
    return timezone.localdate(day) if isinstance(day, datetime) else day


def exclude_refuse(matter: Matter, *, by: User, on: date, words: str) -> None:
    """It counts after all."""
    matter.step("matter.exclude_refuse", by=by, on=on, words=words, exclusion="")
