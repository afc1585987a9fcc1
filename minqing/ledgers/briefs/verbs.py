"""Verbs of the briefs room."""

from minqing.ground.journal.verbs import Verb

VERBS = (Verb("brief.make", "出了简报"),)

FAMILIES = {"brief": "简报"}
