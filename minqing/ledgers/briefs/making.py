"""Making a brief's file and writing down that it was made."""

from __future__ import annotations

from datetime import date
from typing import IO

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ledgers.asking import Month
from minqing.ledgers.briefs import brief, paper
from minqing.ledgers.briefs.brief import Brief


def make_file(target: IO[bytes], name: str, *, place: Place, month: Month, by: Actor, on: date) -> Brief:
    """Write a brief into `target` as .docx. Raises NotNow where no such brief can be made."""
    made = brief.make(name, place=place, month=month)
    paper.write(target, made, on=on)
    with transaction.atomic():
        note("brief.make", place, by=by, on=on, place=place.pk, after={"brief": name, "month": month.key})
    return made
