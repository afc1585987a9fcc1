"""A firm's request (企业诉求): offices are brought together, policies taken up, progress told back; the firm judges (MECHANISMS.md D5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from minqing.records.matters.kinds.moves import (
    another_asks,
    asker_judges,
    everywhere,
    not_done,
    opened_again,
    taken_and_given,
    waits_for_asker,
)
from minqing.records.matters.kinds.seats import SEATS
from minqing.records.matters.kinds.table import Column, Kind, MoveRule, OwnQuestion, State

STATES = (
    State("new", "等受理", "open", within="2wd"),
    State("doing", "正在协调", "doing", within="20wd"),
    State("awaiting", "等企业补充", "waiting"),
    State("asking", "等企业回话", "waiting"),
    State("done", "办好了，企业认可", "done"),
    State("dropped", "不办，已说明", "dropped"),
)
OPEN = ("new", "doing", "awaiting")
FORM, ACT = "minqing.records.matters.liaison.forms", "minqing.records.matters.liaison.acts"
# What the shared moves say of residents, said of a firm.
WORDS: dict[str, dict[str, Any]] = {
    "matter.wait": {"button": "请企业补充", "ask": "请企业补充什么，怎么跟它说的", "told": "请企业补充"},
    "matter.supply": {"button": "企业补充了", "told": "企业补充了"},
    "matter.drop": {"ask": "不办的原因，怎么跟企业说的"},
    "matter.answer": {"optional": "企业的原话", "told": "企业说办好了"},
    "matter.reopen": {"ask": "企业的原话", "told": "企业说没办好，重新办"},
    "matter.unreachable": {"told": "没联系上企业"},
    "matter.contact": {"button": "联系上企业了", "told": "联系上了企业"},
    "matter.withdraw": {"button": "企业自己撤回", "told": "企业自己撤回了"},
}


def has_policy_to_take(matter: Any) -> bool:
    return bool(matter.policies.filter(refused_on=None).exclude(step="paid").exists())


def of_firms(rules: tuple[MoveRule, ...]) -> tuple[MoveRule, ...]:
    """The shared moves in words that fit a firm."""
    return tuple(replace(rule, **WORDS.get(rule.key, {})) for rule in rules)


def beside(kind: Kind) -> tuple[MoveRule, ...]:
    """What every kind has, said of a firm."""
    return of_firms(everywhere(kind))


SERVING = (
    MoveRule("enterprise.tell", "告诉企业进展", ("new", "doing", "asking"), None, ask="告诉了什么", form=f"{FORM}.TellForm",
             sentence="把进展告诉了企业"),
    MoveRule("enterprise.policy", "记一项能享受的政策", ("doing",), None, optional="为什么合条件", form=f"{FORM}.PolicyForm",
             sentence="给企业找了一项政策"),
    MoveRule("enterprise.take_up", "政策往下走一步", ("doing", "awaiting", "asking"), None, optional="说明", form=f"{FORM}.TakeUpForm",
             sentence="政策往下走了一步", when=has_policy_to_take, why_not="没有还在走的政策。"),
    MoveRule("enterprise.name", "写清是哪家企业", OPEN, None, optional="说明", details=("company", "uscc?", "sole?", "trouble", "contact?"),
             sentence="写清了是哪家企业"),
)  # fmt: skip

MOVES = (
    *taken_and_given("new", "doing"), *SERVING, *of_firms(waits_for_asker("doing")),
    MoveRule("matter.report_done", "办完了，请企业回话", ("doing",), "asking", ask="办成了什么样", main=True, tells=another_asks("企业"),
             told="说办完了，请企业回话"),
    *of_firms(asker_judges("asking", "doing", "done", good="企业说办好了", bad="企业说没办好")), *of_firms((not_done(*OPEN),)),
    *opened_again("done", "doing", "new"),
)  # fmt: skip

COLUMNS = (
    Column("企业", "details.company", 24),
    Column("统一社会信用代码", "details.uscc", 20),
    Column("哪方面", "details.get_trouble_display", 14),
    Column("承办", "where_the_ball_is", 18),
    Column("政策", "details.policies_said", 30),
    Column("上次告诉企业", "details.told_on", 12),
    Column("企业回话", "answer_words", 12),
)

# The firm is who asks.
OPENING = {
    "like": "像：大棚要增容，变压器不够用",
    "opened_on": "企业哪天提的",
    "asker": "",
    "phone": "联系人的电话",
    "words": "企业怎么说的（原话）",
}

# Whoever writes is the one to talk to: no second name is asked.
OWN_QUESTIONS = (
    OwnQuestion("company", "企业、合作社、店叫什么", "照营业执照写；没有执照的写大家怎么叫"),
    OwnQuestion("uscc?", "统一社会信用代码", "营业执照上的 18 位，手边没有就空着"),
    OwnQuestion("sole?", "是没有代码的个体户"),
    OwnQuestion("trouble?", "哪方面的难处", replaces="category"),
)

KIND = Kind(
    key="enterprise", title="企业诉求", unit="件", first="new", states=STATES, moves=MOVES, rank=60, asks="企业有难处", whose_word="企业", common=beside,
    said_to_asker="企业、合作社、个体户遇到的难处，写在这里，有关部门一起办，进展随时告诉您；办没办好，您说了算。",
    about="企业、合作社、个体户的难处：几家部门坐到一起办，能享受的政策帮着办下来，进展随时告诉企业；办没办好，企业说了算。",
    details="matters.EnterpriseRequest", at_opening=("company?", "uscc?", "sole?", "trouble", "contact?"), opening=OPENING,
    own_questions=OWN_QUESTIONS, columns=COLUMNS, seats=SEATS,
    acts={f"enterprise.{act}": f"{ACT}.{act}" for act in ("tell", "policy", "take_up", "name")}, opened=f"{ACT}.opened",
    story=f"{ACT}.story", template="matters/kinds/enterprise.html",
)  # fmt: skip
