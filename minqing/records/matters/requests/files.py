"""Reading a file of residents' requests: CSV in the encodings of the trade, or a workbook; headings in English or Chinese.

Knows no model. What cannot be taken is said with row (as a spreadsheet counts: the heading is row 1) and column.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from unicodedata import normalize

from minqing.lib.codes import partial_date
from minqing.lib.delimited import SUFFIXES
from minqing.lib.refusal import NotNow
from minqing.lib.xlsx import NotAWorkbook, open_workbook

LONGEST_ID, LONGEST_TEXT = 60, 20_000
SEARCHED = 30
"""A heading stands within the first so many filled rows of a sheet, or the sheet is no list of requests."""
_FROM = "留言|诉求|来信|来电|来访|信件|信访件?|信访事项|工单|案件|事项|问题|投诉|反映|热线|求助|建议|咨询|件"
# The order of the words of one name is their preference: 留言时间 is nearer to the resident than 登记时间.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": (r"id", rf"(?:{_FROM}|受理|登记)(?:编号|单号|号码?|流水号|代码|id)", r"编号|单号|流水号|受理单号"),
    "subject": (r"subject|title", rf"(?:{_FROM})?的?(?:主题|标题|题目|名称)", r"事由|(?:反映|诉求)事项"),
    "asked_at": (
        r"asked_(?:at|on)", rf"(?:{_FROM}|提出|提交|发布|申请|发表|上报|写信|拨打)的?(?:时间|日期)", r"(?:创建|登记|受理|接收|接件|收件|收到|接电)(?:时间|日期)",
        r"时间|日期|time|date|created_at",
    ),
    "text": (
        r"text|content", rf"(?:{_FROM}|主要|具体|详细)的?(?:内容|详情|描述|正文|情况)", r"内容|详情|描述|正文", r"(?:反映|群众)的?(?:问题|诉求)|诉求|留言",
    ),
    "answer": (r"answer|reply", r"(?:官方|单位|部门)?(?:答复|回复)(?:意见|内容|详情|情况|结果)?", r"(?:办理|处理|反馈|办结|处置)(?:意见|内容|结果|情况|详情|答复)"),
    "answered_at": (r"(?:answered|replied)_(?:at|on)", r"(?:答复|回复|反馈)(?:时间|日期)", r"(?:办结|办理完成|处理|处置|完成|结案|办理)(?:时间|日期)"),
    "votes_against": (r"(?:votes_)?against", r"(?:反对|踩)(?:人?数|量|票数?)?"),
    "votes_for": (r"(?:votes_)?for", r"(?:点赞|赞成|支持|赞同)(?:人?数|量|票数?)?"),
}  # fmt: skip
SAID = {
    "id": "编号", "subject": "标题", "asked_at": "提出时间", "text": "内容", "answer": "答复", "answered_at": "答复时间", "votes_against": "反对数",
    "votes_for": "点赞数",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?(?:[\sT(（上下早中晚凌].*)?", re.DOTALL)
_SOLID_MOMENT = re.compile(r"((?:19|20)\d{6})\s*\d{4}(?:\d{2})?")
_COUNT = re.compile(r"(\d+)\s*[人票次个]?")


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
    """Read a whole file: all its sheets that hold a list of requests. Raises NotNow when none does."""
    found = RequestFile("plain")
    seen: dict[str, str] = {}
    sheets = 0
    for sheet, rows in _sheets(content, filename):
        table = _Table.under_heading(rows, sheet)
        if table is not None:
            sheets += 1
            table.read(rows, found, seen, today)
    if not sheets:
        raise NotNow(
            f"{filename} 里没找到请求的清单：要有一行列名，里面至少有提出时间，还有标题或内容，比如留言编号、留言主题、留言时间、留言详情。"
        )
    return found


def _sheets(content: bytes, filename: str) -> Iterator[tuple[str, Iterator[tuple[int, Sequence[Any]]]]]:
    """(name, rows) of each sheet; the name is empty where there is one sheet only."""
    is_book = content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0"
    name = filename if is_book or filename.lower().endswith(SUFFIXES) else f"{filename}.csv"
    try:
        with open_workbook(io.BytesIO(content), name) as book:
            several = is_book and sum(1 for _ in book.sheets()) > 1
            for sheet in book.sheets():
                yield sheet.name if several else "", sheet.rows()
    except NotAWorkbook as trouble:
        raise NotNow(trouble.sentence) from None


class _Table:
    """The rows under one heading."""

    def __init__(self, sheet: str, heads: Sequence[Any], columns: dict[str, int]) -> None:
        self.place = f"“{sheet}”" if sheet else ""
        self.heads, self.columns = heads, columns

    @classmethod
    def under_heading(cls, rows: Iterator[tuple[int, Sequence[Any]]], sheet: str) -> _Table | None:
        """Take rows until one is a heading, past titles and notes above it; None when none is."""
        for _, cells in islice(rows, SEARCHED):
            columns = _columns(cells)
            if "asked_at" in columns and columns.keys() & {"subject", "text"}:
                return cls(sheet, cells, columns)
        return None

    def read(self, rows: Iterator[tuple[int, Sequence[Any]]], found: RequestFile, seen: dict[str, str], today: date) -> None:
        if "answered_at" in self.columns:
            found.sort = "answered"
        elif found.sort == "plain" and self.columns.keys() & {"votes_for", "votes_against"}:
            found.sort = "voted"
        for number, cells in rows:
            values = {name: cells[at] if at < len(cells) else "" for name, at in self.columns.items()}
            if not any(_words(value) for value in values.values()) or self._is_no_request(cells, values):
                continue
            try:
                request = _request(number, values, today)
                self._once(request, seen)
            except Unreadable as trouble:
                found.problems.append(self._problem(number, trouble))
            else:
                seen[request.id] = f"{self.place}第 {number} 行"
                found.requests.append(request)

    def _is_no_request(self, cells: Sequence[Any], values: Mapping[str, Any]) -> bool:
        """The heading once more, or a line that sums up or is signed: 合计：12件, 填表人."""
        if [_plain(cell) for cell in cells] == [_plain(cell) for cell in self.heads]:
            return True
        if _words(values["asked_at"]):
            return False
        first = _plain(next((cell for cell in cells if cell != ""), ""))
        return _SUM.match(first) is not None or _FOOT.match(first) is not None

    def _once(self, request: Request, seen: Mapping[str, str]) -> None:
        if request.id not in seen:
            return
        if "id" in self.columns:
            said = f"编号 {request.id} 在{seen[request.id]}有过了，这一行没记；删掉重复的那行。"
        else:
            said = f"和{seen[request.id]}一模一样，这一行没记；删掉重复的那行。"
        raise Unreadable("id", "twice", said)

    def _problem(self, number: int, trouble: Unreadable) -> Problem:
        column = str(self.heads[self.columns[trouble.name]]) if trouble.name in self.columns else SAID[trouble.name]
        return Problem(number, column.strip().lstrip("\ufeff"), trouble.problem, f"{self.place}第 {number} 行{trouble.message}")


_SUM = re.compile(r"(?:小|合|总|共)计")
_FOOT = re.compile(r"(?:制表|填表|填报|审核|审批|统计|经办|负责人|注[:：]?|备注|说明|日期|联系人)")


def _plain(head: Any) -> str:
    """A heading for comparing: half-width, without blanks, brackets and marks, in small letters."""
    text = re.sub(r"\s+", "", normalize("NFKC", head if isinstance(head, str) else "")).lstrip("\ufeff")
    return re.sub(r"[(\[【].*?[)\]】]", "", text).strip("*:.、 ").lower()


def _columns(heads: Sequence[Any]) -> dict[str, int]:
    plain = [_plain(head) for head in heads]
    found: dict[str, int] = {}
    for name, patterns in HEADINGS.items():
        for pattern in patterns:
            at = next((at for at, head in enumerate(plain) if at not in found.values() and re.fullmatch(pattern, head)), None)
            if at is not None:
                found[name] = at
                break
    return found


def _request(row: int, values: Mapping[str, Any], today: date) -> Request:
    source_id = _words(values["id"]) if "id" in values else ""
    if not source_id and "id" in values:
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
    source_id = source_id or _id_by_words(asked_on, subject, text)
    return Request(
        row, source_id, subject, text[:LONGEST_TEXT], asked_on, answer[:LONGEST_TEXT], answered_on, _votes(values, "votes_for"),
        _votes(values, "votes_against"),
    )  # fmt: skip


def _id_by_words(asked_on: date, subject: str, text: str) -> str:
    """A list without numbers (序号 is none: the next list begins with 1 again): the same words of the same day are the same request."""
    return "无编号-" + hashlib.sha256(f"{asked_on}\0{subject}\0{' '.join(text.split())}".encode()).hexdigest()[:16]


def _answer(values: Mapping[str, Any], asked_on: date, today: date) -> tuple[str, date | None]:
    answer = str(values.get("answer", "") or "").strip()
    answer = "" if answer in _NOTHING else answer
    answered_on = _day(values, "answered_at", today)
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
    elif isinstance(value, float) and 20_000 < value < 80_000:
        day = date(1899, 12, 30) + timedelta(days=int(value))  # a day as Excel counts it, shown as a number
    else:
        said = _words(value)
        if not said or said in _NOTHING:
            return None
        day = _said_day(said)
    if not 1949 < day.year < 2200:
        raise Unreadable(name, "unreadable", f"的{SAID[name]}「{_words(value)[:20]}」看不懂，写成 2026-04-22 这样。")
    if day > today:
        raise Unreadable(name, "future", f"的{SAID[name]} {day} 还没到，看看日期写错没有。")
    return day


_NOTHING = frozenset(["无", "/", "-", "—", "——", "暂无", "未答复", "未回复", "未办结", "NULL", "null"])


def _said_day(said: str) -> date:
    """The day of a text, `date.min` when it says none."""
    text = normalize("NFKC", said)
    moment = _SOLID_MOMENT.fullmatch(text)
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups()))
        part = partial_date(moment[1] if moment else text)
        return date(part.year, part.month, part.day) if part and part.month and part.day and not part.short else date.min
    except ValueError:
        return date.min


def _votes(values: Mapping[str, Any], name: str) -> int | None:
    value = values.get(name, "")
    said = normalize("NFKC", f"{value:.10g}" if isinstance(value, float) else _words(value)).replace(",", "")
    if not said or said in _NOTHING:
        return None
    counted = _COUNT.fullmatch(said)
    said = counted[1] if counted else said
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
