"""How alike two requests are: rare pieces of text that they share.

Pieces are runs of two characters within a clause. A piece that many requests have says little, one that few have (the name of a
street, of a firm) says much; so it is weighed by how rare it is among the requests laid side by side.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from minqing.readings.triage.texts import tidy

Key = TypeVar("Key", bound=Hashable)

# From here on two requests are shown as perhaps the same; found by looking at pairs: below it they share a street, not a matter.
ALIKE = 0.3
# Beyond this a letter repeats itself.
LONGEST = 400


def pieces(text: str) -> frozenset[str]:
    """The runs of two characters, marks and spaces left out."""
    plain = tidy(text[:LONGEST])
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1) if plain[i].isalnum() and plain[i + 1].isalnum())


def nearest(text: str, others: Mapping[Key, str], *, least: float = ALIKE, most: int = 5) -> list[tuple[Key, float]]:
    """The most alike of `others`, with how alike (0 to 1), the most alike first."""
    mine = pieces(text)
    if not mine:
        return []
    theirs = {key: pieces(other) for key, other in others.items()}
    rarity = _rarity([mine, *theirs.values()])
    own = _length(mine, rarity)
    scored = [(key, _cosine(mine, own, found, rarity, least)) for key, found in theirs.items() if len(mine & found) > 1]
    return sorted([(key, score) for key, score in scored if score >= least], key=lambda pair: -pair[1])[:most]


def _rarity(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for found in texts:
        seen.update(found)
    # Few requests side by side cannot tell what is rare: forty more are thought of that hold nothing in common.
    number = len(texts) + 40
    return {piece: math.log(number / count) for piece, count in seen.items()}


def _length(found: frozenset[str], rarity: Mapping[str, float]) -> float:
    return math.sqrt(sum(rarity[piece] ** 2 for piece in found)) or 1.0


def _cosine(mine: frozenset[str], own: float, found: frozenset[str], rarity: Mapping[str, float], least: float) -> float:
    """Zero as soon as it is clear that it cannot reach `least`, even if the other text held nothing else."""
    shared = sum(rarity[piece] ** 2 for piece in mine & found)
    return 0.0 if math.sqrt(shared) < least * own else shared / (own * _length(found, rarity))
