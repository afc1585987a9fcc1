"""Groups of people in need: the keys, the words for them, and what does not count (over, denied, applied for)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from minqing.records.people.ledger.text import plain

CLASSES = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户")
"""The three classes of 监测对象."""

GROUPS = (
    "党员", "困难党员", "三老干部", "致富带头人", "退役军人", "低保", "低保边缘", "特困供养", "残疾", "独居老人", "留守儿童", "留守老人",
    "脱贫户", "监测对象", *CLASSES, "人户分离",
)  # fmt: skip

HOUSEHOLD_GROUPS = frozenset({"脱贫户", "监测对象", *CLASSES})
"""Groups a household is in as a whole, so that a column of ticks for them is likely to be about the household."""

_ALSO = {"困难党员": ("党员",), **dict.fromkeys(CLASSES, ("监测对象",))}

# Longer words come first, and what they cover is not looked at again: 低保边缘 is not 低保, 脱贫不稳定户 not 脱贫户.
_WORDS = (
    (r"(?:民革|民盟|民建|民进|农工党?|致公党?|九三学社|台盟)(?:党|盟|社|会)?员?", None),
    (r"党员(?:发展对象|家属|家庭子女)|入党积极分子|积极分子|发展对象|党员户?教育", None),
    (r"(?:退役|退伍)军人家属|军烈属|军属|现役军人", None),
    (r"困难(?:老)?党员|生活困难党员", "困难党员"),
    (r"(?:老|中共|共产|正式|预备|流动|无职|农村|在职|退休)*党员户?", "党员"),
    (r"三老(?:干部|人员)?", "三老干部"),
    (r"(?:致富|产业|创业)?带头人|致富能手", "致富带头人"),
    (r"(?:退役|退伍|复员|转业|复退|复转|退转)(?:军人|士兵|老兵|兵|武警)", "退役军人"),
    (r"低保(?:边缘|临界|边沿)(?:家庭|户|人口|人员|对象|群体)?|最低生活保障边缘(?:家庭|户|人口)?", "低保边缘"),
    (r"(?:城市|农村|城镇|城乡)?(?:低保|最低生活保障)(?:户|家庭|人口|人员|对象|救助)?", "低保"),
    (r"特困供养|五保供养|五保老人|五保户?|特困(?:供养)?(?:人员|户|对象|救助|家庭|人口)?|分散供养|集中供养", "特困供养"),
    (r"残疾|(?:视力|听力|言语|语言|肢体|智力|精神|多重)(?:残)?(?:障碍)?[一二三四1-4壹贰叁肆][级級]|残[一二三四1-4]级|残障", "残疾"),
    (r"独居(?:的)?(?:老人|老年人|孤寡老人)|孤寡独居老人|老年独居", "独居老人"),
    (r"(?:农村)?留守(?:困境)?儿童", "留守儿童"),
    (r"(?:农村)?留守(?:老人|老年人)", "留守老人"),
    (r"(?:脱贫)?不稳定(?:脱贫)?户|脱贫不稳定(?:人口|对象)?", "脱贫不稳定户"),
    (r"边缘易致贫(?:户|人口|对象|家庭)?|易致贫边缘户|边缘易贫户", "边缘易致贫户"),
    (r"突发(?:性)?严重困难(?:户|家庭|对象|人口)?|严重困难户", "突发严重困难户"),
    (r"建档立卡(?:户|贫困户|脱贫户|贫困人口|脱贫人口)?|(?:稳定)?脱贫(?:户|人口|家庭|监测户)|已脱贫户?", "脱贫户"),
    (r"(?:防返贫|防贫|返贫|动态|防止返贫)?(?:动态)?监测(?:户|对象|人口|家庭)|防返贫监测|三类(?:户|对象|人员)", "监测对象"),
    (r"人户分离(?:户|人员)?|户在人不在|人在户不在", "人户分离"),
)  # fmt: skip
_FIND = re.compile("|".join(f"(?P<w{i}>{pattern})" for i, (pattern, _) in enumerate(_WORDS)))

_PARTS = re.compile(r"[、，,。；;/\\|+&＋\s…·]+|(?<=[^0-9])\.(?=[^0-9])")
_OVER = re.compile(
    r"(?:原|曾|前|以前|过去|之前|曾经)(?:来|先)?(?:是|为|系|属|享受|纳入)?(?:过)?(?:的)?$"
    r"|(?:非|无|未|没有?|不是|不属于?|不算|不享受|取消|退出|停止?|停发|停保|终止|清退|拟|待|申请|申报|想|欲)(?:了)?(?:享受|纳入|列入|识别|认定|评|定|是|为|有|办理?|持|申请|申报)?(?:过)?(?:的|为|成)?$"
)
_DENIED = re.compile(
    r"已退(?!役|伍|休|耕|牧)|退出(?!现役)|已?取消|已?停(?:保|发|止|享)?$|已停|停保|停发|停止|终止|清退|注销|不再|不符合|未通过|不通过|未批|"
    r"申请中|正在申请|在申请|拟申请|已申请|申请$|^申请|申报中|申报$|拟申报|审批中|待审批|待批|审核中|待审核|公示中|拟纳入|待纳入|已消除|风险消除|已脱保|"
    r"已?迁出|作废|否$|^否|失效|过期|已?退(?:出)?$"
)


def _covers(word: re.Match[str]) -> str | None:
    return _WORDS[int((word.lastgroup or "w0")[1:])][1]


@lru_cache(maxsize=20_000)
def groups_in(text: str) -> tuple[str, ...]:
    """The groups a text says, in its order: 低保户（精神残疾一级） → 低保, 残疾. Brackets and any mark part words.

    What is over, denied or only applied for is left out, and a part that says only that (已退, 2024年6月已退出) takes back the
    part before it.
    """
    words = (
        plain(text)
        .replace("(", "、(")
        .replace(")", "、")
        .replace("（", "、(")
        .replace("）", "、")
        .replace("[", "、")
        .replace("]", "、")
    )
    parts: list[list[str]] = []
    for part in _PARTS.split(words):
        part = part.strip("(【】〔〕<>《》:：-—\"'“”?？ ")
        if not part:
            continue
        found = list(_FIND.finditer(part))
        if found:
            parts.append(_standing(part, found))
        elif parts and _DENIED.search(part):
            parts[-1] = []
    return _complete(name for names in parts for name in names)


def _standing(part: str, found: list[re.Match[str]]) -> list[str]:
    """The groups of one part that hold today; a denial right before a word is about that word, one elsewhere about the whole part."""
    rest = "".join("。" if any(word.start() <= i < word.end() for word in found) else c for i, c in enumerate(part))
    names: list[str] = []
    at = 0
    for word in found:
        before = part[at : word.start()]
        at = word.end()
        name = _covers(word)
        # 原建档立卡户 is how the 脱贫户 are called: they were put on file then and have left poverty since.
        former = name == "脱贫户" and word[0].startswith("建档立卡") and re.search(r"原(?:来)?(?:是|为|系)?$", before)
        if name and (former or not _OVER.search(before)):
            names.append(name)
    denied = _DENIED.search(rest.replace("。", "")) or re.search(r"家属$", part)
    if denied and not (names and re.match(r"(?:已|被)?(?:取消|退出|停止?)", part) and len(found) > 1):
        return []
    return names


def _complete(names: Iterable[str]) -> tuple[str, ...]:
    out: dict[str, None] = {}
    for name in names:
        out[name] = None
        for also in _ALSO.get(name, ()):
            out[also] = None
    return tuple(name for name in GROUPS if name in out)


def with_group(groups: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Both together, in the order of the list of groups, none twice."""
    if not more or groups == more:
        return groups
    return _complete((*groups, *more)) if groups else more


def named_in_heading(heading: str) -> str | None:
    """The group a heading asks for (是否低保, 残疾等级, 监测户), None when it asks for none."""
    word = _FIND.search(heading)
    return _covers(word) if word else None


_YES = frozenset(
    [
        "√",
        "✓",
        "✔",
        "☑",
        "✅",
        "是",
        "有",
        "1",
        "v",
        "V",
        "Y",
        "y",
        "对",
        "●",
        "■",
        "★",
        "☆",
        "+",
        "享受",
        "享有",
        "在保",
        "在册",
        "纳入",
        "已纳入",
        "属于",
        "属",
        "符合",
        "yes",
        "YES",
        "true",
        "TRUE",
        "是的",
        "☑是",
        "√是",
        "是√",
        "有√",
        "√有",
    ]
)
_NO = frozenset(
    [
        "否",
        "无",
        "×",
        "0",
        "□",
        "-",
        "x",
        "X",
        "✗",
        "✘",
        "✕",
        "☒",
        "N",
        "n",
        "不",
        "不是",
        "没有",
        "没",
        "未",
        "非",
        "不属于",
        "不享受",
        "未享受",
        "未纳入",
        "不符合",
        "no",
        "NO",
        "false",
        "FALSE",
        "○",
        "╳",
        "乄",
        "✖",
        "*",
        "正常",
        "一般",
        "健康",
        "群众",
    ]
)
_UNCLEAR = re.compile(r"[?？]|待核|待定|待查|待确认|不确定|不清楚|核实|疑似|可能")
_BOX_YES = re.compile(r"[☑√✓✔■✅](?:是|有)|(?:是|有)[☑√✓✔■✅]")
_BOX_NO = re.compile(r"[☑√✓✔■✅](?:否|无)|(?:否|无)[☑√✓✔■✅]")
_CLASS = re.compile(
    r"[A-D甲乙丙丁一二三四五壹贰叁肆1-5][类級级档等]|^[A-D]$|^[1-4一二三四]$|^(?:视力|听力|言语|语言|肢体|智力|精神|多重)"
)


@lru_cache(maxsize=20_000)
def ticked(text: str, group: str) -> tuple[str, ...] | None:
    """What a cell of the column of one group says: that group, others it names, or nothing; None when it is unclear (？, 待核实)."""
    word = plain(text).replace("\ufe0f", "").replace("\ufe0e", "")
    if word in _NO or _BOX_NO.search(word):
        return ()
    if word in _YES or _BOX_YES.search(word):
        return _complete((group,))
    named = groups_in(word)
    if _UNCLEAR.search(word):
        return None
    if named:
        return named
    if _DENIED.search(word) or _FIND.search(word) or re.search(r"^(?:非|无|未|不|没|原|曾)", word):
        return ()
    if _CLASS.search(word) or (group == "残疾" and "残" in word):
        return _complete((group,))
    return None


def is_unclear(text: str) -> bool:
    """A words column that holds nothing but a question."""
    return bool(re.fullmatch(r"[?？]+|待核实|待核查|待定|不确定|待确认|核实中", plain(text)))


def said_in_class_column(text: str, group: str) -> tuple[str, ...]:
    """A column of classes or grades (残疾类别, 低保类别): any class says the group, 正常 and 无 do not."""
    return ticked(text, group) or ()
