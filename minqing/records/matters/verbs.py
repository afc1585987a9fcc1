"""Verbs of the matters room: rights, journal lines and moves in one. The kinds' own verbs come out of their tables."""

from minqing.ground.journal.verbs import NAMES, Verb
from minqing.records.matters.kinds import KINDS

VERBS = (
    Verb("matter.see", "看了事"),
    Verb("matter.open", "记下了一件事", NAMES),
    Verb("matter.accept", "受理了", NAMES),
    Verb("matter.assign", "派给了承办的人", NAMES),
    Verb("matter.hand_over", "交接了", NAMES),
    Verb("matter.join", "加了一家一起办", NAMES),
    Verb("matter.part_done", "办完了自己那一份", NAMES),
    Verb("matter.part_back", "退回了自己那一份", NAMES),
    Verb("matter.split", "拆成了几件", NAMES),
    Verb("matter.merge", "和另一件合在一起了", NAMES),
    Verb("matter.handle", "记下了办理经过", NAMES),
    Verb("matter.wait", "请群众补充", NAMES),
    Verb("matter.supply", "群众补充了", NAMES),
    Verb("matter.add", "补充了", NAMES),
    Verb("matter.look", "看过了，收下"),
    Verb("matter.contact", "联系上了群众", NAMES),
    Verb("matter.withdraw", "群众自己撤回了", NAMES),
    Verb("matter.sort", "改了类别、急缓", NAMES),
    Verb("matter.exclude", "申请剔除", NAMES),
    Verb("matter.exclude_confirm", "同意剔除", NAMES),
    Verb("matter.exclude_refuse", "不同意剔除", NAMES),
    Verb("matter.import", "导入了一批事"),
    Verb("matter.reply", "答复了（导入的）", NAMES),
    Verb("rule.change", "改了规矩"),
    Verb("matter.return", "退了回来", NAMES),
    Verb("matter.escalate", "报到了上一级", NAMES),
    Verb("matter.urge", "催了一下", NAMES),
    Verb("matter.report_done", "说办完了，请群众回话", NAMES),
    Verb("matter.answer", "记下了群众的回话", NAMES),
    Verb("matter.reopen", "群众说没办好，重新办", NAMES),
    Verb("matter.unreachable", "没联系上群众", NAMES),
    Verb("dispute.say", "在线上调解室说了话", NAMES),
    Verb("matter.close", "两次联系不上，按规定办结", NAMES),
    Verb("matter.drop", "说明原因，不办了", NAMES),
    Verb("matter.again", "重新打开了", NAMES),
    Verb("attachment.see", "看了照片"),
    Verb("attachment.add", "附上了照片", NAMES),
    Verb("monitor.income", "记了收入账"),
    Verb("monitor.members", "填了监测户成员表"),
    Verb("consult.round", "记下了一次协商", NAMES),
    Verb("consult.sign", "记下了协商的签字"),
    Verb("needs.add", "往需求清单上写了一项", NAMES),
    Verb("needs.done", "办完了需求清单上的一项", NAMES),
    Verb("needs.strike", "划掉了需求清单上的一项", NAMES),
    Verb("wish.publish", "核实后发布了心愿", NAMES),
    Verb("wish.claim", "认领了心愿", NAMES),
    Verb("wish.let_go", "放下了认领的心愿", NAMES),
    Verb("skill.say", "写了自己会什么"),
)


def of_kinds() -> tuple[Verb, ...]:
    """The verbs that kinds bring along: a move whose rule gives the journal's sentence."""
    own = {rule.key: rule for kind in KINDS.values() for rule in kind.moves if rule.sentence}
    return tuple(Verb(key, rule.sentence, NAMES) for key, rule in own.items())


def families() -> dict[str, str]:
    """What the verbs of one noun are called together: the kinds by their own titles."""
    kinds = {kind.key: kind.title for kind in KINDS.values()}
    return {
        "matter": "事",
        "rule": "规矩",
        "attachment": "照片",
        "consult": "协商议事",
        "needs": "需求清单",
        "skill": "手艺",
        **kinds,
    }
