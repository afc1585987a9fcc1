"""A list that is walked along its index shows what a sorted one shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.ground.staff.scope import Scope
from minqing.records.matters import list_rows, listing
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

    assert listing.whole_county(scope, listing.Asked.read(rf.get(f"/{address}").GET)) == ""


ADDRESSES = (
    "",
    "?phase=doing",
    "?phase=done",
    "?kind=wish",
    "?phase=open&kind=wish",
    "?tier=village",
    "?phase=waiting&kind=need",
)


@pytest.mark.parametrize("many", [0, 10**9])
@pytest.mark.parametrize("who", ["hanxue", "linxiaohe", "jiachengyi"])
def test_the_first_page_is_the_list_s_beginning(world: Any, rf: Any, monkeypatch: Any, who: str, many: int) -> None:
    monkeypatch.setattr(listing, "MANY", many)
    for n in range(35):
        matter = opened(world, kind=("need", "wish")[n % 2])
        phase, state = (("open", "new"), ("doing", "doing"), ("waiting", "asking"), ("done", "done"))[n % 4]
        Matter.objects.filter(pk=matter.pk).update(
            phase=phase, state=state, unlooked=n == 7, due_on=(None, date(2026, 4, 1), date(2027, 1, 1))[n % 3],
            closed_on=date(2026, 3, 1 + n % 20) if phase == "done" else None,
        )  # fmt: skip
    client, scope = world.client(who), Scope(world.users[who], timezone.localdate())
    for place in ("", world.village.pk, world.village.pk[:9]):
        for address in ADDRESSES:
            narrowed = f"{address}{'&' if address else '?'}place={place}"
            asked = listing.Asked.read(rf.get(f"/{narrowed}").GET)
            found = listing.listed(listing.ground(scope, asked), asked, scope.on)
            page = client.get(reverse("matters:list") + narrowed).context["page"]
            assert [one.pk for one in page] == [one.pk for one in found[:30]], narrowed
            assert page.paginator.count == found.count()


def test_a_list_asked_for_otherwise_is_not_prepared(world: Any, rf: Any) -> None:
    scope = Scope(world.users["hanxue"], world.today)
    for address in ("?due=late", "?mine=1", "?q=水", "?returned=1", "?unlooked=1"):
        assert list_rows.first_page(scope, listing.Asked.read(rf.get(f"/{address}").GET), many=False) is None
