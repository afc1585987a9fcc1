"""Papers that people send: PDF, Word and Excel, known by their content and refused when there is anything in them that could run.

What is let through is stored as it came, and is only ever handed out as a download. A PDF is looked through as it lies there and in
every stream that zlib opens; an Office package by its declared parts, their ways out of the package, and the fields of its text.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from minqing.lib.refusal import NotNow

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED, LONGEST_LIST = 40 * 1024 * 1024, 1024 * 1024
MOST_PARTS, MOST_STREAMS = 2000, 20_000
LONGEST_NAME = 60
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_AS_PDF = "打开它，「另存为」PDF 再发。"
WRONG_KIND = "这个文件不收。能发 PDF、Word（.docx）、Excel（.xlsx）；纸上的材料拍照发。"
OLD = "这是老格式的或者加了密码的 Word、Excel。打开它，去掉密码，「另存为」.docx、.xlsx 或 PDF 再发。"
TOO_BIG = "这个文件超过 10 MB，太大了。只留要用的几页，或者拍照发。"
BROKEN = f"这个文件坏了或者没传完，打不开。重新{_AS_PDF}"
LOCKED = "这个 PDF 加了密码，去掉密码再发，或者拍照发。"
ACTIVE_PDF = "这个 PDF 里带程序或者夹着别的文件，不安全，不收。把要用的几页重新打印成 PDF，或者拍照发。"
ACTIVE_OFFICE = f"这个文件里带宏、夹着别的文件，或者要到外面取东西，不安全，不收。{_AS_PDF}"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names that make a PDF do something, carry another file, or send what was filled in.
_DOING = (
    "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm", "ImportData", "GoToE", "Rendition",
)  # fmt: skip


def _spelled(*names: str) -> bytes:
    """A pattern for names of a PDF, whose letters may also be written as numbers: /J#61vaScript."""
    ways = ("".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name) for name in names)
    return rf"/(?:{'|'.join(ways)})(?![^\s\x00/<>\[\](){{}}%])".encode()


_DOES = re.compile(_spelled(*_DOING))
_ENCRYPTED = re.compile(_spelled("Encrypt") + rb"[\s\x00]*(?:\d+[\s\x00]+\d+[\s\x00]+R|<<)")
_STREAM = re.compile(rb"stream\r?\n")
# Objects packed in a way that is not looked into here.
_PACKED = re.compile(_spelled("ObjStm"))
_OTHERWISE = re.compile(
    _spelled("Predictor", "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt")
)

_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
_ACTIVE_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject", "macrosheet", "keymapcustomizations", "attachedtoolbars")
_ACTIVE_PARTS = (
    "vbaproject",
    "activex/",
    "embeddings/",
    "externallinks/",
    "macrosheets/",
    "dialogsheets/",
    "customui",
    "afchunk",
)
_OUTSIDE = ("http", "https", "mailto", "tel", "")
_FIELD = re.compile(rb"<(?:\w+:)?instrText[^>]*>([^<]*)<|\binstr\s*=\s*\"([^\"]*)\"")
_DDE = re.compile(rb"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_SCRAP = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\\/:*?\"<>|]")


class Readable(Protocol):
    """A file as it comes with a form; `name` is what the sender's machine called it."""

    name: str | None

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Paper:
    """A file that may be kept: its bytes, `pdf`, `docx` or `xlsx`, a name that is safe to show, the SHA-256 in hex."""

    data: bytes
    kind: str
    name: str
    sha256: str


def clean(file: Readable) -> Paper:
    """Read a file and say what it is. Raises NotNow with what is wrong with it."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotNow(TOO_BIG)
    kind = kind_of(data)
    return Paper(data, kind, safe_name(file.name or "", kind), hashlib.sha256(data).hexdigest())


def kind_of(data: bytes) -> str:
    """`pdf`, `docx` or `xlsx` by the content. Raises NotNow for anything else, and for what could run."""
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _check_office(data)
    raise NotNow(OLD if data.startswith(_OLE) else WRONG_KIND)


def safe_name(name: str, kind: str) -> str:
    """The sender's name for it without folders, marks that turn the writing round, and with the ending of what it is.

    >>> safe_name("C:\\\\桌面\\\\赔偿清单.docx", "docx"), safe_name("清单\\u202efdp.exe", "pdf"), safe_name("", "xlsx")
    ('赔偿清单.docx', '清单fdp.pdf', '材料.xlsx')
    """
    last = re.split(r"[\\/]", name)[-1]
    stem = _SCRAP.sub("", last.rsplit(".", 1)[0]).strip(" .")
    return f"{stem[:LONGEST_NAME] or '材料'}.{kind}"


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-2048:]:
        raise NotNow(BROKEN)
    if _ENCRYPTED.search(data):
        raise NotNow(LOCKED)
    if _DOES.search(data) or any(_DOES.search(text) for text in _streams(data)):
        raise NotNow(ACTIVE_PDF)


def _streams(data: bytes) -> Iterator[bytes]:
    """What zlib makes of each stream. Raises NotNow for packed objects that it cannot open, and for more than a document can hold."""
    left, after = MOST_UNPACKED, 0
    for number, begun in enumerate(_STREAM.finditer(data)):
        if number > MOST_STREAMS:
            raise NotNow(TOO_BIG)
        head = data[max(after, begun.start() - 1000) : begun.start()]
        head = head[max(head.rfind(b" obj"), 0) :]
        packed = _PACKED.search(head) is not None
        if packed and _OTHERWISE.search(head):
            raise NotNow(ACTIVE_PDF)
        if begun.start() < after:
            continue
        try:
            text, after = _inflated(data, begun.end(), left)
        except zlib.error:
            if packed:
                raise NotNow(BROKEN) from None
            continue
        left -= len(text)
        if left < 0:
            raise NotNow(TOO_BIG)
        yield text


def _inflated(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    """What zlib makes of the bytes from `at` on, a little more than `most` at the longest, and where it stopped reading."""
    opener, pieces, size, step = zlib.decompressobj(), [], 0, 512
    while at < len(data) and not opener.eof and size <= most:
        before = opener.copy()
        try:
            piece = opener.decompress(data[at : at + step], most - size + 1)
        except zlib.error:
            # Readers show what came before the fault: so it is looked at.
            pieces.append(_until_fault(before, data[at : at + step]))
            if not any(pieces):
                raise
            return b"".join(pieces), at
        pieces.append(piece)
        size, at, step = size + len(piece), at + step, min(2 * step, 65536)
    return b"".join(pieces), at - len(opener.unused_data) - len(opener.unconsumed_tail)


def _until_fault(opener: zlib._Decompress, data: bytes) -> bytes:
    pieces = []
    for place in range(len(data)):
        try:
            pieces.append(opener.decompress(data[place : place + 1], 65536))
        except zlib.error:
            break
    return b"".join(pieces)


def _check_office(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            names = [part.filename.lower() for part in parts]
            if len(parts) > MOST_PARTS or len(set(names)) != len(names) or any(part.flag_bits & 1 for part in parts):
                raise NotNow(BROKEN)
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotNow(TOO_BIG)
            kind = _kind_of_package(package, names)
            for part in parts:
                _check_part(package, part)
            return kind
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError):
        raise NotNow(BROKEN) from None


def _kind_of_package(package: zipfile.ZipFile, names: list[str]) -> str:
    if "[content_types].xml" not in names:
        raise NotNow(WRONG_KIND)
    types = [row.get("ContentType", "").lower() for row in _rows(package, package.namelist()[names.index("[content_types].xml")])]
    if any(word in type_ for type_ in types for word in _ACTIVE_TYPES) or any(
        word in name for name in names for word in _ACTIVE_PARTS
    ):
        raise NotNow(ACTIVE_OFFICE)
    kinds = {_MAIN[type_] for type_ in types if type_ in _MAIN}
    if len(kinds) != 1:
        raise NotNow(WRONG_KIND)
    return kinds.pop()


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if name.endswith(".rels"):
        for row in _rows(package, part.filename):
            if row.get("TargetMode", "").lower() == "external" and not _only_a_link(row):
                raise NotNow(ACTIVE_OFFICE)
    elif name.startswith("word/") and name.endswith(".xml"):
        text = package.read(part)
        if text[:2] in (b"\xfe\xff", b"\xff\xfe") or b"<!DOCTYPE" in text[:4096]:
            raise NotNow(ACTIVE_OFFICE)
        # One word may be cut over several pieces of a field.
        if _DDE.search(b"".join(piece or whole for piece, whole in _FIELD.findall(text))):
            raise NotNow(ACTIVE_OFFICE)


def _only_a_link(row: Element) -> bool:
    """Whether what lies outside is only what a person may click on, in a browser or for writing to."""
    try:
        scheme = urlsplit(row.get("Target", "")).scheme.lower()
    except ValueError:
        return False
    return row.get("Type", "").endswith("/hyperlink") and scheme in _OUTSIDE


def _rows(package: zipfile.ZipFile, name: str) -> Iterator[Element]:
    if package.getinfo(name).file_size > LONGEST_LIST:
        raise NotNow(BROKEN)
    try:
        root: Element = fromstring(package.read(name), forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError):
        raise NotNow(BROKEN) from None
    yield from root
