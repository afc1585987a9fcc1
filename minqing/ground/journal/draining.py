"""Working off the follow-ups, each with its own done mark."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from minqing.ground.journal import verbs
from minqing.ground.journal.models.follow_up import MOST_ATTEMPTS, FollowUp

log = logging.getLogger(__name__)

# Long enough for the slowest task; a worker that died holding a claim loses it after this.
CLAIM_LASTS = timedelta(minutes=10)
# So many follow-ups of one task are done at once where the task can.
AT_ONCE = 200


def drain(limit: int = 1000) -> int:
    """Do what is owed, oldest first, and say how many were done. A failed one is tried again with growing pauses.

    What can be done for many events at once is done so; what was tried before is tried alone.
    """
    done = 0
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    owed = FollowUp.objects.filter(free, done_at=None, attempts__lt=MOST_ATTEMPTS).select_related("event").order_by("id")
    alike: dict[str, list[FollowUp]] = {}
    for follow_up in list(owed[:limit]):
        if follow_up.task in verbs.together and follow_up.claimed_at is None:
            alike.setdefault(follow_up.task, []).append(follow_up)
        else:
            done += _work_off(follow_up)
    for some in alike.values():
        for begin in range(0, len(some), AT_ONCE):
            done += _work_off_together(some[begin : begin + AT_ONCE])
    return done


def _work_off(follow_up: FollowUp) -> bool:
    if not _claim([follow_up]):
        return False
    try:
        with transaction.atomic():
            verbs.tasks[follow_up.task](follow_up.event)
            _done([follow_up])
    except Exception as trouble:
        log.exception("follow-up %s failed", follow_up)
        # The claim is kept: it stands in the way for CLAIM_LASTS, which is the pause before the next try.
        FollowUp.objects.filter(pk=follow_up.pk).update(trouble=f"{type(trouble).__name__}: {trouble}"[:2000])
        return False
    return True


def _work_off_together(some: list[FollowUp]) -> int:
    """Follow-ups of one task at once. Should that fail, or another worker have some of them, one by one: the bad one alone waits."""
    if len(some) > 1 and _claim(some):
        try:
            verbs.together[some[0].task]([follow_up.event for follow_up in some])
        except Exception:
            log.warning("%s failed for %s at once, tried one by one", some[0].task, len(some))
            FollowUp.objects.filter(pk__in=[each.pk for each in some]).update(claimed_at=None, attempts=F("attempts") - 1)
        else:
            return _done(some)
    return sum(_work_off(follow_up) for follow_up in some)


def _claim(some: list[FollowUp]) -> bool:
    """Take them, all or none: of two workers one gets them. They bear the same mark."""
    with transaction.atomic():
        # What somebody took since it was read has another mark.
        same = FollowUp.objects.filter(pk__in=[each.pk for each in some], done_at=None, claimed_at=some[0].claimed_at)
        taken = same.update(claimed_at=timezone.now(), attempts=F("attempts") + 1)
        if taken != len(some):
            transaction.set_rollback(True)
    return taken == len(some)


def _done(some: list[FollowUp]) -> int:
    return FollowUp.objects.filter(pk__in=[each.pk for each in some]).update(done_at=timezone.now(), trouble="")


def owed() -> int:
    """How many follow-ups are not done yet."""
    return FollowUp.objects.filter(done_at=None).count()


def ask() -> None:
    """Put a drain into the worker's queue."""
    from minqing import schedule

    schedule.drain_soon()
