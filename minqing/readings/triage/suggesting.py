"""Suggestions for a request: asked of the trained classifiers, and silent wherever there is none or it is not sure.

The classifiers are read once and again when their file was replaced; looking whether it was costs a few microseconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Organisation
from minqing.lib.refusal import NotNow
from minqing.readings.triage import learning
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Matter

if TYPE_CHECKING:
    from minqing.readings.triage.classifier import Classifier, Guess

log = logging.getLogger(__name__)
_read: dict[str, tuple[tuple[str, int, int], Classifier | None]] = {}


@dataclass(frozen=True)
class Suggested:
    """What a request looks like, as far as that is sure enough to be said; `percent` is how sure."""

    value: str
    title: str
    probability: float

    @property
    def percent(self) -> int:
        """Never 100: nothing learned is certain."""
        return min(99, int(self.probability * 100))


def classifier_of(head: str) -> Classifier | None:
    """The classifier of a head; None where none was trained, or the libraries are not there."""
    path = learning.path_of(head)
    if path is None or not learning.installed():
        return None
    try:
        stat = path.stat()
    except OSError:
        return None
    mark = (str(path), stat.st_mtime_ns, stat.st_size)
    known = _read.get(head)
    if known is None or known[0] != mark:
        known = _read[head] = (mark, _load(head))
    return known[1]


def _load(head: str) -> Classifier | None:
    from minqing.readings.triage.classifier import NotAModel, load

    path = learning.path_of(head)
    try:
        return load(path) if path else None
    except (NotAModel, OSError) as trouble:
        log.warning("triage is silent about %s: %s", head, trouble)
        return None


def guess(head: str, text: str) -> Guess | None:
    """What a text looks like, sure or not; None where nothing was learned."""
    classifier = classifier_of(head)
    return classifier.guess(text) if classifier is not None and text.strip() else None


def category_for(text: str) -> Suggested | None:
    """The program's category that a text speaks of."""
    found = guess("category", text)
    if found is None or not found.speaks or found.label not in CATEGORIES:
        return None
    return Suggested(found.label, CATEGORIES[found.label], found.probability)


def taxonomy_for(text: str) -> Suggested | None:
    """The first level of the loaded list that a text speaks of."""
    found = guess("taxonomy", text)
    return Suggested(found.label, found.label, found.probability) if found is not None and found.speaks else None


def department_for(text: str, place: str) -> tuple[Suggested, Organisation] | None:
    """Who handles the like at a place: the nearest office of that sort that answers for it."""
    found = guess("department", text)
    if found is None or not found.speaks:
        return None
    offices = list(Organisation.objects.filter(place_id__in=lineage(place), closed_on=None).order_by("-place_id", "name"))
    sorts = learning.sorts_of(offices)
    office = next((office for office in offices if found.label in (sorts[office.pk], office.name)), None)
    return (Suggested(str(office.pk), office.name, found.probability), office) if office else None


def text_of(matter: Matter) -> str:
    """A matter's words as the classifiers read them."""
    return learning.words_of(matter.about, matter.words)


def answer(asked: learning.Asked) -> dict[str, Any]:
    """All heads' guesses about one request of a file. `category` is the first head that speaks: ours, then the taxonomy's."""
    heads: dict[str, Any] = {}
    for head in learning.HEADS:
        found = guess(head, asked.text)
        if found is not None:
            title = CATEGORIES.get(found.label, found.label) if head == "category" else found.label
            heads[head] = {
                "value": found.label, "title": title, "probability": round(found.probability, 4), "speaks": found.speaks,
            }  # fmt: skip
    kinds = [heads[head] for head in ("category", "taxonomy") if head in heads]
    spoken = next((each for each in kinds if each["speaks"]), None)
    said = spoken or (kinds[0] if kinds else None)
    office = heads.get("department")
    return {
        "id": asked.id, "category": spoken["value"] if spoken else None, "title": spoken["title"] if spoken else None,
        "probability": said["probability"] if said else None, "likeliest": said["value"] if said else None,
        "department": office["value"] if office and office["speaks"] else None,
        "department_probability": office["probability"] if office else None, "heads": heads,
    }  # fmt: skip


def train(
    given: Mapping[str, Sequence[learning.Example]] | None = None,
    *,
    at: datetime,
    report: Callable[[str], None] = lambda line: None,
) -> dict[str, dict[str, Any]]:
    """Train each head for which there is something: what people set in the database, and what a file gives besides.

    Gives what was measured by head, with `trained` False and a sentence where there is too little. A file's examples are not kept:
    a classifier that had more of them stays until the database alone offers as many. Raises NotNow without the libraries.
    """
    if not learning.installed():
        raise NotNow(learning.MISSING)
    try:
        from minqing.readings.triage import training
    except ImportError:
        raise NotNow(learning.MISSING) from None
    outcome: dict[str, dict[str, Any]] = {}
    for head in [head for head in learning.HEADS if given is None or head in given]:
        path = learning.path_of(head)
        if path is None:
            raise NotNow("没有放学到的东西的地方，设置 MINQING_TRIAGE。")
        found = [*((given or {}).get(head, ())), *learning.examples(head)]
        had = classifier_of(head)
        if given is None and had is not None and had.about.get("from_file") and len(found) < had.about["examples"]:
            outcome[head] = {"trained": False, "why": f"库里改对的才 {len(found)} 件，比文件教过的少，先不换。"}
            continue
        try:
            made, measured = training.train([one.text for one in found], [one.label for one in found], report=report)
        except training.TooFew as few:
            outcome[head] = {"trained": False, "why": str(few)}
            continue
        made.about.update(examples=len(found), from_file=bool(given), at=at.isoformat(timespec="seconds"))
        made.save(path)
        outcome[head] = {"trained": True, **measured.as_json()}
    return outcome
