"""Measures the reader of diary entries: how often it is right, and how long it takes.

    python bench/proposals.py [FILE.jsonl ...]

Scores the shared examples when they are there (`../shared/diary/entries.jsonl`), the fixture files of the tests and any
file named, each a JSONL file in the form of the diary guidelines; then times `read()` with a roster of 3,000 invented people.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from minqing.readings.proposals.reading import Person, Roster, read  # noqa: E402

FIXTURES = ROOT / "minqing/readings/proposals/tests/data"
TARGETS = {"kind": 0.85, "visited": 0.90, "matters": 0.80, "quantities": 0.90, "follow-up": 0.90}
BUDGET_MS, ROSTER_MS, LONGEST_ABOUT = 20.0, 150.0, 40


class Tally:
    """Hits against what is right and what was proposed, for an F1."""

    def __init__(self) -> None:
        self.hit = self.gold = self.found = 0

    def add(self, hit: int, gold: int, found: int) -> None:
        self.hit, self.gold, self.found = self.hit + hit, self.gold + gold, self.found + found

    @property
    def f1(self) -> float:
        return 2 * self.hit / (self.gold + self.found) if self.gold + self.found else 1.0


def pairs(gold: list[Any], found: list[Any], same: Callable[[Any, Any], bool]) -> int:
    """How many of `gold` can be matched to one of `found` each."""
    owner: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j, candidate in enumerate(found):
            if j not in seen and same(gold[i], candidate):
                seen.add(j)
                if j not in owner or place(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    return sum(place(i, set()) for i in range(len(gold)))


def touch(text: str, a: str, b: str) -> bool:
    """Whether two quotations overlap in the text; a quotation of more than 40 characters never does."""
    if not a.strip() or not b.strip() or len(b) > LONGEST_ABOUT:
        return False
    return a in b or b in a or any(x < w and v < y for x, y in _places(text, a) for v, w in _places(text, b))


def _places(text: str, words: str) -> list[tuple[int, int]]:
    return [(i, i + len(words)) for i in range(len(text)) if text.startswith(words, i)]


def roster_of(entry: dict[str, Any]) -> Roster:
    return Roster(Person(p["household"], p["name"], p["role"]) for p in entry["roster"])


def score(entries: list[dict[str, Any]]) -> dict[str, float]:
    """The figures of the diary guidelines for these entries."""
    visited, matters, homes, amounts = Tally(), Tally(), Tally(), Tally()
    kind = promised = 0
    for entry in entries:
        text, gold = entry["text"], entry["expected"]
        found = read(text, written_on=date.fromisoformat(entry["written_on"]), roster=roster_of(entry)).as_prediction(entry["id"])
        kind += found["kind"] == gold["kind"]
        promised += found["follow_up_on"] == gold["follow_up_on"]
        a, b = set(gold["visited"]), set(found["visited"])
        visited.add(len(a & b), len(a), len(b))

        def same(m: dict[str, Any], n: dict[str, Any], text: str = text) -> bool:
            return bool(m["kind"] == n["kind"] and touch(text, m["about"], n["about"]))

        g, f = gold["matters"], found["matters"]
        matters.add(pairs(g, f, same), len(g), len(f))
        homes.add(pairs(g, f, lambda m, n: same(m, n) and m["household"] == n["household"]), len(g), len(f))
        g, f = gold["quantities"], found["quantities"]
        amounts.add(pairs(g, f, lambda m, n: abs(m["value"] - n["value"]) < 1e-6 and m["unit"] == n["unit"]), len(g), len(f))
    n = max(len(entries), 1)
    return {
        "kind": kind / n, "visited": visited.f1, "matters": matters.f1, "with household": homes.f1,
        "quantities": amounts.f1, "follow-up": promised / n,
    }  # fmt: skip


def errors(entries: list[dict[str, Any]], *, show: bool = False) -> Counter[tuple[str, str]]:
    """What went wrong with the matters, counted by (kind of matter, sort of error); with `show` each is printed."""
    out: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        text, gold = entry["text"], entry["expected"]["matters"]
        on, roster = date.fromisoformat(entry["written_on"]), roster_of(entry)
        reading = read(text, written_on=on, roster=roster).as_prediction(entry["id"])
        left = list(reading["matters"])
        for m in gold:
            beside = [n for n in left if touch(text, m["about"], n["about"])]
            same = next((n for n in beside if n["kind"] == m["kind"]), None)
            if same:
                left.remove(same)
                sort = "right" if same["household"] == m.get("household", same["household"]) else "wrong household"
            elif beside:
                left.remove(beside[0])
                sort = "wrong kind"
            else:
                elsewhere = [n for n in left if n["kind"] == m["kind"] and n["household"] == m.get("household")]
                sort = "wrong span" if elsewhere else "missed"
            out[m["kind"], sort] += 1
            if show and sort != "right":
                print(f"{sort:16}{m['kind']:11}{m['about']}  {[n['kind'] + ':' + n['about'] for n in beside]}  |  {text}")
        for n in left:
            sort = "twice" if any(touch(text, m["about"], n["about"]) for m in gold) else "invented"
            out[n["kind"], sort] += 1
            if show:
                print(f"{sort:16}{n['kind']:11}{n['about']}  |  {text}")
        if show and reading["kind"] != entry["expected"]["kind"]:
            print(f"entry            {reading['kind']}, right is {entry['expected']['kind']}  |  {text}")
    return out


def print_errors(found: Counter[tuple[str, str]]) -> None:
    """The table of errors, a row for each kind of matter."""
    sorts = ["right", "missed", "wrong kind", "wrong span", "wrong household", "invented", "twice"]
    print(f"\n{'matters':16}" + "".join(f"{sort:>17}" for sort in sorts))
    for kind in sorted({kind for kind, _ in found}):
        print(f"{kind:16}" + "".join(f"{found[kind, sort]:>17}" for sort in sorts))


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def crowd(size: int = 3000) -> list[Person]:
    """Invented people in households of three, the same at every run."""
    chance = random.Random(7)
    surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
    given = "国建文志明秀英桂兰玉珍春梅海军永福德山小红强伟丽芳华军平光荣生才有长立新"
    return [
        Person(f"H{i // 3}", chance.choice(surnames) + chance.choice(given) + chance.choice(given), "member" if i % 3 else "head")
        for i in range(size)
    ]


def speed(texts: list[str]) -> dict[str, float]:
    """Milliseconds: building the roster, and reading an entry (median and 95th of a hundred)."""
    people = crowd()
    Roster(people[:10])  # loads the pinyin table, which happens once in a process
    began = time.perf_counter()
    roster = Roster(people)
    built = (time.perf_counter() - began) * 1000
    times = []
    for text in texts * 3:
        began = time.perf_counter()
        read(text, written_on=date(2024, 6, 3), roster=roster)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {"roster": built, "p50": statistics.median(times), "p95": times[int(len(times) * 0.95)]}


def main() -> int:
    shared = ROOT.parent / "shared/diary/entries.jsonl"
    files = [p for p in (shared, *sorted(FIXTURES.glob("entries_*.jsonl"))) if p.exists()]
    files += [Path(name) for name in sys.argv[1:]]
    names = [*TARGETS, "with household"]
    print(f"{'':28}" + "".join(f"{name:>16}" for name in names))
    print(f"{'target':28}" + "".join(f"{TARGETS.get(name, 0):>16.2f}" for name in names))
    good, texts = True, []
    for path in files:
        entries = load(path)
        texts += [e["text"] for e in entries]
        figures = score(entries)
        good = good and all(figures[name] >= target for name, target in TARGETS.items())
        print(f"{path.stem + f' ({len(entries)})':28}" + "".join(f"{figures[name]:>16.3f}" for name in names))
    took = speed(texts)
    good = good and took["p95"] <= BUDGET_MS and took["roster"] <= ROSTER_MS
    print(
        f"\nroster of 3,000: {took['roster']:.0f} ms   read p50 {took['p50']:.1f} ms   p95 {took['p95']:.1f} ms (at most {BUDGET_MS:.0f})"
    )
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
