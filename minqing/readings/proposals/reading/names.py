"""The known people, indexed so that a text is searched for all of them at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from minqing.lib.numerals import parse_amount
from minqing.lib.words import SURNAMES, plain, sounds, surname_of

# Parts that Tibetan names are made of. A name made of them is one whole; no part of it stands for it.
TIBETAN = (
    "扎西",
    "多吉",
    "卓玛",
    "次仁",
    "泽仁",
    "尼玛",
    "格桑",
    "央金",
    "央宗",
    "拉姆",
    "旺姆",
    "丹增",
    "洛桑",
    "罗桑",
    "平措",
    "顿珠",
    "四郎",
    "拥忠",
    "拥措",
    "洛绒",
    "曲批",
    "曲珍",
    "曲措",
    "阿旺",
    "益西",
    "白玛",
    "根秋",
    "降央",
    "降措",
    "仁青",
    "仁增",
    "巴登",
    "丹巴",
    "德吉",
    "达瓦",
    "桑吉",
    "罗布",
    "索朗",
    "旺堆",
    "旺加",
    "旺久",
    "旺杰",
    "强巴",
    "晋美",
    "江措",
    "加措",
    "嘉措",
    "次旺",
    "次旦",
    "边巴",
    "普布",
    "米玛",
    "拉巴",
    "巴桑",
    "班觉",
    "群培",
    "群措",
    "卓嘎",
    "卓措",
    "云登",
    "俄色",
    "俄热",
    "泽旺",
    "泽郎",
    "泽翁",
    "志玛",
    "拥青",
    "拥珍",
    "青麦",
    "贡布",
    "贡嘎",
    "甲央",
    "甲措",
    "邓珠",
    "邓增",
    "珠扎",
    "土登",
    "吐登",
    "昂旺",
    "昂翁",
    "呷绒",
    "布珠",
    "登巴",
    "登真",
    "绒布",
    "色珍",
    "西绕",
    "喜绕",
    "其美",
    "其麦",
    "切吉",
    "才让",
    "才旦",
    "卓尕",
    "东珠",
    "多杰",
    "南加",
    "端智",
    "夏吾",
    "拉毛",
    "华旦",
    "更登",
    "更桑",
    "伍金",
    "乌金",
    "宗巴",
    "措姆",
    "央措",
    "拉措",
    "珠玛",
    "向巴",
    "向秋",
    "彭措",
    "翁姆",
    "翁修",
    "生龙",
    "麦朗",
    "雍措",
    "雍忠",
    "雍宗",
    "仓央",
    "坚赞",
    "坚参",
    "赤列",
    "赤来",
    "单增",
    "旦增",
    "旦巴",
    "欧珠",
    "欧金",
    "普珍",
    "次珍",
    "仓决",
    "琼达",
    "央珍",
    "央拉",
    "玉珍",
)
_TIBETAN_NAME = re.compile(rf"(?:{'|'.join(sorted(TIBETAN, key=len, reverse=True))}){{1,3}}")
TIBETAN_PART = re.compile("|".join(TIBETAN))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster; `role` is head or member of the household, `section`, `number` and `address` are its door."""

    household: str
    name: str
    role: str = "member"
    section: str = ""
    number: str = ""
    address: str = ""


# Surnames too rare, or too much like everyday words, to be looked for in any text: they count where somebody on the roster bears them.
_RARE_SURNAMES = frozenset(
    "税折字同南尧母门帅虎铁锁闪展由续鹿邝禤脱拜豆犹慕敬呼荀忻鄞揣占卿粟操斯寸矫修初檀佴兀戢衷信冮邰苌睢郇贝杭於幸郦戈寇蔚桓禄权庹滚淳督漆虢隽宛荔仆弭竹巨皋"
)


def family_name(name: str) -> str:
    """The surname of somebody on the roster, a rare one too; '' when the name has none."""
    return surname_of(name) or (name[0] if 2 <= len(name) <= 3 and name[0] in _RARE_SURNAMES else "")


def is_whole(name: str) -> bool:
    """Whether the name is one whole without surname (Tibetan, Dai, foreign): neither part of it may stand for it."""
    if "·" in name or len(name) > 4 or not family_name(name):
        return True
    # 玉珍 is a Han given name too, so a surname followed by a single part is not Tibetan
    return bool(_TIBETAN_NAME.fullmatch(name))


class Roster:
    """The known people of a place. Build it once and use it for many entries; it does not change."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people: tuple[Person, ...] = tuple(people)
        self.full: dict[str, set[str]] = {}
        self.given: dict[str, set[str]] = {}
        self.surnames: dict[str, set[str]] = {}
        self.by_sound: dict[str, set[str]] = {}
        self.whole: set[str] = set()
        self.doors: dict[tuple[str, str], set[str]] = {}
        self.by_number: dict[str, set[str]] = {}
        self.addresses: dict[str, set[str]] = {}
        for person in self.people:
            self._add(person)
            self._add_door(person)
        self.named_sections = sorted({s for s, _ in self.doors if not s.isdigit()}, key=len, reverse=True)
        self.lengths = sorted({len(n) for n in self.full}, reverse=True)
        self.rare_surnames = frozenset(s for s in self.surnames if len(s) == 1 and s not in SURNAMES)
        self.given_lengths = sorted({len(n) for n in self.given}, reverse=True)

    def _add(self, person: Person) -> None:
        name = plain(person.name).strip()
        if len(name) < 2:
            return
        new = name not in self.full
        self.full.setdefault(name, set()).add(person.household)
        if new and len(name) <= 5:
            self.by_sound.setdefault(" ".join(sounds(name)), set()).add(name)
        if is_whole(name):
            self.whole.add(name)
            return
        surname = family_name(name)
        self.surnames.setdefault(surname, set()).add(person.household)
        if len(name) - len(surname) >= 2:
            self.given.setdefault(name[len(surname) :], set()).add(person.household)

    def _add_door(self, person: Person) -> None:
        if person.number:
            number = person.number.removesuffix("号").lstrip("0")
            self.by_number.setdefault(number, set()).add(person.household)
            if person.section:
                self.doors.setdefault((section_key(person.section), number), set()).add(person.household)
        address = plain(person.address).strip().rstrip("号室户")
        if _EXACT.search(address) and address != f"{person.section}{person.number}":
            self.addresses.setdefault(address, set()).add(person.household)


# An address that says more than one number, or a number in something with a name: 3栋2单元501, 幸福里12.
_EXACT = re.compile(r"\d+[栋幢座号楼单元\-－]+\d+$|[\u4e00-\u9fff]{2,}\d+$")


def section_key(section: str) -> str:
    """What tells one section from another: 二社, 第2组 and 二组 are all 2; one with a name is its name."""
    found = re.fullmatch(r"第?(\d{1,3}|[一二三四五六七八九十百]{1,3})(?:村民小?组|小组|[社组队屯])", plain(section).strip())
    return str(int(parse_amount(found[1]).value)) if found else plain(section).strip()
