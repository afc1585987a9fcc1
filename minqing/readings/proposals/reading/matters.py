"""The matters of an entry: each clause is looked at for what it tells, neighbours that tell of one thing become one matter."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from minqing.lib.words import Clause
from minqing.readings.proposals.reading import cues, triggers
from minqing.readings.proposals.reading.categories import category_of
from minqing.readings.proposals.reading.meeting import is_topic
from minqing.readings.proposals.reading.naming import Mention
from minqing.readings.proposals.reading.pieces import ProposedMatter

LONGEST = 38
"""A description longer than this is cut; it is to be read at a glance."""

_SOFT = re.compile(r"(?=一个说|还说|又说|劝了|后来|今天|昨天|下午|上午|明天|大?后天|答应|我跟|跟他说|跟她说|上门道喜|送去|叫上)")
_LEAD = re.compile(
    r"^(?:(?:上午|下午|今天|昨天|昨晚|今早|中午|晚上|早上|刚才|最近|近来|现在|眼下|入户|走访|去|到|上|看望|看了?|又|还|也|他|她|人|大家|家里|老人|说是|说|讲|反映|反应|念叨|告诉我|提出|提到|诉苦|他讲|主要|问|就是|一[、.]|二[、.]|三[、.]|的|家|屋头|屋里|大[爷娘叔妈姐哥嫂]|[嫂姐哥婶叔姨爷伯婆孃]|阿[佳婆妈爸公]|婆婆|爷爷|奶奶|厂里|公司|里|：|:|，|,|、|讲起|投诉|自己|发现|看见|看到|见|只|说道|又说|还说|老的那个|前头|今年)+)(?=.{4})"
)


_CONSEQUENCE = re.compile(
    r"^(?:晚上|夜里|一到|一下|一刮|下雨|娃娃?|学生|孩子|老人|客人|人|大家|全家|害得|弄得|搞得|导致|结果|只能|只好|到处|根本|又|都|就|要|得|还得|连)|漫到|流到|淌|没得?地方住|没法住|出不了|熏|流泪|睡不|没法|摸黑|受不了|没敢|不敢|怕|够呛|心慌|出行|遭罪|糟心|臭得|冷得|冻得|热得|耽误|着急|急得|愁|^(?:进出|运|骨干|工人都|客户都|影响|赶不上|交不)"
)


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


def find_matters(text: str, plain: str, kind: str, mentions: list[Mention], parts: list[Clause]) -> list[ProposedMatter]:
    """The matters in the order of the text. `text` is as written, `plain` the same made simple."""
    people = [m for m in mentions if not m.office]
    subjects = [m for i, m in enumerate(people) if not is_topic(plain, people, i)]
    pieces = _pieces(plain, parts, subjects)
    for piece in pieces:
        piece.owner = _owner(piece, kind, subjects, plain)
    for n, piece in enumerate(pieces):
        piece.kind = _sort(plain, kind, pieces, n, people)
        piece.category = category_of(piece.kind, plain[piece.start : piece.end]) if piece.kind else ""
    _answered_without_matter(plain, kind, pieces)
    _errand_without_matter(plain, kind, pieces)
    _settle_disputes(plain, kind, pieces, people)
    _settle_hardship(plain, pieces)
    _settle_errands(plain, pieces)
    groups = _groups(plain, pieces)
    return [_matter(text, plain, g, groups, i, kind, people) for i, g in enumerate(groups)]


def _pieces(plain: str, parts: list[Clause], subjects: list[Mention]) -> list[Piece]:
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


def _owner(piece: Piece, kind: str, subjects: list[Mention], plain: str) -> str | None:
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


def _sort(plain: str, kind: str, pieces: list[Piece], n: int, people: list[Mention]) -> str:
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
    if worker or re.search(r"^(?:明[天早日儿]|后天|大后天|[本这下]个?(?:周|礼拜|星期)|周[一二三四五六日末]|月底|下月|\d+[号日天月])", words):
        return ""
    if re.search(r"(?:发现|查出|排查出)[^，。]{0,10}[\d一二三四五六七八九十]+[处户个条家起]$", words):
        return ""  # a tally; what matters in it is said beside it
    if firm:
        return "enterprise" if (triggers.FIRM_ASK.search(words) or triggers.TROUBLE.search(words) or triggers.LACK.search(words) or triggers.BROKEN.search(words)) and not re.search(r"没[啥什么]?要求|没提|没诉求|问[^，。]{0,12}(?:怎么|如何|政策)", words) else ""
    if kind == "errand" and piece.owner and re.search(r"(?:我|帮|替|代|陪|带|给)[^，。]{0,12}(?:报上去|上传|跑|补|改|办|领|取|交|捎|填|递|查|申报|录|弄)", words) and not re.search(r"没|下次", words):
        return "errand"
    if kind == "errand" and triggers.ERRAND_LOOSE.search(words):
        return "errand"
    if triggers.SHOCK.search(words) and _hard_near(plain, pieces, n):
        return "monitor"
    found = _need_or_wish(words, kind, piece, following, people)
    if found == "need" and kind == "inspection" and re.search(r"安全|消防|整改|限(?:他|她|其|期)|责令|勒令|隐患|食品|燃气|仓库|出租|群租|用电", plain):
        return "hazard"  # what a check of safety finds is a danger
    return found


def _is_errand(words: str) -> bool:
    m = triggers.ERRAND.search(words)
    return bool(m) and not re.search(r"没别的|问(?:能|有)|想|能不能|要不要|自己", words[: m.start() + 2] if m else "")


def _harmless(words: str, following: str) -> bool:
    """Denied, handled by the family itself, or a question that has been answered."""
    gone = cues.ABSENT.search(words)
    if gone and not ((gone[0] == "不在" and triggers.TROUBLE.search(words)) or triggers.BROKEN.search(words) or triggers.ASK.search(words) or triggers.LACK.search(words)):
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
    return bool(triggers.POLICY_ASKED.search(words) and triggers.ANSWERED.search(words + "，" + following))


def _is_dispute(words: str, kind: str) -> bool:
    m = triggers.DISPUTE.search(words)
    if not m:
        return False
    if re.search(r"不(?:再)?(?:想)?吵|没(?:有)?(?:吵|闹|矛盾|纠纷)|不争|矛盾纠纷(?:排查|化解)|争(?:着|取)|同意先|不同意见都", words):
        return False
    if m[0].startswith(("不同意", "归", "争")):
        return kind == "consultation" or m[0] == "争执"
    return True


def _hazard_or_need(words: str, kind: str, following: str) -> str:
    if re.search(r"发现(?:老化)?[^，。]{0,6}\d|检查|排查|宣传|讲|培训|查了", words) and not re.search(r"堵|锁|裸露|漏|断|裂|没盖|过期", words):
        return ""
    if re.search(r"积雪|扫|清扫", words) and kind == "labour":
        return ""
    return "hazard"


def _is_project(plain: str, words: str, kind: str, following: str) -> bool:
    if not triggers.PROJECT.search(words) or kind in {"labour", "enterprise", "lecture", "training", "tour", "clinic", "patrol"}:
        return False
    if kind in {"visit", "errand", "other"}:
        return bool(re.search(r"争取|项目|立项|开工|动工|施工|村里(?:准备|打算|计划|要)|村上(?:准备|打算|计划|要)|议了|规划|工程", words)) and not re.search(r"我家|他家|她家|能不能|问|(?:他|她)想|纳入", words)
    if kind == "inspection":
        return bool(re.search(r"在建|施工|正在|工程|项目|进度", words)) and not re.search(r"裂|断|没焊|坏|堵", words)
    return bool(triggers.PLANNED_SCENE.search(plain))


def _hard_near(plain: str, pieces: list[Piece], n: int) -> bool:
    piece = pieces[n]
    near = [p for p in pieces[max(0, n - 2) : n + 5] if p.sentence == piece.sentence and p.owner == piece.owner]
    words = "，".join(plain[p.start : p.end] for p in near)
    return bool(triggers.HARD.search(words))


def _need_or_wish(words: str, kind: str, piece: Piece, following: str, people: list[Mention]) -> str:
    if kind == "visit" and piece.owner and triggers.TROUBLE.search(words) and not _only_done(words):
        return "wish" if triggers.SMALL.search(words) and not _of_dwelling(words) else "need"
    asks, lacks, broken = triggers.ASK.search(words), triggers.LACK.search(words), triggers.BROKEN.search(words)
    if not (asks or lacks or broken):
        return ""
    if kind == "inspection" and triggers.TROUBLE.search(words) and not _only_done(words):
        return "need"
    if kind in {"meeting", "lecture", "training", "labour", "clinic", "tour", "patrol"} and not (piece.owner and (asks or lacks or "提出" in words or "反映" in words)):
        return "need" if kind == "patrol" and broken and piece.owner else ""
    if kind == "other" and not piece.owner and not re.search(r"反映|说|找|没地方|提出", words):
        return ""
    if not asks and _only_done(words):
        return ""
    if piece.owner and not lacks and category_of("need", words) == "other" and not re.search(r"路|屋|房|水|电(?!视|了)", words):
        return "wish"  # a thing of one's own that is out of order
    if triggers.SMALL.search(words) and not (_of_dwelling(words) and broken) and not re.search(r"作坊|开店|低保|厂", words):
        return "wish"
    return "need"


def _of_dwelling(words: str) -> bool:
    """Whether a part of the house is meant, and not only the place (墙上的挂钟, 屋里的电视)."""
    return any(not re.match(r"上|里|头|口|边|前|后", words[m.end() : m.end() + 1]) for m in triggers.DWELLING.finditer(words))


def _only_done(words: str) -> bool:
    """A clause that tells the cure and not the trouble: 清走3车, 已经疏通了."""
    done = cues.DONE.search(words)
    return done is not None and not re.search(r"没|不|坏|堵(?!上|住)|漏|断|裂|塌", words[: done.start()] + words[done.end() :])


def _answered_without_matter(plain: str, kind: str, pieces: list[Piece]) -> None:
    """Where help is promised there was a trouble: the clause before it that tells no good news is taken for it."""
    if kind not in {"visit", "inspection", "patrol", "enterprise", "errand"}:
        return
    for n, answer in enumerate(pieces):
        words = plain[answer.start : answer.end]
        fixed = kind in {"patrol", "inspection"} and cues.DONE.search(words)
        acts = triggers.WORKER_ACT.match(words) and kind not in {"patrol", "inspection"}
        if answer.kind or not (acts or triggers.RESPONSE.search(words) or fixed):
            continue
        before = [p for p in pieces[max(0, n - 5) : n] if p.owner == answer.owner and answer.sentence - p.sentence <= 1]
        area = kind in {"patrol", "inspection"}
        near = pieces[max(0, n - 6) : n + 2]
        if not before or (answer.owner is None and not area) or any(p.kind and p.owner == answer.owner for p in near):
            continue
        told = next((p for p in before if _is_trouble(plain[p.start : p.end])), None)
        if told is None and (area or _UNDERTAKES.search(words)) and not triggers.ANSWERED.search(plain[before[0].start : answer.end]):
            told = next((p for p in reversed(before) if _tells(plain[p.start : p.end], area)), None)
        if told:
            told.kind = {"inspection": "hazard", "patrol": "hazard", "enterprise": "enterprise", "errand": "errand"}.get(kind, "need")
            told.category = category_of(told.kind, plain[told.start : told.end])


def _errand_without_matter(plain: str, kind: str, pieces: list[Piece]) -> None:
    """An entry about business done for somebody has that business as a matter."""
    if kind != "errand" or any(p.kind == "errand" for p in pieces):
        return
    candidates = [p for p in pieces if not _only_names(plain, p) and not cues.DENIED.search(plain[p.start : p.end])]
    business = re.compile(f"{triggers.PAPER}|{triggers.OFFICE}|手续")
    told = next((p for p in candidates if business.search(plain[p.start : p.end])), candidates[0] if candidates else None)
    if told:
        told.kind, told.category = "errand", category_of("errand", plain[told.start : told.end])


def _only_names(plain: str, piece: Piece) -> bool:
    return piece.end - piece.start < 4


_SEEN = re.compile(r"有(?:个|处|辆|条|几|人|一|两|户|家)|发现|看到|碰到|碰见|见到|见有|撞见")
_UNDERTAKES = re.compile(r"联系|上报|报(?:了|给|到)|转(?:给|到|城|交)|答应|说好|讲好|约(?:好|了)|热线|反馈|对接|明天|后天|天内|周内|月底前|下周|帮着?(?:打听|问|联系)|给(?:他|她|它)?们?(?:换|修|装|盖|补|弄)")
_GOOD = re.compile(r"好|高兴|乐|热情|感谢|顺利|满意|正常|硬实|精神|笑|谢|放心|齐全|不错|中奖|喜|生了|考上|结婚|娶|满月|出息")


def _tells(words: str, area: bool) -> bool:
    """Whether the clause tells of something at all: in an area of something seen, of a household what is no good news."""
    if len(words) < 5 or not _may_tell(words) or _GOOD.search(words):
        return False
    return bool(_SEEN.search(words)) if area else not triggers.NEUTRAL.search(words)


def _may_tell(words: str) -> bool:
    return not (
        cues.DENIED.search(words) or cues.SELF_HANDLED.search(words) or cues.ABSENT.search(words) or triggers.WORKER_ACT.match(words) or _only_done(words)
        or cues.FUTURE.search(words) or cues.PHONE.search(words)
    )  # fmt: skip


def _is_trouble(words: str) -> bool:
    return bool(triggers.TROUBLE.search(words) or triggers.BROKEN.search(words)) and not (
        cues.DENIED.search(words) or cues.SELF_HANDLED.search(words) or cues.ABSENT.search(words) or triggers.WORKER_ACT.match(words) or _only_done(words)
    )


def _settle_disputes(plain: str, kind: str, pieces: list[Piece], people: list[Mention]) -> None:
    """In a consultation the quarrel is the matter; what it is about belongs to it."""
    quarrels = [p for p in pieces if p.kind == "dispute"]
    if kind == "consultation" and quarrels and not re.search(r"为|因", plain[quarrels[0].start : quarrels[0].end]):
        told = next((p for p in pieces[: pieces.index(quarrels[0])] if _names_party(plain, p, people)), None)
        if told:
            told.kind, quarrels = "dispute", [told, *quarrels]
    if kind == "consultation" and not quarrels and not any(p.kind == "project" for p in pieces):
        first = next((p for p in pieces if _names_party(plain, p, people)), None)
        first = first or next((p for p in pieces if p.kind in {"need", "hazard", "wish"} or triggers.COMPLAINT.search(plain[p.start : p.end])), None)
        first = first or next((p for p in pieces if triggers.TROUBLE.search(plain[p.start : p.end])), None)
        first = first or next((p for p in pieces if p.owner and not triggers.WORKER_ACT.match(plain[p.start : p.end])), None)
        if first:
            first.kind, quarrels = "dispute", [first]
    if kind != "consultation":
        quarrels = [p for p in quarrels if _has_opponent(plain, p, people)]
        for p in pieces:
            if p.kind == "dispute" and p not in quarrels:
                p.kind = ""
    if not quarrels and kind != "consultation":
        for _n, p in enumerate(pieces):
            words = plain[p.start : p.end]
            other = any(p.start <= m.start < p.end and m.household != p.owner for m in people)
            if triggers.COMPLAINT.search(words) and other or triggers.COMPLAINT.search(words) and re.search(r"隔壁|邻居|楼上|楼下|对门|对方|两家", plain[max(0, p.start - 12) : p.end + 12]):
                p.kind, quarrels = "dispute", [p]
                break
    if not quarrels:
        return
    main = quarrels[0]
    if not re.search(r"为(?!这|此)|因(?!此)", plain[main.start : main.end]) and (kind == "consultation" or triggers.COMPLAINT.search(plain[max(0, main.start - 40) : main.start])):
        main = next((p for p in pieces[: pieces.index(main)] if p.kind not in {"", "project"} or triggers.COMPLAINT.search(plain[p.start : p.end])), main)
        main.kind = "dispute"
    parties = people[: bisect_left(people, main.end, key=lambda m: m.start)][-20:]
    first_party = next((m for m in parties if not re.search(r"[。！？!?\n]", plain[m.end : main.start])), parties[-1] if parties else None)
    if kind == "consultation" and people:
        first_party = people[0]
    main.owner = first_party.household if first_party else main.owner
    for p in pieces:
        if p is not main and (p.kind == "dispute" or (p.kind in {"need", "hazard", "wish"} and (kind == "consultation" or p.sentence == main.sentence))):
            p.kind = ""
    _take_cause(plain, pieces, main)


def _names_party(plain: str, piece: Piece, people: list[Mention]) -> bool:
    """Whether a clause names somebody and says enough to tell what the quarrel is about."""
    words = plain[piece.start : piece.end]
    n = bisect_left(people, piece.start, key=lambda m: m.start)
    named = n < len(people) and people[n].start < piece.end
    return named and len(words) >= 9 and not triggers.WORKER_ACT.match(words) and not re.match(r"(?:调解|协调|请|召集|走访|去|到|接到)", words)


def _has_opponent(plain: str, piece: Piece, people: list[Mention]) -> bool:
    """Whether the quarrel has two sides, and is not just one of the ills of a place (天天抢车位)."""
    near = plain[max(0, piece.start - 30) : piece.end + 30]
    homes = {m.household or m.name for m in people if piece.start - 40 <= m.start <= piece.end + 20}
    return len(homes) > 1 or bool(re.search(r"隔壁|邻居|楼上|楼下|对门|对方|两家|双方|两边|两户|[跟和][^，。]{1,6}(?:吵|闹|争)|婆媳|兄弟|妯娌|父子|夫妻|两口子", near))


def _take_cause(plain: str, pieces: list[Piece], main: Piece) -> None:
    """`狗半夜叫，楼下睡不着，两家红了脸`: what it is about stands before the quarrel."""
    words = plain[main.start : main.end]
    if re.search(r"为(?!这|此)|因(?!此)|由于|关于", words):
        return
    n = pieces.index(main)
    while n > 0 and pieces[n - 1].sentence == main.sentence and main.end - pieces[n - 1].start <= LONGEST and not pieces[n - 1].kind:
        n -= 1
        main.start = pieces[n].start


def _settle_hardship(plain: str, pieces: list[Piece]) -> None:
    """Hardship is one matter; clauses beside it that only tell more of it are taken in, what is asked for besides is not."""
    for n, main in enumerate(pieces):
        if main.kind != "monitor":
            continue
        main.taken_to = main.end
        for p in pieces[n + 1 : n + 13]:
            if p.owner != main.owner or p.kind in {"dispute", "hazard", "project", "errand"}:
                break
            words = plain[p.start : p.end]
            if p.kind and (p.kind == "monitor" or triggers.HARD.search(words) or (triggers.SHOCK.search(words) and not triggers.ASK.search(words))):
                p.kind = ""
                main.taken_to = p.end if p.end - main.start <= LONGEST and p.sentence == main.sentence else main.taken_to
            elif p.kind == "need" and not triggers.ASK.search(words) and p.sentence == main.sentence:
                p.kind = ""
                main.taken_to = p.end if p.end - main.start <= LONGEST else main.taken_to


def _settle_errands(plain: str, pieces: list[Piece]) -> None:
    """Business done for somebody replaces the need behind it; one errand a household and sentence."""
    errands = sorted((p for p in pieces if p.kind == "errand"), key=lambda p: not triggers.ERRAND.search(plain[p.start : p.end]))
    for act in errands:
        if not act.kind:
            continue
        n = bisect_left(pieces, act.start, key=lambda p: p.start)
        for p in pieces[max(0, n - 12) : n + 13]:
            if p is act or p.owner != act.owner or abs(p.sentence - act.sentence) > 1:
                continue
            if p.kind == "errand" or (p.kind in {"need", "wish"} and (p.sentence == act.sentence or p.category == "security")):
                p.kind = ""
                if p.end <= act.start and p.sentence == act.sentence and act.end - p.start <= LONGEST:
                    act.start = p.start


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
    if before.owner != piece.owner or before.sentence != piece.sentence or n - bisect_left(pieces, before.start, key=lambda p: p.start) > 2:
        return False
    between, words = plain[before.end : piece.start], plain[piece.start : piece.end]
    if re.search(r"[；;]", between) or re.match(r"(?:他|她)?(?:还|另|又(?!爬|没|不)|再就|另外|再有|二是|三是|二、)", words):
        return False
    if {before.kind, piece.kind} == {"need", "wish"} and not triggers.SMALL.search(words):
        piece.kind = before.kind
        return True
    if {before.kind, piece.kind} == {"need", "wish"} and re.match(r"(?:他|她)?(?:想|托|让|问|叫|请|要|下回|下次)", words):
        if triggers.SMALL.search(words) and not _of_dwelling(plain[before.start : before.end]):
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
    if before.kind in {"need", "enterprise"} and not also and (_CONSEQUENCE.search(words) or (piece.category == "other" and before.kind == "need")):
        return True
    asks = re.match(r"(?:他|她)?(?:想|托|让|问|叫|请|希望|要|求|盼|能不能|下回|下次|缺|喊|一|自己|害得|弄得|导致|下雨|都|客人|学生|娃)", words)
    return bool(asks) or ((before.category == piece.category or piece.kind == "enterprise") and not also)


def _matter(text: str, plain: str, group: list[Piece], groups: list[list[Piece]], i: int, kind: str, people: list[Mention]) -> ProposedMatter:
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
    found = [m.start() for r in (triggers.HAZARD, triggers.DISPUTE, triggers.BROKEN, triggers.LACK, triggers.ASK) if (m := r.search(words))]
    at = start + max(0, (min(found) if found else 0) - 10)
    return at, min(end, at + LONGEST)


def _resolved(plain: str, first: Piece, end: int, limit: int, people: list[Mention]) -> bool:
    """Whether what follows the matter, up to the next matter or household, says that it is done."""
    later = people[bisect_left(people, end, key=lambda m: m.start) :][:30]
    other = next((m.start for m in later if m.household != first.owner), len(plain))
    stop = min(limit, other if first.kind != "dispute" else len(plain), first.start + 220)
    scope = plain[first.start : stop]
    done = [m.start() for m in cues.DONE.finditer(scope)]
    open_ = [m.start() for m in cues.NOT_DONE.finditer(scope)]
    return bool(done) and (not open_ or done[-1] > open_[-1])
