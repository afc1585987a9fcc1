"""Reading a file of residents' requests: CSV in the encodings of the trade, or a workbook; headings in English or Chinese.

Knows no model. What cannot be taken is said with row (as a spreadsheet counts: the heading is row 1) and column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from minqing.lib.refusal import NotNow
from minqing.lib.xlsx import NotAWorkbook, open_workbook

LONGEST_ID, LONGEST_TEXT = 60, 20_000
ENCODINGS = ("utf-8-sig", "gb18030")
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "编号", "留言编号", "工单编号", "诉求编号"),
    "subject": ("subject", "title", "主题", "标题", "留言主题", "诉求标题"),
    "asked_at": ("asked_at", "asked_on", "时间", "留言时间", "提出时间", "受理时间", "诉求时间"),
    "text": ("text", "内容", "详情", "留言详情", "留言内容", "诉求内容"),
    "answer": ("answer", "答复", "答复意见", "答复内容", "办理结果"),
    "answered_at": ("answered_at", "answered_on", "答复时间", "办结时间"),
    "votes_against": ("against", "votes_against", "反对数"),
    "votes_for": ("for", "votes_for", "点赞数", "赞成数"),
}
SAID = {
    "id": "编号", "subject": "标题", "asked_at": "提出时间", "text": "内容", "answer": "答复", "answered_at": "答复时间", "votes_against": "反对数",
    "votes_for": "点赞数",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?(?:[\sT].*)?", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """A row that was not taken: `column` as the file names it, `problem` a word for scripts, `message` a sentence for people."""

    row: int
    column: str
    problem: str
    message: str


class Unreadable(Exception):
    """A cell that cannot be taken."""

    def __init__(self, name: str, problem: str, message: str) -> None:
        super().__init__(message)
        self.name, self.problem, self.message = name, problem, message


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `answered_on` and `answer` are there together or not at all; votes are None where the file has none."""

    row: int
    id: str
    subject: str
    text: str
    asked_on: date
    answer: str = ""
    answered_on: date | None = None
    votes_for: int | None = None
    votes_against: int | None = None

    @property
    def days(self) -> int | None:
        """Days from asking to the answer."""
        return (self.answered_on - self.asked_on).days if self.answered_on else None


@dataclass
class RequestFile:
    """What a file holds. `sort` says which sort of list it is: answered requests, voted ones, or plain ones."""

    sort: str
    requests: list[Request] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(content: bytes, *, filename: str, today: date) -> RequestFile:
    """Read a whole file. Raises NotNow when it is no list of requests at all."""
    rows = iter(_rows(content, filename))
    heads = next(rows, (1, []))[1]
    columns = _columns([str(cell) for cell in heads])
    sort = (
        "answered" if "answered_at" in columns else "voted" if "votes_for" in columns or "votes_against" in columns else "plain"
    )
    found, seen = RequestFile(sort), dict[str, int]()
    for number, cells in rows:
        values = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if not any(_words(value) for value in values.values()):
            continue
        try:
            request = _request(number, values, today)
            if request.id in seen:
                raise Unreadable(
                    "id", "twice", f"编号 {request.id} 在第 {seen[request.id]} 行有过了，这一行没记；删掉重复的那行。"
                )
        except Unreadable as trouble:
            column = str(heads[columns[trouble.name]]) if trouble.name in columns else SAID[trouble.name]
            found.problems.append(
                Problem(number, column.strip().lstrip("\ufeff"), trouble.problem, f"第 {number} 行{trouble.message}")
            )
        else:
            seen[request.id] = number
            found.requests.append(request)
    return found


def _rows(content: bytes, filename: str) -> Iterable[tuple[int, Sequence[Any]]]:
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        return _sheet_rows(content, filename)
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _csv_rows(text.replace("\0", ""))
    raise NotNow(f"{filename} 的编码认不出来，另存成 UTF-8 的 CSV 再来。")


def _sheet_rows(content: bytes, filename: str) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        with open_workbook(io.BytesIO(content), filename) as book:
            sheet = next(book.sheets(), None)
            yield from sheet.rows() if sheet is not None else ()
    except NotAWorkbook as trouble:
        raise NotNow(str(trouble)) from None


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows by their number in a spreadsheet: a cell of several lines is still one row."""
    csv.field_size_limit(10_000_000)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline="")), 1)
    except csv.Error:
        raise NotNow("这份 CSV 读到一半读不下去了，用表格软件打开看看引号和换行，另存一份再来。") from None


def _columns(heads: Sequence[str]) -> dict[str, int]:
    plain = [head.strip().lstrip("\ufeff").lower() for head in heads]
    found = {name: plain.index(word) for name, words in HEADINGS.items() for word in words[::-1] if word in plain}
    missing = [SAID[name] for name in ("id", "asked_at") if name not in found]
    if "subject" not in found and "text" not in found:
        missing.append("标题或内容")
    if missing:
        raise NotNow(
            f"第 1 行没有这几列：{'、'.join(missing)}。列名写成 id、subject、asked_at、text，或留言编号、留言主题、留言时间、留言详情。"
        )
    return found


def _request(row: int, values: Mapping[str, Any], today: date) -> Request:
    source_id = _words(values["id"])
    if not source_id:
        raise Unreadable("id", "missing", "没有编号，补上再导入这一行。")
    if len(source_id) > LONGEST_ID:
        raise Unreadable("id", "too_long", f"的编号太长，写在 {LONGEST_ID} 个字以内。")
    subject, text = _words(values.get("subject", "")), str(values.get("text", "") or "").strip()
    if not subject and not text:
        name = "text" if "text" in values else "subject"
        raise Unreadable(name, "missing", "标题和内容都空着，不知道是什么事，补上一样再导入。")
    asked_on = _day(values, "asked_at", today)
    if asked_on is None:
        raise Unreadable("asked_at", "missing", "没写什么时候提的，补上日期再导入。")
    answer, answered_on = _answer(values, asked_on, today)
    return Request(
        row, source_id, subject, text[:LONGEST_TEXT], asked_on, answer[:LONGEST_TEXT], answered_on, _votes(values, "votes_for"),
        _votes(values, "votes_against"),
    )  # fmt: skip


def _answer(values: Mapping[str, Any], asked_on: date, today: date) -> tuple[str, date | None]:
    answer, answered_on = str(values.get("answer", "") or "").strip(), _day(values, "answered_at", today)
    if answer and answered_on is None:
        raise Unreadable("answered_at", "missing", "有答复，没写哪天答复的，补上日期再导入。")
    if answered_on is not None and not answer:
        raise Unreadable("answer", "missing", "写了答复的日期，没有答复的话，补上或者把日期去掉。")
    if answered_on is not None and answered_on < asked_on:
        raise Unreadable("answered_at", "before", f"答复（{answered_on}）比提出（{asked_on}）还早，看看哪个日期写错了。")
    return answer, answered_on


def _day(values: Mapping[str, Any], name: str, today: date) -> date | None:
    value = values.get(name, "")
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    else:
        said = _words(value)
        if not said:
            return None
        found = _DAY.fullmatch(said)
        try:
            day = date(*map(int, found.groups())) if found else date.min
        except ValueError:
            day = date.min
    if not 1949 < day.year < 2200:
        raise Unreadable(name, "unreadable", f"的{SAID[name]}「{_words(value)[:20]}」看不懂，写成 2026-04-22 这样。")
    if day > today:
        raise Unreadable(name, "future", f"的{SAID[name]} {day} 还没到，看看日期写错没有。")
    return day


def _votes(values: Mapping[str, Any], name: str) -> int | None:
    value = values.get(name, "")
    said = f"{value:g}" if isinstance(value, float) else _words(value)
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and int(said) < 2**31):
        raise Unreadable(name, "unreadable", f"的{SAID[name]}「{said[:20]}」不是数，写成 0、12 这样的整数。")
    return int(said)


def _words(value: Any) -> str:
    """A cell's words on one line; whole numbers of a workbook without the point that it gives them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value if value is not None else "").split())


def read_file(path: Path, *, today: date) -> RequestFile:
    """Read a file by its path. Raises NotNow, OSError."""
    return read(path.read_bytes(), filename=path.name, today=today)
