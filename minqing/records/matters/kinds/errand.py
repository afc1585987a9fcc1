"""An errand (代办、领办、约办): run for a resident or with one, to a result that the resident has in hand (MECHANISMS.md C3)."""

from __future__ import annotations

from typing import Any, cast

from minqing.records.matters.kinds.moves import (
    STOPPED,
    another_asks,
    asker_judges,
    everywhere,
    not_done,
    opened_again,
    taken_and_given,
    waits_for_asker,
)
from minqing.records.matters.kinds.table import Column, Kind, MoveRule, Moving, OwnQuestion, State

STATES = (
    State("new", "等人去办", "open", within="2wd"),
    State("doing", "正在跑", "doing"),
    State("awaiting", "等群众补材料", "waiting"),
    State("asking", "办下来了，等群众回话", "waiting"),
    State("done", "办好了", "done"),
    State("dropped", "不办，已说明", "dropped"),
    State("refused", "没办成，已说明", "dropped"),
)
UNFINISHED = ("new", "doing", "awaiting", "asking")
FORM, ACT = "minqing.records.matters.errands.forms", "minqing.records.matters.errands.running"


def some_material(matter: Moving) -> bool:
    """Something of the resident's is in our hands."""
    return bool(cast(Any, matter).materials.filter(returned_on=None).exists())


RUNNING = (
    MoveRule("errand.receive", "收了他的材料", ("new", "doing", "awaiting"), None, optional="说明", form=f"{FORM}.ReceiveForm",
             sentence="收了群众的材料"),
    MoveRule("errand.give_back", "材料退给他了", (*UNFINISHED, "done", "dropped", "refused"), None, optional="说明", form=f"{FORM}.GiveBackForm",
             sentence="把材料退给了群众", when=some_material, why_not="没有要退的材料。"),
    MoveRule("errand.book", "约个日子", ("new", "doing", "awaiting"), None, optional="怎么约的", details=("booked_on", "booked_at?", "office?"),
             sentence="约了办的日子"),
    MoveRule("errand.plan", "改办什么、去哪儿", ("new", "doing", "awaiting"), None, details=("paper", "office?", "way", "how"),
             sentence="改了办什么、去哪儿"),
    MoveRule("errand.refuse", "窗口不给办", ("doing", "awaiting"), "refused", ask="怎么跟他说的，还有什么别的路", details=("refused_why",),
             sentence="窗口没给办，说明了原因", tells=(STOPPED,)),
    MoveRule("matter.report_done", "办下来了，请群众回话", ("doing",), "asking", ask="办成了什么样", details=("number?", "again_on?"), main=True,
             told="说办下来了，请群众回话",
             tells=another_asks()),
    MoveRule("matter.handle", "记下", ("asking",), None, ask="谁、办了什么"),
)  # fmt: skip

MOVES = (
    *taken_and_given("new", "doing"), *RUNNING, *waits_for_asker("doing"), *asker_judges("asking", "doing", "done"),
    not_done("new", "doing", "awaiting"), *opened_again("done", "doing", "new"),
    MoveRule("matter.again", "重新打开", ("refused",), "new", ask="为什么再办一次", by_asker=True, frees=True),
)  # fmt: skip

ACTS = {
    **{f"errand.{act}": f"{ACT}.{act}" for act in ("receive", "give_back", "refuse")},
    "matter.report_done": f"{ACT}.got", "matter.reopen": f"{ACT}.not_got", "matter.again": f"{ACT}.again",
}  # fmt: skip

COLUMNS = (
    Column("怎么帮他办", "details.get_way_display", 14),
    Column("办什么", "details.paper", 20),
    Column("哪个单位", "details.office", 16),
    Column("约在哪天", "details.booked_on", 12),
    Column("结果", "details.result_words", 24),
    Column("办成那天", "details.done_on", 12),
    Column("群众回话", "answer_words", 12),
)

# Where and on which day it is done is agreed with whoever runs it.
OWN_QUESTIONS = (
    OwnQuestion("paper?", "办什么证、什么手续", "像：养老金年审、身份证到期换证"),
    OwnQuestion("office?", "要去哪个单位", "像：镇社保所；不知道就空着"),
    OwnQuestion("way", "想怎么办", choices={"for": "替我跑", "with": "带我去", "booked": "约好日子，我自己去"}),
)

KIND = Kind(
    key="errand", title="代办", unit="件", first="new", states=STATES, moves=MOVES, rank=70, asks="请帮我跑一趟", common=everywhere,
    said_to_asker="办证、盖章、认证、报销，我们替您跑，或者带您去；收了您什么材料记清楚，办完退给您。",
    about="办证、盖章、认证、报销，替他跑、带他去、约好日子办；收了什么材料记清楚，办完退给他，行不行他说了算。", columns=COLUMNS,
    on_the_spot=("matter.accept", "matter.report_done"), details="matters.Errand", at_opening=("paper?", "office?", "way", "how", "booked_on?"),
    opening={"like": "像：养老金年审", "opened_on": "哪天托的", "asker": "替谁办", "phone": "他的电话"},
    own_questions=OWN_QUESTIONS, acts=ACTS, opened=f"{ACT}.opened", story="minqing.records.matters.errands.story.story", template="matters/kinds/errand.html",
)  # fmt: skip
