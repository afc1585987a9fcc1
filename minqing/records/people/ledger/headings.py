"""Finding the heading of a table: one row, two or three, wherever it stands, and again where it is repeated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minqing.lib.xlsx import Range
from minqing.records.people.ledger.groups import named_in_heading
from minqing.records.people.ledger.meanings import HOUSEHOLD_KINDS, PERSON_KINDS, SAID, Meaning, meaning_of
from minqing.records.people.ledger.relations import block_word
from minqing.records.people.ledger.text import bare, without_brackets

Row = tuple[int, Sequence[Any]]
"""Row number as Excel shows it, and its cells."""

_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_TOP_WORDS = re.compile(
    r"情况|信息|资料|联系|享受|政策|身份|成员|住址|地址|人员|类别|帮扶|保障|房屋|时间|金额|备注|户主|配偶|子女|标准|对象"
)
_LONG = 60
USED = PERSON_KINDS | HOUSEHOLD_KINDS | SAID.keys() | {"group", "over"}
"""Kinds that are read; the others are only recognised."""


@dataclass(slots=True)
class Heading:
    """A heading that was found: per column what is written (基本情况/姓名) and what it means; `rows` it takes, 1 to 3."""

    headers: list[str]
    meanings: list[Meaning | None]
    rows: int

    def __post_init__(self) -> None:
        self.settle_names()

    def score(self) -> int:
        return sum(meaning is not None for meaning in self.meanings)

    def is_of_a_ledger(self) -> bool:
        """People are named, and something is said of them; a table that counts households is a summary."""
        kinds = {meaning.kind for meaning in self.meanings if meaning}
        if "name" not in kinds or not kinds & (USED - {"name"}):
            return False
        sums = any(re.search(r"户数$|^户\(户\)$", bare(header.rpartition("/")[2])) for header in self.headers if header)
        return not (sums and not kinds & {"id", "birth", "relation"})

    def settle_names(self) -> None:
        """残疾人 or 五保老人 heads the names of a list of such people; beside 姓名 it is a column to tick."""
        leaves = [bare(header.rpartition("/")[2]) for header in self.headers]
        kinds = [(leaf, named_in_heading(leaf)) for leaf in leaves]
        names = [at for at, meaning in enumerate(self.meanings) if meaning and meaning.kind == "name"]
        doubtful = [at for at in names if kinds[at][1] and "名" not in leaves[at]]
        if len(names) > len(doubtful):
            for at in doubtful:
                self.meanings[at] = Meaning("group", group=kinds[at][1], form="tick", level="person")


def texts(row: Sequence[Any]) -> list[str]:
    """Cells as heading texts: blanks gone, everything that is no text left out."""
    return [_BLANKS.sub("", cell) if isinstance(cell, str) else "" for cell in row]


def _too_long(row: list[str]) -> bool:
    """A sentence stands there, no heading; what a heading explains in brackets does not count."""
    return max(map(len, row)) > _LONG and max(len(without_brackets(text)) for text in row) > _LONG


def _are_headings(row: list[str]) -> bool:
    """Words that could head columns: no title, no unit and date."""
    said = [text for text in row if text]
    if len(said) < 2 or any("：" in text or ":" in text for text in said):
        return False
    return sum(1 for text in said if meaning_of("", text) or block_word(text) or _TOP_WORDS.search(text)) * 2 >= len(said)


def _is_wide(span: Range) -> bool:
    return span[1][1] > span[0][1]


class Headings:
    """Recognises headings in one sheet by their words and by the merged cells about them."""

    def __init__(self, merged: list[Range]) -> None:
        self._from_row: dict[int, list[Range]] = {}
        for span in merged:
            self._from_row.setdefault(span[0][0] + 1, []).append(span)

    def at(self, row: Row, following: Sequence[Row]) -> Heading | None:
        """The heading that begins at this row, or None. `following` are the rows below, of which up to two may belong to it."""
        number, cells = row
        top = texts(cells)
        if not any(top) or _too_long(top):
            return None
        below = [cells for at, (n, cells) in enumerate(following[:2], 1) if n == number + at]
        heading = self._triple(number, top, below) if len(below) == 2 else None
        if heading is None and below:
            heading = self._double(number, cells, top, below[0])
        return heading or self._single(cells, top)

    def _triple(self, number: int, top: list[str], below: Sequence[Sequence[Any]]) -> Heading | None:
        """Three rows: only where merged cells say so, over all three or in the first and again in the second."""
        spans, middle_spans = self._from_row.get(number, []), self._from_row.get(number + 1, [])
        whole = any(span[1][0] == number + 1 for span in spans)
        twice_wide = any(_is_wide(span) for span in spans) and any(_is_wide(span) for span in middle_spans)
        if not _are_headings(top) or not (whole or twice_wide):
            return None
        middle, leaf = texts(below[0]), texts(below[1])
        if not any(middle) or not any(leaf) or _too_long(leaf) or any(isinstance(cell, float) for row in below for cell in row):
            return None
        upper = self._spread(top, middle, spans)
        between = self._spread(middle, leaf, middle_spans)
        headers, meanings = [], []
        for words in zip(upper, between, leaf, strict=True):
            said = list(dict.fromkeys(word for word in words if word))
            headers.append("/".join(said))
            over = next((word for word in said[:-1] if block_word(word)), said[-2] if len(said) > 1 else "")
            meanings.append(meaning_of(over, said[-1]) if said else None)
        found = Heading(headers, meanings, 3)
        known = sum(1 for text, meaning in zip(leaf, meanings, strict=True) if text and meaning)
        enough = found.is_of_a_ledger() and found.score() >= 3 and known * 2 >= sum(text != "" for text in leaf)
        return found if enough else None

    def _single(self, cells: Sequence[Any], top: list[str]) -> Heading | None:
        found = Heading(top, [meaning_of("", text) if text else None for text in top], 1)
        filled = sum(cell != "" for cell in cells)
        if not found.is_of_a_ledger():
            return None
        enough = found.score() >= 3 or filled <= 4
        return found if enough and found.score() * 2 >= filled else None

    def _double(self, number: int, cells: Sequence[Any], top: list[str], below: Sequence[Any]) -> Heading | None:
        leaf = texts(below)
        if not any(leaf) or _too_long(leaf) or any(isinstance(cell, float) for cell in below):
            return None
        spans = self._from_row.get(number, [])
        upright = {span[0][1] for span in spans if span[1][0] == number and span[0][1] == span[1][1]}
        if not upright and not self._could_be_top(top, leaf):
            return None
        filled = self._spread(top, leaf, spans)
        headers, meanings = [], []
        for upper, lower in zip(filled, leaf, strict=True):
            one = lower or upper
            both = upper != "" and lower != "" and upper != lower
            headers.append(f"{upper}/{lower}" if both else one)
            meanings.append(meaning_of(upper if both else "", one) if one else None)
        found = Heading(headers, meanings, 2)
        below_known = sum(1 for text, meaning in zip(leaf, meanings, strict=True) if text and meaning)
        below_filled = sum(text != "" for text in leaf)
        return found if found.is_of_a_ledger() and found.score() >= 3 and below_known * 2 >= below_filled else None

    @staticmethod
    def _could_be_top(top: list[str], leaf: list[str]) -> bool:
        """Without a cell merged over both rows: headings above headings, no title, no unit line, and gaps that the row below fills."""
        gaps = any(not upper and lower for upper, lower in zip(top, leaf, strict=True))
        return _are_headings(top) and gaps and not any(upper and upper == lower for upper, lower in zip(top, leaf, strict=True))

    @staticmethod
    def _spread(top: list[str], leaf: list[str], spans: list[Range]) -> list[str]:
        """The upper row written over all the columns it heads: by merged cells; where there are none, to the right over gaps."""
        out = list(top)
        wide = [span for span in spans if _is_wide(span)]
        for (_, left), (_, right) in wide:
            for column in range(left, min(right, len(out) - 1) + 1):
                out[column] = top[left]
        if not wide:
            for column in range(1, len(out)):
                if not out[column] and leaf[column] and leaf[column - 1]:
                    out[column] = out[column - 1]
        return out
