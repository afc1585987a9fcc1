"""A matter as lists say it."""

from __future__ import annotations

from django import template

from minqing.ground.staff.templatetags.said import due, short_day
from minqing.records.matters.models import Matter

register = template.Library()


@register.filter
def time_left(matter: Matter) -> str:
    """The day it was closed, what it waits for, or its deadline."""
    if matter.closed_on:
        return short_day(matter.closed_on)
    return matter.waits_for if matter.phase == "waiting" else due(matter.due_at or matter.due_on)
