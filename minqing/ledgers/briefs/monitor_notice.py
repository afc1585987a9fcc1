"""公示 and 公告 of monitoring in Word: who is (to be) recognised or released, as it hangs in the village (RULES.md 3.1).

Only what may hang there is ever read: the head's name, the natural group, how many they are, the class, the days. ID and telephone
numbers, bank accounts, illness and what was written in words anywhere are not looked at, so they cannot slip in.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from minqing.ground.journal import note
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.ledgers import asking
from minqing.ledgers.briefs.brief import Line, Said
from minqing.ledgers.briefs.paper import BODY_FONT, BODY_SIZE, HEAD_FONT, Paper, letter, set_up
from minqing.records.matters.models import Matter
from minqing.records.matters.models.monitor import Monitoring, MonitorNotice
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.monitoring.order import RELEASE
from minqing.records.matters.rights import matter_for

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADINGS = ("序号", "户主", "所在组", "家庭人口", "类别")
# A telephone, card or account number that somebody typed into a name or an address.
_NUMBER = re.compile(r"[0-9０-９Xx][0-9０-９Xx \-]{4,}")
_NOT_A_NAME = re.compile(r"[（(].*?[)）]|[^一-鿿㐀-䶿·a-zA-Z ]")
WIDTHS = (16, 30, 30, 30, 50)
MOST_NAME, MOST_GROUP = 20, 20


@dataclass(frozen=True)
class Notice:
    """What the paper says: its title, paragraphs, the one row of its table, who signs it and on which day."""

    title: str
    before: tuple[str, ...]
    row: tuple[str, ...]
    after: tuple[str, ...]
    unit: str
    on: date

    @property
    def file_name(self) -> str:
        return f"{self.title}.docx"

    @property
    def words(self) -> str:
        """Everything that stands on the paper."""
        return "\n".join((self.title, *self.before, *self.row, *self.after, self.unit))


def compose(matter: Matter, notice: MonitorNotice) -> Notice:
    """The words of one notice. Reads nothing of the file but its days, class and steps."""
    file: Monitoring = matter.details
    release, publicity = notice.way == RELEASE, notice.step == "publicity"
    what = "标注风险消除" if release else "纳入防止返贫监测对象"
    title = f"防止返贫监测对象{'风险消除' if release else ''}{'公示' if publicity else '公告'}"
    village = matter.place.short_name
    township = matter.place.parent.short_name if matter.place.parent is not None else ""
    if publicity:
        before = f"按照防止返贫动态监测和帮扶的规定，经{_steps_before(file, notice)}，拟将下面这一户{what}，现在公示。"
        after = (
            f"公示时间：{_day(notice.on)}至{_day(notice.until_on or notice.on)}。",
            f"有不同意见的，请在公示期内向{village}村民委员会或者{township}反映，也可以拨打 12317。",
        )
    else:
        before = f"按照防止返贫动态监测和帮扶的规定，经{_steps_before(file, notice)}，下面这一户已经批准{what}，现在公告。"
        follow = ("消除以后继续跟踪，正在享受的帮扶按合同和规定执行。",) if release else ()
        after = (*follow, f"有不同意见的，可以向{township}反映，也可以拨打 12317。")
    unit = (
        f"{village}村民委员会"
        if publicity
        else f"{asking.full_name(matter.place.parent)}人民政府"
        if matter.place.parent
        else village
    )
    return Notice(title, (before,), _row(matter, file), after, unit, notice.on)


def _steps_before(file: Monitoring, notice: MonitorNotice) -> str:
    order = file.release if notice.way == RELEASE else file.recognise
    steps = [monitor_order.STEPS[step] for step in monitor_order.before(order, notice.step) if step != "consent"]
    return "、".join(steps)


def _row(matter: Matter, file: Monitoring) -> tuple[str, ...]:
    home = matter.household
    if home is None:
        return ("1", "", "", "", file.klass_title)
    return ("1", name_alone(home.head_name), group_alone(home.section), f"{home.size} 人", file.klass_title)


def name_alone(name: str) -> str:
    """A head's name without whatever else somebody typed beside it: numbers, remarks in brackets.

    >>> name_alone("李桂兰（脑梗，13900001111）")
    '李桂兰'
    """
    return _NOT_A_NAME.sub("", name).strip()[:MOST_NAME]


def group_alone(section: str) -> str:
    """The natural group: the first word of what the ledger has, without long numbers and remarks."""
    plain = re.split(r"[\s（(，,、]", section.strip(), maxsplit=1)[0]
    return _NUMBER.sub("", plain)[:MOST_GROUP]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def write(target: IO[bytes], notice: Notice) -> None:
    """The notice as .docx, set like the other papers."""
    document = Document()
    set_up(document, title=notice.title, unit=notice.unit)
    paper = Paper(document)
    paper.add(Line("title", (Said(notice.title),)))
    for words in notice.before:
        paper.add(Line("body", (Said(words),)))
    _table(document, notice.row)
    for words in notice.after:
        paper.add(Line("body", (Said(words),)))
    paper.sign(notice.unit, notice.on)
    document.save(target)


def _table(document: Any, row: tuple[str, ...]) -> None:
    table = document.add_table(rows=2, cols=len(HEADINGS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for line, (texts, font) in enumerate(((HEADINGS, HEAD_FONT), (row, BODY_FONT))):
        for cell, text, width in zip(table.rows[line].cells, texts, WIDTHS, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            letter(cell.paragraphs[0].add_run(text), font, BODY_SIZE - 2)


@may("brief.make")
@require_POST
def download(request: ScopedRequest, pk: UUID, notice: UUID) -> HttpResponse:
    """下载 Word: one notice of a household that the viewer may read."""
    matter = matter_for(request.scope, pk)
    if not request.scope.may("brief.make", matter.place_id):
        raise PermissionDenied("你的岗位不能出公示，请有权限的人来出。")
    found = MonitorNotice.objects.filter(matter=matter, pk=notice).first()
    if found is None:
        raise Http404("没有这张公示。")
    made = compose(matter, found)
    target = io.BytesIO()
    write(target, made)
    with transaction.atomic():
        note("brief.make", found, by=request.user, on=timezone.localdate(), place=matter.place_id, after={"title": made.title})
    target.seek(0)
    # `may` speaks of HttpResponse; a streamed one does as well.
    return cast("HttpResponse", FileResponse(target, as_attachment=True, filename=made.file_name, content_type=DOCX))


def papers(matter: Matter, scope: Scope, today: date) -> dict[str, Any] | None:
    """For the matter's page: its notices, each to be had in Word."""
    if matter.kind != "monitor" or not scope.may("brief.make", matter.place_id):
        return None
    found = list(MonitorNotice.objects.filter(matter=matter).order_by("-on", "-id"))
    return {"notices": found, "matter": matter} if found else None
