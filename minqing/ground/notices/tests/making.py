"""Notices and channels for the tests of this room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.ground.notices.models import Notice, NoticeChannel
from minqing.ground.notices.writing import Word, write

KEY = "0a1b2c3d-0000-1111-2222-333344445555"


def clock(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of April 2026 by the clock on the wall."""
    return timezone.make_aware(datetime(2026, 4, day, hour, minute))


def noticed(world: World, username: str, key: str, at: datetime, **more: Any) -> Notice:
    """One notice about 中香村, as a follow-up would write it."""
    known: dict[str, Any] = {
        "sentence": f"派给你一件事：李桂兰家 {key}", "url": "/today/", "sort": "given", "verb": "matter.assign", "key": key,
        "day": timezone.localdate(at), "place": cast.ZHONGXIANG,
    }  # fmt: skip
    write([Word(user=world.users[username], **{**known, **more})], at=at)
    return Notice.objects.get(user=world.users[username], key=key)


def channel(world: World, username: str, kind: str = "wecom", address: str = KEY, **more: Any) -> NoticeChannel:
    return NoticeChannel.objects.add(world.users[username], kind=kind, address=address, **more)
