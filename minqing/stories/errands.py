"""铁西区, the second half of 2022: 1,506 errands run for residents, written in bulk (`writing`).

One errand for each weekday goes by the verbs; the others are its copies, whole weeks later, with names, papers and places of their
own.
"""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import models

from minqing import cast
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.inventing import FEMALE, MALE, SURNAMES
from minqing.lib.fields import new_id
from minqing.records.matters import life
from minqing.records.matters.models import Handling, Judgement, Matter, Move
from minqing.records.matters.models.errand import Errand
from minqing.stories.writing import Rows

DISTRICT, TOWNSHIP = "220302", "220302200"
COUNT, WEEKS = 1506, 22
BEGUN = date(2022, 7, 4)
# What, which paper, which office, field, where it is done.
SORTS = (
    ("替老人办养老金年审，他不会用手机", "养老金年审", "区社保局", "security", "phone"), ("孩子上大学，办助学金申请表", "助学金申请表", "区教育局", "education", "office"),
    ("慢病药费报销，他走不动", "慢病门诊报销", "镇卫生院", "medical", "office"), ("残疾证到期要换", "残疾证换证", "区残联", "security", "office"),
    ("老年优待证照片要重照", "老年优待证", "乡民政办", "security", "home"), ("医保交不上，卡绑错了", "城乡居民医保缴费", "乡便民服务中心", "medical", "online"),
    ("新生儿上户口，两口子在外打工", "出生登记", "派出所", "other", "office"), ("地力补贴的卡号变了", "补贴卡号变更", "乡财政所", "work", "office"),
)  # fmt: skip
WAYS = ("for", "for", "for", "with", "booked")


def tell() -> None:
    """Tell all of them."""
    by, checker = cast.who("qinshouyi"), cast.who("tieximin")
    places = list(Place.objects.within(TOWNSHIP).filter(level="village").order_by("code"))
    patterns = [_pattern(by, checker, places[0], BEGUN + timedelta(days=n)) for n in range(5)]
    rows = Rows(Random(COUNT))
    for number in range(COUNT - len(patterns)):
        days = 7 * (1 + number // len(patterns) % WEEKS)
        _copied(rows, patterns[number % len(patterns)], places[number % len(places)], days, SORTS[number % len(SORTS)])
    rows.store()


def _pattern(by: User, checker: User, place: Place, day: date) -> dict[type[models.Model], list[Any]]:
    """One errand by the verbs, and its rows."""
    about, paper, office, category, how = SORTS[0]
    matter = Matter.objects.open(
        kind="errand", about=about, category=category, place=place, by=by, on=day, asker="王德福",
        details={"paper": paper, "office": office, "how": how, "way": "for"},
    )  # fmt: skip
    life.accept(matter, by=by, on=day)
    life.move(
        matter,
        "matter.report_done",
        by=by,
        on=day + timedelta(days=1),
        words="办下来了，当面交给他",
        details={"number": "", "again_on": None},
    )
    life.move(
        matter, "matter.answer", by=checker, on=day + timedelta(days=2), words="办好了，省得跑", way="phone", satisfied=True
    )
    rows: dict[type[models.Model], list[Any]] = {
        model: list(model._default_manager.filter(matter=matter).order_by("pk")) for model in (Errand, Handling, Judgement, Move)
    }
    return {Matter: [Matter.objects.get(pk=matter.pk)], **rows, Event: list(Event.objects.of(matter).order_by("id"))}


def _copied(
    rows: Rows, pattern: dict[type[models.Model], list[Any]], place: Place, days: int, sort: tuple[str, str, str, str, str]
) -> None:
    (about, paper, office, category, how), chance = sort, rows.chance
    own = {"id": new_id(), "receipt": rows.receipt(), "asker": chance.choice(SURNAMES) + chance.choice(MALE + FEMALE)}
    later = timedelta(days=days)
    matter = _shifted(pattern[Matter][0], later, about=about, category=category, place_id=place.pk, **own)
    stands = {"matter_id": matter.id, "place_id": place.pk}
    file = _shifted(pattern[Errand][0], later, matter_id=matter.id, paper=paper, office=office, how=how, way=chance.choice(WAYS))
    rows.put(Matter, matter)
    rows.put(Errand, file)
    for model in (Handling, Judgement, Move):
        rows.put(model, *(_shifted(row, later, id=new_id(), **stands) for row in pattern[model]))
    for row in pattern[Event]:
        after = {**row.after, **({"about": about, "category": category} if row.verb == "matter.open" else {})}
        told = _shifted(row, later, id=new_id(), at=rows.at, object_id=str(matter.id), place=place.pk, after=after)
        told.cells = sorted({(place.pk, day.isoformat()[:7]) for day in (told.on, matter.opened_on)})
        rows.put(Event, told)


def _shifted(row: Any, later: timedelta, **changed: Any) -> Any:
    """The row, so much later, with other values where they are given."""
    found = copy(row)
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, date) and isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            setattr(found, field.attname, value + later)
    for name, value in changed.items():
        setattr(found, name, value)
    return found
