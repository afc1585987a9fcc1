"""The official places as they ship: 665,276 lines in one compressed file (made by scripts/pack_places.py).

The text stays in memory once it was read (20 MB): a name is found in it in a few hundredths of a second, without a database.
"""

from __future__ import annotations

import lzma
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from minqing.ground.places import tree

FILE = Path(__file__).parent / "data" / "places.xz"
# The statistical division codes as of 30 June 2023.
EDITION = "2023"
_LEVELS = {80: "province", 67: "city", 88: "county", 84: "township", 86: "village"}  # P C X T V
_ABOVE = {"province": 0, "city": 2, "county": 4, "township": 6, "village": 9}


class Official(NamedTuple):
    """A place of the official list."""

    code: str
    name: str
    level: str


@cache
def text() -> bytes:
    """The unpacked list in UTF-8; it begins with a line end, so that every line stands between two."""
    return b"\n" + lzma.decompress(FILE.read_bytes())


def iter_places(prefix: str = "") -> Iterator[Official]:
    """The places at and below a code (all for an empty one), each after the place it belongs to."""
    start, end = _province_span(prefix[:2])
    code = ""
    for line in text()[start:end].splitlines():
        head, name = line.split(b"\t", 1)
        level = _LEVELS[head[0]]
        code = code[: _ABOVE[level]] + head[1:].decode()
        if code.startswith(prefix):
            yield Official(code, name.decode(), level)


def count(prefix: str = "") -> int:
    """How many official places lie at and below a code."""
    start, end = _province_span(prefix[:2])
    return text().count(b"\n", start, end) if len(prefix) <= 2 else sum(1 for _ in iter_places(prefix))


def _province_span(province: str) -> tuple[int, int]:
    if len(province) < 2:
        return 1, len(text())
    start = text().find(b"\nP" + province.encode() + b"\t")
    if start < 0:
        return 1, 1
    end = text().find(b"\nP", start + 1)
    return start + 1, len(text()) if end < 0 else end + 1


class Upper(NamedTuple):
    """A place above the village in the text: where its line starts, where the last place below it ends."""

    start: int
    end: int
    above: int
    code: str
    name: str


@cache
def uppers() -> list[Upper]:
    """The 44,703 provinces, cities, counties and townships in the order of the text. `above` is an index into this list."""
    whole = text()
    starts: list[int] = []
    at = 0
    for letter in (b"\nP", b"\nC", b"\nX", b"\nT"):
        at = whole.find(letter)
        while at >= 0:
            starts.append(at + 1)
            at = whole.find(letter, at + 1)
    starts.sort()
    found: list[Upper] = []
    open_now: list[int] = []
    for start in starts:
        head, name = whole[start : whole.index(b"\n", start)].split(b"\t", 1)
        length = _ABOVE[_LEVELS[head[0]]]
        while open_now and len(found[open_now[-1]].code) > length:
            closed = open_now.pop()
            found[closed] = found[closed]._replace(end=start)
        above = open_now[-1] if open_now else -1
        code = (found[above].code if open_now else "") + head[1:].decode()
        open_now.append(len(found))
        found.append(Upper(start, len(whole), above, code, name.decode()))
    return found


@cache
def _starts() -> list[int]:
    return [upper.start for upper in uppers()]


def line_at(position: int) -> int:
    """The start of the line that holds a position of the text."""
    return text().rfind(b"\n", 0, position) + 1


def chain_at(start: int) -> list[Official]:
    """The places from the province down to the one whose line starts here."""
    index = bisect_right(_starts(), start) - 1
    chain: list[Official] = []
    whole, up = text(), index
    while up >= 0:
        upper = uppers()[up]
        chain.append(Official(upper.code, upper.name, tree.OFFICIAL[len(upper.code)]))
        up = upper.above
    chain.reverse()
    if uppers()[index].start != start:
        head, name = whole[start : whole.index(b"\n", start)].split(b"\t", 1)
        chain.append(Official(chain[-1].code + head[1:].decode(), name.decode(), "village"))
    return chain


def end_of(start: int) -> int:
    """Where the text of a place and all below it ends."""
    upper = uppers()[bisect_right(_starts(), start) - 1]
    return upper.end if upper.start == start else text().index(b"\n", start) + 1


def chains(codes: Iterable[str]) -> dict[str, list[Official]]:
    """For each code of the list: the places from its province down to itself."""
    by_code = {upper.code: upper for upper in uppers()}
    found: dict[str, list[Official]] = {}
    for code in codes:
        upper = by_code.get(code[:9] if len(code) == tree.VILLAGE_LENGTH else code)
        if upper is None:
            continue
        start = upper.start
        if len(code) == tree.VILLAGE_LENGTH:
            start = text().find(b"\nV" + code[9:].encode() + b"\t", upper.start, upper.end) + 1
        if start:
            found[code] = chain_at(start)
    return found
