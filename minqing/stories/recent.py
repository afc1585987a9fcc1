"""The last weeks before the day on which the demo is built, so that 今天 is alive."""

from __future__ import annotations

from datetime import date, timedelta

from minqing import cast
from minqing.ground.places.models import within_q
from minqing.ground.staff.models import Organisation
from minqing.readings.proposals.models import Proposal
from minqing.records.matters import life
from minqing.records.people.models import GroupSpan, Household
from minqing.stories import disputes, telling


def tell(today: date) -> None:
    """Rounds of eight weeks, promises due now, matters in every phase, cards waiting to be confirmed."""
    homes = list(
        Household.objects.filter(within_q("place_id", cast.ZHONGXIANG)).select_related("place__parent").order_by("place_id", "id")
    )
    by_head = {home.head_name: home for home in homes}
    first, assistant = cast.who("weichanghe"), cast.who("linxiaohe")
    unseen = {"孙广财", "张玉珍", "马国臣"}
    ordinary = [home for home in homes if home.head_name not in unseen and home.head_name not in ("李桂兰", "王德福", "赵淑琴")]
    days = cast.weekdays(today - timedelta(days=56), today - timedelta(days=1))
    telling.rounds(first, ordinary[::2], days[::2], 21)
    telling.rounds(assistant, ordinary[1::2], days[1::2], 22)
    for name, back in (("孙广财", 61), ("张玉珍", 55), ("马国臣", 47)):
        telling.visited(first, today - timedelta(days=back), [by_head[name]], f"去了{name}家，一个人在家，炉子好烧。")
    _promises(today, by_head)
    _matters(today, by_head)
    disputes.of_zhongxiang(ordinary[3], ordinary[4], today)
    _waiting_cards(today, by_head)
    _expiring(today, by_head)


def _promises(today: date, home: dict[str, Household]) -> None:
    first = cast.who("weichanghe")
    for name, words, made, due in (
        ("赵淑琴", "问低保复核要带啥", 9, -2), ("王德福", "送慢病药费的报销单", 7, 0), ("于秀芬", "问低保金几号到账", 3, 2),
    ):  # fmt: skip
        telling.visited(
            first,
            today - timedelta(days=made),
            [home[name]],
            f"去了{name}家，答应{words}。",
            promise=(words, today + timedelta(days=due)),
        )


def _matters(today: date, home: dict[str, Household]) -> None:
    first, clerk, water = cast.who("weichanghe"), cast.who("zhouqiming"), cast.who("luzhixin")
    station = Organisation.objects.get(name="安石镇水利站")
    back = today - timedelta(days=9)
    words = "入户见到两口人，李桂兰说门前排水沟堵了，一下雨就往院里灌。"
    visit = telling.visited(
        first, back, [home["李桂兰"]], words, persons=2, promise=("回话：沟清到院门口没有", today + timedelta(days=7))
    )
    ditch = telling.needed(first, back, home["李桂兰"], "门前排水沟堵，雨水灌院", "environment", visit=visit)
    life.accept(ditch, by=first, on=back)
    life.escalate(ditch, by=first, on=back + timedelta(days=1), words="村里办不了涵管")
    life.assign(ditch, by=clerk, on=back + timedelta(days=2), person=water, organisation=station, words="院门口一段接涵管")
    life.report_done(ditch, by=water, on=back + timedelta(days=6), words="东沟清通了")
    life.judge(ditch, solved=False, by=first, on=back + timedelta(days=7), words="沟是清了，院门口那段还堵。", way="visit")
    for name, about, category, ago, step in (
        ("孙广财", "房顶漏雨，怕塌", "housing", 5, "accept"), ("于秀芬", "门口路灯不亮", "transport", 8, "asking"),
        ("张玉珍", "残疾证到期要换", "security", 26, "late"), ("马国臣", "想问农机补贴咋申请", "work", 1, "new"),
    ):  # fmt: skip
        day = today - timedelta(days=ago)
        matter = telling.needed(first, day, home[name], about, category)
        if step != "new":
            life.accept(matter, by=first, on=day)
        if step == "asking":
            life.report_done(matter, by=first, on=today - timedelta(days=1), words="供电所说修好了")
    wish = telling.needed(first, today - timedelta(days=4), home["王德福"], "想要副老花镜，看药盒上的字", "medical", kind="wish")
    life.publish(wish, by=first, on=today - timedelta(days=3), words="想要副老花镜，看药盒上的字")


def _waiting_cards(today: date, home: dict[str, Household]) -> None:
    """An entry of yesterday with a card that its writer has not looked at yet."""
    first = cast.who("weichanghe")
    visit = telling.visited(
        first, today - timedelta(days=1), [home["刘福贵"]], "去刘福贵家，老刘说老伴腿疼想要个拐棍。下午清沟300米。"
    )
    card = {"sort": "quantity", "what": "清沟", "number": "300", "unit": "米", "approximate": False}
    Proposal.objects.create(visit=visit, place=visit.place, county=visit.county, by=first, key="quantity-demo", read=card)


def _expiring(today: date, home: dict[str, Household]) -> None:
    """A disability certificate that runs out in three weeks."""
    span = GroupSpan.objects.filter(household=home["李桂兰"], group="低保").first()
    if span is not None:
        span.expires_on = today + timedelta(days=23)
        span.save(update_fields=["expires_on"])
