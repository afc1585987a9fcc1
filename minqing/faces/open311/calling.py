"""Speaking to another GeoReport v2 server: send a form, ask for requests. Answers are small, read in JSON or XML, never trusted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from minqing.faces.open311.wire import clean
from minqing.lib.refusal import NotNow

SECONDS = 15
LARGEST = 1024 * 1024
AT_HOME = ("127.0.0.1", "localhost", "::1")

Row = dict[str, str]


class Refused(Exception):
    """The other side answered with an error: `said` in its own words, `arrived` whether it surely kept nothing."""

    def __init__(self, said: str, *, kept_nothing: bool) -> None:
        super().__init__(said)
        self.said = said
        self.kept_nothing = kept_nothing


class _NoRedirect(HTTPRedirectHandler):
    """A form with a key and a telephone number goes where it was sent and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def check_address(url: str, *, contact: bool) -> str:
    """The root of a server without a slash at its end. Raises NotNow; names and numbers go over https only."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or parts.username or parts.query or parts.fragment or len(url) > 300:
        raise NotNow("对方的地址没写对，像 https://311.example.org/open311/v2。")
    if contact and parts.scheme != "https" and host not in AT_HOME:
        raise NotNow("带姓名、电话只能走 https 的地址。")
    return url.strip().rstrip("/")


def post_request(root: str, data: Mapping[str, str], form: str) -> Row:
    """File a request and give the first row of the answer. Raises Refused."""
    body = urlencode(data).encode()
    rows = _call(Request(f"{root}/requests.{form}", data=body, headers=_headers(form), method="POST"))
    if not rows:
        raise Refused("对方没有给编号。", kept_nothing=False)
    return rows[0]


def requests(root: str, ids: list[str], jurisdiction: str, form: str) -> list[Row]:
    """How these requests stand over there. Raises Refused."""
    return _get(root, "requests", {"service_request_id": ",".join(ids)}, jurisdiction, form)


def id_of(root: str, token: str, jurisdiction: str, form: str) -> str:
    """The id that a token has got by now; empty while there is none. Raises Refused."""
    rows = _get(root, f"tokens/{quote(token, safe='')}", {}, jurisdiction, form)
    return rows[0].get("service_request_id", "") if rows else ""


def _get(root: str, what: str, asked: dict[str, str], jurisdiction: str, form: str) -> list[Row]:
    if jurisdiction:
        asked = {**asked, "jurisdiction_id": jurisdiction}
    return _call(Request(f"{root}/{what}.{form}?{urlencode(asked)}", headers=_headers(form)))


def _headers(form: str) -> dict[str, str]:
    return {"Accept": {"json": "application/json", "xml": "text/xml"}[form], "User-Agent": "minqing"}


def _call(request: Request) -> list[Row]:
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            body = answer.read(LARGEST + 1)
    except HTTPError as trouble:
        said = _said(trouble)
        # 4xx: it was read and not taken. Anything else may have been kept before it went wrong.
        raise Refused(f"{trouble.code} {said}".strip(), kept_nothing=400 <= trouble.code < 500) from None
    except (OSError, HTTPException) as trouble:
        refused = isinstance(getattr(trouble, "reason", None), ConnectionRefusedError)
        raise Refused(f"连不上对方：{getattr(trouble, 'reason', trouble)}"[:150], kept_nothing=refused) from None
    if len(body) > LARGEST:
        raise Refused("对方的回答太大了，没有读。", kept_nothing=False)
    try:
        return parse(body)
    except ValueError:
        raise Refused("对方的回答看不懂，不是 GeoReport v2。", kept_nothing=False) from None


def _said(trouble: HTTPError) -> str:
    try:
        return " ".join(row.get("description", "") for row in parse(trouble.read(LARGEST)))[:150]
    except (ValueError, OSError, HTTPException):
        return ""


def parse(body: bytes) -> list[Row]:
    """The rows of an answer in either form, all values as text. Raises ValueError for anything else."""
    text = body.lstrip()
    return _of_xml(text) if text.startswith((b"<", b"\xef\xbb\xbf<")) else _of_json(body)


def _of_json(body: bytes) -> list[Row]:
    try:
        value = json.loads(body)
    except RecursionError:
        raise ValueError("too deep") from None
    rows = value if isinstance(value, list) else [value]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("not a list of objects")
    return [{name: _text(item) for name, item in row.items()} for row in rows]


def _of_xml(body: bytes) -> list[Row]:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError) as trouble:
        raise ValueError("not XML") from trouble
    return [{child.tag: clean(child.text or "").strip() for child in row} for row in root]


def _text(item: Any) -> str:
    return "" if item is None else clean(str(item)).strip()
