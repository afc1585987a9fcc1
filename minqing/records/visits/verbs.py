"""Verbs of the visits room."""

from minqing.ground.journal.verbs import NAMES, Verb

VERBS = (
    Verb("visit.see", "看了日记"),
    Verb("visit.record", "记了一笔", NAMES),
    Verb("visit.correct", "改正了日记", NAMES),
    Verb("promise.make", "答应了一件事", NAMES),
    Verb("promise.keep", "兑现了答应的事", NAMES),
    Verb("promise.postpone", "改了答应的日子", NAMES),
    Verb("promise.hand_over", "把答应的事交给了接手的人", NAMES),
    Verb("promise.release", "说明了答应的事不再办", NAMES),
)

FAMILIES = {"visit": "日记", "promise": "答应的事"}
