"""中香村, 2023: the first-quarter sweep; 马国臣家 recognised in March, helped over the summer, released after six months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from minqing import cast
from minqing.ground.places.models import Place
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.monitoring import income
from minqing.records.matters.monitoring import members as monitor_members
from minqing.records.matters.monitoring.steps import Facts
from minqing.records.people.models import Household, Resident
from minqing.stories import telling

HOUSE = ("三社", 14)
SEEN = (("一社", 17), ("三社", 2), ("三社", 9), ("三社", 18), HOUSE)

# Yuan over twelve months, item by item: before the illness was paid off, and half a year later.
SPRING = {
    "wage_picking": 1800,
    "farm": 9600,
    "farm_cost": 4300,
    "pension": 2640,
    "soil": 860,
    "self_medical": 21400,
    "claim_medical": 6200,
}
AUTUMN = {
    "wage_village": 4200, "wage_picking": 2600, "farm": 11800, "farm_cost": 4500, "herd": 5400, "herd_cost": 1900, "pension": 2640, "soil": 860,
    "relief": 3000, "self_medical": 1900, "claim_medical": 12600,
}  # fmt: skip
BASICS = {"housing": "yes", "schooling": "yes", "insurance": "yes", "water": "yes"}
MEASURES = (
    ("health", "办大病救助和二次报销", "linxiaohe", date(2023, 3, 20), date(2023, 4, 14), "又报回来一万二，饥荒还了一多半"),
    ("post", "安排村里保洁的公益岗", "weichanghe", date(2023, 3, 27), date(2023, 4, 10), "一个月六百，离家近，能照看老伴"),
    ("business", "送三十只鹅苗，教着养", "weichanghe", date(2023, 5, 8), date(2023, 9, 8), "鹅卖了二十六只，留四只下蛋"),
)  # fmt: skip


def tell(homes: Mapping[tuple[str, int], Household]) -> None:
    """From the sweep to the follow-up after the release."""
    home = homes[HOUSE]
    matter = found(homes, home)
    recognised(matter, home)
    helped(matter)
    released(matter)


def found(homes: Mapping[tuple[str, int], Household], home: Household) -> Matter:
    """The sweep in the first days of March, and the lead that came of it."""
    first, assistant = cast.who("weichanghe"), cast.who("linxiaohe")
    telling.visited(
        first, date(2023, 3, 2), [homes[key] for key in SEEN[:4]],
        "一季度防返贫排查，先看低保户、监测户和独居老人：李桂兰、孙广财、张玉珍、于秀芬四家都见到了，吃穿住水看病都有着落。",
    )  # fmt: skip
    visit = telling.visited(
        assistant, date(2023, 3, 3), [home],
        "一季度防返贫排查到马国臣家：老伴冬天做了心脏手术，自己花了两万多，还欠着亲戚钱，今年种地的本钱没着落。",
    )  # fmt: skip
    return Matter.objects.open(
        kind="monitor", about="排查：老伴做手术自己花了两万多，种地本钱没着落", household=home, place=Place.objects.get(pk=cast.ZHONGXIANG),
        visit=visit, by=assistant, on=date(2023, 3, 3), category="medical", source="duty", details={"lead": "found"},
    )  # fmt: skip


def _move(matter: Matter, verb: str, by: str, on: date, words: str = "", **given: Any) -> None:
    life.move(matter, f"monitor.{verb}", by=cast.who(by), on=on, words=words, **given)


def _sheet(matter: Matter, amounts: Mapping[str, int], on: date, people: int) -> income.Sum:
    written = {item: Decimal(amount) for item, amount in amounts.items()}
    return income.keep(matter, by=cast.who("linxiaohe"), on=on, until=on, people=people, amounts=written).sum


def recognised(matter: Matter, home: Household) -> None:
    """Fourteen days from the lead to the announcement."""
    _move(
        matter,
        "consent",
        "linxiaohe",
        date(2023, 3, 6),
        "念给他听了一遍",
        details={"consent_by": home.head_name, "consent_how": "print"},
    )
    total = _sheet(matter, SPRING, date(2023, 3, 7), home.size)
    members(matter, home)
    facts = Facts(
        total.per_head, total.self_paid, "老伴做手术自己花了两万多，欠亲戚一万五，半年不能干重活", "八亩地，春天打点零工，儿子刚成家帮不上多少"
    )  # fmt: skip
    _move(
        matter, "verify", "linxiaohe", date(2023, 3, 7), "邻居也这么说", investigators=["魏长河", "林晓禾"], signatures=["魏长河", "林晓禾", home.head_name],
        risks=["illness"], difficulty=facts.difficulty, coping=facts.coping, **BASICS,
    )  # fmt: skip
    _move(
        matter,
        "compare",
        "linxiaohe",
        date(2023, 3, 9),
        "镇里统一比对",
        details={"compared": "没有车、商品房和工商登记，存款和说的对得上"},
    )
    votes = {"called": 31, "came": 26, "agreed": 25, "against": 0}
    _move(matter, "meeting", "weichanghe", date(2023, 3, 10), "村民代表会上念了情况，有一位弃权", klass="unstable", **votes)
    _move(matter, "publicize", "weichanghe", date(2023, 3, 10), where="村务公开栏")
    _move(matter, "review", "zhouqiming", date(2023, 3, 15), "公示没有意见；支出大、一时缓不过来，同意报县里", facts=facts)
    _move(
        matter,
        "approve",
        "hanxue",
        date(2023, 3, 16),
        "不是只看收入：病刚出院、欠着钱、家里想不出别的办法，批准纳入",
        facts=facts,
    )
    _move(matter, "announce", "zhouqiming", date(2023, 3, 17), where="村务公开栏")


def members(matter: Matter, home: Household) -> None:
    """The member sheet: the couple, and whoever lives with them."""
    rows: dict[Any, dict[str, Any]] = {}
    for place, resident in enumerate(Resident.objects.present().filter(household=home).in_order()):
        age = resident.age_on(date(2023, 3, 7)) or 40
        child = age < 16
        rows[resident.pk] = {
            "education": "" if child else "primary", "schooling": ("before" if age < 6 else "primary" if age < 12 else "junior") if child else "",
            "health": "serious" if place == 1 else "well", "labour": "none" if child else "lost" if place == 1 else "weak" if age > 60 else "common",
            "work_place": "", "work_months": None, "insurance": "resident", "serious_insurance": place == 1, "pension": "none" if child else "resident",
        }  # fmt: skip
    monitor_members.keep(matter, rows, by=cast.who("linxiaohe"), on=date(2023, 3, 7))


def helped(matter: Matter) -> None:
    """Three measures, each with its helper and what the family said when it was done."""
    for sort, what, helper, first, _, _ in MEASURES:
        _move(
            matter, "measure", "linxiaohe", first, "和本人商量定的", sort=sort, what=what, person=cast.who(helper), from_on=first
        )
    for _, what, helper, _, last, said in MEASURES:
        _move(matter, "measure_done", helper, last, said, measure=matter.measures.get(what=what))


def released(matter: Matter) -> None:
    """Half a year later the risk is gone; it is still looked after."""
    home = matter.household
    size = home.size if home else 2
    _move(matter, "propose", "linxiaohe", date(2023, 9, 20), "手术的钱还清了，公益岗和鹅都有进项", details={"removal": "helped"})
    total = _sheet(matter, AUTUMN, date(2023, 9, 21), size)
    facts = Facts(
        total.per_head, total.self_paid, "欠的钱还清了，老伴按时吃药，一个月一百多", "公益岗一月六百，鹅和八亩地都有收成"
    )
    _move(
        matter, "verify", "linxiaohe", date(2023, 9, 21), "药盒子和还款条都看了", investigators=["魏长河", "林晓禾"],
        signatures=["魏长河", "林晓禾", home.head_name if home else ""], risks=[], stable="yes", spending="yes", difficulty=facts.difficulty,
        coping=facts.coping, **BASICS,
    )  # fmt: skip
    votes = {"called": 31, "came": 24, "agreed": 24, "against": 0}
    _move(matter, "meeting", "weichanghe", date(2023, 9, 22), "大伙都说缓过来了", **votes)
    _move(matter, "publicize", "weichanghe", date(2023, 9, 22), where="村务公开栏")
    _move(matter, "review", "zhouqiming", date(2023, 9, 27), "公示没有意见，几样都稳了，同意报县里", facts=facts)
    _move(
        matter, "approve", "hanxue", date(2023, 9, 28), "收入稳了半年，大病支出解决了，三保障和饮水没问题，批准消除", facts=facts
    )
    _move(matter, "announce", "zhouqiming", date(2023, 9, 29), where="村务公开栏")
    life.move(
        matter,
        "matter.handle",
        by=cast.who("linxiaohe"),
        on=date(2023, 11, 8),
        words="跟踪回访：按时吃药，鹅蛋够卖，没有新的困难",
    )
