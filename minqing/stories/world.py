"""The demo world as a whole: the cast on its places, every story told, and what follows from it worked off."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from minqing import cast
from minqing.ground.journal import draining, sealing
from minqing.readings.figures import tallying
from minqing.stories import dijiao, disputes, dongliao, errands, gengxia, recent, safety, tiexi, water, wishes, works


def build(today: date) -> None:
    """Everything: places, staff, households, a quarter of 2023, and the last weeks before today."""
    with transaction.atomic():
        cast.places()
        cast.staff()
        for story in (dongliao, gengxia, tiexi, dijiao, disputes, works, safety, errands, wishes):
            story.tell()
        recent.tell(today)
        for lately in (dijiao, works, wishes, safety, water):
            lately.lately(today)
    while draining.drain():
        pass
    tallying.reconcile(today=today)
    while sealing.seal_batch():
        pass
