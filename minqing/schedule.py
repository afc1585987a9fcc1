"""Every periodic job on one screen, and the worker's queue.

huey keeps its queue in a SQLite file of its own: what is in it is only a nudge. The work itself stands as rows in the
database (`FollowUp`), written with the change, so that a lost queue loses nothing.
"""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from huey import SqliteHuey, crontab
from huey.serializer import SignedSerializer

log = logging.getLogger(__name__)

settings.QUEUE_FILE.parent.mkdir(parents=True, exist_ok=True)
queue = SqliteHuey(
    "minqing",
    filename=str(settings.QUEUE_FILE),
    immediate=False,
    serializer=SignedSerializer(secret=settings.SECRET_KEY, salt="queue"),
    results=False,
    # A nudge that a power cut loses is no loss: waiting for the disk would cost every save its time.
    fsync=False,
    # The hours below are hours of this place's clock.
    utc=False,
)


@queue.task(retries=3, retry_delay=10)  # type: ignore[untyped-decorator]
def drain() -> None:
    """Work off follow-ups until none is left."""
    from minqing.ground.journal import draining

    while draining.drain():
        pass


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def drain_every_minute() -> None:
    """Finds what a lost nudge or a failed try left behind."""
    drain.call_local()


@queue.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def seal_journal() -> None:
    """Seal new journal lines into the chain."""
    from minqing.ground.journal import sealing

    while sealing.seal_batch():
        pass


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def send_notices() -> None:
    """Send by e-mail and bots what is due: urgent notices, one digest a person and day, what failed before."""
    from django.utils import timezone

    from minqing.ground.notices import sending

    sending.send_due(at=timezone.now())


@queue.periodic_task(crontab(hour="2", minute="30"))  # type: ignore[untyped-decorator]
def weigh_tables() -> None:
    """Let SQLite look at how its tables are filled, so that it takes the right index; PostgreSQL does so by itself."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


@queue.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def remind_of_hours() -> None:
    """Tell people of limits in hours, before their end and after it."""
    from django.utils import timezone

    from minqing.ground.notices import rounds

    rounds.run_often(at=timezone.now())


@queue.periodic_task(crontab(hour="7", minute="40"))  # type: ignore[untyped-decorator]
def remind_of_days() -> None:
    """Tell people what is due or overdue, and forget notices of long ago."""
    from django.utils import timezone

    from minqing.ground.notices import rounds, sending

    rounds.run(on=timezone.localdate(), at=timezone.now())
    sending.clear(at=timezone.now())


@queue.periodic_task(crontab(hour="2", minute="40"))  # type: ignore[untyped-decorator]
def reconcile_tallies() -> None:
    """Count every kept figure again, mend what differs, and keep the months that ended."""
    from django.utils import timezone

    from minqing.readings.figures import tallying

    outcome = tallying.reconcile(today=timezone.localdate())
    for difference in outcome.differences:
        log.warning("tally mended: %s", difference)


@queue.periodic_task(crontab(hour="3", minute="10"))  # type: ignore[untyped-decorator]
def clear_sessions() -> None:
    """Forget sessions that ran out."""
    from django.core.management import call_command

    call_command("clearsessions")


@queue.periodic_task(crontab(hour="3", minute="20"))  # type: ignore[untyped-decorator]
def forget_tries() -> None:
    """Forget how often residents' pages were tried from where, and files whose matter or message never came about."""
    from datetime import timedelta

    from django.utils import timezone

    from minqing.faces.mediation import papers
    from minqing.faces.portal import flood
    from minqing.records.matters import attachments

    flood.purge(at=timezone.now())
    attachments.sweep(older_than=timezone.now() - timedelta(days=1))
    papers.sweep(older_than=timezone.now() - timedelta(days=1))


@queue.periodic_task(crontab(minute="*/30"))  # type: ignore[untyped-decorator]
def pull_outbound() -> None:
    """Ask how what was handed to a city's 12345 stands."""
    from django.utils import timezone

    from minqing.faces.open311 import handover

    handover.pull(at=timezone.now())


@queue.periodic_task(crontab(hour="2", minute="10"))  # type: ignore[untyped-decorator]
def learn_from_sorted() -> None:
    """Train triage from what people sorted and closed, where that is enough and the libraries are there."""
    from django.utils import timezone

    from minqing.readings.triage import learning, suggesting

    if learning.installed():
        for head, said in suggesting.train(at=timezone.now()).items():
            log.info("triage %s: %s", head, said)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def prepare_ledgers() -> None:
    """Make the large ledgers that were asked for, in a thread: they take minutes, and nothing else must wait for them."""
    threading.Thread(target=_prepare_ledgers, name="ledgers", daemon=True).start()


def _prepare_ledgers() -> None:
    from django.db import connection
    from django.utils import timezone

    from minqing.ledgers.tables import preparing

    try:
        preparing.prepare_due(at=timezone.now())
    finally:
        connection.close()


def drain_soon() -> None:
    """Nudge the worker. A queue that cannot be written is no reason to fail a save: the next round finds the rows."""
    if settings.TESTING or queue.pending_count() > 3:
        return
    drain()
