"""How a matter stands, told to whoever holds its receipt: no names, no numbers, no addresses."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

from minqing.ground.staff.models import Posting
from minqing.records.matters.masking import names_of, without_names
from minqing.records.matters.models import Matter, Move

TAKEN = ("matter.accept", "matter.assign", "wish.claim")
PLACES = {"village": "村里", "township": "镇里", "county": "县里"}


@dataclass(frozen=True)
class Step:
    """收到, 派出, 在办, 您来评. `now` marks where it is, `done` what lies behind."""

    title: str
    note: str
    done: bool = False
    now: bool = False


@dataclass(frozen=True)
class Progress:
    """What the page shows. `word` is the state, `who` a sentence; `asks` what the resident may press: judge, again, nothing."""

    about: str
    word: str
    tone: str
    who: str
    steps: list[Step]
    asks: str
    said: str = ""


def found(receipt: str, code: str) -> tuple[Matter | None, bool]:
    """The matter of a receipt number, and whether the four digits go with it."""
    matter = Matter.objects.preloaded().filter(receipt=receipt).first() if len(receipt) == 8 else None
    return matter, matter is not None and hmac.compare_digest(matter.receipt_code.encode(), code.encode())


def of(matter: Matter, on: date) -> Progress:
    """Tell how it stands on a day."""
    moves = list(matter.moves.order_by("id"))
    names = names_of(matter)
    tone = {"done": "ok", "doing": "wait", "waiting": "wait"}.get(matter.phase, "")
    asks = {"waiting": "judge", "done": "again", "dropped": "again"}.get(matter.phase, "")
    return Progress(
        about=without_names(matter.about, names), word=matter.stage.title, tone=tone, who=who_has_it(matter, on), asks=asks,
        steps=steps(matter, moves), said=without_names(_last_word(matter, moves), names),
    )  # fmt: skip


def who_has_it(matter: Matter, on: date) -> str:
    """In whose hands it is, in a sentence. A person is named only who serves residents publicly."""
    where = PLACES[matter.tier]
    if matter.phase == "waiting":
        return "说是办完了，等您一句话：办好了没有？"
    if matter.phase == "done":
        return "这件事了结了。要是又出问题，可以重新反映。"
    if matter.phase == "dropped":
        return "这件事没有办，原因在下面。您觉得不对，可以重新反映。"
    if matter.phase == "open":
        return "心愿发布了，等人认领。" if matter.state == "published" else f"{where}收到了，正在安排人办。"
    until = f"，{matter.due_on.month}月{matter.due_on.day}日前办完" if matter.due_on and matter.due_on >= on else ""
    return f"现在由{_holder(matter, on, where)}办{until}，办完来问您行不行。"


def _holder(matter: Matter, on: date, where: str) -> str:
    if matter.holder_organisation is not None:
        return matter.holder_organisation.name
    if matter.kind == "wish":
        return "认领心愿的人"
    public = Posting.objects.on(on).shown_to_residents().filter(user=matter.holder_id).first() if matter.holder_id else None
    return f"{where}的{public.title}" if public is not None else f"{where}的工作人员"


def steps(matter: Matter, moves: list[Move]) -> list[Step]:
    """The four steps; a matter that was sent back or opened again stands again at an earlier one."""
    at = {"open": 0, "doing": 2, "waiting": 3, "done": 4, "dropped": 4}[matter.phase]
    taken = next((move.on for move in reversed(moves) if move.move in TAKEN), None) if at >= 1 else None
    until = f"{_day(matter.due_on)}前" if matter.due_on and at <= 2 else ""
    judged = matter.closed_on if at == 4 else None
    notes = [_day(matter.opened_on), _day(taken), until, _day(judged) or "您说了算"]
    if matter.phase == "dropped":
        return [Step("收到", notes[0], done=True), Step("说明不办", _day(matter.closed_on), now=True)]
    titles = ("收到", "派出", "在办", "您来评")
    return [
        Step(title, note, done=place < at, now=place == at) for place, (title, note) in enumerate(zip(titles, notes, strict=True))
    ]


def _last_word(matter: Matter, moves: list[Move]) -> str:
    """What those who did it said last: what was done, or why not."""
    wanted = {"waiting": ("matter.report_done",), "dropped": ("matter.drop",)}.get(matter.phase, ())
    return next((move.words for move in reversed(moves) if move.move in wanted), "")


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day is not None else ""
