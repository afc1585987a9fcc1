"""The reader loads its words and weights when it reads first, which takes seconds: so it begins as the sheet is opened, not at the first stroke."""

from __future__ import annotations

from datetime import date
from functools import cache
from threading import Thread

from minqing.readings.proposals.reading import Roster, read


@cache
def begin() -> Thread:
    """Load in the background, once a process. Touches no database."""
    thread = Thread(target=_read_something, name="reader", daemon=True)
    thread.start()
    return thread


def _read_something() -> None:
    read("上午去了老刘家，房后边沟堵了，答应下周三回话。", written_on=date(2026, 4, 22), roster=Roster(()))
