"""One cell at a time: what it says, or why it cannot be taken. No cell knows its neighbours here."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import normalize

from minqing.lib.codes import PartialDate, citizen_facts, disability_card, from_15, is_phone, partial_date
from minqing.records.people.ledger.text import EMPTY, is_empty, plain, shown, squeezed, without_brackets


class IdRead(NamedTuple):
    """An ID cell: the number and what follows from it, or the problem; `is_card` when it is a disability card."""

    number: str | None
    birth: str | None = None
    sex: str | None = None
    problem: str = ""
    is_card: bool = False
    length: int = 0


NO_ID = IdRead(None)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{2,}")
_QUOTES = "'‘’`´′＇\"“”"


def read_id(cell: Any) -> IdRead:
    """A citizen number in any of its repairable forms. 16 digits or more in a number cell have lost their end in Excel."""
    if type(cell) is str:
        facts = citizen_facts(cell)
        return IdRead(cell, facts[0], facts[1]) if facts else _id_from_text(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if abs(cell) >= 1e15:
            return IdRead(None, problem="id_lost_digits")
        cell = shown(float(cell))
    return _id_from_text(shown(cell))


def _id_from_text(cell: str) -> IdRead:
    text = normalize("NFKC", squeezed(cell)).strip(_QUOTES).upper()
    if text in EMPTY or cell.strip() in EMPTY:
        return NO_ID
    if _SCIENTIFIC.fullmatch(text):
        return IdRead(None, problem="id_lost_digits")
    text = text.replace("Χ", "X").replace("Х", "X")  # Greek and Cyrillic look-alikes
    if len(text) == 15 and text.isascii() and text.isdigit():
        longer = from_15(text)
        return (
            IdRead(longer, *(citizen_facts(longer) or (None, None)))
            if longer
            else IdRead(None, problem="bad_id_checksum", length=15)
        )
    card = disability_card(text) if len(text) == 20 else None
    number = card[0] if card else text
    if len(number) != 18:
        return IdRead(None, problem="bad_id_length", length=len(text))
    facts = citizen_facts(number)
    return IdRead(number, *facts, is_card=card is not None) if facts else IdRead(None, problem="bad_id_checksum", length=18)


_NOTE = re.compile(r"[(\[【](?![0-9]{3,4}[)\]】]\s*-?\s*[0-9])[^()\[\]【】]*[)\]】]")
_PARTED = re.compile(r"[/、,，;；|\\]|或")
_JOINTS = re.compile(r"[-‐-―−ー_.·()\[\]【】'‘’`]")


def read_phones(cell: Any) -> tuple[tuple[str, ...], bool]:
    """The good numbers of a phone cell, and whether anything in it was not one."""
    if type(cell) is float:
        return _phones_from_text(shown(cell))
    if type(cell) is str:
        if len(cell) == 11 and cell[0] == "1" and cell.isdigit() and cell.isascii():
            return (cell,), False
        return _phones_from_text(cell)
    return _phones_from_text(shown(cell))


@lru_cache(maxsize=1024)
def _phones_from_text(cell: str) -> tuple[tuple[str, ...], bool]:
    if is_empty(cell):
        return (), False
    good: dict[str, None] = {}
    bad = False
    for piece in _PARTED.split(_NOTE.sub(" ", normalize("NFKC", cell))):
        digits = ""
        for word in _JOINTS.sub("", piece).split():
            digits += _without_country(word) if not digits else word
            if is_phone(digits):
                good[digits] = None
                digits = ""
        bad = bad or (digits != "" and digits not in EMPTY)
    return tuple(good), bad


def _without_country(word: str) -> str:
    """+86 and 0086 before a number; of a landline the 0 of the area code that +86 had swallowed comes back."""
    found = re.fullmatch(r"(?:\+86|0086|86(?=1[0-9]{10}$))([0-9]*)", word)
    if found is None:
        return word
    return found[1] if found[1][:1] in ("1", "0", "") else "0" + found[1]


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date cell: `iso` when it is certain by itself, `options` what it may be with an ID number's help, `reason` why not certain."""

    iso: str | None
    options: tuple[PartialDate, ...] = ()
    reason: str = ""


class Dates:
    """Reads date cells against a fixed today; the cells of a column repeat, so each text is worked out once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._known: dict[Any, DateRead | None] = {}

    def read(self, cell: Any) -> DateRead | None:
        """None for an empty cell."""
        key = (type(cell), cell) if type(cell) is not str else cell
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) > 50_000:
                self._known.clear()
            found = self._known[key] = self._read(cell)
            return found

    def _read(self, cell: Any) -> DateRead | None:
        if is_empty(cell):
            return None
        if isinstance(cell, date):  # datetime is one, too
            return self._certain(PartialDate(cell.year, cell.month, cell.day))
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            return self._number(float(cell))
        return self._text(cell) if isinstance(cell, str) else DateRead(None, reason="unclear")

    def _number(self, value: float) -> DateRead:
        """A number cell: 19560302, 195603, 1956, 1956.3, an Excel day number; 1956.1 may have been 1956.10."""
        if 10_000 <= value < 100_000:
            day = datetime(1899, 12, 30) + timedelta(days=int(value))
            return self._certain(PartialDate(day.year, day.month, day.day))
        text = shown(value)
        found = partial_date(text)
        if found is None:
            return DateRead(None, reason="unclear")
        if text.endswith(".1"):
            months = tuple(PartialDate(found.year, month, short=found.short) for month in (1, 10))
            return DateRead(None, months, "ambiguous")
        return self._certain(found)

    def _text(self, cell: str) -> DateRead:
        text = normalize("NFKC", cell).strip().strip(_QUOTES)
        if re.search(r"农历|阴历|旧历|古历|初[一二三四五六七八九十]|腊月|正月|闰", plain(text)):
            return DateRead(None, reason="lunar")
        text = re.sub(r"(?:出生|生人|生|开始|起|至今|以来)$", "", without_brackets(text.replace("。", ".")).strip())
        found = partial_date(text)
        if found is None:
            shape = re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}", squeezed(text))
            return DateRead(None, reason="ambiguous" if shape else "unclear")
        return self._certain(found)

    def _certain(self, found: PartialDate) -> DateRead:
        if not found.is_possible():
            return DateRead(None, reason="impossible")
        if found.short:
            if found.year <= self.today.year % 100:
                return DateRead(None, (found,), "century")
            return DateRead(str(PartialDate(1900 + found.year, found.month, found.day)), (found,))
        if found.is_after(self.today):
            return DateRead(None, reason="future")
        return DateRead(str(found), (found,))


_NUMBER = re.compile(
    r"[¥￥$]?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<part>\.[0-9]+)?(?P<big>万)?"
    r"(?:(?:元|块钱?|圆|RMB|CNY)整?)?(?:(?:/|每)?(?:人|户)?(?:/|每|·)?(?:月|年|季度?))?(?:口人|个人|人口|人|口|个|名|位)?"
)
_SMALL = {word: i for i, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNTED = re.compile(r"([一二两三四五六七八九十])(?:口人|个人|人|口|个|名|位)")


def read_number(cell: Any) -> tuple[float | None, bool]:
    """An amount or a count, and whether the cell says something else (约450左右, 待定)."""
    if type(cell) is float:
        return (cell, False) if cell >= 0 else (None, True)
    return _number_from_text(cell) if isinstance(cell, str) else (None, not is_empty(cell))


@lru_cache(maxsize=10_000)
def _number_from_text(cell: str) -> tuple[float | None, bool]:
    if is_empty(cell):
        return None, False
    text = without_brackets(normalize("NFKC", squeezed(cell))).strip(_QUOTES)
    found = _NUMBER.fullmatch(text)
    if found is None:
        word = _COUNTED.fullmatch(plain(text))
        return (float(_SMALL[word[1]]), False) if word else (None, True)
    value = float(found["whole"].replace(",", "") + (found["part"] or ""))
    return round(value * 10_000, 2) if found["big"] else value, False


@lru_cache(maxsize=1024)
def sex_from_text(cell: str) -> str | None:
    """男, 女 or None for anything else: no problem is made of it, an ID number will tell."""
    word = plain(cell).strip(_QUOTES)
    if word in ("男", "男性", "M", "m", "♂", "1", "男孩", "男士"):
        return "男"
    return "女" if word in ("女", "女性", "F", "f", "♀", "2", "女孩", "女士") else None


def read_sex(cell: Any) -> str | None:
    if cell == "男" or cell == "女":
        return str(cell)
    return sex_from_text(shown(cell))
