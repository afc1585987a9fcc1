"""Writing on a needs list and working it off: a line added, done, struck out, or opened as a matter (B3)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.lib.refusal import NotNow
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Matter
from minqing.records.matters.models.needs_item import NeedsItem
from minqing.records.people.models import Household

OVER = "这一项已经了结了，刷新看看。"
# What a line can be opened as.
AS = {"need": "需求", "wish": "微心愿", "errand": "代办"}


def add(
    household: Household, *, about: str, by: Actor, on: date, category: str = "other", plan: str = "", by_when: date | None = None
) -> NeedsItem:
    """Write a line. The same words while they stand open give the line that is there."""
    words = " ".join(about.split())
    if not words:
        raise NotNow("需要什么没写，写一句再存。")
    if category not in CATEGORIES:
        raise NotNow("哪一类没选对，重新选一下。")
    if household.ended_on is not None:
        raise NotNow("这户已经注销了，不再往清单上写。")
    with transaction.atomic():
        # Two sent at the same instant: the household's row lets one after the other.
        Household.objects.select_for_update().get(pk=household.pk)
        if known := NeedsItem.objects.standing().filter(household=household, about=words[:200], done_on=None).first():
            return known
        item = NeedsItem.objects.create(
            household=household, place_id=household.place_id, county=household.county, about=words[:200], category=category, plan=plan.strip(),
            by_when=by_when, made_on=on, by_name=by.name,
        )  # fmt: skip
        note("needs.add", item, by=by, on=on, words=item.about, after={"household": str(household.pk), "category": category})
    return item


def done(item: NeedsItem, *, words: str, said: str, by: Actor, on: date) -> None:
    """Worked off: what was done, and what the family says of it. Without their word a line is not done."""
    if not words.strip():
        raise NotNow("做了什么没写，写一句再存。")
    if not said.strip():
        raise NotNow("他家怎么说没写。问过了再算办完。")
    with transaction.atomic():
        _end(item, done_on=on, done_words=words.strip()[:400], said=said.strip()[:400], done_by=by.name)
        note("needs.done", item, by=by, on=on, words=words.strip(), after={"household": str(item.household_id)})


def strike(item: NeedsItem, *, why: str, by: Actor, on: date) -> None:
    """Take a line off with a reason: written down wrongly, or not needed any more."""
    if not why.strip():
        raise NotNow("为什么划掉没写，写一句再存。")
    with transaction.atomic():
        _end(item, struck_on=on, struck_why=why.strip()[:200])
        note("needs.strike", item, by=by, on=on, words=why.strip(), after={"household": str(item.household_id)})


def open_matter(item: NeedsItem, *, kind: str, by: Actor, on: date) -> Matter:
    """Let a line go on as a matter, with its words; a second tap gives the same matter."""
    if kind not in AS:
        raise NotNow("这一项只能开成需求、微心愿或代办。")
    if item.matter is not None:
        return item.matter
    household = item.household
    place = Place.objects.filter(pk=household.place_id[:12]).first() or household.place
    with transaction.atomic():
        # The line's own id makes the matter one, however often the button is pressed.
        matter = Matter.objects.open(
            kind=kind, about=item.about, category=item.category, words=item.plan, household=household, place=place, by=by, on=on, id=item.pk,
        )  # fmt: skip
        if not NeedsItem.objects.standing().filter(pk=item.pk, done_on=None).update(matter=matter):
            known = NeedsItem.objects.filter(pk=item.pk, matter=matter).exists()
            if not known:
                raise NotNow(OVER)
    item.matter = matter
    return matter


def _end(item: NeedsItem, **values: object) -> None:
    won = NeedsItem.objects.standing().filter(pk=item.pk, done_on=None).update(**values)
    if not won:
        raise NotNow(OVER)
    for name, value in values.items():
        setattr(item, name, value)
