"""Reading the wording of a brief: the file that a county may change.

A line is a sentence, an empty line parts paragraphs. `; ` begins a remark, `= ` the title, `== ` a heading, `@` names a list that
the program makes. `[有 KEY …]` and `[没有 KEY …]` before a sentence say when it is said. `<a {KEY} b、c {KEY} d>` is an
enumeration whose parts with nothing are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).parent / "wording"
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
# What the program itself fills in: everything else in braces is the key of a figure.
FACTS = ("地方", "年", "月", "截至", "下月")
_CONDITION = re.compile(r"\[(有|没有) ([^\[\]]+)\]\s*")
_ENUMERATION = re.compile(r"<([^<>]+)>")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`parts` are pieces of text and enumerations (tuples of pieces); it is said when one of each of `some` is not 0 and all of
    `none` are."""

    parts: tuple[str | tuple[str, ...], ...]
    some: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()


@dataclass
class Paragraph:
    """`kind` is title, heading, body or list; a list has the name of what the program lists."""

    kind: str
    sentences: list[Sentence] = field(default_factory=list)
    name: str = ""


class WordingWrong(ValueError):
    """The wording file says something that cannot be read, with its line."""


def load(name: str) -> list[Paragraph]:
    """The paragraphs of a wording. Raises WordingWrong."""
    return parse((HOME / f"{name}.txt").read_text(encoding="utf-8"))


def parse(text: str) -> list[Paragraph]:
    """The paragraphs of a wording as it stands in the file."""
    paragraphs: list[Paragraph] = []
    body: Paragraph | None = None
    for number, line in enumerate((line.strip() for line in text.splitlines()), 1):
        if line.startswith(";"):
            continue
        found = _special(line)
        if found is not None or not line:
            body = None
            paragraphs += [found] if found else []
            continue
        if body is None:
            body = Paragraph("body")
            paragraphs.append(body)
        body.sentences.append(_sentence(line, number))
    return paragraphs


def _special(line: str) -> Paragraph | None:
    for mark, kind in (("==", "heading"), ("=", "title")):
        if line.startswith(mark):
            return Paragraph(kind, [Sentence((line[len(mark) :].strip(),))])
    return Paragraph("list", name=line[1:].strip()) if line.startswith("@") else None


def _sentence(line: str, number: int) -> Sentence:
    some: list[tuple[str, ...]] = []
    none: list[str] = []
    while found := _CONDITION.match(line):
        keys = tuple(found[2].split())
        if found[1] == "有":
            some.append(keys)
        else:
            none += keys
        line = line[found.end() :]
    parts: list[str | tuple[str, ...]] = []
    for at, piece in enumerate(_ENUMERATION.split(line)):
        parts.append(tuple(piece.split("、")) if at % 2 else piece)
    rest = "".join(part for part in parts if isinstance(part, str))
    if not line or any(mark in PLACEHOLDER.sub("", rest) for mark in "<>{}[]"):
        raise WordingWrong(f"第 {number} 行的括号不成对，或者方括号后面没有话。")
    return Sentence(tuple(parts), tuple(some), tuple(none))


def keys_of(paragraphs: list[Paragraph]) -> list[str]:
    """The keys of all figures that a wording asks for, in the order of their first use."""
    keys: dict[str, None] = {}
    for paragraph in paragraphs:
        for sentence in paragraph.sentences:
            for part in sentence.parts:
                for piece in (part,) if isinstance(part, str) else part:
                    keys |= dict.fromkeys(PLACEHOLDER.findall(piece))
            keys |= dict.fromkeys(key for group in (*sentence.some, sentence.none) for key in group)
    return [key for key in keys if key not in FACTS]
