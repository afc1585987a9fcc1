"""A need (急难愁盼): somebody lacks or asks for something that takes handling (MECHANISMS.md D1)."""

from minqing.records.matters.kinds.table import Kind, MoveRule, State, can_go_back, has_upper, tried_twice

STATES = (
    State("new", "等受理", "open"),
    State("doing", "正在办", "doing"),
    State("asking", "等群众回话", "waiting"),
    State("done", "办好了", "done"),
    State("dropped", "不办，已说明", "dropped"),
)

MOVES = (
    MoveRule("matter.accept", "受理", ("new",), "doing", optional="打算怎么办", at_tier=True, main=True),
    MoveRule("matter.assign", "派给谁办", ("new",), "doing", optional="要办什么", form="holder", at_tier=True),
    MoveRule("matter.assign", "改派", ("doing",), "doing", optional="要办什么", form="holder", at_tier=True),
    MoveRule("matter.join", "加一家一起办", ("doing",), None, ask="请它办什么", form="partner", at_tier=True),
    MoveRule("matter.handle", "记下", ("doing",), None, ask="谁、办了什么"),
    MoveRule("matter.urge", "催一下", ("new", "doing"), None, optional="催什么"),
    MoveRule(
        "matter.return", "退回", ("new", "doing"), "new", ask="为什么退回，按职责清单哪一条", at_tier=True, frees=True,
        when=can_go_back, why_not="还没派出去，也没报上来，没有可退的地方。",
    ),
    MoveRule(
        "matter.escalate", "报上一级", ("new", "doing"), "new", ask="这一级办不了的原因", at_tier=True, frees=True,
        when=has_upper, why_not="已经在县里了，上面没有再报的一级。",
    ),
    MoveRule("matter.report_done", "办完了，请群众回话", ("doing",), "asking", ask="办成了什么样", main=True),
    MoveRule("matter.answer", "群众说办好了", ("asking",), "done", optional="群众的原话", form="answer", by_asker=True),
    MoveRule("matter.reopen", "群众说没办好", ("asking",), "doing", ask="群众的原话", form="answer", by_asker=True),
    MoveRule("matter.unreachable", "没联系上", ("asking",), None, ask="怎么联系的"),
    MoveRule(
        "matter.close", "两次联系不上，办结", ("asking",), "done", ask="说明",
        when=tried_twice, why_not="要两次联系不上才能这样办结，每次都记一笔「没联系上」。",
    ),
    MoveRule("matter.drop", "不办，说明原因", ("new", "doing"), "dropped", ask="不办的原因，怎么跟群众说的", at_tier=True),
    MoveRule("matter.again", "重新打开", ("done",), "doing", ask="为什么重新打开", by_asker=True),
    MoveRule("matter.again", "重新打开", ("dropped",), "new", ask="为什么重新打开", by_asker=True, frees=True),
)  # fmt: skip

# Neither answer is the main button: nobody is nudged towards the one that closes the matter.
NEED = Kind(
    key="need", title="需求", unit="件", first="new", states=STATES, moves=MOVES, on_the_spot=("matter.accept", "matter.report_done"),
    about="群众缺什么、要什么，得有人去办；办没办好，群众说了算。",
)  # fmt: skip
