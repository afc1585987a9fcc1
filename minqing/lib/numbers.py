"""Personal numbers in free words: found, and masked in place.

A diary and what is said of a matter are read by many; a number belongs into its own field, which is encrypted. Masking changes
digits into stars one for one, so that a span found in the words as typed is a span of the words as kept.
"""

from __future__ import annotations

import re
from typing import Any

from minqing.lib import codes
from minqing.lib.words import narrow_digits

TOLD = "写的话里有电话、身份证号或者卡号，已经遮住了几位；整号请填在户里那个人的资料里，或者这件事的联系电话里。"
_MAYBE = re.compile(r"\d[\d -]{9}")
_ID = re.compile(
    r"(?<!\d)[1-8]\d{5} ?(?P<day>(?:18|19|20)\d{2} ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01])) ?\d{3} ?[\dXx](?!\d)"
)
_CARD = re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?<!\d\.)(?:\+?86[ -]?)?(?P<number>1[3-9]\d(?P<gap>[ -]?)\d{4}(?P=gap)\d{4})(?!\d)")
# What names a record or a file, and no person.
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]*[a-f][0-9a-f]*")


def hide_numbers(text: str) -> str:
    """The text, as long as before, with mobile, citizen and bank card numbers masked as everywhere in the program.

    >>> hide_numbers("电话13900001234，卡 6222 0212 3456 7894")
    '电话139****1234，卡 **** **** **** 7894'
    """
    if len(text) < 10:
        return text
    plain = narrow_digits(text)
    if not _MAYBE.search(plain):
        return text
    found = [(one.span(), 4, 4) for one in _ID.finditer(plain) if codes.partial_date(_bare(one["day"]))]
    found += [(one.span(), 0, 4) for one in _CARD.finditer(plain) if _is_card(_bare(one[0]))]
    found += [(one.span("number"), 3, 4) for one in _MOBILE.finditer(plain)]
    for (start, end), head, tail in found:
        text = text[:start] + _starred(text[start:end], head, tail) + text[end:]
    return text


def mobiles_in(text: str) -> list[str]:
    """The different mobile numbers that a text holds, digits only."""
    return list(dict.fromkeys(_bare(one["number"]) for one in _MOBILE.finditer(narrow_digits(text))))


def only_mobile_in(*texts: str) -> str:
    """The one mobile number of these texts; empty for none and for several, of which nobody knows whose is whose."""
    found = mobiles_in("\n".join(texts))
    return found[0] if len(found) == 1 else ""


def hide_within(value: Any) -> Any:
    """The same structure of dicts and lists with the numbers in its words masked; ids stay."""
    if isinstance(value, str):
        return value if _KEY.fullmatch(value) else hide_numbers(value)
    if isinstance(value, dict):
        return {key: hide_within(item) for key, item in value.items()}
    return [hide_within(item) for item in value] if isinstance(value, list | tuple) else value


def told_of(*texts: str) -> str:
    """The sentence for whoever wrote them: that a number was masked, and where it belongs. Empty when there was none."""
    return TOLD if any(hide_numbers(text) != text for text in texts) else ""


def _bare(text: str) -> str:
    return re.sub(r"[ -]", "", text)


def _starred(text: str, head: int, tail: int) -> str:
    places = [at for at, character in enumerate(text) if character not in " -"]
    hidden = set(places[head : len(places) - tail])
    return "".join("*" if at in hidden else character for at, character in enumerate(text))


def _is_card(digits: str) -> bool:
    """Luhn's sum, and no credit code of an organisation, which may be digits alone."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0 and any(d != "0" for d in digits) and not codes.is_uscc(digits)
