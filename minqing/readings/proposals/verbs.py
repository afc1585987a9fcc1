"""Verbs of the proposals room."""

from minqing.ground.journal.verbs import NAMES, Verb

VERBS = (
    Verb("proposal.confirm", "认了读出来的记录", NAMES),
    Verb("proposal.ignore", "没要读出来的记录"),
)

FAMILIES = {"proposal": "从日记里读出来的"}
