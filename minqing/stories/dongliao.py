"""东辽县, the first quarter of 2023: 中香村's daily rounds, 镇南社区's fifteen wishes of which nine were claimed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from minqing import cast
from minqing.ground.journal import Person
from minqing.ground.places.models import Place
from minqing.inventing import Invention
from minqing.records.matters import life
from minqing.records.people.models import Household
from minqing.records.visits.models import Promise
from minqing.stories import monitoring, telling

QUARTER = (date(2023, 1, 1), date(2023, 3, 31))
AREA = "220499"

# 李桂兰, 王德福 and the others whom the pictures show, by natural group and house number.
NAMED = {
    "一社": {17: ("李桂兰", "女")},
    "二社": {6: ("赵淑琴", "女"), 12: ("刘福贵", "男"), 23: ("王德福", "男")},
    "三社": {2: ("孙广财", "男"), 9: ("张玉珍", "女"), 14: ("马国臣", "男"), 18: ("于秀芬", "女")},
}
GROUPS = {
    ("一社", 17): ("低保", "脱贫户"), ("二社", 6): ("低保",), ("二社", 23): ("脱贫户",), ("三社", 2): ("监测对象", "脱贫不稳定户"),
    ("三社", 14): ("脱贫户",), ("三社", 18): ("低保",),
}  # fmt: skip
PERSONAL = {
    ("三社", 9): ("独居老人",),
    ("二社", 12): ("退役军人",),
    ("一社", 3): ("党员",),
    ("二社", 4): ("党员", "困难党员"),
    ("三社", 5): ("残疾",),
}
SIZES = {"一社": 20, "二社": 24, "三社": 19}

WISHES = (
    ("想要一副老花镜", "medical"), ("想给孙子要个书包", "education"), ("想换个门锁", "housing"), ("想要个助行拐杖", "medical"),
    ("想学用智能手机", "other"), ("想要一台电热毯", "housing"), ("想找人修修晾衣架", "housing"), ("想给孩子找人辅导数学", "education"),
    ("想要一袋大米", "food"), ("想量身做条棉裤", "clothing"), ("想请人通下水道", "housing"), ("想要个血压计", "medical"),
    ("想有人陪着去趟医院", "medical"), ("想要个台灯", "education"), ("想理个发，下不了楼", "other"),
)  # fmt: skip

NEEDS = (
    ("一社", 17, "门前排水沟堵了，雨水往院里灌", "environment", "把沟清开，接了一节涵管"),
    ("二社", 12, "房后边沟堵死了，往院里倒灌", "environment", "用挖掘机清了一百多米"),
    ("三社", 5, "残疾证到期了不知道咋换", "security", "带着照片和证到县残联换了新证"),
    ("二社", 3, "自来水一早一晚没水", "housing", "换了二社的减压阀，水上来了"),
    ("一社", 8, "路灯坏了三盏，晚上没法走", "transport", "供电所来换了灯头"),
    ("三社", 11, "孙子要上幼儿园没名额", "education", "跟镇中心园说好了，九月入园"),
    ("二社", 19, "慢病药费不会报销", "medical", "带着单子去镇卫生院报了"),
    ("一社", 14, "想把大棚用电从单相换三相", "work", "供电所来装了三相表"),
    ("三社", 16, "院墙外的垃圾没人清", "environment", "保洁员清了，立了牌子"),
    ("二社", 21, "想贷点款买牛不知道找谁", "work", "信用社来人办了小额贷款"),
)


def tell() -> None:
    """Tell it, oldest day first."""
    homes = zhongxiang()
    neighbour()
    quarter_of_zhongxiang(homes)
    monitoring.tell(homes)
    wishes_of_nan()


def zhongxiang() -> dict[tuple[str, int], Household]:
    """Sixty-three households in three natural groups."""
    people = Invention(20230101, AREA)
    people.used |= {name for houses in NAMED.values() for name, _ in houses.values()}
    homes: dict[tuple[str, int], Household] = {}
    for number, (section, count) in enumerate(SIZES.items(), 1):
        place = Place.objects.get(pk=f"{cast.ZHONGXIANG}{number:03d}")
        families = []
        for house in range(1, count + 1):
            head, sex = NAMED[section].get(house, ("", ""))
            alone = "独居老人" in PERSONAL.get((section, house), ())
            size = 1 if alone else people.random.choice((2, 2, 3, 3, 4, 5))
            family = people.family(size, head=head, sex=sex, born=people.random.randint(1946, 1962) if head else 0)
            family[0].groups.extend(PERSONAL.get((section, house), ()))
            families.append(family)
        groups = {house - 1: GROUPS[section, house] for house in range(1, count + 1) if (section, house) in GROUPS}
        for house, home in enumerate(cast.settle(place, families, section=section, groups=groups), 1):
            homes[section, house] = home
    return homes


def neighbour() -> None:
    """The next village, whose records 中香村's workers must never see."""
    people = Invention(20230102, AREA)
    place = Place.objects.get(pk=cast.NEIGHBOUR)
    homes = cast.settle(place, [people.family(3) for _ in range(14)], section="一组")
    by = cast.who("jiachengyi")
    telling.rounds(by, homes, cast.weekdays(date(2023, 3, 1), date(2023, 3, 31))[::3], 7)
    bridge = telling.needed(by, date(2023, 3, 14), homes[3], "村口桥面有个坑，车过颠得厉害", "transport")
    telling.solved(bridge, by, date(2023, 3, 15), how="拉砂石填平了", after=6)


def quarter_of_zhongxiang(homes: dict[tuple[str, int], Household]) -> None:
    """Two people going round, ten needs heard and solved, ditches cleared, a policy talk, promises kept."""
    first, assistant = cast.who("weichanghe"), cast.who("linxiaohe")
    days = cast.weekdays(*QUARTER)
    telling.rounds(first, list(homes.values()), days[::2], 1)
    telling.rounds(assistant, list(homes.values()), days[1::2], 2)
    needs_of_the_quarter(homes, days)
    gatherings(homes)


def needs_of_the_quarter(homes: dict[tuple[str, int], Household], days: list[date]) -> None:
    """Ten needs: most solved in the village, one by the township's water station, one only at the second try."""
    first, assistant = cast.who("weichanghe"), cast.who("linxiaohe")
    chance = Random(3)
    for order, (section, house, about, category, how) in enumerate(NEEDS):
        home = homes[section, house]
        day = days[4 + order * 5]
        by, other = (first, assistant)[order % 2], (assistant, first)[order % 2]
        promise = ("回去问清楚给他回话", day + timedelta(days=5))
        visit = telling.visited(
            by, day, [home], f"去了{home.head_name}家，说{about}。记下了，答应过几天给回话。", promise=promise
        )
        matter = telling.needed(by, day, home, about, category, visit=visit)
        Promise.objects.get(visit=visit).keep(by=by, on=day + timedelta(days=chance.randint(2, 5)), words="回过话了")
        if order == 1:
            life.accept(matter, by=by, on=day)
            life.escalate(matter, by=by, on=day + timedelta(days=1), words="村里没有挖掘机")
            water = cast.who("luzhixin")
            life.assign(matter, by=cast.who("zhouqiming"), on=day + timedelta(days=2), person=water, words="水利站来清")
            life.report_done(matter, by=water, on=day + timedelta(days=6), words=how)
            life.judge(matter, solved=True, by=by, on=day + timedelta(days=7), words="水下去了", way="visit", satisfied=True)
        elif order == 7:
            life.accept(matter, by=by, on=day)
            life.report_done(matter, by=by, on=day + timedelta(days=4), words="报给供电所了")
            life.judge(
                matter, solved=False, by=by, on=day + timedelta(days=6), words="还没来人装呢", way="phone", satisfied=False
            )
            life.report_done(matter, by=by, on=day + timedelta(days=12), words=how)
            life.judge(
                matter, solved=True, by=other, on=day + timedelta(days=13), words="这回装上了", way="visit", satisfied=True
            )
        else:
            telling.solved(matter, by, day, how=how, after=chance.randint(2, 9), asked_by=other)


def gatherings(homes: dict[tuple[str, int], Household]) -> None:
    """A talk, a day of ditches, a clinic, and two wishes that came true in April."""
    first, assistant = cast.who("weichanghe"), cast.who("linxiaohe")
    village = Place.objects.get(pk=cast.ZHONGXIANG)
    telling.visited(
        first,
        date(2023, 2, 15),
        [],
        "村部开群众会，讲医保和耕地地力补贴，到会46人，发明白纸60份。",
        kind="lecture",
        place=village,
        quantities=(("到会", "46", "人"), ("发明白纸", "60", "份")),
    )
    telling.visited(
        first,
        date(2023, 3, 8),
        [homes["一社", 17]],
        "带着大伙清一社的沟，清了1200米，出工28人。",
        kind="labour",
        place=village,
        quantities=(("清沟", "1200", "米"), ("出工", "28", "人")),
    )
    telling.visited(
        assistant,
        date(2023, 3, 22),
        [],
        "跟镇卫生院在村部义诊，量血压38人。",
        kind="clinic",
        place=village,
        quantities=(("量血压", "38", "人"),),
    )
    for section, house, about in (("二社", 23, "想要副老花镜，看药盒上的字"), ("三社", 9, "想要个带大字的电话机")):
        wish = telling.needed(assistant, date(2023, 3, 15), homes[section, house], about, "medical", kind="wish")
        life.publish(wish, by=assistant, on=date(2023, 3, 16), words=about)
        life.claim(wish, by=first, on=date(2023, 4, 3))
        life.report_done(wish, by=first, on=date(2023, 4, 6), words="买好送到家了")
        life.judge(
            wish, solved=True, by=assistant, on=date(2023, 4, 7), words="看得清了", way="visit", satisfied=True, public=True
        )


def wishes_of_nan() -> None:
    """Fifteen collected, nine claimed, seven of them come true by the end of March and two in April; the rest were taken back."""
    people = Invention(20230103, AREA)
    place = Place.objects.get(pk=cast.NAN)
    homes = cast.settle(place, [people.family(2) for _ in range(24)], section="1号楼")
    secretary, member = cast.who("sunlijuan"), cast.who("dangyuan")
    for order, (about, category) in enumerate(WISHES):
        day = date(2023, 3, 2) + timedelta(days=order)
        wish = telling.needed(secretary, day, homes[order], about, category, kind="wish")
        life.publish(wish, by=secretary, on=day + timedelta(days=1), words=about)
        if order >= 9:
            life.withdraw(wish, by=Person(wish.asker), on=date(2023, 4, 10) + timedelta(days=order), words="家里自己办到了")
            continue
        life.claim(wish, by=member, on=day + timedelta(days=2))
        brought = day + timedelta(days=4) if order < 7 else date(2023, 4, 5) + timedelta(days=order)
        life.report_done(wish, by=member, on=brought, words="送到家了")
        life.judge(
            wish, solved=True, by=secretary, on=brought + timedelta(days=1), words="正合用", way="visit", satisfied=True,
            public=order % 2 == 0,
        )  # fmt: skip
