"""A trained classifier: plain arrays, read and written without any code in the file.

It needs numpy and rjieba (the extra `ml`), not what trained it. One request takes about a millisecond.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from minqing.readings.triage.texts import FAMILIES, features

FORMAT = 1
Floats = npt.NDArray[np.float32]


class NotAModel(Exception):
    """The file is none of ours, or of another version; it is trained anew by the command."""


@dataclass(frozen=True)
class Guess:
    """The likeliest label, how likely it is, and whether that is enough to say it."""

    label: str
    probability: float
    speaks: bool


@dataclass
class Family:
    """The features of one family: where each stands in the weights, and how rare it is."""

    known: dict[str, int]
    rarity: Floats
    weights: Floats  # one row a feature, one column a label

    def scores(self, found: list[str], weight: float) -> Floats | None:
        """What a text's features add to each label; None when it has none that is known."""
        counts = Counter(found)
        known = [feature for feature in counts if feature in self.known]
        if not known:
            return None
        rows = np.array([self.known[feature] for feature in known])
        numbers = np.array([counts[feature] for feature in known], dtype=np.float32)
        values = (1 + np.log(numbers)) * self.rarity[rows]
        values *= weight / np.sqrt(float(values @ values))
        scores: Floats = values @ self.weights[rows]
        return scores


@dataclass
class Classifier:
    """Labels, what speaks for each, and from which probability on it speaks. `about` says how it was trained."""

    labels: list[str]
    families: dict[str, Family]
    bias: Floats
    sharpness: float
    thresholds: list[float]  # One a label.
    about: dict[str, Any]

    def scores(self, text: str) -> Floats:
        """One number a label; their differences are what counts."""
        total = self.bias.copy()
        for name, found in features(text).items():
            part = self.families[name].scores(found, FAMILIES[name])
            if part is not None:
                total += part
        return total

    def likely(self, text: str) -> list[tuple[str, float]]:
        """All labels with their probabilities, the likeliest first."""
        shares = probabilities(self.scores(text)[None, :], self.sharpness)[0]
        return [(self.labels[i], float(shares[i])) for i in np.argsort(-shares)]

    def guess(self, text: str) -> Guess:
        """The likeliest label."""
        label, probability = self.likely(text)[0]
        return Guess(label, probability, probability >= self.thresholds[self.labels.index(label)])

    def save(self, path: Path) -> None:
        """Write it beside and move it over: whoever reads meanwhile has the old one or the new one, whole."""
        arrays: dict[str, Any] = {"bias": self.bias}
        for name, family in self.families.items():
            arrays[f"{name}.known"] = np.frombuffer("\n".join(family.known).encode(), dtype=np.uint8)
            arrays[f"{name}.rarity"], arrays[f"{name}.weights"] = family.rarity, family.weights
        about = {
            "format": FORMAT, "labels": self.labels, "sharpness": self.sharpness, "thresholds": self.thresholds, "about": self.about,
        }  # fmt: skip
        arrays["about"] = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, **arrays)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def load(path: Path) -> Classifier:
    """Read a classifier. Arrays of objects are refused, so nothing in the file can run. Raises NotAModel or OSError."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(arrays["about"].tobytes().decode())
        if about["format"] != FORMAT:
            raise NotAModel(f"format {about['format']}")
        families = {name: _family(arrays, name) for name in FAMILIES}
        found = Classifier(
            [str(label) for label in about["labels"]], families, arrays["bias"], float(about["sharpness"]), _thresholds(about),
            dict(about["about"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as trouble:
        raise NotAModel(str(trouble)) from None
    if len(found.thresholds) != len(found.labels):
        raise NotAModel("thresholds and labels do not match")
    if any(family.weights.shape[1:] != found.bias.shape for family in families.values()):
        raise NotAModel("weights and labels do not match")
    return found


def _thresholds(about: dict[str, Any]) -> list[float]:
    """One a label; a file of before they were parted has one for all."""
    if "thresholds" in about:
        return [float(value) for value in about["thresholds"]]
    return [float(about["threshold"])] * len(about["labels"])


def _family(arrays: dict[str, Any], name: str) -> Family:
    known = arrays[f"{name}.known"].tobytes().decode().split("\n")
    family = Family({feature: at for at, feature in enumerate(known)}, arrays[f"{name}.rarity"], arrays[f"{name}.weights"])
    if not len(known) == len(family.rarity) == len(family.weights):
        raise ValueError(f"{name}: features and weights do not match")
    return family


def probabilities(scores: npt.NDArray[Any], sharpness: float) -> npt.NDArray[Any]:
    """Shares that add up to one, row by row."""
    shifted = scores * sharpness
    grown = np.exp(shifted - shifted.max(axis=1, keepdims=True))
    shares: npt.NDArray[Any] = grown / grown.sum(axis=1, keepdims=True)
    return shares
