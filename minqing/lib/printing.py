"""What commands print: one JSON document, or a table for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

import orjson


def document(value: Any) -> None:
    """Print one JSON document and nothing else on standard output."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE, default=_plain))
    sys.stdout.buffer.flush()


def table(rows: Iterable[Sequence[Any]], heads: Sequence[str]) -> None:
    """Print a table whose columns line up although Chinese characters are two cells wide."""
    lines = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(_cells(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        print("  ".join(cell + " " * (width - _cells(cell)) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _plain(value: Any) -> Any:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
