"""Verbs of the matters room: rights, journal lines and moves in one."""

from minqing.ground.journal.verbs import NAMES, Verb

VERBS = (
    Verb("matter.see", "看了事"),
    Verb("matter.open", "记下了一件事", NAMES),
    Verb("matter.accept", "受理了", NAMES),
    Verb("matter.assign", "派给了承办的人", NAMES),
    Verb("matter.join", "加了一家一起办", NAMES),
    Verb("matter.handle", "记下了办理经过", NAMES),
    Verb("matter.return", "退了回来", NAMES),
    Verb("matter.escalate", "报到了上一级", NAMES),
    Verb("matter.urge", "催了一下", NAMES),
    Verb("matter.report_done", "说办完了，请群众回话", NAMES),
    Verb("matter.answer", "记下了群众的回话", NAMES),
    Verb("matter.reopen", "群众说没办好，重新办", NAMES),
    Verb("matter.unreachable", "没联系上群众", NAMES),
    Verb("matter.close", "两次联系不上，按规定办结", NAMES),
    Verb("matter.drop", "说明原因，不办了", NAMES),
    Verb("matter.again", "重新打开了", NAMES),
    Verb("wish.publish", "核实后发布了心愿", NAMES),
    Verb("wish.claim", "认领了心愿", NAMES),
    Verb("wish.let_go", "放下了认领的心愿", NAMES),
)
