"""Amounts done: people and households reached, things handed out, cleared, planted, built, distance gone, money paid out.

Every number with a measure word is looked at once; what it stands beside says whether it is an amount done (`doing`, `acts`).
"""

import re

from minqing.readings.proposals.reading.doing import is_done
from minqing.readings.proposals.reading.measures import NUMBER, PERSON, reckon, smaller_part, unit_of
from minqing.readings.proposals.reading.naming import Mention
from minqing.readings.proposals.reading.pieces import ProposedQuantity, Span


def quantities(text: str, plain: str, kind: str, matters: list[Span], dates: list[Span]) -> list[ProposedQuantity]:
    """The amounts done that the entry tells. `plain` has its names veiled; `matters` and `dates` are the places taken."""
    out: list[ProposedQuantity] = []
    dated = bytearray(len(plain) + 1)
    for start, end in dates:
        dated[start:end] = b"\1" * (end - start)
    for m in NUMBER.finditer(plain):
        if any(dated[m.start("n") : m.end("unit")]):
            continue
        found = reckon(plain, m)
        if found is None or not is_done(plain, m, found, kind, matters, out):
            continue
        value, vague = found
        start, end = _what(plain, m)
        out.append(ProposedQuantity(text[start:end], value, unit_of(plain, m), vague, (start, end)))
    return out


def veiled(plain: str, people: list[Mention]) -> str:
    """The text with every name made 某 (甲 on duty), as long as before: no character of a name may pass for a verb or a number."""
    out, at = [], 0
    for person in people:
        if person.start >= at:
            out += [plain[at : person.start], ("甲" if person.office else "某") * (person.end - person.start)]
            at = person.end
    return "".join([*out, plain[at:]])


def without_number(what: str, unit: str) -> str:
    """The thing of a quantity, its number and unit taken away: `清沟` of `清沟1200延长米`."""
    found = list(NUMBER.finditer(what))
    # 两户各送了一袋: the number is the one with this unit.
    m = next((m for m in found if unit_of(what, m) == unit), found[0] if found else None)
    if m is None:
        return what.replace(unit, "")
    rest = what[: m.start()] + what[m.end() :]
    return rest.strip()


# A verb with nothing before it to say what: the thing stands behind the number (各送了一袋米).
_GIVEN = re.compile(r"(?:^|各|[户家人])(?:[来去到有送发领]|送去|发放)了?$")


def _what(plain: str, m: re.Match[str]) -> Span:
    """The words of the quantity: what stands before it in its clause, at most nine characters, or the thing behind it."""
    start, end = m.start(), m.end()
    before = re.split(r"[，。；！？,;!?：:、（(\n 和及]|\d[一-鿿]{1,2}", plain[max(0, start - 12) : start])[-1]
    before = re.sub(r"^.*[某甲]家?(?=.)", "", before)  # whoever it went to is no part of what it is
    before = re.sub(r"^.*(?:今天|上午|下午|一共|家里|他|她|我|还|又|就|给)(?=.)", "", before)[-9:]
    start -= len(before)
    if part := smaller_part(plain, m):
        end = part.end()
    elif m["about"] is None and (more := re.match(r"左右|上下", plain[end:])):
        end += more.end()
    if not before or _GIVEN.search(before):
        thing = re.match(rf"{PERSON}|[一-鿿]{{1,4}}(?=[，。；！、,\s]|$)", plain[end:])
        end += thing.end() if thing else 0
    return start, end
