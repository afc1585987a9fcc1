"""Verbs of the tables room."""

from minqing.ground.journal.verbs import NAMES, Verb

VERBS = (
    Verb("ledger.see", "看了台账"),
    Verb("ledger.prepare", "要了一份大台账"),
    Verb("ledger.export", "下载了台账"),
    Verb("ledger.export_full", "下载了全号台账", NAMES),
)

FAMILIES = {"ledger": "台账"}
