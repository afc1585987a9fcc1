"""What the residents' pages hang on the desk: the address on a receipt, the tray of what residents sent, 代填 and the poster."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from minqing.faces.portal import tray
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.matters.models import Matter

SHOWN = 3


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("matter.receipt", "portal/_receipt_address.html", rank=10)(address_of)
    pegs.hang("matters.list", "portal/_tray_button.html", rank=10)(tray_of)
    pegs.count_for("matters")(waiting)
    pegs.hang("today", "portal/_today_tray.html", rank=15)(newly_sent)
    pegs.hang("place.page", "portal/_place_doors.html", rank=60)(doors_of)


def address_of(matter: Matter) -> dict[str, Any] | None:
    """Where to follow it; matters of a township or county have no village page."""
    if len(matter.place_id) < VILLAGE_LENGTH:
        return None
    return {"code": matter.place_id[:VILLAGE_LENGTH], "site": settings.PUBLIC_ADDRESS}


def waiting(scope: Scope) -> int:
    """How many wait to be looked at, for the number on the door."""
    return scope.kept("portal.tray", lambda: tray.unlooked(scope).count()) if scope.may(tray.LOOK) else 0


def tray_of(scope: Scope, **_: Any) -> dict[str, Any] | None:
    """How many wait to be looked at, for the list's head."""
    count = waiting(scope)
    return {"count": count} if count else None


def newly_sent(scope: Scope, today: date) -> dict[str, Any] | None:
    """The first few for the day's page."""
    if not scope.may(tray.LOOK):
        return None
    waiting = tray.unlooked(scope)
    found = list(waiting.select_related("place").order_by("recorded_at", "id")[:SHOWN])
    return {"matters": found, "count": waiting.count(), "today": today} if found else None


def doors_of(place: Any, scope: Scope, **_: Any) -> dict[str, Any] | None:
    """On a village's page: its residents' page, 代填, the poster."""
    return {"place": place} if place.level == "village" and scope.may("matter.open", place.pk) else None
