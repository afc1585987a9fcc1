"""How often the reader is right on invented entries; all the files have been read while it was written.

`bench/proposals.py` prints the table. What to expect of entries never read is what each batch had before anything was learnt from it:

    batch     matters F1   kind   with
    a b c d   .71 .51 .63 .71     rules alone (c and d after the rules from a and b)
    e         .59         .83     rules alone; weights learnt from the others .76, kind .88
    f         .62         .70     rules alone; weights learnt from the others .74, kind .82
    g         .62         .87     rules alone; weights learnt from the others .72, kind .87

    h         .57         .80     a hard one; weights after 340 more entries from two other hands .62, after 1,370 from four more .64; when
                                  the weights were told what words mean and what stands beside a clause .72, kind .82
    i         .80         .93     its errors were read, none of its sentences learnt; .84 (kind .90) after 1,008 more entries, short ones
    j         .86         .90     seen once, after everything was fixed; .90 (kind .89) after the same 1,008, and h .77
    k         .83         .95     at first sight; visited .97, quantities .93. Its errors and those of h, i, j were then read for rules
    l         .85         .97     at first sight, after 212 entries more; visited .98, quantities .89 (.90 with one annotation mended)

e and f flatter a little: how far rules and weights are trusted was chosen on them (their annotation was corrected afterwards). g and j were
read once, with everything fixed. h and j (`unseen_*.jsonl`) were never learnt from and no setting was chosen on them. By now the rules were mended after reading the errors of h to l (none of their
sentences was learnt): for visited and quantities only a batch to come can tell; k and l at first sight are the honest figures.
h is longer and trickier than the shared examples, j is as they are. h, i and j together, none of them learnt from: .84.
Each hand's file read with what was learnt from all others, before and after that step (matters F1,
2,650 entries, trust and readiness common to all and best for each step; weighted mean .67 and .70, with the readiness in use .70):

    told_10 .59 .60    told_11 .61 .64    told_12 .61 .65    told_13 .72 .77    told_a-c .55 .56    fresh_e-g .79 .85    told_1-9 .72 .77
"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[4]
DATA = Path(__file__).parent / "data"
SHARED = ROOT.parent / "shared/diary/entries.jsonl"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_proposals", ROOT / "bench/proposals.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FLOORS = {
    "entries_dev.jsonl": {"kind": 0.9, "visited": 0.95, "matters": 0.9, "quantities": 0.95, "follow-up": 0.95},
    "entries_later.jsonl": {"kind": 0.9, "visited": 0.95, "matters": 0.82, "quantities": 0.93, "follow-up": 0.95},
    "entries_fresh_a.jsonl": {"kind": 0.9, "visited": 0.93, "matters": 0.85, "quantities": 0.93, "follow-up": 0.93},
    "entries_fresh_b.jsonl": {"kind": 0.8, "visited": 0.93, "matters": 0.82, "quantities": 0.85, "follow-up": 0.93},
    "entries_fresh_c.jsonl": {"kind": 0.85, "visited": 0.93, "matters": 0.85, "quantities": 0.93, "follow-up": 0.93},
    "entries_fresh_d.jsonl": {"kind": 0.8, "visited": 0.93, "matters": 0.68, "quantities": 0.93, "follow-up": 0.93},
    "entries_fresh_e.jsonl": {"kind": 0.9, "visited": 0.93, "matters": 0.9, "quantities": 0.9, "follow-up": 0.93},
    "entries_fresh_f.jsonl": {"kind": 0.9, "visited": 0.93, "matters": 0.9, "quantities": 0.9, "follow-up": 0.93},
    "entries_fresh_g.jsonl": {"kind": 0.9, "visited": 0.93, "matters": 0.9, "quantities": 0.83, "follow-up": 0.93},
    "unseen_h.jsonl": {"kind": 0.8, "visited": 0.95, "matters": 0.72, "quantities": 0.86, "follow-up": 0.95},
    "unseen_i.jsonl": {"kind": 0.87, "visited": 0.95, "matters": 0.8, "quantities": 0.95, "follow-up": 0.95},
    "unseen_j.jsonl": {"kind": 0.85, "visited": 0.9, "matters": 0.84, "quantities": 0.92, "follow-up": 0.95},
    "unseen_k.jsonl": {"kind": 0.9, "visited": 0.95, "matters": 0.8, "quantities": 0.95, "follow-up": 0.95},
    "unseen_l.jsonl": {"kind": 0.92, "visited": 0.95, "matters": 0.82, "quantities": 0.94, "follow-up": 0.95},
    "entries_held_out.jsonl": {"kind": 0.9, "visited": 0.95, "matters": 0.9, "quantities": 0.9, "follow-up": 0.9},
}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_it_stays_above_the_floor(bench: ModuleType, name: str) -> None:
    figures = bench.score(bench.load(DATA / name))

    assert {key: figures[key] for key, floor in FLOORS[name].items() if figures[key] < floor} == {}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared examples are absent")
def test_it_meets_the_targets_on_the_shared_examples(bench: ModuleType) -> None:
    figures = bench.score(bench.load(SHARED))

    assert {key: figures[key] for key, target in bench.TARGETS.items() if figures[key] < target} == {}
