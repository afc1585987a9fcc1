"""A sheet read from top to bottom: headings found, rows told apart, people and households made of them."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from minqing.lib.xlsx import Range, Sheet, column_letter
from minqing.records.people.ledger.content import LedgerHousehold, LedgerMember, Problem, UnderstoodColumn
from minqing.records.people.ledger.furniture import (
    EXPLAINED,
    first_text,
    is_alone,
    is_counting,
    is_foot,
    is_sum,
    section_named,
    section_of_sheet,
)
from minqing.records.people.ledger.headings import Heading, Headings, Row, texts
from minqing.records.people.ledger.homes import Homes, strategy
from minqing.records.people.ledger.layout import Layout, layouts
from minqing.records.people.ledger.people import Known, PersonReader
from minqing.records.people.ledger.problems import make
from minqing.records.people.ledger.text import SAME_AS_ABOVE, is_empty, person_name, plain, shown

_SEARCHED = 80
"""A heading stands within the first so many filled rows, or the sheet is no ledger."""
_SAMPLE = 300
_REMEMBERED = 500
"""How far up 同上 is followed."""
_HEADING_WORDS = frozenset(
    [
        "序号",
        "编号",
        "姓名",
        "户主",
        "户主姓名",
        "性别",
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "户号",
        "组别",
        "社别",
        "村民小组",
        "住址",
        "家庭住址",
        "出生年月",
        "联系电话",
        "电话",
        "手机号",
    ]
)


class _Table:
    """One part of a sheet under one heading: how its columns lie, its households, and a reader for each block of people."""

    def __init__(self, reader: "SheetReader", layout: Layout, sample: Sequence[Row], half: int) -> None:
        self.layout, self.half = layout, half
        self.homes = Homes(
            layout,
            reader.known,
            reader.sheet.name,
            reader.section,
            reader.reporter(layout),
            strategy(layout, sample, reader.merged_below(sample)),
        )
        several = len(layout.blocks) > 1
        self.people = [
            PersonReader(block, reader.known, reader.sheet.name, reader.reporter(layout), main=i == 0, several=several)
            for i, block in enumerate(layout.blocks)
        ]
        self.heads_twice = several and layout.has_relations
        self.fills = reader.fills(layout)

    def take(self, row: list[Any], number: int, pending: list[tuple[Layout, int, int, str, str]]) -> None:
        """Read one row: its people first, then, if anyone came of it, what it says of the household."""
        homes = self.homes
        home = homes.home_of(row, number, self.half)
        notes = homes.say(home, row, number)
        came: LedgerMember | None = None
        for reader in self.people:
            if self.heads_twice and self._is_head_again(reader, row, home):
                continue
            member = reader.read(row, number)
            if member is not None:
                home.members.append(member)
                came = came or member
            elif reader is self.people[0] and self._says_head(reader, row):
                homes.headed.add(id(home))
        if homes.marks and (came is not None or home.members or self._names_someone(row)):
            homes.mark(home, row, came, notes)
        if came is not None and notes:
            pending += [(self.layout, number, column, problem, detail) for column, problem, detail in notes]

    def _names_someone(self, row: list[Any]) -> bool:
        return any(not is_empty(row[column]) for reader in self.people for column in reader.evidence)

    @staticmethod
    def _says_head(reader: PersonReader, row: list[Any]) -> bool:
        column = reader.block.relation
        return column is not None and row[column] != "" and reader.known.relation(row[column], None)[0] == "02"

    @staticmethod
    def _is_head_again(reader: PersonReader, row: list[Any], home: LedgerHousehold) -> bool:
        """The head stands in a block of its own and once more among the members: one person."""
        column = reader.block.relation
        if column is None or not home.members or reader.known.relation(row[column], None)[0] != "02":
            return False
        name = plain(person_name(shown(row[reader.block.name])))
        return any(member.relation == "02" and plain(member.name) == name for member in home.members)


class SheetReader:
    """Reads one sheet. `problems` and `columns` are filled while `households` is run through; problems are in the order of the rows."""

    def __init__(self, sheet: Sheet, known: Known) -> None:
        self.sheet, self.known = sheet, known
        self.problems: list[Problem] = []
        self.columns: list[UnderstoodColumn] = []
        self.said: set[str] = set()
        self.found = False
        self.empty = True
        self.how: str | None = None
        self.section = section_of_sheet(sheet.name)
        self._headings = Headings(sheet.merged)
        self.upright = _upright(sheet.merged)
        self._noted: list[tuple[Layout, int, int, str, str]] = []
        self._recent: deque[list[Any]] = deque(maxlen=_REMEMBERED)
        self._tables: list[_Table] = []
        self._heading: Heading | None = None
        self._words: frozenset[str] = frozenset()

    def reporter(self, layout: Layout) -> Any:
        """A function that notes a problem of this layout's columns."""
        noted = self._noted

        def report(row: int, column: int, problem: str, detail: str) -> None:
            noted.append((layout, row, column, problem, detail))

        return report

    def merged_below(self, sample: Sequence[Row]) -> set[int]:
        """Columns with cells merged downwards among the rows of a table; those of its heading say nothing."""
        if not sample:
            return set()
        first = sample[0][0]
        return {column for column, spans in self.upright.items() if any(top >= first for top, _ in spans)}

    def households(self) -> Iterator[LedgerHousehold]:
        """All households of the sheet; each table's come once its last row is read, as any row may add to any household."""
        rows = _Ahead(self.sheet.rows())
        searched = 0
        for number, row in rows:
            self.empty = False
            if self._tables:
                if self._is_heading_like(row):
                    heading = self._headings.at((number, row), rows.peek(2))
                    if heading is not None:
                        if heading.headers != self._heading_headers():
                            yield from self._finish()
                            self._begin(heading, rows)
                        rows.skip(heading.rows - 1)
                        continue
                self._row(number, row)
                continue
            heading = self._headings.at((number, row), rows.peek(2))
            if heading is not None:
                rows.skip(heading.rows - 1)
                self._begin(heading, rows)
            searched += 1
            if searched > _SEARCHED:
                break
        yield from self._finish()
        self._noted.sort(key=lambda note: (note[1], note[2]))
        self.problems = [
            make(self.sheet.name, row, column, layout.headers[column], key, why) for layout, row, column, key, why in self._noted
        ]

    def _heading_headers(self) -> list[str]:
        return self._heading.headers if self._heading else []

    def _begin(self, heading: Heading, rows: "_Ahead") -> None:
        """Start a table under a heading; `rows` is where its rows will come from, looked at but not taken."""
        self._heading = heading
        sample = [row for row in rows.peek(_SAMPLE) if row[0]]
        merged = _household_columns(self.upright)
        found = layouts(heading, merged)
        for layout in found:
            layout.settle_head(sample)
        self._tables = [_Table(self, layout, sample, half) for half, layout in enumerate(found)]
        self._words = frozenset(part for header in heading.headers if header for part in header.split("/")) | _HEADING_WORDS
        self._names = [block.name for layout in found for block in layout.blocks]
        self._sections = any(layout.section is not None for layout in found)
        self.found = self.found or bool(found)
        self.how = self.how or next((table.homes.how for table in self._tables), None)
        for layout in found:
            self.said.update(name for _, name in layout.said)
        for column, (header, meaning) in enumerate(zip(heading.headers, heading.meanings, strict=True)):
            if header:
                self.columns.append(
                    UnderstoodColumn(self.sheet.name, column_letter(column), header, meaning.label if meaning else None)
                )

    def _finish(self) -> Iterator[LedgerHousehold]:
        """Close the tables: their households are complete now."""
        names: dict[str, int] = {}
        for table in self._tables:
            for home in table.homes.closed():
                home.key = _key(home, table.homes.how, names)
                yield home
        self._tables = []

    def _is_heading_like(self, row: list[Any]) -> bool:
        first = first_text(row)
        if type(first) is float:
            return False
        words = self._words
        if isinstance(first, str) and (first in words or (not first.isascii() and plain(first) in words)):
            return True
        for column in self._names:
            cell = row[column]
            if isinstance(cell, str) and (cell in words or (not cell.isalpha() and _squeeze(cell) in words)):
                return self._mostly_heading(row)
        return False

    def _mostly_heading(self, row: list[Any]) -> bool:
        said = [text for text in texts(row) if text]
        return sum(text in self._words for text in said) * 2 > len(said)

    def _row(self, number: int, row: list[Any]) -> None:
        if is_counting(row) if type(row[0]) is float else self._is_furniture(row):
            return
        if not SAME_AS_ABOVE.isdisjoint(row):
            row = self._with_same(row)
        self._recent.append(row)
        for table in self._tables:
            if table.fills:
                row = _filled(row, number, table.fills)
            if _has_someone(row, table.layout):
                table.take(row, number, self._noted)

    def _is_furniture(self, row: list[Any]) -> bool:
        """Sums, signatures, notes and titles; a title that names a group heads what follows it."""
        first = first_text(row)
        if isinstance(first, str):
            if not (first.isascii() and first.isalnum()) and (is_sum(first) or is_foot(first)):
                return True
            if is_alone(row):
                return self._title(first, row)
            if is_counting(row):
                return True
        for column in self._names:
            cell = row[column]
            if isinstance(cell, str) and cell and (cell in EXPLAINED or is_sum(cell)):
                return True
        return False

    def _title(self, text: str, row: list[Any]) -> bool:
        section = section_named(text)
        in_name = any(row[column] != "" for column in self._names)
        if section and not self._sections:
            for table in self._tables:
                table.homes.section = section
            return True
        return not in_name or section is not None or len(text) > 8

    def _with_same(self, row: list[Any]) -> list[Any]:
        """同上 and 〃 put in full: the nearest filled cell above."""
        out = list(row)
        for column, cell in enumerate(out):
            if isinstance(cell, str) and cell in SAME_AS_ABOVE:
                out[column] = next((above[column] for above in reversed(self._recent) if not is_empty(above[column])), "")
        return out

    def fills(self, layout: Layout) -> dict[int, dict[int, "_Merged"]]:
        """For the household's columns that have merged cells: column → row number → the merged cell it is in."""
        wanted = {*layout.address, *layout.phones, *layout.over, *layout.flat.values()}
        wanted |= {column for column, _ in layout.groups} | {column for column, _ in layout.said}
        wanted |= {column for column in (layout.number, layout.section, layout.head_name) if column is not None}
        if self._is_by_number_only(layout, wanted):
            return {}
        return {column: _spread(self.upright[column]) for column in wanted if column in self.upright}

    @staticmethod
    def _is_by_number_only(layout: Layout, wanted: set[int]) -> bool:
        return wanted <= {column for column in (layout.number, layout.section) if column is not None}


class _Merged:
    """A cell merged downwards: its value once the first row was seen."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: Any = ""


def _spread(spans: list[tuple[int, int]]) -> dict[int, _Merged]:
    out: dict[int, _Merged] = {}
    for first, last in spans:
        cell = _Merged()
        out.update(dict.fromkeys(range(first, last + 1), cell))
    return out


def _filled(row: list[Any], number: int, fills: dict[int, dict[int, _Merged]]) -> list[Any]:
    out = row
    for column, cells in fills.items():
        cell = cells.get(number)
        if cell is None:
            continue
        if row[column] != "":
            cell.value = row[column]
        elif cell.value != "":
            if out is row:
                out = list(row)
            out[column] = cell.value
    return out


def _has_someone(row: list[Any], layout: Layout) -> bool:
    for block in layout.blocks:
        if row[block.name] != "":
            return True
    return any(
        column is not None and row[column] != ""
        for block in layout.blocks
        for column in (block.id, block.birth, block.relation, block.sex, *block.phones)
    )


def _upright(merged: list[Range]) -> dict[int, list[tuple[int, int]]]:
    """Cells merged downwards in one column: column → (first row, last row) as Excel numbers them."""
    out: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in merged:
        if bottom > top and left == right:
            out.setdefault(left, []).append((top + 1, bottom + 1))
    return out


def _household_columns(upright: dict[int, list[tuple[int, int]]]) -> set[int]:
    """Columns merged about as often as the most merged one: what they hold is the household's, not the person's."""
    most = max(map(len, upright.values()), default=0)
    return {column for column, spans in upright.items() if len(spans) >= 2 and len(spans) * 3 >= most}


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _key(home: LedgerHousehold, how: str, names: dict[str, int]) -> str:
    """Sheet and number or flat; else sheet, section and first name, since row numbers move when a line is put in."""
    if home.number is not None and how == "number":
        base = f"{home.sheet}|{home.number}"
    elif how == "flat" and home.address:
        base = f"{home.sheet}|{home.address}"
    else:
        base = f"{home.sheet}|{home.section or ''}|{home.members[0].name}"
    names[base] = names.get(base, 0) + 1
    return base if names[base] == 1 else f"{base}#{names[base]}"


class _Ahead:
    """Rows that can be looked at before they are taken."""

    def __init__(self, rows: Iterator[tuple[int, list[Any]]]) -> None:
        self._rows = rows
        self._queue: deque[tuple[int, list[Any]]] = deque()

    def __iter__(self) -> "_Ahead":
        return self

    def __next__(self) -> tuple[int, list[Any]]:
        return self._queue.popleft() if self._queue else next(self._rows)

    def peek(self, count: int) -> list[tuple[int, list[Any]]]:
        self._queue.extend(islice(self._rows, max(count - len(self._queue), 0)))
        return list(islice(self._queue, count))

    def skip(self, count: int) -> None:
        for _ in range(count):
            next(self, None)
