"""Numbers of wishes: "2026-0012", by county and year, without gaps.

The counter's row is locked by its own update until the publication is committed, so that two publications at once wait for one
another, and a publication that fails gives its number back.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from minqing.records.matters.models.wish import WishCounter


def take(county: str, year: int, count: int = 1) -> int:
    """The first of `count` numbers that nobody has. Inside the transaction of whatever bears them."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken in the transaction of the publication")
    rows = WishCounter.objects.filter(county=county, year=year)
    if not rows.update(last=F("last") + count):
        try:
            with transaction.atomic():
                WishCounter.objects.create(county=county, year=year, last=count)
            return 1
        except IntegrityError:
            rows.update(last=F("last") + count)
    return rows.values_list("last", flat=True).get() - count + 1


def spelled(year: int, number: int) -> str:
    """As it is printed.

    >>> spelled(2026, 12)
    '2026-0012'
    """
    return f"{year}-{number:04d}"
