"""武汉市江岸区 丹水池街道 堤角社区: flats, stairwells, and the wishes of people living alone."""

from __future__ import annotations

from datetime import date, timedelta

from minqing import cast
from minqing.ground.places.models import Place
from minqing.stories import telling
from minqing.stories.names import Invention

NEEDS = (
    ("三栋房顶瓦松了，怕掉下来", "safety"), ("楼道灯不亮，老人摔过一跤", "housing"), ("电动车没地方充电", "safety"), ("下水道返味", "environment"),
)  # fmt: skip


def tell() -> None:
    """Forty households of one compound, rounds, four needs, a meeting with the property firm."""
    people = Invention(420102, "420199")
    families = [people.family(1 + n % 4) for n in range(40)]
    for family in families:
        if len(family) == 1:
            family[0].groups.append("独居老人")
    place = Place.objects.get(pk=cast.DIJIAO)
    homes = cast.settle(place, families, section="3栋")
    by = cast.who("yaomin")
    telling.rounds(by, homes, cast.weekdays(date(2023, 1, 9), date(2023, 3, 31))[::2], 13)
    for order, (about, category) in enumerate(NEEDS):
        day = date(2023, 2, 10) + timedelta(days=order * 9)
        matter = telling.needed(by, day, homes[order * 4], about, category)
        # One of them had to wait for the meeting of the owners.
        telling.solved(matter, by, day, how="物业和社区一起办了", after=6 if order != 2 else 45)
    telling.visited(by, date(2023, 3, 9), [homes[0], homes[4]], "几户、物业、社区坐到一起议楼顶的瓦，到会17人，说定先拉网再换瓦。", kind="consultation",
                    quantities=(("到会", "17", "人"),))  # fmt: skip
