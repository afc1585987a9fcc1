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
SEEN_TWICE, L2, L2_OF_CLAUSES, SMALLEST = 2, 1.0, 4.0, 0.02
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

    found = minimize(cost, np.zeros(len(index) * len(KINDS)), jac=True, method="L-BFGS-B", options={"maxiter": 50, "maxcor": 6})
    return index, found.x.reshape(len(index), len(KINDS))


def _relation() -> np.ndarray:
    """How clues are shared among the labels before anything is learnt: what tells of one matter tells a little of any, what begins a
    matter of a kind tells of more of it. A root of the prior covariance of the weights of a clue."""
    first, more = [label[0] == "B" for label in LABELS], [label[0] == "I" for label in LABELS]
    of_kind = [[label[2:] == kind for label in LABELS] for kind in weighing.MATTERS]
    shared = np.array([np.add(first, more), np.array(first) / 2, np.array(more) / 2, *of_kind], float)
    return np.linalg.cholesky(np.eye(len(LABELS)) + shared.T @ shared).T


class Chain:
    """The labelled pieces of all examples as arrays, the longest entry first, so that at every step only those still going are looked at."""

    def __init__(self, examples: list[Example]) -> None:
        examples = sorted((e for e in examples if e.pieces), key=lambda e: -len(e.pieces))
        self.index = _index([row for e in examples for row in e.rows])
        self.x = _matrix([dict.fromkeys(row, 1.0) for e in examples for row in e.rows], self.index)
        self.xt = self.x.T.tocsr()
        sizes = np.array([len(e.pieces) for e in examples])
        begin = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.at = [begin[sizes > n] + n for n in range(sizes[0])]
        self.right = np.array([label for e in examples for label in e.labels])
        self.turn = np.array([turn for e in examples for turn in (0, *e.turns)])
        labels = len(LABELS)
        self.barred, self.start = np.zeros((labels, labels)), np.zeros(labels)
        for b, label in enumerate(LABELS):
            if label[0] == "I":
                self.start[b] = FORBIDDEN
                self.barred[[a for a in range(labels) if LABELS[a][2:] != label[2:]], b] = FORBIDDEN
        later = np.setdiff1d(np.arange(len(self.right)), begin)
        self.steps = (self.turn[later], self.right[later - 1], self.right[later])
        self.relation = _relation()

    def weights(self, flat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Those of the clues and those of the turns, out of the one row that is searched for."""
        labels = len(LABELS)
        size = len(self.index) * labels
        return flat[:size].reshape(-1, labels) @ self.relation, flat[size:].reshape(3, labels, labels)

    def _forth(self, likely: np.ndarray, moves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each piece the chance of each label given what came before, and by how much it was scaled."""
        ahead, scale = np.zeros_like(likely), np.zeros(len(likely))
        for n, here in enumerate(self.at):
            if n:
                came = np.einsum("na,nab->nb", ahead[here - 1], moves[self.turn[here]]) * likely[here]
            else:
                came = likely[here] * np.exp(self.start)
            scale[here] = came.sum(1)
            ahead[here] = came / scale[here, None]
        return ahead, scale

    def cost(self, flat: np.ndarray) -> tuple[float, np.ndarray]:
        """What is left unexplained, and its slope (forward-backward over all entries at once)."""
        w, t = self.weights(flat)
        said, moves = self.x @ w, np.exp(t + self.barred)
        top = said.max(1, keepdims=True)
        likely = np.exp(said - top)
        ahead, scale = self._forth(likely, moves)
        behind, pull = np.ones_like(likely), np.zeros_like(t)
        for here in self.at[:0:-1]:
            rest = likely[here] * behind[here] / scale[here, None]
            for turn in range(len(t)):
                mine = self.turn[here] == turn
                pull[turn] += moves[turn] * (ahead[here[mine] - 1].T @ rest[mine])
                behind[here[mine] - 1] = rest[mine] @ moves[turn].T
        off = ahead * behind
        off /= off.sum(1, keepdims=True)
        rows = np.arange(len(off))
        off[rows, self.right] -= 1
        np.add.at(pull, self.steps, -1)
        loss = (np.log(scale) + top[:, 0] - said[rows, self.right]).sum() - (t + self.barred)[self.steps].sum()
        slope = np.concatenate([((self.xt @ off) @ self.relation.T).ravel(), pull.ravel()])
        return loss + L2_OF_CLAUSES / 2 * (flat @ flat), slope + L2_OF_CLAUSES * flat


def learn_labels(examples: list[Example]) -> tuple[dict[str, int], np.ndarray, np.ndarray]:
    """Weights of the clues of a clause, and of the turns from one label to the next for each sort of boundary."""
    chain = Chain(examples)
    labels = len(LABELS)
    nothing = np.zeros((len(chain.index) + 3 * labels) * labels)
    found = minimize(chain.cost, nothing, jac=True, method="L-BFGS-B", options={"maxiter": 40, "maxcor": 6}).x
    return chain.index, *chain.weights(found)


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
