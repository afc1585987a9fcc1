"""A hazard (隐患): found, made safe at once, put right, and verified by somebody else (MECHANISMS.md D6).

"Waiting" is where another has the word: whoever looks again, or the resident who reported it. Where somebody reported it, the
good end is theirs to say; what was found on a round is struck off by the one who looked again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from minqing.records.matters.kinds.moves import (
    HANDLED,
    another_asks,
    asker_judges,
    everywhere,
    not_done,
    opened_again,
    taken_and_given,
)
from minqing.records.matters.kinds.seats import SEATS
from minqing.records.matters.kinds.table import Column, Kind, MoveRule, Moving, OwnQuestion, State, Tell

STATES = (
    State("new", "等处置", "open", within="24h"),
    State("doing", "整改中", "doing"),
    State("checking", "整改完了，等复查", "waiting", within="5d", whose="等别人去复查"),
    State("asking", "复查过了，等群众回话", "waiting"),
    State("done", "隐患消除", "done"),
    State("dropped", "不是隐患", "dropped"),
)
UNFINISHED = ("new", "doing", "checking", "asking")
EARLY = ("new", "doing")
FORM, ACT = "minqing.records.matters.safety.forms", "minqing.records.matters.safety.hazards"
# Whoever put it right may neither verify it nor record that the resident is content.
FIXED = (*HANDLED,)
VERIFIED = ("hazard.verify", "hazard.clear")
ASKED = "是群众反映的，复查过了还要请他看看，消除没有他说了算。"


def reported(matter: Moving) -> bool:
    """Somebody outside told us of it, and is to be asked."""
    found = cast(Any, matter)
    return bool(found.asker or found.household_id or found.phone or found.source in ("portal", "open311"))


def no_plan(matter: Moving) -> bool:
    """Nobody said yet who puts it right by when; after that the next thing is to say that it is done."""
    file = cast(Any, matter).details
    return file is None or file.fix_by is None


def found_by_us(matter: Moving) -> bool:
    return not reported(matter)


def beside(kind: Kind) -> tuple[MoveRule, ...]:
    """What every kind has; but a hazard is always a matter of safety, and what was put right is not merged into another."""
    changed: dict[str, dict[str, Any]] = {
        "matter.sort": {"button": "改急缓", "form": f"{FORM}.UrgencyForm"}, "matter.merge": {"from_": EARLY},
        # Nobody is reached, and nobody takes back, what was found on a round.
        **{key: {"when": reported, "why_not": "这一处是自己查出来的，没有人反映。"} for key in ("matter.contact", "matter.withdraw")},
    }  # fmt: skip
    return tuple(replace(rule, **changed.get(rule.key, {})) for rule in everywhere(kind))


def without_main(rules: tuple[MoveRule, ...]) -> tuple[MoveRule, ...]:
    """Accepting is not the first thing to do: making it safe is."""
    return tuple(replace(rule, main=False) for rule in rules)


def of_reported(rules: tuple[MoveRule, ...]) -> tuple[MoveRule, ...]:
    """The resident's moves are there only where a resident told us of it."""

    def both(rule: MoveRule) -> MoveRule:
        return replace(
            rule,
            when=lambda matter: reported(matter) and rule.when(matter),
            why_not=rule.why_not or "这一处没有群众反映，没有人可问。",
        )

    return tuple(both(rule) for rule in rules)


MAKING_SAFE = (
    MoveRule("hazard.measure", "先采取措施", ("new",), "doing", ask="先采取了什么措施（拉线、警示、撤人、断电）", sentence="先采取了措施", main=True),
    MoveRule("hazard.measure", "又采取了措施", ("doing",), None, ask="采取了什么措施", sentence="先采取了措施"),
    MoveRule("hazard.grade", "定类别、等级", UNFINISHED, None, optional="怎么看出来的", sentence="定了隐患的类别、等级",
             details=("risk_class", "grade", "spot?", "risk?", "people?")),
    MoveRule("hazard.plan", "定谁改、怎么改、哪天前", ("doing",), None, optional="跟谁说好的", sentence="定了怎么整改",
             details=("responsible", "plan", "fix_by", "cost?"), form=f"{FORM}.PlanForm", main=True, leads=no_plan),
    MoveRule("hazard.round", "去看过一次", (*UNFINISHED, "done"), None, ask="看到了什么", sentence="去看了隐患", form=f"{FORM}.RoundForm"),
)  # fmt: skip

VERIFYING = (
    MoveRule("matter.report_done", "整改完了，请人复查", ("doing",), "checking", ask="改成了什么样", details=("cost?",), main=True,
             told="整改完了，请人复查", tells=(Tell("next", "整改完了，请你去复查", of=VERIFIED), Tell("doer", "你整改完的这处，由另一个人去复查", of=VERIFIED))),
    MoveRule("hazard.verify", "复查通过，请群众看看", ("checking",), "asking", ask="复查看到了什么", sentence="复查通过了", not_by=FIXED, main=True,
             when=reported, why_not="没有群众反映，复查通过就可以销号。", tells=another_asks()),
    MoveRule("hazard.clear", "复查通过，销号", ("checking",), "done", ask="复查看到了什么", sentence="复查通过，销了号", not_by=FIXED, main=True,
             when=found_by_us, why_not=ASKED, tells=(Tell("hands", "复查通过，销了号", sort="back"),)),
    MoveRule("hazard.fail", "复查没过，接着改", ("checking", "asking"), "doing", ask="哪里还不行", sentence="复查没过，接着整改", not_by=FIXED,
             tells=(Tell("hands", "复查没过，接着整改", urgent=True),)),
    MoveRule("matter.handle", "记下", ("checking", "asking"), None, ask="谁、办了什么"),
    *of_reported(asker_judges("checking", "doing", "done", good="群众说消除了", bad="群众说没消除")),
    *asker_judges("asking", "doing", "done", good="群众说消除了", bad="群众说没消除"),
)  # fmt: skip

MOVES = (
    *MAKING_SAFE, *without_main(taken_and_given("new", "doing")), *VERIFYING,
    replace(not_done("new", "doing"), button="不是隐患，说明原因", ask="为什么不是隐患，怎么跟人说的"), *opened_again("done", "doing", "new"),
)  # fmt: skip

ACTS = {
    **{f"hazard.{act}": f"{ACT}.{act}" for act in ("measure", "plan", "round", "verify", "clear", "fail")},
    "matter.report_done": f"{ACT}.fixed", "matter.answer": f"{ACT}.answered", "matter.reopen": f"{ACT}.still_there",
    "matter.close": f"{ACT}.closed", "matter.again": f"{ACT}.again", "matter.sort": f"{ACT}.sort",
}  # fmt: skip

COLUMNS = (
    Column("在哪儿", "details.spot", 22),
    Column("隐患类别", "details.class_words", 16),
    Column("等级", "details.grade_colour", 8),
    Column("先采取的措施", "details.measure", 26),
    Column("谁负责整改", "details.responsible", 14),
    Column("整改期限", "details.fix_by", 12),
    Column("整改完那天", "details.fixed_on", 12),
    Column("复查通过那天", "details.cleared_on", 12),
    Column("谁复查的", "details.cleared_by", 12),
    Column("花了多少（元）", "details.cost", 12),
    Column("群众回话", "answer_words", 12),
)

OPENING = {
    "like": "像：河边护栏断了一截", "opened_on": "哪天发现的", "asker": "谁反映的（自己查出来的空着）", "phone": "他的电话", "words": "他怎么说的（原话）",
}  # fmt: skip

# How bad it is and how many it threatens is judged by whoever goes and looks.
OWN_QUESTIONS = (
    OwnQuestion("spot", "在哪儿", "说到别人找得到：像 3 栋西边房顶，靠路那一面", replaces="where"),
    OwnQuestion("risk_class?", "看着像哪一类", replaces="category"),
    OwnQuestion("risk?", "怕出什么事", "像：瓦片掉下来砸着人"),
)

KIND = Kind(
    key="hazard", title="隐患", unit="处", first="new", states=STATES, moves=MOVES, rank=40, asks="发现隐患", common=beside, columns=COLUMNS,
    said_to_asker="看见会伤着人的地方，写清在哪儿。我们先拉线、撤人，再定谁来改、哪天前改完，改完换一个人去查。",
    about="会伤着人的地方：先拉线撤人，再定谁改、哪天前改完，改完换一个人去复查；群众反映的，消除没有他说了算。", seats=SEATS,
    on_the_spot=("matter.accept", "matter.report_done"), details="matters.Hazard",
    opening=OPENING, at_opening=("spot?", "risk_class?", "grade?", "risk?", "people?"), own_questions=OWN_QUESTIONS, acts=ACTS, opened=f"{ACT}.opened",
    story="minqing.records.matters.safety.story.story", template="matters/kinds/hazard.html",
)  # fmt: skip
