"""The seats of a linkage: who sits down together at one matter (MECHANISMS.md D9).

Five parties in a town (五方联动), three at a village's support (三方共扶). A kind names them as its `seats`; a handling keeps its seat.
"""

from __future__ import annotations

FIVE = {
    "street": "街道党工委", "community": "社区党组织", "unit": "责任单位", "compound": "小区党支部", "residents": "居民",
}  # fmt: skip
THREE = {"sender": "派出单位", "township": "乡镇", "village": "村"}
SEATS = {**FIVE, **THREE}
LINKAGES = {"five": ("五方联动", tuple(FIVE)), "three": ("三方共扶", tuple(THREE))}


def linkage_for(place: str) -> str:
    """Which linkage is usual at a place: five parties in a community (digits 10-12 below 200, RULES.md 1.1), three in a village.

    >>> linkage_for("420102012008"), linkage_for("220302200202"), linkage_for("330111003")
    ('five', 'three', 'five')
    """
    village = place[9:12]
    rural = village >= "200" if village else place[6:9] >= "100"
    return "three" if rural else "five"
