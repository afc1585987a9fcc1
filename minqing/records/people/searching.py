"""What the search page finds among households."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from minqing.ground.staff.scope import Scope
from minqing.lib import codes, pegs
from minqing.records.people.models import Household
from minqing.records.people.models.household import PHONE_END, HouseholdQuerySet

MOST = 12


def hang() -> None:
    """Hang this room's panel on the search page; called once when the program starts."""
    pegs.hang("search", "people/_search.html", rank=10)(found)


def searched(homes: HouseholdQuerySet, words: str) -> HouseholdQuerySet:
    """Households by what somebody types: names, nicknames, number, address, a whole ID or telephone number, a telephone's last four."""
    digits = "".join(words.split()).replace("-", "").upper()
    if codes.is_citizen_number(digits) or codes.is_phone(digits):
        return homes.with_number(digits)
    if len(digits) == PHONE_END and digits.isascii() and digits.isdigit():
        return homes.filter(Q(pk__in=homes.named(digits).values("pk")) | Q(pk__in=homes.with_phone_end(digits).values("pk")))
    return homes.named(words)


def found(scope: Scope, words: str) -> dict[str, Any] | None:
    """The first households, as far as the viewer may see them."""
    if not scope.may("household.see"):
        return None
    here = Household.objects.present().filter(scope.q("household.see"))
    homes = list(searched(here, words).select_related("place").in_order()[: MOST + 1])
    return {"homes": homes[:MOST], "more": len(homes) > MOST, "words": words} if homes else None
