"""Making a ledger and opening it again, for the tests here."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl

from minqing.ledgers import asking
from minqing.ledgers.tables import exporting
from minqing.ledgers.tables.catalogue import LEDGERS

TODAY = date(2026, 4, 22)


def made(key: str, place: Any, by: Any, *, month: str = "2026-04", purpose: str | None = None) -> bytes:
    """A ledger's file."""
    target = io.BytesIO()
    exporting.export(target, LEDGERS[key], place=place, month=asking.month_of(month, on=TODAY), by=by, on=TODAY, purpose=purpose)
    return target.getvalue()


def opened(data: bytes) -> Any:
    """The only sheet of a file, with formulas as formulas."""
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def texts(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def column(sheet: Any, head: str) -> list[Any]:
    """What stands below a heading, down to the signature line."""
    for row in sheet.iter_rows(min_row=3, max_row=4):
        for cell in row:
            if str(cell.value or "").replace("\n", "") == head:
                below = [line[0].value for line in sheet.iter_rows(min_row=5, min_col=cell.column, max_col=cell.column)]
                return below[: last_row(sheet) - 4]
    raise AssertionError(f"no column {head}")


def last_row(sheet: Any) -> int:
    """The number of the last row of the table itself."""
    first = [str(row[0].value or "") for row in sheet.iter_rows(max_col=1)]
    return next(at for at, text in enumerate(first) if text.startswith(("注：", "填表人")))
