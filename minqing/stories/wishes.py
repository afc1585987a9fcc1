"""梨树县: 851 wishes claimed in a quarter (MECHANISMS.md D2); and the wishes of these weeks in 镇南社区, with what 高建民 can do.

So many are written in bulk (`writing`): a test compares them row by row with what the verbs make.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from minqing import cast
from minqing.cast import Part
from minqing.ground.journal import Person
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.inventing import FEMALE, MALE, SURNAMES
from minqing.records.matters import life
from minqing.records.matters.models import Claim
from minqing.records.matters.models.wish import Wish
from minqing.records.matters.wishing import guessing, numbering, skills
from minqing.records.people.models import Household
from minqing.stories import telling
from minqing.stories.writing import Rows, Told

LISHU = "220322"
QUARTER = (date(2023, 1, 1), date(2023, 3, 31))
COLLECTED, CLAIMED, FULFILLED = 903, 851, 796
MEMBERS = 12
GOT_IT = "家里自己办到了"
# What is wished, category, money in 元 (0: none), how it was brought, what was said.
CONTENT = (
    ("想要一副老花镜", "medical", 60, "配好送到家了", "看药盒上的字清楚了"), ("想给孙女要个书包", "education", 90, "书包文具都送到了", "孩子高兴得直背着"),
    ("想要一台电热毯", "housing", 110, "铺好试过了", "晚上睡觉暖和"), ("想找人修修屋里的灯", "housing", 20, "换了灯管，接了开关", "屋里亮堂了"),
    ("想理个发，腿脚不好出不了门", "other", 0, "上门剪好了", "清爽多了，谢谢"), ("想学用智能手机和儿子视频", "other", 0, "教了三回，会打视频了", "看见儿子了"),
    ("想要个血压计", "medical", 160, "送到家，教会用了", "天天自己量"), ("想请人通下水道", "housing", 0, "带工具去通开了", "不反味了"),
    ("想给孩子找人辅导数学", "education", 0, "每周六上午去一次", "这回考了八十多"), ("想要一袋大米、一桶油", "food", 150, "送到家了", "够吃一阵了"),
    ("想有人陪着去趟县医院", "medical", 0, "陪着挂号、取药，送回家", "有人陪心里踏实"), ("想要个助行拐杖", "medical", 70, "送到家，调好高矮", "能自己上院里了"),
    ("想请人给果树剪剪枝", "work", 0, "农技员带人剪了一上午", "剪得好，学会了"), ("想给村里图书角添几本书", "education", 300, "添了四十本", "放学孩子都来看"),
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """One wish. `claimed`, `brought`, `said` are days after the opening, None for what has not happened.

    `by` collects and publishes it and asks afterwards, `claimer` fulfils it.
    """

    about: str
    category: str
    place: Place
    asker: str
    on: date
    by: User
    claimer: User
    cost: Decimal | None = None
    claimed: int | None = None
    brought: int | None = None
    said: int | None = None
    withdrawn: int | None = None
    how: str = "送到家了"
    thanks: str = "谢谢"

    def day(self, after: int) -> date:
        return self.on + timedelta(days=after)


def tell() -> None:
    """The quarter of 梨树县."""
    write(of_lishu())


def of_lishu() -> list[Plan]:
    """Collected town by town, claimed by a party member of the town, most of them fulfilled before the quarter ends.

    The rest come to their end in the spring: fulfilled, or taken back by whoever got what they wished from elsewhere.
    """
    chance = Random(CLAIMED)
    towns = list(Place.objects.children_of(LISHU).filter(level="township").order_by("code")[:MEMBERS])
    members = _members(chance, towns)
    villages = {town.pk: list(Place.objects.children_of(town.pk).order_by("code")) for town in towns}
    days = cast.weekdays(QUARTER[0] + timedelta(2), QUARTER[1] - timedelta(24))
    by = members["lishuxin"]
    plans = []
    for number in range(COLLECTED):
        about, category, cost, how, thanks = CONTENT[number % len(CONTENT)]
        town = towns[number * 5 % len(towns)]
        # Which are left over is spread through the quarter, not its end.
        rank = number * 383 % COLLECTED
        claimed = 1 + chance.randint(1, 6)
        brought = claimed + chance.randint(1, 9)
        on = days[number * len(days) // COLLECTED]
        spring = (QUARTER[1] - on).days + 3 + rank % 20
        if rank >= FULFILLED + 22:
            brought = spring
        said = brought + 1 if rank < FULFILLED else spring + 2
        plans.append(Plan(
            about=about, category=category, place=villages[town.pk][number // len(towns) % len(villages[town.pk])],
            asker=f"{chance.choice(SURNAMES)}{chance.choice([*MALE, *FEMALE])}", on=on, by=by,
            claimer=members[f"lishudy{towns.index(town) + 1:02d}"], cost=Decimal(cost) if cost else None, claimed=claimed if rank < CLAIMED else None,
            brought=brought if rank < CLAIMED else None, said=said if rank < CLAIMED else None, how=how, thanks=thanks,
            withdrawn=spring + 20 if rank >= CLAIMED else None,
        ))  # fmt: skip
    return plans


def _members(chance: Random, towns: list[Place]) -> dict[str, User]:
    given = chance.sample([*MALE, *FEMALE], len(towns))
    parts = [Part("lishuxin", "邹雅琴", "县民情办干部", LISHU, "county", unit="梨树县民情办")]
    parts += [
        Part(f"lishudy{number:02d}", f"{chance.choice(SURNAMES)}{name}", "在职党员", town.pk, "member")
        for number, (town, name) in enumerate(zip(towns, given, strict=True), 1)
    ]
    return cast.staff(parts)


def write(plans: Iterable[Plan]) -> int:
    """Store all of them, numbered in the order of their days; say how many."""
    rows = Rows(Random(851))
    told = [_ToldWish(rows, plan) for plan in sorted(plans, key=lambda plan: plan.on)]
    groups: dict[tuple[str, int], list[_ToldWish]] = {}
    for one in told:
        groups.setdefault((one.matter.county, one.plan.day(1).year), []).append(one)
    for (county, year), ours in groups.items():
        first = numbering.take(county, year, len(ours))
        for number, one in enumerate(ours, first):
            one.tell(numbering.spelled(year, number))
    rows.store()
    return len(told)


class _ToldWish(Told):
    """One wish under way of being told."""

    def __init__(self, rows: Rows, plan: Plan) -> None:
        super().__init__(
            rows, "wish", plan.place, by=plan.by, on=plan.on, about=plan.about, category=plan.category, asker=plan.asker, contacted_on=plan.on,
        )  # fmt: skip
        self.plan = plan

    def tell(self, number: str) -> None:
        """The whole way, as far as the plan goes."""
        plan, add = self.plan, self.rows.add
        self.allow_time()
        file = add(Wish, **self.of, wish_class="", skill="", cost=plan.cost)
        self.step("matter.open", plan.on, by=plan.by)
        day = plan.day(1)
        self.step(
            "wish.publish", day, by=plan.by, to="published", words=plan.about, public_words=plan.about, number=number, holder_id=None,
        )  # fmt: skip
        file.wish_class, file.skill = guessing.class_of(plan.about), guessing.skill_of(plan.about)
        file.verified_on, file.verified_by = day, plan.by.name
        if plan.withdrawn is not None:
            self.step("matter.withdraw", plan.day(plan.withdrawn), by=Person(plan.asker), to="dropped", words=GOT_IT)
        if plan.claimed is None:
            return
        day = plan.day(plan.claimed)
        self.step("wish.claim", day, by=plan.claimer, to="claimed", holder_id=plan.claimer.pk)
        add(Claim, **self.stands, claimant_id=plan.claimer.pk, claimant_name=plan.claimer.name, claimed_on=day)
        if plan.brought is None:
            return
        self.step("matter.report_done", plan.day(plan.brought), by=plan.claimer, to="asking", words=plan.how)
        if plan.said is not None:
            self.judged(plan.day(plan.said), by=plan.by, words=plan.thanks)


def lately(today: date) -> None:
    """镇南社区 these weeks: wishes to claim, one that 高建民 has in hand, one that came true and whose thanks he has not read."""
    secretary, member = cast.who("sunlijuan"), cast.who("dangyuan")
    skills.say(member, ["repair", "device"], on=today - timedelta(days=40))
    homes = list(Household.objects.filter(place_id=cast.NAN).order_by("id")[:20])
    for home, about, category, cost, by_day, ago, step in (
        (15, "想找人修修晾衣架", "housing", None, None, 6, "published"), (16, "想要一床厚棉被", "clothing", "180", 35, 9, "published"),
        (17, "想有人陪着说说话", "other", None, None, 12, "published"), (18, "想给孩子找人辅导语文", "education", None, 10, 4, "published"),
        (12, "想学用微信跟闺女视频", "other", None, None, 10, "claimed"), (13, "想请人修修漏水的龙头", "housing", "30", None, 14, "done"),
    ):  # fmt: skip
        day = today - timedelta(days=ago)
        wish = telling.needed(secretary, day, homes[home], about, category, kind="wish")
        asked = {"cost": Decimal(cost) if cost else None, "needed_by": today + timedelta(days=by_day) if by_day else None}
        life.move(wish, "wish.publish", by=secretary, on=day + timedelta(days=1), words=about, details=asked)
        if step == "published":
            continue
        life.claim(wish, by=member, on=day + timedelta(days=2))
        if step == "done":
            life.report_done(wish, by=member, on=today - timedelta(days=3), words="换了密封圈，不漏了")
            life.judge(
                wish,
                solved=True,
                by=secretary,
                on=today - timedelta(days=1),
                words="一滴都不漏了，孩子有心了",
                way="visit",
                satisfied=True,
                public=True,
            )
