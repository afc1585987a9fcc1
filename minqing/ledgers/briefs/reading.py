"""Finding the figures of a brief again in its Word file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from docx import Document
from docx.oxml.ns import qn

from minqing.ledgers.briefs.paper import PREFIX


@dataclass(frozen=True, slots=True)
class FigureInText:
    """A figure as it stands in a file: which one, where, over which days, and the text that is shown for it now."""

    key: str
    place: str
    first: date
    last: date
    text: str


def figures_in(file: Path | IO[bytes]) -> list[FigureInText]:
    """The figures that a .docx carries in content controls, in the order of the text. Controls of others are passed over."""
    document = Document(str(file) if isinstance(file, Path) else file)
    found = []
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        parts = tag.get(qn("w:val"), "").split(":") if tag is not None else []
        if len(parts) != 5 or parts[0] != PREFIX:
            continue
        try:
            first, last = date.fromisoformat(parts[3]), date.fromisoformat(parts[4])
        except ValueError:
            continue
        text = "".join(piece.text or "" for piece in control.iter(qn("w:t")))
        found.append(FigureInText(parts[1], parts[2], first, last, text))
    return found
