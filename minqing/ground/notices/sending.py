"""Sending what is due: the worker's job of each minute.

First the notices become messages, one for each channel (`collect`), then the messages go out with retries (`post`). What a
message says is only how many there are of which sort; everything else is read in the program.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from minqing.ground.notices import carrying, sorts
from minqing.ground.notices.models import Notice, NoticeChannel, NoticeMessage, NoticePreference
from minqing.ground.staff.models import User

log = logging.getLogger(__name__)

# How long after each failed try the next one comes; after the last a message is given up and its trouble stays on the page.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 180))
# Older than this, what was to be said at once is no news any more: the digest and the program have it.
FRESH = timedelta(days=1)
# What a digest looks back on when somebody had none for a while.
BACK = timedelta(days=7)
A_ROUND = 200
# Begins the key of a message that goes out in quiet hours.
ALARM = "alarm:"
KEPT_READ, KEPT_UNREAD, KEPT_MESSAGES = timedelta(days=90), timedelta(days=365), timedelta(days=30)


@dataclass
class Sent:
    """What one round did: messages made, arrived, failed."""

    made: int = 0
    arrived: int = 0
    failed: int = 0


def send_due(*, at: datetime, limit: int = A_ROUND) -> Sent:
    """Make messages of what is due at a moment, and send them. Without channels this is three small queries."""
    done = Sent(made=collect(at=at))
    post(at=at, limit=limit, done=done)
    return done


def collect(*, at: datetime) -> int:
    """Turn notices into messages: urgent ones at once outside quiet hours (of danger at any hour), others into one digest a day."""
    return _collect_urgent(at) + _collect_digests(at)


def _collect_urgent(at: datetime) -> int:
    channels = _channels(at_once=True)
    alarms = {sort.key for sort in sorts.listed() if sort.at_any_hour}
    fresh = Notice.objects.filter(urgent=True, sent_at=None, read_at=None, made_at__gt=at - FRESH, made_at__lte=at)
    waiting = _by_user(fresh.filter(user__in=list(channels)))
    made = 0
    for user, notices in waiting.items():
        quiet = _preference(user).is_quiet(at)
        if quiet:
            notices = [notice for notice in notices if notice.sort in alarms]
        if not notices:
            continue
        key = f"{ALARM if quiet else 'now:'}{notices[0].pk}"
        with transaction.atomic():
            made += _make(channels[user.pk], key, at_once(notices), notices, at)
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=at)
    return made


def _collect_digests(at: datetime) -> int:
    channels = _channels(digest=True)
    day = timezone.localdate(at)
    key = f"digest:{day.isoformat()}"
    told = set(NoticeMessage.objects.filter(key=key).values_list("channel__user", flat=True))
    fresh = Notice.objects.filter(digest_on=None, read_at=None, made_at__gt=at - BACK, made_at__lte=at)
    waiting = _by_user(fresh.filter(user__in=[user for user in channels if user not in told]))
    made = 0
    for user, notices in waiting.items():
        chosen = _preference(user)
        moment = chosen.digest_moment(day)
        counted = [notice for notice in notices if notice.made_at <= moment]
        if at < moment or chosen.is_quiet(at) or not counted:
            continue
        with transaction.atomic():
            made += _make(channels[user.pk], key, digest(counted), counted, at)
            rows = Notice.objects.filter(pk__in=[notice.pk for notice in counted])
            rows.update(digest_on=day)
            rows.filter(sent_at=None).update(sent_at=at)
    return made


def _channels(**used: bool) -> dict[Any, list[NoticeChannel]]:
    found: dict[Any, list[NoticeChannel]] = defaultdict(list)
    for channel in NoticeChannel.objects.filter(user__is_active=True, kind__in=settings.NOTICE_CHANNELS, **used).order_by("id"):
        found[channel.user_id].append(channel)
    return found


def _by_user(notices: Any) -> dict[User, list[Notice]]:
    found: dict[User, list[Notice]] = defaultdict(list)
    for notice in notices.select_related("user__notice_preference").order_by("made_at", "id"):
        found[notice.user].append(notice)
    return found


def _preference(user: User) -> NoticePreference:
    return getattr(user, "notice_preference", None) or NoticePreference(user=user)


def _make(channels: Iterable[NoticeChannel], key: str, said: tuple[str, str], notices: list[Notice], at: datetime) -> int:
    title, words = said
    link = _link(reverse("notices:open", args=[notices[0].pk]) if len(notices) == 1 else reverse("notices:list"))
    rows = [
        NoticeMessage(channel=channel, key=key, title=title, words=f"{words}{link}", made_at=at, next_at=at)
        for channel in channels
    ]
    return len(NoticeMessage.objects.bulk_create(rows, ignore_conflicts=True))


def at_once(notices: list[Notice]) -> tuple[str, str]:
    """Title and words of an urgent message."""
    title = f"民情：有 {_counts(notices)}"
    return title[:100], f"{title}，打开民情看。"


def digest(notices: list[Notice]) -> tuple[str, str]:
    """Title and words of a day's digest."""
    title = f"民情：今天还有 {len(notices)} 件没看"
    return title, f"{title}：{_counts(notices)}。打开民情看。"


def _counts(notices: list[Notice]) -> str:
    """`2 件新派给你的事、1 件快到期的事`: the sorts in their order, and nothing of what they are about."""
    found = Counter(notice.sort for notice in notices)
    ordered = [sort for sort in sorts.listed() if sort.key in found]
    return "、".join(f"{found[sort.key]} 件{sort.outside}" for sort in ordered) or f"{len(notices)} 件事"


def _link(path: str) -> str:
    return f"\n{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else ""


def post(*, at: datetime, limit: int = A_ROUND, done: Sent | None = None) -> Sent:
    """Send the messages that are due, the oldest first."""
    done = done or Sent()
    due = NoticeMessage.objects.filter(sent_at=None, next_at__lte=at).order_by("next_at", "id")
    for message in due.select_related("channel__user__notice_preference")[:limit]:
        chosen = _preference(message.channel.user)
        if chosen.is_quiet(at) and not message.key.startswith(ALARM):
            NoticeMessage.objects.filter(pk=message.pk).update(next_at=chosen.quiet_until(at))
        elif _claimed(message, at):
            _send(message, at, done)
    return done


def _claimed(message: NoticeMessage, at: datetime) -> bool:
    """Take a message for one try. Who loses the race leaves it; who dies with it has it tried again after the pause."""
    over = message.attempts >= len(PAUSES) or message.made_at <= at - FRESH
    later = None if over else at + PAUSES[message.attempts]
    mine = NoticeMessage.objects.filter(pk=message.pk, attempts=message.attempts, sent_at=None)
    return bool(mine.update(attempts=F("attempts") + 1, next_at=later))


def _send(message: NoticeMessage, at: datetime, done: Sent) -> None:
    trouble = carrying.carry(message.channel, message.title, message.words)
    with transaction.atomic():
        NoticeMessage.objects.filter(pk=message.pk).update(trouble=trouble[:300], sent_at=None if trouble else at)
        message.channel.heard(trouble, at=at)
    if trouble:
        done.failed += 1
    else:
        done.arrived += 1


def try_out(channel: NoticeChannel, *, at: datetime) -> str:
    """Send a trial message now, whatever the hour, and say what came of it: empty when it was taken."""
    words = f"民情：这是一条试发，收到就是通了。{_link(reverse('notices:list'))}"
    trouble = carrying.carry(channel, "民情：试发", words)
    channel.heard(trouble, at=at)
    return trouble


def clear(*, at: datetime) -> int:
    """Forget old notices and messages: sentences name people, and what is done needs no reminder. Says how many went."""
    read, _ = Notice.objects.filter(made_at__lt=at - KEPT_READ, read_at__isnull=False).delete()
    unread, _ = Notice.objects.filter(made_at__lt=at - KEPT_UNREAD).delete()
    messages, _ = NoticeMessage.objects.filter(made_at__lt=at - KEPT_MESSAGES).delete()
    return read + unread + messages
