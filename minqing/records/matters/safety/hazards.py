"""What happens to a hazard beside its moves (D6): made safe, planned, put right, looked at again by another.

The day by which it must be put right is the plan's, once there is one. The day it was put right and the day it was verified are
columns of the file, and a figure each: whatever takes one back touches the month in which it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import User
from minqing.lib.refusal import NotNow
from minqing.records.matters import clock, life, marks
from minqing.records.matters.models.hazard import Hazard, HazardCheck
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.parts import lead, lead_again, who

CATEGORY = "safety"


def opened(matter: Matter, *, by: Actor, on: date) -> None:
    """Inside the opening: it is always a matter of safety, with the time that safety has."""
    if matter.details is None:
        matter.fill_details({})
    if matter.category != CATEGORY:
        matter.category = CATEGORY
        columns = {"category": CATEGORY, **clock.limits(matter, on=on)}
        Matter.objects.filter(pk=matter.pk).update(**columns)
        for name, value in columns.items():
            setattr(matter, name, value)


def measure(matter: Matter, *, by: User, on: date, words: str, **_: Any) -> None:
    """Make it safe. From the first measure on somebody has it: whoever was given it, otherwise whoever took the measure."""
    said = {"measure": words.strip(), "measured_on": on}
    if matter.state != matter.table.first:
        matter.step("hazard.measure", by=by, on=on, words=words, details=said)
        return
    person = matter.holder or (None if matter.holder_organisation_id else by)
    with transaction.atomic():
        matter.step(
            "hazard.measure", by=by, on=on, words=words, details=said, holder=person, unlooked=False,
            tier=life.tier_for(matter, person=person, organisation=matter.holder_organisation, on=on),
            first_receiver=matter.first_receiver or who(person, matter.holder_organisation),
        )  # fmt: skip
        lead(matter, person=person, organisation=matter.holder_organisation, part="", on=on)


def plan(matter: Matter, *, by: User, on: date, words: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Who puts it right, how, by when, for how much. The day becomes the matter's own."""
    given = dict(details or {})
    day = given.get("fix_by")
    if day is not None and day < matter.opened_on:
        raise NotNow("整改期限比发现的日子还早，看看是不是写错了。")
    limit = {"due_on": day, "due_at": None, "due_unit": "d"} if day is not None else {}
    matter.step("hazard.plan", by=by, on=on, words=words, details=given, **limit)


def round(matter: Matter, *, by: Actor, on: date, words: str, found: str = "same", every_days: int | None = None) -> None:
    """Go and look, while it stands or after it is gone; `every_days` sets when the next look is due (None: no more)."""
    if found not in HazardCheck.FOUND:
        raise NotNow("看到的怎么样没选，选一下。")
    with transaction.atomic():
        known = HazardCheck.FOUND[found]
        details = {"every_days": every_days, "look_on": on + timedelta(every_days) if every_days else None}
        matter.step("hazard.round", by=by, on=on, words=f"{known}。{words.strip()}" if words.strip() else words, details=details)
        _looked(matter, "round", found, by=by, on=on, words=words)


def fixed(matter: Matter, *, by: User, on: date, words: str, details: Mapping[str, Any] | None = None, **_: Any) -> None:
    """Put right, as whoever did it says; another now looks."""
    known = {name: value for name, value in (details or {}).items() if value is not None}
    life.report_done(matter, by=by, on=on, words=words, details={**known, "fixed_on": on})


def verify(matter: Matter, *, by: User, on: date, words: str, **_: Any) -> None:
    """Another looked: it is gone. Whoever reported it is asked next."""
    with transaction.atomic():
        matter.step("hazard.verify", by=by, on=on, words=words, details=_gone(by, on))
        _looked(matter, "verify", "gone", by=by, on=on, words=words)


def clear(matter: Matter, *, by: User, on: date, words: str, **_: Any) -> None:
    """Another looked: it is gone; nobody is to be asked, for we found it ourselves."""
    with transaction.atomic():
        matter.step("hazard.clear", by=by, on=on, words=words, details=_gone(by, on))
        _looked(matter, "verify", "gone", by=by, on=on, words=words)


def fail(matter: Matter, *, by: User, on: date, words: str, **_: Any) -> None:
    """Another looked: it is not gone. Whoever led leads again, with new time."""
    with transaction.atomic():
        _back(matter, "hazard.fail", by=by, on=on, words=words)
        _looked(matter, "verify", "same", by=by, on=on, words=words)
        lead_again(matter)


def answered(matter: Matter, *, by: Actor, on: date, words: str = "", **given: Any) -> None:
    """The resident says that it is gone: that is a look by another, too."""
    with transaction.atomic():
        life.judge(matter, solved=True, by=by, on=on, words=words, **given)
        if matter.details.cleared_on is None:
            matter.fill_details(_gone(by, on))


def still_there(matter: Matter, *, by: Actor, on: date, words: str, **given: Any) -> None:
    """The resident says that it is not gone."""
    with transaction.atomic():
        days = _days(matter)
        life.judge(matter, solved=False, by=by, on=on, words=words, touches=days, **given)
        matter.fill_details(_NOT_FIXED)


def closed(matter: Matter, *, by: User, on: date, words: str, **_: Any) -> None:
    """Closed without the resident's word, after two tries; and never without somebody else's look."""
    if matter.details.cleared_on is None:
        raise NotNow("还没有人复查过，先请另一个人去复查。")
    life.close_unreached(matter, by=by, on=on, words=words)


def again(matter: Matter, *, by: Actor, on: date, words: str, **_: Any) -> None:
    """It is back: whoever put it right has it again."""
    with transaction.atomic():
        life.again(matter, by=by, on=on, words=words, touches=_days(matter))
        matter.fill_details(_NOT_FIXED)


def sort(matter: Matter, *, by: User, on: date, urgency: str = "", words: str = "", **_: Any) -> None:
    """Another urgency; the category stays."""
    marks.sort(matter, by=by, on=on, category=CATEGORY, urgency=urgency, words=words)


_NOT_FIXED: dict[str, Any] = {"fixed_on": None, "cleared_on": None, "cleared_by": "", "fix_by": None}


def _gone(by: Actor, on: date) -> dict[str, Any]:
    # What is gone is looked at on a round no more, until somebody sets a day again.
    return {"cleared_on": on, "cleared_by": by.name, "look_on": None}


def _back(matter: Matter, verb: str, *, by: Actor, on: date, words: str) -> None:
    matter.step(verb, by=by, on=on, words=words, tries=0, **matter.new_time(on), touches=_days(matter), details=_NOT_FIXED)


def _days(matter: Matter) -> list[tuple[str, date]]:
    """The days whose figures change when it turns out not to be gone."""
    file: Hazard = matter.details
    return [(matter.place_id, day) for day in (file.fixed_on, file.cleared_on) if day is not None]


def _looked(matter: Matter, sort: str, found: str, *, by: Actor, on: date, words: str) -> None:
    HazardCheck.objects.create(
        matter=matter, place_id=matter.place_id, county=matter.county, sort=sort, found=found, on=on, words=words.strip(), by_name=by.name,
    )  # fmt: skip
