"""The small world that tests share: two townships, three villages, six of the cast, a handful of households."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from minqing import cast as demo
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Role, User
from minqing.inventing import Invention
from minqing.records.matters import first_rights
from minqing.records.people.models import Household
from tests.remembering import remembered

PLACES = (
    ("22", "吉林省", "province"), ("2204", "辽源市", "city"), ("220422", "东辽县", "county"), ("220422100", "白泉镇", "township"),
    ("220422102", "安石镇", "township"), ("220422100003", "镇南社区", "village"), ("220422102209", "中香村", "village"),
    ("220422102210", "朝阳村", "village"), ("220422102209001", "一社", "group"), ("220422102209002", "二社", "group"),
)  # fmt: skip
TODAY = date(2026, 4, 22)


@dataclass
class World:
    """Handles to the cast. `users` by account, `homes` by head's name, `client(account)` is signed in."""

    users: dict[str, User]
    homes: dict[str, Household]
    today: date = TODAY

    @property
    def village(self) -> Place:
        return Place.objects.get(pk=demo.ZHONGXIANG)

    @property
    def neighbour(self) -> Place:
        return Place.objects.get(pk=demo.NEIGHBOUR)

    def client(self, username: str = "") -> Client:
        """A browser, signed in as one of the cast, or signed out."""
        client = Client()
        if username:
            client.force_login(self.users[username], backend="minqing.ground.staff.recognising.Accounts")
        return client


def small_places() -> None:
    """The few places of the small world, without the official list."""
    above = {code: max((other for other, _, _ in PLACES if code.startswith(other) and other != code), key=len, default=None)
             for code, _, _ in PLACES}  # fmt: skip
    Place.objects.bulk_create(
        [Place(code=code, name=name, level=level, parent_id=above[code], county=code[:6]) for code, name, level in PLACES],
        ignore_conflicts=True,
    )


def first_data() -> None:
    """Roles and example rules again, for a test with real transactions empties every table behind itself."""
    if Role.objects.exists():
        return
    for module in (
        "minqing.ground.staff.migrations.0002_first_roles",
        "minqing.records.visits.migrations.0002_example_rhythms",
        "minqing.records.matters.migrations.0002_example_deadlines",
        "minqing.records.matters.migrations.0004_example_rules",
    ):
        importlib.import_module(module).fill(apps, None)
    first_rights.grant(apps)


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    """The small world. 中香村: 李桂兰 (低保, three people), 王德福, 刘福贵, 张玉珍 (alone); 朝阳村: 贾永年. Photographs go into `tmp_path`."""
    settings.MEDIA_ROOT = tmp_path / "media"
    first_data()
    return remembered("world", _small_world)


def _small_world() -> World:
    small_places()
    here = {part.username: part for part in demo.PARTS if any(part.place == code for code, _, _ in PLACES)}
    users = demo.staff(here.values())
    people = Invention(1, "220499")
    homes: dict[str, Household] = {}
    for code, section, heads in (
        (f"{demo.ZHONGXIANG}001", "一社", (("李桂兰", "女", 3), ("王德福", "男", 2))),
        (f"{demo.ZHONGXIANG}002", "二社", (("刘福贵", "男", 4), ("张玉珍", "女", 1))),
        (demo.NEIGHBOUR, "一组", (("贾永年", "男", 3),)),
    ):
        families = [people.family(size, head=name, sex=sex) for name, sex, size in heads]
        groups = {0: ("低保",)} if section == "一社" else {}
        if section == "二社":
            families[1][0].groups.append("独居老人")
        for home in demo.settle(Place.objects.get(pk=code), families, section=section, groups=groups):
            homes[home.head_name] = home
    return World(users, homes)
