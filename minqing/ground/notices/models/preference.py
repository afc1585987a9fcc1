"""When and of what somebody wants to be told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models, transaction
from django.utils import timezone

from minqing.ground.journal import note
from minqing.ground.staff.models import User

QUIET_FROM, QUIET_TO, DIGEST_AT = time(21, 0), time(7, 30), time(18, 0)


class NoticePreferenceQuerySet(models.QuerySet["NoticePreference"]):
    def of(self, user: User) -> NoticePreference:
        """Somebody's own, or what holds until they choose."""
        return self.filter(user=user).first() or NoticePreference(user=user)

    def choose(self, user: User, *, quiet_from: time, quiet_to: time, digest_at: time, off: list[str]) -> NoticePreference:
        """Store what somebody chose."""
        with transaction.atomic():
            chosen, _ = self.update_or_create(
                user=user, defaults={"quiet_from": quiet_from, "quiet_to": quiet_to, "digest_at": digest_at, "off": sorted(off)}
            )
            note("notice.choose", chosen, by=user)
        return chosen


class NoticePreference(models.Model):
    """`off` are the sorts that somebody does not want; quiet hours are hours of the clock and may span midnight.

    Equal ends mean no quiet hours. The defaults are a suggestion of the program that each person changes for themselves.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="notice_preference")
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_to = models.TimeField(default=QUIET_TO)
    digest_at = models.TimeField(default=DIGEST_AT)
    off = models.JSONField(default=list)

    objects = NoticePreferenceQuerySet.as_manager()

    class Meta:
        db_table = "notice_preference"

    def __str__(self) -> str:
        return f"{self.quiet_from:%H:%M}–{self.quiet_to:%H:%M}"

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing may be sent at a moment."""
        return in_hours(timezone.localtime(at).time(), self.quiet_from, self.quiet_to)

    def quiet_until(self, at: datetime) -> datetime:
        """The end of the quiet hours that hold at a moment; the moment itself outside of them."""
        if not self.is_quiet(at):
            return at
        local = timezone.localtime(at)
        end = local.replace(hour=self.quiet_to.hour, minute=self.quiet_to.minute, second=0, microsecond=0)
        return end if end > local else end + timedelta(days=1)

    def digest_moment(self, day: date) -> datetime:
        """When a day's digest is due."""
        return timezone.make_aware(datetime.combine(day, self.digest_at))


def in_hours(clock: time, first: time, last: time) -> bool:
    """Whether an hour of the clock lies in a span that may go over midnight; the end is outside.

    >>> in_hours(time(23), time(21), time(7, 30)), in_hours(time(7, 30), time(21), time(7, 30))
    (True, False)
    """
    if first <= last:
        return first <= clock < last
    return clock >= first or clock < last
