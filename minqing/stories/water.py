"""This week in 安石镇: the water runs muddy in two villages, several say so in their own words, and some of it lies with the town."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from minqing import cast
from minqing.ground.journal.models import Suggestion
from minqing.ground.places.models import within_q
from minqing.records.matters import life
from minqing.records.people.models import Household
from minqing.stories import telling

# Village, how many days ago, title, the words, whether the village reported it up.
SAID = (
    (cast.ZHONGXIANG, 3, "自来水发浑，沉底一层泥", "这两天自来水发浑，接一盆放一宿，盆底一层泥。", True),
    (cast.ZHONGXIANG, 2, "自来水浑，做饭要先澄一夜", "自来水浑得不敢直接用，做饭的水得头天晚上澄着。", True),
    (cast.NEIGHBOUR, 2, "自来水黄，洗衣裳都不敢", "自来水是黄的，浑得很，白衣裳不敢洗。", True),
    (cast.NEIGHBOUR, 1, "自来水浑，壶底烧出一层沙", "自来水浑，烧开一壶水，壶底一层沙子。", False),
    (cast.ZHONGXIANG, 0, "自来水停了半天，来了还是浑的", "自来水上午停了半天，来水了还是浑的，澄不清。", False),
)  # fmt: skip
WORKERS = {cast.ZHONGXIANG: "weichanghe", cast.NEIGHBOUR: "jiachengyi"}


def lately(today: date) -> None:
    """Five requests of this week, three of them reported to the town; and what a worker thinks of a page."""
    homes = {code: list(Household.objects.filter(within_q("place_id", code)).order_by("-id")[:9]) for code in WORKERS}
    for number, (code, ago, about, words, up) in enumerate(SAID):
        # On a Monday everything was said that day: a hot spot is one of a week.
        day = today - timedelta(days=min(ago, today.weekday()))
        worker = cast.who(WORKERS[code])
        home = homes[code][number % len(homes[code])]
        visit = telling.visited(worker, day, [home], f"去了{home.head_name}家。{words}")
        matter = telling.needed(worker, day, home, about, "environment", visit=visit)
        if up:
            life.escalate(matter, by=worker, on=day, words="不止一家，是管线的事，村里查不了")
    Suggestion.objects.make(
        words="手机上看没办完的，要往下拉好多，能不能先列快到期的？", page="/matters/", place=cast.ZHONGXIANG,
        by=cast.who("linxiaohe"), at=timezone.make_aware(datetime.combine(today - timedelta(days=1), time(16, 40))),
    )  # fmt: skip
