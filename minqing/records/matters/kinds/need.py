"""A need (急难愁盼): somebody lacks or asks for something that takes handling (MECHANISMS.md D1)."""

from minqing.records.matters.kinds.table import Kind, MoveRule, State

STATES = (
    State("new", "等受理", "open"),
    State("doing", "正在办", "doing"),
    State("asking", "等群众回话", "waiting"),
    State("done", "办好了", "done"),
    State("dropped", "不办，已说明", "dropped"),
)

MOVES = (
    MoveRule("matter.accept", "受理", ("new",), "doing", main=True),
    MoveRule("matter.assign", "派给谁办", ("new", "doing"), "doing", optional="要办什么"),
    MoveRule("matter.handle", "记下", ("doing",), None, ask="谁、办了什么"),
    MoveRule("matter.urge", "催一下", ("new", "doing"), None, optional="催什么"),
    MoveRule("matter.return", "退回", ("doing",), "new", ask="为什么退回，按职责清单哪一条"),
    MoveRule("matter.escalate", "报上一级", ("new", "doing"), "doing", ask="村里（镇里）办不了的原因"),
    MoveRule("matter.report_done", "办完了，请群众回话", ("doing",), "asking", ask="办成了什么样", main=True),
    MoveRule("matter.answer", "群众说办好了", ("asking",), "done", optional="群众的原话", by_asker=True, main=True),
    MoveRule("matter.reopen", "群众说没办好", ("asking",), "doing", ask="群众的原话", by_asker=True),
    MoveRule("matter.unreachable", "没联系上", ("asking",), None, ask="怎么联系的"),
    MoveRule("matter.close", "两次联系不上，办结", ("asking",), "done", ask="说明", why_not="要两次联系不上才能这样办结"),
    MoveRule("matter.drop", "不办，说明原因", ("new", "doing"), "dropped", ask="不办的原因，怎么跟群众说的"),
    MoveRule("matter.again", "重新打开", ("done", "dropped"), "doing", ask="为什么重新打开", by_asker=True),
)

NEED = Kind(
    key="need", title="需求", unit="件", first="new", states=STATES, moves=MOVES,
    about="群众缺什么、要什么，得有人去办；办没办好，群众说了算。",
)  # fmt: skip
