"""Opening a workbook somebody hands in: xlsx and xls, read by calamine, guarded before anything is parsed; and text with separators.

Each refusal is one sentence for the person who brought the file. Rows come out one after another with the number Excel shows;
blank rows are left out, so a sheet "filled" down to row 1,048,576 costs nothing but its file.

What the guards are against: calamine keeps a sheet as a full rectangle, so a single stray cell at XFD1048576 would ask for
gigabytes and abort the process; a small zip can hold a huge one; one long shared string can be referred to a million times.
"""

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import python_calamine as calamine

from minqing.lib import delimited

Cell = str | float | bool | date | datetime | time | timedelta
"""What a cell holds: text ('' when empty or an error value), a number, a day, a time."""

Source = Path | BinaryIO | bytes
Range = tuple[tuple[int, int], tuple[int, int]]

MAX_FILE = 100 * 1024 * 1024
"""Bytes of the file itself. 200,000 people with 12 columns are about 15 MB."""
MAX_UNPACKED = 1024 * 1024 * 1024
"""Bytes of all parts together once unpacked."""
MAX_RATIO = 400
"""Unpacked to packed, for parts of more than 16 MB. Real sheets stay below 40, a million empty rows below 100."""
MAX_AREA = 14_000_000
"""Cells in the rectangle of one sheet: 32 bytes each in calamine."""
THIN_AREA = 4_000_000
"""Above this many cells a sheet must be filled to a twentieth at least: one forgotten mark in row 1,048,576 costs 400 MB."""
MAX_TEXT = 1024 * 1024 * 1024
"""Bytes of text once every reference to a shared string is written out."""
MAX_PARTS = 5_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRINGS = "xl/sharedstrings.xml"
_CHUNK = 1 << 20
_SAVE_AS = "请在 Excel 或 WPS 里打开，另存为 .xlsx 再导入。"


class NotAWorkbook(Exception):
    """This file cannot be read. `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


@dataclass(slots=True)
class Sheet:
    """One worksheet. `merged` are the merged ranges as ((row, column), (row, column)), counted from 0, both ends included."""

    name: str
    merged: list[Range]
    _rows: Any
    _old: bool = False
    _text: bool = False

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Row number as Excel shows it, and the cells from column A, all rows equally long. Blank rows are left out."""
        if self._text:
            yield from self._text_rows()
            return
        left: list[Cell] = [""] * (self._rows.start[1] if self._rows.start else 0)
        for number, row in enumerate(self._rows.iter_rows(), 1):
            if any(row):
                if left:  # calamine begins with the first column that holds anything
                    row = left + row
                # The old format gives whole numbers as int; elsewhere a number is a float, and so it is everywhere.
                yield number, [float(cell) if type(cell) is int else cell for cell in row] if self._old else row

    def _text_rows(self) -> Iterator[tuple[int, list[Cell]]]:
        try:
            yield from self._rows.rows()
        except delimited.NotText as refusal:
            raise NotAWorkbook(refusal.why) from None


class TextBook:
    """A file of text with separators, as a workbook of one sheet called after the file."""

    def __init__(self, text: str, filename: str) -> None:
        self._text, self._name = text, Path(filename).stem[:60] or "表"

    def sheets(self) -> Iterator[Sheet]:
        sheet = delimited.TextSheet(self._name, self._text)
        yield Sheet(sheet.name, sheet.merged, sheet, _text=True)

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> "TextBook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Workbook:
    """A workbook whose sheets are read one at a time; close it, or use it in a `with`."""

    def __init__(self, book: Any, old: bool = False) -> None:
        self._book, self._old = book, old

    def sheets(self) -> Iterator[Sheet]:
        """The worksheets in order, hidden ones too, charts left out. Only one sheet is in memory unless the caller keeps it."""
        for index, about in enumerate(self._book.sheets_metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = _reading(self._book.get_sheet_by_index, index)
            yield Sheet(about.name, list(sheet.merged_cell_ranges or ()), sheet, self._old)

    def close(self) -> None:
        self._book.close()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_workbook(source: Source, filename: str = "") -> Workbook | TextBook:
    """Open an xlsx or xls file after checking that it is safe to, or a file called .csv, .txt or .tsv; raises NotAWorkbook with a sentence."""
    stream = _stream(source)
    try:
        book = _open(stream, filename or (source.name if isinstance(source, Path) else ""))
        if isinstance(book, TextBook) and isinstance(source, Path):
            stream.close()
        return book
    except BaseException:
        if isinstance(source, Path):
            stream.close()
        raise


def _stream(source: Source) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if isinstance(source, Path):
        try:
            return source.open("rb")
        except OSError:
            raise NotAWorkbook(f"找不到或打不开“{source.name}”，请看看文件还在不在。") from None
    return source


def _open(stream: BinaryIO, filename: str) -> Workbook | TextBook:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size == 0:
        raise NotAWorkbook("这个文件是空的，请重新选一个。")
    if size > MAX_FILE:
        raise NotAWorkbook(f"文件有 {size >> 20} MB，太大了（最大 {MAX_FILE >> 20} MB）；请按村或按组分成几个文件再导入。")
    head = stream.read(8)
    if filename.lower().endswith((".xlsm", ".xltm", ".xlam", ".xlsb")):
        raise NotAWorkbook(f"带宏或二进制格式的工作簿不收；{_SAVE_AS}")
    if head.startswith(_ZIP):
        _check_package(stream)
    elif head == _OLE:
        _check_ole(stream)
    elif filename.lower().endswith(delimited.SUFFIXES):
        return _text_book(stream, filename)
    else:
        raise NotAWorkbook(f"这不是 Excel 工作簿（可能是网页或改了后缀的文件）；{_SAVE_AS}")
    stream.seek(0)
    return Workbook(_reading(calamine.CalamineWorkbook.from_filelike, stream), old=head == _OLE)


def _text_book(stream: BinaryIO, filename: str) -> TextBook:
    stream.seek(0)
    data = stream.read()
    try:
        return TextBook(delimited.decoded(data), filename)
    except delimited.NotText as refusal:
        raise NotAWorkbook(refusal.why) from None


def _reading(what: Any, argument: Any) -> Any:
    """Call calamine; whatever goes wrong inside it, a panic of its Rust side included, becomes one sentence."""
    try:
        return what(argument)
    except calamine.PasswordError:
        raise NotAWorkbook("工作簿加了密码，请先取消密码另存一份再导入。") from None
    except Exception:
        raise NotAWorkbook(f"工作簿损坏，读不出来；{_SAVE_AS}") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise NotAWorkbook(f"工作簿损坏，读不出来；{_SAVE_AS}") from None


def _check_ole(stream: BinaryIO) -> None:
    """An OLE file is an old xls, or an xlsx with a password; its directory tells by the names of its streams."""
    stream.seek(0)
    data = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise NotAWorkbook("工作簿加了密码，请先取消密码另存一份再导入。")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise NotAWorkbook(f"工作簿里带宏；{_SAVE_AS}")
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise NotAWorkbook(f"这不是 Excel 工作簿；{_SAVE_AS}")


def _check_package(stream: BinaryIO) -> None:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            names = _check_declared(package)
            texts = _check_strings(package, names)
            for name in names:
                if name.lower() != _STRINGS:
                    _check_sheet(package, name, texts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise NotAWorkbook(f"工作簿损坏，读不出来；{_SAVE_AS}") from None


def _check_declared(package: zipfile.ZipFile) -> list[str]:
    """What the package says of itself: kind, macros, sizes. The sizes are held to account while the parts are unpacked."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotAWorkbook(f"工作簿里带宏；{_SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise NotAWorkbook(f"这是压缩包，不是 Excel 工作簿；{_SAVE_AS}")
    if len(parts) > MAX_PARTS or len(set(names)) != len(names):
        raise NotAWorkbook(f"工作簿的结构不对；{_SAVE_AS}")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NotAWorkbook("工作簿解压后太大，不能导入；请按村或按组分成几个文件。")
    for part in parts:
        if part.flag_bits & 1:
            raise NotAWorkbook("工作簿加了密码，请先取消密码另存一份再导入。")
        if part.file_size > 16 << 20 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise NotAWorkbook("工作簿解压后大得不正常，不能导入；请把有用的行复制到一个新表里再试。")
    return names


def _chunks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part unpacked piece by piece. zipfile stops at the declared size and checks the sum, so a lie about the size is found."""
    with package.open(name) as part:
        first = True
        while chunk := part.read(_CHUNK):
            if first and (b"<!DOCTYPE" in chunk[:4096] or b"<!ENTITY" in chunk[:4096]):
                raise NotAWorkbook(f"工作簿的结构不对；{_SAVE_AS}")
            first = False
            yield chunk


_ONE_STRING = re.compile(rb"<si[ >].*?</si>|<si>.*?</si>", re.DOTALL)


def _check_strings(package: zipfile.ZipFile, names: list[str]) -> list[int]:
    """Lengths of the shared strings when one of them is so long that references to it may add up; else nothing."""
    part = next((name for name in names if name.lower() == _STRINGS), None)
    if part is None:
        return []
    longest = run = 0
    for chunk in _chunks(package, part):
        pieces = chunk.split(b"</si>")
        longest = max(longest, run + len(pieces[0]), *map(len, pieces[1:-1]), 0)
        run = len(pieces[-1]) + (run + len(pieces[0]) if len(pieces) == 1 else 0) * (len(pieces) == 1)
    if max(longest, run) < 4096:
        return []
    whole = b"".join(_chunks(package, part))
    return [len(found[0]) for found in _ONE_STRING.finditer(whole)]


# As Excel, WPS, LibreOffice and all common libraries write a cell; and any other way XML allows, which is slower to look for.
_WIDE_CELL = re.compile(rb' r="[A-Z]{2,3}[0-9]')
_FULL_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*[^>/]>')
_ODD_FULL_CELL = re.compile(rb"""<(?:[A-Za-z]+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'](?:[^>]*[^>/])?>""")
_REFERENCE = re.compile(rb't="s"[^>]*>(?:<f[^>]*/>)?<v>([0-9]+)</v>')
_ROW_OF = re.compile(rb"""r=["'][A-Z]*([0-9]+)["']""")


def _check_sheet(package: zipfile.ZipFile, name: str, texts: list[int]) -> None:
    """The rectangle a sheet's cells span, and the text its references add up to, before calamine makes room for them.

    Most sheets have up to 26 columns and are full: for them it is enough to know the last row and to count the cells. A wider
    one, one that ends very far down, a tall one with few cells, or one written in an unusual way has each of its cells looked at.
    """
    last = cells = weight = 0
    odd = wide = False
    tail = b""
    for chunk in _chunks(package, name):
        piece = tail + chunk
        usual = piece.count(b'<c r="')
        cut = piece.endswith((b"<c ", b"<c r", b"<c r="))
        odd = odd or usual + cut != piece.count(b"<c ") + piece.count(b":c ")
        wide = wide or _WIDE_CELL.search(piece) is not None
        if texts:
            weight += sum(texts[int(n)] for n in _REFERENCE.findall(chunk) if int(n) < len(texts))
        last = max(last, _last_row(piece))
        cells += usual
        tail = chunk[-64:]
    if weight > MAX_TEXT:
        raise NotAWorkbook("工作簿里的文字太多，不能导入；请把有用的行复制到一个新表里再试。")
    area = last * 26
    if odd or wide or area > MAX_AREA or (area > THIN_AREA and cells < area // 20):
        _check_area(package, name, _ODD_FULL_CELL if odd else _FULL_CELL)


def _last_row(piece: bytes) -> int:
    """The last row number a piece names; rows come in order."""
    at = max(piece.rfind(b' r="'), piece.rfind(b" r='"))
    found = _ROW_OF.match(piece, at + 1) if at >= 0 else None
    return int(found[1]) if found else 0


def _check_area(package: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]) -> None:
    width = height = full = 0
    tail = b""
    for chunk in _chunks(package, name):
        cells = set(pattern.findall(tail + chunk))
        full += len(cells)
        width = max([width, *(column_index(letters.decode()) + 1 for letters in {letters for letters, _ in cells})])
        height = max([height, *(int(row) for _, row in cells)])
        tail = chunk[-64:]
    area = width * height
    if area > MAX_AREA or (area > THIN_AREA and full < area // 20):
        raise NotAWorkbook(
            f"表里最远写到了第 {height} 行、{column_letter(width - 1)} 列，太大了；请删掉远处零散的格子，或把有用的行复制到一个新表里再导入。"
        )
