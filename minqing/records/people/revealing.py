"""Showing a whole personal number: asked for with a purpose, kept in the journal, told to the person who asks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.lib.fields import Secret
from minqing.lib.refusal import NotNow

if TYPE_CHECKING:
    from minqing.records.people.models import Household, Resident

FIELDS = {"id_number": "身份证号", "phones": "电话"}
CALLING = "打电话联系"
LONGEST = 200


def reveal(thing: Household | Resident, field: str, *, purpose: str, by: Actor, on: date) -> str:
    """The whole number of a person or household. The purpose goes into the journal, which the person may ask to see.

    Raises NotNow for a purpose of fewer than two characters and for a number that was never written down.
    """
    purpose = purpose.strip()
    if len(purpose) < 2:
        raise NotNow("看全号要写用途，比如：帮办医保报销。")
    secret = getattr(thing, field, None) if field in FIELDS else None
    if not isinstance(secret, Secret):
        raise NotNow("这一项没记过。")
    household = getattr(thing, "household_id", thing.pk)
    with transaction.atomic():
        note("number.reveal", thing, by=by, on=on, words=purpose[:LONGEST], after={"field": field, "household": str(household)})
    return secret.plain()
