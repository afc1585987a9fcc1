"""What the residents' pages hang on the desk: the address on a receipt."""

from __future__ import annotations

from typing import Any

from minqing.lib import pegs
from minqing.records.matters.models import Matter


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("matter.receipt", "portal/_receipt_address.html", rank=10)(address_of)


def address_of(matter: Matter) -> dict[str, Any] | None:
    """Where to follow it; matters of a township or county have no village page."""
    return {"code": matter.place_id[:12]} if len(matter.place_id) >= 12 else None
