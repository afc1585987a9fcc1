"""白玉县 河坡镇 根呷村: 71 households, 318 people, and who among them is in which group."""

from __future__ import annotations

from datetime import date

from minqing import cast
from minqing.ground.places.models import Place
from minqing.inventing import Invention
from minqing.stories import telling

# 71 households of these sizes are 318 people.
SIZES = [5] * 35 + [4] * 34 + [3] + [4]
PARTY, PARTY_IN_HARDSHIP, OLD_CADRES, LOW_INCOME = 11, 2, 2, 65


def tell() -> None:
    """The village as its ledger has it, and a quarter of rounds."""
    people = Invention(513331, "513399", tibetan=True)
    families = [people.family(size) for size in SIZES]
    heads = [family[0] for family in families]
    for order, head in enumerate(heads[:PARTY]):
        head.groups.append("党员")
        if order < PARTY_IN_HARDSHIP:
            head.groups.append("困难党员")
    for head in heads[PARTY : PARTY + OLD_CADRES]:
        head.groups.append("三老干部")
    poor = [person for family in families[20:38] for person in family][:LOW_INCOME]
    for person in poor:
        person.groups.append("低保")
    homes = cast.settle(Place.objects.get(pk=cast.GENGXIA), families, groups={len(families) - 1: ("特困供养",)})
    by = cast.who("luorong")
    telling.rounds(by, homes, cast.weekdays(date(2023, 1, 3), date(2023, 3, 31))[::3], 5)
    matter = telling.needed(by, date(2023, 2, 20), homes[22], "小女儿九月去州里读高中，学费还差八千多", "education")
    telling.solved(matter, by, date(2023, 2, 21), how="报了教育救助，镇里批了", after=8)
    clinic = "跟卫生院在村活动室量血压，来了三十几个老人，有一位149/94偏高，叮嘱按时吃药。"
    telling.visited(by, date(2023, 3, 6), [], clinic, kind="clinic", place=homes[0].place, quantities=(("来了老人", "30", "人"),))
