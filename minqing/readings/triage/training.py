"""Training a classifier from texts whose labels people have set, and measuring it on texts that it has not seen.

Each label gets a linear machine (squared hinge) over TF-IDF features that are weighed by how much oftener they occur with the label than
without it (Wang and Manning 2012, "Baselines and Bigrams": it beats plain linear models on a few thousand short texts). The
share of right answers, the sharpness of the probabilities and the thresholds all come from out-of-fold predictions; texts that
are nearly the same lie in the same fold, so that none is asked about what it was trained on.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from minqing.readings.triage.classifier import Classifier, Family, Floats, probabilities
from minqing.readings.triage.texts import FAMILIES, features

FOLDS = 5
# Fewer than these teach nothing that can be measured.
FEWEST_EXAMPLES, FEWEST_OF_A_LABEL = 50, 8
# A little above the 0.95 that is promised of what it says: of texts to come some are like none of those it learned from.
RIGHT = 0.9525
# Of each label by itself, for a label that is easy must not lend its share of right answers to one that is guessed.
RIGHT_OF_A_LABEL = 0.9
# A guess that is wrong three times in ten is not said aloud, however well the others went.
LEAST = 0.7
# One-sided: of five trainings four keep what the threshold promises on texts to come.
SURE = 0.84
STRENGTH, SMOOTHING = 1.0, 0.2
SAME = 0.8
# No probability is as high.
SILENT = 1.01

Matrix = Any  # scipy.sparse.csr_matrix, which has no types
Report = Callable[[str], None]


class TooFew(Exception):
    """There are not enough examples to learn from; the sentence says how many there are."""


@dataclass(frozen=True)
class Measured:
    """What out-of-fold predictions say. `coverage` is the share of texts on which it speaks, `right` how many of these are right.

    `thresholds` says from which probability on each label is spoken, `threshold` is the lowest of them.
    """

    examples: int
    labels: dict[str, int]
    near_duplicates: int
    macro_f1: float
    accuracy: float
    right_at_80: float
    threshold: float
    coverage: float
    right: float
    thresholds: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        said = {name: round(value, 4) if isinstance(value, float) else value for name, value in vars(self).items()}
        return {**said, "thresholds": {label: round(value, 4) for label, value in self.thresholds.items()}}


class Counts:
    """How often each feature occurs in each text, a matrix a family."""

    def __init__(self, texts: Sequence[str]) -> None:
        from scipy import sparse

        self.known: dict[str, dict[str, int]] = {name: {} for name in FAMILIES}
        rows: dict[str, tuple[list[int], list[int], list[int]]] = {name: ([], [], [0]) for name in FAMILIES}
        for text in texts:
            for name, found in features(text).items():
                known, (numbers, at, ends) = self.known[name], rows[name]
                for feature, number in Counter(found).items():
                    at.append(known.setdefault(feature, len(known)))
                    numbers.append(number)
                ends.append(len(at))
        self.matrices: dict[str, Matrix] = {
            name: sparse.csr_matrix((np.array(numbers, dtype=np.float32), at, ends), shape=(len(texts), len(self.known[name])))
            for name, (numbers, at, ends) in rows.items()
        }


class Features:
    """Which features of some texts are worth keeping, and how rare they are: learned from these texts alone."""

    def __init__(self, counts: Counts, rows: npt.NDArray[Any]) -> None:
        self.kept: dict[str, npt.NDArray[Any]] = {}
        self.rarity: dict[str, Floats] = {}
        for name, matrix in counts.matrices.items():
            seen = np.asarray((matrix[rows] > 0).sum(axis=0)).ravel()
            kept = np.flatnonzero(seen >= 2)
            self.kept[name] = kept
            self.rarity[name] = (np.log((1 + len(rows)) / (1 + seen[kept])) + 1).astype(np.float32)

    def of(self, counts: Counts, rows: npt.NDArray[Any]) -> Matrix:
        """The texts as rows of scaled features, family beside family."""
        from scipy import sparse

        parts = []
        for name, weight in FAMILIES.items():
            part = counts.matrices[name][rows][:, self.kept[name]].tocsr()
            part.data = 1 + np.log(part.data)
            part = part @ sparse.diags(self.rarity[name])
            length = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
            length[length == 0] = 1
            parts.append(sparse.diags((weight / length).astype(np.float32)) @ part)
        return sparse.hstack(parts).tocsr()


def fit_labels(rows: Matrix, labels: npt.NDArray[Any], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights (a row a feature, a column a label) and biases."""
    from scipy import sparse
    from sklearn.svm import LinearSVC

    present = (rows > 0).astype(np.float32)
    weights = np.zeros((rows.shape[1], len(names)), dtype=np.float32)
    bias = np.zeros(len(names), dtype=np.float32)
    for at, name in enumerate(names):
        mine = labels == name
        with_, without = (np.asarray(present[which].sum(axis=0)).ravel() + SMOOTHING for which in (mine, ~mine))
        ratio = np.log((with_ / with_.sum()) / (without / without.sum()))
        ratio = (np.sign(ratio) * np.sqrt(np.abs(ratio))).astype(np.float32)
        model = LinearSVC(C=STRENGTH, class_weight="balanced", tol=1e-2, random_state=0)
        model.fit((rows @ sparse.diags(ratio)).tocsr(), mine)
        weights[:, at] = ratio * model.coef_[0]
        bias[at] = model.intercept_[0]
    return weights, bias


def out_of_fold(counts: Counts, labels: npt.NDArray[Any], names: Sequence[str], folds: Sequence[tuple[Any, Any]]) -> Floats:
    """Each text's scores from a classifier that has not seen its fold."""
    scores = np.zeros((len(labels), len(names)), dtype=np.float32)
    for learned, asked in folds:
        kept = Features(counts, learned)
        weights, bias = fit_labels(kept.of(counts, learned), labels[learned], names)
        scores[asked] = kept.of(counts, asked) @ weights + bias
    return scores


def same_texts(counts: Counts) -> npt.NDArray[Any]:
    """A number a text; texts that are nearly the same (cosine of their runs at least `SAME`) have the same number."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    kept = Features(counts, np.arange(counts.matrices["runs"].shape[0]))
    rows = kept.of(counts, np.arange(counts.matrices["runs"].shape[0]))[:, : len(kept.kept["runs"])]
    pairs: list[tuple[npt.NDArray[Any], npt.NDArray[Any]]] = []
    for start in range(0, rows.shape[0], 500):
        near = (rows[start : start + 500] @ rows.T).tocoo()
        close = near.data >= SAME
        pairs.append((near.row[close] + start, near.col[close]))
    first, second = (np.concatenate(side) for side in zip(*pairs, strict=True))
    graph = csr_matrix((np.ones(len(first)), (first, second)), shape=(rows.shape[0], rows.shape[0]))
    groups: npt.NDArray[Any] = connected_components(graph, directed=False)[1]
    return groups


def choose_sharpness(scores: Floats, labels: npt.NDArray[Any], names: Sequence[str]) -> float:
    """The factor under which the probabilities of the right labels are likeliest: 90 % then means nine of ten."""
    known = np.array([name in set(names) for name in labels])
    right = np.array([list(names).index(label) for label in labels[known]])

    def loss(sharpness: float) -> float:
        shares = probabilities(scores[known], sharpness)
        return float(-np.log(np.maximum(shares[np.arange(len(right)), right], 1e-9)).mean())

    return min((float(value) for value in np.geomspace(0.2, 12, 60)), key=loss)


def choose_threshold(confidence: npt.NDArray[Any], right: npt.NDArray[Any], share: float = RIGHT) -> float:
    """The lowest probability from which on at least such a share is right, surely so; above 1 (silent) where there is none."""
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    numbers = np.arange(1, len(order) + 1)
    lower = _at_least(np.cumsum(right[order]) / numbers, numbers)
    # Whoever speaks at a probability speaks at all that are the same: texts that often recur share one.
    ends = np.append(ranked[1:] < ranked[:-1], True)[: len(order)]
    good = np.flatnonzero((lower >= share) & ends)
    return float(ranked[good[-1]]) if len(good) else SILENT


def choose_thresholds(
    confidence: npt.NDArray[Any], right: npt.NDArray[Any], said: npt.NDArray[Any], names: Sequence[str]
) -> dict[str, float]:
    """From which probability on each label is spoken: right often enough by itself, and all together as often as promised."""
    own = {name: choose_threshold(confidence[said == name], right[said == name], RIGHT_OF_A_LABEL) for name in names}
    spoken = confidence >= np.array([max(own[name], LEAST) for name in said])
    common = choose_threshold(confidence[spoken], right[spoken])
    return {name: max(own[name], common, LEAST) for name in names}


def _at_least(share: npt.NDArray[Any], number: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Wilson's lower bound of a share seen among so many."""
    z = SURE
    middle = share + z * z / (2 * number)
    spread = z * np.sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    bound: npt.NDArray[Any] = (middle - spread) / (1 + z * z / number)
    return bound


def measure(
    scores: Floats, labels: npt.NDArray[Any], names: Sequence[str], *, sharpness: float, near_duplicates: int = 0
) -> Measured:
    """What out-of-fold scores are worth. Labels too rare to be learned count as wrong, for a text of theirs will come."""
    from sklearn.metrics import f1_score

    shares = probabilities(scores, sharpness)
    said = np.array(names)[shares.argmax(axis=1)]
    right, confidence = said == labels, shares.max(axis=1)
    thresholds = choose_thresholds(confidence, right, said, names)
    speaks = confidence >= np.array([thresholds[name] for name in said])
    surest = np.argsort(-confidence, kind="stable")[: math.ceil(0.8 * len(labels))]
    return Measured(
        len(labels), dict(Counter(labels.tolist()).most_common()), near_duplicates,
        float(f1_score(labels, said, average="macro", zero_division=0)), float(right.mean()), float(right[surest].mean()),
        min(thresholds.values()), float(speaks.mean()), float(right[speaks].mean()) if speaks.any() else 0.0, thresholds,
    )  # fmt: skip


def _split(splitter: Any, texts: Sequence[str], strata: npt.NDArray[Any], groups: npt.NDArray[Any]) -> list[tuple[Any, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return list(splitter.split(texts, strata, groups))


def train(texts: Sequence[str], labels: Sequence[str], *, report: Report = lambda line: None) -> tuple[Classifier, Measured]:
    """A classifier of all examples, and what folds say of its like. Raises TooFew."""
    from sklearn.model_selection import StratifiedGroupKFold

    often = Counter(labels)
    names = sorted(label for label, number in often.items() if number >= FEWEST_OF_A_LABEL)
    if len(texts) < FEWEST_EXAMPLES or len(names) < 2:
        raise TooFew(
            f"只有 {len(texts)} 件可学的，够 {FEWEST_OF_A_LABEL} 件的类有 {len(names)} 个；至少要 {FEWEST_EXAMPLES} 件、2 个类。"
        )
    marked = np.array(labels)
    report(f"读 {len(texts)} 件")
    counts = Counts(texts)
    groups = same_texts(counts)
    # Labels that are too rare to be learned stand as one beside the others: they only have to be spread.
    strata = np.array([label if label in set(names) else "" for label in labels])
    folds = _split(StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0), texts, strata, groups)
    report("分五份互相考")
    scores = out_of_fold(counts, marked, names, folds)
    sharpness = choose_sharpness(scores, marked, names)
    measured = measure(scores, marked, names, sharpness=sharpness, near_duplicates=len(texts) - len(set(groups.tolist())))
    report("全部再学一遍")
    every = np.arange(len(texts))
    kept = Features(counts, every)
    weights, bias = fit_labels(kept.of(counts, every), marked, names)
    families, start = {}, 0
    for name in FAMILIES:
        number = len(kept.kept[name])
        listed = list(counts.known[name])
        known = {listed[at]: place for place, at in enumerate(kept.kept[name])}
        families[name] = Family(known, kept.rarity[name], weights[start : start + number])
        start += number
    return Classifier(
        names, families, bias, sharpness, [measured.thresholds[name] for name in names], {"measured": measured.as_json()}
    ), measured
