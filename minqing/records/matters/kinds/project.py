"""A practical project (实事项目): planned, paid for, built, accepted by others, judged by those who benefit (MECHANISMS.md D4).

"Waiting" is where others than the builders have the word: while it is to be accepted, and while people are asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from minqing.records.matters.kinds.moves import (
    GIVEN_ELSEWHERE,
    another_asks,
    asker_judges,
    everywhere,
    not_done,
    opened_again,
    worked_on_by_many,
)
from minqing.records.matters.kinds.seats import SEATS
from minqing.records.matters.kinds.table import HANDLERS, Column, Kind, MoveRule, State, Tell

STATES = (
    State("planned", "计划", "open"),
    State("doing", "在建", "doing"),
    State("checking", "等验收", "waiting", within="15d", whose="等别人去验收"),
    State("asking", "验收过了，等群众评", "waiting"),
    State("done", "办成了，群众认可", "done"),
    State("dropped", "不办，已说明", "dropped"),
)
BEFORE, UNTIL_JUDGED = ("planned", "doing"), ("doing", "checking", "asking")
FORM, ACT = "minqing.records.matters.works.forms", "minqing.records.matters.works.acts"
JUDGED = "minqing.records.matters.works.accepting"
BUILT = ("project.finish",)
TAKEN_OVER = ("project.accept",)
# Those who benefit are asked one by one; that all of it is good is said after.
TO_ASK = tuple(replace(tell, of=("project.word",)) for tell in another_asks("受益的群众"))
NOBODY_ASKED = "还没问过受益的群众：先用「问了一户，记下他的话」，至少问一户，再办结。"
PLAN = ("reason?", "benefits?", "households?", "decided_on?", "decided_by?", "built_by?", "starts_on?", "ends_on?")


def has_plan(matter: Any) -> bool:
    """Something to do and a day to do it by: without them nobody could say whether it gets on."""
    return bool(matter.quantities.exists() and matter.milestones.exists())


def has_quantity(matter: Any) -> bool:
    return bool(matter.quantities.exists())


def has_fund(matter: Any) -> bool:
    return bool(matter.funds.exists())


def has_entry(matter: Any) -> bool:
    standing = {"struck_on": None}
    return bool(matter.progress.filter(**standing).exists() or matter.payments.filter(**standing).exists())


def has_ahead(matter: Any) -> bool:
    return bool(matter.milestones.filter(reached_on=None).exists())


def somebody_said(matter: Any) -> bool:
    """At least one of those who benefit was asked since it was accepted."""
    since = matter.details.accepted_on
    return bool(since and matter.people_words.filter(said_on__gte=since).exists())


def by_others(rules: tuple[MoveRule, ...]) -> tuple[MoveRule, ...]:
    """Who built it records no good end of it, and nobody does before somebody was asked by name."""
    changed: dict[str, dict[str, Any]] = {
        "matter.answer": {"not_by": BUILT, "when": somebody_said, "why_not": NOBODY_ASKED}, "matter.close": {"not_by": BUILT},
    }  # fmt: skip
    return tuple(replace(rule, **changed.get(rule.key, {})) for rule in rules)


PLANNING = (
    MoveRule("project.start", "开工", ("planned",), "doing", optional="怎么开的工", form=f"{FORM}.StartForm", sentence="开工了", main=True, at_tier=True, when=has_plan,
             why_not="还没写清干什么、干多少、哪天到哪一步。先加工程量，再定节点。"),
    MoveRule("project.quantity", "加、改工程量", BEFORE, None, optional="说明", form=f"{FORM}.QuantityForm", sentence="定了干什么、干多少",
             main=True),
    MoveRule("project.milestone", "定节点、改节点", BEFORE, None, optional="改日子的，写为什么", form=f"{FORM}.MilestoneForm",
             sentence="定了节点"),
    MoveRule("project.fund", "加、改资金", (*BEFORE, "checking"), None, optional="说明", form=f"{FORM}.FundForm", sentence="定了资金"),
    MoveRule("project.plan", "改计划", BEFORE, None, optional="为什么改", details=PLAN, sentence="改了计划"),
    MoveRule("matter.assign", "定谁牵头", ("planned",), None, optional="要办什么", form="holder", at_tier=True),
    MoveRule("matter.assign", "换人牵头", ("doing",), None, optional="为什么换", form="holder", at_tier=True, tells=(GIVEN_ELSEWHERE,)),
)  # fmt: skip

BUILDING = (
    MoveRule("project.progress", "记干了多少", ("doing",), None, optional="说明", form=f"{FORM}.ProgressForm", sentence="记下了干了多少",
             main=True, when=has_quantity, why_not="还没有工程量，先加上。"),
    MoveRule("project.reach", "到了一个节点", ("doing",), None, optional="说明", form=f"{FORM}.ReachForm", sentence="到了一个节点", when=has_ahead,
             why_not="节点都到了。"),
    MoveRule("project.pay", "记一笔付款", (*UNTIL_JUDGED, "done"), None, optional="付的什么钱", form=f"{FORM}.PayForm", sentence="记下了一笔付款",
             when=has_fund, why_not="还没有资金来源，先加上。"),
    MoveRule("project.strike", "有一笔记错了，冲掉", UNTIL_JUDGED, None, ask="为什么冲掉", form=f"{FORM}.StrikeForm", sentence="冲掉了记错的一笔",
             when=has_entry, why_not="还没有记过一笔。"),
    MoveRule("project.finish", "干完了，请验收", ("doing",), "checking", ask="干成了什么样", form=f"{FORM}.FinishForm", sentence="干完了，请验收", at_tier=True,
             when=has_quantity, why_not="还没有工程量，先加上。",
             tells=(Tell("next", "工程干完了，请你去验收", of=TAKEN_OVER), Tell("doer", "你报了完工，验收由别人来", of=TAKEN_OVER))),
    MoveRule("matter.urge", "催一下", ("planned", "doing"), None, optional="催什么"),
)  # fmt: skip

ACCEPTING = (
    MoveRule("project.accept", "验收通过", ("checking",), "asking", optional="验收的意见", form=f"{FORM}.AcceptanceForm", sentence="验收通过了",
             not_by=BUILT, main=True, tells=TO_ASK),
    MoveRule("project.reject", "验收没过，接着干", ("checking",), "doing", ask="哪里不行，要怎么改", form=f"{FORM}.InspectionForm",
             sentence="验收没过，接着干", not_by=BUILT, tells=(Tell("hands", "验收没过，接着干", urgent=True),)),
    MoveRule("matter.handle", "记下", ("checking", "asking"), None, ask="谁、办了什么"),
    MoveRule("project.word", "问了一户，记下他的话", ("asking",), None, optional="他的原话", form=f"{FORM}.WordForm",
             sentence="记下了受益群众的话", not_by=BUILT, main=True, roles=HANDLERS),
)  # fmt: skip

# Nobody in particular asked for it, who could be reached or take it back.
ASKED_BY_NOBODY = frozenset({"matter.contact", "matter.withdraw"})


def beside(kind: Kind) -> tuple[MoveRule, ...]:
    """What every kind has, as far as it may be done here."""
    return tuple(rule for rule in everywhere(kind) if rule.key not in ASKED_BY_NOBODY)


# A project is not split, and what is given to one is not passed on to another level.
MANY = tuple(rule for rule in worked_on_by_many("doing") if rule.key != "matter.split")

MOVES = (
    *BUILDING, *PLANNING, *MANY, *ACCEPTING, *by_others(asker_judges("asking", "doing", "done", good="受益的群众说办好了")),
    not_done("planned", "doing"), *opened_again("done", "doing", "planned"),
)  # fmt: skip

ACTS = {
    **{f"project.{act}": f"{ACT}.{act}" for act in (
        "plan", "fund", "pay", "quantity", "progress", "strike", "milestone", "reach", "start", "finish",
    )},
    **{f"project.{act}": f"{JUDGED}.{act}" for act in ("accept", "reject", "word")},
    "matter.answer": f"{JUDGED}.answered", "matter.reopen": f"{JUDGED}.not_good", "matter.again": f"{JUDGED}.again", "matter.sort": f"{ACT}.sort",
}  # fmt: skip

# Nobody in particular asks for it: why, for whom and who decided stand in the plan, and its last day is the plan's.
OPENING = {"like": "像：二社修便民桥", "opened_on": "哪天提出来的", "urgency": "", "words": "", "asker": "", "phone": ""}

COLUMNS = (
    Column("谁牵头", "where_the_ball_is", 18),
    Column("谁受益", "details.benefits", 20),
    Column("谁来干", "details.built_by", 16),
    Column("资金计划（万元）", "details.funds_planned", 14),
    Column("已付（万元）", "details.funds_paid", 12),
    Column("干了多少（完成/计划）", "details.quantities_said", 36),
    Column("验收那天", "details.accepted_on", 12),
    Column("群众回话", "answer_words", 12),
)

KIND = Kind(
    key="project", title="实事项目", unit="个", first="planned", states=STATES, moves=MOVES, rank=50, common=beside, columns=COLUMNS,
    about="修路、清沟、种树、装灯这样的实事：定下干什么、干多少、钱从哪来、哪天到哪一步，干完别人验收，好不好受益的群众说了算。",
    details="matters.Project", at_opening=PLAN, opening=OPENING, acts=ACTS, opened=f"{ACT}.opened", seats=SEATS,
    story="minqing.records.matters.works.story.story", template="matters/kinds/project.html",
)  # fmt: skip
