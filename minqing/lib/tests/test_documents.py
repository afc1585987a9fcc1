"""Which papers are let in: by what they are and by what is in them, whatever they are called."""

from __future__ import annotations

import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook

from minqing.lib import documents
from minqing.lib.refusal import NotNow


def file(data: bytes, name: str = "材料.pdf") -> BytesIO:
    opened = BytesIO(data)
    opened.name = name
    return opened


def pdf(*objects: bytes) -> bytes:
    """A small PDF with further objects."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, thing) for number, thing in enumerate(objects, 2))
    return b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n" + body + b"trailer <</Root 1 0 R>>\n%%EOF\n"


def stream(text: bytes, head: bytes = b"/Filter/FlateDecode", *, packed: bool = True) -> bytes:
    return b"<<%s>>\nstream\n%s\nendstream" % (head, zlib.compress(text) if packed else text)


def docx() -> bytes:
    kept = BytesIO()
    written = Document()
    written.add_paragraph("赔偿清单")
    written.save(kept)
    return kept.getvalue()


def xlsx() -> bytes:
    kept = BytesIO()
    book = Workbook()
    book.active["A1"] = "工钱"
    book.save(kept)
    return kept.getvalue()


def changed(package: bytes, change: Callable[[str, bytes], bytes] = lambda _, data: data, **more: bytes) -> bytes:
    """The package with its parts changed and further ones (`__` for a slash)."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
        for name, data in more.items():
            new.writestr(name.replace("__", "/") + ".bin", data)
    return kept.getvalue()


def related(target: str, sort: str = "attachedTemplate") -> Callable[[str, bytes], bytes]:
    row = f'<Relationship Id="rId99" Type="http://x/{sort}" Target="{target}" TargetMode="External"/></Relationships>'.encode()
    return lambda part, data: data.replace(b"</Relationships>", row) if part == "word/_rels/document.xml.rels" else data


def said(words: bytes) -> Callable[[str, bytes], bytes]:
    return lambda part, data: data.replace(b"<w:t>", words + b"<w:t>", 1) if part == "word/document.xml" else data


class TestLetIn:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (pdf(b"<</S/GoTo>>", stream(b"BT (JavaScript) Tj ET")), "pdf"), (docx(), "docx"), (xlsx(), "xlsx"),
            (changed(docx(), related("https://example.org/", "hyperlink")), "docx"),
            (changed(docx(), said(b"<w:instrText>PAGE</w:instrText>")), "docx"),
        ],
    )  # fmt: skip
    def test_papers_as_offices_write_them(self, data: bytes, kind: str) -> None:
        paper = documents.clean(file(data, "随便叫.exe"))
        assert (paper.kind, paper.name, paper.data) == (kind, f"随便叫.{kind}", data)

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("../../etc/passwd", "passwd.pdf"), ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"), ("清单\u202efdp.exe", "清单fdp.pdf"),
            ("…….pdf", "…….pdf"), (".pdf", "材料.pdf"), ("长" * 300, "长" * 60 + ".pdf"), ("<b>.pdf", "b.pdf"),
        ],
    )  # fmt: skip
    def test_names_are_made_harmless(self, name: str, shown: str) -> None:
        assert documents.safe_name(name, "pdf") == shown


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"<html><script>alert(1)</script>", documents.WRONG_KIND), (b"", documents.WRONG_KIND), (b"MZ\x90", documents.WRONG_KIND),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, documents.OLD), (pdf()[:-20], documents.BROKEN),
            (b"PK\x03\x04rubbish", documents.BROKEN), (b"%PDF-" + b"\0" * documents.MOST_BYTES, documents.TOO_BIG),
        ],
    )  # fmt: skip
    def test_what_is_no_paper(self, data: bytes, why: str) -> None:
        with pytest.raises(NotNow) as refused:
            documents.clean(file(data))
        assert refused.value.sentence == why

    @pytest.mark.parametrize(
        "thing",
        [
            b"<</S/JavaScript/JS(app.alert\\(1\\))>>", b"<</S/J#61vaScript/JS(x)>>", b"<</S /Launch /F (cmd.exe)>>", b"<</Type/EmbeddedFile>>",
            stream(b"5 0 <</S/JavaScript/JS(x)>>", b"/Type/ObjStm/Filter/FlateDecode"),
            stream(b"5 0 <</S/J#61vaScript>>", b"/Type/O#62jStm/Filter/FlateDecode"),
            stream(b"5 0", b"/Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]"), b"<</XFA 3 0 R>>",
            b"<</A 1>>\n%stream\n5 0 obj <</S/JavaScript>>\n%endstream", stream(b"<</S/Launch>>")[:-14] + b"rubbish\nendstream",
        ],
    )  # fmt: skip
    def test_a_pdf_that_does_something(self, thing: bytes) -> None:
        with pytest.raises(NotNow) as refused:
            documents.clean(file(pdf(thing)))
        assert refused.value.sentence == documents.ACTIVE_PDF

    def test_a_pdf_with_a_password(self) -> None:
        with pytest.raises(NotNow, match="密码"):
            documents.clean(file(pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 9 0 R")))

    @pytest.mark.parametrize(
        "data",
        [
            changed(docx(), word__vbaProject=b"x"), changed(xlsx(), xl__externalLinks__a=b"x"), changed(docx(), word__embeddings__ole=b"x"),
            changed(docx(), word__activeX__a=b"x"), changed(docx(), related("https://evil.example/t.dotm")),
            changed(docx(), related("file://server/share", "hyperlink")), changed(docx(), related("\\\\server\\share", "image")),
            changed(docx(), lambda part, data: data.replace(b"document.main+xml", b"document.macroEnabled.main+xml")),
            changed(docx(), said(b"<w:instrText>D</w:instrText><w:instrText>DEAUTO cmd</w:instrText>")),
            changed(docx(), said(b'<w:fldSimple w:instr=" dde x "/>')),
            changed(docx(), lambda part, data: data.decode().encode("utf-16") if part == "word/document.xml" else data),
        ],
    )  # fmt: skip
    def test_an_office_file_that_does_something(self, data: bytes) -> None:
        with pytest.raises(NotNow) as refused:
            documents.clean(file(data))
        assert refused.value.sentence == documents.ACTIVE_OFFICE

    def test_a_plain_archive_and_a_bomb(self) -> None:
        kept = BytesIO()
        with zipfile.ZipFile(kept, "w") as package:
            package.writestr("a.txt", "x")
        with pytest.raises(NotNow) as refused:
            documents.clean(file(kept.getvalue()))
        assert refused.value.sentence == documents.WRONG_KIND
        with pytest.raises(NotNow) as refused:
            documents.clean(file(changed(docx(), word__media__a=b"\0" * (documents.MOST_UNPACKED + 1))))
        assert refused.value.sentence == documents.TOO_BIG

    def test_a_pdf_made_to_keep_the_server_busy_ends_soon(self) -> None:
        begun = time.process_time()
        for thing in (
            b"stream\n" * 1_000_000,
            stream(b"\0" * (documents.MOST_UNPACKED + 1)),
            b"/J#61#61" * 900_000,
            b"1 0 obj " * 900_000,
        ):
            with suppress(NotNow):
                documents.clean(file(pdf(thing)))
        # Some seconds of work, whatever else the machine does; what grows with the square takes many minutes.
        assert time.process_time() - begun < 60
