"""四平市铁西区 平西乡 条子河村: low ground by the river; what was asked for in the spring."""

from __future__ import annotations

from datetime import date, timedelta

from minqing import cast
from minqing.ground.places.models import Place
from minqing.inventing import Invention
from minqing.stories import telling

NEEDS = (
    ("院子低，一下雨就进水", "housing"), ("育秧棚被风掀了", "work"), ("村路翻浆，车进不来", "transport"), ("机井不上水，苗要旱了", "work"),
    ("化肥贵了，想赊一点", "work"), ("河边的护栏断了", "safety"),
)  # fmt: skip


def tell() -> None:
    """Sixty-two households, rounds, six needs of which five are solved."""
    people = Invention(220302, "220399")
    homes = cast.settle(Place.objects.get(pk=cast.TIAOZIHE), [people.family(3 + n % 3) for n in range(62)], section="二组")
    by = cast.who("qinshouyi")
    telling.rounds(by, homes, cast.weekdays(date(2023, 2, 1), date(2023, 3, 31))[::2], 11)
    for order, (about, category) in enumerate(NEEDS):
        day = date(2023, 2, 6) + timedelta(days=order * 8)
        visit = telling.visited(by, day, [homes[order * 7]], f"{homes[order * 7].head_name}家：{about}，记下了。")
        matter = telling.needed(by, day, homes[order * 7], about, category, visit=visit)
        # The last one took until the spring.
        telling.solved(matter, by, day, how="办妥了", after=4 if order < 5 else 40)
    telling.visited(by, date(2023, 3, 20), [], "清东沟2500米，出动挖掘机2台，干了两天。", kind="labour", place=homes[0].place,
                    quantities=(("清沟", "2500", "米"), ("挖掘机", "2", "台")))  # fmt: skip
