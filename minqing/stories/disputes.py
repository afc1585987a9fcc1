"""梨树县: 666 disputes recorded in a quarter, 645 of them solved online, which the county's page puts at 96.8 % (MECHANISMS.md D3).

So many are written in bulk (`writing`), but as whole as if each had been made move by move: parties, sessions, agreements,
words, handlings, history and journal agree (a test holds a sample to what holds for every matter). 中香村's own are told by the verbs.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from minqing import cast
from minqing.cast import Part
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.inventing import FEMALE, MALE, SURNAMES
from minqing.records.matters import life
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.mediation import disputes, room
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.models.agreement import Agreement, PartyWord, Signature
from minqing.records.matters.models.dispute import Dispute, DisputeParty, MediationSession
from minqing.records.people.models import Household
from minqing.stories.writing import Rows, Told

QUARTER = (date(2023, 1, 1), date(2023, 3, 31))
RECORDED, SOLVED_ONLINE, ENDED, KEPT = 666, 645, 9, 590
# What the quarter left over: every second goes to court in April, the others settle; who had not said yet whether terms were kept does.
SPRING = date(2023, 4, 3)
COMMUNITIES = (
    "220322001001", "220322001002", "220322001003", "220322001004", "220322001005", "220322002001", "220322002002", "220322003001",
    "220322003002", "220322003003", "220322003004",
)  # fmt: skip
# Class, how many in a hundred, what it was about, what was agreed on.
CASES = (
    ("neighbour", 26, "楼上漏水泡了楼下的顶棚，谁来修说不拢", "楼上十天内找人修好防水，楼下的顶棚两家各出一半"),
    ("neighbour", 8, "楼道里堆东西，出门绊了一跤", "当天清走，以后楼道不放东西"),
    ("property", 16, "物业费涨了，说没人扫楼道，不交", "物业每周扫两次，住户补交上半年的"),
    ("family", 14, "兄弟三个，老人轮着养，谁多谁少说不清", "一家四个月，看病的钱三家平摊"),
    ("contract", 9, "门市房退租，押金不退", "扣掉水电，押金退一半以上，三天内给"),
    ("labour", 8, "装修完工，尾款拖了两个月", "分两次付清，第一次当天付"),
    ("consumer", 6, "买的电动车三天就坏，店家不换", "免费换电池，再坏就退"),
    ("traffic", 5, "小区里倒车刮了，修车钱谈不拢", "各修各的，多出的一方补"),
    ("damage", 5, "狗把孩子吓哭摔了，药费谁出", "养狗的出药费，以后牵绳"),
    ("house", 3, "阳台封到了外面，挡了隔壁的光", "拆到墙线以内"),
)  # fmt: skip


class ToldDispute(Told):
    """One dispute under way of being told: its file, its parties, the terms they come to."""

    def __init__(self, rows: Rows, place: Place, by: User, day: date) -> None:
        super().__init__(rows, "dispute", place, by=by, on=day, about=KINDS["dispute"].neutral, source="desk")
        self.allow_time()
        chance = rows.chance
        self.by = by
        name, _, facts, self.terms = chance.choices(CASES, [case[1] for case in CASES])[0]
        people = [f"{chance.choice(SURNAMES)}{chance.choice([*MALE, *FEMALE])}" for _ in range(2)]
        origin = chance.choice(("applied", "applied", "own", "handed"))
        self.dispute = rows.add(Dispute, **self.of, facts=facts, applicant=people[0], dispute_class=name, origin=origin)
        phones = (None, f"138000{chance.randint(10000, 99999)}")
        self.parties = [
            rows.add(DisputeParty, **self.of, side=side, name=who, joined_on=day, phone=phone)
            for side, who, phone in zip(("applicant", "respondent"), people, phones, strict=True)
        ]
        self.step("matter.open", day, by=by)


def tell() -> None:
    """The quarter of 梨树县."""
    rows = Rows(Random(220322))
    mediators = _mediators()
    days = cast.weekdays(QUARTER[0] + timedelta(2), QUARTER[1] - timedelta(24))
    for number in range(RECORDED):
        day = days[number * len(days) // RECORDED]
        told = ToldDispute(rows, *mediators[number % len(mediators)], day)
        _mediated(told, day + timedelta(rows.chance.randint(1, 3)), number)
    rows.store()


def _mediators() -> list[tuple[Place, User]]:
    """Somebody in each community who mediates; a post each."""
    chance = Random(96)
    names = [f"{chance.choice(SURNAMES)}{given}" for given in chance.sample([*MALE, *FEMALE], len(COMMUNITIES))]
    parts = [
        Part(f"lishu{n:02d}", name, "人民调解员", code, "village")
        for n, (code, name) in enumerate(zip(COMMUNITIES, names, strict=True), 1)
    ]
    users = cast.staff(parts)
    places = Place.objects.in_bulk(COMMUNITIES)
    return [(places[part.place], users[part.username]) for part in parts]


def _mediated(told: ToldDispute, day: date, number: int) -> None:
    """From acceptance to wherever it came by the end of the quarter."""
    by, add, chance = told.by, told.rows.add, told.rows.chance
    told.step("matter.accept", day, by=by, to="talking", first_receiver=by.name, step_due_on=None)
    told.step("dispute.party", day, by=by, words=f"被申请人：{told.parties[1].name}。")
    stage = list(disputes.STAGES)[number % 4]
    told.dispute.stage = stage
    told.step("dispute.stage", day, by=by, words=f"{disputes.STAGES[stage]}。先各听一遍，再一起说")
    hand = add(Handling, **told.stands, person_id=by.pk, role="lead", from_on=day, due_on=told.matter.due_on)
    day += timedelta(chance.randint(0, 4))
    names = "、".join(party.name for party in told.parties)
    words = "视频里两边都说了，法条念了一遍，回去各想想" if number >= SOLVED_ONLINE else "视频里两边都说了，愿意各让一步"
    add(MediationSession, **told.of, held_on=day, way="online", came=names, words=words, by_name=by.name)
    told.step("dispute.session", day, by=by, words=f"{day.month}月{day.day}日线上，{names}。{words}")
    later = SPRING + timedelta(number % 11)
    if number < SOLVED_ONLINE:
        _settled(told, day + timedelta(chance.randint(0, 3)), number, hand)
    elif number >= SOLVED_ONLINE + ENDED and number % 2:
        _settled(told, later, number, hand, online=False)
    else:
        day = day + timedelta(3) if number < SOLVED_ONLINE + ENDED else later
        ways = "、".join(disputes.OTHER_WAYS.values())
        told.dispute.ended_on, told.dispute.ended_told = day, ways
        words = f"告诉了：{ways}。谈不拢，两边都说去法院说"
        told.step("dispute.end", day, by=by, to="ended", words=words, reason="stop_failed")
        hand.state, hand.ended_on = "stopped", day


def _settled(told: ToldDispute, day: date, number: int, hand: Any, *, online: bool = True) -> None:
    by, dispute, chance = told.by, told.dispute, told.rows.chance
    form = ("oral", "written", "oral", "self", "oral")[number % 5] if online else "oral"
    paid = dispute.dispute_class in ("contract", "labour", "damage", "traffic")
    amount = chance.choice((200, 300, 500, 800, 1200, 3000)) if paid else None
    agreement = told.rows.add(
        Agreement, **told.of, form=form, content=told.terms, facts=dispute.facts if form == "written" else "", amount=amount, online=online,
        made_on=day, valid_on=day, due_on=day + timedelta(10),
    )  # fmt: skip
    dispute.agreed_by, dispute.online, dispute.resolved_on, dispute.amount = form, online, day, amount
    dispute.check_on = agreement.due_on
    if form == "written":
        told.step("dispute.draft", day, by=by, to="signing")
        for party in told.parties:
            told.rows.add(Signature, agreement_id=agreement.id, party_id=party.id, way="online", on=day)
            words = f"{day.month}月{day.day}日：{party.name}线上确认。本人凭确认码在线上调解室确认"
            told.step("dispute.sign", day, by=room.SOMEBODY, words=words)
        agreement.mediator_on = agreement.sealed_on = day
        told.step("dispute.sign", day, by=by, words=f"{day.month}月{day.day}日：调解员签名、盖章。")
        told.step("dispute.effect", day, by=by, to="performing")
    else:
        told.step("dispute.reconcile" if form == "self" else "dispute.oral", day, by=by, to="performing", words=told.terms)
    said_on = day + timedelta(chance.randint(4, 12))
    _kept(told, agreement, hand, said_on if number < KEPT else SPRING + timedelta(7 + number % 17))


def _kept(told: ToldDispute, agreement: Any, hand: Any, day: date) -> None:
    for party in told.parties:
        said = {"agreement_id": agreement.id, "party_id": party.id, "solved": True, "satisfied": True}
        told.rows.add(PartyWord, **said, way="portal", said_on=day)
        told.step("dispute.word", day, by=room.SOMEBODY, words=f"{party.name}说履行了。")
    told.dispute.performed_on = day
    told.judged(day, by=room.SOMEBODY, way="portal")
    hand.state, hand.ended_on = "done", day


def of_zhongxiang(one: Household, other: Household, today: date) -> Matter:
    """One under way in 中香村, told by the verbs: two families, a strip of ground, an agreement waiting for its signatures."""
    first, assistant = cast.who("weichanghe"), cast.who("linxiaohe")
    village = Place.objects.get(pk=cast.ZHONGXIANG)
    day = today - timedelta(days=9)
    matter = Matter.objects.open(
        kind="dispute", about="两家中间的滴水地，一家盖仓房占了一尺", words="吵了半年，孩子上学都不走一条道了", place=village, asker=one.head_name,
        household=one, by=assistant, on=day, details={"dispute_class": "house", "origin": "applied"},
    )  # fmt: skip
    _verbs(matter, first, day, other, today)
    return matter


def _verbs(matter: Matter, first: User, day: date, other: Household, today: date) -> None:
    def move(verb: str, after: int, words: str = "", **given: Any) -> None:
        life.move(matter, verb, by=first, on=day + timedelta(days=after), words=words, **given)

    resident = other.residents.filter(relation="02").first()
    move("matter.accept", 1, "先量地，再坐下来说")
    move("dispute.party", 1, name=other.head_name, side="respondent", resident=resident)
    parties = list(matter.parties.order_by("id"))
    names = [party.name for party in parties]
    move("dispute.stage", 2, "找来村里的老人和当年的地照，看看地界到底在哪", stage="source")
    move("dispute.session", 4, "地照上写得清，两家都认。一家说仓房可以退，另一家说不要钱，要个说法", came=names, where="村部")
    for party in parties:
        move("dispute.link", 5, party=party)
    at = timezone.make_aware(datetime.combine(day + timedelta(days=5), time(19, 20)))
    room.say(matter, at=at, words="仓房后墙我拆了重砌，开春就动手。", party=parties[1])
    room.say(matter, at=at + timedelta(minutes=14), words="那我把他家鸡窝那块也让出来，大家走道宽敞。", party=parties[0])
    room.say(matter, at=at + timedelta(minutes=21), words="好，明天我把这两条写成协议，两家看看。", by=first)
    terms = {
        "facts": "两家中间有一条三尺宽的滴水地，一家盖仓房时占了一尺。", "liability": "盖仓房的一家没量地就动工，有错在先。",
        "content": f"{names[1]}家在开春后一个月内把仓房后墙退回地界以内\n{names[0]}家把鸡窝挪开，让出走道\n两家以后动工先打招呼",
        "perform": "退墙时请村里派人到场", "due_on": today + timedelta(days=40), "made_on": day + timedelta(days=6),
    }  # fmt: skip
    move("dispute.draft", 6, terms=terms)
    move("dispute.sign", 7, signed={parties[0]: "finger"})
