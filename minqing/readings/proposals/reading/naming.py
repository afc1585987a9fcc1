"""Finding the people an entry names: full names, names spelt by ear, given names alone, and surnames with a title (老刘, 李婶)."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from minqing.lib.words import COMPOUND_SURNAMES, SURNAMES, WORDLIKE_SURNAMES, sounds
from minqing.readings.proposals.reading.names import TIBETAN_PART, Roster, family_name

# Titles after a surname. Longer ones first, so that 大姐夫 is not read as 大姐.
_TITLES = (
    "老爷子|老太太|老奶奶|老大爷|老大娘|老板娘|老板|老汉|老头儿?|老倌|老表|老伯|老妈子|老爹|老者|大爷爷|大爷|"
    "大妈|大娘|大叔|大婶儿?|大伯|大姐夫?|大哥|大嫂子?|大姑|大姨|大婆|"
    "二[哥姐叔爷娘嫂婶姑姨]|三[哥姐叔爷娘嫂婶姑姨]|四[哥姐叔爷娘嫂婶]|阿姨|阿婆|阿公|阿爸|阿妈|阿叔|阿佳|阿奶|"
    "阿伯|婆婆|公公|爹爹|爷爷|奶奶|伯伯|叔叔|嬢嬢|孃孃|娘娘|娭毑|伯伯|姑姑|姨妈|婶婶|嫂嫂|"
    "师傅|师父|女士|先生|小姐|妹子|妹儿|家嫂|嫂子|婶子|婶娘|伯娘|驼子|家的|总(?![共是结计算的得书数体要])|爷|奶|"
    "叔|婶儿?|姨|姐|哥|嫂|伯|妈(?!妈)|娘|婆|姑|孃|嬢|家(?:阿爷|阿婆|阿公|老爷子|老太太?|老汉|大嫂|媳妇|婆婆)|家(?![庭具长人口务禽畜乡])|某某?|氏"
)
OFFICE = (
    "书记|支书|主任|村长|所长|站长|镇长|乡长|县长|区长|局长|科长|股长|处长|会计|出纳|医生|大夫|老师|校长|园长|"
    "院长|警官|警察|律师|教授|护士|护师|干事|部长|委员|组长|队长|社长|"
    "专干|经理|工程师|工(?!人|厂|地|作|资)|法官|检察官|民警|技术员|网格员|网格长|文书|院士|专家|记者|村医|"
    "代表(?!叔)|主席|秘书|乡贤|指导员|特派员|研究员|辅警|政委|连长|站|所|厅长|科|局|处"
)
# Somebody named with a trade of the service is on duty, not a household called on.
_ON_DUTY = re.compile(
    r"(?:网格员|网格长|干部|村医|民警|辅警|电工|水暖工|水工|瓦工|木工|泥工|司机|同事|社工|文书|支委|委员|会计|"
    r"出纳|主任|书记|支书|队长|组长|站长|所长|医生|护士|志愿者|大夫|老师|村官|"
    r"搭档|物业|城管|师傅|护林员|水利员|水管员|管水员|技术员|工作人员|驻村队员|队员|包村干部|帮扶干部|联络员|专干|"
    r"特派员|保洁员|协管员|农技员|防疫员|保安|中介|律师|经理|所里|站上|站里|镇里|镇上|乡里|乡上|街道|派出所|"
    r"卫生院|信用社)(?:的)?$"
)
# Given names that are ordinary words as well; alone they need a title behind them.
_WORDLIKE_GIVEN = frozenset(
    "国庆 平安 光明 文明 和平 幸福 健康 胜利 团结 建设 文化 国家 春节 中秋 元旦 振兴 解放 前进 丰收 春耕 明天 大雪 小雪 小雨 大雨 立春 清明 东方 光荣 民主 自强 四海 长河 长江 家和 新民 有才 有田 来福 大河 小满 谷雨 高兴 成功 进步 发展 富强 安全 卫生 劳动 学习 志愿 阳光 太平 安心 小康 满意 开心 中华 友谊 友好 青山 海洋 大海 黎明 春天 秋收 冬至 立夏 重阳 端午 双喜 万元 千里 保证 先进 模范 再兴 新华 红旗 东风 卫国 爱国 永久 长久 大山 小山 大树 石头 金花 银花 桂花 菊花 梅花 荷花 雪花 春花 玉米 小麦 水生 木生 土生 大全 永远 家明 家宝 宝贝 新春 开放".split()
)
_GUARD_AFTER = re.compile(r"年|节|前|后|期间|假|的时候|天|气|转|中雨|社会|生活|建设|工程|路|村|镇|县|大道|小区")
_TITLE_AFTER = re.compile(rf"(?:{_TITLES}|家|说|讲|的|他|她|在|反映|没|也|跟|和|想|要)")
_KIN = "儿子|女儿|闺女|媳妇|儿媳妇?|老伴儿?|老婆|老公|丈夫|爱人|男人|女人|孙子|孙女|孙儿|外孙女?|姑娘|伢子?|细伢子|妹子|爸|妈|爹|娘|阿妈|阿爸|父亲|母亲|哥|弟弟|姐|妹妹|兄弟|家属|家里人|女婿|侄子|侄女|婆婆|公公|儿|屋里人|娃娃?|崽"
KIN = re.compile(rf"(?:{_KIN})")


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named at a place of the text. `household` is None when it cannot be told; `full` for a whole name."""

    start: int
    end: int
    household: str | None
    name: str
    full: bool
    office: bool = False


def find_mentions(text: str, roster: Roster) -> list[Mention]:
    """All people named in the (plain) text, in order. Those on duty or with an office are marked `office`."""
    found = _full_names(text, roster)
    taken = bytearray(len(text) + 1)
    for m in found:
        _take(taken, m.start, m.end)
    for more in (_by_ear, _given_names, _titled):
        extra = more(text, roster, taken, found)
        found = sorted(found + extra, key=lambda m: m.start)
    return found


def _free(taken: bytearray, start: int, end: int) -> bool:
    return not any(taken[start:end])


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _one(households: set[str]) -> str | None:
    return next(iter(households)) if len(households) == 1 else None


def _full_names(text: str, roster: Roster) -> list[Mention]:
    out: list[Mention] = []
    i = 0
    while i < len(text):
        for length in roster.lengths:
            name = text[i : i + length]
            if len(name) == length and name in roster.full and _stands_alone(text, i, i + length, roster):
                out.append(Mention(i, i + length, _one(roster.full[name]), name, True))
                i += length
                break
        else:
            i += 1
    return out


def _stands_alone(text: str, start: int, end: int, roster: Roster) -> bool:
    """Whether the match is not a piece of a longer name or of another word."""
    name = text[start:end]
    if name in roster.whole:
        before = text[max(0, start - 2) : start]
        if any(" ".join(sounds(text[start : start + n])) in roster.by_sound for n in roster.lengths if len(name) < n <= 5):
            return False  # the beginning of a longer name, typed by ear
        if TIBETAN_PART.match(text, end) and text[end : end + 2] not in roster.full:
            return False
        return not (TIBETAN_PART.fullmatch(before) and before not in roster.full)
    if len(name) == 2:
        return text[end - 1 : end + 1] not in set("明天 明年 明确 明显 明白 军人 红色 华人 国家 平时 明早 明晚 平方".split())
    return True


def _by_ear(text: str, roster: Roster, taken: bytearray, found: list[Mention]) -> list[Mention]:
    """Names typed with other characters of the same sound. The typed surname must be one, and one character must be right."""
    out: list[Mention] = []
    heard = sounds(text)
    for length in (n for n in roster.lengths if 2 <= n <= 5):
        for i in range(len(text) - length + 1):
            names = roster.by_sound.get(" ".join(heard[i : i + length]))
            if not names or not _free(taken, i, i + length):
                continue
            typed = text[i : i + length]
            alike = [n for n in names if _could_be(typed, n, roster)]
            homes = set().union(*(roster.full[n] for n in alike)) if alike else set()
            if len(homes) == 1 and typed not in roster.full:
                out.append(Mention(i, i + length, homes.pop(), alike[0], True))
                _take(taken, i, i + length)
    return out


def _could_be(typed: str, name: str, roster: Roster) -> bool:
    same = sum(a == b for a, b in zip(typed, name, strict=True))
    if name in roster.whole:
        return same >= (1 if len(name) > 2 else 2) or (same == 1 and len(name) == 2 and typed[0] == name[0])
    if typed[0] == name[0]:
        return same >= (2 if len(name) == 2 else 1) or len(name) == 2
    return typed[0] in SURNAMES and typed[0] not in WORDLIKE_SURNAMES and same >= len(name) - 1


def _given_names(text: str, roster: Roster, taken: bytearray, found: list[Mention]) -> list[Mention]:
    out: list[Mention] = []
    named: dict[str, dict[str | None, int]] = {}
    for m in found:  # where a household was first named by a name that ends so
        for tail in (m.name[1:], m.name[2:]):
            named.setdefault(tail, {}).setdefault(m.household, m.start)
    for i in range(len(text)):
        for length in roster.given_lengths:
            name = text[i : i + length]
            homes = roster.given.get(name)
            if (
                homes is None
                or len(name) < length
                or not _free(taken, i, i + length)
                or not _given_alone(text, i, i + length, roster)
            ):
                continue
            earlier = {home for home, at in named.get(name, {}).items() if at < i}
            home = next(iter(earlier)) if len(earlier) == 1 else _one(homes)
            if name in _WORDLIKE_GIVEN and not earlier and not _TITLE_AFTER.match(text, i + length):
                continue
            out.append(Mention(i, i + length, home, name, False))
            _take(taken, i, i + length)
            break
    return out


def _given_alone(text: str, start: int, end: int, roster: Roster) -> bool:
    before, name = text[start - 1 : start], text[start:end]
    if before in SURNAMES and before not in WORDLIKE_SURNAMES and before not in "来":
        return False  # the given name of somebody else
    if re.match(r"小[雨雪]|大[雨雪]", name) and (
        re.search(r"[下有点阵是场转]$", before) or re.match(r"[天转中不停淅后，。]", text[end : end + 1])
    ):
        return False
    return not (name in _WORDLIKE_GIVEN and _GUARD_AFTER.match(text, end))


def _titled(text: str, roster: Roster, taken: bytearray, found: list[Mention]) -> list[Mention]:
    out: list[Mention] = []
    named: dict[str, list[Mention]] = {}
    for full in found:
        if full.full and full.name not in roster.whole:
            named.setdefault(family_name(full.name), []).append(full)
    for m in _with_title(roster.rare_surnames).finditer(text):
        surname = m["s"] or m["s2"] or m["s3"]
        if not _free(taken, m.start(), m.end()) or _not_a_name(text, m, surname):
            continue
        office = bool(m["office"]) or bool(_ON_DUTY.search(text[max(0, m.start() - 6) : m.start()])) or _companion(text, m)
        if text[max(0, m.start() - 2) : m.start()] in {"党员", "社员", "股东"}:
            office = False
        home = None if office else _nickname_home(surname, m.start(), roster, named)
        out.append(Mention(m.start(), m.end(), home, m[0], False, office))
    return out


def _nickname_home(surname: str, at: int, roster: Roster, named: dict[str, list[Mention]]) -> str | None:
    """The household of the one last named in full with this surname, else the only one that bears it."""
    same = named.get(surname, [])
    n = bisect_left(same, at, key=lambda m: m.start)
    if n:
        return same[n - 1].household
    return _one(roster.surnames.get(surname, set()))


def _companion(text: str, m: re.Match[str]) -> bool:
    """`跟小陈一起`, `我和小韩分头跑`: a workmate."""
    before, after = text[max(0, m.start() - 3) : m.start()], text[m.end() : m.end() + 10]
    if not re.search(r"[和跟同与带、]$", before):
        return False
    if re.match(
        r"分头|搭档|搭伙|一起(?:入户|巡|走访|去|到|上|值|跑|排查|检查|挨家)|一道|一块儿?(?:入户|巡|走访|去|到|上|"
        r"值|跑)|两个?人?(?:分头|巡|值|入户|走访)|俩",
        after,
    ):
        return True
    return bool(
        m["s2"] and m[0][0] == "小" and re.match(r"一起|巡|入户|走访|去|到|上|值|挨|跑|两|在|沿|拿|带|教|检查|排查", after)
    )


@lru_cache(maxsize=32)
def _with_title(rare: frozenset[str]) -> re.Pattern[str]:
    """A surname with a title or an office; `rare` are those looked for only because somebody on the roster bears them."""
    surname = f"(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{''.join(sorted(SURNAMES | rare))}])"
    return re.compile(
        rf"(?P<s3>{surname})老[大二三四五六七八九幺](?![人家的年实十])"
        rf"|(?P<s>{surname})(?:(?P<office>{OFFICE})|(?:{_TITLES}))"
        rf"|[老小](?P<s2>{surname})(?:头儿?|家)?"
    )


_PLAIN_WORDS = re.compile(
    r"牛奶|羊奶|马奶|施工|包工|小(?:孙[子女儿]|孙孙|舒服|左右|曾孙|龙虾|鲁班|雷达|车|水|石|时|路|河|米|金|江|古|"
    r"毛|高|方|田|康|全|和|班|向|元|花|平|牛|桂|池|柏|宫|单|井|冉|明|干|关|居|谈|农|巷|柴|包|查|凡|宝|党|明|通|宁|"
    r"巫|麦|沟|沙|苗|盖|官|卷|宗|木|边|满|燕|商)(?!家|说|讲|师傅|跟|和|帮|负责|陪)"
    r"|老(?:路|高(?=了|的|得|啦)|石(?=头|板)|实|师|党|家|乡|板|是|来|干|于是|和|向|全|单|安|居|年|农|农机|水|牛|"
    r"房|花|屋|井|古|宗|官|台|龄|公|的|化|人|百|景|山|木|边|毛病|常|成|能|应)"
    r"|国家|大家|人家|东家|全家|和家|向家|于家|方家|公家|管家|农家|商家|单家|万家|回家|养家|干家|成家|安家|当家|"
    r"保家|时家|连家|厂家|行家|官家|和[姐哥叔婶爷奶嫂妈爹娘].{0,2}|于[是总]|方总|全总|时总|汇总|经总|常总|万总|"
    r"单总"
    r"|高[姑娘]|金[婆]|明[婆妈]|花[婆娘姑]|水[姑]|古[婆]|车[站所]|水[站局处科]|党[委员组]|农[科]|向[阳]|经[科处]|"
    r"安[全局]|关[处]|空[处]|到[处]|后[妈娘]|干[妈爹娘]|时[所]|应[所]"
)


_BEFORE_A_NAME = frozenset(
    "去到上来在和跟是进往从问找给帮替叫喊请看访了过的与对把向同让陪被为送听说讲有家户位邻着又再将及由当扶接领带拉约劝教嘱托代村组社屯寨楼栋底顶东西南北前后边头里午晚早天门壁居回催谢"
)


def _not_a_name(text: str, m: re.Match[str], surname: str) -> bool:
    word = m[0]
    if _PLAIN_WORDS.match(text, m.start()) and _PLAIN_WORDS.match(word + text[m.end() : m.end() + 2]):
        return True
    before = text[max(0, m.start() - 1) : m.start()]
    if m["s"] and len(word) == 2 and "一" <= before <= "鿿" and before not in _BEFORE_A_NAME:
        return True  # the end of a longer name or word: 李德海家, 春花姐
    if m["s"] and surname in WORDLIKE_SURNAMES and (before not in "，。、；！？ \n找到去上" or word.endswith("家")):
        return before != "" or word.endswith("家")
    return bool(re.match(r"[大最很太这那没又更]", before)) and bool(m["s2"])
