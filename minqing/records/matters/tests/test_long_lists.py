"""A list that is walked along its index shows what a sorted one shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from minqing.ground.staff.scope import Scope
from minqing.records.matters import listing
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.living import opened


@pytest.mark.parametrize("address", ["", "?kind=wish", "?due=late", "?due=none", "?tier=village", "?returned=1", "?unlooked=1"])
def test_both_show_the_same_rows(world: Any, monkeypatch: Any, address: str) -> None:
    for n in range(12):
        matter = opened(world, kind=("need", "wish")[n % 2])
        Matter.objects.filter(pk=matter.pk).update(
            due_on=(None, date(2026, 4, 1), date(2027, 1, 1))[n % 3], unlooked=n == 7, returns=n == 5
        )
    client, seen = world.client("hanxue"), []
    for many in (0, 10**9):
        monkeypatch.setattr(listing, "MANY", many)
        page = client.get(reverse("matters:list") + address)
        seen.append([matter.pk for matter in page.context["page"]])

    assert seen[0] == seen[1]
    assert seen[0]


@pytest.mark.parametrize(
    ("who", "address"), [("linxiaohe", ""), ("hanxue", "?phase=done"), ("hanxue", "?mine=1"), ("hanxue", "?q=水")]
)
def test_what_is_no_whole_county_is_sorted(world: Any, rf: Any, who: str, address: str) -> None:
    scope = Scope(world.users[who], world.today)

    assert listing.listed_of_many(scope, listing.Asked.read(rf.get(f"/{address}").GET), world.today) is None
