"""Figures and the rows behind them as Excel. No cell can start a formula, and no personal number is in any row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.readings.figures import rates, tallying
from minqing.readings.figures.board import Sight
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.catalogue.amounts import amounts
from minqing.readings.figures.figure import NUMBER, WORDS, Figure, Number, Share

# Beyond this a workbook takes longer to make than somebody waits for a page.
MOST_ROWS = 20_000
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
MONTHS_AND_DAYS = "yyyy-mm-dd"


class _Book:
    """A workbook of one printed sheet: title, heading, rows."""

    def __init__(self, title: str, heads: Sequence[str], widths: Sequence[float]) -> None:
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True, **PLAIN_TEXT})
        self.sheet: Worksheet = self.book.add_worksheet("数")
        head = self._format(bold=True, align="center", bg_color="#F0F0ED")
        self.cell, self.number, self.day = (
            self._format(text_wrap=True),
            self._format(num_format="#,##0.###"),
            self._format(num_format=MONTHS_AND_DAYS),
        )
        self.whole = self._format(num_format="#,##0")
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        self.sheet.merge_range(
            0, 0, 0, len(heads) - 1, title, self.book.add_format({"bold": True, "font_size": 14, "align": "center"})
        )
        self.sheet.write_row(1, 0, heads, head)
        self.sheet.freeze_panes(2, 0)
        self.sheet.repeat_rows(0, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.at = 2

    def _format(self, **how: Any) -> Format:
        return self.book.add_format({"border": 1, "border_color": "#CBCBC5", "valign": "vcenter", "font_size": 11, **how})

    def row(self, cells: Iterable[Any]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int | Decimal):
                self.sheet.write_number(self.at, column, cell, self.whole if cell == int(cell) else self.number)
            elif isinstance(cell, date):
                self.sheet.write_datetime(self.at, column, cell, self.day)
            else:
                self.sheet.write_string(self.at, column, "" if cell is None else str(cell), self.cell)
        self.at += 1

    def done(self) -> bytes:
        self.book.close()
        return self.file.getvalue()


def board_sheet(seen: Sight) -> bytes:
    """All figures of a place and period beside those of the other period, with how each is counted."""
    then_title = seen.beside.title if seen.beside else "前一段"
    book = _Book(
        f"{seen.place.short_name} {seen.period.title} 数", ("哪一类", "数", "单位", seen.period.title, then_title, "差", "怎么数的", "叫法"),
        (16, 22, 7, 14, 14, 10, 60, 28),
    )  # fmt: skip
    figures = rates.settled(FIGURES.values(), seen.place.pk, seen.period.last)
    now = seen.numbers(figures, seen.period)
    then: tallying.Numbers = seen.numbers(figures, seen.beside) if seen.beside else {}
    for figure in figures:
        out = figure.taken_out if isinstance(figure, Share) else None
        more = f"另有剔除 {now[out.key]} {out.unit}。" if out and now[out.key] else ""
        book.row(_line(figure, now[figure.key], then.get(figure.key), more=more))
    before: dict[str, Number] = {}
    if seen.beside:
        before = {a.figure.key: a.value for a in amounts(seen.place.pk, seen.beside.first, seen.beside.last)}
    for amount in amounts(seen.place.pk, seen.period.first, seen.period.last):
        book.row(
            _line(amount.figure, amount.value, before.get(amount.figure.key, 0) if seen.beside else None, rough=amount.rough)
        )
    return book.done()


def _line(figure: Figure | Share, now: Number | None, then: Number | None, *, rough: bool = False, more: str = "") -> list[Any]:
    difference = now - then if now is not None and then is not None else None
    title = f"{figure.title}（约数）" if rough else figure.title
    return [figure.group, title, figure.unit, "没有底数" if now is None else now, then, difference, figure.how + more, figure.key]


def rows_sheet(seen: Sight, figure: Figure | Share, *, scope: Scope) -> bytes:
    """The rows behind a figure, with the total beneath. Raises NotNow for more rows than a workbook is made for."""
    counted = figure.whole if isinstance(figure, Share) else figure
    count = counted.rows(seen.place.pk, *seen.days(counted)).count()
    if count > MOST_ROWS:
        raise NotNow(f"这个数背后有 {count:,} 行，一次最多下载 {MOST_ROWS:,} 行；往下选一个乡镇或村，或者把日子选短一点。")
    columns = counted.columns
    widths = [40 if column.sort == WORDS else 12 if column.sort == NUMBER else 16 for column in columns]
    book = _Book(
        f"{seen.place.short_name} {seen.period.title} {counted.title}", ("序号", *(c.title for c in columns)), (7, *widths)
    )
    total: Number = 0
    for number, record in enumerate(counted.stream(scope, seen.place.pk, *seen.days(counted)), 1):
        book.row([number, *(column.of(record) for column in columns)])
        total += counted.weigh(record)
    book.row(["合计", *("" for _ in columns[:-1]), total])
    return book.done()
