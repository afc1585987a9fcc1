"""Which people of a village a text names, for words that are about to leave the hands of those who know them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q

from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.lib.words import simplify
from minqing.records.people.models import Household, Resident

LENGTHS = range(2, 5)
# So many possible names a query: the texts of one page of a thousand requests make a handful.
AT_ONCE = 20_000
_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
# Words that are somebody's name too: they name a person only with what belongs to a person behind them.
_EVERYDAY = frozenset(
    "高兴 平安 安全 和平 成功 文明 白云 方便 关心 石头 石板 马路 马上 水位 安排 安装 明天 花生 黄豆 黄瓜 毛巾 毛衣 牛奶 时间".split()
)
_OWNS = re.compile(r"家|的(?:儿|女|孙|爱人|老|妈|爸|媳|病)")


def names_in(texts: Iterable[str], places: Iterable[str]) -> dict[str, set[str]]:
    """By the village of each place (its code): names of its people and heads, also of those gone, that occur in the texts as written.

    Full names of two to four characters; a surname alone is nobody's. One query, as long as the texts of a page are short.
    """
    said = {text: simplify(text) for text in texts if text}
    found: dict[str, set[str]] = {place[:VILLAGE_LENGTH]: set() for place in places}
    possible = sorted({part for pair in said.items() for text in pair for part in _parts(text)}) if found else []
    # One range over all of them: the answers are parted by village below.
    near = Q(place_id__gte=min(found, default=""), place_id__lt=max((code + "\x7f" for code in found), default=""))
    for first in range(0, len(possible), AT_ONCE):
        some = possible[first : first + AT_ONCE]
        people = Resident.objects.filter(near, name_key__in=some).order_by().values_list("place_id", "name_key")
        heads = Household.objects.filter(near, head_name__in=some).order_by().values_list("place_id", "head_name")
        for place, name in people.union(heads):
            for village in (place[:length] for length in range(2, VILLAGE_LENGTH + 1) if place[:length] in found):
                found[village] |= _as_written(simplify(name), said)
    return found


def _parts(text: str) -> Iterable[str]:
    for run in _RUN.findall(text):
        yield from (run[at : at + length] for length in LENGTHS for at in range(len(run) - length + 1))


def _as_written(name: str, said: dict[str, str]) -> set[str]:
    """The name as the texts write it, be it in traditional characters."""
    found = set()
    for text, simple in said.items():
        for at in re.finditer(re.escape(name), simple):
            if name not in _EVERYDAY or _OWNS.match(simple, at.end()):
                found.add(text[at.start() : at.end()])
    return found
