"""The first page of a list that is narrowed by phase, kind, level and place alone: a statement for each of these, prepared once."""

from __future__ import annotations

from datetime import date
from functools import cache

from minqing.ground.staff.scope import Scope, Within
from minqing.lib.fields import CodeField
from minqing.lib.prepared import Prepared, Slot
from minqing.records.matters import listing
from minqing.records.matters.listing import Asked
from minqing.records.matters.models import Matter

A_PAGE = 30
# Only lists narrowed by nearness of the day depend on the day.
ANY_DAY = date.min


def first_page(scope: Scope, asked: Asked, *, many: bool) -> list[Matter] | None:
    """The rows of the first page; None for a list that is asked for in another way. One query.

    `many` is for a whole county's list that is long: it is read in the order of the day instead of sorted.
    """
    if asked != Asked(phase=asked.phase, kind=asked.kind, tier=asked.tier, place=asked.place):
        return None
    codes = scope.reach("matter.see", at=asked.place)
    if many:
        return _of_county(asked.kind, asked.tier)(county=codes[0])
    return _of_places(asked.phase, asked.kind, asked.tier)(codes)


@cache
def _of_places(phase: str, kind: str, tier: str) -> Within[Matter]:
    asked = Asked(phase=phase, kind=kind, tier=tier)
    found = Matter.objects.filter(unlooked=False)
    return Within(lambda places: listing.listed(found.filter(places), asked, ANY_DAY).in_brief()[:A_PAGE])


@cache
def _of_county(kind: str, tier: str) -> Prepared[Matter]:
    asked = Asked(kind=kind, tier=tier)
    county = Slot("county", CodeField())
    return Prepared(lambda: listing.of_county(county, asked, ANY_DAY).in_brief()[:A_PAGE])
