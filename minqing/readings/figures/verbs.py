"""Verbs of the figures room."""

from minqing.ground.journal.verbs import Verb

VERBS = (Verb("figure.see", "看了数"),)

FAMILIES = {"figure": "数"}
