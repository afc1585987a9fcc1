"""The matters of an entry by rules and learnt weights together: what the rules found is one voice among the clues."""

import re
from bisect import bisect_left

from minqing.readings.proposals.reading import triggers
from minqing.readings.proposals.reading.clues import clause_clues
from minqing.readings.proposals.reading.naming import Mention
from minqing.readings.proposals.reading.sorting import LONGEST, Piece
from minqing.readings.proposals.reading.weighing import likeliest_labels


def seen_by_rule(pieces: list[Piece], ruled: list[list[Piece]]) -> list[str]:
    """For each piece the label that the rules would give it: the first of a matter (B-), more of it (I-), or ''."""
    seen = [""] * len(pieces)
    starts = [p.start for p in pieces]
    for group in ruled:
        begun = False
        for told in group:
            for n in range(max(0, bisect_left(starts, told.start) - 1), len(pieces)):
                if pieces[n].start >= told.end:
                    break
                if min(told.end, pieces[n].end) - max(told.start, pieces[n].start) >= 2:
                    seen[n] = ("I-" if begun else "B-") + group[0].kind
                    begun = True
    return seen


def weighed(plain: str, kind: str, pieces: list[Piece], mentions: list[Mention], ruled: list[list[Piece]]) -> list[list[Piece]]:
    """The matters by rules and learnt weights together."""
    seen = seen_by_rule(pieces, ruled)
    labels = likeliest_labels(clause_clues(plain, kind, pieces, mentions), pieces, seen)
    groups: list[list[Piece]] = []
    for piece, label, rule in zip(pieces, labels, seen, strict=True):
        piece.kind = label[2:]
        besides = rule == f"B-{piece.kind}" and "也" in plain[piece.start : piece.end][1:9]
        at_the_table = kind == "consultation" and piece.kind == "dispute"
        if label.startswith("I-") and groups and not besides:
            groups[-1].append(piece)
        elif at_the_table and any(g[0].kind == "dispute" for g in groups):
            if groups[-1][0].kind == "dispute" and groups[-1][0].sentence == piece.sentence:
                groups[-1].append(piece)  # the cause, then the quarrel: sides that sit down have one dispute
        elif piece.kind:
            groups.append([piece])
    for group in groups:
        _owned(group, ruled)
    return [group for group in _taken_in(plain, groups) if not _only_work_done(plain, kind, group)]


def _owned(group: list[Piece], ruled: list[list[Piece]]) -> None:
    """Where the rules saw the same matter they know best whose it is."""
    first, last = group[0], group[-1]
    for other in ruled:
        if other[0].kind == first.kind and other[0].start < last.end and first.start < other[-1].end:
            first.owner = other[0].owner
            return


_CROWD = re.compile(r"[\d两二三四五六七八九十百几]+[多来余]?(?:名|位|户|个人|人(?!民))")


def _only_work_done(plain: str, kind: str, group: list[Piece]) -> bool:
    """Whether it is what was done that day and nobody's matter: business for so many nameless people, labour with nothing planned."""
    first, end = group[0], group[-1].end
    if first.kind == "errand":
        return first.owner is None and bool(_CROWD.search(plain, first.start, end))
    return kind == "labour" and first.kind == "project" and not triggers.PLANNED_SCENE.search(plain)


_BESIDES = re.compile(r"还|又|另|；|;")
_NEAR = 40
"""So many characters at most between a need and the business done about it."""


def _taken_in(plain: str, groups: list[list[Piece]]) -> list[list[Piece]]:
    """A small wish tells its reason first, business done for somebody its cause: both are one matter, unless 还 or 又 parts them."""
    out: list[list[Piece]] = []
    for group in groups:
        first = group[0]
        while out and _same_story(plain, out[-1], group):
            cause = out.pop()
            if group[-1].end - cause[0].start <= LONGEST and first.sentence == cause[0].sentence:
                group = [*cause, *group]
        for piece in group:
            piece.kind, piece.owner = first.kind, first.owner
        out.append(group)
    return out


def _same_story(plain: str, before: list[Piece], after: list[Piece]) -> bool:
    told, asked = before[0], after[0]
    between = plain[before[-1].end : asked.start]
    if told.owner != asked.owner or _BESIDES.search(between + plain[asked.start : asked.start + 3]):
        return False
    if asked.kind == "wish":
        return told.kind == "need" and told.sentence == asked.sentence and len(between) <= 1
    return asked.kind == "errand" and told.kind in {"need", "wish", "enterprise"} and len(between) <= _NEAR
