"""Learnt weights: how much each clue of a clause or an entry says for what. Written by `scripts/train_reader.py`, read here.

A clause is the first of a matter (B-), more of it (I-), or none (O); the likeliest row of labels is found over the whole entry, since
what a clause is depends on the one before. Rules and weights vote together: what the rules found counts `TRUST` more.
"""

import json
import lzma
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from minqing.readings.proposals.reading.sorting import Piece

WEIGHTS = Path(__file__).parent / "weights.json.xz"
MATTERS = ("need", "wish", "dispute", "project", "hazard", "enterprise", "errand", "monitor")
LABELS = ("O", *(f"B-{m}" for m in MATTERS), *(f"I-{m}" for m in MATTERS))
KINDS = (
    "visit", "meeting", "consultation", "lecture", "training", "tour", "clinic", "errand", "labour", "patrol", "inspection",
    "enterprise", "other",
)  # fmt: skip
TRUST = 1.0
"""What a clause gains for the label that the rules gave it, in units of log-likelihood."""
TRUST_IN_KIND = 1.0
READINESS = 1.0
"""Taken from \"no matter\": the weights alone miss more matters than they invent."""
SCALE = 100
"""Weights are kept as whole numbers of hundredths."""
_MATTER_COUNT = len(MATTERS)


@dataclass(frozen=True, slots=True)
class Learnt:
    """For each clue its rows of label, weight, label, weight...; `turns[boundary][before][after]` between neighbours."""

    clauses: dict[str, list[int]]
    turns: list[list[list[int]]]
    entries: dict[str, list[int]]


@lru_cache(maxsize=1)
def learnt() -> Learnt:
    """The weights, loaded once in a process."""
    return Learnt(**json.loads(lzma.decompress(WEIGHTS.read_bytes())))


def boundary(before: Piece, after: Piece) -> int:
    """0 within a sentence, 1 between two, 2 where another household begins."""
    if before.owner != after.owner:
        return 2
    return 0 if before.sentence == after.sentence else 1


def likeliest_kind(clues: dict[str, float], by_rule: str) -> str:
    """The kind of an entry by its clues and by what the rules say."""
    scores = [0.0] * len(KINDS)
    rows = learnt().entries
    for clue, strength in clues.items():
        row = rows.get(clue, ())
        for i in range(0, len(row), 2):
            scores[row[i]] += strength * row[i + 1]
    scores[KINDS.index(by_rule)] += TRUST_IN_KIND * SCALE
    return KINDS[max(range(len(KINDS)), key=scores.__getitem__)]


def likeliest_labels(clues: list[list[str]], pieces: list[Piece], by_rule: list[str]) -> list[str]:
    """A label for each piece; `by_rule` is the one that the rules would give it, or \"\"."""
    if not pieces:
        return []
    scores = [_scores(mine, rule) for mine, rule in zip(clues, by_rule, strict=True)]
    turns = learnt().turns
    best = [s if n <= _MATTER_COUNT else float("-inf") for n, s in enumerate(scores[0])]
    came: list[list[int]] = []
    for n in range(1, len(pieces)):
        best, back = _step(best, turns[boundary(pieces[n - 1], pieces[n])], scores[n])
        came.append(back)
    at = max(range(len(LABELS)), key=best.__getitem__)
    path = [at]
    for back in reversed(came):
        path.append(back[path[-1]])
    return [LABELS[i] for i in reversed(path)]


def _scores(clues: list[str], rule: str) -> list[float]:
    scores = [0.0] * len(LABELS)
    rows = learnt().clauses
    for clue in set(clues):
        row = rows.get(clue, ())
        for i in range(0, len(row), 2):
            scores[row[i]] += row[i + 1]
    scores[0] -= READINESS * SCALE
    if rule:
        scores[LABELS.index(rule)] += TRUST * SCALE
    return scores


def _step(best: list[float], turn: list[list[int]], scores: list[float]) -> tuple[list[float], list[int]]:
    """One step along the entry: for each label the best total so far, and from which label it came."""
    everyone = range(len(LABELS))
    out, back = [], []
    for after in everyone:
        more = after - _MATTER_COUNT
        before = everyone if after <= _MATTER_COUNT else (more, after)  # more of a matter follows only that matter
        came = max(before, key=lambda b: best[b] + turn[b][after])
        out.append(best[came] + turn[came][after] + scores[after])
        back.append(came)
    return out, back
