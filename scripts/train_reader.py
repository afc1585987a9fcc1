"""Learns the weights of the diary reader from the invented entries of the repository.

    python scripts/train_reader.py            learns from all of them and writes reading/weights.json.xz
    python scripts/train_reader.py --folds    leaves out one file after the other and shows how well each is read (writes nothing)

Learns from `tests/data/entries_*.jsonl` and `tests/data/told_*.txt` of minqing/readings/proposals and from nothing else; the same files
give the same weights. A line of `told_*.txt` is an entry: a letter for its kind (`ENTRY`), then the text with {people} and [k:matters]
marked, k a letter of `MATTER`, `+` after it when settled. Clauses are labelled by a linear chain (maximum likelihood, L2), entries by a
multinomial regression. Needs numpy and scipy, which come with scikit-learn; the reader itself does not.

`--folds` flatters: the rules were written with the older files in view. Entries never seen are the only honest measure.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import proposals as bench  # noqa: E402

from minqing.lib import words  # noqa: E402
from minqing.readings.proposals.reading import Person, Roster, kinds, matters, weighing  # noqa: E402
from minqing.readings.proposals.reading.clues import clause_clues, entry_clues  # noqa: E402
from minqing.readings.proposals.reading.naming import find_mentions  # noqa: E402

DATA = ROOT / "minqing/readings/proposals/tests/data"
MATTER = {
    "n": "need", "w": "wish", "d": "dispute", "p": "project", "h": "hazard", "f": "enterprise", "e": "errand", "m": "monitor",
}  # fmt: skip
ENTRY = {
    "v": "visit", "m": "meeting", "c": "consultation", "l": "lecture", "t": "training", "u": "tour", "k": "clinic", "e": "errand",
    "w": "labour", "p": "patrol", "i": "inspection", "f": "enterprise", "o": "other",
}  # fmt: skip
LABELS, KINDS = weighing.LABELS, weighing.KINDS
SEEN_TWICE, L2, SMALLEST = 2, 1.0, 0.02
FORBIDDEN = -20.0


def told(line: str, id: str) -> dict[str, Any]:
    """An entry in the form of the diary guidelines from a line of `told_*.txt`; only its kind and matters are annotated."""
    kind, rest = line.rstrip("\n").split(" ", 1)
    text, roster, found, opened, at = "", [], [], (0, "", False), 0
    while at < len(rest):
        if rest[at] == "{":
            name = rest[at + 1 : rest.index("}", at)]
            if 2 <= len(name) <= 5 and name not in [p["name"] for p in roster]:
                roster.append({"household": f"H{len(roster) + 1}", "name": name, "role": "head"})
            text, at = text + name, at + len(name) + 2
        elif mark := re.compile(r"\[([nwdphfem])(\+?):").match(rest, at):
            opened, at = (len(text), MATTER[mark[1]], bool(mark[2])), mark.end()
        elif rest[at] == "]":
            found.append({"kind": opened[1], "about": text[opened[0] :], "resolved": opened[2]})
            at += 1
        else:
            text, at = text + rest[at], at + 1
    return {
        "id": id,
        "written_on": "2024-03-20",
        "roster": roster,
        "text": text,
        "expected": {"kind": ENTRY[kind], "matters": found},
    }


def all_files() -> dict[str, list[dict[str, Any]]]:
    """The entries by file; all `told` files count as one."""
    files = {p.stem: bench.load(p) for p in sorted(DATA.glob("entries_*.jsonl"))}
    files["told"] = [
        told(line, f"{p.stem}-{n}")
        for p in sorted(DATA.glob("told_*.txt"))
        for n, line in enumerate(p.read_text(encoding="utf-8").splitlines())
        if line.strip()
    ]
    return files


class Example:
    """An entry taken apart, with what is right."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.text, self.plain = entry["text"], words.plain(entry["text"])
        self.parts = words.clauses(self.plain)
        self.mentions = find_mentions(self.plain, Roster(Person(p["household"], p["name"], p["role"]) for p in entry["roster"]))
        self.by_rule = kinds.kind_by_rule(self.plain, self.mentions)
        self.kind, self.matters = entry["expected"]["kind"], entry["expected"]["matters"]
        self.clues = entry_clues(self.plain, self.parts, self.mentions)

    def labelled(self, kind: str) -> None:
        """Cut into pieces as an entry of this kind, each with its clues and its right label."""
        self.pieces = matters.cut_up(self.plain, kind, self.mentions, self.parts)[1]
        self.rows = clause_clues(self.plain, kind, self.pieces, self.mentions)
        self.labels = [0] * len(self.pieces)
        at = 0
        for matter in self.matters:
            start = self.text.find(matter["about"], at)
            start = start if start >= 0 else self.text.find(matter["about"])
            end, first = start + len(matter["about"]), True
            for n, piece in enumerate(self.pieces):
                shared = min(end, piece.end) - max(start, piece.start)
                if (shared >= 2 or (shared > 0 and first)) and not self.labels[n]:
                    self.labels[n], first = LABELS.index(("B-" if first else "I-") + matter["kind"]), False
        self.turns = [weighing.boundary(a, b) for a, b in zip(self.pieces, self.pieces[1:], strict=False)]


def _index(rows: list[Any]) -> dict[str, int]:
    seen = Counter(clue for row in rows for clue in set(row))
    return {clue: n for n, clue in enumerate(sorted(c for c, k in seen.items() if k >= SEEN_TWICE))}


def _matrix(rows: list[dict[str, float]], index: dict[str, int]) -> sp.csr_matrix:
    at, value, ends = [], [], [0]
    for row in rows:
        for clue in sorted(row):
            if clue in index:
                at.append(index[clue])
                value.append(row[clue])
        ends.append(len(at))
    return sp.csr_matrix((value, at, ends), shape=(len(rows), len(index)))


def _lse(z: np.ndarray, axis: int) -> np.ndarray:
    top = z.max(axis, keepdims=True)
    return (top + np.log(np.exp(z - top).sum(axis, keepdims=True))).squeeze(axis)


def learn_kinds(examples: list[Example]) -> tuple[dict[str, int], np.ndarray]:
    """Weights of the clues of an entry, a row a clue, a column a kind."""
    index = _index([e.clues for e in examples])
    x = _matrix([e.clues for e in examples], index)
    right = np.array([KINDS.index(e.kind) for e in examples])

    def cost(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(index), len(KINDS))
        z = x @ w
        log = z - _lse(z, 1)[:, None]
        off = np.exp(log)
        off[np.arange(len(right)), right] -= 1
        return -log[np.arange(len(right)), right].sum() + L2 / 2 * (flat @ flat), ((x.T @ off) + L2 * w).ravel()

    found = minimize(cost, np.zeros(len(index) * len(KINDS)), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return index, found.x.reshape(len(index), len(KINDS))


class Chain:
    """The labelled pieces of all examples as arrays, padded to the longest entry."""

    def __init__(self, examples: list[Example]) -> None:
        examples = [e for e in examples if e.pieces]
        self.index = _index([row for e in examples for row in e.rows])
        self.x = _matrix([dict.fromkeys(row, 1.0) for e in examples for row in e.rows], self.index)
        sizes = np.array([len(e.pieces) for e in examples])
        self.shape = (len(examples), int(sizes.max()))
        self.real = np.arange(self.shape[1])[None, :] < sizes[:, None]
        self.right, self.turn = np.zeros(self.shape, int), np.zeros(self.shape, int)
        for n, e in enumerate(examples):
            self.right[n, : sizes[n]] = e.labels
            self.turn[n, 1 : sizes[n]] = e.turns
        labels = len(LABELS)
        self.barred, self.start = np.zeros((labels, labels)), np.zeros(labels)
        for b, label in enumerate(LABELS):
            if label[0] == "I":
                self.start[b] = FORBIDDEN
                self.barred[[a for a in range(labels) if LABELS[a][2:] != label[2:]], b] = FORBIDDEN
        self.gold = np.zeros((int(sizes.sum()), labels))
        self.gold[np.arange(len(self.gold)), self.right[self.real]] = 1
        gaps = self.real[:, 1:]
        self.steps = (self.turn[:, 1:][gaps], self.right[:, :-1][gaps], self.right[:, 1:][gaps])

    def cost(self, flat: np.ndarray) -> tuple[float, np.ndarray]:
        """What is left unexplained, and its slope (forward-backward over all entries at once)."""
        labels = len(LABELS)
        size = len(self.index) * labels
        w, t = flat[:size].reshape(-1, labels), flat[size:].reshape(3, labels, labels)
        said, moves = self.x @ w, t + self.barred
        z = np.zeros((*self.shape, labels))
        z[self.real] = said
        forth, back, pull = z.copy(), np.zeros_like(z), np.zeros_like(t)
        forth[:, 0] += self.start
        for n in range(1, self.shape[1]):
            went = _lse(forth[:, n - 1][:, :, None] + moves[self.turn[:, n]], 1) + z[:, n]
            forth[:, n] = np.where(self.real[:, n, None], went, forth[:, n - 1])
        total = _lse(forth[:, -1], 1)
        for n in range(self.shape[1] - 1, 0, -1):
            ahead = moves[self.turn[:, n]] + (z[:, n] + back[:, n])[:, None, :]
            both = np.exp(forth[:, n - 1][:, :, None] + ahead - total[:, None, None]) * self.real[:, n, None, None]
            np.add.at(pull, self.turn[:, n], both)
            back[:, n - 1] = np.where(self.real[:, n, None], _lse(ahead, 2), back[:, n])
        chance = np.exp(forth + back - total[:, None, None])[self.real]
        np.add.at(pull, self.steps, -1)
        loss = total.sum() - (said * self.gold).sum() - moves[self.steps].sum() + L2 / 2 * (flat @ flat)
        return loss, np.concatenate([((self.x.T @ (chance - self.gold)) + L2 * w).ravel(), (pull + L2 * t).ravel()])


def learn_labels(examples: list[Example]) -> tuple[dict[str, int], np.ndarray, np.ndarray]:
    """Weights of the clues of a clause, and of the turns from one label to the next for each sort of boundary."""
    chain = Chain(examples)
    labels = len(LABELS)
    size = len(chain.index) * labels
    found = minimize(chain.cost, np.zeros(size + 3 * labels * labels), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    return chain.index, found[:size].reshape(-1, labels), found[size:].reshape(3, labels, labels)


def _rows(index: dict[str, int], w: np.ndarray) -> dict[str, list[int]]:
    """The weights that matter, as rows of label, weight, label, weight..."""
    out = {}
    for clue, n in index.items():
        row = [part for i, v in enumerate(w[n]) if abs(v) >= SMALLEST for part in (i, round(float(v) * weighing.SCALE))]
        if row:
            out[clue] = row
    return out


def _entry_weights(examples: list[Example]) -> dict[str, list[int]]:
    return _rows(*learn_kinds(examples))


def learn(examples: list[Example], parts: int = 5) -> weighing.Learnt:
    """All weights. The clauses are learnt with the kinds that a reader who does not know the entry would give."""
    for n in range(parts):
        known = weighing.Learnt({}, [], _entry_weights([e for i, e in enumerate(examples) if i % parts != n]))
        weighing.learnt = lambda known=known: known  # type: ignore[assignment]
        for e in examples[n::parts]:
            e.labelled(weighing.likeliest_kind(e.clues, e.by_rule))
    index, w, turns = learn_labels(examples)
    moves = [[[round(float(v) * weighing.SCALE) for v in row] for row in turn] for turn in turns]
    return weighing.Learnt(_rows(index, w), moves, _entry_weights(examples))


def write(found: weighing.Learnt, path: Path) -> None:
    """As compact JSON, the same bytes at every run."""
    kept = {"clauses": found.clauses, "turns": found.turns, "entries": found.entries}
    path.write_bytes(lzma.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), preset=9))


def folds(files: dict[str, list[dict[str, Any]]], only: list[str]) -> None:
    """Each file read with what was learnt from the others."""
    names = [*bench.TARGETS, "with household"]
    print(f"{'left out':28}" + "".join(f"{name:>16}" for name in names))
    examples = {name: [Example(e) for e in entries] for name, entries in files.items()}
    errors: Counter[tuple[str, str]] = Counter()
    for name in files:
        if name == "told" or (only and name not in only):
            continue
        found = learn([e for other, group in examples.items() if other != name for e in group])
        weighing.learnt = lambda found=found: found  # type: ignore[assignment]
        figures = bench.score(files[name])
        errors += bench.errors(files[name], show="--show" in sys.argv)
        print(f"{name + f' ({len(files[name])})':28}" + "".join(f"{figures[n]:>16.3f}" for n in names), flush=True)
    bench.print_errors(errors)


def main() -> None:
    files = all_files()
    if "--folds" in sys.argv:
        folds(files, [a for a in sys.argv[1:] if not a.startswith("--")])
        return
    found = learn([Example(e) for entries in files.values() for e in entries])
    write(found, weighing.WEIGHTS)
    print(
        f"{sum(map(len, files.values()))} entries, {len(found.clauses)} + {len(found.entries)} clues, {weighing.WEIGHTS.stat().st_size // 1024} kB"
    )


if __name__ == "__main__":
    main()
