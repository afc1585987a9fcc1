"""Clauses seen together: a quarrel, hardship or errand takes in what belongs to it; where help is promised, a trouble is looked for."""

import re
from bisect import bisect_left

from minqing.readings.proposals.reading import cues, triggers
from minqing.readings.proposals.reading.categories import category_of
from minqing.readings.proposals.reading.naming import Mention
from minqing.readings.proposals.reading.sorting import LONGEST, Piece, only_done


def answered_without_matter(plain: str, kind: str, pieces: list[Piece]) -> None:
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
        if not area and any(cues.ABSENT.search(plain[p.start : p.end]) for p in before):
            continue
        if not before or (answer.owner is None and not area) or any(p.kind and p.owner == answer.owner for p in near):
            continue
        told = next((p for p in before if _is_trouble(plain[p.start : p.end])), None)
        if (
            told is None
            and (area or _UNDERTAKES.search(words))
            and not triggers.ANSWERED.search(plain[before[0].start : answer.end])
        ):
            told = next((p for p in reversed(before) if _tells(plain[p.start : p.end], area)), None)
        if told:
            told.kind = {"inspection": "hazard", "patrol": "hazard", "enterprise": "enterprise", "errand": "errand"}.get(
                kind, "need"
            )
            told.category = category_of(told.kind, plain[told.start : told.end])


def errand_without_matter(plain: str, kind: str, pieces: list[Piece]) -> None:
    """An entry about business done for somebody has that business as a matter."""
    if kind != "errand" or any(p.kind == "errand" for p in pieces):
        return
    candidates = [p for p in pieces if not _only_names(plain, p) and not cues.DENIED.search(plain[p.start : p.end])]
    business = re.compile(f"{triggers.PAPER}|{triggers.OFFICE}|手续")
    acts = [p for p in candidates if _ACT_FOR.search(plain[p.start : p.end])]
    ranked = [*acts, *candidates]
    told = next((p for p in ranked if business.search(plain[p.start : p.end])), ranked[0] if ranked else None)
    if told:
        told.kind, told.category = "errand", category_of("errand", plain[told.start : told.end])


_FOR_THEM = re.compile(r"(?:陪|带|领|替|给|拉|帮)(?:着|上)?(?:他|她)")
_ACT_FOR = re.compile(r"(?:陪|帮|带|领|替|代|给|拉|捎)(?:着|上)?(?:他|她|老人|大[爷娘]|老[一-鿿])")
_FEAR = re.compile(
    r"(?:怕|担心|当心|小心|防止)[^，。；]{0,6}(?:摔|砸|着火|失火|起火|倒|踩空|踩|煤气|触电|电着|塌|掉下|掉进|出事|伤|跌|烧|中毒|绊|爆|垮|滑下)|"
    r"(?:掉|摔|滚)(?:下|进)去|悬(?:得|着|在|乎|吊)|危险|危房|险情|摔了[一几两]?跤|差点(?:摔|砸|绊|电|着|出事)|(?:喊|叫|让|劝)[^，。；]{0,8}(?:搬到|搬出|先搬|先挪|撤|别进|别靠)|拉(?:了|起|上)?(?:警戒|绳)|不敢(?:过|进|靠近|住)"
)
_STRUCTURE = re.compile(
    r"墙|坡|房梁|梁|房顶|顶棚|桥|护栏|栏杆|井盖|盖板|电线|线路|线|插座|电杆|杆|树|炉|煤|气罐|煤气|烟囱|纸壳|杂物|楼道|通道|支架|外机|玻璃|广告牌|瓷砖|"
    r"器材|秋千|螺丝|坑|石头|堤|坝|楼梯|台阶|充电|灶|阳台|门头|屋脊|檐"
)


def dangers(plain: str, kind: str, pieces: list[Piece]) -> None:
    """What is broken is a danger where the same or the next words say that somebody may come to harm by it."""
    for n, piece in enumerate(pieces):
        if piece.kind not in {"need", "wish", "hazard"} or kind == "enterprise":
            continue
        beside = [p for p in pieces[n : n + 5] if p.sentence - piece.sentence <= 1 and p.owner == piece.owner]
        words = plain[piece.start : piece.end]
        if piece.kind != "hazard" and _STRUCTURE.search(words) and any(_FEAR.search(plain[p.start : p.end]) for p in beside):
            piece.kind, piece.category = "hazard", "safety"
        if piece.kind == "hazard":
            for p in beside[1:]:
                if (
                    p.kind in {"need", "wish", "hazard"}
                    and p.sentence == piece.sentence
                    and (_FEAR.search(plain[p.start : p.end]) or p.kind != "hazard")
                ):
                    p.kind = ""


_BRINGS = re.compile(
    r"(?:下次|下回|回头|改天|明天)[^，。；]{0,10}(?:带(?!他|她|人|[一两二三\d]+个)|捎|配)(?:了)?(?:[一两二三]?[个双副件条根把瓶盒顶套本]|给|来|去|回)"
)


def favours(plain: str, pieces: list[Piece]) -> None:
    """A small thing that the worker will bring along himself is a wish."""
    for n, piece in enumerate(pieces):
        if piece.kind != "need" or piece.category not in {"clothing", "food", "medical", "other"}:
            continue
        after = [p for p in pieces[n + 1 : n + 4] if p.sentence - piece.sentence <= 1 and p.owner == piece.owner]
        if any(_BRINGS.search(plain[p.start : p.end]) for p in after):
            piece.kind = "wish"


def reach_back(plain: str, pieces: list[Piece]) -> None:
    """`自来水一天来一个钟头，接不满一缸，全家洗衣服都得等半夜`: the cause stands in the clauses before what came of it."""
    for n, piece in enumerate(pieces):
        if piece.kind not in {"need", "wish", "hazard", "enterprise"}:
            continue
        for p in reversed(pieces[max(0, n - 2) : n]):
            words = plain[p.start : p.end]
            if p.kind or p.sentence != piece.sentence or p.owner != piece.owner or piece.end - p.start > LONGEST:
                break
            if (
                len(words) < 4
                or not _may_tell(words)
                or triggers.NEUTRAL.search(words)
                or cues.GOES.search(words[:3])
                or _CALLING.search(words)
            ):
                break
            piece.start = p.start


_CALLING = re.compile(
    r"^(?:今天|今早|早上|上午|下午|晚上|又|顺路)*(?:去|到|上|来|走访|入户|看|碰上|遇到|给|跟|和)|[家处店厂里头]$|来(?:村部|社区|找)"
)


def _only_names(plain: str, piece: Piece) -> bool:
    return piece.end - piece.start < 4


def told_without_matter(plain: str, kind: str, pieces: list[Piece]) -> None:
    """A household called on of which something bad is told has a matter, even where no known expression says so."""
    if kind not in {"visit", "enterprise"}:
        return
    scopes: dict[str, list[Piece]] = {}
    for p in pieces:
        if p.owner:
            scopes.setdefault(p.owner, []).append(p)
    for scope in scopes.values():
        if any(p.kind or cues.ABSENT.search(plain[p.start : p.end]) for p in scope):
            continue
        scored = [(_badness(plain[p.start : p.end]), -i, p) for i, p in enumerate(scope)]
        best = max(scored, key=lambda s: s[:2])
        words = "，".join(plain[p.start : p.end] for p in scope)
        if (
            best[0] >= 2
            and not _GOOD.search(words)
            and not cues.DENIED.search(words)
            and not cues.SELF_HANDLED.search(words)
            and not triggers.SETTLED_BY_WORDS.search(words)
            and not _HELPED.search(words)
        ):
            best[2].kind = "need" if kind == "visit" else "enterprise"
            best[2].category = category_of(best[2].kind, plain[best[2].start : best[2].end])


_HELPED = re.compile(r"送(?:他|她)?[^，。]{0,6}(?:医院|卫生院)|拉(?:他|她)去|不打紧|没别的|不碍事|没大事|自己|买好|备齐")


def _badness(words: str) -> int:
    """How much a clause tells of trouble: bad characters, and a denial that is none of good news."""
    if len(words) < 4 or not _may_tell(words):
        return 0
    bad = sum(c in triggers.BAD for c in words)
    return (
        bad
        + bool(re.search(r"不(?!错|少|愁|缺|怕|过|用)|没(?!事|啥|什么|问题)", words))
        + 2 * bool(triggers.TROUBLE.search(words))
        - 2 * bool(triggers.NEUTRAL.search(words))
    )


_SEEN = re.compile(r"有(?:个|处|辆|条|几|人|一|两|户|家)|发现|看到|碰到|碰见|见到|见有|撞见")


_UNDERTAKES = re.compile(
    r"联系|上报|报(?:了|给|到)|转(?:给|到|城|交)|答应|说好|讲好|约(?:好|了)|热线|反馈|对接|明天|后天|天内|周内|"
    r"月底前|下周|帮着?(?:打听|问|联系)|给(?:他|她|它)?们?(?:换|修|装|盖|补|弄)"
)


_GOOD = re.compile(r"好|高兴|乐|热情|感谢|顺利|满意|正常|硬实|精神|笑|谢|放心|齐全|不错|中奖|喜|生了|考上|结婚|娶|满月|出息")


def _tells(words: str, area: bool) -> bool:
    """Whether the clause tells of something at all: in an area of something seen, of a household what is no good news."""
    if len(words) < 5 or not _may_tell(words) or _GOOD.search(words):
        return False
    return bool(_SEEN.search(words)) if area else not triggers.NEUTRAL.search(words)


def _may_tell(words: str) -> bool:
    return not (
        cues.DENIED.search(words) or cues.SELF_HANDLED.search(words) or cues.ABSENT.search(words) or triggers.WORKER_ACT.match(words) or only_done(words)
        or cues.FUTURE.search(words) or cues.PHONE.search(words)
    )  # fmt: skip


def _is_trouble(words: str) -> bool:
    return bool(triggers.TROUBLE.search(words) or triggers.BROKEN.search(words)) and not (
        cues.DENIED.search(words)
        or cues.SELF_HANDLED.search(words)
        or cues.ABSENT.search(words)
        or triggers.WORKER_ACT.match(words)
        or only_done(words)
    )


def _at_one_table(plain: str, pieces: list[Piece], people: list[Mention], quarrels: list[Piece]) -> list[Piece]:
    """The quarrel that a consultation was called for, also where nobody calls it one."""
    if quarrels and not re.search(r"为|因", plain[quarrels[0].start : quarrels[0].end]):
        told = next((p for p in pieces[: pieces.index(quarrels[0])] if _names_party(plain, p, people)), None)
        if told:
            told.kind, quarrels = "dispute", [told, *quarrels]
    if not quarrels and not any(p.kind == "project" for p in pieces):
        first = next((p for p in pieces if _names_party(plain, p, people)), None)
        first = first or next(
            (p for p in pieces if p.kind in {"need", "hazard", "wish"} or triggers.COMPLAINT.search(plain[p.start : p.end])), None
        )
        first = first or next((p for p in pieces if triggers.TROUBLE.search(plain[p.start : p.end])), None)
        first = first or next((p for p in pieces if p.owner and not triggers.WORKER_ACT.match(plain[p.start : p.end])), None)
        if first:
            first.kind, quarrels = "dispute", [first]
    return quarrels


def _from(people: list[Mention], at: int) -> int:
    """The first of the people named at `at` or later."""
    return bisect_left(people, at, key=lambda m: m.start)


def settle_disputes(plain: str, kind: str, pieces: list[Piece], people: list[Mention]) -> None:
    """In a consultation the quarrel is the matter; what it is about belongs to it."""
    quarrels = [p for p in pieces if p.kind == "dispute"]
    if kind == "consultation":
        quarrels = _at_one_table(plain, pieces, people, quarrels)
    if kind != "consultation":
        quarrels = [p for p in quarrels if _has_opponent(plain, p, people)]
        for p in pieces:
            if p.kind == "dispute" and p not in quarrels:
                p.kind = ""
    if not quarrels and kind != "consultation":
        for p in pieces:
            words = plain[p.start : p.end]
            named = people[_from(people, p.start) : _from(people, p.end)]
            other = any(m.household != p.owner for m in named)
            if (triggers.COMPLAINT.search(words) and other) or (
                triggers.COMPLAINT.search(words)
                and re.search(r"隔壁|邻居|楼上|楼下|对门|对方|两家", plain[max(0, p.start - 12) : p.end + 12])
            ):
                p.kind, quarrels = "dispute", [p]
                break
    if not quarrels:
        return
    main = quarrels[0]
    if not re.search(r"为(?!这|此)|因(?!此)", plain[main.start : main.end]) and (
        kind == "consultation" or triggers.COMPLAINT.search(plain[max(0, main.start - 40) : main.start])
    ):
        main = next(
            (
                p
                for p in pieces[: pieces.index(main)]
                if p.kind not in {"", "project"} or triggers.COMPLAINT.search(plain[p.start : p.end])
            ),
            main,
        )
        main.kind = "dispute"
    parties = people[: _from(people, main.end)][-20:]
    first_party = next(
        (m for m in parties if not re.search(r"[。！？!?\n]", plain[m.end : main.start])), parties[-1] if parties else None
    )
    if kind == "consultation" and people:
        first_party = people[0]
    main.owner = first_party.household if first_party else main.owner
    for p in pieces:
        if p is not main and (
            p.kind == "dispute"
            or (p.kind in {"need", "hazard", "wish"} and (kind == "consultation" or p.sentence == main.sentence))
        ):
            p.kind = ""
    _take_cause(plain, pieces, main)


def _names_party(plain: str, piece: Piece, people: list[Mention]) -> bool:
    """Whether a clause names somebody and says enough to tell what the quarrel is about."""
    words = plain[piece.start : piece.end]
    n = _from(people, piece.start)
    named = n < len(people) and people[n].start < piece.end
    return (
        named
        and len(words) >= 9
        and not triggers.WORKER_ACT.match(words)
        and not re.match(r"(?:调解|协调|请|召集|走访|去|到|接到)", words)
    )


def _has_opponent(plain: str, piece: Piece, people: list[Mention]) -> bool:
    """Whether the quarrel has two sides, and is not just one of the ills of a place (天天抢车位)."""
    near = plain[max(0, piece.start - 30) : piece.end + 30]
    homes = {m.household or m.name for m in people if piece.start - 40 <= m.start <= piece.end + 20}
    return len(homes) > 1 or bool(
        re.search(
            r"隔壁|邻居|楼上|楼下|对门|对方|两家|双方|两边|两户|[跟和][^，。]{1,6}(?:吵|闹|争)|婆媳|兄弟|妯娌|父子|"
            r"夫妻|两口子",
            near,
        )
    )


def _take_cause(plain: str, pieces: list[Piece], main: Piece) -> None:
    """`狗半夜叫，楼下睡不着，两家红了脸`: what it is about stands before the quarrel."""
    words = plain[main.start : main.end]
    if re.search(r"为(?!这|此)|因(?!此)|由于|关于", words):
        return
    n = pieces.index(main)
    while (
        n > 0 and pieces[n - 1].sentence == main.sentence and main.end - pieces[n - 1].start <= LONGEST and not pieces[n - 1].kind
    ):
        n -= 1
        main.start = pieces[n].start


def settle_hardship(plain: str, pieces: list[Piece]) -> None:
    """Hardship is one matter; clauses beside it that only tell more of it are taken in, what is asked for besides is not."""
    for n, main in enumerate(pieces):
        if main.kind != "monitor":
            continue
        main.taken_to = main.end
        for p in pieces[n + 1 : n + 13]:
            if p.owner != main.owner or p.kind in {"dispute", "hazard", "project", "errand"}:
                break
            words = plain[p.start : p.end]
            if p.kind and (
                p.kind == "monitor"
                or triggers.HARD.search(words)
                or (triggers.SHOCK.search(words) and not triggers.ASK.search(words))
            ):
                p.kind = ""
                main.taken_to = p.end if p.end - main.start <= LONGEST and p.sentence == main.sentence else main.taken_to
            elif p.kind == "need" and not triggers.ASK.search(words) and p.sentence == main.sentence:
                p.kind = ""
                main.taken_to = p.end if p.end - main.start <= LONGEST else main.taken_to


def settle_errands(plain: str, pieces: list[Piece]) -> None:
    """Business done for somebody replaces the need behind it; one errand a household and sentence."""
    errands = sorted((p for p in pieces if p.kind == "errand"), key=lambda p: not triggers.ERRAND.search(plain[p.start : p.end]))
    for act in errands:
        if not act.kind:
            continue
        n = bisect_left(pieces, act.start, key=lambda p: p.start)
        for p in pieces[max(0, n - 12) : n + 13]:
            if p is act or p.owner != act.owner or abs(p.sentence - act.sentence) > 1:
                continue
            if p.kind == "errand" or (
                p.kind in {"need", "wish"}
                and (
                    p.sentence == act.sentence
                    or p.category == "security"
                    or (0 <= act.sentence - p.sentence <= 1 and _FOR_THEM.search(plain[act.start : act.end]))
                )
            ):
                p.kind = ""
                if p.end <= act.start and act.end - p.start <= LONGEST:
                    act.start = p.start
            elif (
                not p.kind
                and p.end <= act.start
                and act.end - p.start <= LONGEST
                and re.search(triggers.PAPER, plain[p.start : p.end])
                and _may_tell(plain[p.start : p.end])
            ):
                act.start = p.start
