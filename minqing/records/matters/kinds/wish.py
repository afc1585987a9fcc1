"""A micro-wish (微心愿): one small thing, published without the family's name, claimed by one, fulfilled (D2, RULES 5.2)."""

from minqing.records.matters.kinds.table import Kind, MoveRule, State, tried_twice

STATES = (
    State("new", "等核实", "open"),
    State("published", "等认领", "open"),
    State("claimed", "已认领，正在办", "doing"),
    State("asking", "等群众回话", "waiting"),
    State("done", "实现了", "done"),
    State("dropped", "不办，已说明", "dropped"),
)

MOVES = (
    MoveRule("wish.publish", "核实过，发布", ("new",), "published", optional="发布时怎么写，不写姓名、住址、电话", frees=True, main=True),
    MoveRule("wish.claim", "我来认领", ("published",), "claimed", optional="打算什么时候办", main=True),
    MoveRule("wish.let_go", "放下，让别人认领", ("claimed",), "published", ask="为什么放下", frees=True),
    MoveRule("matter.handle", "记下", ("claimed",), None, ask="谁、办了什么"),
    MoveRule("matter.urge", "催一下", ("claimed",), None, optional="催什么"),
    MoveRule("matter.report_done", "送到了，请群众回话", ("claimed",), "asking", ask="怎么送的", main=True),
    MoveRule("matter.answer", "群众说办好了", ("asking",), "done", optional="群众的原话", form="answer", by_asker=True),
    MoveRule("matter.reopen", "群众说没办好", ("asking",), "claimed", ask="群众的原话", form="answer", by_asker=True),
    MoveRule("matter.unreachable", "没联系上", ("asking",), None, ask="怎么联系的"),
    MoveRule(
        "matter.close", "两次联系不上，办结", ("asking",), "done", ask="说明",
        when=tried_twice, why_not="要两次联系不上才能这样办结，每次都记一笔「没联系上」。",
    ),
    MoveRule("matter.drop", "不办，说明原因", ("new", "published"), "dropped", ask="不办的原因，怎么跟群众说的"),
    # A fulfilled wish that turns out not to be goes back to the one who claimed it; a dropped one is looked at afresh.
    MoveRule("matter.again", "重新打开", ("done",), "claimed", ask="为什么重新打开", by_asker=True),
    MoveRule("matter.again", "重新打开", ("dropped",), "new", ask="为什么重新打开", by_asker=True, frees=True),
)  # fmt: skip

WISH = Kind(
    key="wish", title="微心愿", unit="个", first="new", states=STATES, moves=MOVES,
    on_the_spot=("wish.publish", "wish.claim", "matter.report_done"),
    about="一件小东西、一个小忙，党员或单位认领了去办；一个心愿同时只有一个人认领。",
)  # fmt: skip
