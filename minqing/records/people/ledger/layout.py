"""How a table is laid out: whose columns are whose. People may stand in several blocks side by side (户主, 配偶, 子女)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from minqing.records.people.ledger.headings import Heading
from minqing.records.people.ledger.meanings import HOUSEHOLD_KINDS, SAID, Meaning
from minqing.records.people.ledger.relations import block_word, relation_code
from minqing.records.people.ledger.text import bare, person_name, plain, shown

GroupColumn = tuple[int, Meaning]


@dataclass(slots=True)
class Block:
    """The columns of one person of a row. `who` is the block's heading as it says (配偶, 子女1), `role` the word for it (配偶, 子女)."""

    who: str | None
    name: int = -1
    relation: int | None = None
    sex: int | None = None
    birth: int | None = None
    birth_parts: dict[str, int] = field(default_factory=dict)
    id: int | None = None
    card: int | None = None
    phones: list[int] = field(default_factory=list)
    groups: list[GroupColumn] = field(default_factory=list)

    @property
    def role(self) -> str | None:
        return block_word(self.who) if self.who else None

    def put(self, kind: str, column: int) -> bool:
        """Take a column as this person's; False when the place is taken."""
        if kind == "phone":
            self.phones.append(column)
            return True
        if getattr(self, kind) is not None:
            return False
        setattr(self, kind, column)
        return True


@dataclass(slots=True)
class Layout:
    """The columns of a table by what they are for; columns count from 0."""

    headers: list[str]
    blocks: list[Block] = field(default_factory=list)
    serial: int | None = None
    number: int | None = None
    section: int | None = None
    address: list[int] = field(default_factory=list)
    flat: dict[str, int] = field(default_factory=dict)
    head_name: int | None = None
    phones: list[int] = field(default_factory=list)
    groups: list[GroupColumn] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)
    over: list[int] = field(default_factory=list)

    @property
    def has_relations(self) -> bool:
        return any(block.relation is not None for block in self.blocks)

    def name_household(self, head: Block) -> None:
        """This block's person is named for the household's sake and stands among its people once more."""
        self.head_name = head.name
        self.phones += head.phones
        self.groups += head.groups
        self.blocks.remove(head)

    def settle_head(self, sample: Sequence[tuple[int, Sequence[Any]]]) -> None:
        """户主姓名 and 户主证件号码 on every row, beside a list of all the people with the head among them: one more name of the household."""
        head = next((block for block in self.blocks if block.role == "户主"), None)
        people = next((block for block in self.blocks if block.role in (None, "成员") and block.relation is not None), None)
        if head is None or people is None or (people.id is None and head.id is not None):
            return
        assert people.relation is not None
        named = [
            plain(person_name(shown(row[head.name]))) == plain(person_name(shown(row[people.name])))
            for _, row in sample
            if relation_code(shown(row[people.relation])) == "02"
        ]
        if named and sum(named) * 2 > len(named):
            self.name_household(head)


def layouts(heading: Heading, merged_columns: set[int]) -> list[Layout]:
    """The table's layout; several when the same list is printed twice or more side by side.

    `merged_columns` are those whose cells are merged over the rows of a household: what they hold is the household's.
    """
    out = []
    for start, end in _halves(heading):
        layout = _Arranging(heading, start, end, merged_columns).arrange()
        if layout.blocks:
            out.append(layout)
    return out


def _halves(heading: Heading) -> list[tuple[int, int]]:
    """序号 姓名 电话 | 序号 姓名 电话: the spans of columns that repeat the first; one span when nothing repeats."""
    headers = heading.headers
    width = max((i + 1 for i, header in enumerate(headers) if header), default=0)
    first = next((i for i, header in enumerate(headers) if header), 0)
    again = next((i for i in range(first + 2, width) if headers[i] == headers[first]), None)
    opener = heading.meanings[first] if first < len(heading.meanings) else None
    if (
        again is None
        or opener is None
        or opener.kind not in ("serial", "name", "number", "section")
        or opener.who not in (None, "户主")
    ):
        return [(0, len(headers))]
    step = again - first
    unit = list(headers[first:again])
    starts = [
        start
        for start in range(first, width, step)
        if headers[start : start + step] == unit[: len(headers[start : start + step])]
    ]
    if len(starts) * step + first < width or not any(m and m.kind == "name" for m in heading.meanings[first:again]):
        return [(0, len(headers))]
    return [(start, start + step) for start in starts]


class _Arranging:
    """Gives each column of a span to a person's block or to the household, from left to right."""

    def __init__(self, heading: Heading, start: int, end: int, merged: set[int]) -> None:
        self.columns = [(i, meaning) for i, meaning in enumerate(heading.meanings) if start <= i < end and meaning]
        self.merged = merged
        self.layout = Layout(heading.headers)
        self.current: Block | None = None
        self.before: list[tuple[int, Meaning]] = []
        self.after_officer = -2
        # A row a person, whatever names beside: what comes last is the person's.
        self.row_each = any(meaning.kind == "relation" and meaning.who is None for _, meaning in self.columns)
        self.one_block = sum(meaning.kind == "name" for _, meaning in self.columns) == 1
        self.last_name = max((i for i, meaning in self.columns if meaning.kind == "name"), default=0)
        self.free_phones = sum(1 for _, meaning in self.columns if meaning.kind == "phone" and not meaning.who)

    def arrange(self) -> Layout:
        for column, meaning in self.columns:
            self._take(column, meaning)
        self._find_head_name()
        self._pick_room()
        return self.layout

    def _take(self, column: int, meaning: Meaning) -> None:
        kind, layout = meaning.kind, self.layout
        if kind == "name":
            self._open(column, meaning)
        elif kind == "officer":
            self.after_officer = column
        elif kind in ("relation", "sex", "birth", "id", "card", "phone") or (kind == "group" and meaning.level == "person"):
            self._personal(column, meaning)
        elif kind == "group":
            layout.groups.append((column, self._leveled(column, meaning)))
        elif kind in SAID:
            layout.said.append((column, SAID[kind]))
        elif kind == "over":
            layout.over.append(column)
        elif kind == "address":
            self._address(column)
        elif kind in ("number", "section", "serial"):
            if getattr(layout, kind) is None:
                setattr(layout, kind, column)
        elif kind in HOUSEHOLD_KINDS:
            layout.flat.setdefault(kind, column)

    def _open(self, column: int, meaning: Meaning) -> None:
        """A name opens a block, or gives its name to the block that earlier columns of the same heading opened."""
        waiting = next((block for block in self.layout.blocks if block.name < 0 and block.who == meaning.who), None)
        self.current = waiting or Block(meaning.who)
        self.current.name = column
        if not waiting:
            self.layout.blocks.append(self.current)
        early, self.before = self.before, []
        for earlier, what in early:
            self._give(self.current, earlier, what)

    def _personal(self, column: int, meaning: Meaning) -> None:
        if meaning.kind == "phone" and (meaning.level == "household" or (column in self.merged and meaning.who is None)):
            self.layout.phones.append(column)
        elif meaning.kind == "group" and column in self.merged:
            self.layout.groups.append((column, self._leveled(column, meaning)))
        elif meaning.kind == "phone" and not meaning.who and self.after_officer == column - 1:
            pass
        elif meaning.who:
            self._give(self._block_of(meaning.who), column, meaning)
        elif self.current is None:
            self.before.append((column, meaning))
        elif self.one_block:
            self._give(self.current, column, meaning)
        else:
            self._of_several(column, meaning)

    def _of_several(self, column: int, meaning: Meaning) -> None:
        """Several blocks, and a column that does not say whose it is: the block's it follows, but what comes last is the household's."""
        assert self.current is not None
        at_the_end = column > self.last_name and len(self.layout.blocks) > 1 and not self.row_each
        if meaning.kind == "phone" and at_the_end and self.free_phones == 1:
            self.layout.phones.append(column)
        elif meaning.kind == "group" and (at_the_end or meaning.form == "tick"):
            self.layout.groups.append((column, Meaning("group", None, meaning.group, meaning.form, "household")))
        else:
            self._give(self.current, column, meaning)

    def _block_of(self, who: str) -> Block:
        """The latest block of that heading; 户主 means the one unnamed block where there is no other."""
        for block in reversed(self.layout.blocks):
            if block.who == who:
                return block
        if who == "户主" and self.layout.blocks and self.layout.blocks[0].who is None and self.one_block:
            return self.layout.blocks[0]
        block = Block(who)
        self.layout.blocks.append(block)
        return block

    def _give(self, block: Block, column: int, meaning: Meaning) -> None:
        if meaning.kind == "group":
            block.groups.append((column, meaning))
        elif meaning.kind == "birth" and meaning.form in ("month", "day"):
            block.birth_parts.setdefault(meaning.form, column)
        else:
            block.put(meaning.kind, column)

    def _leveled(self, column: int, meaning: Meaning) -> Meaning:
        level = "household" if column in self.merged else meaning.level
        return Meaning("group", None, meaning.group, meaning.form, level)

    def _address(self, column: int) -> None:
        """Where they live goes before where they are registered."""
        registered = re.search(r"户籍|户口|所在地", bare(self.layout.headers[column].rpartition("/")[2]))
        if registered:
            self.layout.address.append(column)
        else:
            own = [
                c
                for c in self.layout.address
                if not re.search(r"户籍|户口|所在地", bare(self.layout.headers[c].rpartition("/")[2]))
            ]
            self.layout.address.insert(len(own), column)

    def _find_head_name(self) -> None:
        """户主姓名 beside 姓名 and 与户主关系 names the household, not one more person. Blocks that never got a name are dropped."""
        layout = self.layout
        layout.blocks = [block for block in layout.blocks if block.name >= 0]
        people = [block for block in layout.blocks if block.role in (None, "成员")]
        heads = [block for block in layout.blocks if block.role == "户主"]
        if heads and people and any(block.relation is not None for block in people):
            head = heads[0]
            if head.id is None and head.sex is None and head.birth is None:
                layout.name_household(head)

    def _pick_room(self) -> None:
        """门牌号 without a building is an address; a flat needs its room."""
        layout = self.layout
        if not layout.flat.keys() & {"room", "flat"}:
            layout.flat = {}
        elif layout.flat.keys() == {"room"} and re.search(r"门", bare(layout.headers[layout.flat["room"]].rpartition("/")[2])):
            layout.address.append(layout.flat["room"])
            layout.flat = {}
