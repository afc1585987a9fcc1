"""Laying a ledger out on paper, as an office's own Excel files are: title, unit and date, merged headings, print set-up.

The sheet is written row by row in constant memory, so that a county's ledger costs no more of it than a village's. Every text
is written as a string whatever it begins with: a cell never starts a formula.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from minqing.ledgers.tables.ledger import Block, Column, Ledger
from minqing.lib.fields import Secret
from minqing.lib.vault import Unreadable

A4 = 9
FONT = "宋体"
TITLE_HEIGHT, LINE_HEIGHT, ROW_HEIGHT, HEAD_HEIGHT = 36, 20, 22, 26
TEXT_LINE = 14.5
# A Chinese character of 宋体 10 is as wide as 1.9 digits of the default font, in which Excel measures columns.
WIDE = 1.9
TITLE_ROW, UNIT_ROW, HEAD_ROW = 0, 1, 2
# Above this many rows Excel needs minutes to open a sheet with a merged range for each household: there the household's
# cells are repeated on each row instead, which can also be filtered and sorted.
MOST_MERGED_ROWS = 20_000
MOST_ROWS = 1_048_000
MOST_TEXT = 32_767
BEYOND = "打不开"


@dataclass(frozen=True)
class Head:
    """What stands above and below the table."""

    title: str
    unit: str
    filled_on: date
    full: bool
    merge: bool


def write(target: IO[bytes], ledger: Ledger, place: str, blocks: Iterable[Block], head: Head) -> int:
    """Write a ledger as a workbook; gives the number of rows."""
    columns = ledger.shown(place)
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": head.title, "company": head.unit, "subject": ledger.title})
    sheet = _Sheet(book, book.add_worksheet(ledger.title[:31]), columns, head)
    sheet.head()
    count = sheet.body(blocks)
    sheet.foot(ledger.notes)
    sheet.set_up_print()
    book.close()
    return count


class _Sheet:
    """One sheet under way; `row` is the next free row."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column], said: Head) -> None:
        self.sheet, self.columns, self.said = sheet, columns, said
        self.last = len(columns) - 1
        self.grouped = any(column.over for column in columns)
        self.first_body_row = HEAD_ROW + (2 if self.grouped else 1)
        self.row = self.body_end = 0
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        cell = {**base, "border": 1, "text_wrap": True}
        self.title_format = book.add_format({**base, "font_size": 20, "bold": True, "align": "center"})
        self.line_format = book.add_format({**base, "font_size": 11})
        self.right_format = book.add_format({**base, "font_size": 11, "align": "right"})
        self.head_format = book.add_format({**cell, "font_size": 11, "bold": True, "align": "center"})
        self.centre = book.add_format({**cell, "align": "center", "num_format": "@"})
        self.left = book.add_format({**cell, "align": "left", "num_format": "@"})
        self.number = book.add_format({**cell, "align": "center", "num_format": "0"})
        self.day = book.add_format({**cell, "align": "center", "num_format": "yyyy-mm-dd"})
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        sheet.set_default_row(ROW_HEIGHT)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def head(self) -> None:
        """Title, unit and date, and the headings in one row or two."""
        self.sheet.set_row(TITLE_ROW, TITLE_HEIGHT)
        self._across(TITLE_ROW, 0, self.last, self.said.title, self.title_format)
        self.sheet.set_row(UNIT_ROW, LINE_HEIGHT)
        middle = max(1, len(self.columns) // 2)
        self._across(UNIT_ROW, 0, middle - 1, f"填报单位：{self.said.unit}", self.line_format)
        self._across(UNIT_ROW, middle, self.last, f"填报日期：{_said_day(self.said.filled_on)}", self.right_format)
        for row in range(HEAD_ROW, self.first_body_row):
            self.sheet.set_row(row, HEAD_HEIGHT if self.grouped else HEAD_HEIGHT + 8)
        if self.grouped:
            self._upper_headings()
        for at, column in enumerate(self.columns):
            below = not self.grouped or column.over
            self.sheet.write_string(self.first_body_row - 1, at, column.head if below else "", self.head_format)
        self.row = self.first_body_row

    def _upper_headings(self) -> None:
        at = 0
        while at <= self.last:
            over = self.columns[at].over
            end = at
            while over and end < self.last and self.columns[end + 1].over == over:
                end += 1
            if over:
                self._across(HEAD_ROW, at, end, over, self.head_format)
            else:
                self.sheet.write_string(HEAD_ROW, at, self.columns[at].head, self.head_format)
                self._merge(HEAD_ROW, at, HEAD_ROW + 1, at)
            at = end + 1

    def body(self, blocks: Iterable[Block]) -> int:
        """The rows, block by block; gives how many there are."""
        for block in blocks:
            start = self.row
            values = [[self._value(column, row) for column in self.columns] for row in block]
            needed = self._heights(values)
            for at, row in enumerate(values):
                if needed[at] > ROW_HEIGHT:
                    self.sheet.set_row(self.row, needed[at])
                for column, value in enumerate(row):
                    covered = self.said.merge and at > 0 and self.columns[column].merged
                    self._cell(self.row, column, None if covered else value)
                self.row += 1
            if self.said.merge and len(values) > 1:
                for column, declared in enumerate(self.columns):
                    if declared.merged:
                        self._merge(start, column, self.row - 1, column)
        self.body_end = self.row
        return self.row - self.first_body_row

    def _value(self, column: Column, row: Any) -> Any:
        value = column.of(row)
        if not isinstance(value, Secret):
            return value
        try:
            return "、".join(value.plain().split()) if self.said.full else str(value)
        except Unreadable:
            # One altered row must not keep a village from its ledger; the cell says so.
            return BEYOND

    def _cell(self, row: int, column: int, value: Any) -> None:
        declared = self.columns[column]
        text_format = self.centre if declared.centred else self.left
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, text_format)
        elif isinstance(value, str):
            # A bare carriage return shows in Excel as _x000D_.
            text = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
            self.sheet.write_string(row, column, text[:MOST_TEXT], text_format)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self.day)
        else:
            self.sheet.write_number(row, column, value, self.number)

    def _heights(self, values: list[list[Any]]) -> list[float]:
        """Row heights that show all lines: Excel does not work them out for merged cells."""
        needed = [float(ROW_HEIGHT)] * len(values)
        for column, declared in enumerate(self.columns):
            merged = self.said.merge and declared.merged
            for at, row in enumerate(values[:1] if merged else values):
                height = _lines(row[column], declared.width) * TEXT_LINE + 4
                share = height / len(values) if merged else height
                for here in range(len(values)) if merged else (at,):
                    needed[here] = max(needed[here], share)
        return needed

    def foot(self, notes: Sequence[str]) -> None:
        """Notes and the line to sign on."""
        for note in notes:
            self.sheet.set_row(self.row, LINE_HEIGHT)
            self._across(self.row, 0, self.last, f"注：{note}", self.line_format)
            self.row += 1
        self.sheet.set_row(self.row, LINE_HEIGHT + 10)
        middle = max(1, len(self.columns) // 2)
        self._across(self.row, 0, middle - 1, "填表人：", self.line_format)
        self._across(self.row, middle, self.last, "审核人：", self.line_format)
        self.row += 1

    def set_up_print(self) -> None:
        """A4 across, one page wide, headings on every page, page numbers, headings that stay while scrolling."""
        sheet, first = self.sheet, self.first_body_row
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.repeat_rows(HEAD_ROW, first - 1)
        sheet.set_footer("&C&10第 &P 页 共 &N 页")
        sheet.print_area(0, 0, self.row - 1, self.last)
        sheet.freeze_panes(first, self._frozen_columns())
        columns = self._unmerged()
        if columns and self.body_end > first:
            sheet.autofilter(first - 1, columns[0], self.body_end - 1, columns[1])

    def _frozen_columns(self) -> int:
        """Up to and with the first name, so that one sees whose row it is."""
        names = [at for at, column in enumerate(self.columns) if column.head in ("户主", "事项", "姓名")]
        return names[0] + 1 if names and names[0] < 6 else 1

    def _unmerged(self) -> tuple[int, int] | None:
        """The longest run of columns without merged cells: a filter over merged cells hides rows that belong together."""
        best: tuple[int, int] | None = None
        start = 0
        for at in range(self.last + 2):
            if at > self.last or (self.columns[at].merged and self.said.merge):
                if at > start and (best is None or at - start > best[1] - best[0] + 1):
                    best = (start, at - 1)
                start = at + 1
        return best

    def _across(self, row: int, first: int, last: int, text: str, style: Format) -> None:
        self.sheet.write_string(row, first, text, style)
        for column in range(first + 1, last + 1):
            self.sheet.write_blank(row, column, None, style)
        if last > first:
            self._merge(row, first, row, last)

    def _merge(self, first_row: int, first: int, last_row: int, last: int) -> None:
        # merge_range() writes the cells itself, column by column, which constant memory cannot: rows are gone once the next
        # is begun. The cells are written in their turn, here the range is only put on the sheet's list.
        self.sheet.merge.append([first_row, first, last_row, last])


def _lines(value: Any, width: float) -> int:
    if not isinstance(value, str) or (len(value) * WIDE < width - 1 and "\n" not in value):
        return 1
    return sum(max(1, math.ceil(_cells(line) / max(1.0, width - 1))) for line in value.split("\n")) or 1


def _cells(text: str) -> float:
    return sum(WIDE if east_asian_width(character) in "WF" else 1.0 for character in text)


def _said_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
