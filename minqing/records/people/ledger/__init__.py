"""Reading a household ledger (农户台账) as an office really keeps it: workbook in, households, people, groups and problems out.

What can be repaired without guessing is repaired silently; what loses information is reported, and the row is still taken in
without that value. Nothing here knows a model or a database.

The way of a sheet: `headings` finds the heading, `meanings` says what a column is about, `layout` whose it is, `reading` walks
the rows, `people` reads a person, `cells` and `groups` and `relations` a cell, `homes` puts people together into households.
"""

from collections.abc import Iterator
from datetime import date
from types import TracebackType

from minqing.lib.xlsx import NotAWorkbook, Source, open_workbook
from minqing.records.people.ledger.content import (
    PROBLEMS,
    Ledger,
    LedgerHousehold,
    LedgerMember,
    LedgerRefused,
    Problem,
    SheetSaid,
    Tally,
    UnderstoodColumn,
    tally,
)
from minqing.records.people.ledger.gold import as_gold
from minqing.records.people.ledger.people import Known
from minqing.records.people.ledger.reading import SheetReader

__all__ = [
    "PROBLEMS", "Ledger", "LedgerHousehold", "LedgerMember", "LedgerReader", "LedgerRefused", "Problem", "SheetSaid", "Tally", "UnderstoodColumn",
    "as_gold", "read_ledger", "tally",
]  # fmt: skip


class LedgerReader:
    """A ledger read household by household, for ledgers too long to hold.

    `iter_households()` runs through the workbook once; `problems`, `columns` and `said` grow with it and are complete at its end.
    Use it in a `with`, so that the file is closed. Raises LedgerRefused when the file cannot be taken: at opening, or at the
    end of the run when no sheet had a heading.
    """

    def __init__(self, source: Source, *, filename: str = "", today: date) -> None:
        self.problems: list[Problem] = []
        self.columns: list[UnderstoodColumn] = []
        self.said: set[str] = set()
        self.sheets: list[SheetSaid] = []
        self._known = Known(today)
        try:
            self._book = open_workbook(source, filename)
        except NotAWorkbook as refusal:
            raise LedgerRefused(refusal.sentence) from None

    def __enter__(self) -> "LedgerReader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._book.close()

    def iter_households(self) -> Iterator[LedgerHousehold]:
        found = False
        try:
            for sheet in self._book.sheets():
                reader = SheetReader(sheet, self._known)
                yield from reader.households()
                found = found or reader.found
                self.problems += reader.problems
                self.columns += reader.columns
                self.said |= reader.said
                if reader.found or not reader.empty:
                    self.sheets.append(SheetSaid(sheet.name, reader.how))
        except NotAWorkbook as refusal:
            raise LedgerRefused(refusal.sentence) from None
        self._known.ids.clear()  # A county's take forty megabytes, and nobody asks any more.
        if not found:
            raise LedgerRefused("没找到表头：表里要有一行写着“姓名”“身份证号”这样的栏目名称，请加上表头再导入。")


def read_ledger(source: Source, *, filename: str = "", today: date) -> Ledger:
    """Read a whole workbook. `today` is what the future is told by. Raises LedgerRefused with a sentence."""
    with LedgerReader(source, filename=filename, today=today) as reader:
        households = list(reader.iter_households())
    return Ledger(households, reader.problems, reader.columns, reader.said, reader.sheets)
