"""The time allowed for a matter: set by rules that are dated data, standing still while the resident has the word (RULES.md 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from minqing.lib import workdays
from minqing.records.matters.models.deadline import DeadlineRule, WorkdayChange

if TYPE_CHECKING:
    from minqing.records.matters.models import Matter

_EXAMPLE = re.compile(r"(\d+)(h|d|wd)")


def rule_for(matter: Matter, *, on: date, step: str = DeadlineRule.WHOLE) -> DeadlineRule | None:
    """The rule that fits a matter on a day; for a state that no row names, the example that its table gives."""
    return _rules(matter, on, step)[0]


def _rules(matter: Matter, on: date, *steps: str) -> list[DeadlineRule | None]:
    found = DeadlineRule.objects.closest(
        steps, kind=matter.kind, category=matter.category, place=matter.place_id, on=on, urgency=matter.urgency
    )
    return [found.get(step) or example(matter, step, on) for step in steps]


def example(matter: Matter, step: str, on: date) -> DeadlineRule | None:
    """Our example of the time allowed in a state, as the kind's table gives it."""
    state = matter.table.by_key.get(step)
    given = _EXAMPLE.fullmatch(state.within) if state is not None else None
    if given is None:
        return None
    return DeadlineRule(amount=int(given[1]), unit=given[2], from_on=on, source="示例：按这一种事的流程", confirmed=False)


def limits(matter: Matter, *, on: date, at: datetime | None = None) -> dict[str, Any]:
    """The columns of time for a matter that begins on a day. `at` is the instant from which hours count. Two queries."""
    whole, respond, state = _rules(matter, on, DeadlineRule.WHOLE, DeadlineRule.RESPOND, matter.state)
    changes = changes_for((whole, respond, state), matter.place_id)
    instant = whole.due_at(at) if whole is not None and at is not None else None
    return {
        "due_on": (timezone.localdate(instant) if instant else whole.due_on(on, changes)) if whole else None,
        "due_at": instant,
        "due_unit": whole.unit if whole else "",
        "respond_by": respond.due_on(on, changes) if respond else None,
        "step_due_on": state.due_on(on, changes) if state else None,
    }


def stopped_or_running(matter: Matter, phase: str, state: str, on: date) -> dict[str, Any]:
    """What a move changes of the time: it stops when the asker gets the word, and goes on, by as much later, when it comes back."""
    columns: dict[str, Any] = {}
    if state != matter.state:
        columns["step_due_on"] = _state_due(matter, state, on)
    if phase == "waiting" and matter.phase != "waiting":
        columns["paused_on"] = on
    elif phase != "waiting" and matter.paused_on is not None:
        columns["paused_on"] = None
        if phase in ("open", "doing"):
            columns |= _later(matter, on)
    return columns


def _state_due(matter: Matter, state: str, on: date) -> date | None:
    rule = rule_for(matter, on=on, step=state)
    return rule.due_on(on, changes_for([rule], matter.place_id)) if rule else None


def changes_for(rules: Iterable[DeadlineRule | None], place: str) -> dict[date, bool]:
    """The corrected days of a place, looked up only where one of the rules counts working days."""
    return WorkdayChange.objects.at(place) if any(rule is not None and rule.unit == "wd" for rule in rules) else {}


def _later(matter: Matter, on: date) -> dict[str, Any]:
    since = matter.paused_on
    if since is None or matter.due_on is None:
        return {}
    if matter.due_at is not None and matter.moment is not None:
        end = matter.due_at + max(matter.moment - _paused_at(matter, since), timedelta(0))
        return {"due_at": end, "due_on": timezone.localdate(end)}
    if on <= since:
        return {}
    if matter.due_unit == "wd":
        changes = WorkdayChange.objects.at(matter.place_id)
        waited = workdays.workdays_between(since, on, changes)
        return {"due_on": workdays.add_workdays(matter.due_on, waited, changes)} if waited else {}
    later = timedelta(days=(on - since).days)
    return {"due_on": matter.due_on + later, "due_at": matter.due_at + later if matter.due_at else None}


def _paused_at(matter: Matter, since: date) -> datetime:
    """The instant at which it began to wait for the asker: limits in hours stand still by the hour."""
    phase = matter.table.phase
    moves = matter.moves.order_by("-id").values_list("from_state", "to_state", "recorded_at")
    stopped = (when for before, after, when in moves if phase(after) == "waiting" and (not before or phase(before) != "waiting"))
    when: datetime | None = next(stopped, None)
    if when is None or timezone.localdate(when) != since:
        # Written down on a later day than it happened: the day's end is all that is known.
        return datetime.combine(since + timedelta(days=1), time.min, timezone.get_current_timezone())
    return when
