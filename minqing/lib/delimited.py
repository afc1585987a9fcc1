"""Text with separators (CSV, and the tab-separated text Excel and WPS save) read as a workbook of one sheet.

Encodings of the trade: UTF-8 with or without its mark, UTF-16 with its mark (Excel's Unicode text), else GB 18030. All cells are
text; `="0123"` and a leading tab, by which old systems keep Excel from counting, are taken off.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

SUFFIXES = (".csv", ".txt", ".tsv")
MOST_COLUMNS = 1024
LONGEST_CELL = 10_000_000
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_LOOKED_AT = 50
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)


class NotText(Exception):
    """These bytes are no text with separators; `why` is a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def decoded(data: bytes) -> str:
    """The text of a file. Raises NotText when no encoding fits, or when it holds bytes no text has."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\0" in data:
        raise NotText("这个文件不是文字表格，也不是 Excel 工作簿；请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise NotText("这个文件的编码认不出来；请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。") from None


def separator(text: str) -> str:
    """Comma, tab or semicolon: whichever stands most in the first lines."""
    start = text[: text.find("\n", 20_000)] if len(text) > 20_000 else text
    lines = list(islice(start.splitlines(), _LOOKED_AT))
    return max((",", "\t", ";"), key=lambda mark: sum(line.count(mark) for line in lines))


@dataclass(slots=True)
class TextSheet:
    """The one sheet, in the shape of `xlsx.Sheet`. There are no merged cells."""

    name: str
    text: str

    @property
    def merged(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        return []

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number as a spreadsheet shows it (a cell of several lines is in one row), and the cells, all rows equally long."""
        mark = separator(self.text)
        width = max(map(len, self._records(mark)), default=0)
        if width > MOST_COLUMNS:
            raise NotText(f"这个文件一行有 {width} 栏，不像一张表；请在 Excel 或 WPS 里打开看看，另存为 .xlsx 再导入。")
        for number, record in enumerate(self._records(mark), 1):
            row = [_cell(cell) for cell in record]
            if any(row):
                yield number, row + [""] * (width - len(row))

    def _records(self, mark: str) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST_CELL)
        try:
            yield from csv.reader(io.StringIO(self.text, newline=""), delimiter=mark)
        except csv.Error:
            raise NotText(
                "这个文件读到一半读不下去了，看看引号是不是成对；或者在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。"
            ) from None


def _cell(cell: str) -> str:
    text = cell.strip()
    if text.startswith("="):
        found = _AS_TEXT.fullmatch(text)
        return found[1] if found else text
    return text
