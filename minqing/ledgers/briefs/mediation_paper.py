"""Papers of one dispute in Word: 人民调解协议书 (人民调解法 art. 29), 口头协议登记表 (art. 28), and the whole file 调解卷宗 (art. 27).

They are for the parties and mediators alone: whoever may not see the dispute's file gets none of them. Telephone numbers stand on none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm

from minqing.ledgers import asking
from minqing.ledgers.briefs.brief import Line, Said
from minqing.ledgers.briefs.paper import BODY_FONT, HEAD_FONT, SMALL_SIZE, Paper, letter, set_up
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.models.agreement import Agreement
from minqing.records.matters.models.dispute import Dispute, DisputeParty, MediationSession

TABLE_SIZE = SMALL_SIZE
WIDTHS = (Mm(36), Mm(120))
Pairs = Sequence[tuple[str, str]]
# A heading, a paragraph of running text, an item of its own line, a line to sign on, or a table of names and values.
Part = tuple[str, str] | tuple[str, Pairs]


@dataclass(frozen=True)
class MediationPaper:
    """One paper: its title, its parts in order, who issues it and the day under it (None: left open to be written by hand)."""

    title: str
    parts: tuple[Part, ...]
    unit: str
    on: date | None
    file_name: str


def agreement_paper(matter: Matter, *, on: date) -> MediationPaper:
    """人民调解协议书 with all that art. 29 asks, and the lines on which it is signed."""
    agreement = _agreement(matter, "written", "这件事没有书面协议。")
    parties = _parties(matter)
    parts: list[Part] = [("item", f"编号：{agreement.number or '＿＿＿＿＿＿'}")]
    parts += [("body", f"{party.get_side_display()}：{party.said(agreement.made_on)}。") for party in parties]
    parts += [("heading", "一、纠纷的主要事实、争议事项"), *_body(agreement.facts)]
    if agreement.liability:
        parts += [("heading", "二、各方的责任"), *_body(agreement.liability)]
    number = "三" if agreement.liability else "二"
    parts += [("heading", f"{number}、经调解，各方自愿达成协议如下"), *_numbered(agreement.content)]
    parts += [("heading", f"{'四' if agreement.liability else '三'}、履行的方式和期限"), ("body", _performed(agreement))]
    copies = len(parties) + 1
    parts.append(
        (
            "body",
            f"本协议一式{copies}份，当事人各执一份，人民调解委员会存一份。自各方签名、盖章或者按指印，人民调解员签名并加盖印章之日起生效。",
        )
    )
    parts += [
        ("sign", f"{party.get_side_display()}{party.name}（签名、盖章或按指印）：{_signed(agreement, party)}")
        for party in parties
    ]
    mediators = "、".join(one.who for one in _mediators(matter))
    parts.append(("sign", f"人民调解员（签名）：{mediators if agreement.mediator_on else '＿＿＿＿＿＿'}"))
    return MediationPaper(
        "人民调解协议书", tuple(parts), f"{_committee(matter)}（盖章）", agreement.valid_on, _file("人民调解协议书", matter)
    )


def oral_paper(matter: Matter, *, on: date) -> MediationPaper:
    """口头协议登记表: what was agreed on by word of mouth, as the mediator recorded it."""
    agreement = _agreement(matter, "", "这件事没有口头协议。")
    if agreement.form == "written":
        raise NotNow("这件事写了协议书，不用口头协议登记表。")
    dispute: Dispute = matter.details
    rows = [
        ("编号", matter.receipt_words), ("达成日期", _day(agreement.made_on)), ("怎么谈成的", str(agreement)), ("纠纷类别", dispute.class_words),
        *(( party.get_side_display(), party.said(agreement.made_on)) for party in _parties(matter)), ("主要事实、争议事项", agreement.facts or dispute.facts),
        ("协议内容", agreement.content), ("履行方式、期限", _performed(agreement)), ("涉及金额", _money(agreement)),
        ("人民调解员", "、".join(one.who for one in _mediators(matter))),
    ]  # fmt: skip
    note = ("body", "口头协议自各方达成协议之日起生效（人民调解法第三十条）。")
    return MediationPaper(
        "口头协议登记表", (("table", tuple(rows)), note), _committee(matter), agreement.made_on, _file("口头协议登记表", matter)
    )


def file_paper(matter: Matter, *, on: date) -> MediationPaper:
    """调解卷宗: register, records of the work, the agreement, its being kept; the whole story in the order of its days."""
    dispute: Dispute = matter.details
    parties = _parties(matter)
    register = [
        ("编号", matter.receipt_words), ("登记日期", _day(matter.opened_on)), ("怎么来的", dispute.origin_words), ("纠纷类别", dispute.class_words),
        *((party.get_side_display(), party.said(on)) for party in parties), ("纠纷简要情况", dispute.facts),
        ("人民调解员", "、".join(one.who for one in _mediators(matter))), ("公开不公开", "公开调解" if dispute.open_session else "不公开调解"),
        ("现在", matter.stage.title),
    ]  # fmt: skip
    parts: list[Part] = [("heading", "一、调解登记表"), ("table", tuple(register)), ("heading", "二、调解工作记录")]
    sessions = list(MediationSession.objects.filter(matter=matter).exclude(held_on=None).order_by("held_on", "id"))
    parts += [("table", _record(one)) for one in sessions] or [("body", "还没有调解记录。")]
    steps = matter.moves.exclude(move__in=("matter.open", "dispute.session")).order_by("id")
    parts += [("heading", "三、经过")]
    parts += [
        ("item", f"{_day(step.on)} {step.by_name}{step.sentence}{'：' if step.words else ''}{step.words}") for step in steps
    ]
    parts += [("heading", "四、协议和履行"), *_kept(matter, dispute)]
    return MediationPaper("人民调解卷宗", tuple(parts), _committee(matter), on, _file("人民调解卷宗", matter))


def _record(one: MediationSession) -> Pairs:
    return (
        ("时间", _day(one.held_on) if one.held_on else ""), ("怎么调的", f"{one.get_way_display()}{'，公开' if one.open_session else '，不公开'}"),
        ("地点", one.where or "没写"), ("参加的人", one.came), ("调解记录", one.words), ("记录人", one.by_name),
    )  # fmt: skip


def _kept(matter: Matter, dispute: Dispute) -> Iterator[Part]:
    for agreement in Agreement.objects.filter(matter=matter).order_by("made_on", "id").prefetch_related("words__party"):
        ended = f"，{_day(agreement.ended_on)}起不再算数" if agreement.ended_on else ""
        yield "body", f"{_day(agreement.made_on)}{agreement}{ended}：{agreement.content}"
        for word in sorted(agreement.words.all(), key=lambda one: one.said_on):
            content = {True: "，满意", False: "，不满意", None: ""}[word.satisfied]
            yield "item", f"{_day(word.said_on)} {word.party.name}说：{word}{content}。{word.words}"
    if dispute.court_on:
        yield "body", f"{_day(dispute.court_on)}双方共同向{dispute.court}申请司法确认。"
    if dispute.ended_on:
        yield "body", f"{_day(dispute.ended_on)}终止调解，已告知当事人：{dispute.ended_told}。"
    if dispute.police_on:
        yield "body", f"{_day(dispute.police_on)}已向{dispute.police_told}报告。"


PAPERS: dict[str, tuple[str, Callable[..., MediationPaper]]] = {
    "agreement": ("人民调解协议书", agreement_paper), "oral": ("口头协议登记表", oral_paper), "file": ("调解卷宗（登记、记录、协议）", file_paper),
}  # fmt: skip


def papers_of(matter: Matter) -> list[str]:
    """Which papers a dispute has now."""
    forms = set(Agreement.objects.filter(matter=matter, ended_on=None).values_list("form", flat=True))
    return [*(["agreement"] if "written" in forms else []), *(["oral"] if forms & {"oral", "self"} else []), "file"]


def write(target: IO[bytes], made: MediationPaper) -> None:
    """The paper as .docx, set like the other papers."""
    document = Document()
    set_up(document, title=made.title, unit=made.unit)
    paper = Paper(document)
    paper.add(Line("title", (Said(made.title),)))
    for kind, content in made.parts:
        if isinstance(content, str):
            paper.add(Line(kind if kind in ("heading", "sign") else "body", (Said(content),)))
        else:
            _table(document, content)
    paper.sign(made.unit, made.on)
    document.save(target)


def _table(document: Any, rows: Pairs) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for name, value in rows:
        cells = table.add_row().cells
        for cell, text, font, width in zip(cells, (name, value), (HEAD_FONT, BODY_FONT), WIDTHS, strict=True):
            cell.width = width
            for at, line in enumerate(text.splitlines() or [""]):
                paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
                letter(paragraph.add_run(line), font, TABLE_SIZE)
    # Word goes by the cells, other programs by the columns.
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    document.add_paragraph()


def _agreement(matter: Matter, form: str, sentence: str) -> Agreement:
    found = Agreement.objects.filter(matter=matter, ended_on=None).first()
    if found is None or (form and found.form != form):
        raise NotNow(sentence)
    return found


def _parties(matter: Matter) -> list[DisputeParty]:
    return list(DisputeParty.objects.filter(matter=matter, out_on=None).order_by("id"))


def _mediators(matter: Matter) -> list[Handling]:
    hands = matter.handlings.filter(state__in=("doing", "done", "stopped")).select_related("person", "organisation")
    return list(hands.order_by("from_on", "id"))


def _committee(matter: Matter) -> str:
    return f"{asking.file_name_of(matter.place)}人民调解委员会"


def _signed(agreement: Agreement, party: DisputeParty) -> str:
    signature = next((one for one in agreement.signatures.all() if one.party_id == party.pk), None)
    if signature is None:
        return "＿＿＿＿＿＿"
    return f"{_day(signature.on)}{signature}"


def _performed(agreement: Agreement) -> str:
    until = f"{_day(agreement.due_on)}前履行完毕" if agreement.due_on else ""
    return (
        "；".join(part for part in (agreement.perform, until) if part) + "。" if agreement.perform or until else "当时履行完毕。"
    )


def _money(agreement: Agreement) -> str:
    return f"{agreement.amount.normalize():f} 元" if agreement.amount is not None else "没有"


def _body(text: str) -> list[Part]:
    return [("body", line) for line in text.splitlines() if line.strip()]


def _numbered(text: str) -> list[Part]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [("body", f"{at}. {line}" if len(lines) > 1 else line) for at, line in enumerate(lines, 1)]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _file(title: str, matter: Matter) -> str:
    """No names in a file's name: it lies about in download folders."""
    return f"{title}-{matter.receipt}.docx"
