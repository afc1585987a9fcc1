"""The seats of a linkage: who sits down together at one matter (MECHANISMS.md D9).

Five parties in a town (五方联动), three at a village's support (三方共扶). A kind names them as its `seats`; a handling keeps its seat.
"""

from __future__ import annotations

FIVE = {
    "street": "街道党工委", "community": "社区党组织", "unit": "责任单位", "compound": "小区党支部", "residents": "居民",
}  # fmt: skip
THREE = {"sender": "派出单位", "township": "乡镇", "village": "村"}
SEATS = {**FIVE, **THREE}
# Who is often asked beside the linkage that is usual at a place.
BESIDE = {"five": ("sender",), "three": ("unit", "residents")}
LINKAGES = {"five": ("五方联动", tuple(FIVE)), "three": ("三方共扶", tuple(THREE))}


def usual_seats(place: str) -> tuple[str, ...]:
    """The seats of the linkage that is usual at a place, and those often asked beside it."""
    usual = linkage_for(place)
    return (*LINKAGES[usual][1], *BESIDE[usual])


def linkage_for(place: str) -> str:
    """Which linkage is usual at a place: five parties in a community or under a street, three in a village (codes: RULES.md 1.1).

    >>> linkage_for("420102012008"), linkage_for("220302200202"), linkage_for("330111003")
    ('five', 'three', 'five')
    """
    town = place[6:9] < "100" or "000" < place[9:12] < "200"
    return "five" if town else "three"
