"""What a brief says of a place and a month: its paragraphs, with every figure in them knowing its key, place and period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from minqing.ground.places.models import Place
from minqing.ledgers import asking
from minqing.ledgers.asking import Month
from minqing.ledgers.briefs import lists, wording
from minqing.ledgers.briefs.wording import PLACEHOLDER, Paragraph, Sentence
from minqing.lib.days import in_words
from minqing.lib.refusal import NotNow
from minqing.readings.figures import tallying
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Number

# A place deeper than this has no brief of its own: its code would not fit beside key and days into a content control's tag.
DEEPEST = 15
NO_BASE = "（没有底数）"


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of text; with a `key` it is a figure of `place` from `first` to `last`."""

    text: str
    key: str = ""
    place: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the brief. `kind` is title, heading, body, item, or sign: a line to sign on, kept with the next."""

    kind: str
    said: tuple[Said, ...]

    @property
    def text(self) -> str:
        return "".join(said.text for said in self.said)


@dataclass(frozen=True)
class Brief:
    """A whole brief, ready for paper and screen."""

    name: str
    title: str
    place: Place
    unit: str
    month: Month
    lines: tuple[Line, ...]
    figures: dict[str, Number | None] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        return f"{self.title}.docx"


# Name on the command line → what it is called on screen. The words are in wording/NAME.txt.
BRIEFS = {"month": "月工作简报"}


def make(name: str, *, place: Place, month: Month) -> Brief:
    """Work a brief out. Raises NotNow where no such brief can be made."""
    if name not in BRIEFS:
        raise NotNow(f"没有叫「{name[:20]}」的简报，有：{'、'.join(BRIEFS)}。")
    if len(place.pk) > DEEPEST:
        raise NotNow(f"{place.short_name}太小，简报出到村、组、网格为止。")
    paragraphs = wording.load(name)
    keys = wording.keys_of(paragraphs)
    figures = tallying.values([FIGURES[key] for key in keys], place.pk, month.first, month.last)
    writer = _Writer(place, month, figures)
    lines = tuple(line for paragraph in paragraphs for line in writer.lines(paragraph))
    title = next((line.text for line in lines if line.kind == "title"), BRIEFS[name])
    return Brief(name, title, place, asking.full_name(place), month, lines, figures)


class _Writer:
    """Fills the wording with the figures of one place and month."""

    def __init__(self, place: Place, month: Month, figures: Mapping[str, Number | None]) -> None:
        self.place, self.month, self.figures = place, month, figures
        following = month.following[0]
        self.facts = {
            "地方": asking.file_name_of(place), "年": str(month.first.year), "月": str(month.first.month),
            "截至": in_words(month.last, month.first), "下月": f"{following.month}月",
        }  # fmt: skip

    def lines(self, paragraph: Paragraph) -> Iterator[Line]:
        if paragraph.kind == "list":
            for kind, text in lists.LISTS[paragraph.name](self.place, self.month):
                yield Line(kind, (Said(text),))
            return
        said = [piece for sentence in paragraph.sentences if self._applies(sentence) for piece in self._fill(sentence)]
        if said:
            yield Line(paragraph.kind, _joined(said))

    def _applies(self, sentence: Sentence) -> bool:
        some = all(any(self.figures[key] for key in keys) for keys in sentence.some)
        return some and not any(self.figures[key] for key in sentence.none)

    def _fill(self, sentence: Sentence) -> Iterator[Said]:
        for part in sentence.parts:
            if isinstance(part, str):
                yield from self._pieces(part)
                continue
            worth = [piece for piece in part if any(self.figures.get(key) for key in PLACEHOLDER.findall(piece))]
            for at, piece in enumerate(worth):
                yield from self._pieces(f"、{piece}" if at else piece)

    def _pieces(self, text: str) -> Iterator[Said]:
        # Splitting at a pattern with a group gives text and placeholder in turn.
        for at, piece in enumerate(PLACEHOLDER.split(text)):
            if at % 2 and piece not in self.facts:
                yield self._figure(piece)
            elif at % 2:
                yield Said(self.facts[piece])
            elif piece:
                yield Said(piece)

    def _figure(self, key: str) -> Said:
        number = self.figures[key]
        if number is None:
            return Said(NO_BASE)
        text = printed(number) + ("%" if FIGURES[key].unit == "%" else "")
        return Said(text, key, self.place.pk, self.month.first, self.month.last)


def _joined(said: Iterable[Said]) -> tuple[Said, ...]:
    """Neighbouring pieces of plain text made one."""
    joined: list[Said] = []
    for piece in said:
        if joined and not piece.key and not joined[-1].key:
            joined[-1] = Said(joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)


def printed(number: Number) -> str:
    """As running text writes it: no thousands commas (GB/T 15835), no decimals where there are none but in shares."""
    return str(number) if isinstance(number, int) else f"{number:f}"


def figures_of(lines: Sequence[Line]) -> list[Said]:
    """The figures of a brief in the order of the text."""
    return [said for line in lines for said in line.said if said.key]
