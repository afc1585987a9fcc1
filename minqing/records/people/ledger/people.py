"""One person of one row: the cells of a block read together, the ID number first, since it settles sex and birth."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from minqing.lib.codes import citizen_facts
from minqing.records.people.ledger.cells import NO_ID, Dates, IdRead, read_id, read_phones, read_sex
from minqing.records.people.ledger.content import LONGEST_NAME, LONGEST_RELATION, LedgerMember
from minqing.records.people.ledger.groups import groups_in, is_unclear, said_in_class_column, ticked, with_group
from minqing.records.people.ledger.layout import Block
from minqing.records.people.ledger.meanings import Meaning
from minqing.records.people.ledger.problems import DATE_REASONS, length_words
from minqing.records.people.ledger.relations import relation_code
from minqing.records.people.ledger.text import EMPTY, NOBODY, is_empty, person_name, plain, shown, squeezed

Report = Callable[[int, int, str, str], None]
"""Called with row, column, problem key and detail."""


Seen = tuple[str, str, int]
"""Who has an ID number: name, sheet and row, for telling the person who doubles it."""


class Known:
    """What the whole workbook shares: the numbers met so far, today, and what words were found to mean."""

    def __init__(self, today: date) -> None:
        self.ids: dict[str, Seen] = {}
        self.dates = Dates(today)
        self.relations: dict[tuple[Any, str | None], tuple[str | None, str | None, bool]] = {}

    def relation(self, cell: Any, sex: str | None) -> tuple[str | None, str | None, bool]:
        """(code, word, unknown) of a relation cell; sex decides for words like 子女."""
        key = (cell, sex)
        found = self.relations.get(key)
        if found is None:
            word = squeezed(shown(cell))
            if is_empty(word):
                found = (None, None, False)
            else:
                code = relation_code(word, sex)
                found = (code, word if code else None, code is None)
            if len(self.relations) > 20_000:
                self.relations.clear()
            self.relations[key] = found
        return found


class Marks:
    """What the cells of a group column say. The same few words fill a whole column, so each is worked out once."""

    __slots__ = ("_known", "column", "meaning")

    def __init__(self, column: int, meaning: Meaning) -> None:
        self.column, self.meaning = column, meaning
        self._known: dict[Any, tuple[tuple[str, ...], bool]] = {}

    def read(self, cell: Any) -> tuple[tuple[str, ...], bool]:
        """The groups a cell says, and whether it is unclear."""
        found = self._known.get(cell)
        if found is None:
            if len(self._known) > 10_000:
                self._known.clear()
            found = self._known[cell] = _marks(shown(cell), self.meaning)
        return found


def _marks(text: str, meaning: Meaning) -> tuple[tuple[str, ...], bool]:
    if is_empty(text):
        return (), False
    if meaning.form == "tick" and meaning.group:
        said = ticked(text, meaning.group)
        return (said, False) if said is not None else ((), True)
    if meaning.form == "class" and meaning.group:
        return with_group(said_in_class_column(text, meaning.group), groups_in(text)), is_unclear(text)
    said = groups_in(text)
    if not said and meaning.group:
        said = ticked(text, meaning.group) or ()
    return said, is_unclear(text)


class PersonReader:
    """Reads the person of one block out of a row. `read` gives None where nobody, or nobody that can be taken in, stands."""

    def __init__(self, block: Block, known: Known, sheet: str, report: Report, *, main: bool, several: bool) -> None:
        self.block, self.known, self.sheet, self.report = block, known, sheet, report
        self.ids = known.ids
        evidence = [block.birth, block.id, block.card, *block.phones]
        if main:
            evidence += [block.relation, block.sex]
        self.evidence = [column for column in evidence if column is not None]
        self.role = block.role if several or block.role != "户主" else None
        self.marks = [Marks(column, meaning) for column, meaning in block.groups]

    def read(self, row: Sequence[Any], number: int) -> LedgerMember | None:
        block = self.block
        cell = row[block.name]
        name = person_name(cell if type(cell) is str else shown(cell))
        if not name:
            if any(not is_empty(row[column]) for column in self.evidence):
                self.report(number, block.name, "missing_name", "")
            return None
        if name in NOBODY:
            return None
        if len(name) > LONGEST_NAME:
            self.report(number, block.name, "too_long", str(len(name)))
        cell = row[block.id] if block.id is not None else ""
        facts = citizen_facts(cell) if type(cell) is str and cell else None
        if type(cell) is not str or facts is None or block.card is not None:
            return self._with_doubtful_id(row, number, name)
        if cell in self.ids and not self._is_first(cell, name, number, block.id):
            return self._person(row, number, name, NO_ID) if self._is_another(cell, name) else None
        self.ids[cell] = (name, self.sheet, number)
        return self._person(row, number, name, IdRead(cell, facts[0], facts[1]))

    def _with_doubtful_id(self, row: Sequence[Any], number: int, name: str) -> LedgerMember | None:
        """The person of a row whose ID number is missing, needs repair or cannot be repaired, or who has a disability card."""
        block = self.block
        found = read_id(row[block.id]) if block.id is not None and row[block.id] != "" else NO_ID
        card = self._card(row) if block.card is not None else NO_ID
        column = block.id
        problems = [(where, what) for where, what in ((block.id, found), (block.card, card)) if what.problem]
        is_card = found.is_card or card.is_card
        if found.number is None and card.number is not None:
            found, column = card, block.card
        own = found.number
        if own is not None and self._is_first(own, name, number, column):
            self.ids[own] = (name, self.sheet, number)
        elif own is not None:
            if not self._is_another(own, name):
                return None
            found = NO_ID
        for where, what in problems:
            self._report_id(number, where, what)
        return self._person(row, number, name, found._replace(is_card=is_card))

    def _is_first(self, id_number: str, name: str, row: int, column: int | None) -> bool:
        """Whether the number is new; when it is not, that is reported."""
        earlier = self.ids.get(id_number)
        if earlier is None:
            return True
        assert column is not None
        self.report(
            row, column, "id_used_twice" if self._is_another(id_number, name) else "duplicate_person", self._where(earlier)
        )
        return False

    def _is_another(self, id_number: str, name: str) -> bool:
        """Whether the number was met under another name; traditional and simplified are the same name."""
        earlier = self.ids[id_number][0]
        return earlier != name and plain(earlier) != plain(name)

    def _card(self, row: Sequence[Any]) -> IdRead:
        """The disability card column: a number when it is one; words such as 视力二级 or 正在办 are no problem here."""
        assert self.block.card is not None
        cell = row[self.block.card]
        if isinstance(cell, str) and sum(c.isdigit() for c in cell) < 6:
            return NO_ID
        return read_id(cell)

    def _person(self, row: Sequence[Any], number: int, name: str, found: IdRead) -> LedgerMember:
        block = self.block
        sex, birth = found.sex, found.birth
        if block.sex is not None:
            said = read_sex(row[block.sex])
            if sex is None:
                sex = said
            elif said is not None and said != sex:
                self.report(number, block.sex, "sex_conflict", "")
        if block.birth is not None and row[block.birth] != "":
            said_birth = row[block.birth] if not block.birth_parts else self._joined(row)
            birth = self._birth(said_birth, number, birth)
        relation, word = self._relation(row, number, sex)
        phones: tuple[str, ...] = ()
        for column in block.phones:
            if row[column] != "":
                phones = self._phones(row[column], number, column, phones)
        groups: tuple[str, ...] = ("残疾",) if found.is_card else ()
        if block.card is not None and not groups:
            groups = self._card_words(row[block.card])
        for marks in self.marks:
            cell = row[marks.column]
            if cell != "":
                named, unclear = marks.read(cell)
                if unclear:
                    self.report(number, marks.column, "unclear_mark", "")
                if named:
                    groups = with_group(groups, named)
        return LedgerMember(name, relation, word, sex, birth, found.number, phones, groups, number)

    @staticmethod
    def _card_words(cell: Any) -> tuple[str, ...]:
        """视力二级 or 有 in the card column says the group; a number that is no card says nothing."""
        text = shown(cell)
        return () if is_empty(text) or sum(c.isdigit() for c in text) >= 6 else said_in_class_column(text, "残疾")

    def _joined(self, row: Sequence[Any]) -> Any:
        """Year, month and day out of their own columns as one text; a year cell that says more than a year stays as it is."""
        assert self.block.birth is not None
        cells = [
            row[self.block.birth],
            *(row[at] for part in ("month", "day") if (at := self.block.birth_parts.get(part)) is not None),
        ]
        parts = [squeezed(shown(cell)).rstrip("年月日号份") for cell in cells]
        known = list(takewhile(lambda part: part not in EMPTY, parts))
        return cells[0] if len(known) < 2 else ".".join(known)

    def _birth(self, cell: Any, number: int, by_id: str | None) -> str | None:
        if cell == by_id:
            return by_id
        said = self.known.dates.read(cell)
        if said is None or (by_id is not None and said.iso == by_id):
            return by_id
        assert self.block.birth is not None
        if by_id is None:
            if said.iso is None:
                self.report(number, self.block.birth, "bad_date", DATE_REASONS[said.reason])
            return said.iso
        if not any(option.agrees_with(by_id) for option in said.options):
            self.report(number, self.block.birth, "bad_date", DATE_REASONS["conflict" if said.options else said.reason])
        return by_id

    def _relation(self, row: Sequence[Any], number: int, sex: str | None) -> tuple[str | None, str | None]:
        column = self.block.relation
        if column is not None:
            cell = row[column]
            if cell == "":
                return None, None
            code, word, unknown = self.known.relation(cell, None)
            if unknown and sex:
                code, word, unknown = self.known.relation(cell, sex)
            if unknown:
                self.report(number, column, "unknown_relation", "")
            elif word and len(word) > LONGEST_RELATION:
                self.report(number, column, "too_long", str(len(word)))
            return code, word
        if self.role in (None, "成员", "本人"):
            return None, None
        return relation_code(self.role or "", sex), self.role

    def _phones(self, cell: Any, number: int, column: int, so_far: tuple[str, ...]) -> tuple[str, ...]:
        good, bad = read_phones(cell)
        if bad:
            self.report(number, column, "bad_phone", "")
        return so_far + tuple(phone for phone in good if phone not in so_far) if so_far else good

    def _report_id(self, number: int, column: int | None, found: IdRead) -> None:
        assert column is not None
        self.report(number, column, found.problem, length_words(found.length) if found.problem == "bad_id_length" else "")

    def _where(self, earlier: Seen) -> str:
        _, sheet, row = earlier
        return f"第{row}行" if sheet == self.sheet else f"“{sheet}”第{row}行"
