"""武汉市 东湖新城社区: the tiles of five buildings, spring 2023; 中香村: the needs list of a household on 低保, worked off item by item."""

from __future__ import annotations

from datetime import date, timedelta

from minqing import cast
from minqing.cast import Part
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.inventing import Invention
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.needs_item import NeedsItem
from minqing.records.matters.needs_list import working
from minqing.records.matters.safety import consulting
from minqing.records.people.models import Household
from minqing.stories import telling

DONGHU = "420111491015"
PARTS = (
    Part("liusufen", "柳素芬", "社区书记", DONGHU, "village", "社区大厅", "138 0000 0131"),
    Part("kangmingyuan", "康明远", "下沉工作队队员", DONGHU, "village", "下沉到社区的", "138 0000 0132", "省直机关下沉工作队"),
)
BUILDINGS = ("1栋", "2栋", "3栋", "4栋", "5栋")
SAID = (
    "房顶是顶楼的事，跟我们一楼不相干。", "修就修，钱谁出？要先说清楚。", "下雨天万一砸到人怎么办，是得修。", "大家都出我就出，为了共同的安全。",
)  # fmt: skip
AGREED = "维修基金出七成，每户摊三成，物业出脚手架；5 月 8 日开工，5 月底前旧瓦揭完、新瓦铺好；施工时单元门口搭防护棚。"


def tell() -> None:
    """Tell both."""
    users = cast.staff(PARTS)
    tiles(users["liusufen"], users["kangmingyuan"])
    needs_of_zhao()


def tiles(secretary: User, sent: User) -> Matter:
    """Loose tiles on five buildings: three rounds of doors, one meeting that was enough people, repaired, verified, gone."""
    place = Place.objects.get(pk=DONGHU)
    people = Invention(420111, "420199")
    homes: list[Household] = []
    for building in BUILDINGS:
        families = [people.family(1 + number % 4) for number in range(6)]
        homes += cast.settle(place, families, section=building)
    matter = _found(place, homes[-1], secretary, sent)
    for number, (day, words) in enumerate(zip((date(2023, 4, 4), date(2023, 4, 7), date(2023, 4, 11)), SAID, strict=False)):
        doors = homes[number * 8 : number * 8 + 8]
        telling.visited(sent, day, doors, f"上门说房顶换瓦的事，去了 {len(doors)} 家。有人说：{words}")
    _agreed(matter, [homes[-1], homes[0]], secretary)
    _repaired(matter, secretary, sent)
    return matter


def _found(place: Place, asker: Household, secretary: User, sent: User) -> Matter:
    day = date(2023, 4, 3)
    matter = Matter.objects.open(
        kind="hazard", about="5 栋楼房顶瓦片松动，随时会掉下来", household=asker, place=place, by=secretary, on=day, urgency="emergency",
        words="风一刮就往下掉碎瓦，楼下天天有孩子走。",
        details={"spot": "1 到 5 栋房顶，靠人行道一面", "risk_class": "falling", "grade": "orange", "risk": "瓦片掉下来砸着人", "people": 96},
    )  # fmt: skip
    life.move(matter, "matter.assign", by=secretary, on=day, person=sent, words="请工作队去看现场")
    life.move(matter, "hazard.round", by=sent, on=day, words="上去看了，五栋都有松的，西边最多", found="same", every_days=7)
    life.move(matter, "hazard.measure", by=sent, on=day, words="拉了警戒线，楼下人行道改走东边，贴了提示")
    return matter


def _agreed(matter: Matter, asked: list[Household], secretary: User) -> None:
    held = date(2023, 4, 15)
    consulting.hold(
        matter, by=secretary, on=held, subject="1 到 5 栋房顶换瓦，谁来修、谁出钱", where="社区会议室", body="table", called=30, came=24, agreed=22,
        against=1, abstained=1, result="agreed", agreement=AGREED, seats=(
            ("households", "5 栋楼的户主 20 人", "；".join(said.rstrip("。") for said in SAID[1:]), True), ("team", "康明远", "工作队帮着找三家施工队比价", True),
            ("community", "柳素芬", "维修基金社区去申请，账目贴出来", True), ("property", "物业项目经理", "脚手架、防护棚物业出", True),
        ),
    )  # fmt: skip
    telling.visited(
        secretary, held, asked, "几户、工作队、社区、物业坐到一起议换瓦，到会24人，22人同意，说定5月动工。", kind="consultation",
        quantities=(("到会", "24", "人"),),
    )  # fmt: skip


def _repaired(matter: Matter, secretary: User, sent: User) -> None:
    held = date(2023, 4, 15)
    plan = {"responsible": "物业和 30 户业主", "plan": "揭旧瓦、补防水、铺新瓦", "fix_by": date(2023, 5, 31), "cost": 86000}
    life.move(matter, "hazard.plan", by=sent, on=held, words="协商会上定的", details=plan)
    life.move(matter, "hazard.round", by=sent, on=date(2023, 4, 24), words="雨后又看了，警戒线没人动", found="same", every_days=7)
    life.move(
        matter,
        "matter.report_done",
        by=sent,
        on=date(2023, 5, 26),
        words="旧瓦全揭了，新瓦铺好，脚手架拆了",
        details={"cost": 84600},
    )
    life.move(matter, "hazard.verify", by=secretary, on=date(2023, 5, 29), words="五栋都上去走了一遍，瓦压得实")
    life.move(
        matter,
        "matter.answer",
        by=secretary,
        on=date(2023, 5, 30),
        words="下雨敢开窗了，谢谢你们跑了这么多趟",
        way="visit",
        satisfied=True,
    )


def needs_of_zhao() -> Household:
    """赵淑琴, on 低保: coal, a bill of medicine, glasses; a grant that is still to come."""
    home = Household.objects.select_related("place__parent").get(place_id=f"{cast.ZHONGXIANG}002", number="6")
    first, assistant = cast.who("weichanghe"), cast.who("linxiaohe")
    day = date(2023, 4, 10)

    def line(about: str, category: str, plan: str) -> NeedsItem:
        return working.add(home, about=about, category=category, plan=plan, by=assistant, on=day)

    coal = line("冬天的煤不够，差半吨", "housing", "问镇民政办有没有取暖补助")
    bill = line("慢病药费的单子攒了半年没报", "medical", "带着单子去镇卫生院")
    glasses = line("想要副老花镜，看药盒上的字", "medical", "请党员认领")
    working.add(
        home,
        about="孙女上高中，想办助学金",
        category="education",
        plan="8 月份开学前申请",
        by=assistant,
        on=day,
    )
    working.done(coal, words="镇民政办批了半吨，送到家里卸好", said="够烧到开春了", by=first, on=date(2023, 4, 18))
    errand = working.open_matter(bill, kind="errand", by=assistant, on=date(2023, 4, 12))
    life.accept(errand, by=assistant, on=date(2023, 4, 12))
    life.move(errand, "errand.receive", by=assistant, on=date(2023, 4, 12), materials=("药费单子 11 张", "慢病本"))
    life.move(
        errand,
        "matter.report_done",
        by=assistant,
        on=date(2023, 4, 14),
        words="报下来 862 元，打到卡上了",
        details={"number": ""},
    )
    life.move(errand, "errand.give_back", by=assistant, on=date(2023, 4, 14), materials=list(errand.materials.all()))
    life.move(errand, "matter.answer", by=first, on=date(2023, 4, 15), words="钱到账了，省得我跑", way="visit", satisfied=True)
    wish = working.open_matter(glasses, kind="wish", by=assistant, on=date(2023, 4, 12))
    life.publish(wish, by=assistant, on=date(2023, 4, 12), words="想要副老花镜，看药盒上的字")
    life.claim(wish, by=first, on=date(2023, 4, 13))
    life.report_done(wish, by=first, on=date(2023, 4, 17), words="带去配了一副，送到家了")
    life.judge(wish, solved=True, by=assistant, on=date(2023, 4, 19), words="药盒上的小字也看清了", way="visit", satisfied=True)
    return home


def lately(today: date) -> None:
    """The weeks before today in 中香村: a broken railing waiting to be looked at, a pension's yearly check that comes round again."""
    first, assistant, water = (cast.who(name) for name in ("weichanghe", "linxiaohe", "luzhixin"))
    place = Place.objects.get(pk=cast.ZHONGXIANG)
    day = today - timedelta(days=12)
    railing = Matter.objects.open(
        kind="hazard", about="三社河边护栏断了一截", place=place, by=first, on=day, source="duty",
        details={"spot": "三社小桥东边，离路两米", "risk_class": "road", "grade": "red", "risk": "天黑有人掉下去", "people": 40},
    )  # fmt: skip
    life.move(railing, "hazard.measure", by=first, on=day, words="拉了绳子，挂了红布，天黑前有人看着")
    plan = {"responsible": "镇水利站", "plan": "焊接断的一截，加两道横杆", "fix_by": today - timedelta(days=2), "cost": 1800}
    life.move(railing, "hazard.plan", by=first, on=day + timedelta(1), words="跟水利站说好的", details=plan)
    life.move(railing, "hazard.round", by=assistant, on=day + timedelta(6), words="绳子还在，没人动", found="same", every_days=7)
    life.move(railing, "matter.assign", by=cast.who("zhouqiming"), on=day + timedelta(7), person=water, words="水利站去焊")
    life.move(
        railing, "matter.report_done", by=water, on=today - timedelta(days=2), words="焊好了，加了横杆", details={"cost": 1650}
    )
    home = Household.objects.select_related("place__parent").get(place_id=f"{cast.ZHONGXIANG}002", number="23")
    yearly = Matter.objects.open(
        kind="errand", about="养老金年审，他不会用手机", household=home, place=place, by=assistant, on=today - timedelta(days=350), category="security",
        details={"paper": "养老金年审", "office": "镇社保所", "way": "for", "how": "phone"},
    )  # fmt: skip
    life.accept(yearly, by=assistant, on=today - timedelta(days=350))
    done = {"number": "", "again_on": today + timedelta(days=15)}
    life.move(
        yearly, "matter.report_done", by=assistant, on=today - timedelta(days=349), words="打视频电话认证过了", details=done
    )
    life.move(
        yearly, "matter.answer", by=first, on=today - timedelta(days=348), words="一点没耽误领钱", way="visit", satisfied=True
    )
