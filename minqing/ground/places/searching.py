"""Search in the packed list by words, without a database.

A place is found when every word stands in its name or in the name of a place above it, and at least one in its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from minqing.ground.places import packed, tree
from minqing.ground.places.packed import Official

# A word such as 村 stands in half a million names; beyond this many the first ones in code order are ranked.
MOST = 20_000
# After these a path written without spaces is cut: 东辽县|安石镇|中香村.
_AFTER_LEVEL = re.compile(r"(?<=[省市州盟县区旗乡镇道])(?=.)")
Chain = list[Official]


def spellings(word: str) -> tuple[str, ...]:
    """How the list may write what somebody typed: 根呷村委会 for 根呷村, 镇东居委会 for 镇东社区."""
    said = tree.short(word)
    if said.endswith("社区") and len(said) > 2:
        stem = said.removesuffix("社区")
        return (said, stem + "居民委员会", stem + "居委会")
    return (said,)


def search(words: list[str]) -> tuple[list[Chain], int]:
    """The chains (province down to the place) of what the words mean, in code order, and how many there are in all.

    Words that find nothing as they stand are tried as a path written without spaces.
    """
    for attempt in _attempts(words):
        found, total = _search([_pattern(word) for word in attempt])
        if total:
            return found, total
    return [], 0


def _attempts(words: list[str]) -> Iterator[list[str]]:
    yield words
    cut = [part for word in words for part in _AFTER_LEVEL.split(word)]
    if cut != words:
        yield cut
    if len(words) == 1 and len(words[0]) <= 10:
        for at in range(len(words[0]) - 2, 1, -1):
            yield [words[0][:at], words[0][at:]]


def _pattern(word: str) -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(spelling.encode()) for spelling in spellings(word)))


def _search(patterns: list[re.Pattern[bytes]]) -> tuple[list[Chain], int]:
    spans = _spans(patterns) if len(patterns) > 1 else [(0, len(packed.text()))]
    found: list[Chain] = []
    total = 0
    anyone = re.compile(b"|".join(pattern.pattern for pattern in patterns))
    for start, end in spans:
        for line in _lines(anyone, start, end):
            total += 1
            if len(found) < MOST:
                found.append(packed.chain_at(line))
    return found, total


def _spans(patterns: list[re.Pattern[bytes]]) -> list[tuple[int, int]]:
    """The stretches of the text, each a place with all below it, on whose paths every pattern stands."""
    whole = packed.text()
    # The rarest word first: the others are then looked for only above and below what it finds.
    rarest, *others = sorted(patterns, key=lambda pattern: sum(1 for _ in pattern.finditer(whole)))
    spans = list(_topmost(rarest, 0, len(whole)))
    for pattern in others:
        spans = [inner for span in spans for inner in _narrow(pattern, span)]
    return spans


def _lines(pattern: re.Pattern[bytes], start: int, end: int) -> Iterator[int]:
    """The starts of the lines in a stretch of the text whose name holds the pattern."""
    whole = packed.text()
    last = -1
    for hit in pattern.finditer(whole, start, end):
        line = packed.line_at(hit.start())
        # The digits before the tab are no part of the name.
        if line != last and whole.find(b"\t", line, hit.start()) >= 0:
            last = line
            yield line


def _topmost(pattern: re.Pattern[bytes], start: int, end: int) -> Iterator[tuple[int, int]]:
    """From start to end of each place that fits, leaving out what lies inside another that fits."""
    reached = -1
    for line in _lines(pattern, start, end):
        if line >= reached:
            reached = packed.end_of(line)
            yield line, reached


def _narrow(pattern: re.Pattern[bytes], span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if any(pattern.search(place.name.encode()) for place in packed.chain_at(span[0])):
        yield span
    else:
        yield from _topmost(pattern, *span)
