"""What goes over the wire: one plain value, written as GeoReport v2's JSON or as its XML.

Both forms come from the same value, so that they cannot say different things. XML has an element for every key, empty where JSON
has null; a list is an element whose children bear the singular.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse
from django.utils import timezone

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
ONE_OF = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute", "values": "value",
    "endpoints": "endpoint", "formats": "format",
}  # fmt: skip
# What XML 1.0 cannot hold in any spelling, and lone surrogates, which UTF-8 cannot.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# ISO 8601 as the W3C note has it; the + of an offset arrives as a blank when a client forgets to escape it.
_BLANK_OFFSET = re.compile(r" (?=\d\d:?\d\d$)")
_YEARS = range(1900, 2200)


class Trouble(Exception):
    """Answers an error: the HTTP status and a sentence for whoever runs the other program."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Document:
    """A value and the name of XML's root: a list for services, requests and errors, a dict for the others."""

    root: str
    value: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self, form: str) -> HttpResponse:
        """As `json` or `xml`."""
        value = _fit(self.value)
        body = _json(value) if form == "json" else _xml(self.root, value)
        return HttpResponse(body, status=self.status, content_type=TYPES[form], headers=self.headers)


def errors(troubles: Iterable[Trouble], *, headers: dict[str, str] | None = None) -> Document:
    """The specification's shape of what went wrong."""
    said = [{"code": trouble.status, "description": trouble.sentence} for trouble in troubles]
    return Document("errors", said, status=said[0]["code"], headers=headers or {})  # type: ignore[arg-type]


def clean(text: str) -> str:
    """Text without the characters that neither form can carry; lines end as XML ends them.

    >>> clean("沟\\x0b堵\\ud800了")
    '沟堵了'
    """
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def instant(text: str, name: str) -> datetime:
    """A date and time that a client sent. Without a zone it is ours; a day alone is its midnight. Raises Trouble(400)."""
    try:
        read = datetime.fromisoformat(_BLANK_OFFSET.sub("+", text.strip()))
        if read.year not in _YEARS:
            raise ValueError
        return read if read.tzinfo is not None else timezone.make_aware(read)
    except (ValueError, OverflowError):
        raise Trouble(400, f"{name} 的时间没写对，像 2026-04-22T08:00:00+08:00。") from None


def said(at: datetime | None) -> str | None:
    """An instant as it is sent: whole seconds, with our zone."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at is not None else None


def midnight(day: date) -> datetime:
    """The instant at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _fit(item) for key, item in value.items()}
    return [_fit(item) for item in value] if isinstance(value, list) else value


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _xml(root: str, value: Any) -> bytes:
    top = ElementTree.Element(root)
    _fill(top, value)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(top, encoding="unicode").encode()


def _fill(element: ElementTree.Element, value: Any) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            _fill(ElementTree.SubElement(element, name), item)
    elif isinstance(value, list):
        for item in value:
            _fill(ElementTree.SubElement(element, ONE_OF[element.tag]), item)
    elif value is not None:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
