"""A brief as a Word file, set as GB/T 9704-2012 sets official papers.

A4, margins 37/35/28/26 mm, 28-point lines, 仿宋 16 points, headings in 黑体, title in 小标宋 22 points, page number outside in
the foot. Each figure is a run-level content control whose tag is `figure:KEY:PLACE:FROM:TO` with days as 20260401: Word allows a
tag 64 characters and calls a file with a longer one broken.
"""

from __future__ import annotations

from datetime import date
from typing import IO, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from minqing.ledgers.briefs.brief import Brief, Line, Said
from minqing.readings.figures.catalogue import FIGURES

TITLE_FONT, BODY_FONT, HEAD_FONT, LATIN_FONT, FOOT_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "Times New Roman", "宋体"
TITLE_SIZE, BODY_SIZE, SMALL_SIZE, FOOT_SIZE = 22, 16, 12, 14
LINE_SPACING = Pt(28)
PREFIX = "figure"
MOST_TAG = 64


def write(target: IO[bytes], brief: Brief, *, on: date) -> None:
    """Write a brief as .docx; `on` is the day that stands under it."""
    document = Document()
    set_up(document, title=brief.title, unit=brief.unit)
    paper = Paper(document)
    for line in brief.lines:
        paper.add(line)
    paper.sign(brief.unit, on)
    paper.small(closing_note(brief))
    document.save(target)


def closing_note(brief: Brief) -> str:
    """The line at the end that says up to when the figures go."""
    last = brief.month.last
    return f"数据截至{last.year}年{last.month}月{last.day}日，每个数都能在系统里点开。"


def tag_of(said: Said) -> str:
    """The tag by which a figure is found again in the file."""
    if said.first is None or said.last is None:
        raise ValueError("not a figure")
    tag = f"{PREFIX}:{said.key}:{said.place}:{said.first:%Y%m%d}:{said.last:%Y%m%d}"
    if len(tag) > MOST_TAG:
        raise ValueError(f"tag too long for Word: {tag}")
    return tag


class Paper:
    """The document under way."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.controls = 0

    def add(self, line: Line) -> None:
        """One paragraph."""
        paragraph = self.document.add_paragraph()
        font, size = {"title": (TITLE_FONT, TITLE_SIZE), "heading": (HEAD_FONT, BODY_SIZE)}.get(line.kind, (BODY_FONT, BODY_SIZE))
        if line.kind == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = LINE_SPACING
            paragraph.style = self.document.styles["Title"]
        else:
            _indent(paragraph)
            paragraph.paragraph_format.keep_with_next = line.kind in ("heading", "sign")
            if line.kind == "heading":
                paragraph.style = self.document.styles["Heading 1"]
        for said in line.said:
            if said.key:
                self._figure(paragraph, said, font, size)
            else:
                letter(paragraph.add_run(said.text), font, size)

    def _figure(self, paragraph: Any, said: Said, font: str, size: int) -> None:
        run = paragraph.add_run(said.text)
        letter(run, font, size)
        self.controls += 1
        control, known, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
        # The schema wants them in this order.
        for name, value in (("alias", FIGURES[said.key].title), ("tag", tag_of(said)), ("id", str(self.controls))):
            element = OxmlElement(f"w:{name}")
            element.set(qn("w:val"), value)
            known.append(element)
        known.append(OxmlElement("w:text"))
        control.append(known)
        control.append(content)
        run._r.addprevious(control)
        content.append(run._r)

    def sign(self, unit: str, on: date | None) -> None:
        """Who says it, and when (None: left open for the hand): at the right, four characters in, as under an official paper."""
        day = f"{on.year}年{on.month}月{on.day}日" if on is not None else "　　年　　月　　日"
        for text, before in ((unit, LINE_SPACING), (day, Pt(0))):
            paragraph = self.document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.space_before = before
            paragraph.paragraph_format.right_indent = Pt(4 * BODY_SIZE)
            paragraph.paragraph_format.keep_with_next = before > 0
            letter(paragraph.add_run(text), BODY_FONT, BODY_SIZE)

    def small(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = LINE_SPACING
        letter(paragraph.add_run(text), BODY_FONT, SMALL_SIZE)


def set_up(document: Any, *, title: str, unit: str) -> None:
    """Page, fonts, page numbers; who says what."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    for name in ("Normal", "Title", "Heading 1"):
        _plain_style(document.styles[name])
    _chinese(document.styles)
    document.core_properties.title = title
    document.core_properties.author = unit
    document.core_properties.language = "zh-CN"
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _plain_style(style: Any) -> None:
    """Black, without borders, in 28-point lines: Word's own title and heading styles are blue and ruled."""
    body = style.name == "Normal"
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE_SPACING
    form.space_before = form.space_after = Pt(0)
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    letter(style, BODY_FONT if body else HEAD_FONT, BODY_SIZE)


def _chinese(styles: Any) -> None:
    """Text is Chinese of the mainland, or full-width commas stand in the middle; no extra gap beside a figure."""
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    properties = styles["Normal"].element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        switch = OxmlElement(name)
        switch.set(qn("w:val"), "0")
        # The schema wants both before the spacing.
        properties.find(qn("w:spacing")).addprevious(switch)


def letter(thing: Any, font: str, size: int) -> None:
    """Set a run or style in a font, Latin letters beside it in theirs."""
    thing.font.name, thing.font.size = LATIN_FONT, Pt(size)
    fonts = thing.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    # 方正小标宋 and 黑体 have digits of their own: Latin ones beside them look thin.
    if font in (TITLE_FONT, HEAD_FONT):
        fonts.set(qn("w:ascii"), font)
        fonts.set(qn("w:hAnsi"), font)


def _indent(paragraph: Any) -> None:
    """Two characters, said in characters so that it follows the font's size."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(2 * BODY_SIZE * 20))


def _page_number(footer: Any, side: Any) -> None:
    """— 1 — in 14-point 宋体, at the outer side of the page, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    form = paragraph.paragraph_format
    if side == WD_ALIGN_PARAGRAPH.RIGHT:
        form.right_indent = Pt(FOOT_SIZE)
    else:
        form.left_indent = Pt(FOOT_SIZE)
    letter(paragraph.add_run("— "), FOOT_FONT, FOOT_SIZE)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number = paragraph.add_run("1")
    letter(number, FOOT_FONT, FOOT_SIZE)
    number._r.addprevious(field)
    field.append(number._r)
    letter(paragraph.add_run(" —"), FOOT_FONT, FOOT_SIZE)
