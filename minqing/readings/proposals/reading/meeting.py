"""Who was met and who was only named: not at home, phoned, talked about, still to be called on."""

import re
from itertools import islice, takewhile

from minqing.lib.words import Clause
from minqing.readings.proposals.reading import cues
from minqing.readings.proposals.reading.naming import KIN, Mention
from minqing.readings.proposals.reading.pieces import Call

# Characters behind a name within which the next one can matter: `_clause_end` and `_sentence_end` look no further.
FURTHEST = 200
_KIN_SPEAKS = re.compile(
    rf"(?<!小)(?<!小姑)(?:{KIN.pattern})[^，。；！？\s]{{0,6}}(?:说|讲|在家|在屋|在(?=[，。；]|$)|反映|开(?:的|了)?门|接待|告诉|招呼|迎|也来|"
    rf"都来|来了|来(?=[赔道认签代替开参听领给])|拿出|身体|都在)"
)
_CALLED = re.compile(
    r"(?:给|跟|和|向|与|找)[^，。]{0,3}$|(?:打|通|拨|挂)(?:了)?个?电话(?:给|问|找|通知|叫|"
    r"喊)?(?:了)?(?:[^，。]{0,4}合作社|[^，。]{0,3})$|(?:电话|微信)(?:联系|通知|询问|回访|问|告诉|叫|喊|约|上找|"
    r"叮嘱|催|跟|提醒|里问)(?:了)?[^，。]{0,3}$"
)
_CALLS = re.compile(
    r"^[^，。；！？]{0,8}(?:来电(?!话?(?:不|没|听|铃|声))|打来电话|来(?:了)?(?:个)?电话(?!不|没|听|铃|声)|在?电话(?:里|中|上)?(?:说|讲|问|反映|求助|告诉|来)|"
    r"打(?:了)?(?:个)?电话|电话(?:里|打来|说|没接|没人接|关机|不通|打不通)|发(?:来)?(?:微信|视频|语音|短信|信息)|"
    r"(?:在)?(?<![拍看刷录学装会用])(?:微信|视频|语音|群里|群上)|打了?视频|打(?:了)?(?:过)?来(?=[，。])|(?:没|不)接(?:电话|通)|通(?:了)?(?:个)?电话)"
)
_TALK_BEFORE = re.compile(
    r"(?:说|讲|反映|告|投诉|抱怨|怪|嫌|骂|提到|提起|念叨|听说|打听|隔壁|得知|议|讨论|研究|评议|关于|上报|"
    r"申请把)[^，。；！？\s]{0,5}$"
)
_ACTS = re.compile(
    r"^(?:家|大[爷娘叔哥姐]|老人|两口子|夫妻)?(?:也|都|就|还|又|一直|当场|主动|高兴地|连连|最|第一个|他|她)?(?:说|"
    r"讲|反映|来|提|问|想|要|拿|领|笑|拉着|急|认|答应|同意|参加|发言|带|扛|带头|报名|握|高兴|表示|表态|点头|签|"
    r"不肯|不干|松口|在[^，。]{0,4}等|在场|也在|陪着|嫌|出|不服|还是|撑|坐|站|抱|让|牵|也|乐|哭|腿|血|查|松|见了|"
    r"讲起|诉|拉(?:到|住|起)我|扯(?:到|住)我|背(?!后|上|面)|扶|搀|替(?:他|她)(?:来|领|开|签))"
)
_AWAY = re.compile(
    r"^[^，。；说讲]{0,8}[，]?(?:他|她)?人(?:还)?在(?:外地|外省|外头|外面|国外|城里|县城|省城|[广浙福海上北深成昆][一-鿿])(?:[^，。；]{0,3}回不来|来不了|没回来?)?(?=[，。；]|$)"
    r"|^[^，。；说讲]{0,4}没(?:能?去成?|能来)(?=[，。；]|$)|^(?:人)?(?:还|正)?在[^，。；说讲]{1,8}(?:回|来|走)不(?:来|了)(?=[，。；])"
    r"|^在[^，。；说讲]{2,10}，(?:打来|发来|视频里|电话里|微信里|微信上|来电)|^(?:昨晚)?(?:在[^，。；]{2,4})?(?:电话|视频)打(?:过)?来"
)
_THING_OF = re.compile(
    r"^家?(?:的|屋后|屋前|门口|门前|地头|地里|田|院墙|房后|房前|鱼塘|塘|苞米|玉米|牛|羊|猪|井|墙|果园|大棚|那边|"
    r"边上|附近|后边|旁)"
)


def calls(text: str, kind: str, mentions: list[Mention], parts: list[Clause]) -> tuple[list[Call], list[Call]]:
    """The households met and those only named, each in the order of the text, none in both."""
    met: dict[str, tuple[int, Mention]] = {}
    order: list[str] = []
    people = [m for m in mentions if not m.office]
    for i, mention in enumerate(people):
        if mention.household is None:
            continue
        weight = _evidence(text, kind, people, i, parts)
        if mention.household not in met:
            order.append(mention.household)
        known = met.get(mention.household)
        if known is None:
            met[mention.household] = (weight, mention)
        elif known[1].name != mention.name and (max(weight, known[0]) >= 5 or (known[0] == -6 and weight > 0)):
            met[mention.household] = (max(weight, known[0]), known[1])  # one of the family met is the household met
        elif abs(weight) > abs(known[0]):
            met[mention.household] = (weight, known[1])
    visited: list[Call] = []
    named: list[Call] = []
    for home in order:
        weight, mention = met[home]
        call = Call(home, mention.name, weight > 0, (mention.start, mention.end))
        (visited if weight > 0 else named).append(call)
    return visited, named


def is_topic(text: str, people: list[Mention], i: int) -> bool:
    """Whether the i-th person is only what another one speaks of: `李自强说岩罕龙家的牛…`."""
    mention = people[i]
    start = _clause_start(text, mention.start)
    before = text[max(start, mention.start - 40) : mention.start]
    if re.match(r"家?(?:说|讲|反映|喊|告诉|出来|过来|在家)", text[mention.end : mention.end + 5]) and before.endswith("隔壁"):
        return False
    if re.search(r"(?:问|找|喊|碰[到见]|遇[到见])了?隔壁$", before):
        return False
    if _TOLD_OF.search(before) or _told_by_another(text, people, i, start):
        return True
    if not _TALK_BEFORE.search(before) or re.search(r"(?:跟|和|同|对|听|帮|找|叫|喊|请|约|答应|陪|替)[^，。]{0,2}$|给$", before):
        return False
    spoke = i > 0 and people[i - 1].end > start - 12
    return spoke or bool(re.search(r"听说|得知|打听|议|讨论|研究|关于|上报|申请把", before))


_TOLD_OF = re.compile(
    rf"(?:说|讲)(?:是)?(?:他|她|自己)家?(?:{KIN.pattern})$|(?:说|讲)[^，。]{{0,14}}(?:被|隔壁|对面)$|(?:叫|让|托|喊)我[^，。]{{0,8}}(?:给|送|带)$"
)


def _told_by_another(text: str, people: list[Mention], i: int, start: int) -> bool:
    """`听缑麦绒说，雒栓劳……`: the clause before ends with who says it, and it is another."""
    said = text[max(0, start - 14) : start]
    if not re.search(r"(?:说|讲|反映|告诉我?|听说)[，：:]$", said):
        return False
    if re.search(r"(?:他|她)[^，。；]{0,6}(?:说|讲)[，：:]$", said):
        return True
    return (
        i > 0 and people[i - 1].end > start - 12 and people[i - 1].household != people[i].household and not people[i - 1].office
    )


def _clause_start(text: str, at: int) -> int:
    return max((text.rfind(c, max(0, at - 120), at) for c in "，。；！？,;!?：:\n "), default=max(-1, at - 121)) + 1


def _evidence(text: str, kind: str, people: list[Mention], i: int, parts: list[Clause]) -> int:
    """Above 0: met; below: not met. The larger the surer."""
    mention = people[i]
    near = takewhile(lambda p: p.start < mention.end + FURTHEST, islice(people, i + 1, None))
    following = next((p.start for p in near if p.household != mention.household or p.end - p.start > 1), len(text))
    start = _clause_start(text, mention.start)
    before = text[max(start, people[i - 1].end if i else 0) : mention.start]
    whole_before = text[start : mention.start]
    end = _clause_end(text, mention.end)
    after = text[mention.end : min(following, end)]
    beyond = text[mention.end : min(following, _sentence_end(text, mention.end), mention.end + 60)]
    if re.search(
        rf"(?:给|跟|对|问|找|向)(?:他|她)家?(?:{KIN.pattern}|婆娘|堂客|婆姨)(?!打|发|去|回|办|领|报|交|买|寄|捎|取|送去|带去|补|开|查|续)",
        beyond,
    ):
        return 8  # a relation was spoken to
    if _AWAY.search(beyond):
        return -6
    absent = _absence(after, beyond, start, mention, text)
    if absent:
        if cues.CAME_AFTER.search(beyond) or cues.CAME_AFTER.search(text[mention.end : mention.end + 50].split("。")[0]):
            return 9
        return 8 if _KIN_SPEAKS.search(beyond) and not _kin_absent(beyond) else -7
    if _phoned(text, before, whole_before, after, start, mention) or _PHONED_THEN.match(beyond):
        return 4 if _went_then(text[mention.end : min(following, mention.end + 60)]) else -5
    if is_topic(text, people, i):
        return -2
    coming = cues.FUTURE.search(whole_before)
    if coming and not cues.is_over(text[start:end], coming[0]) and not re.search(r"答应|说好|(?<!我)跟$|给$", whole_before[-6:]):
        return -1
    if re.search(r"(?:替|代)(?!表)[^，。]{0,2}$", whole_before) and re.match(r"[^，。]{0,3}(?:去|到|跑|上)", after):
        return -3
    if _not_there(kind, before, whole_before, after, beyond):
        return 3 if _spoken_to(beyond) else -3
    if _THING_OF.match(after) and re.match(
        r"[^，。]{0,12}，(?:他|她|人)?(?:就|正|急得|站|蹲|坐|赶|跑)(?:在|来|跟|着|到|得)?", beyond
    ):
        return 3
    found = _presence(kind, before, whole_before, after)
    return 3 if found < 0 and _spoken_to(beyond) else found


_PHONED_THEN = re.compile(
    r"[^，。；]{1,20}，(?:就|便|才)?(?:打|挂|拨)(?:了|来)?个?电话来?(?:托|让|叫|求|问|说|喊|请)我?(?!他|她)"
)
_WENT_THEN = re.compile(
    r"(?:赶|跑|骑车|开车)了?(?:过去|到(?:他|她)|到现场)|分钟(?:就)?赶到|(?:马上|立马|当即|赶紧|连忙|随即)就?过?去(?!电)|[，。](?:去了|到了)[，。]|"
    r"上门(?:一看|看了|给|修|换|帮)"
)


def _went_then(beyond: str) -> bool:
    """Whether the worker went there upon the call."""
    m = _WENT_THEN.search(beyond)
    return m is not None and not cues.FUTURE.search(re.split(r"[，。；]", beyond[: m.start()])[-1])


_SPOKEN_TO = re.compile(
    r"当面|(?:看着|盯着|当着)(?:他|她)(?!的|家)|(?:跟|对|叫|让|劝|喊|教|给|催|要)(?:他|她)(?!们?家|的|儿|女|妈|爸|老|男|媳)[^，。；]{0,8}(?:了|清楚|明白|[挪搬清拆关换收拎推断停改]|定)|"
    r"(?:他|她)本人(?:也|就)?在|(?:他|她)(?:一家人?|全家)?(?:也|就|都)?在(?:场|家|边上|旁边)|(?:他|她)(?:也|当场|连忙|赶紧|立马)?(?:认了|应了|保证|点头|答应)"
)


def _spoken_to(beyond: str) -> bool:
    """Whether the sentence goes on with words said to the owner face to face: `某家灶边搁着汽油，看着她拎下楼了`."""
    m = _SPOKEN_TO.search(beyond)
    if not m:
        return False
    clause = re.split(r"[，；：:]", beyond[: m.start()])[-1] + m[0]
    return not cues.PHONE.search(beyond[: m.end() + 6]) and not cues.FUTURE.search(clause)


def _not_there(kind: str, before: str, whole_before: str, after: str, beyond: str) -> bool:
    """Named for kinship, as a place, as the owner of what stands beside, or as whom a paper is fetched for."""
    if re.match(rf"是(?:他|她|某)[^，。]{{0,3}}(?:{KIN.pattern}|亲戚|邻居|叔|舅)", after) and not re.search(
        r"(?:也|都)(?:来|在|到)", beyond[:16]
    ):
        return True
    if before.endswith("给") and re.match(r"(?:捎|带|买|送|做|备)的", after):
        return True
    if re.search(r"(?:拿|带|揣|攥|捎)(?:着|了|上)?$", before) and re.match(r"家?的", after):
        return True  # 拿某的卡去信用社
    if kind not in {"visit", "consultation"} and re.match(
        r"(?:家[^，。说讲]{0,5}|的?[屋房田地])?(?:旁边?|边上|后头|前头|门口|大门|背后|地头|屋后)(?!.{0,3}(?:说|讲|碰|遇))", after
    ):
        return re.search(r"(?:在|到|从|至)$|^$", before) is not None
    if re.search(r"(?:跟|和|与)$", before) and re.match(r"家?的(?:屋|房|地|田|墙|院|山|沟|路)", after):
        return True
    fetched = re.search(r"(?:去|到|上(?!门)|跑)[^，。]{1,8}(?:给|帮)$", whole_before)
    return bool(fetched) and re.match(r"(?:家)?(?:领|办|取|交|缴|开|报|补|续|申)", after) is not None


def _presence(kind: str, before: str, whole_before: str, after: str) -> int:
    if _ACTS.match(after):
        return 6
    if cues.GOES.search(before):
        return 5
    if kind == "meeting" and re.match(r"家|的", after):
        return -1
    if re.search(r"听说|据说", after[:4]):
        return -2
    if kind in {"patrol", "other"} and _THING_OF.match(after):
        return -1
    return 2


# What is only wanted or meant: 想去闺女家过冬.
_WANTS = re.compile(r"(?:想|打算|准备|要|盼着?|(?:不|没)(?:愿意?|肯|想|打算)|舍不得)(?:再|回)?$")


def _absence(after: str, beyond: str, start: int, mention: Mention, text: str) -> bool:
    if re.search(rf"(?:{KIN.pattern})(?!当场)[^，。]{{0,3}}打(?:来)?(?:了)?(?:个)?电话", beyond[:30]):
        return True
    own = cues.ABSENT.search(after)
    if own and _WANTS.search(after[: own.start()]):
        return False
    if own and not re.search(r"说|讲|反映|告诉", after[: own.start()]):
        return not _kin_absent(after) or bool(re.search(r"家没人|没在家|锁", after))
    if re.search(r"托[^，。]{0,6}(?:带|捎)(?:了|来)?(?:个|句)?(?:话|信|口信)", after):
        return True
    if re.match(r"(?:说好|答应|讲好|应)[^，。]{0,4}来[，、]?(?:却|又|结果|还是)?没来", beyond):
        return True
    if re.match(r"[^，。]{0,4}(?:说|讲|反映|告诉)", after):
        return False
    tail = beyond[len(after) :]
    first = re.split(r"[，。；！？,;!?\n]", tail.lstrip("，。；,;：: "))[0] if tail else ""
    if (
        first
        and re.match(
            r"(?:他|她|人|敲门|大门|门|家里|屋里|没|不在|锁|铁|又|还|到|去|喊|等|一早|结果|可|也|打|出|扑|外出|请|住|"
            r"上)",
            first,
        )
        and not KIN.match(first)
    ):
        m = cues.ABSENT.search(first)
        return bool(m) and not _kin_absent(first) and not re.search(r"没(?:来|到)(?:得及|账|水|电|钱|年龄|位|期|货)", first)
    return False


def _kin_absent(words: str) -> bool:
    """The absent one is a relation (儿子在外打工), not the person."""
    m = cues.ABSENT.search(words)
    return bool(
        m and re.search(rf"(?:{KIN.pattern}|孩子|年轻人|小两口|子女|老大|老二|老幺|娃)[^，。]{{0,4}}(?:都)?$", words[: m.start()])
    )


def _phoned(text: str, before: str, whole_before: str, after: str, start: int, mention: Mention) -> bool:
    if _CALLS.match(after) and not re.match(
        r"[^，。]{0,4}(?:电话|微信)(?:坏|不会|丢|上学|不好)|[^，。]{0,6}(?:不会|学)[^，。]{0,6}(?:微信|视频)", after
    ):
        return True
    clause_rest = after[:14]
    if re.search(r"(?:给|跟|向|和)$", before) and re.search(
        r"^[^，。]{0,4}(?:打|通|去|挂|发|回)(?:了)?(?:个)?(?:电话|微信|视频|语音|短信)", clause_rest
    ):
        return True
    if (
        cues.PHONE.search(whole_before)
        and re.search(r"(?:电话|微信|视频)[^，。]{0,10}$", whole_before)
        and not cues.GOES.search(before.replace("给", ""))
    ):
        return True
    if re.search(r"群里[^，。]{0,12}$", whole_before) or re.search(
        r"(?:电话|微信)(?:联系|通知|喊|叫|催|约|问|找)(?:了)?$", whole_before
    ):
        return True
    previous = text[max(0, start - 14) : start]
    return bool(re.search(r"(?:打来电话|打(?:了)?(?:个)?电话)[，：]$", previous)) and not before


def _clause_end(text: str, at: int) -> int:
    ends = [p for p in (text.find(c, at, at + 120) for c in "，。；！？,;!?：\n") if p >= 0]
    return min(ends, default=min(len(text), at + 120))


def _sentence_end(text: str, at: int) -> int:
    ends = [p for p in (text.find(c, at, at + 200) for c in "。！？!?\n；") if p >= 0]
    return min(ends, default=min(len(text), at + 120))
