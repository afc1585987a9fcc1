"""Words about a matter made fit for eyes that may not know whose it is: the wish list, the resident's page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.lib.words import SURNAMES

if TYPE_CHECKING:
    from minqing.records.matters.models import Matter

# Of a household with these a village has a handful, and illness is nobody's but one's own.
_PLIGHT = re.compile(
    "低保|五保|特困|贫困户|脱贫户|监测户|孤儿|重病|大病|重度|癌|肿瘤|白血病|尿毒症|透析|化疗|偏瘫|瘫痪|中风|脑梗|精神病|精神障碍|抑郁|痴呆|智障|弱智"
    "|残疾|聋哑|失明|艾滋|肝炎|结核|吸毒|戒毒|刑满|坐牢|服刑|离婚"
)
SOMEBODY, SOMEWHERE = "村民", "某处"
_CALLED = "大爷|大娘|大妈|大伯|大叔|大婶|大哥|大姐|大嫂|爷爷|奶奶|阿姨|叔叔|婶子|嫂子|老太太|老爷子|婶|叔|嫂|姨|伯"
_ADDRESSED = re.compile(rf"(?:老|小)?[{''.join(sorted(SURNAMES))}](?:{_CALLED})")
# Telephone, identity and account numbers, also when written in groups, and what a mask left of them.
_NUMBER = re.compile(r"(?<![\d*])(?=[* -]*\d)[\d*](?:[ -]?[\d*]){6,}[Xx]?")
_HOUSE = re.compile(r"(?<![\d月])\d+\s*(?:号楼?|栋|幢|单元|室)(?:\s*\d+\s*(?:号|单元|室))*")


def names_of(matter: Matter) -> list[str]:
    """Every name by which the family could be known: the asker, the head, all members. One query if there is a household."""
    from minqing.records.people.models import Resident

    names = {matter.asker}
    if matter.household_id is not None:
        names.add(matter.household.head_name if matter.household else "")
        names.update(Resident.objects.filter(household=matter.household_id).values_list("name", flat=True))
    return _longest_first(names)


def without_names(text: str, names: Iterable[str]) -> str:
    """The words with these names, forms of address (王大爷), house numbers and long numbers taken out.

    >>> without_names("李桂兰家（一社17号，13900000101）想要副老花镜", ["李桂兰"])
    '村民家（一社某处，某号码）想要副老花镜'
    """
    for name in _longest_first(names):
        text = text.replace(name, SOMEBODY)
    return _HOUSE.sub(SOMEWHERE, _NUMBER.sub("某号码", _ADDRESSED.sub(SOMEBODY, text)))


def spots_of(matter: Matter) -> list[str]:
    """Where in the village the family lives: the group by its name, in the ledger and in the tree of places. No query where both are read."""
    known = [(matter.place_id, matter.place.short_name)]
    home = matter.household
    if home is not None:
        known += [(home.place_id, home.place.short_name), ("section", home.section)]
    return _longest_first(name for code, name in known if code == "section" or len(code) > VILLAGE_LENGTH)


def without_spots(text: str, spots: Iterable[str]) -> str:
    """The words with these names of groups taken out, together with the house number that `without_names` took out behind one.

    >>> without_spots("一社某处的灯亮了", ["一社"])
    '某处的灯亮了'
    """
    for name in spots:
        text = text.replace(f"{name}{SOMEWHERE}", SOMEWHERE).replace(name, SOMEWHERE)
    return text


def tells_who(text: str, names: Iterable[str]) -> str:
    """The part of the words that gives the family away; empty when nothing does."""
    for name in _longest_first(names):
        if name in text:
            return name
    found = _NUMBER.search(text) or _ADDRESSED.search(text) or _HOUSE.search(text)
    return found[0] if found else ""


def tells_plight(text: str) -> str:
    """The part of the words that says a group of few or an illness, by which a village knows whose it is; empty when none does.

    >>> tells_plight("低保户重病的女儿要书包"), tells_plight("想给孩子要个书包")
    ('低保', '')
    """
    found = _PLIGHT.search(text)
    return found[0] if found else ""


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted({name.strip() for name in names if len(name.strip()) >= 2}, key=len, reverse=True)
