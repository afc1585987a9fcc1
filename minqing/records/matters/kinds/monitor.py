"""Monitoring against falling back into poverty (防返贫动态监测和帮扶, MECHANISMS.md E1, RULES.md 3.1 and 3.6).

A state here is the step done last; which step comes next is the region's order (`monitor_order`), kept in the file when it began. So
the table is one for all regions: every step may come from every state of its way, and its condition asks the file whether it is next
(docs/decisions: the order of monitoring). `within` is the time allowed for doing the step, counted from the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from minqing.records.matters.kinds.moves import STOPPED, everywhere, waits_for_asker
from minqing.records.matters.kinds.table import Column, Kind, MoveRule, Moving, State, Tell

STATES = (
    State("lead", "线索，等核实", "open", within="2d"),
    State("awaiting", "等农户补充", "waiting"),
    State("consent", "签过授权，等下一步", "doing"),
    State("verify", "核实过，等下一步", "doing", within="2wd"),
    State("compare", "比对过，等下一步", "doing", within="5d"),
    State("meeting", "评议过，等公示", "doing"),
    State("publicity", "正在公示", "doing"),
    State("review", "乡镇审过，等县里批", "doing"),
    State("approve", "县里批了，等公告", "doing"),
    State("helping", "监测帮扶中", "doing"),
    State("out_propose", "提出消除，等核实", "doing"),
    State("out_verify", "核实过，等评议消除", "doing"),
    State("out_meeting", "评议过，等公示消除", "doing"),
    State("out_publicity", "正在公示消除", "doing"),
    State("out_review", "乡镇审过消除，等县里批", "doing"),
    State("out_approve", "县里批了消除，等公告", "doing"),
    State("released", "风险消除，还在跟踪", "done"),
    State("refused", "不纳入，已说明", "dropped"),
)
IN = ("lead", "consent", "verify", "compare", "meeting", "publicity", "review", "approve")
OUT = ("out_propose", "out_verify", "out_meeting", "out_publicity", "out_review", "out_approve")
RECOGNISED = ("helping", *OUT)
VILLAGE, TOWNSHIP, COUNTY = ("village", "clerk"), ("clerk",), ("county",)
FORMS = "minqing.records.matters.monitoring.forms"
STEPS = tuple(
    f"monitor.{step}" for step in ("consent", "verify", "compare", "meeting", "publicize", "review", "approve", "announce")
)
HELP_NOW = ("monitor.measure",)
NEXT, REDO = Tell("next", "轮到你办监测的下一步", of=STEPS), Tell("next", "退回村里重做", of=STEPS, urgent=True)
NOT_NEXT = "还没轮到这一步，先看看「下一步」写的是什么。"


def next_is(step: str) -> Callable[[Moving], bool]:
    """The condition of a step: the order that the file keeps says that it may be done now."""

    def may_come(matter: Moving) -> bool:
        file = cast(Any, matter).details
        return file is not None and step in file.next_steps

    return may_come


def _step(verb: str, step: str, button: str, sentence: str, *, out: str = "", **more: Any) -> tuple[MoveRule, ...]:
    """A step of recognition, and the same of release where there is one (`out` is its button)."""
    known: dict[str, Any] = {
        "sentence": sentence,
        "main": True,
        "when": next_is(step),
        "why_not": NOT_NEXT,
        "tells": (NEXT,),
        **more,
    }
    to = "helping" if step == "announce" else step
    rules = [MoveRule(verb, button, tuple(state for state in IN if state != to), to, **known)]
    if out:
        left = "released" if step == "announce" else f"out_{step}"
        rules.append(MoveRule(verb, out, tuple(state for state in OUT if state != left), left, **known))
    return tuple(rules)


def some_objection(matter: Moving) -> bool:
    """Somebody said something against it and waits for an answer."""
    return bool(cast(Any, matter).objections.filter(answered_on=None).exists())


def some_measure(matter: Moving) -> bool:
    """A measure of help goes on."""
    return bool(cast(Any, matter).measures.filter(done_on=None).exists())


def some_part(matter: Moving) -> bool:
    """Somebody helps beside the measures, which end with the family's word."""
    going = cast(Any, matter).handlings.filter(state="doing").exclude(role="lead")
    return bool(going.exclude(pk__in=cast(Any, matter).measures.filter(done_on=None).values("helper")).exists())


# Who is recognised already is neither merged into another file nor withdrawn from: the release is the way out.
FROM = {"matter.merge": ("lead", "awaiting", "consent"), "matter.withdraw": ("awaiting", *IN)}


def beside(kind: Kind) -> tuple[MoveRule, ...]:
    """What every kind has, as far as it may be done here."""
    return tuple(replace(rule, from_=FROM.get(rule.key, rule.from_)) for rule in everywhere(kind))


MOVES = (
    MoveRule("matter.accept", "受理", ("lead", "helping"), None, optional="打算怎么办"),
    MoveRule("matter.assign", "派给谁负责", ("lead", "helping"), None, optional="要办什么", form="holder"),
    *waits_for_asker("lead"),
    *_step(
        "monitor.consent", "consent", "农户签了授权书", "记下了承诺授权", details=("consent_by", "consent_how"),
        optional="谁代填的，有没有念给他听", form=f"{FORMS}.ConsentForm", roles=VILLAGE,
    ),
    *_step(
        "monitor.verify", "verify", "记入户核实", "记下了入户核实", out="记入户核实（消除）", optional="还有什么要说的",
        form=f"{FORMS}.VerifyForm", roles=VILLAGE,
    ),
    *_step("monitor.compare", "compare", "记比对结果", "记下了信息比对", details=("compared",), optional="谁比对的", roles=VILLAGE),
    *_step("monitor.meeting", "meeting", "记评议会", "记下了村民评议", out="记评议会（消除）", ask="会议记要，怎么议的", form=f"{FORMS}.MeetingForm", roles=VILLAGE),
    *_step("monitor.publicize", "publicity", "张榜公示", "在村里公示了", out="张榜公示（消除）", optional="有什么要说的", form=f"{FORMS}.NoticeForm", roles=VILLAGE),
    *_step(
        "monitor.review", "review", "审核通过", "审核通过了", out="审核通过（消除）", ask="四项合起来怎么看，为什么通过", at_tier=True,
        form=f"{FORMS}.AssessForm", not_by=("monitor.verify", "monitor.meeting", "monitor.publicize"), roles=TOWNSHIP,
    ),
    *_step(
        "monitor.approve", "approve", "批准纳入", "批准了", out="批准消除", ask="四项合起来怎么看，为什么批准", at_tier=True,
        form=f"{FORMS}.AssessForm", not_by=("monitor.review",), roles=COUNTY,
    ),
    *_step("monitor.announce", "announce", "公告，纳入监测", "发了公告", out="公告，标注风险消除", tells=(Tell("next", "纳入监测了，该定帮扶了", of=HELP_NOW),), optional="有什么要说的", at_tier=True, form=f"{FORMS}.NoticeForm", roles=TOWNSHIP),
    MoveRule("monitor.object", "有人提意见", ("publicity", "out_publicity"), None, ask="谁提的、什么意见", sentence="记下了公示中的意见", roles=VILLAGE, tells=(Tell("next", "公示中有人提意见，请你查、答复", of=("monitor.reply",), urgent=True),)),
    MoveRule("monitor.reply", "答复意见", ("publicity", "out_publicity"), None, ask="怎么查的、怎么答复的", sentence="答复了公示中的意见", form=f"{FORMS}.ReplyForm", when=some_objection, why_not="没有等着答复的意见。"),
    MoveRule("monitor.send_back", "退回村里重做", ("publicity", "review", "approve"), "consent", ask="为什么退回，要重做什么", sentence="退回村里重做", tells=(REDO,), at_tier=True, roles=("clerk", "county"), frees=True),
    MoveRule("monitor.send_back", "退回村里重做", ("out_publicity", "out_review", "out_approve"), "out_propose", ask="为什么退回，要重做什么", sentence="退回村里重做", tells=(REDO,), at_tier=True, roles=("clerk", "county"), frees=True),
    MoveRule("monitor.refuse", "不纳入，说明原因", ("awaiting", *IN), "refused", ask="为什么不纳入，怎么跟农户说的", sentence="说明原因，不纳入", tells=(STOPPED,), form=f"{FORMS}.RefuseForm", at_tier=True),
    MoveRule("monitor.measure", "加一项帮扶", RECOGNISED, None, optional="怎么商量的", sentence="加了一项帮扶", tells=(Tell("joined", "请你帮扶一户", sort="given", urgent=True),), form=f"{FORMS}.MeasureForm", main=True),
    MoveRule("monitor.measure_done", "一项帮扶办完了", (*RECOGNISED, "released"), None, ask="农户怎么说的（原话）", sentence="办完了一项帮扶", tells=(Tell("hands", "一项帮扶办完了", sort="back"),), form=f"{FORMS}.MeasureDoneForm", when=some_measure, why_not="没有正在办的帮扶措施。"),
    MoveRule("monitor.risk", "风险有变化", RECOGNISED, None, ask="有什么变化", sentence="记下了风险的变化", tells=(Tell("parts", "监测户的风险有变化"),), form=f"{FORMS}.RiskForm", roles=VILLAGE),
    MoveRule("monitor.propose", "提出风险消除", ("helping",), "out_propose", ask="为什么说风险消除了", sentence="提出风险消除", tells=(NEXT,), details=("removal",), roles=("village",)),
    MoveRule("monitor.keep", "不消除，接着帮", OUT, "helping", ask="为什么还不能消除", sentence="不消除，接着帮扶", tells=(Tell("parts", "不消除，接着帮扶"), Tell("next", "不消除，接着帮扶", of=HELP_NOW))),
    MoveRule("monitor.relapse", "风险回退，重新帮扶", ("released",), "helping", ask="出了什么事", sentence="风险回退，重新帮扶", tells=(Tell("parts", "风险回退，重新帮扶"), Tell("next", "风险回退，重新帮扶", of=HELP_NOW)), form=f"{FORMS}.RiskForm", roles=VILLAGE),
    MoveRule("matter.handle", "记下", (*IN, *RECOGNISED, "released"), None, ask="谁、办了什么"),
    MoveRule("matter.urge", "催一下", (*IN, *OUT), None, optional="催什么"),
    MoveRule("matter.join", "加一位帮扶责任人", ("helping",), None, ask="请他帮什么", form="partner"),
    MoveRule("matter.part_done", "这一份办完了", ("helping",), None, ask="这一份办成了什么样", form="part", when=some_part, why_not="这一份是帮扶措施，用「一项帮扶办完了」。"),
    MoveRule("matter.part_back", "这一份办不了，退回", ("helping",), None, ask="为什么办不了", form="part", reasons="return"),
    MoveRule("matter.again", "重新看一次", ("refused",), "lead", ask="为什么重新看", by_asker=True, frees=True),
)  # fmt: skip

ACT = "minqing.records.matters.monitoring.steps"
HELP = "minqing.records.matters.monitoring.helping"
ACTS = {
    **{f"monitor.{name}": f"{ACT}.{name}" for name in ("consent", "verify", "compare", "meeting", "publicize", "review", "approve", "announce", "reply", "send_back", "refuse")},
    **{f"monitor.{name}": f"{HELP}.{name}" for name in ("measure", "measure_done", "risk", "propose", "keep", "relapse")},
    "monitor.object": f"{ACT}.objected", "matter.again": f"{ACT}.again",
}  # fmt: skip

COLUMNS = (
    Column("哪一类", "details.klass_title", 16),
    Column("线索哪来的", "details.get_lead_display", 14),
    Column("哪天纳入", "details.recognised_on", 12),
    Column("哪天消除", "details.released_on", 12),
)

KIND = Kind(
    key="monitor", title="防返贫监测", unit="户", first="lead", states=STATES, moves=MOVES, rank=80, asks="家里遇到大困难",
    said_to_asker="家里有人生大病、遭了灾、收入一下子少了很多，写在这里，村里上门来看，够条件的帮到日子稳下来。",
    about="家里出了大事、收入掉得厉害，先核实，再评议、审核、审批；纳入了一户一策地帮，稳了才消除，消除了还跟着看。", common=beside,
    details="matters.Monitoring", at_opening=("lead?",), opening={"like": "像：老伴做手术，花了不少", "opened_on": "哪天知道的", "asker": "哪一家（户主）", "urgency": ""}, columns=COLUMNS, acts=ACTS, opened=f"{ACT}.opened",
    story="minqing.records.matters.monitoring.story.story", drawn="minqing.records.matters.monitoring.charted.drawn", template="matters/kinds/monitor.html",
    seats={"helper": "帮扶责任人", "unit": "帮扶单位"}, neutral="家里遇到困难，正在核实",
)  # fmt: skip
