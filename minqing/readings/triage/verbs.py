"""Verbs of the triage room."""

from minqing.ground.journal.verbs import Verb

VERBS = (Verb("triage.file", "归到了分类表里"),)

FAMILIES = {"triage": "分类"}
