"""National codes of persons and organisations: checking, deriving, masking, and their words.

GB 11643 (citizen number), GB 32100 (USCC), GB/T 2261.1 (sex), GB/T 4761-2008 (family relation). Nothing here reports problems in
words: a function gives the right form or None, and who reads a ledger says what is wrong where.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc

SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}
"""GB/T 2261.1: code → word."""

RELATIONS = {
    "01": "本人", "02": "户主", "10": "配偶", "11": "夫", "12": "妻",
    "20": "子", "21": "独生子", "22": "长子", "23": "次子", "24": "三子", "25": "四子", "26": "五子", "27": "养子或继子", "28": "女婿",
    "29": "其他儿子",
    "30": "女", "31": "独生女", "32": "长女", "33": "次女", "34": "三女", "35": "四女", "36": "五女", "37": "养女或继女", "38": "儿媳",
    "39": "其他女儿",
    "40": "孙子女", "41": "孙子", "42": "孙女", "43": "外孙子", "44": "外孙女", "45": "孙媳妇或外孙媳妇", "46": "孙女婿或外孙女婿",
    "47": "曾孙子", "48": "曾孙女", "49": "其他孙辈",
    "50": "父母", "51": "父亲", "52": "母亲", "53": "公公", "54": "婆婆", "55": "岳父", "56": "岳母", "57": "继父或养父", "58": "继母或养母",
    "59": "其他父母关系",
    "60": "祖父母", "61": "祖父", "62": "祖母", "63": "外祖父", "64": "外祖母", "65": "配偶的祖父母", "66": "曾祖父", "67": "曾祖母",
    "68": "配偶的曾祖父母", "69": "其他祖辈",
    "70": "兄弟姐妹", "71": "兄", "72": "嫂", "73": "弟", "74": "弟媳", "75": "姐", "76": "姐夫", "77": "妹", "78": "妹夫", "79": "其他同辈",
    "80": "其他", "81": "伯父", "82": "伯母", "83": "叔父", "84": "婶母", "85": "舅父", "86": "舅母", "87": "姨父", "88": "姨母",
    "89": "姑父", "90": "姑母", "91": "堂兄弟姐妹", "92": "表兄弟姐妹", "93": "侄子", "94": "侄女", "95": "外甥", "96": "外甥女",
    "97": "其他亲属", "99": "非亲属",
}  # fmt: skip
"""GB/T 4761-2008, two digits: code → word for the screen, told from the head of the household."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]")
_FIRST_YEAR = 1850


def check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


class _Parts:
    """The sum of GB 11643 in three memorised parts, since a village shares its area codes, days and sequence numbers.

    A number costs three look-ups instead of seventeen products; the tables are emptied when they grow beyond any real ledger.
    """

    def __init__(self) -> None:
        self.areas: dict[str, int] = {}
        self.days: dict[str, tuple[int, str] | None] = {}
        self.tails: dict[str, tuple[int, str]] = {}

    def area(self, text: str) -> int:
        if len(self.areas) > 20_000:
            self.areas.clear()
        total = self.areas[text] = _partial(text, 0)
        return total

    def day(self, text: str) -> tuple[int, str] | None:
        """Partial sum and ISO day; None when there is no such day."""
        if len(self.days) > 100_000:
            self.days.clear()
        iso = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        found = self.days[text] = (_partial(text, 6), iso) if _is_day(text) else None
        return found

    def tail(self, text: str) -> tuple[int, str]:
        """The remainder the first 14 digits must have, and the sex, for sequence number and check character."""
        due = (_CHECKS.index(text[3]) - _partial(text[:3], 14)) % 11
        found = self.tails[text] = due, "男" if int(text[2]) % 2 else "女"
        return found


def _partial(digits: str, at: int) -> int:
    return sum(_WEIGHTS[at + i] * int(digit) for i, digit in enumerate(digits))


def _is_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return year >= _FIRST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


_PARTS = _Parts()


def citizen_facts(number: str) -> tuple[str, str] | None:
    """(birth as ISO day, sex 男 or 女) of a valid 18-character citizen number, else None. The area code is not judged.

    >>> citizen_facts("11010519491231002X")
    ('1949-12-31', '女')
    """
    if len(number) != 18 or not _CITIZEN.fullmatch(number):
        return None
    area = _PARTS.areas.get(number[:6])
    if area is None:
        area = _PARTS.area(number[:6])
    try:
        day = _PARTS.days[number[6:14]]
    except KeyError:
        day = _PARTS.day(number[6:14])
    if day is None:
        return None
    tail = _PARTS.tails.get(number[14:]) or _PARTS.tail(number[14:])
    return (day[1], tail[1]) if (area + day[0]) % 11 == tail[0] else None


def is_citizen_number(number: str) -> bool:
    return citizen_facts(number) is not None


def from_15(number: str) -> str | None:
    """The 18-character form of an old 15-digit citizen number (19 goes in after the area code), None if it has no real day."""
    if len(number) != 15 or not (number.isascii() and number.isdigit()) or not _is_day("19" + number[6:12]):
        return None
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + check_character(first17)


def birth_of(number: str) -> date | None:
    facts = citizen_facts(number)
    return date.fromisoformat(facts[0]) if facts else None


def sex_of(number: str) -> str | None:
    facts = citizen_facts(number)
    return facts[1] if facts else None


_CARD = re.compile(r"[0-9]{17}[0-9X][1-7][1-4]")


def disability_card(number: str) -> tuple[str, int, int] | None:
    """(citizen number, class 1-7, grade 1-4) of a 20-character disability card, None when it is none. The number is not checked."""
    return (number[:18], int(number[18]), int(number[19])) if _CARD.fullmatch(number) else None


def is_uscc(code: str) -> bool:
    """Whether a unified social credit code (GB 32100) is right, check character included."""
    return bool(uscc.is_valid(code)) if len(code) == 18 else False


_MOBILE = re.compile(r"1[0-9]{10}")
# Area codes: 010 and 02x have three digits and eight-digit numbers, all others four digits and seven or eight.
_LANDLINE = re.compile(r"(?:010|02[0-9])[0-9]{8}|0[3-9][0-9]{2}[0-9]{7,8}")


def is_mobile(digits: str) -> bool:
    """Eleven digits that begin with 1. Number ranges change too often to be judged."""
    return _MOBILE.fullmatch(digits) is not None


def is_landline(digits: str) -> bool:
    """A landline with its area code, digits only (08368320001)."""
    return _LANDLINE.fullmatch(digits) is not None


def is_phone(digits: str) -> bool:
    return is_mobile(digits) or is_landline(digits)


def mask_id(number: str) -> str:
    """A citizen number as shown to whoever does not need it: 2204**********2041."""
    return _masked(number, 4, 4)


def mask_phone(number: str) -> str:
    """138****6027; of a landline the area code and the last two digits stay: 0836*****01."""
    if is_mobile(number):
        return _masked(number, 3, 4)
    return _masked(number, 3 if number[:3] == "010" or number[:2] == "02" else 4, 2)


def mask_account(number: str) -> str:
    """A bank account or card: only the last four digits stay."""
    return _masked(number, 0, 4)


def _masked(text: str, head: int, tail: int) -> str:
    """Too short a text shows nothing at all: a mask that hides one character hides none."""
    hidden = len(text) - head - tail
    if hidden < 3:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day as exact as known: month or day are None when not said. `short` when the year was written with two digits."""

    year: int
    month: int | None = None
    day: int | None = None
    short: bool = False

    def __str__(self) -> str:
        parts = f"{self.year:04}"
        if self.month is not None:
            parts += f"-{self.month:02}"
        return parts if self.day is None else f"{parts}-{self.day:02}"

    def is_possible(self) -> bool:
        """Whether there is such a day, month or year at all."""
        if self.month is None:
            return self.year >= _FIRST_YEAR or self.short
        if not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= monthrange(self.year or 2000, self.month)[1]

    def is_after(self, today: date) -> bool:
        """In the future: certainly so, this month and this year are not."""
        known = (self.year, self.month, self.day)[: 1 + (self.month is not None) + (self.day is not None)]
        return known > (today.year, today.month, today.day)[: len(known)]

    def agrees_with(self, iso: str) -> bool:
        """Whether this says the same as an ISO day, as far as it goes; of a short year the last two digits count."""
        year, month, day = int(iso[:4]), int(iso[5:7]), int(iso[8:10])
        same_year = self.year % 100 == year % 100 if self.short else self.year == year
        return same_year and self.month in (None, month) and self.day in (None, day)


_MARKS = r"[.\-/、,，。．·・•_年]"
_WRITTEN = re.compile(
    rf"(?P<y>[0-9]{{4}}|[0-9]{{2}}(?=[^0-9]))(?:年|{_MARKS}(?:(?P<m>[0-9]{{1,2}})(?:月份?|(?:月|{_MARKS}|月{_MARKS})(?P<d>[0-9]{{1,2}})[日号]?|[.。])?)?)?"
)
_SOLID = re.compile(r"(?P<y>(?:18|19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})?")
_TIME = re.compile(r"(?<=[0-9日])[T ]+[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?$")
_YEAR_LAST = re.compile(r"(?P<a>[0-9]{1,2})[./-](?P<b>[0-9]{1,2})[./-](?P<y>(?:19|20)[0-9]{2})")
_YEAR_LAST_SHORT = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}")


def partial_date(text: str) -> PartialDate | None:
    """A day, month or year as people write it: 1956.3.2, 1956-03-02, 1956/3/2, 19560302, 1956年3月2日, 195603, 1956年, 56年3月.

    None when it cannot be read for certain (words, lunar, 3/2/56 with the year last). The result may be impossible
    (`is_possible`) and a two-digit year is left as it is (`short`).
    """
    text = _TIME.sub("", text.strip())
    words = text.split()
    bare = "".join(words)
    if len(words) > 1 and bare.isdigit():
        bare = ".".join(words)  # 1956 3 2: the spaces part, they are no mere decoration
    if _YEAR_LAST_SHORT.fullmatch(bare):
        return _short_slashes(bare)
    found = _SOLID.fullmatch(bare) or _WRITTEN.fullmatch(bare)
    if found is None:
        return _year_last(bare)
    year, month, day = found["y"], found["m"], found["d"]
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None, short=len(year) == 2)


def _short_slashes(text: str) -> PartialDate | None:
    """56/3/2 begins with the year, as 56 can be nothing else; 3/2/56 and 5/6/7 may be read in several ways."""
    year, month, day = (int(part) for part in text.split("/"))
    return PartialDate(year, month, day, short=True) if year > 31 else None


def _year_last(text: str) -> PartialDate | None:
    """13/2/1956 is clear, 3/2/1956 is not."""
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return None
    a, b = int(found["a"]), int(found["b"])
    if (a > 12) == (b > 12) and a != b:
        return None
    return PartialDate(int(found["y"]), min(a, b), max(a, b))
