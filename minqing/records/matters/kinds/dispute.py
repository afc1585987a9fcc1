"""A dispute between people (矛盾纠纷): mediated free of charge, of their own will, to an agreement that is kept (D3, RULES 4).

"Waiting" is where the parties have the word: while the agreement is to be signed, and while it is to be kept.
"""

from __future__ import annotations

from dataclasses import replace

from minqing.records.matters.kinds.moves import TWICE, UNREACHED, everywhere, not_done, taken_and_given, waits_for_asker
from minqing.records.matters.kinds.table import Column, Kind, MoveRule, OwnQuestion, State, Tell, tried_twice
from minqing.records.matters.mediation.disputes import FEW, all_content, all_signed, some_link, some_party, two_parties

STATES = (
    State("new", "等受理", "open", within="3wd"),
    State("talking", "正在调解", "doing"),
    State("awaiting", "等当事人补充", "waiting"),
    State("signing", "协议书等签字", "waiting"),
    State("performing", "等双方履行", "waiting"),
    State("done", "履行了，双方认可", "done"),
    State("dropped", "不受理，已说明", "dropped"),
    State("ended", "没调成，告知了别的路", "dropped"),
)
TO_SIGN, TO_CHECK = Tell("parts", "协议书写好了，等你签名"), Tell("parts", "谈成了，到期去看双方履行没有")
UNFINISHED = ("new", "talking", "awaiting", "signing", "performing")
BEFORE = ("new", "talking", "awaiting")
FORM, ACT, AGREE = (f"minqing.records.matters.{module}" for module in ("mediation.forms", "mediation.acts", "mediation.agreeing"))
# A dispute is not split; it has its own way of ending.
NOT_HERE = frozenset({"matter.split"})


def without_splitting(rules: tuple[MoveRule, ...]) -> tuple[MoveRule, ...]:
    return tuple(replace(rule, main=False) if rule.key == "matter.urge" else rule for rule in rules if rule.key not in NOT_HERE)


def beside(kind: Kind) -> tuple[MoveRule, ...]:
    """What every kind has; but what is agreed already is neither merged into another nor simply taken back."""
    early = ("matter.merge", "matter.withdraw")
    return tuple(replace(rule, from_=BEFORE) if rule.key in early else rule for rule in everywhere(kind))


TALKING = (
    MoveRule(
        "dispute.session", "记一次调解", ("talking",), None, ask="谈了什么，各方怎么说", form=f"{FORM}.SessionForm", sentence="记下了一次调解",
        main=True, when=two_parties, why_not=FEW,
    ),
    MoveRule("dispute.party", "加一方当事人", BEFORE, None, form=f"{FORM}.PartyForm", sentence="记下了一方当事人", main=True),
    MoveRule(
        "dispute.party_out", "去掉一方", ("new", "talking"), None, ask="为什么去掉", form=f"{FORM}.PartyOutForm", sentence="去掉了一方当事人",
        when=some_party, why_not="还没有当事人。",
    ),
    MoveRule("dispute.sort", "改纠纷类别、来源", UNFINISHED, None, details=("dispute_class", "origin", "open_session?"),
             sentence="改了纠纷类别、来源"),
    MoveRule("dispute.invite", "约时间调解", ("talking",), None, optional="怎么跟各方说的", form=f"{FORM}.InviteForm", sentence="约了调解的时间",
             when=two_parties, why_not=FEW, tells=(Tell("parts", "约了调解的时间，到时候来"),)),
    MoveRule("dispute.stage", "换一步解法", ("talking",), None, ask="这一步怎么做", form=f"{FORM}.StageForm", sentence="换了一步解法"),
    MoveRule("dispute.refuse_mediator", "当事人要换调解员", ("talking",), None, ask="当事人怎么说的", reasons="refuse",
             form=f"{FORM}.RefuseForm", sentence="按当事人的意思换了调解员", when=some_party, why_not="还没有当事人。",
             tells=(Tell("joined", "当事人另请你来调解一起纠纷", sort="given", urgent=True),
                    Tell("let_out", "当事人另请了别人，这一起你不用再调", sort="back"))),
    MoveRule("dispute.extend", "延长期限（各方都同意）", ("talking",), None, ask="为什么延长", form=f"{FORM}.ExtendForm",
             sentence="各方同意，延长了期限", when=two_parties, why_not=FEW),
)  # fmt: skip

ROOM = (
    MoveRule("dispute.link", "给一方发进线上调解室的链接", UNFINISHED, None, form=f"{FORM}.LinkForm", sentence="发了进线上调解室的链接",
             when=some_party, why_not="还没有当事人。"),
    MoveRule("dispute.unlink", "收回一方的链接", UNFINISHED, None, ask="为什么收回", form=f"{FORM}.PartyOutForm", sentence="收回了进线上调解室的链接",
             when=some_link, why_not="没有发出去的链接。"),
)  # fmt: skip

SAFETY = (
    MoveRule("dispute.police", "可能违法犯罪，报给公安", UNFINISHED, None, ask="看出了什么", form=f"{FORM}.PoliceForm", sentence="报给了公安"),
    MoveRule("dispute.prevent", "稳住了，没闹大", UNFINISHED, None, ask="怎么稳住的", details=("prevented", "prevented_people?"),
             sentence="防住了激化"),
)  # fmt: skip

SETTLING = (
    MoveRule("dispute.draft", "谈成了，写协议书", ("talking",), "signing", form=f"{FORM}.DraftForm", sentence="写了调解协议书", when=two_parties,
             why_not=FEW, tells=(TO_SIGN,)),
    MoveRule("dispute.oral", "谈成了，口头约定", ("talking",), "performing", ask="怎么约定的", form=f"{FORM}.OralForm",
             sentence="登记了口头协议", when=two_parties, why_not=FEW, tells=(TO_CHECK,)),
    MoveRule("dispute.reconcile", "双方自己和解了", ("talking",), "performing", ask="怎么和解的", form=f"{FORM}.OralForm",
             sentence="双方自行和解了", when=two_parties, why_not=FEW, tells=(TO_CHECK,)),
    MoveRule("dispute.effect", "签齐了，协议生效", ("signing",), "performing", optional="说明", sentence="协议书签齐，生效了", main=True,
             when=all_signed, why_not="协议书还没签齐：各方签名或按手印、调解员签名、盖章，一样都不能少。", tells=(TO_CHECK,)),
    MoveRule("dispute.sign", "记下谁签了、盖了章", ("signing",), None, form=f"{FORM}.SignForm", sentence="记下了签字盖章", main=True),
    MoveRule("dispute.draft", "改协议书，重新签", ("signing",), None, form=f"{FORM}.DraftForm", sentence="写了调解协议书", tells=(TO_SIGN,)),
    MoveRule("dispute.undraft", "没签成，接着调", ("signing",), "talking", ask="为什么没签成", sentence="协议没签成，接着调"),
    MoveRule("dispute.end", "没调成，停下来", ("talking", "awaiting", "signing"), "ended", ask="怎么跟双方说的", reasons="stop",
             form=f"{FORM}.EndForm", sentence="停止了调解，告知了别的路", tells=(Tell("had", "一起纠纷没调成，停下来了", sort="back"),)),
)  # fmt: skip

KEEPING = (
    MoveRule("dispute.word", "记下一方的回话", ("performing",), None, optional="他的原话", form=f"{FORM}.WordForm", sentence="记下了一方的回话",
             main=True),
    # Who settled it may not say that it was kept, and nobody else reads the file: another must be asked in.
    MoveRule("matter.join", "请别人去回访", ("performing",), None, ask="请他去问什么", form="partner", at_tier=True, told="请了别人去回访"),
    MoveRule("dispute.check", "回访过了", ("performing",), None, ask="看到、问到了什么", form=f"{FORM}.CheckForm", sentence="回访了履行情况"),
    MoveRule("matter.answer", "双方都认可，了结", ("performing",), "done", optional="说明", when=all_content,
             why_not="要每一方都说履行了，才能了结。", by_asker=True, told="各方都说履行了，了结了",
             tells=(Tell("parts", "双方都说履行了，了结了", sort="asker"),)),
    MoveRule("matter.reopen", "没履行，接着调", ("performing",), "talking", ask="哪里没履行，谁说的", by_asker=True, told="有一方说没履行，接着调"),
    MoveRule("matter.unreachable", "没联系上", ("performing",), None, ask="找的谁，怎么联系的", told="没联系上当事人", tells=(UNREACHED,)),
    MoveRule("matter.close", "两次联系不上，了结", ("performing",), "done", ask="说明", when=tried_twice, why_not=TWICE,
             not_by=("dispute.effect", "dispute.oral", "dispute.reconcile")),
    MoveRule("dispute.court", "双方一起申请司法确认", ("performing", "done"), None, optional="说明", form=f"{FORM}.CourtForm",
             sentence="记下了申请司法确认"),
    MoveRule("matter.handle", "记下", ("signing", "performing"), None, ask="谁、办了什么"),
    MoveRule("matter.again", "重新打开", ("done",), "talking", ask="为什么重新打开", by_asker=True),
    MoveRule("matter.again", "重新打开", ("dropped", "ended"), "new", ask="为什么重新打开", by_asker=True, frees=True),
)  # fmt: skip

MOVES = (
    *without_splitting(taken_and_given("new", "talking")), *TALKING, *SETTLING, *KEEPING, *ROOM, *SAFETY, *waits_for_asker("talking"),
    not_done("new"),
)  # fmt: skip

ACTS = {
    **{f"dispute.{act}": f"{ACT}.{act}" for act in (
        "sort", "session", "party", "party_out", "invite", "stage", "refuse_mediator", "extend", "police", "prevent", "end",
    )},
    **{f"dispute.{act}": f"{AGREE}.{act}" for act in (
        "draft", "oral", "reconcile", "effect", "sign", "undraft", "word", "check", "court",
    )},
    "dispute.link": "minqing.records.matters.mediation.room.link", "dispute.unlink": "minqing.records.matters.mediation.room.unlink",
    "matter.answer": f"{AGREE}.close_content", "matter.reopen": f"{AGREE}.not_kept", "matter.close": f"{AGREE}.close_unreached",
    "matter.again": f"{AGREE}.again",
}  # fmt: skip

# Whoever may export a ledger may see these: nothing of who, what about, or what was said.
COLUMNS = (
    Column("纠纷类别", "details.class_words", 14),
    Column("怎么来的", "details.origin_words", 12),
    Column("怎么成的", "details.agreed_words", 12),
    Column("谈成那天", "details.resolved_on", 12),
    Column("协议金额（元）", "details.amount", 14),
)

# How it came is known: somebody applied (art. 17).
OWN_QUESTIONS = (OwnQuestion("dispute_class?", "为哪一类的事", replaces="category"),)

KIND = Kind(
    key="dispute", title="矛盾纠纷", unit="起", first="new", states=STATES, moves=MOVES, rank=30, asks="家里有矛盾，请人调解", private=True,
    neutral="矛盾纠纷", about="两家、两个人过不去的事，请人从中说和；不收钱，双方自愿，只有当事人和调解的人看得到。", common=beside,
    opening={"like": "像：两家争地边子", "opened_on": "哪天知道的", "asker": "申请的，或者先来说的一方", "phone": "这一方的电话"},
    details="matters.Dispute", at_opening=("dispute_class?", "origin?"), own_questions=OWN_QUESTIONS,
    columns=COLUMNS, acts=ACTS, opened=f"{ACT}.opened",
    seats={"mediator": "调解员", "office": "有关部门", "lawyer": "法律顾问", "elder": "乡贤、亲友"},
    story="minqing.records.matters.mediation.story.story", template="matters/kinds/dispute.html",
)  # fmt: skip
