"""A clause and what it tells: the kind of matter it speaks of, if any, and whose it is."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from minqing.lib.words import Clause
from minqing.readings.proposals.reading import cues, triggers
from minqing.readings.proposals.reading.categories import category_of
from minqing.readings.proposals.reading.naming import Mention

LONGEST = 38
"""A description longer than this is cut; it is to be read at a glance."""


_SOFT = re.compile(r"(?=一个说|还说|又说|劝了|后来|今天|昨天|下午|上午|明天|大?后天|答应|我跟|跟他说|跟她说|上门道喜|送去|叫上)")


@dataclass(slots=True)
class Piece:
    """A clause on its way to becoming a matter."""

    start: int
    end: int
    sentence: int
    kind: str = ""
    owner: str | None = None
    category: str = ""
    taken_to: int = 0


def cut(plain: str, parts: list[Clause], subjects: list[Mention]) -> list[Piece]:
    """Clauses, cut once more before a new person and, where marks are missing, before words that begin something new."""
    out: list[Piece] = []
    starts = sorted(m.start for m in subjects)
    for part in parts:
        cuts = {part.start, part.end}
        inside = [s for s in starts[bisect_left(starts, part.start + 9) : bisect_left(starts, part.end)] if s < part.end - 4]
        cuts.update(s for s in inside if part.end - part.start > 16)
        if part.end - part.start > 22:
            cuts.update(m.start() for m in _SOFT.finditer(plain, part.start + 4, part.end - 4))
        edges = sorted(cuts)
        out += [Piece(a, b, part.sentence) for a, b in pairwise(edges)]
    return out


def owner_of(piece: Piece, kind: str, subjects: list[Mention], plain: str) -> str | None:
    n = bisect_left(subjects, piece.end, key=lambda m: m.start)
    if not n:  # told first, the teller named after it: `排练没地方，夏桂香来找社区`
        after = next((m for m in subjects[:1] if m.start < piece.end + 12), None)
        return after.household if after and not re.search(r"[。！？]", plain[piece.end : after.start]) else None
    last = subjects[n - 1]
    if kind in {"patrol", "inspection", "meeting", "labour", "lecture", "clinic", "training", "tour", "other"}:
        gap = plain[last.end : piece.start]
        if re.search(r"[。！？!?\n]", gap) and not re.search(r"他|她|这家|店|厂", plain[piece.start : piece.end]):
            return None
    return last.household


_OF_SAFETY = re.compile(r"安全|消防|整改|限(?:他|她|其|期)|责令|勒令|隐患|食品|燃气|仓库|出租|群租|用电")


def _asked_by_a_firm(words: str) -> bool:
    """Whether a firm asks or complains in this clause, rather than saying that it lacks nothing or how a policy works."""
    asks = (
        triggers.FIRM_ASK.search(words)
        or triggers.TROUBLE.search(words)
        or triggers.LACK.search(words)
        or triggers.BROKEN.search(words)
    )
    return bool(asks) and not re.search(r"没[啥什么]?要求|没提|没诉求|问[^，。]{0,12}(?:怎么|如何|政策)", words)


def sort_of(plain: str, kind: str, pieces: list[Piece], n: int, people: list[Mention]) -> str:
    """The kind of matter that the clause tells of, or ''."""
    piece = pieces[n]
    words = plain[piece.start : piece.end]
    following = "，".join(plain[p.start : p.end] for p in pieces[n + 1 : n + 4] if p.sentence == piece.sentence)
    previous = plain[pieces[n - 1].start : pieces[n - 1].end] if n else ""
    if cues.DENIED.search(previous) and re.match(r"就|只|顶多", words):
        return ""  # `没别的要求，就盼着…`
    if len(words) < 2 or _harmless(words, following):
        return ""
    firm = kind == "enterprise"
    if _is_errand(words) and not firm:
        return "errand"
    if firm and re.search(r"陪|到[^，。]{0,8}办(?:环评|证|执照|手续|理)", words) and triggers.FIRM_ASK.search(words):
        return "enterprise"
    worker = triggers.WORKER_ACT.match(words)
    if _is_dispute(words, kind):
        return "dispute"
    if triggers.HAZARD.search(words) and not worker and not (firm and not re.search(r"隐患|危险", words)):
        return _hazard_or_need(words, kind, following)
    if _is_project(plain, words, kind, following):
        return "project"
    if worker or re.search(
        r"^(?:明[天早日儿]|后天|大后天|[本这下]个?(?:周|礼拜|星期)|周[一二三四五六日末]|月底|下月|\d+[号日天月])", words
    ):
        return ""
    if re.search(r"(?:发现|查出|排查出)[^，。]{0,10}[\d一二三四五六七八九十]+[处户个条家起]$", words):
        return ""  # a tally; what matters in it is said beside it
    if firm:
        return "enterprise" if _asked_by_a_firm(words) else ""
    if (
        kind == "errand"
        and piece.owner
        and re.search(r"(?:我|帮|替|代|陪|带|给)[^，。]{0,12}(?:报上去|上传|跑|补|改|办|领|取|交|捎|填|递|查|申报|录|弄)", words)
        and not re.search(r"没|下次", words)
    ):
        return "errand"
    if kind == "errand" and triggers.ERRAND_LOOSE.search(words):
        return "errand"
    if (
        (triggers.SHOCK.search(words) or triggers.ILL.search(words))
        and kind in {"visit", "errand", "patrol", "other"}
        and _hard_near(plain, pieces, n)
    ):
        return "monitor"
    found = _need_or_wish(words, kind, piece, following, people)
    # What a check of safety finds is a danger.
    return "hazard" if found == "need" and kind == "inspection" and _OF_SAFETY.search(plain) else found


def _is_errand(words: str) -> bool:
    m = triggers.ERRAND.search(words)
    return bool(m) and not re.search(r"没别的|问(?:能|有)|想|能不能|要不要|自己", words[: m.start() + 2] if m else "")


def _harmless(words: str, following: str) -> bool:
    """Denied, handled by the family itself, or a question that has been answered."""
    gone = cues.ABSENT.search(words)
    if gone and not (
        (gone[0] == "不在" and triggers.TROUBLE.search(words))
        or triggers.BROKEN.search(words)
        or triggers.ASK.search(words)
        or triggers.LACK.search(words)
    ):
        return True
    if cues.DENIED.search(words) and not re.search(r"但|就是|不过|可是", words):
        return True
    first = following.split("，")[0]
    if re.search(r"不打紧|不碍事|没大碍|不要紧|人没事$", following) and not re.search(r"想|托我|拜托|要求", words + following):
        return True
    if cues.SELF_HANDLED.search(words) or (cues.SELF_HANDLED.search(following) and not re.search(r"想|托|让村|求", words)):
        return True
    if re.search(r"不打紧|不碍事|没大碍|没(?:什么|啥)?大?事$|不要紧|小毛病|不影响", first):
        return True
    if triggers.SETTLED_BY_WORDS.search(following):
        return True
    return bool(triggers.POLICY_ASKED.search(words) and triggers.ANSWERED.search(words + "，" + following))


def _is_dispute(words: str, kind: str) -> bool:
    m = triggers.DISPUTE.search(words)
    if not m:
        return False
    if re.search(
        r"不(?:再)?(?:想)?吵|没(?:有)?(?:吵|闹|矛盾|纠纷)|不争|矛盾纠纷(?:排查|化解)|争(?:着|取)|同意先|不同意见都", words
    ):
        return False
    if m[0].startswith(("不同意", "归", "争")):
        return kind == "consultation" or m[0] == "争执"
    return True


def _hazard_or_need(words: str, kind: str, following: str) -> str:
    if re.search(r"发现(?:老化)?[^，。]{0,6}\d|检查|排查|宣传|讲|培训|查了", words) and not re.search(
        r"堵|锁|裸露|漏|断|裂|没盖|过期", words
    ):
        return ""
    if re.search(r"积雪|扫|清扫", words) and kind == "labour":
        return ""
    return "hazard"


def _is_project(plain: str, words: str, kind: str, following: str) -> bool:
    if not triggers.PROJECT.search(words) or kind in {"labour", "enterprise", "lecture", "training", "tour", "clinic", "patrol"}:
        return False
    if kind in {"visit", "errand", "other"}:
        return bool(
            re.search(
                r"争取|项目|立项|开工|动工|施工|硬化[^，。]{0,8}\d|把[^，。]{0,14}划出|(?:物业|村里|社区|镇里)说?在[^，。]{0,8}(?:划|装|修|建)|村里(?:准备|打算|计划|要)|村上(?:准备|打算|计划|要)|议了|规划|工程",
                words,
            )
        ) and not re.search(r"我家|他家|她家|能不能|问|(?:他|她)想|纳入", words)
    if kind == "inspection":
        return bool(re.search(r"在建|施工|正在|工程|项目|进度", words)) and not re.search(r"裂|断|没焊|坏|堵", words)
    return bool(triggers.PLANNED_SCENE.search(plain))


def _hard_near(plain: str, pieces: list[Piece], n: int) -> bool:
    piece = pieces[n]
    near = [p for p in pieces[max(0, n - 2) : n + 5] if p.sentence == piece.sentence and p.owner == piece.owner]
    words = "，".join(plain[p.start : p.end] for p in near)
    if triggers.HARD.search(words):
        return True
    own = plain[piece.start : piece.end]
    return bool(triggers.ILL.search(own) and triggers.BIG_MONEY.search(words)) and not re.search(r"报(?:销)?了|能报|报完", words)


def _need_or_wish(words: str, kind: str, piece: Piece, following: str, people: list[Mention]) -> str:
    if kind == "visit" and piece.owner and triggers.TROUBLE.search(words) and not only_done(words):
        return (
            "wish"
            if triggers.SMALL.search(words) and not of_dwelling(words) and not re.search(r"手机[^，。]{0,3}信号|基站", words)
            else "need"
        )
    asks, lacks, broken = triggers.ASK.search(words), triggers.LACK.search(words), triggers.BROKEN.search(words)
    if not (asks or lacks or broken):
        return ""
    if kind == "inspection" and triggers.TROUBLE.search(words) and not only_done(words):
        return "need"
    if kind in {"meeting", "lecture", "training", "labour", "clinic", "tour", "patrol"} and not (
        piece.owner and (asks or lacks or "提出" in words or "反映" in words)
    ):
        public = re.search(r"渠|堤|坝|路|桥|沟|塘|河|坡|库|闸|岸", words)
        return ("hazard" if public else "need") if kind == "patrol" and broken and piece.owner else ""
    if kind == "other" and not piece.owner and not re.search(r"反映|说|找|没地方|提出", words):
        return ""
    if not asks and only_done(words):
        return ""
    if piece.owner and not lacks and category_of("need", words) == "other" and not re.search(r"路|屋|房|水|电(?!视|了)", words):
        return "wish"  # a thing of one's own that is out of order
    if (
        re.search(r"想(?:买|要|换|学|听|看|吃|喝|试)", words)
        and category_of("need", words) in {"other", "food", "clothing", "medical"}
        and not of_dwelling(words)
    ):
        return "wish"
    if (
        triggers.SMALL.search(words)
        and not (of_dwelling(words) and broken)
        and not re.search(r"手机[^，。]{0,3}信号|基站", words)
        and not re.search(r"作坊|开店|低保|厂|摊|生意", words)
    ):
        return "wish"
    return "need"


def of_dwelling(words: str) -> bool:
    """Whether a part of the house is meant, and not only the place (墙上的挂钟, 屋里的电视)."""
    return any(not re.match(r"上|里|头|口|边|前|后", words[m.end() : m.end() + 1]) for m in triggers.DWELLING.finditer(words))


def only_done(words: str) -> bool:
    """A clause that tells the cure and not the trouble: 清走3车, 已经疏通了."""
    done = cues.DONE.search(words)
    return done is not None and not re.search(r"没|不|坏|堵(?!上|住)|漏|断|裂|塌", words[: done.start()] + words[done.end() :])
