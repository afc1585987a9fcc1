"""武汉市江岸区 丹水池街道 堤角社区: flats, stairwells, and the wishes of people living alone."""

from __future__ import annotations

from datetime import date, timedelta

from minqing import cast
from minqing.ground.places.models import Place, within_q
from minqing.inventing import Invention
from minqing.records.matters import life
from minqing.records.people.models import Household
from minqing.stories import telling

NEEDS = (
    ("三栋房顶瓦松了，怕掉下来", "safety"), ("楼道灯不亮，老人摔过一跤", "housing"), ("电动车没地方充电", "safety"), ("下水道返味", "environment"),
)  # fmt: skip


LATELY = (
    ("煤气灶打不着火", "safety", "找燃气公司来看", 2, 1), ("厨房下水道返味", "environment", "约物业来疏通", 6, -1),
    ("楼道灯不亮，晚上不敢下楼", "housing", "催物业换灯", 11, 3),
)  # fmt: skip
SEEN_LAST = (41, 36)
"""Days since the two who live alone and were not called on lately were last met."""


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
    telling.rounds(by, homes, cast.weekdays(date(2023, 1, 9), date(2023, 3, 31))[::2], 13, talk=telling.TALK_UPSTAIRS)
    for order, (about, category) in enumerate(NEEDS):
        day = date(2023, 2, 10) + timedelta(days=order * 9)
        matter = telling.needed(by, day, homes[order * 4], about, category)
        # One of them had to wait for the meeting of the owners.
        telling.solved(matter, by, day, how="物业和社区一起办了", after=6 if order != 2 else 45)
    telling.visited(by, date(2023, 3, 9), [homes[0], homes[4]], "几户、物业、社区坐到一起议楼顶的瓦，到会17人，说定先拉网再换瓦。", kind="consultation",
                    quantities=(("到会", "17", "人"),))  # fmt: skip


def lately(today: date) -> None:
    """Six weeks of rounds before the day of the demo, two people living alone not called on, promises and needs under way."""
    homes = list(Household.objects.filter(within_q("place_id", cast.DIJIAO)).select_related("place").in_order())
    alone = [home for home in homes if home.size == 1]
    left, by = alone[:2], cast.who("yaomin")
    days = cast.weekdays(today - timedelta(days=42), today - timedelta(days=1))
    telling.rounds(by, [home for home in homes if home not in left], days, 14, talk=telling.TALK_UPSTAIRS)
    for home, back in zip(left, SEEN_LAST, strict=True):
        telling.visited(by, today - timedelta(days=back), [home], f"到{home.where}，{home.head_name}一个人在家，都好。")
    _under_way(today, [home for home in homes if home not in left])


def _under_way(today: date, homes: list[Household]) -> None:
    by = cast.who("yaomin")
    for order, (about, category, promised, ago, due) in enumerate(LATELY):
        home, day = homes[order * 6], today - timedelta(days=ago)
        visit = telling.visited(
            by, day, [home], f"到{home.where}{home.head_name}家，{about}，答应{promised}。", promise=(promised, today + timedelta(days=due)),
        )  # fmt: skip
        matter = telling.needed(by, day, home, about, category, visit=visit)
        if order:
            life.accept(matter, by=by, on=day)
        if order == len(LATELY) - 1:
            life.report_done(matter, by=by, on=today - timedelta(days=1), words="物业换了声控灯")
