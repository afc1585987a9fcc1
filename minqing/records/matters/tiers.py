"""The three levels at which a matter can lie: small ones stay in the village, big ones in the township (MECHANISMS.md D7)."""

from __future__ import annotations

TIERS = {"village": "村（社区）", "township": "乡镇（街道）", "county": "县里"}
ORDER = tuple(TIERS)
# A post stands at a level when its place's code is no longer than this; a village's own posts may be in a grid below it.
LONGEST_CODE = {"village": 40, "township": 9, "county": 6}


def tier_of(code: str) -> str:
    """The level of a place: village for all from the village down, township, or county for all above.

    >>> tier_of("220422102209001"), tier_of("220422102"), tier_of("2204")
    ('village', 'township', 'county')
    """
    return "village" if len(code) >= 12 else "township" if len(code) == 9 else "county"


def above(tier: str) -> str | None:
    """The next level up; None above the county."""
    following = ORDER.index(tier) + 1
    return ORDER[following] if following < len(ORDER) else None


def below(tier: str) -> str | None:
    """The next level down; None below the village."""
    before = ORDER.index(tier) - 1
    return ORDER[before] if before >= 0 else None
