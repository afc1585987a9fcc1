"""Verbs of the Open311 room."""

from minqing.ground.journal.verbs import NAMES, Verb

VERBS = (
    Verb("open311.manage", "管理了接口的钥匙"),
    Verb("open311.give_key", "发了一把接口钥匙"),
    Verb("open311.revoke_key", "收回了一把接口钥匙"),
    Verb("open311.send", "把事转给了 12345", NAMES),
)

FAMILIES = {"open311": "接口"}
