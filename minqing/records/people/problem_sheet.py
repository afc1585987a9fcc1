"""The rows of a ledger that somebody has to mend, as a workbook to work through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (("表", 14), ("行", 7), ("列", 7), ("栏目", 24), ("哪里不对，怎么改", 70))


def workbook(problems: Sequence[Mapping[str, Any]]) -> bytes:
    """One row a problem. Text is written as text: what a ledger says can never start a formula here."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("要改的行")
        bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, (head, width) in enumerate(HEADS):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, width, wrapped)
        for row, problem in enumerate(problems, 1):
            sheet.write_string(row, 0, problem["sheet"])
            sheet.write_number(row, 1, problem["row"])
            for column, key in enumerate(("column", "header", "message"), 2):
                sheet.write_string(row, column, problem[key] or "")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(problems)), len(HEADS) - 1)
        sheet.repeat_rows(0)
    return out.getvalue()
