"""Small workbooks for the tests, and numbers of people who do not exist."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from minqing.lib.codes import check_character
from minqing.lib.xlsx import column_index
from minqing.records.people.ledger import Ledger, LedgerMember, read_ledger

TODAY = date(2026, 11, 21)

Merge = tuple[int, str, int, str]
"""First row and column, last row and column, as Excel names them."""


def citizen(birth: str = "1970-05-06", sequence: int = 1, area: str = "510199") -> str:
    """A valid citizen number; an odd sequence is a man's."""
    first17 = f"{area}{birth.replace('-', '')}{sequence:03}"
    return first17 + check_character(first17)


MAN, WOMAN, BOY, GIRL = citizen("1970-05-06", 1), citizen("1972-07-08", 2), citizen("1999-01-02", 3), citizen("2003-10-11", 4)


def workbook(
    sheets: dict[str, Sequence[Sequence[Any]]], merges: dict[str, Sequence[Merge]] | None = None, hidden: bool = False
) -> bytes:
    """An xlsx with these sheets; None leaves a cell out, a date becomes an Excel date."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    day, plain = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format()
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(r, c, value, day)
                elif value is not None and value != "":
                    sheet.write(r, c, value)
        for top, left, bottom, right in (merges or {}).get(name, ()):
            value = rows[top - 1][column_index(left)] if column_index(left) < len(rows[top - 1]) else ""
            sheet.merge_range(top - 1, column_index(left), bottom - 1, column_index(right), value or "", plain)
        if hidden:
            sheet.hide() if len(sheets) > 1 and name != next(iter(sheets)) else None
            sheet.set_column(1, 1, None, None, {"hidden": True})
            sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    return out.getvalue()


def read(*rows: Sequence[Any], sheet: str = "台账", merges: Sequence[Merge] = ()) -> Ledger:
    """Read a workbook of one sheet."""
    return read_ledger(workbook({sheet: rows}, {sheet: merges}), today=TODAY)


def found(ledger: Ledger) -> list[tuple[str, str]]:
    """The problems as (cell, key)."""
    return [(f"{problem.column}{problem.row}", problem.problem) for problem in ledger.problems]


def only(ledger: Ledger) -> LedgerMember:
    """The one person of a ledger of one."""
    (home,) = ledger.households
    (member,) = home.members
    return member


def names(ledger: Ledger) -> list[list[str]]:
    """The names of each household."""
    return [[member.name for member in home.members] for home in ledger.households]
