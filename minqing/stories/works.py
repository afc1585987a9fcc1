"""What was built and what firms were helped with (MECHANISMS.md D4, D5, D9): real places and amounts, invented people and firms.

铁西区: two days of ditch for 62 flooded families, then 5,800 m more; 16 万 trees, 17 houses, 19 km of road for 1,503 万元. 梨树县: 1,394
projects. 富阳区: lorries before a factory's gate, five parties, solved within a month; a policy for electricity taken up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from minqing import cast
from minqing.cast import Part
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation, User
from minqing.records.matters import life
from minqing.records.matters.linking import Seated
from minqing.records.matters.models import Matter
from minqing.records.matters.works.accepting import Inspector
from minqing.records.people.models import Enterprise
from minqing.stories.many_works import Plan, write

LISHU, TIEXI, FUYANG = "220322", "220302", "330111"
CHUNJIANG = "330111002"
QUARTER = (date(2023, 1, 1), date(2023, 3, 31))
SEASON = (date(2022, 8, 1), date(2022, 12, 31))
PROJECTS = 1394
PARTS = (
    Part("lishujian", "白景和", "县农业农村局干部", LISHU, "county", unit="梨树县农业农村局"),
    Part("lishumin", "袁晓梅", "县民情办干部", LISHU, "county", unit="梨树县民情办"),
    Part("tiexijian", "陆海涛", "区农业农村局干部", TIEXI, "county", unit="铁西区农业农村局"),
    Part("tieximin", "廖春梅", "区民情办干部", TIEXI, "county", unit="铁西区民情办"),
    Part("shenjing", "沈静", "驻企服务员", CHUNJIANG, "clerk", "市里派来帮企业办事", "138 0000 0120", unit="市生态环境局"),
    Part("fuyangqi", "汪立民", "区服务企业办干部", FUYANG, "county", unit="富阳区服务企业办"),
)  # fmt: skip
OFFICES = (("富阳区交警大队", "county"), ("春江街道党工委", "branch"), ("经济开发区管委会", "other"), ("江畔物流园区", "firm"))
# What villages of 梨树县 do: what, unit, least, most, 万元 for one, category, title.
SORTS = (
    ("安装路灯", "盏", 10, 60, "0.12", "transport", "装路灯"), ("修建道路", "公里", 1, 4, "52", "transport", "修村路"),
    ("清沟", "米", 300, 2600, "0.0012", "environment", "清边沟"), ("植树", "棵", 100, 900, "0", "environment", "村道两边栽树"),
    ("修建广场", "处", 1, 1, "8.5", "environment", "修小广场"), ("改厕", "户", 8, 40, "0.35", "environment", "改厕"),
    ("修建院墙", "米", 100, 700, "0.015", "environment", "统一砌院墙"), ("通自来水", "户", 10, 60, "0.22", "housing", "自来水入户"),
    ("改造危房", "座", 1, 4, "3.6", "housing", "修危房"), ("打井", "眼", 1, 3, "2.4", "work", "打抗旱井"),
)  # fmt: skip
ROADS = (("东八大村", "4.2", "332.2"), ("西八大村", "3.6", "284.8"), ("泉沟村", "3.1", "245.2"), ("勤业村", "2.9", "229.4"),
         ("孤榆树村", "2.7", "213.6"), ("红嘴村", "2.5", "197.8"))  # fmt: skip
TREES = (("西八大村", 5000), ("东八大村", 45000), ("三合村", 40000), ("团山子村", 38000), ("任家村", 32000))
HOUSES = (("海丰村", 6), ("九间房村", 4), ("新发村", 4), ("太平沟村", 3))
SEEN = (Inspector("村民代表", "villager"), Inspector("村监委主任", "cadre"))


def tell() -> None:
    """All of it."""
    users = cast.staff(PARTS)
    flooded()
    season_of_tiexi(users)
    write(projects_of_lishu(users))
    trucks_at_the_gate(users)
    electricity(users)


def flooded() -> None:
    """条子河村: water in the maize of 62 families of 四社; two excavators, two days, 2,500 m; then 5,800 m for the whole village."""
    by, checker = cast.who("qinshouyi"), cast.who("tieximin")
    place, day = Place.objects.get(pk=cast.TIAOZIHE), date(2022, 8, 3)
    first = _opened(
        "四社地里积水，抢挖排水沟", place, by, day, reason="四社玉米地积水深，不马上排，秋收就没了", benefits="四社 62 户", households=62,
        built_by="村里雇的钩机队", decided_by="村党支部连夜商量定的", decided_on=day, starts_on=day + timedelta(1), ends_on=day + timedelta(2),
    )  # fmt: skip
    _dug(
        first,
        by,
        checker,
        (("修建排水沟", "米", ((1, "1150"), (2, "1350"))), ("出动钩机", "台", ((1, "2"),))),
        "田里的水全排出去了",
        "水下去了，秋收保住了",
    )
    second = _opened(
        "全村农田排水沟重新规划，新修排水沟", place, by, date(2022, 8, 18), reason="沟不连着，雨大还要淹", benefits="全村", built_by="区水利工程队",
        decided_by="党支部商量，村民代表会议同意", decided_on=date(2022, 8, 16), starts_on=date(2022, 8, 22), ends_on=date(2022, 10, 20),
    )  # fmt: skip
    _dug(
        second,
        by,
        checker,
        (("修建排水沟", "米", ((6, "1900"), (20, "2100"), (41, "1800"))),),
        "全村的沟连上了",
        "今年雨再大也不怕了",
    )


def _opened(about: str, place: Place, by: User, day: date, **details: object) -> Matter:
    return Matter.objects.open(kind="project", about=about, category="environment", place=place, by=by, on=day, details=details)


def _dug(
    matter: Matter,
    by: User,
    checker: User,
    works: tuple[tuple[str, str, tuple[tuple[int, str], ...]], ...],
    finished: str,
    good: str,
) -> None:
    """From the plan's quantities to people's word, by the verbs."""
    day = matter.opened_on
    known = {}
    for what, unit, done in works:
        planned = sum((Decimal(number) for _, number in done), Decimal(0))
        life.move(matter, "project.quantity", by=by, on=day, what=what, unit=unit, planned=planned)
        known[what] = matter.quantities.get(what=what)
    life.move(matter, "project.start", by=by, on=matter.details.starts_on, words="黑白两班倒")
    entries = sorted((after, what, number) for what, _, done in works for after, number in done)
    for after, what, number in entries:
        life.move(matter, "project.progress", by=by, on=day + timedelta(after), known=known[what], number=Decimal(number))
    last = day + timedelta(entries[-1][0])
    life.move(matter, "project.finish", by=by, on=last, words=finished)
    life.move(matter, "project.accept", by=checker, on=last + timedelta(3), words="两头都走到了", inspectors=SEEN)
    life.move(matter, "project.word", by=checker, on=last + timedelta(4), name="四社村民", good=True, words=good)
    life.move(matter, "matter.answer", by=checker, on=last + timedelta(5), words=good, way="visit", satisfied=True)


def season_of_tiexi(users: dict[str, User]) -> None:
    """铁西区, autumn 2022: 19 km of road for 1,503 万元, 160,000 trees, 17 houses."""
    places = {place.short_name: place for place in Place.objects.children_of("220302200")}
    by, checker = users["tiexijian"], users["tieximin"]

    def plan(village: str, about: str, what: str, unit: str, number: Decimal, day: date, days: int, **more: object) -> Plan:
        half = (number / 2).quantize(Decimal(1) if unit != "公里" else Decimal("0.1"))
        done = ((days // 2, half), (days - 4, number - half))
        return Plan(
            about=about, place=places[village], on=day, by=by, checker=checker, what=what, unit=unit, planned=number, done=done, days=days, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    plans = [
        plan(v, f"{v}新修水泥路", "修建道路", "公里", Decimal(km), date(2022, 8, 8), 75, money=Decimal(funds), fund="四好农村路",
             builder="区路桥公司", why="雨天出门一脚泥", benefits=v, good="路宽了，好走了")
        for v, km, funds in ROADS
    ]  # fmt: skip
    plans += [
        plan(v, f"{v}栽行道树、观赏树", "植树", "棵", Decimal(n), date(2022, 9, 20), 40, category="environment", benefits=v, good="树多了，好看")
        for v, n in TREES
    ]  # fmt: skip
    plans += [
        plan(v, f"{v}改造危房", "改造危房", "座", Decimal(n), date(2022, 8, 15), 60, category="housing", benefits=f"{n} 户", good="住着踏实了")
        for v, n in HOUSES
    ]  # fmt: skip
    write(plans, seed=1503)


def projects_of_lishu(users: dict[str, User]) -> Iterator[Plan]:
    """梨树县, the first quarter of 2023: 1,394 projects, village by village, built and judged in the course of the year."""
    chance = Random(PROJECTS)
    villages = list(Place.objects.within(LISHU).filter(level="village").order_by("code"))
    days = cast.weekdays(*QUARTER)
    for number in range(PROJECTS):
        what, unit, least, most, each, category, title = SORTS[number % len(SORTS)]
        place, size = villages[number * 7 % len(villages)], Decimal(chance.randint(least, most))
        money = (size * Decimal(each)).quantize(Decimal("0.01")) if number % 2 else Decimal(0)
        days_allowed = chance.choice((45, 60, 75, 90))
        yield Plan(
            about=f"{place.short_name}{title}", place=place, on=days[number * len(days) // PROJECTS], by=users["lishujian"],
            checker=users["lishumin"], what=what, unit=unit, planned=size, done=((days_allowed - chance.randint(6, 20), size),),
            category=category, days=days_allowed, money=money, fund="财政衔接资金", builder="镇里的施工队", benefits=place.short_name,
        )  # fmt: skip


def trucks_at_the_gate(users: dict[str, User]) -> None:
    """富阳区: lorries of a logistics park stand before a cable factory; five parties come together, it is solved in 24 days."""
    street = Place.objects.get(pk=CHUNJIANG)
    county = Place.objects.get(pk=FUYANG)
    offices = {
        name: Organisation.objects.create(name=name, kind=kind, place=county if kind == "county" else street, county=FUYANG)
        for name, kind in OFFICES
    }
    liaison, office = users["shenjing"], users["fuyangqi"]
    village = Place.objects.children_of(CHUNJIANG).first() or street
    firm = _firm(village, "杭州江畔电缆有限公司", "91330111MA0000022J", "C", "medium", "江经理", liaison)
    day = date(2023, 2, 20)
    matter = Matter.objects.open(
        kind="enterprise", about="厂门口大货车乱停，影响安全和厂容", category="transport", place=village, by=liaison, on=day,
        details={"company": firm.name, "uscc": firm.uscc, "trouble": "road", "contact": "江经理"},
        words="车都是附近物流园区的，我们协调过几回，总协调不好。",
    )  # fmt: skip

    def move(verb: str, after: int, words: str = "", by: User = liaison, **given: Any) -> None:
        life.move(matter, verb, by=by, on=day + timedelta(days=after), words=words, **given)

    move("matter.accept", 0, "涉及交警、街道、开发区，先把几家请到一起")
    move("matter.link", 2, "到现场一起看，各办各的一段", seated=[
        Seated("street", organisation=offices["春江街道党工委"]), Seated("community", name="社区书记"),
        Seated("unit", organisation=offices["富阳区交警大队"]), Seated("unit", organisation=offices["经济开发区管委会"]),
        Seated("unit", person=office, organisation=Organisation.objects.get(name="富阳区服务企业办")),
        Seated("unit", organisation=offices["江畔物流园区"]), Seated("compound", name="园区党支部书记"), Seated("residents", name="货车司机代表"),
    ])  # fmt: skip
    move("enterprise.tell", 3, "几家都看过了，路要拓宽，车要有地方停，月底前见效", way="visit", to="江经理")
    for after, name, words in (
        (10, "春江街道党工委", "附近的停车位理出来 60 个"), (14, "江畔物流园区", "引导货车进园区停车场"),
        (17, "富阳区交警大队", "装了护栏、测速仪、限速牌"), (19, "经济开发区管委会", "厂门口的路拓宽了"),
        (20, "富阳区服务企业办", "几家的进度对齐了"),
    ):  # fmt: skip
        part = matter.handlings.get(organisation__name=name, state="doing")
        move("matter.part_done", after, words, handling=part)
    move("enterprise.tell", 20, "路宽了，护栏装好了，车进停车场了", way="visit", to="江经理")
    move("matter.report_done", 22, "路拓宽、装护栏，物流车进专门的停车场")
    move("matter.answer", 24, "厂外路窄和停车难都解决了，来这样干事的干部，我们欢迎", by=office, way="visit", satisfied=True)


def electricity(users: dict[str, User]) -> None:
    """富阳区: a power plant takes up a policy for electricity quotas: told, applied, reviewed, paid."""
    liaison, office = users["shenjing"], users["fuyangqi"]
    village = Place.objects.children_of(CHUNJIANG).first() or Place.objects.get(pk=CHUNJIANG)
    firm = _firm(village, "富春江热电股份有限公司", "91330111MA0000031G", "D", "large", "卢经理", liaison)
    day = date(2023, 3, 1)
    matter = Matter.objects.open(
        kind="enterprise", about="电量指标交易政策享受不上", category="work", place=village, by=liaison, on=day,
        details={"company": firm.name, "uscc": firm.uscc, "trouble": "policy", "contact": "卢经理"},
    )  # fmt: skip

    def move(verb: str, after: int, words: str = "", by: User = liaison, **given: Any) -> None:
        life.move(matter, verb, by=by, on=day + timedelta(days=after), words=words, **given)

    move("matter.accept", 0, "先把享受的条件问清")
    move("enterprise.policy", 1, "条件够，差两份材料", title="电量指标交易政策", office="区发改局", expected=Decimal(36))
    policy = matter.policies.get()
    move("enterprise.tell", 1, "条件够得上，帮着准备材料", way="phone", to="卢经理")
    move("enterprise.take_up", 6, "材料备齐递上去了", known=policy)
    policy.refresh_from_db()
    move("enterprise.take_up", 14, "部门审核过了", known=policy)
    move("enterprise.tell", 14, "审核过了，等兑现", way="phone", to="卢经理")
    policy.refresh_from_db()
    move("enterprise.take_up", 21, "", known=policy, paid=Decimal("35.6"))
    move("matter.report_done", 22, "政策享受到了")
    move("matter.answer", 23, "顺利享受到了，谢谢帮着跑", by=office, way="phone", satisfied=True)


def _firm(place: Place, name: str, body: str, industry: str, size: str, contact: str, liaison: User) -> Enterprise:
    return Enterprise.objects.open(
        place=place, name=name, sort="cooperative" if "合作社" in name else "company", uscc=body, by=liaison, on=cast.BEGUN, industry=industry, size=size, contact=contact,
        phone="13800000130", liaison=liaison, opened_on=date(2012, 5, 1),
    )  # fmt: skip


def lately(today: date) -> None:
    """中香村 these weeks: a project in each colour, and a firm that waits for news."""
    by, checker = cast.who("weichanghe"), cast.who("linxiaohe")
    village = Place.objects.get(pk=cast.ZHONGXIANG)
    for about, begun, lasts, works, money, state in (
        ("三社村道装路灯", -6, 24, ("安装路灯", "盏", "30", ()), "3.6", "planned"),
        ("二社边沟清淤", 12, 30, ("清沟", "米", "1600", ((9, "500"), (3, "420"))), "1.9", "doing"),
        ("一社巷道铺水泥", 40, 26, ("修建道路", "公里", "1.2", ((30, "0.4"), (12, "0.3"))), "62", "doing"),
        ("村部前小广场", 80, 30, ("修建广场", "处", "1", ()), "8.5", "doing"),
        ("村口栽行道树", 45, 30, ("植树", "棵", "800", ((38, "450"), (30, "350"))), "0", "done"),
    ):
        _lately(about, village, by, checker, today, begun, lasts, works, Decimal(money), state)
    firm = _firm(village, "东辽县中香木耳专业合作社", "93220422MA0000040T", "A", "micro", "郑成林", checker)
    request = Matter.objects.open(
        kind="enterprise", about="木耳大棚要增容，变压器不够用", category="work", place=village, by=checker, on=today - timedelta(days=16),
        details={"company": firm.name, "uscc": firm.uscc, "trouble": "power", "contact": "郑成林"},
    )  # fmt: skip
    life.move(request, "matter.accept", by=checker, on=today - timedelta(days=15), words="问供电所")
    life.move(
        request,
        "enterprise.tell",
        by=checker,
        on=today - timedelta(days=14),
        words="供电所说要报县里批",
        way="phone",
        to="郑成林",
    )


def _lately(
    about: str, place: Place, by: User, checker: User, today: date, begun: int, lasts: int,
    works: tuple[str, str, str, tuple[tuple[int, str], ...]], money: Decimal, state: str,
) -> None:  # fmt: skip
    what, unit, planned, done = works
    day = today - timedelta(days=max(begun, 0) + 5)
    starts = today - timedelta(days=begun)
    matter = _opened(about, place, by, day, benefits="全村", built_by="镇水利队", starts_on=starts, ends_on=starts + timedelta(lasts),
                     decided_by="村民代表会议同意", decided_on=day)  # fmt: skip
    life.move(matter, "project.quantity", by=by, on=day, what=what, unit=unit, planned=Decimal(planned))
    if money:
        life.move(matter, "project.fund", by=by, on=day, source="state", name="财政衔接资金", planned=money)
    if state == "planned":
        return
    quantity = matter.quantities.get()
    life.move(matter, "project.start", by=by, on=starts)
    for ago, number in done:
        life.move(matter, "project.progress", by=by, on=today - timedelta(ago), known=quantity, number=Decimal(number))
    if money and done:
        life.move(
            matter,
            "project.pay",
            by=by,
            on=today - timedelta(2),
            known=matter.funds.get(),
            paid=(money / 2).quantize(Decimal("0.01")),
        )
    if state == "done":
        life.move(matter, "project.finish", by=by, on=today - timedelta(20), words="都栽上了，浇了透水")
        life.move(matter, "project.accept", by=checker, on=today - timedelta(17), inspectors=SEEN)
        life.move(matter, "project.word", by=checker, on=today - timedelta(15), name="赵淑琴", good=True, words="进村看着敞亮")
        life.move(
            matter, "matter.answer", by=checker, on=today - timedelta(15), words="活了九成多，好看", way="visit", satisfied=True
        )
