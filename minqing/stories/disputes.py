"""梨树县: 666 disputes recorded in a quarter, 645 of them solved online, which the county's page puts at 96.8 % (MECHANISMS.md D3).

So many are written in bulk, as an import would, but as whole as if each had been made move by move: parties, sessions, agreements,
words, handlings, history and journal agree (a test holds a sample to what holds for every matter). 中香村's own are told by the verbs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import models
from django.utils import timezone

from minqing import cast
from minqing.cast import Part
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib.fields import new_id
from minqing.records.matters import clock, life
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.mediation import disputes, room
from minqing.records.matters.models import Handling, Judgement, Matter, Move
from minqing.records.matters.models.agreement import Agreement, PartyWord, Signature
from minqing.records.matters.models.dispute import Dispute, DisputeParty, MediationSession
from minqing.records.people.models import Household
from minqing.stories.names import FEMALE, MALE, SURNAMES

QUARTER = (date(2023, 1, 1), date(2023, 3, 31))
RECORDED, SOLVED_ONLINE, ENDED, KEPT = 666, 645, 9, 590
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


@dataclass
class Rows:
    """Rows by model, in the order in which they must be stored."""

    made: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, *rows: Any) -> None:
        for row in rows:
            self.made.setdefault(type(row), []).append(row)

    def store(self) -> None:
        order = (
            Matter,
            Dispute,
            DisputeParty,
            MediationSession,
            Agreement,
            Signature,
            PartyWord,
            Handling,
            Judgement,
            Move,
            Event,
        )
        for model in order:
            model._default_manager.bulk_create(self.made.get(model, []), batch_size=500)


@dataclass
class Telling:
    """One dispute under way of being told: its matter, its file, its parties, and the rows that grow with it."""

    rows: Rows
    matter: Matter
    dispute: Dispute
    by: User
    parties: list[DisputeParty]
    at: datetime
    terms: str

    def step(self, verb: str, day: date, to: str = "", *, words: str = "", online: bool = False, **columns: Any) -> None:
        """One move with its line in the journal, as `Matter.step` writes them."""
        matter, before = self.matter, self.matter.state
        state = to or before
        matter.state, matter.phase = state, matter.table.phase(state)
        matter.version += verb != "matter.open"
        for name, value in columns.items():
            setattr(matter, name, value)
        over = matter.phase in ("done", "dropped")
        matter.closed_on = day if over else None
        matter.paused_on = (matter.paused_on or day) if matter.phase == "waiting" else None
        by, name = (None, "当事人") if online else (self.by, self.by.name)
        opening = verb == "matter.open"
        self.rows.add(
            Move(matter=matter, move=verb, from_state="" if opening else before, to_state=state, by=by, by_name=name, on=day, words=words),
            Event(
                at=self.at, on=day, verb=verb, actor_id=str(by.pk) if by else "", actor_name=name, object_type="matters.matter",
                object_id=str(matter.pk), place=matter.place_id, before=None if opening else {"state": before},
                after={"kind": "dispute", "about": matter.about, "category": matter.category} if opening else {"state": state},
                cells=sorted([matter.place_id, f"{month:%Y-%m}"] for month in {day.replace(day=1), matter.opened_on.replace(day=1)}),
            ),
        )  # fmt: skip


def tell() -> None:
    """The quarter of 梨树县."""
    chance, rows = Random(220322), Rows()
    mediators = _mediators()
    limits: dict[date, dict[str, Any]] = {}
    taken = set(Matter.objects.values_list("receipt", flat=True))
    days = cast.weekdays(QUARTER[0] + timedelta(2), QUARTER[1] - timedelta(24))
    at = timezone.now()
    for number in range(RECORDED):
        place = mediators[number % len(mediators)][0]
        day = days[number * len(days) // RECORDED]
        told = _opened(rows, chance, place, mediators[number % len(mediators)][1], day, taken, limits, at)
        _mediated(told, chance, day + timedelta(chance.randint(1, 3)), number)
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


def _opened(
    rows: Rows,
    chance: Random,
    place: Place,
    by: User,
    day: date,
    taken: set[str],
    limits: dict[date, dict[str, Any]],
    at: datetime,
) -> Telling:
    receipt = next(number for number in iter(lambda: f"{chance.randrange(100_000_000):08d}", "") if number not in taken)
    taken.add(receipt)
    name, _, facts, terms = chance.choices(CASES, [case[1] for case in CASES])[0]
    matter = Matter(
        id=new_id(), kind="dispute", state="new", phase="open", place=place, county=place.pk[:6], about=KINDS["dispute"].neutral,
        opened_on=day, holder=by, tier="village", receipt=receipt, source="desk",
    )  # fmt: skip
    if day not in limits:
        limits[day] = clock.limits(matter, on=day)
    for column, value in limits[day].items():
        setattr(matter, column, value)
    people = [f"{chance.choice(SURNAMES)}{chance.choice([*MALE, *FEMALE])}" for _ in range(2)]
    dispute = Dispute(
        matter=matter, facts=facts, applicant=people[0], dispute_class=name, origin=chance.choice(("applied", "applied", "own", "handed")),
    )  # fmt: skip
    parties = [
        DisputeParty(
            id=new_id(),
            matter=matter,
            side=side,
            name=who,
            joined_on=day,
            phone=f"138000{chance.randint(10000, 99999)}" if at_ else None,
        )
        for at_, (side, who) in enumerate(zip(("applicant", "respondent"), people, strict=True))
    ]
    rows.add(matter, dispute, *parties)
    told = Telling(rows, matter, dispute, by, parties, at, terms)
    told.step("matter.open", day)
    return told


def _mediated(told: Telling, chance: Random, day: date, number: int) -> None:
    """From acceptance to wherever it came by the end of the quarter."""
    matter, by = told.matter, told.by
    told.step("matter.accept", day, "talking", first_receiver=by.name, step_due_on=None)
    told.step("dispute.party", day, words=f"被申请人：{told.parties[1].name}。")
    stage = list(disputes.STAGES)[number % 4]
    told.dispute.stage = stage
    told.step("dispute.stage", day, words=f"{disputes.STAGES[stage]}。先各听一遍，再一起说")
    hand = Handling(
        id=new_id(), matter=matter, place_id=matter.place_id, county=matter.county, person=by, role="lead", from_on=day, due_on=matter.due_on,
    )  # fmt: skip
    told.rows.add(hand)
    day += timedelta(chance.randint(0, 4))
    names = "、".join(party.name for party in told.parties)
    words = "视频里两边都说了，法条念了一遍，回去各想想" if number >= SOLVED_ONLINE else "视频里两边都说了，愿意各让一步"
    told.rows.add(
        MediationSession(id=new_id(), matter=matter, held_on=day, way="online", came=names, words=words, by_name=by.name)
    )
    told.step("dispute.session", day, words=f"{day.month}月{day.day}日线上，{names}。{words}")
    if number < SOLVED_ONLINE:
        _settled(told, chance, day + timedelta(chance.randint(0, 3)), number, hand)
    elif number < SOLVED_ONLINE + ENDED:
        day += timedelta(3)
        ways = "、".join(disputes.OTHER_WAYS.values())
        told.dispute.ended_on, told.dispute.ended_told = day, ways
        told.step("dispute.end", day, "ended", words=f"告诉了：{ways}。谈不拢，两边都说去法院说")
        told.rows.made[Move][-1].reason = "stop_failed"
        hand.state, hand.ended_on = "stopped", day


def _settled(told: Telling, chance: Random, day: date, number: int, hand: Handling) -> None:
    matter, dispute = told.matter, told.dispute
    form = ("oral", "written", "oral", "self", "oral")[number % 5]
    amount = (
        chance.choice((200, 300, 500, 800, 1200, 3000))
        if dispute.dispute_class in ("contract", "labour", "damage", "traffic")
        else None
    )
    agreement = Agreement(
        id=new_id(), matter=matter, form=form, content=told.terms, facts=dispute.facts if form == "written" else "", amount=amount, online=True,
        made_on=day, valid_on=day, due_on=day + timedelta(10),
    )  # fmt: skip
    dispute.agreed_by, dispute.online, dispute.resolved_on, dispute.amount, dispute.check_on = (
        form,
        True,
        day,
        amount,
        agreement.due_on,
    )
    told.rows.add(agreement)
    if form == "written":
        told.step("dispute.draft", day, "signing")
        for party in told.parties:
            told.rows.add(Signature(id=new_id(), agreement=agreement, party=party, way="online", on=day))
            told.step(
                "dispute.sign",
                day,
                words=f"{day.month}月{day.day}日：{party.name}线上确认。本人凭确认码在线上调解室确认",
                online=True,
            )
        agreement.mediator_on = agreement.sealed_on = day
        told.step("dispute.sign", day, words=f"{day.month}月{day.day}日：调解员签名、盖章。")
        told.step("dispute.effect", day, "performing")
    else:
        told.step("dispute.reconcile" if form == "self" else "dispute.oral", day, "performing", words=told.terms)
    said_on = day + timedelta(chance.randint(4, 12))
    if number < KEPT and said_on <= QUARTER[1]:
        _kept(told, agreement, hand, said_on)


def _kept(told: Telling, agreement: Agreement, hand: Handling, day: date) -> None:
    matter = told.matter
    for party in told.parties:
        told.rows.add(
            PartyWord(id=new_id(), agreement=agreement, party=party, solved=True, satisfied=True, way="portal", said_on=day)
        )
        told.step("dispute.word", day, words=f"{party.name}说履行了。", online=True)
    told.dispute.performed_on = day
    told.step("matter.answer", day, "done", online=True, solved=True)
    told.rows.add(
        Judgement(
            id=new_id(),
            matter=matter,
            place_id=matter.place_id,
            county=matter.county,
            solved=True,
            satisfied=True,
            way="portal",
            said_on=day,
        )
    )
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
