"""The sheet for a village's notice board: one code to scan, the address in words, whom to call. A4, in black on white.

The same lines are drawn as PDF and as PNG. Chinese letters come out of a font of this machine, drawn as outlines, so that the
sheet prints alike everywhere; without such a font the PDF names Adobe's own Song, which readers bring along, and there is no PNG.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import segno
from django.conf import settings
from fontTools.pens.reportLabPen import ReportLabPen
from fontTools.ttLib import TTCollection, TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont
from reportlab.graphics.shapes import Path as Outline
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from minqing.lib.refusal import NotNow

# A4 in points, and the code on it: its left edge, its top, its side with the white border that scanners need.
WIDTH, HEIGHT = 595.28, 841.89
MARGIN = 46.0
QR_TOP, QR_SIDE, QUIET = 232.0, 300.0, 4
DOTS_PER_INCH = 300
MOST_PHONES = 4
NO_FONT = "这台服务器上没有中文字体，做不出图片。请下载 PDF，或者在网页上直接打印；要图片，请管理员装上 fonts-noto-cjk。"
PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc", "/System/Library/Fonts/STHeiti Medium.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc", "C:/Windows/Fonts/msyhbd.ttc", "C:/Windows/Fonts/simhei.ttf",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """What stands on it. `phones` are (name and post, number)."""

    village: str
    above: str
    address: str
    phones: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """Words centred on the sheet: their base line from the top and their size, in points."""

    words: str
    base: float
    size: float


@dataclass(frozen=True)
class Font:
    """A font file with Chinese letters, and which of the faces in it."""

    path: str
    number: int


def code_for(address: str) -> segno.QRCode:
    """The code to scan; it can still be read when a quarter of it is dirty."""
    return segno.make(address, error="q", micro=False)


def lines(sheet: Sheet) -> list[Line]:
    """The words of the sheet, each no wider than the paper."""
    found = [
        Line(sheet.above, 78, 22), Line(sheet.village, 142, 60), Line("扫一扫，反映问题、许心愿", 206, 36),
        Line("不用下载，不用注册；办没办好，您说了算", QR_TOP + QR_SIDE + 26, 20),
        Line("不会扫的，用手机打开这个网址", QR_TOP + QR_SIDE + 62, 15), Line(sheet.address, QR_TOP + QR_SIDE + 88, 20),
    ]  # fmt: skip
    base = QR_TOP + QR_SIDE + 134
    if sheet.phones:
        found.append(Line("也可以打电话", base, 18))
        for who, number in sheet.phones[:MOST_PHONES]:
            base += 30
            found.append(Line(f"{who}　{number}", base, 22))
    found.append(Line("不想在网上办，就到村部说，我们替您填", HEIGHT - 40, 16))
    return [
        Line(line.words, line.base, min(line.size, line.size * (WIDTH - 2 * MARGIN) / _width(line)))
        for line in found
        if line.words
    ]


def _width(line: Line) -> float:
    """About how wide: Chinese letters are square, the others a good half."""
    return sum(line.size * (1 if east_asian_width(letter) in "WF" else 0.6) for letter in line.words)


def pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF, all in black."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    canvas.setTitle(f"{sheet.village} 扫一扫")
    side = QR_SIDE / (len(code_for(sheet.address).matrix) + 2 * QUIET)
    left = (WIDTH - QR_SIDE) / 2
    squares = canvas.beginPath()
    for row, column in dark(sheet.address):
        squares.rect(left + (column + QUIET) * side, HEIGHT - QR_TOP - (row + QUIET + 1) * side, side, side)
    canvas.drawPath(squares, stroke=0, fill=1)
    font = find_font()
    for line in lines(sheet):
        if font is None:
            _named(canvas, line)
        else:
            _outlined(canvas, line, font)
    canvas.save()
    return file.getvalue()


def _named(canvas: Canvas, line: Line) -> None:
    name = "STSong-Light"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    canvas.setFont(name, line.size)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - line.base, line.words)


def _outlined(canvas: Canvas, line: Line, font: Font) -> None:
    letters = _letters(font)
    scale = line.size / letters.units
    glyphs = [letters.glyph(letter) for letter in line.words]
    x = (WIDTH - sum(glyph.width for glyph in glyphs) * scale) / 2
    for glyph in glyphs:
        outline = canvas.beginPath()
        _copy(glyph, letters, outline, x, HEIGHT - line.base, scale)
        canvas.drawPath(outline, stroke=0, fill=1)
        x += glyph.width * scale


def _copy(glyph: Any, letters: Letters, outline: Any, x: float, y: float, scale: float) -> None:
    pen = ReportLabPen(letters.glyphs, Outline())
    glyph.draw(pen)
    points = iter(pen.path.points)

    def place(number: int) -> list[float]:
        return [value for _ in range(number) for value in (x + next(points) * scale, y + next(points) * scale)]

    for operator in pen.path.operators:
        if operator == 0:
            outline.moveTo(*place(1))
        elif operator == 1:
            outline.lineTo(*place(1))
        elif operator == 2:
            outline.curveTo(*place(3))
        else:
            outline.close()


def png(sheet: Sheet) -> bytes:
    """The sheet as PNG in greys, 300 dots an inch. Raises NotNow when this machine has no Chinese font."""
    font = find_font()
    if font is None:
        raise NotNow(NO_FONT)
    scale = DOTS_PER_INCH / 72
    paper = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    draw = ImageDraw.Draw(paper)
    modules = len(code_for(sheet.address).matrix) + 2 * QUIET
    # Whole dots for each square, or some would be wider than others.
    side = int(QR_SIDE * scale) // modules
    left, top = (paper.width - modules * side) // 2, round(QR_TOP * scale) + (round(QR_SIDE * scale) - modules * side) // 2
    for row, column in dark(sheet.address):
        x, y = left + (column + QUIET) * side, top + (row + QUIET) * side
        draw.rectangle((x, y, x + side - 1, y + side - 1), fill=0)
    for line in lines(sheet):
        face = ImageFont.truetype(font.path, round(line.size * scale), index=font.number)
        draw.text((paper.width / 2, line.base * scale), line.words, fill=0, font=face, anchor="ms")
    file = BytesIO()
    paper.save(file, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), optimize=True)
    return file.getvalue()


def dark(address: str) -> list[tuple[int, int]]:
    """The dark squares of the code as (row, column)."""
    return [(r, c) for r, row in enumerate(code_for(address).matrix) for c, is_dark in enumerate(row) if is_dark]


class Letters:
    """The outlines of a font."""

    def __init__(self, font: Font) -> None:
        opened = TTFont(font.path, fontNumber=font.number, lazy=True)
        self.units = opened["head"].unitsPerEm
        self.names = opened.getBestCmap()
        self.glyphs = opened.getGlyphSet()

    def glyph(self, letter: str) -> Any:
        """The outline of a letter; the font's own box for one that it does not have."""
        return self.glyphs[self.names.get(ord(letter), ".notdef")]


@lru_cache(maxsize=2)
def _letters(font: Font) -> Letters:
    return Letters(font)


@lru_cache(maxsize=1)
def find_font() -> Font | None:
    """A font of this machine with Chinese letters: the configured one, what fontconfig recommends, or in one of the usual places."""
    for path, number in ((settings.POSTER_FONT, None), _recommended(), *((place, None) for place in PLACES)):
        if path and Path(path).is_file() and (found := _with_chinese(path, number)) is not None:
            return found
    return None


def _recommended() -> tuple[str, int | None]:
    program = shutil.which("fc-match")
    if program is None:
        return "", None
    asked = [program, "-f", "%{file}\n%{index}", "sans:bold:lang=zh-cn"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return "", None
    path, _, number = said.partition("\n")
    return path, int(number) & 0xFFFF if number.strip().isdigit() else None


def _with_chinese(path: str, number: int | None) -> Font | None:
    """The face in a file that has Chinese letters; of several languages' faces the one for 简体."""
    try:
        if not path.lower().endswith((".ttc", ".otc")):
            return Font(path, 0) if _has_chinese(TTFont(path, lazy=True)) else None
        with TTCollection(path, lazy=True) as faces:
            names = [str(face["name"].getDebugName(1)) for face in faces.fonts]
            simplified = next((at for at, name in enumerate(names) if name.endswith(" SC")), None)
            chosen = simplified if simplified is not None else number or 0
            return Font(path, chosen) if _has_chinese(faces.fonts[chosen]) else None
    except (TTLibError, OSError, KeyError, IndexError):
        return None


def _has_chinese(font: TTFont) -> bool:
    return {ord(letter) for letter in "村社区扫"} <= set(font.getBestCmap() or ())
