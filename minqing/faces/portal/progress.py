"""How a matter stands, told to whoever holds its receipt: no names, no numbers, no addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from minqing.faces.portal import asking
from minqing.ground.staff.models import Posting
from minqing.lib.days import in_words
from minqing.records.matters.masking import names_of, without_names
from minqing.records.matters.models import Matter, Move

TAKEN = ("matter.accept", "matter.assign", "wish.claim")
PLACES = {"village": "村里", "township": "镇里", "county": "县里"}
# The moves in which those who work on it speak to the asker, by phase.
TOLD = {"waiting": ("matter.report_done", "matter.wait"), "dropped": ("matter.drop",)}


# Each step as the asker is told of it; with its words where they were said to or by the asker.
STORY = {
    "matter.open": "记下了", "matter.accept": "有人办了", "matter.assign": "派出去了", "matter.wait": "请您补充", "matter.supply": "您补充了",
    "matter.escalate": "报到了上一级", "matter.report_done": "说办完了", "matter.answer": "您说办好了",
    "matter.reopen": "您说没办好", "matter.close": "两次没联系上您，先办结", "matter.unreachable": "找您没找到", "matter.drop": "说明不办",
    "matter.again": "重新打开了", "matter.merge": "和同一件事合在一起办", "wish.publish": "发布了，等人认领", "wish.claim": "有人认领了",
    "wish.let_go": "认领的人放下了，再等人认领",
}  # fmt: skip
STORY_BY_ASKER = {"matter.open": "您提的", "matter.add": "您补充了", "matter.drop": "您撤回了", "matter.withdraw": "您撤回了"}
SPOKEN = {
    "matter.add",
    "matter.wait",
    "matter.supply",
    "matter.report_done",
    "matter.answer",
    "matter.reopen",
    "matter.drop",
    "matter.withdraw",
    "matter.again",
}


@dataclass(frozen=True)
class Step:
    """收到, 派出, 在办, 您来评. `now` marks where it is, `done` what lies behind."""

    title: str
    note: str
    done: bool = False
    now: bool = False


@dataclass(frozen=True)
class May:
    """What the asker may do now: answer what was asked, judge, add, take it back, open it again.

    `show` is what they may agree to with their judgement: that the words are shown to everybody.
    """

    supply: bool = False
    judge: bool = False
    show: str = ""
    add: bool = False
    withdraw: bool = False
    again: bool = False


@dataclass(frozen=True)
class Progress:
    """What the page shows. `word` is the state, `who` a sentence, `said` what those who work on it said last, `story` each step."""

    about: str
    word: str
    tone: str
    who: str
    steps: list[Step]
    may: May
    said: str = ""
    story: Sequence[tuple[date, str]] = ()


def of(matter: Matter, on: date) -> Progress:
    """Tell how it stands on a day."""
    moves = list(matter.moves.order_by("id"))
    names = names_of(matter)
    tone = {"done": "ok", "doing": "wait", "waiting": "wait"}.get(matter.phase, "")
    return Progress(
        about=without_names(matter.about, names), word=matter.ending, tone=tone, who=who_has_it(matter, on),
        steps=steps(matter, moves, on), may=may(matter, on), said=without_names(_last_word(matter, moves), names),
        story=story(moves, names),
    )  # fmt: skip


def story(moves: Sequence[Move], names: Sequence[str]) -> list[tuple[date, str]]:
    """The steps that concern the asker, in order, with what was said to or by them; workers' own notes are theirs."""
    told = []
    for move in moves:
        if sentence := (STORY_BY_ASKER if move.by_id is None else {}).get(move.move) or STORY.get(move.move):
            words = without_names(move.words.removeprefix(asking.BY_ASKER), names) if move.move in SPOKEN else ""
            told.append((move.on, f"{sentence}：{words}" if words else sentence))
    return told


def may(matter: Matter, on: date) -> May:
    """What the asker may do on a day."""

    def can(verb: str) -> bool:
        rule = matter.table.rule(verb, matter.state)
        return rule is not None and rule.when(matter)

    return May(
        supply=can("matter.supply"), judge=can("matter.answer") and can("matter.reopen"), show=may_show(matter), add=can("matter.add"),
        withdraw=bool(asking.withdrawal(matter)), again=can("matter.again") and may_still_open(matter, on),
    )  # fmt: skip


def may_show(matter: Matter) -> str:
    """What the asker is asked beside their judgement: whether their words may be shown; empty where nothing shows them."""
    rule = matter.table.rule("matter.answer", matter.state)
    return rule.may_show if rule is not None else ""


def may_still_open(matter: Matter, on: date) -> bool:
    """Whether what is over was over recently enough to be opened again (`settings.PORTAL["again_days"]`)."""
    if matter.merged_into_id is not None or matter.closed_on is None:
        return False
    return on <= matter.closed_on + timedelta(days=settings.PORTAL["again_days"])


def who_has_it(matter: Matter, on: date) -> str:
    """In whose hands it is, in a sentence. A person is named only who serves residents publicly."""
    where = PLACES[matter.tier]
    if matter.merged_into is not None:
        return f"还有人反映了同一件事，合在一起办，那一件现在是「{matter.merged_into.stage.title}」。"
    if matter.table.rule("matter.supply", matter.state):
        return "办事的人等您补充一样东西，您补上了接着办，等您的日子不算在期限里。"
    if matter.phase == "waiting" and matter.table.private:
        return f"现在是「{matter.stage.title}」，调解的人会找您；给您发过链接的，也可以在线上调解室里说。"
    if matter.phase == "waiting":
        return "说是办完了，等您一句话：办好了没有？"
    if matter.phase in ("done", "dropped"):
        return _over(matter, on)
    if matter.unlooked:
        return f"收到了，{where}的人看过就安排。"
    if matter.phase == "open":
        return "心愿发布了，等人认领。" if matter.state == "published" else f"{where}收到了，正在安排人办。"
    until = f"，{in_words(matter.due_on, on)}前办完" if matter.due_on and matter.due_on >= on else ""
    return f"现在由{_holder(matter, on, where)}办{until}，办完来问您行不行。"


def _over(matter: Matter, on: date) -> str:
    how = "这件事了结了。" if matter.phase == "done" else "这件事没有办，原因在下面。"
    if may_still_open(matter, on):
        return how + ("要是又出问题，可以重新打开。" if matter.phase == "done" else "您觉得不对，可以重新打开。")
    return f"{how}过了 {settings.PORTAL['again_days']} 天，有新情况请重新反映一件。"


def _holder(matter: Matter, on: date, where: str) -> str:
    if matter.holder_organisation is not None:
        return matter.holder_organisation.name
    if matter.kind == "wish":
        return "认领心愿的人"
    public = Posting.objects.on(on).shown_to_residents().filter(user=matter.holder_id).first() if matter.holder_id else None
    return f"{where}的{public.title}" if public is not None else f"{where}的工作人员"


def steps(matter: Matter, moves: list[Move], on: date) -> list[Step]:
    """The four steps; a matter that was sent back or opened again stands again at an earlier one."""
    awaiting = matter.table.rule("matter.supply", matter.state) is not None
    at = 2 if awaiting else {"open": 0, "doing": 2, "waiting": 3, "done": 4, "dropped": 4}[matter.phase]
    taken = next((move.on for move in reversed(moves) if move.move in TAKEN), None) if at >= 1 else None
    until = "等您补充" if awaiting else f"{_day(matter.due_on, on)}前" if matter.due_on and at <= 2 else ""
    judged = matter.closed_on if at == 4 else None
    notes = [_day(matter.opened_on, on), _day(taken, on), until, _day(judged, on) or "您说了算"]
    if matter.phase == "dropped":
        return [Step("收到", notes[0], done=True), Step(_why_over(moves), _day(matter.closed_on, on), now=True)]
    titles = ("收到", "派出", "在办", "您来评")
    return [
        Step(title, note, done=place < at, now=place == at) for place, (title, note) in enumerate(zip(titles, notes, strict=True))
    ]


def _why_over(moves: list[Move]) -> str:
    last = moves[-1]
    if last.move == "matter.merge":
        return "合在一起办"
    return "您撤回了" if last.by_id is None and last.move in ("matter.withdraw", "matter.drop") else "说明不办"


def _last_word(matter: Matter, moves: list[Move]) -> str:
    """What those who work on it said last to the asker: what was done, what is missing, or why not."""
    wanted = TOLD.get(matter.phase, ())
    return next((move.words for move in reversed(moves) if move.move in wanted and move.by_id is not None), "")


def _day(day: date | None, today: date) -> str:
    return in_words(day, today) if day is not None else ""
