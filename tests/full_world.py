"""中香村 with one record of every sort, written the way pages write them: what tests over the whole house walk through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
from django.utils import timezone
from PIL import Image

from minqing import cast
from minqing.conftest import World
from minqing.faces.mediation import papers
from minqing.faces.mediation.models import RoomFile
from minqing.faces.open311.models import ApiKey
from minqing.ground.journal import PROGRAM, draining
from minqing.ground.journal.models import Event, Suggestion
from minqing.ground.notices.models import Notice, NoticeChannel
from minqing.ground.notices.writing import Word, write
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation, Posting, User
from minqing.inventing import id_number
from minqing.ledgers import asking
from minqing.ledgers.tables import preparing
from minqing.ledgers.tables.catalogue import LEDGERS
from minqing.lib.fields import new_id
from minqing.readings.proposals import saving
from minqing.readings.proposals.cards import cards_of
from minqing.readings.proposals.models import Proposal
from minqing.readings.proposals.reading import read
from minqing.readings.proposals.roster import roster_of
from minqing.records.matters import attachments, life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.hazard import HazardCode
from minqing.records.matters.needs_list import working
from minqing.records.matters.safety import consulting
from minqing.records.matters.tests.monitored import lead, until
from minqing.records.people import importing
from minqing.records.people.models import Enterprise, GroupSpan, LedgerImport
from minqing.records.visits.models import Promise, Visit
from minqing.stories import telling

# How far each matter is taken, as the moves that lead there.
NEEDS: dict[str, tuple[str, ...]] = {
    "new": (),
    "doing": ("matter.accept",),
    "asking": ("matter.accept", "matter.report_done"),
    "done": ("matter.accept", "matter.report_done", "matter.answer"),
    "dropped": ("matter.drop",),
}
WISHES: dict[str, tuple[str, ...]] = {
    "new": (),
    "published": ("wish.publish",),
    "claimed": ("wish.publish", "wish.claim"),
    "asking": ("wish.publish", "wish.claim", "matter.report_done"),
    "done": ("wish.publish", "wish.claim", "matter.report_done", "matter.answer"),
    "dropped": ("matter.drop",),
}
WAITING = "去王德福家，老王想要个收音机。下午跟大伙清沟300米，答应李桂兰下周三回话。"


@dataclass
class Full:
    """Records of 中香村 by the word that `doors` calls them, and its matters by kind and state."""

    records: dict[str, Any]
    matters: dict[tuple[str, str], Matter]


def fill(world: World, folder: Path, today: date) -> Full:
    """A visit with its call and promise, cards that wait, matters in every state, an import with a wrong row, a suggestion."""
    first, home = world.users["weichanghe"], world.homes["李桂兰"]
    day = today - timedelta(days=3)
    visit = telling.visited(
        first, day, [home], "去了李桂兰家，门前沟堵了。", persons=2, promise=("回话：沟清到院门口没有", today + timedelta(days=2)),
        quantities=[("清沟", "1200", "米")], absent=[world.homes["张玉珍"]],
    )  # fmt: skip
    matters = {("need", state): _matter(world, "need", state, moves, day, visit) for state, moves in NEEDS.items()}
    matters |= {("wish", state): _matter(world, "wish", state, moves, day, None) for state, moves in WISHES.items()}
    _give_away(world, matters["need", "doing"], today)
    waiting = _cards_wait(world, today - timedelta(days=1))
    suggestion = Suggestion.objects.make(words="字太小", page="/today/", place=cast.ZHONGXIANG, by=first, at=timezone.now())
    records = {
        "place": cast.ZHONGXIANG, "home": home.pk, "resident": home.residents.order_by("id")[0].pk, "visit": visit.pk,
        "span": GroupSpan.objects.filter(household=home)[0].pk, "promise": Promise.objects.get(visit=visit).pk,
        "call": visit.calls.get(met=True).pk, "quantity": visit.quantities.get().pk,
        "proposal": Proposal.objects.filter(visit=waiting, decided_on=None)[0].pk, "need": matters["need", "new"].pk,
        "wish": matters["wish", "published"].pk, "import": _imported(world, folder / "花名册.xlsx").pk, "suggestion": suggestion.pk,
        "user": first.pk, "api_key": _key().pk, **_told(first), "posting": Posting.objects.get(user=first).pk,
    }  # fmt: skip
    records |= _dispute(world, day)
    records |= _works(world, day)
    records |= _safety(world, day)
    records |= _monitored(world, today)
    records["prepared"] = _prepared(world, today)
    records["photo"] = _photo(matters["need", "new"], today)
    while draining.drain():
        pass
    return Full(records, matters)


def _dispute(world: World, day: date) -> dict[str, Any]:
    """A dispute between two households of the village, mediated by its first secretary, with a link to its room."""
    first = world.users["weichanghe"]
    matter = Matter.objects.open(
        kind="dispute",
        about="门前排水沟堵了淹了邻家的菜",
        asker="李桂兰",
        place=world.village,
        by=first,
        on=day,
        phone="13800001234",
    )
    other = world.homes["王德福"].residents.get(name="王德福")
    life.move(matter, "dispute.party", by=first, on=day, name="王德福", side="respondent", resident=other)
    life.move(matter, "matter.accept", by=first, on=day)
    party = matter.parties.get(name="李桂兰")
    life.move(matter, "dispute.link", by=first, on=day, party=party)
    file = BytesIO(b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n%%EOF\n")
    file.name = "租约.pdf"
    papers.say(matter, at=timezone.now(), files=[file], party=matter.parties.get(pk=party.pk))
    return {"dispute": matter.pk, "party": party.pk, "room_file": RoomFile.objects.get(message__matter=matter).pk}


def _monitored(world: World, today: date) -> dict[str, Any]:
    """A household on its way to be recognised, told to the village."""
    begun = today - timedelta(days=30)
    matter, _ = until(world, lead(world, begun), "publicity", begun)
    return {"monitor": matter.pk, "put_up": matter.monitor_notices.latest("id").pk}


def _works(world: World, day: date) -> dict[str, Any]:
    """A firm with its request, and a project that is under way."""
    by, place = world.users["weichanghe"], Place.objects.get(pk=cast.ZHONGXIANG)
    firm = Enterprise.objects.open(
        place=place,
        name="中香村木耳专业合作社",
        sort="cooperative",
        uscc="93220422MA0000040T",
        phone="13800000156",
        by=by,
        on=day,
    )
    request = Matter.objects.open(
        kind="enterprise",
        about="木耳大棚变压器不够用",
        place=place,
        by=by,
        on=day,
        details={"company": firm.name, "uscc": firm.uscc},
    )
    project = Matter.objects.open(
        kind="project",
        about="村道装路灯",
        place=place,
        by=by,
        on=day,
        details={"starts_on": day, "ends_on": day + timedelta(days=30)},
    )
    life.move(project, "project.quantity", by=by, on=day, what="安装路灯", unit="盏", planned=Decimal(30))
    life.move(project, "project.start", by=by, on=day)
    return {"enterprise": firm.pk, "request": request.pk, "project": project.pk}


def _safety(world: World, day: date) -> dict[str, Any]:
    """A hazard about which people sat down, a line of a needs list, a grade of the county's own."""
    by = world.users["weichanghe"]
    hazard = Matter.objects.open(kind="hazard", about="护栏断了一截", place=world.village, by=by, on=day)
    held = consulting.hold(
        hazard, by=by, on=day, subject="谁来焊", body="table", called=6, came=5, result="later",
        seats=(("households", "赵长林", "早点焊", False), ("property", "焊工", "明天来", False)),
    )  # fmt: skip
    item = working.add(world.homes["李桂兰"], about="半吨煤", by=by, on=day)
    HazardCode.objects.create(pk=1, sort="grade", key="red", title="一级", region="220422", from_on=day, source="县安委办")
    return {"hazard": hazard.pk, "round": held.pk, "item": item.pk}


def _photo(matter: Matter, today: date) -> Any:
    file = BytesIO()
    Image.new("RGB", (60, 40), "green").save(file, "JPEG")
    file.seek(0)
    return attachments.attach(matter, [file], by=PROGRAM, on=today)[0].pk


def _key() -> ApiKey:
    place, on = Place.objects.get(pk=cast.DONGLIAO), timezone.localdate()
    return ApiKey.objects.give(name="辽源市12345", place=place, by=PROGRAM, on=on)[0]


def _told(user: User) -> dict[str, Any]:
    """A notice and a channel of somebody's own."""
    word = Word(
        user=user, sentence="来看看", url="/today/", sort="given", verb="matter.assign", key="full", day=timezone.localdate()
    )
    write([word], at=timezone.now())
    channel = NoticeChannel.objects.add(user, kind="wecom", address="0a1b2c3d-full-world")
    return {"notice": Notice.objects.get(user=user, key="full").pk, "channel": channel.pk}


def _matter(world: World, kind: str, state: str, moves: tuple[str, ...], day: date, visit: Visit | None) -> Matter:
    first, home = world.users["weichanghe"], world.homes["李桂兰" if kind == "need" else "王德福"]
    about = f"门前排水沟堵，{state}" if kind == "need" else f"想要副老花镜，{state}"
    matter = telling.needed(first, day, home, about, "environment", visit=visit, kind=kind)
    for verb in moves:
        # The answer is asked by another than who did it.
        by = world.users["linxiaohe"] if verb == "matter.answer" else first
        life.move(matter, verb, by=by, on=day, words="" if verb == "wish.publish" else "说清楚了")
    assert matter.state == state
    return matter


def _give_away(world: World, matter: Matter, today: date) -> None:
    """The long story: up to the township, to the water station, and two take part."""
    first, clerk, water = (world.users[name] for name in ("weichanghe", "zhouqiming", "luzhixin"))
    station = Organisation.objects.get(name="安石镇水利站")
    life.escalate(matter, by=first, on=today, words="村里办不了涵管")
    life.assign(matter, by=clerk, on=today, person=water, organisation=station, words="院门口一段接涵管")
    life.move(matter, "matter.handle", by=water, on=today, words="去看过了")


def _cards_wait(world: World, day: date) -> Visit:
    cards = cards_of(read(WAITING, written_on=day, roster=roster_of(cast.ZHONGXIANG)))
    entry = saving.Entry(new_id(), world.village, day, "visit", WAITING, cards)
    return saving.keep(entry, by=world.users["weichanghe"], today=day)


def _prepared(world: World, today: date) -> UUID:
    """A large ledger the village's first secretary asked for."""
    month = asking.month_of("", on=today)
    preparing.ask(LEDGERS["households"], place=world.village, month=month, by=world.users["weichanghe"], on=today, purpose=None)
    return Event.objects.get(verb=preparing.ASKED).pk


def _imported(world: World, path: Path) -> LedgerImport:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["户编号", "姓名", "与户主关系", "身份证号", "联系电话", "户类别"])
    sheet.append(["301", "赵长林", "户主", id_number("220499", "19580304", 11), "13800001111", "低保户"])
    sheet.append(["302", "孙喜田", "户主", id_number("220499", "19580304", 15)[:-1], "13800002222", ""])
    book.save(path)
    importing.import_file(path, place=world.village, filename=path.name, by=world.users["weichanghe"], at=timezone.now())
    return LedgerImport.objects.get()
