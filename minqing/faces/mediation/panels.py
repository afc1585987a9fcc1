"""The room on the page of a dispute."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.faces.mediation.lines import seen_by
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.matters.kinds.table import OPEN_PHASES
from minqing.records.matters.models import Matter
from minqing.records.matters.models.dispute import DisputeParty
from minqing.records.matters.rights import sees_file

# Whoever may record a session may speak in the room.
POST = "dispute.session"


def hang() -> None:
    """Hang this room's panel; called once when the program starts."""
    pegs.hang("matter.page", "mediation/_panel.html", rank=5)(room_of)


def room_of(matter: Matter, scope: Scope, today: date) -> dict[str, Any] | None:
    """What was said, who has a link, and the box to write in; once it is over what was said remains in the file."""
    if matter.kind != "dispute" or not sees_file(scope, matter) or not scope.may(POST, matter.place_id):
        return None
    linked = list(DisputeParty.objects.filter(matter=matter, out_on=None).exclude(room_key="").order_by("id"))
    said = seen_by(matter, scope.user)
    if not linked and not said:
        return None
    return {"said": said, "linked": linked, "matter": matter, "open": matter.phase in OPEN_PHASES}
