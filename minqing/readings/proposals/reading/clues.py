"""What can be seen of a clause or of an entry: its characters, what its words mean, the classes of expressions in it and beside it,
where it stands.

Each clue is a short string; `weighing` knows how much it says for what. Names and numbers are masked first, so that what was
learnt of one family holds for the next.
"""

import re
from bisect import bisect_left
from functools import lru_cache

from minqing.lib.words import Clause
from minqing.readings.proposals.reading import cues, triggers
from minqing.readings.proposals.reading.meanings import Meant, meant
from minqing.readings.proposals.reading.naming import Mention
from minqing.readings.proposals.reading.sorting import Piece

LONGEST_SEEN = 80
"""Of a clause without any mark only so many characters are looked at."""

_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万两几半.]+")
_CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("broken", triggers.BROKEN), ("lack", triggers.LACK), ("ask", triggers.ASK), ("small", triggers.SMALL),
    ("dwelling", triggers.DWELLING), ("dispute", triggers.DISPUTE), ("complaint", triggers.COMPLAINT), ("hazard", triggers.HAZARD),
    ("project", triggers.PROJECT), ("planned", triggers.PLANNED_SCENE), ("hard", triggers.HARD), ("shock", triggers.SHOCK),
    ("errand", triggers.ERRAND), ("errandish", triggers.ERRAND_LOOSE), ("asked", triggers.POLICY_ASKED),
    ("answered", triggers.ANSWERED), ("worker", triggers.WORKER_ACT), ("firm", triggers.FIRM_ASK), ("trouble", triggers.TROUBLE),
    ("response", triggers.RESPONSE), ("neutral", triggers.NEUTRAL), ("money", triggers.BIG_MONEY), ("ill", triggers.ILL),
    ("explained", triggers.SETTLED_BY_WORDS), ("denied", cues.DENIED), ("self", cues.SELF_HANDLED), ("done", cues.DONE),
    ("notdone", cues.NOT_DONE), ("absent", cues.ABSENT), ("phone", cues.PHONE), ("future", cues.FUTURE), ("says", cues.SAYS),
    ("office", re.compile(triggers.OFFICE)), ("paper", re.compile(triggers.PAPER)), ("public", re.compile(triggers.PUBLIC)),
)  # fmt: skip


def masked(plain: str, start: int, end: int, mentions: list[Mention]) -> str:
    """The words with everybody of a household made 甲, everybody on duty 干, and every number 0."""
    out, at = [], start
    for n in range(bisect_left(mentions, start, key=lambda m: m.start), len(mentions)):
        m = mentions[n]
        if m.start >= end:
            break
        out += [plain[at : m.start], "干" if m.office else "甲"]
        at = max(at, m.end)
    return _NUMBER.sub("0", "".join([*out, plain[at:end]]))


def _grams(words: str, least: int, most: int) -> set[str]:
    return {words[i : i + n] for n in range(least, most + 1) for i in range(len(words) - n + 1)}


@lru_cache(maxsize=4096)
def _found_in(words: str) -> tuple[str, ...]:
    return tuple(name for name, found in _CLASSES if found.search(words))


def _classes(plain: str, start: int, end: int) -> tuple[str, ...]:
    """Kept for a while: while somebody writes, the same clauses are read again and again."""
    return _found_in(plain[start : min(end, start + LONGEST_SEEN)])


def clause_clues(plain: str, kind: str, pieces: list[Piece], mentions: list[Mention]) -> list[list[str]]:
    """The clues of every piece of an entry of this `kind`, in order."""
    words = [masked(plain, p.start, min(p.end, p.start + LONGEST_SEEN), mentions) for p in pieces]
    classes = [_classes(plain, p.start, p.end) for p in pieces]
    told = [meant(w) for w in words]
    pairs = [_pairs(w) for w in words]
    out = []
    for n, piece in enumerate(pieces):
        clues = ["*", f"k:{kind}", *_own_grams(words[n])]
        clues += [f"r:{c}" for c in classes[n]] + [f"kr:{kind}:{c}" for c in classes[n]]
        clues += _of_meaning(kind, told[n])
        for step, mark in ((-1, "p"), (1, "n"), (2, "m"), (-2, "o")):
            if not 0 <= n + step < len(pieces):
                clues.append(f"{mark}:none")
                continue
            other = pieces[n + step]
            beside = mark + ("=" if other.sentence == piece.sentence else "/") + ("" if other.owner == piece.owner else "x")
            clues += [beside, *(f"{beside}r:{c}" for c in classes[n + step])]
            clues += [f"{beside}M:{meaning}" for meanings in told[n + step] for meaning in meanings]
            if abs(step) == 1 and other.owner == piece.owner:
                clues += [f"{mark}c:{pair}" for pair in pairs[n + step]]
        clues += _of_place(plain, kind, pieces, n)
        out.append(clues)
    return out


@lru_cache(maxsize=4096)
def _own_grams(words: str) -> tuple[str, ...]:
    return tuple(f"c:{g}" for g in _grams(f"^{words}$", 1, 4) - {"^", "$"})


@lru_cache(maxsize=4096)
def _pairs(words: str) -> tuple[str, ...]:
    return tuple(_grams(f"^{words}$", 2, 2))


def _of_meaning(kind: str, told: Meant) -> list[str]:
    """What the words mean, alone, with the kind of the entry, at either end, and in pairs of neighbours and next but one."""
    if not told:
        return ["M:none"]
    clues = [f"M:{a}" for meanings in told for a in meanings] + [f"kM:{kind}:{a}" for meanings in told for a in meanings]
    clues += [f"Mf:{a}" for a in told[0]] + [f"Ml:{a}" for a in told[-1]]
    for gap in (1, 2):
        clues += [f"MM:{a}:{b}" for before, after in zip(told, told[gap:], strict=False) for a in before for b in after]
    return clues


def _of_place(plain: str, kind: str, pieces: list[Piece], n: int) -> list[str]:
    """Where the piece stands, how long it is, and whether it is anybody's."""
    piece = pieces[n]
    known = piece.owner is not None
    clues = [f"own:{known}", f"kown:{kind}:{known}", f"at:{min(n, 3)}", f"left:{min(len(pieces) - n - 1, 3)}"]
    clues += [f"mark:{plain[max(0, piece.start - 1) : piece.start]}", f"size:{min(piece.end - piece.start, 24) // 4}"]
    if not n or pieces[n - 1].owner != piece.owner:
        clues.append("newowner")
    return clues


_MOST_CLAUSES = 60


def entry_clues(plain: str, parts: list[Clause], mentions: list[Mention]) -> dict[str, float]:
    """The clues of a whole entry for its kind, each with its strength. Only the first sixty clauses are looked at."""
    parts = parts[:_MOST_CLAUSES]
    words = [masked(plain, p.start, min(p.end, p.start + LONGEST_SEEN), mentions) for p in parts]
    clues = {"*": 1.0}
    for name, text, least, most, strength in (
        ("g", words, 1, 3, 0.6), ("f", words[:1], 1, 4, 1.0), ("h", words[:3], 2, 3, 0.7), ("l", words[-1:], 2, 2, 0.5),
    ):  # fmt: skip
        clues |= dict.fromkeys((f"{name}:{g}" for g in _grams("^" + "|".join(text), least, most)), strength)
    for n, p in enumerate(parts):
        for c in _classes(plain, p.start, p.end):
            clues[f"c:{c}"] = 1.0
            if n < 2:
                clues[f"c0:{c}"] = 1.0
        for meaning in {meaning for meanings in meant(words[n]) for meaning in meanings}:
            clues[f"M:{meaning}"] = 1.0
            if n < 2:
                clues[f"M0:{meaning}"] = 1.0
    people = [m for m in mentions if not m.office]
    clues[f"n:{min(len({m.household or m.name for m in people}), 4)}"] = 1.0
    if people:
        first = people[0].start
        clues[f"first:{first // 8 if first < 40 else 9}"] = 1.0
        if first < 2:
            clues["starts"] = 1.0
    return clues
