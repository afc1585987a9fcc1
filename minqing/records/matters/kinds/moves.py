"""Moves that several kinds share: taking and giving, waiting for the resident, the resident's word, and what every kind has."""

from __future__ import annotations

from minqing.records.matters.kinds.table import (
    HANDLERS,
    Kind,
    MoveRule,
    Moving,
    Tell,
    always,
    can_go_back,
    has_upper,
    tried_twice,
)

TWICE = "要两次联系不上才能这样办结，每次都记一笔「没联系上」。"
# The moves after which a worker counts as the one who did it, and may not record its good end.
HANDLED = ("matter.report_done",)
STOPPED = Tell("had", "一件你有份的事不办了", sort="back")
GIVEN_ELSEWHERE = Tell("let_out", "你手里的一件事派给别人了", sort="back")
UNREACHED = Tell("next", "两次没联系上群众，请你看看能不能办结", of=("matter.close",))
CONFIRM = Tell("next", "有人申请不算一件事，请你核实该不该剔除", of=("matter.exclude_confirm",))


def another_asks(whom: str = "群众") -> tuple[Tell, ...]:
    """Somebody says that it is done: another goes and asks, and whoever did it hears that the outcome is not theirs to record."""
    return (
        Tell("next", f"说是办完了，请你去问{whom}办好没有", of=("matter.answer",)),
        Tell("doer", "你办完的这件，办没办好由别人去问、来记", of=("matter.answer",)),
    )


def unlooked(matter: Moving) -> bool:
    return matter.unlooked


def exclusion_asked(matter: Moving) -> bool:
    return bool(matter.exclusion) and matter.excluded_on is None


def not_excluded(matter: Moving) -> bool:
    return not matter.exclusion


def taken_and_given(new: str, doing: str, *, main: bool = True) -> tuple[MoveRule, ...]:
    """Accept, assign, work on it with others, return, report up, not do: the way of what somebody is given to do (D7, D9)."""
    return (
        MoveRule("matter.accept", "受理", (new,), doing, optional="打算怎么办", at_tier=True, main=main),
        MoveRule("matter.assign", "派给谁办", (new,), doing, optional="要办什么", form="holder", at_tier=True),
        MoveRule("matter.assign", "改派", (doing,), doing, optional="要办什么", form="holder", at_tier=True, tells=(GIVEN_ELSEWHERE,)),
        *worked_on_by_many(doing),
        MoveRule("matter.urge", "催一下", (new, doing), None, optional="催什么"),
        MoveRule(
            "matter.return", "退回", (new, doing), new, ask="为什么退回，按职责清单哪一条", reasons="return", at_tier=True,
            frees=True, when=can_go_back, why_not="还没派出去，也没报上来，没有可退的地方。",
        ),
        MoveRule(
            "matter.escalate", "报上一级", (new, doing), new, ask="这一级办不了的原因", at_tier=True, frees=True,
            when=has_upper, why_not="已经在县里了，上面没有再报的一级。",
        ),
    )  # fmt: skip


def worked_on_by_many(doing: str) -> tuple[MoveRule, ...]:
    """One lead and any number of joint and supporting parts, each with its own state and answer; a matter split into several (D9)."""
    return (
        MoveRule("matter.join", "加一家一起办", (doing,), None, ask="请它办什么", form="partner", at_tier=True),
        MoveRule(
            "matter.link",
            "五方联动、三方共扶",
            (doing,),
            None,
            optional="请大家各办什么",
            form="minqing.records.matters.parts_forms.LinkForm",
            at_tier=True,
            sentence="把几方请到了一起办",
        ),
        MoveRule("matter.part_done", "这一份办完了", (doing,), None, ask="这一份办成了什么样", form="part"),
        MoveRule("matter.part_back", "这一份办不了，退回", (doing,), None, ask="为什么办不了", form="part", reasons="return"),
        MoveRule("matter.split", "拆成几件", (doing,), None, ask="拆成哪几件，一行一件", form="split", at_tier=True),
        MoveRule("matter.handle", "记下", (doing,), None, ask="谁、办了什么"),
    )


def waits_for_asker(doing: str, awaiting: str = "awaiting") -> tuple[MoveRule, ...]:
    """Something is missing that only the asker can give: the time allowed stands still until any answer comes."""
    return (
        MoveRule("matter.wait", "请群众补充", (doing,), awaiting, ask="请群众补充什么，怎么跟他说的"),
        MoveRule("matter.supply", "群众补充了", (awaiting,), doing, ask="补充了什么", by_asker=True),
        MoveRule("matter.handle", "记下", (awaiting,), None, ask="谁、办了什么"),
    )


def asker_judges(
    asking: str, doing: str, done: str, *, good: str = "群众说办好了", bad: str = "群众说没办好"
) -> tuple[MoveRule, ...]:
    """The resident is the judge (D10). Neither answer is the main button: nobody is nudged towards the one that closes it."""
    return (
        MoveRule(
            "matter.answer",
            good,
            (asking,),
            done,
            optional="群众的原话",
            form="answer",
            by_asker=True,
            not_by=HANDLED,
            tells=(Tell("hands", good, sort="asker"),),
        ),
        MoveRule("matter.reopen", bad, (asking,), doing, ask="群众的原话", form="answer", by_asker=True),
        MoveRule("matter.unreachable", "没联系上", (asking,), None, ask="怎么联系的", tells=(UNREACHED,)),
        MoveRule(
            "matter.close", "两次联系不上，办结", (asking,), done, ask="说明", not_by=HANDLED, when=tried_twice, why_not=TWICE
        ),
    )


def opened_again(done: str, doing: str, new: str, *, dropped: str = "dropped") -> tuple[MoveRule, ...]:
    """What turns out not to be done goes back to whoever did it; what was not done at all is looked at afresh."""
    return (
        MoveRule("matter.again", "重新打开", (done,), doing, ask="为什么重新打开", by_asker=True),
        MoveRule("matter.again", "重新打开", (dropped,), new, ask="为什么重新打开", by_asker=True, frees=True),
    )


def not_done(*states: str, at_tier: bool = True) -> MoveRule:
    """The reason is said, and said to whoever asked."""
    return MoveRule(
        "matter.drop", "不办，说明原因", states, "dropped", ask="不办的原因，怎么跟群众说的", at_tier=at_tier, tells=(STOPPED,)
    )


def everywhere(kind: Kind) -> tuple[MoveRule, ...]:
    """What every kind has: words added, a look at what residents sent, another category, contact, exclusion by two, one thing twice."""
    unfinished, every = kind.unfinished, (*kind.unfinished, *kind.over)
    # Once the result is there to be judged, the asker says what it is worth.
    to_judge = {state for rule in kind.moves if rule.key == "matter.answer" for state in rule.from_}
    not_yet = tuple(state for state in unfinished if state not in to_judge)
    return (
        MoveRule("matter.look", "看过了，收下", unfinished, None, when=unlooked, why_not="这一条已经看过了。"),
        MoveRule("matter.contact", "联系上群众了", unfinished, None, ask="怎么联系的，怎么说的"),
        MoveRule("matter.add", "补充", unfinished, None, ask="要补充的话", by_asker=True, roles=("village", "clerk", "county")),
        MoveRule("matter.withdraw", "群众自己撤回", not_yet, kind.dropped, optional="为什么不用办了", by_asker=True, frees=True,
                 tells=(Tell("had", "群众自己撤回了，不用办了", sort="asker"),)),
        MoveRule("matter.sort", "改类别、急缓", unfinished, None, form="sort"),
        MoveRule("matter.merge", "和另一件是同一件事", unfinished, kind.dropped, form="merge", optional="怎么看出是同一件", frees=True,
                 tells=(Tell("had", "和另一件合在一起了，这一件不用办了", sort="back"), CONFIRM)),
        MoveRule(
            "matter.exclude", "申请剔除，不算进比率", every, None, ask="为什么不该算", reasons="exclude", when=not_excluded,
            why_not="这件事已经申请过剔除了。", tells=(CONFIRM,),
        ),
        MoveRule(
            "matter.exclude_confirm", "同意剔除", every, None, optional="怎么核实的", not_by=("matter.exclude", "matter.merge"),
            when=exclusion_asked, why_not="没有等着同意的剔除。", tells=(Tell("excluder", "你申请的剔除同意了", sort="back"),),
        ),
        MoveRule("matter.exclude_refuse", "不同意剔除", every, None, ask="为什么该算", when=exclusion_asked, why_not="没有等着同意的剔除。",
                 tells=(Tell("excluder", "你申请的剔除没同意，照样算", sort="back"),)),
    )  # fmt: skip


__all__ = [
    "GIVEN_ELSEWHERE", "HANDLED", "HANDLERS", "STOPPED", "UNREACHED", "always", "another_asks", "asker_judges", "everywhere", "not_done", "opened_again", "taken_and_given", "waits_for_asker",
    "worked_on_by_many",
]  # fmt: skip
