"""Numbers as people write them: 两千五百, 3.3万, 一万六, 三十几, 五六, １２.

A number may be exact or only about right; `Amount.approximate` says which. Of a paired number (五六) the lower one counts.
cn2an is not used here: it refuses the spoken forms (一万六, 三十几, 五六百) that diaries are full of.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = (
    {c: i for i, c in enumerate("零一二三四五六七八九")}
    | {"〇": 0, "两": 2, "俩": 2, "仨": 3, "廿": 20, "卅": 30}
    | {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
)
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_WIDE = {ord("０") + i: str(i) for i in range(10)} | {ord("．"): ".", ord("，"): ","}

VAGUE_TAIL = "几多来余"
"""Characters that, after a number, say that it is only about right."""

PATTERN = (
    r"(?:(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?\s?(?:[十百千万亿]{1,3}(?![年分]))?(?:[0-9]千)?"
    r"|[零〇一二两俩仨三四五六七八九十百千万亿廿几][零〇一二两三四五六七八九十百千万亿]{0,16}(?:点[零一二三四五六七八九]{1,6}[万亿]?)?)"
    r"[几多来余]?"
)
"""A number as a regular expression, without look-around: digits or Chinese, with its vague tail."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number read from words: `approximate` when it was given only roughly (三十几, 五六)."""

    value: Decimal
    approximate: bool


def narrow(text: str) -> str:
    """Full-width digits made half-width; the length stays the same."""
    return text.translate(_WIDE)


def parse_amount(words: str) -> Amount:
    """The amount that the words say. `ValueError` when they are no number."""
    bare = narrow(words).strip().replace(",", "").replace(" ", "")
    vague = False
    if bare[:1] in {"近", "约"}:
        bare, vague = bare[1:], True
    if len(bare) > 1 and bare[-1] in VAGUE_TAIL:
        bare, vague = bare[:-1], True
    half = Decimal(0)
    if len(bare) > 1 and bare.endswith("半"):
        bare, half = bare[:-1], Decimal("0.5")
    if bare == "半":
        return Amount(Decimal("0.5"), vague)
    value, paired = _latin(bare) if bare[:1].isdigit() and bare[:1].isascii() else _chinese(bare)
    return Amount(value + half, vague or paired)


def parse_number(words: str) -> Decimal:
    """The number that the words say, roughness left aside: `三里半` 3.5, `2.6万份` 26000. `ValueError` when there is none."""
    text = narrow(words).strip()
    found = re.match(PATTERN, text)
    if not found:
        if text.startswith("半"):
            return Decimal("0.5")
        raise ValueError(f"no number in {words!r}")
    rest = text[found.end() :]
    value = parse_amount(found[0]).value
    return value + Decimal("0.5") if re.match(r"[^\d半]{0,2}半", rest) else value


def _latin(words: str) -> tuple[Decimal, bool]:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([十百千万亿]*)(\d+千)?", words, re.ASCII)
    if not found:
        raise ValueError(f"no number: {words!r}")
    value = Decimal(found[1])
    for c in found[2]:
        value *= _UNITS.get(c) or _BIG[c]
    if found[3]:
        value += Decimal(found[3][:-1]) * 1000
    return value, False


def _chinese(words: str) -> tuple[Decimal, bool]:
    """Chinese figures; a pair of neighbouring digits (五六, 四五十) gives the lower and is rough."""
    words, _, fraction = words.partition("点")
    paired = False
    if words.startswith("几"):
        words, paired = "一" + words[1:], True
        if words == "一":
            raise ValueError("几 alone is no number")
    if not words or any(c not in _DIGITS and c not in _UNITS and c not in _BIG for c in words):
        raise ValueError(f"no number: {words!r}")
    words, was_pair = _lower_of_pairs(words)
    value = Decimal(_spoken(words))
    if fraction:
        scale = _BIG.get(fraction[-1], 1)
        digits = "".join(str(_DIGITS[c]) for c in fraction if c in _DIGITS)
        value = (value + Decimal(f"0.{digits}")) * scale
    return value, paired or was_pair


def _lower_of_pairs(words: str) -> tuple[str, bool]:
    low = _DIGITS
    for i in range(len(words) - 1):
        a, b = words[i], words[i + 1]
        if a in low and b in low and a not in "零〇" and low[b] == low[a] + 1 and not _is_digit_string(words):
            return words[: i + 1] + words[i + 2 :], True
    return words, False


def _is_digit_string(words: str) -> bool:
    """`二〇二四` is read digit by digit; `五六` is not."""
    return len(words) > 2 and all(c in _DIGITS for c in words)


def _spoken(words: str) -> int:
    if _is_digit_string(words):
        return int("".join(str(_DIGITS[c]) for c in words))
    total = section = digit = 0
    last_unit = 1
    zero = False
    for c in words:
        if c in _DIGITS:
            digit, zero = _DIGITS[c], c in "零〇"
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit, last_unit = 0, _UNITS[c]
        else:
            total = (total + section + digit or 1) * _BIG[c]
            section = digit = 0
            last_unit = _BIG[c]
        zero = zero and c in "零〇"
    if digit and last_unit >= 100 and words[-1] in _DIGITS and words[-2:-1] not in {"零", "〇"}:
        digit *= last_unit // 10  # 一万六 is 16000, 三百二 is 320
    return total + section + digit
