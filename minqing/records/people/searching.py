"""What the search page finds among households."""

from __future__ import annotations

from typing import Any

from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.people.models import Household

MOST = 12


def hang() -> None:
    """Hang this room's panel on the search page; called once when the program starts."""
    pegs.hang("search", "people/_search.html", rank=10)(found)


def found(scope: Scope, words: str) -> dict[str, Any] | None:
    """Households by anyone's name, number, address, or a whole ID or telephone number."""
    if not scope.may("household.see"):
        return None
    here = Household.objects.present().filter(scope.q("household.see"))
    digits = words.replace(" ", "")
    matching = here.with_number(digits) if len(digits) >= 7 and digits[:-1].isdigit() else here.named(words.removesuffix("家"))
    homes = list(matching.select_related("place").in_order()[: MOST + 1])
    return {"homes": homes[:MOST], "more": len(homes) > MOST, "words": words} if homes else None
