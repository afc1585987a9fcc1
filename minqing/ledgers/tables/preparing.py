"""Ledgers too long to wait for: asked for on the page, made by the worker, told of by a notice, kept three days.

What is owed stands in the journal (`ledger.prepare`), what is made in a folder of its own, readable by nobody else; whoever
asked for it fetches it, with the right they have on that day. Without the worker nothing is lost, only later.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from minqing.ground.journal import Actor, note
from minqing.ground.journal.models import Event
from minqing.ground.notices.sorts import Sort
from minqing.ground.notices.writing import tell
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.ledgers import asking
from minqing.ledgers.asking import Month
from minqing.ledgers.tables import exporting
from minqing.ledgers.tables.catalogue import LEDGERS
from minqing.ledgers.tables.ledger import Ledger
from minqing.lib.refusal import NotNow

log = logging.getLogger(__name__)

ASKED = "ledger.prepare"
SORT = Sort("prepared", "我要的大台账做好了", "做好的台账", 60)
# Two and a half thousand rows a second go into a sheet on a small machine: ten seconds is what a browser waits for without doubt.
MOST_AT_ONCE = 20_000
KEPT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Asked:
    """A ledger somebody asked for. `state` is waiting, ready or failed; `why` says why it failed, `where` is the place's name."""

    pk: UUID
    ledger: Ledger
    place: str
    month: Month
    full: bool
    at: datetime
    state: str
    why: str = ""
    where: str = ""

    @property
    def do(self) -> str:
        """The verb that taking it away needs."""
        return "ledger.export_full" if self.full else "ledger.export"


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "prepared"


def file_of(pk: UUID) -> Path:
    return folder() / f"{pk.hex}.xlsx"


def _trouble_of(pk: UUID) -> Path:
    return folder() / f"{pk.hex}.trouble"


def ask(ledger: Ledger, *, place: Place, month: Month, by: Actor, on: date, purpose: str | None) -> None:
    """Put a ledger on the list of what is to be made; asked for again while it waits, it is made once. Raises NotNow."""
    words = exporting.purpose_of(purpose)
    after = {"ledger": ledger.key, "month": month.key, "full": purpose is not None}
    with transaction.atomic():
        waiting = (asked for asked in asked_by(by, at=timezone.now()) if asked.state == "waiting")
        if any((a.ledger.key, a.place, a.month.key, a.full) == (ledger.key, place.pk, month.key, after["full"]) for a in waiting):
            return
        note(ASKED, place, by=by, on=on, place=place.pk, words=words, after=after)


def asked_by(by: Actor, *, at: datetime) -> list[Asked]:
    """What somebody asked for in the days that files are kept, newest first."""
    events = list(Event.objects.filter(verb=ASKED, actor_id=str(by.pk), at__gte=at - KEPT).order_by("-id"))
    places = Place.objects.in_bulk({event.place for event in events}) if events else {}
    return [_asked(event, places[event.place].short_name if event.place in places else "") for event in events]


def _asked(event: Event, where: str = "") -> Asked:
    said: dict[str, Any] = event.after or {}
    trouble = _trouble_of(event.pk)
    state = "ready" if file_of(event.pk).exists() else "failed" if trouble.exists() else "waiting"
    return Asked(
        event.pk, LEDGERS[said["ledger"]], event.place, asking.month_of(said["month"], on=event.on), said["full"], event.at, state,
        trouble.read_text() if state == "failed" else "", where,
    )  # fmt: skip


def fetched(pk: UUID, *, by: User, scope: Scope) -> tuple[Path, str]:
    """The file and its name. 404 for anybody else than who asked, and where they may not have it any more; NotNow until it is made."""
    event = Event.objects.filter(pk=pk, verb=ASKED, actor_id=str(by.pk)).first()
    if event is None:
        raise Http404("没有这份台账。")
    asked = _asked(event)
    place = asking.place_of(scope, asked.place, see="ledger.see", do=(asked.ledger.see, asked.do))
    if asked.state == "failed":
        raise NotNow(f"这份没做成：{asked.why}")
    if asked.state != "ready":
        gone = event.at < timezone.now() - KEPT
        raise NotNow("这份留了三天，已经清掉了，在台账里再要一份。" if gone else "这份还在做，做好了在通知里告诉你。")
    return file_of(pk), exporting.file_name_of(asked.ledger, place, asked.month, full=asked.full)


def prepare_due(*, at: datetime) -> int:
    """Make what was asked for and is not made, oldest first, and clear away what was kept long enough; says how many were made."""
    with _alone() as mine:
        if not mine:
            return 0
        _sweep(at - KEPT)
        events = Event.objects.filter(verb=ASKED, at__gte=at - KEPT).order_by("id")
        return sum(_prepare(event) for event in events if _asked(event).state == "waiting")


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is making ledgers; a process that dies lets go by itself."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _sweep(before: datetime) -> None:
    for path in folder().iterdir():
        if path.name != "lock" and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def _prepare(event: Event) -> bool:
    user = User.objects.filter(pk=event.actor_id, is_active=True).first()
    try:
        if user is None:
            raise NotNow("要这份台账的账号停用了。")
        _make(event, user)
    except Exception as trouble:
        why = trouble.sentence if isinstance(trouble, NotNow) else "系统出了错，再要一次；还不行请找管理员。"
        if not isinstance(trouble, NotNow):
            log.exception("ledger %s could not be made", event.pk)
        _trouble_of(event.pk).write_text(why)
    asked = _asked(event)
    if user is not None:
        said = (
            f"你要的{asked.ledger.title}做好了，三天内下载。"
            if asked.state == "ready"
            else f"你要的{asked.ledger.title}没做成：{asked.why}"
        )
        url = f"{reverse('tables:list')}?place={asked.place}&month={asked.month.key}"
        with transaction.atomic():
            tell([user], said, url=url, event=event, sort=SORT.key, to_actor=True)
    return asked.state == "ready"


def _make(event: Event, user: User) -> None:
    """Write the file under another name first: what is half made is never fetched. The rights are those of today."""
    asked, today = _asked(event), timezone.localdate()
    scope = Scope(user, today)
    if not all(scope.may(verb, asked.place) for verb in ("ledger.see", asked.ledger.see, asked.do)):
        raise NotNow("你现在的岗位不能下载这一份。")
    part = file_of(event.pk).with_suffix(".part")
    with part.open("wb") as target:
        part.chmod(0o600)
        exporting.export(
            target, asked.ledger, place=Place.objects.get(pk=asked.place), month=asked.month, by=user, on=today,
            purpose=event.words if asked.full else None,
        )  # fmt: skip
    part.replace(file_of(event.pk))
