"""Verbs of the places room."""

from minqing.ground.journal.verbs import Verb

VERBS = (
    Verb("place.open", "设了一个地方"),
    Verb("place.rename", "给地方改了名"),
    Verb("place.retire", "撤了一个地方"),
    Verb("place.renumber", "给地方换了代码"),
    Verb("place.merge", "把一个地方并入另一个"),
)

FAMILIES = {"place": "地方"}
