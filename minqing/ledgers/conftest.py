"""What the tests of ledgers and briefs share."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from minqing.ground.journal import Person
from minqing.ground.staff.first_roles import ROLES
from minqing.ground.staff.models import Role
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called, Promised


@pytest.fixture(autouse=True)
def roles(db: Any) -> None:
    """The first roles, also where the tables were made without migrations."""
    Role.objects.bulk_create([Role(key=key, name=name, verbs=verbs) for key, name, verbs in ROLES], ignore_conflicts=True)


class Month:
    """A lived-in April in 中香村: entries, promises, needs and a wish, one of each fate."""

    def __init__(self, world: Any) -> None:
        by, place, today = world.users["weichanghe"], world.village, world.today
        li, wang, liu, zhang = (world.homes[name] for name in ("李桂兰", "王德福", "刘福贵", "张玉珍"))
        record = Visit.objects.record
        first = record(
            by=by, place=place, visited_on=date(2026, 4, 3), words="去看排水沟。", today=today,
            calls=[Called(li, True, 2), Called(wang)], promises=[Promised("李桂兰家的沟月中前挖开", date(2026, 4, 10), li)],
        )  # fmt: skip
        record(
            by=by, place=place, visited_on=date(2026, 4, 13), words="去看张玉珍。", today=today,
            calls=[Called(zhang), Called(liu, False, 0)], promises=[Promised("陪着去县医院复查", date(2026, 5, 6), zhang)],
        )  # fmt: skip
        record(by=by, place=place, visited_on=date(2026, 4, 15), words="开村民会。", today=today, kind="meeting")
        opened = Matter.objects.open
        self.solved = opened(
            kind="need", about="门前排水沟堵了", place=place, by=by, on=date(2026, 4, 3), household=li, visit=first
        )
        life.accept(self.solved, by=by, on=date(2026, 4, 3))
        life.report_done(self.solved, by=by, on=date(2026, 4, 12), words="挖开了")
        life.judge(self.solved, solved=True, by=world.users["linxiaohe"], on=date(2026, 4, 14), words="不进水了", satisfied=True)
        self.late = opened(kind="need", about="=1+1 低保卡丢了", place=place, by=by, on=date(2026, 4, 5), household=wang)
        life.accept(self.late, by=by, on=date(2026, 4, 6))
        Matter.objects.filter(pk=self.late.pk).update(due_on=date(2026, 4, 20))
        self.wish = opened(kind="wish", about="张玉珍想要老花镜", place=place, by=by, on=date(2026, 4, 8), household=zhang)
        self.next = opened(
            kind="need", about="@弯道护栏坏了", place=place, by=Person("刘福贵"), on=date(2026, 4, 9), asker="刘福贵", phone="13900000101"
        )  # fmt: skip
        # Days allowed are set by hand: the example deadlines of a migrated database are not what is tested here.
        Matter.objects.exclude(pk=self.late.pk).update(due_on=None)
        Matter.objects.filter(pk=self.next.pk).update(due_on=date(2026, 5, 9))


@pytest.fixture
def april(world: Any) -> Month:
    return Month(world)


@pytest.fixture
def present_day(monkeypatch: pytest.MonkeyPatch, world: Any) -> None:
    """The day on which the small world lives, for views that ask the clock."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: world.today)
