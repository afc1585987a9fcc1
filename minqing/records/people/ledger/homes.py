"""Rows put together into households: by household number, by flat, by head, or each row for itself."""

from collections.abc import Collection, Sequence
from typing import Any

from minqing.records.people.ledger.cells import read_number, read_phones
from minqing.records.people.ledger.content import LONGEST_ADDRESS, LONGEST_NUMBER, LONGEST_SECTION, LedgerHousehold, LedgerMember
from minqing.records.people.ledger.groups import CLASSES, with_group
from minqing.records.people.ledger.layout import Layout
from minqing.records.people.ledger.people import Known, Marks, Report
from minqing.records.people.ledger.problems import DATE_REASONS
from minqing.records.people.ledger.relations import relation_code
from minqing.records.people.ledger.text import is_empty, person_name, plain, shown, squeezed

Note = tuple[int, str, str]
"""Column, problem key, detail."""
Open = tuple[LedgerHousehold, LedgerMember | None, tuple[str, ...]]


def strategy(layout: Layout, sample: Sequence[tuple[int, Sequence[Any]]], merged: Collection[int]) -> str:
    """What makes a household in this table. A column that is empty in the sample makes none. `merged` are columns merged downwards.

    Without number and flat it is one row; only where 序号 is merged over a family's rows, where 与户主关系 says that families
    follow one another (户主 first, others below) or a 户主姓名 column says whose family it is, that is believed.
    """

    def used(column: int | None) -> bool:
        return column is not None and any(not is_empty(row[column]) for _, row in sample)

    if used(layout.number):
        return "number"
    if any(used(layout.flat.get(kind)) for kind in ("room", "flat")):
        return "flat"
    if layout.serial in merged and len(layout.blocks) == 1:
        return "merged"
    if not layout.has_relations:
        return "row"
    if used(layout.head_name):
        return "head"
    column = next(block.relation for block in layout.blocks if block.relation is not None)
    codes = [relation_code(shown(row[column])) for _, row in sample if not is_empty(row[layout.blocks[0].name])]
    heads = codes.count("02")
    if not heads or heads == len(codes):
        return "row"
    if _parted_by_gaps(layout, column, sample):
        return "gaps"
    return "heads" if codes[0] == "02" else "row"


def _parted_by_gaps(layout: Layout, relation: int, sample: Sequence[tuple[int, Sequence[Any]]]) -> bool:
    """Whether blank rows stand between families: each run of rows has one head, and somewhere another person comes before the head.

    Where every head comes first, the heads tell families apart as well, and a blank row put in by chance parts nobody.
    """
    runs: list[list[str | None]] = []
    before = 0
    for at, row in sample:
        if is_empty(row[layout.blocks[0].name]):
            continue
        if not runs or at > before + 1:
            runs.append([])
        runs[-1].append(relation_code(shown(row[relation])))
        before = at
    right = sum(run.count("02") == 1 for run in runs)
    return len(runs) > 1 and right * 10 >= len(runs) * 8 and any("02" in run and run[0] != "02" for run in runs)


class Homes:
    """The households of one table while its rows come in. A household may be added to by any later row."""

    def __init__(self, layout: Layout, known: Known, sheet: str, section: str | None, report: Report, how: str) -> None:
        self.layout, self.known, self.sheet, self.report, self.how = layout, known, sheet, report, how
        self.sheet_section = section
        self.section: str | None = None
        self.homes: dict[Any, LedgerHousehold] = {}
        self.open: list[Open] = []
        self.over: set[int] = set()
        self.headed: set[int] = set()
        self.numbers: dict[str, LedgerHousehold] = {}
        self.number: str | None = None
        self.flat: dict[str, str] = {}
        self.head: str | None = None
        self.last: LedgerHousehold | None = None
        self.turn = self.row_before = 0
        self.marks = [Marks(column, meaning) for column, meaning in layout.groups]
        self.says_more = bool(layout.said or layout.phones or layout.over)
        self._section_cells: dict[Any, str] = {}
        self._number_cells: dict[Any, str | None] = {}

    def home_of(self, row: Sequence[Any], number: int, half: int) -> LedgerHousehold:
        """The household this row belongs to, a new one where it has none yet."""
        explicit = self._section(row, number)
        if self.how == "number":
            home = self._by_number(row, number, explicit)
        elif self.how == "flat":
            home = self._by_flat(row, number)
        elif self.how == "merged":
            assert self.layout.serial is not None
            self.turn += row[self.layout.serial] != "" or self.last is None
            home = self.homes.get(self.turn) or self._new(self.turn, number)
        elif self.how == "gaps":
            self.turn += number > self.row_before + 1 or self.last is None
            self.row_before = number
            home = self.homes.get(self.turn) or self._new(self.turn, number)
        elif self.how in ("head", "heads"):
            home = self._by_head(row, number)
        else:
            home = self._by_row(row, number, half)
        self.last = home
        return home

    def _section(self, row: Sequence[Any], at: int) -> bool:
        column = self.layout.section
        if column is None or row[column] == "":
            return False
        cell = row[column]
        text = self._section_cells.get(cell)
        if text is None:
            text = self._section_cells[cell] = "" if is_empty(cell) else squeezed(shown(cell))
            self._fits(text, LONGEST_SECTION, at, column)
        if text:
            self.section = text
        return text != ""

    def _new(self, key: Any, row: int) -> LedgerHousehold:
        home = self.homes[key] = LedgerHousehold("", self.sheet, row, section=self.section or self.sheet_section)
        return home

    def _by_number(self, row: Sequence[Any], at: int, explicit: bool) -> LedgerHousehold:
        """A number stands for the same household wherever it stands; but when each group counts from 1 again, a new head says so."""
        assert self.layout.number is not None
        cell = row[self.layout.number]
        if cell != "":
            if cell not in self._number_cells:
                self._number_cells[cell] = None if is_empty(cell) else squeezed(shown(cell)).strip("'‘’")
                self._fits(self._number_cells[cell] or "", LONGEST_NUMBER, at, self.layout.number)
            self.number = self._number_cells[cell] or self.number
        if self.number is None:
            return self._new(("row", at), at)
        key = (self.number, self.section)
        home = self.homes.get(key)
        if home is None:
            elsewhere = self.numbers.get(self.number)
            if elsewhere is not None and not (explicit and self._heads(row)):
                self.homes[key] = elsewhere
                return elsewhere
            home = self._new(key, at)
            home.number = self.number
            self.numbers[self.number] = home
        return home

    def _heads(self, row: Sequence[Any]) -> bool:
        column = self.layout.blocks[0].relation
        return column is None or self.known.relation(row[column], None)[0] == "02"

    def _by_flat(self, row: Sequence[Any], at: int) -> LedgerHousehold:
        """小区, 楼栋, 单元, 室; a blank one holds what is above it."""
        for kind, column in self.layout.flat.items():
            if not is_empty(row[column]):
                self.flat[kind] = squeezed(shown(row[column]))
        if not self.flat.keys() & {"room", "flat"}:
            return self._new(("row", at), at)
        key = tuple(self.flat.get(kind) for kind in ("community", "building", "unit", "room", "flat"))
        home = self.homes.get(key)
        if home is None:
            home = self._new(key, at)
            home.address = flat_words(self.flat)
        return home

    def _by_head(self, row: Sequence[Any], at: int) -> LedgerHousehold:
        """A new household where 户主姓名 changes, or where a 户主 stands."""
        column = self.layout.head_name
        name = person_name(shown(row[column])) if column is not None else ""
        begins = self.last is None or (name != "" and name != self.head) or (column is None and self._heads(row))
        if begins:
            self.turn += 1
        self.head = name or self.head
        return self.homes.get(self.turn) or self._new(self.turn, at)

    def _by_row(self, row: Sequence[Any], at: int, half: int) -> LedgerHousehold:
        """Each row for itself, but a row that only goes on with the people side by side belongs to the one above."""
        blocks, serial = self.layout.blocks, self.layout.serial
        if len(blocks) > 1 and self.last is not None and row[blocks[0].name] == "" and serial is not None and row[serial] == "":
            first = blocks[0]
            if all(column is None or row[column] == "" for column in (first.id, first.sex, first.birth, *first.phones)):
                return self.last
        return self._new((at, half), at)

    def say(self, home: LedgerHousehold, row: Sequence[Any], at: int) -> list[Note]:
        """Take what the row says of its household; gives the problems as (column, key, detail), to be reported if anyone came of it."""
        layout = self.layout
        if home.address is None or layout.flat:
            self._address(home, row, at)
        notes: list[Note] = []
        if not self.says_more:
            return notes
        for column, name in layout.said:
            if row[column] != "":
                self._said(home, row[column], column, name, notes)
        for column in layout.phones:
            if row[column] != "":
                good, bad = read_phones(row[column])
                home.phones += tuple(phone for phone in good if phone not in home.phones)
                if bad:
                    notes.append((column, "bad_phone", ""))
        for column in layout.over:
            if row[column] != "" and _is_over(row[column]):
                self.over.add(id(home))
        return notes

    def _address(self, home: LedgerHousehold, row: Sequence[Any], at: int) -> None:
        for column in self.layout.address:
            cell = row[column]
            if cell != "" and not is_empty(cell):
                if home.address is None or home.row == at:
                    home.address = squeezed(cell if type(cell) is str else shown(cell)) or None
                    self._fits(home.address or "", LONGEST_ADDRESS, at, column)
                return

    def _fits(self, text: str, most: int, at: int, column: int) -> None:
        """Report what is too long to be kept whole."""
        if len(text) > most:
            self.report(at, column, "too_long", str(len(text)))

    def _said(self, home: LedgerHousehold, cell: Any, column: int, name: str, notes: list[Note]) -> None:
        if name == "from_":
            said = self.known.dates.read(cell)
            if said is not None and said.iso is None:
                notes.append((column, "bad_date", DATE_REASONS[said.reason]))
            elif said is not None and home.from_ is None:
                home.from_ = said.iso
            return
        value, bad = read_number(cell)
        if bad:
            notes.append((column, "bad_number", ""))
        elif getattr(home, name) is None:
            setattr(home, name, value)

    def mark(self, home: LedgerHousehold, row: Sequence[Any], member: LedgerMember | None, notes: list[Note]) -> None:
        """The marks of the household's own columns; those of an open column wait until the whole table is known."""
        for marks in self.marks:
            cell = row[marks.column]
            if cell == "":
                continue
            said, unclear = marks.read(cell)
            if unclear:
                notes.append((marks.column, "unclear_mark", ""))
            if not said:
                continue
            if marks.meaning.level == "household":
                home.groups = with_group(home.groups, said)
            elif member is not None:
                self.open.append((home, member, said))

    def closed(self) -> list[LedgerHousehold]:
        """The households in the order of their first rows, finished; those nobody was left of do not exist."""
        found = list({id(home): home for home in self.homes.values() if home.members}.values())
        if not self.layout.has_relations and {"户主", None} <= {block.role for block in self.layout.blocks}:
            for home in found:
                _one_head(home)
        alone = not self.layout.has_relations and self._one_row_each(found)
        self._settle_open(alone)
        for home in found:
            home.row = home.members[0].row
            if id(home) in self.over:
                _lift(home)
        if alone and len(self.layout.blocks) == 1:
            for home in found:
                for member in home.members:
                    if member.groups:
                        home.groups, member.groups = with_group(home.groups, member.groups), ()
        self._heads_of(found)
        return found

    def _one_row_each(self, found: list[LedgerHousehold]) -> bool:
        """Whether the table has one row a household; a number given twice by mistake does not make it another kind of table."""
        if len(self.layout.blocks) > 1:
            return True
        more = sum(len(home.members) > 1 for home in found)
        return more * 10 <= len(found)

    def _settle_open(self, alone: bool) -> None:
        """Open columns (类别, 是否脱贫户): the household's when its rows repeat the mark or only the first bears it, else the person's."""
        wide = {id(home): home for home, _, _ in self.open if len(home.members) > 1}
        bearers: dict[int, list[LedgerMember]] = {}
        for home, member, _ in self.open:
            if member is not None and id(home) in wide:
                bearers.setdefault(id(home), []).append(member)
        whole = sum(
            len({id(m) for m in some}) == len(wide[key].members) or {id(m) for m in some} == {id(wide[key].members[0])}
            for key, some in bearers.items()
        )
        of_household = alone or not bearers or whole * 2 > len(bearers)
        for home, member, said in self.open:
            if of_household or member is None:
                home.groups = with_group(home.groups, said)
            else:
                member.groups = with_group(member.groups, said)

    def _heads_of(self, found: list[LedgerHousehold]) -> None:
        """One head a household: the second loses the relation, and a household with none is told of."""
        column = next((block.relation for block in self.layout.blocks if block.relation is not None), None)
        for home in found:
            if column is None:
                self._head_without_relations(home)
                continue
            heads = [member for member in home.members if member.relation == "02"]
            for second in heads[1:]:
                second.relation = second.relation_word = None
                self.report(second.row, column, "two_heads", "")
            if not heads and id(home) not in self.headed:
                self.report(home.row, column, "no_head", "")

    def _head_without_relations(self, home: LedgerHousehold) -> None:
        """The one name of a household is its head, and so is the first beside 配偶 and 子女 when its block has no heading."""
        first = home.members[0]
        if first.relation is None and (len(home.members) == 1 or len(self.layout.blocks) > 1):
            first.relation = "02"


def _one_head(home: LedgerHousehold) -> None:
    """户主姓名 beside 姓名, row after row: the head named once more is one person, and is head."""
    heads = [member for member in home.members if member.relation == "02"]
    for head in heads:
        same = [member for member in home.members if member is not head and plain(member.name) == plain(head.name)]
        if same and head.id is None:
            same[0].relation, same[0].phones = "02", same[0].phones or head.phones
            same[0].groups = with_group(same[0].groups, head.groups)
            home.members.remove(head)


def _is_over(cell: Any) -> bool:
    text = squeezed(shown(cell))
    return text in ("是", "√", "✓", "✔", "☑", "1", "有") or (text.startswith(("已消除", "已解除", "消除", "解除")))


def _lift(home: LedgerHousehold) -> None:
    """A risk that is over takes the household and its people out of 监测对象."""
    lifted = {"监测对象", *CLASSES}
    home.groups = tuple(group for group in home.groups if group not in lifted)
    for member in home.members:
        member.groups = tuple(group for group in member.groups if group not in lifted)


_UNITS = {"building": "栋", "unit": "单元", "room": "室"}


def flat_words(flat: dict[str, str]) -> str:
    """幸福小区3栋2单元501室, out of its parts; a part that says its unit keeps it."""
    words = ""
    for kind in ("community", "building", "unit", "room", "flat"):
        part = flat.get(kind, "")
        words += part + (_UNITS.get(kind, "") if part and part[-1].isalnum() and part[-1].isascii() else "")
    return words
