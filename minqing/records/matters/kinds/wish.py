"""A micro-wish (微心愿): one small thing, published without the family's name, claimed by one, fulfilled (D2, RULES 5.2)."""

from dataclasses import replace

from minqing.records.matters.kinds.moves import another_asks, asker_judges, everywhere, not_done, opened_again
from minqing.records.matters.kinds.table import HANDLERS, Column, Kind, MoveRule, OwnQuestion, State

STATES = (
    State("new", "等核实", "open"),
    State("published", "等认领", "open"),
    State("claimed", "已认领，正在办", "doing"),
    State("asking", "等群众回话", "waiting"),
    State("done", "实现了", "done"),
    State("dropped", "不办，已说明", "dropped"),
)
CLAIMERS = (*HANDLERS, "member")
SHOWN = "同意把这句话登在村里的心愿墙上，不写是谁"


def shown(rules: tuple[MoveRule, ...]) -> tuple[MoveRule, ...]:
    """The thanks may stand on the wall of wishes, if whoever wished agrees."""
    return tuple(replace(rule, may_show=SHOWN) if rule.key == "matter.answer" else rule for rule in rules)


MOVES = (
    MoveRule(
        "wish.publish",
        "核实过，发布",
        ("new",),
        "published",
        optional="发布时怎么写，不写姓名、住址、电话",
        form="minqing.records.matters.wishing.forms.PublishForm",
        details=("wish_class", "skill?", "needed_by?", "cost?"),
        frees=True,
        main=True,
    ),
    MoveRule("wish.claim", "我来认领", ("published",), "claimed", optional="打算什么时候办", main=True, roles=CLAIMERS),
    MoveRule("wish.let_go", "放下，让别人认领", ("claimed",), "published", ask="为什么放下", frees=True, roles=CLAIMERS),
    MoveRule("matter.handle", "记下", ("claimed",), None, ask="谁、办了什么", roles=CLAIMERS),
    MoveRule("matter.urge", "催一下", ("claimed",), None, optional="催什么"),
    MoveRule(
        "matter.report_done",
        "送到了，请群众回话",
        ("claimed",),
        "asking",
        ask="怎么送的",
        told="说送到了，请群众回话",
        main=True,
        roles=CLAIMERS,
        tells=another_asks(),
    ),
    *shown(asker_judges("asking", "claimed", "done")),
    not_done("new", "published", at_tier=False),
    # A fulfilled wish that turns out not to be goes back to the one who claimed it; a dropped one is looked at afresh.
    *opened_again("done", "claimed", "new"),
)

COLUMNS = (
    Column("编号", "number", 12),
    Column("哪一类", "details.class_words", 12),
    Column("要会什么", "details.skill_words", 10),
    Column("哪天前要", "details.needed_by", 12),
    Column("认领人", "holder", 12),
    Column("群众回话", "answer_words", 12),
)

OWN_QUESTIONS = (
    OwnQuestion("skill?", "要请会哪样手艺的人来帮忙", "要的是一样东西就不用选"),
    OwnQuestion("needed_by?", "哪天前要用上", "像电热毯，入冬前要；不急就空着"),
)

WISHING = "minqing.records.matters.wishing"

KIND = Kind(
    key="wish", title="微心愿", unit="个", first="new", states=STATES, moves=MOVES,
    on_the_spot=("wish.publish", "wish.claim", "matter.report_done"), rank=20, asks="我有个心愿", common=everywhere,
    said_to_asker="想要一件小东西、想请人帮个小忙，写在这里，有党员或单位认领了就去办。",
    about="一件小东西、一个小忙，党员或单位认领了去办；一个心愿同时只有一个人认领。", columns=COLUMNS,
    details="matters.Wish", at_opening=("skill?", "needed_by?"), own_questions=OWN_QUESTIONS, story=f"{WISHING}.story.story",
    template="matters/kinds/wish.html",
)  # fmt: skip
