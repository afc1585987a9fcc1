"""Working off the follow-ups, one by one, each with its own done mark."""

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


def drain(limit: int = 1000) -> int:
    """Do what is owed, oldest first, and say how many were done. A failed one is tried again with growing pauses."""
    done = 0
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    owed = FollowUp.objects.filter(free, done_at=None, attempts__lt=MOST_ATTEMPTS).select_related("event").order_by("id")
    for follow_up in list(owed[:limit]):
        done += _work_off(follow_up)
    return done


def _work_off(follow_up: FollowUp) -> bool:
    now = timezone.now()
    claimed = FollowUp.objects.filter(pk=follow_up.pk, done_at=None, claimed_at=follow_up.claimed_at).update(
        claimed_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    try:
        with transaction.atomic():
            verbs.tasks[follow_up.task](follow_up.event)
            FollowUp.objects.filter(pk=follow_up.pk).update(done_at=timezone.now(), trouble="")
    except Exception as trouble:
        log.exception("follow-up %s failed", follow_up)
        # The claim is kept: it stands in the way for CLAIM_LASTS, which is the pause before the next try.
        FollowUp.objects.filter(pk=follow_up.pk).update(trouble=f"{type(trouble).__name__}: {trouble}"[:2000])
        return False
    return True


def owed() -> int:
    """How many follow-ups are not done yet."""
    return FollowUp.objects.filter(done_at=None).count()


def ask() -> None:
    """Put a drain into the worker's queue."""
    from minqing import schedule

    schedule.drain_soon()
