"""Households named by their door: 二社23号, 三社5号和6号, 23号老王家, 3栋2单元501.

The numbers are taken from the text whether or not a household is known behind them: no house number is a day or an amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from minqing.lib.numerals import parse_amount
from minqing.readings.proposals.reading.names import Roster, family_name, section_key
from minqing.readings.proposals.reading.naming import Mention

_N = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,4})"
_SECTION = rf"(?:第?{_N}(?:村民小?组|小组|[社组队])|{_N}[栋幢座](?:{_N}单元)?)"
_MORE = rf"(?:[、，]?[和及与跟]?(?:第)?{_N}号)"
_ONE = re.compile(rf"(?P<n>{_N})号")
# A day of the month with a subject before it: 二社15号去镇里, 一组20号前交.
_DAY_AFTER = re.compile(
    r"之?前|以前|之?后|以后|那天|当天|上午|下午|早上|一早|晚上|中午|夜里|再|就|要(?![个一点把两])|去|来|开(?!门)|交|给|送|报|到(?!底)|上门|回话|起"
)
# What follows a number that is a door though no section stands before it.
_HOME_AFTER = re.compile(r"人家(?!里)|那[户家]|这[户家]|住户|院里|家(?=[没有锁门老房屋的，。；])")


@dataclass(frozen=True, slots=True)
class Door:
    """One house number of the text; `households` are those that live behind it, as far as they are known."""

    start: int
    end: int
    households: frozenset[str]
    number: str


def find_doors(text: str, roster: Roster, mentions: list[Mention]) -> list[Door]:
    """The house numbers of a (plain) text, in order."""
    if "号" not in text and not roster.addresses:
        return []
    doors = [*_in_sections(text, roster), *_by_address(text, roster)]
    taken = {at for door in doors for at in range(door.start, door.end)}
    doors += [door for door in _bare(text, roster, mentions) if door.start not in taken]
    return sorted(doors, key=lambda door: door.start)


def _in_sections(text: str, roster: Roster) -> Iterator[Door]:
    for m in _with_section(roster).finditer(text):
        numbers = list(_ONE.finditer(text, m.start("list"), m.end("list")))
        if len(numbers) == 1 and _DAY_AFTER.match(text, m.end()) and numbers[0]["n"].isdigit() and int(numbers[0]["n"]) <= 31:
            continue
        section = section_key(m["section"])
        for place, one in enumerate(numbers):
            number = _number(one["n"])
            start = one.start() if place else m.start()
            yield Door(start, one.end(), frozenset(roster.doors.get((section, number), ())), number)


def _with_section(roster: Roster) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<section>{'|'.join([_SECTION, *map(re.escape, roster.named_sections)])})的?第?(?P<list>{_N}号{_MORE}*)"
    )


def _by_address(text: str, roster: Roster) -> Iterator[Door]:
    """Addresses as the roster writes them, with a number in them: 3栋2单元501."""
    if not any(character.isdigit() for character in text):
        return
    for address, households in roster.addresses.items():
        at = text.find(address)
        while at >= 0:
            end = at + len(address)
            if not text[end : end + 1].isdigit() and not text[at - 1 : at].isdigit():
                end += text[end : end + 1] in ("室", "号", "户")
                yield Door(at, end, frozenset(households), "")
            at = text.find(address, end)


def _bare(text: str, roster: Roster, mentions: list[Mention]) -> Iterator[Door]:
    """23号老王家, 16号人家: a number with somebody who lives behind it, or with the word for a home."""
    starts = {m.start: m for m in mentions if not m.office}
    for one in re.finditer(rf"(?<![\d一二三四五六七八九十月社组队第.]){_ONE.pattern}(?![楼栋桥线门机坝井])", text):
        number = _number(one["n"])
        households = frozenset(roster.by_number.get(number, ()))
        named = starts.get(one.end())
        if named is not None:
            theirs = households & _could_be(named, roster)
            if theirs:
                yield Door(one.start(), one.end(), frozenset(theirs), number)
        elif _HOME_AFTER.match(text, one.end()) and (households or not roster.by_number):
            yield Door(one.start(), one.end(), households, number)


def _could_be(named: Mention, roster: Roster) -> set[str]:
    """The households that a name or a nickname may stand for."""
    if named.household is not None:
        return {named.household}
    word = named.name
    if word in roster.full or word in roster.given:
        return set(roster.full.get(word, ())) | set(roster.given.get(word, ()))
    bare = word.lstrip("老小")
    return set(roster.surnames.get(family_name(bare) or bare[:1], ()))


def _number(words: str) -> str:
    return words.lstrip("0") if words.isdigit() else str(int(parse_amount(words).value))


def behind_doors(mentions: list[Mention], doors: list[Door], text: str) -> list[Mention]:
    """The mentions with what the doors say: a door beside a name says whose name it is, a door alone names the household."""
    # 王家 of 王家屯6号 is no family.
    inside = {m for m in mentions for door in doors if door.households and door.start <= m.start and m.end <= door.end}
    out = [m for m in mentions if m not in inside]
    for door in doors:
        beside = next((n for n, m in enumerate(out) if _beside(door, m, text)), None)
        if beside is not None and not out[beside].office:
            known = out[beside]
            home = known.household if known.household in door.households or not door.households else _only(door)
            if known.household is None or known.household in door.households:
                out[beside] = replace(known, start=min(known.start, door.start), end=max(known.end, door.end), household=home)
                continue
        if not any(m.start < door.end and door.start < m.end for m in out):
            out.append(Mention(door.start, door.end, _only(door), text[door.start : door.end], False))
    return sorted(out, key=lambda m: m.start)


def _beside(door: Door, named: Mention, text: str) -> bool:
    """二社8号程桂琴, 老范家（一社17号）."""
    if named.start == door.end:
        return True
    between = text[named.end : door.start]
    return re.fullmatch(r"家?[（(]", between) is not None and text[door.end : door.end + 1] in "）)"


def without_numbers(text: str, doors: list[Door]) -> str:
    """The text with every door made 某, as long as before: no house number may pass for a day or an amount."""
    out, at = [], 0
    for door in doors:
        if door.start >= at:
            out += [text[at : door.start], "某" * (door.end - door.start)]
            at = door.end
    return "".join([*out, text[at:]])


def _only(door: Door) -> str | None:
    return next(iter(door.households)) if len(door.households) == 1 else None
