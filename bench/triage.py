"""How well requests are sorted, when it may speak, and how long one takes.

    .venv/bin/python bench/triage.py ../shared/requests/labelled.csv [--seeds 3] [--held-out 0.2] [--json]

The file has the columns subject (may be empty), text, category. Three measurements, all on texts that the classifier has not seen:
  folds     stratified five folds, shuffled by each seed: macro-F1, share right, share right among the surest 80 %
  grouped   the same with near-duplicate texts (cosine of character runs at least 0.8) kept in one fold
  held out  trained with its own threshold on four fifths, asked about the rest: how often it speaks, how often it is right then
  time      one request at a time through the saved and loaded classifier: p50 and p95 in milliseconds, by the clock and by the
            processor's own time (the same on a machine that has nothing else to do)
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, train_test_split

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from minqing.readings.triage import classifier, training
from minqing.readings.triage.texts import joined


def read(path: Path) -> tuple[list[str], Any]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [joined(row.get("subject") or "", row["text"]) for row in rows], np.array([row["category"] for row in rows])


def folded(counts: training.Counts, labels: Any, names: list[str], folds: list[Any]) -> dict[str, Any]:
    scores = training.out_of_fold(counts, labels, names, folds)
    measured = training.measure(scores, labels, names, sharpness=training.choose_sharpness(scores, labels, names)).as_json()
    return {key: measured[key] for key in ("macro_f1", "accuracy", "right_at_80", "threshold", "coverage", "right")}


def held_out(texts: list[str], labels: Any, share: float, seed: int) -> dict[str, Any]:
    learned, asked = train_test_split(np.arange(len(texts)), test_size=share, stratify=labels, random_state=seed)
    model, _ = training.train([texts[i] for i in learned], labels[learned].tolist())
    said = [(model.guess(texts[i]), labels[i]) for i in asked]
    spoken = [guess.label == label for guess, label in said if guess.speaks]
    return {
        "asked": len(asked), "accuracy": round(statistics.mean(guess.label == label for guess, label in said), 4),
        "coverage": round(len(spoken) / len(asked), 4), "right": round(statistics.mean(spoken), 4) if spoken else None,
    }  # fmt: skip


def timed(texts: list[str], labels: Any) -> dict[str, Any]:
    started = time.perf_counter()
    model, measured = training.train(texts, labels.tolist())
    trained = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        model.save(path)
        size = path.stat().st_size
        started = time.perf_counter()
        model = classifier.load(path)
        loaded = time.perf_counter() - started
    model.guess(texts[0])
    took, worked = [], []
    for text in texts:
        started, began = time.perf_counter(), time.thread_time()
        model.guess(text)
        worked.append((time.thread_time() - began) * 1000)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    worked.sort()
    return {
        "p50_ms": round(statistics.median(took), 3), "p95_ms": round(took[int(0.95 * len(took))], 3), "worst_ms": round(took[-1], 3),
        "cpu_p50_ms": round(statistics.median(worked), 3), "cpu_p95_ms": round(worked[int(0.95 * len(worked))], 3),
        "train_s": round(trained, 1), "load_s": round(loaded, 3), "file_mb": round(size / 1e6, 2), "trained": measured.as_json(),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--held-out", type=float, default=0.2)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    texts, labels = read(args.file)
    names = sorted(set(labels.tolist()))
    counts = training.Counts(texts)
    groups = training.same_texts(counts)
    found: dict[str, Any] = {"examples": len(texts), "near_duplicates": len(texts) - len(set(groups.tolist()))}
    for seed in range(args.seeds):
        plain = StratifiedKFold(5, shuffle=True, random_state=seed).split(texts, labels)
        grouped = StratifiedGroupKFold(5, shuffle=True, random_state=seed).split(texts, labels, groups)
        found[f"folds {seed}"] = folded(counts, labels, names, list(plain))
        found[f"grouped {seed}"] = folded(counts, labels, names, list(grouped))
        found[f"held out {seed}"] = held_out(texts, labels, args.held_out, seed)
    found["time"] = timed(texts, labels)
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for name, value in found.items():
        print(name, value)


if __name__ == "__main__":
    main()
