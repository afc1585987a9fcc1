"""What residents do, as the tests say it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from minqing import cast
from minqing.conftest import World
from minqing.faces.portal import stamps
from minqing.records.matters import life
from minqing.records.matters.models import Matter

HERE = cast.ZHONGXIANG
WORDS = "我是李桂兰，一社1号，13900001234。门前排水沟堵了，王德福大爷家也进水。请来看看！"
# What some kinds must be told besides; the others do not look at it.
OWN = {"own_spot": "村口小桥，靠河那边", "own_company": "桂兰豆腐坊", "own_way": "for"}
PERSONAL = ("李桂兰", "13900001234", "1号")


def photo(colour: str = "red", name: str = "a.jpg") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (90, 60), colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def said(**more: object) -> dict[str, Any]:
    return {
        "id": stamps.new(),
        "words": WORDS,
        "category": "environment",
        "name": "李桂兰",
        "phone": "139 0000 1234",
        **OWN,
        **more,
    }


def ask(client: Client, kind: str = "need", **more: object) -> Matter:
    answer = client.post(reverse("portal:ask", args=[HERE, kind]), said(**more))
    assert answer.status_code == 302, answer.content.decode()
    return Matter.objects.order_by("-recorded_at")[0]


def follow(client: Client, receipt: str, code: str) -> Any:
    return client.post(reverse("portal:follow", args=[HERE]), {"receipt": receipt, "code": code}, follow=True)


def opened(matter: Matter) -> Client:
    """A browser in which the matter is open."""
    client = Client()
    assert follow(client, matter.receipt, matter.receipt_code).status_code == 200
    return client


def do(client: Client, act: str, matter: Matter, version: int | None = None, **given: object) -> Any:
    fresh = Matter.objects.get(pk=matter.pk)
    given = {"version": fresh.version if version is None else version, **given}
    return client.post(reverse(f"portal:{act}", args=[HERE]), given, follow=True)


def judge(matter: Matter, verdict: str, words: str = "", **more: object) -> Any:
    return do(opened(matter), "answer", matter, verdict=verdict, words=words, **more)


def done(world: World, matter: Matter) -> None:
    by, on = world.users["linxiaohe"], timezone.localdate()
    life.accept(matter, by=by, on=on)
    life.report_done(matter, by=by, on=on, words="李桂兰家门前的沟清通了")
