"""What every desk page shows: the navigation, whose scope it is, and the hour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from minqing.lib import pegs


@dataclass(frozen=True)
class Door:
    """A place in the navigation. It shows for whoever holds `verb`; `on_phone` puts it into the tab bar."""

    key: str
    label: str
    route: str
    icon: str
    verb: str
    rank: int
    on_phone: bool = True


doors: list[Door] = []


def hang(*new: Door) -> None:
    """Rooms hang their doors here when they start; a lower room never names an upper one."""
    for door in new:
        if door not in doors:
            doors.append(door)
    doors.sort(key=lambda door: door.rank)


# Where a door leads is the same on every page.
_address = cache(reverse)


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context for the base template; pages without a signed-in user get nothing."""
    scope = getattr(request, "scope", None)
    if scope is None:
        return {"now": timezone.localtime()}
    match = request.resolver_match
    here = (match.namespaces[0] if match.namespaces else str(match.url_name).split("-")[0]) if match else ""
    here = {"territory": "place", "visits": "today", "proposals": "today", "briefs": "tables"}.get(here, here)
    return {
        "nav": [(door, _address(door.route)) for door in doors if not door.verb or door.verb in scope.verbs],
        "here": here,
        "badges": pegs.counts(scope=scope),
        "now": timezone.localtime(),
    }
