"""The matters of an entry: each clause is looked at for what it tells, neighbours that tell of one thing become one matter."""

import re
from bisect import bisect_left
from dataclasses import replace

from minqing.lib.words import Clause
from minqing.readings.proposals.reading import cues, triggers
from minqing.readings.proposals.reading.categories import category_of
from minqing.readings.proposals.reading.meeting import is_topic
from minqing.readings.proposals.reading.naming import Mention
from minqing.readings.proposals.reading.pieces import ProposedMatter
from minqing.readings.proposals.reading.settling import (
    answered_without_matter,
    dangers,
    errand_without_matter,
    favours,
    reach_back,
    settle_disputes,
    settle_errands,
    settle_hardship,
    told_without_matter,
)
from minqing.readings.proposals.reading.sorting import LONGEST, Piece, cut, of_dwelling, owner_of, sort_of
from minqing.readings.proposals.reading.voting import weighed

_LEAD = re.compile(
    r"^(?:(?:上午|下午|今天|昨天|昨晚|今早|中午|晚上|早上|刚才|最近|近来|现在|眼下|入户|走访|去|到|上|看望|看(?!不|得)了?|"
    r"又|还|也|他|她|人|大家|家里|老人|说是|说|讲|反映|反应|念叨|告诉我|提出|提到|诉苦|他讲|主要|问|就是|一[、.]|"
    r"二[、.]|三[、.]|的|家|屋头|屋里|大[爷娘叔妈姐哥嫂]|[嫂姐哥婶叔姨爷伯婆孃]|阿[佳婆妈爸公]|婆婆|爷爷|奶奶|"
    r"厂里|公司|里|：|:|，|,|、|讲起|投诉|自己|发现|看见|看到|见|只|说道|又说|还说|老的那个|前头|今年)+)(?=.{4})"
)


_CONSEQUENCE = re.compile(
    r"^(?:晚上|夜里|一到|一下|一刮|下雨|娃娃?|学生|孩子|老人|客人|人|大家|全家|害得|弄得|搞得|导致|结果|只能|只好|"
    r"到处|根本|又|都|就|要|得|还得|连)|漫到|流到|淌|没得?地方住|没法住|出不了|熏|流泪|睡不|没法|摸黑|受不了|没敢|"
    r"不敢|怕|够呛|心慌|出行|遭罪|糟心|臭得|冷得|冻得|热得|耽误|着急|急得|愁|^(?:进出|运|骨干|工人都|客户都|影响|"
    r"赶不上|交不)"
)


MOST_WEIGHED = 400
"""An entry of more clauses than this is read by the rules alone, to stay quick."""


def find_matters(text: str, plain: str, kind: str, mentions: list[Mention], parts: list[Clause]) -> list[ProposedMatter]:
    """The matters in the order of the text. `text` is as written, `plain` the same made simple."""
    people, pieces = cut_up(plain, kind, mentions, parts)
    fresh = [replace(piece) for piece in pieces[:MOST_WEIGHED]]
    ruled = by_rule(plain, kind, people, pieces)
    groups = weighed(plain, kind, fresh, mentions, ruled) if len(pieces) <= MOST_WEIGHED else ruled
    return [_matter(text, plain, g, groups, i, kind, people) for i, g in enumerate(groups)]


def cut_up(plain: str, kind: str, mentions: list[Mention], parts: list[Clause]) -> tuple[list[Mention], list[Piece]]:
    """The people who are not on duty, and the pieces of the entry, each with the household it speaks of."""
    people = [m for m in mentions if not m.office]
    subjects = [m for i, m in enumerate(people) if not is_topic(plain, people, i)]
    pieces = cut(plain, parts, subjects)
    for piece in pieces:
        piece.owner = owner_of(piece, kind, subjects, plain)
    return people, pieces


def by_rule(plain: str, kind: str, people: list[Mention], pieces: list[Piece]) -> list[list[Piece]]:
    """The matters as the rules see them: groups of the pieces, which are given kind and owner."""
    for n, piece in enumerate(pieces):
        piece.kind = sort_of(plain, kind, pieces, n, people)
        piece.category = category_of(piece.kind, plain[piece.start : piece.end]) if piece.kind else ""
    answered_without_matter(plain, kind, pieces)
    told_without_matter(plain, kind, pieces)
    errand_without_matter(plain, kind, pieces)
    dangers(plain, kind, pieces)
    favours(plain, pieces)
    settle_disputes(plain, kind, pieces, people)
    settle_hardship(plain, pieces)
    settle_errands(plain, pieces)
    reach_back(plain, pieces)
    return _groups(plain, pieces)


def _groups(plain: str, pieces: list[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for n, piece in enumerate(pieces):
        if not piece.kind:
            continue
        last = groups[-1] if groups else None
        if last and _same_thing(plain, last, piece, pieces, n):
            last.append(piece)
        else:
            groups.append([piece])
    return groups


def _same_thing(plain: str, group: list[Piece], piece: Piece, pieces: list[Piece], n: int) -> bool:
    before = group[-1]
    if (
        before.owner != piece.owner
        or before.sentence != piece.sentence
        or n - bisect_left(pieces, before.start, key=lambda p: p.start) > 2
    ):
        return False
    between, words = plain[before.end : piece.start], plain[piece.start : piece.end]
    if re.search(r"[；;]", between) or re.match(r"(?:他|她)?(?:还|另|又(?!爬|没|不)|再就|另外|再有|二是|三是|二、)", words):
        return False
    if {before.kind, piece.kind} == {"need", "wish"} and not triggers.SMALL.search(words):
        piece.kind = before.kind
        return True
    if {before.kind, piece.kind} == {"need", "wish"} and re.match(r"(?:他|她)?(?:想|托|让|问|叫|喊|请|要|下回|下次)", words):
        if triggers.SMALL.search(words) and not of_dwelling(plain[before.start : before.end]):
            before.kind = "wish"
        piece.kind = before.kind
        return True
    if {before.kind, piece.kind} == {"hazard", "need"} and not re.match(r"[^，。]{1,6}也", words):
        before.kind = piece.kind = "hazard"
        return True
    if before.kind != piece.kind:
        return False
    if before.kind in {"hazard", "monitor", "dispute"}:
        return True
    if piece.kind == "project":
        return False
    weak = not any(r.search(words) for r in (triggers.BROKEN, triggers.LACK, triggers.ASK, triggers.FIRM_ASK))
    if weak and before.kind in {"need", "wish", "enterprise"}:
        return True
    also = re.search(r"^[^，。]{1,8}也(?!想|要|没法|睡|吃|去|上)", words)
    if (
        before.kind in {"need", "enterprise"}
        and not also
        and (_CONSEQUENCE.search(words) or (piece.category == "other" and before.kind == "need"))
    ):
        return True
    asks = re.match(
        r"(?:他|她)?(?:想|托|让|问|叫|请|希望|要|求|盼|能不能|下回|下次|缺|喊|一|自己|害得|弄得|导致|下雨|都|客人|"
        r"学生|娃)",
        words,
    )
    return bool(asks) or ((before.category == piece.category or piece.kind == "enterprise") and not also)


def _matter(
    text: str, plain: str, group: list[Piece], groups: list[list[Piece]], i: int, kind: str, people: list[Mention]
) -> ProposedMatter:
    first = group[0]
    start, end = first.start, first.end
    for more in group[1:]:
        if more.end - start <= LONGEST:
            end = more.end
    if first.kind == "monitor" and first.taken_to - start <= LONGEST:
        end = max(end, first.taken_to)
    start = _trim(plain, start, end, people)
    if end - start > LONGEST:
        start, end = _window(plain, start, end)
    category = category_of(first.kind, plain[start:end], plain[first.start : group[-1].end])
    household = None if first.kind == "project" else first.owner
    limit = groups[i + 1][0].start if i + 1 < len(groups) else len(plain)
    resolved = first.kind not in {"monitor", "project"} and _resolved(plain, first, group[-1].end, limit, people)
    return ProposedMatter(first.kind, text[start:end], household, category, resolved, (start, end))


def _trim(plain: str, start: int, end: int, people: list[Mention]) -> int:
    """Names, and words that only lead in, left off."""
    for m in people[bisect_left(people, start, key=lambda m: m.start) :][:3]:
        if start <= m.start <= start + 8 and m.end < end - 3 and not re.match(r"[和跟与同、]", plain[m.end : m.end + 1]):
            start = m.end
    lead = _LEAD.match(plain[start:end])
    return start + lead.end() if lead else start


def _window(plain: str, start: int, end: int) -> tuple[int, int]:
    words = plain[start:end]
    found = [
        m.start()
        for r in (triggers.HAZARD, triggers.DISPUTE, triggers.BROKEN, triggers.LACK, triggers.ASK)
        if (m := r.search(words))
    ]
    at = start + max(0, (min(found) if found else 0) - 10)
    return at, min(end, at + LONGEST)


def _resolved(plain: str, first: Piece, end: int, limit: int, people: list[Mention]) -> bool:
    """Whether what follows the matter, up to the next matter or household, says that it is done."""
    later = people[bisect_left(people, end, key=lambda m: m.start) :][:30]
    other = next((m.start for m in later if m.household != first.owner), len(plain))
    stop = min(limit, other if first.kind != "dispute" else len(plain), first.start + 220)
    scope = plain[first.start : stop]
    again = cues.AGAIN.search(plain[first.start : end]) is not None
    done = [m.start() for m in cues.DONE.finditer(scope) if not _denied(scope, m, again)]
    open_ = [m.start() for m in cues.NOT_DONE.finditer(scope)]
    return bool(done) and (not open_ or done[-1] > open_[-1])


def _denied(scope: str, done: re.Match[str], again: bool) -> bool:
    """Whether that it is done is denied (一直没解决) or only meant (想把证办了), or was so before it went wrong again (又不亮了，上个月刚修好)."""
    clause = re.split(r"[，。；！？]", scope[: done.start()])[-1]
    if cues.UNDONE.search(clause) or (done[0].startswith("把") and cues.MEANT.search(clause)):
        return True
    earlier = cues.EARLIER.search(clause)
    return earlier is not None and (again or re.search(r"才|刚", clause[earlier.end() :] + done[0]) is not None)
