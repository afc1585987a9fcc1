"""The list of matters with filters and the chosen story beside it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib import pegs
from minqing.lib.paging import Counted, changed_address
from minqing.records.matters import list_rows, listing
from minqing.records.matters.list_rows import A_PAGE
from minqing.records.matters.models import Matter
from minqing.records.matters.rights import matter_for
from minqing.records.matters.views.story import story_of

# Filters that a search keeps.
KEPT = ("phase", "kind", "due", "tier", "mine", "place", *listing.MARKS)


@may("matter.see", "wish.claim")
def board(request: ScopedRequest) -> HttpResponse:
    """The list. `id` in the address chooses the story; htmx asks for the story alone."""
    if not request.scope.may("matter.see"):
        return redirect("matters:wishes")
    today = timezone.localdate()
    chosen = _chosen(request)
    if chosen is not None and request.headers.get("HX-Target") == "main":
        return render(request, "matters/_beside.html", {**chosen, "today": today, "beside": True})
    asked = listing.Asked.read(request.GET)
    counts = listing.counted(request.scope, asked, today)
    total = listing.total(counts.cells, asked)
    page = _page(request, asked, total, today)
    context = {
        "asked": asked, "groups": listing.groups(counts, asked, request.GET), "total": total, "today": today,
        "page": page, "story": chosen, "chosen": chosen["matter"].pk if chosen else None,
        "may_open": request.scope.may("matter.open"), "kept": [(name, value) for name, value in request.GET.items() if name in KEPT],
        "empty": listing.empty(asked, request.GET), "row_address": _row_address(request, page.number),
        "panels": pegs.panels("matters.list", scope=request.scope, today=today),
    }  # fmt: skip
    return render(request, "matters/list.html", {**context, **(chosen or {}), "beside": True})


def _page(request: ScopedRequest, asked: listing.Asked, total: int, today: date) -> Page[Matter]:
    county = listing.whole_county(request.scope, asked) if total > listing.MANY else ""
    wanted = request.GET.get("page")
    # Nearly everybody looks at the first page of a plain list.
    rows: Any = None if wanted else list_rows.first_page(request.scope, asked, many=bool(county))
    if rows is None:
        found = (
            listing.of_county(county, asked, today)
            if county
            else listing.listed(listing.ground(request.scope, asked), asked, today)
        )
        rows = found.in_brief()
    return Counted(rows, A_PAGE, total).get_page(wanted)


def _row_address(request: ScopedRequest, page: int) -> str:
    """The address of the list with a row of it chosen, up to the row's key."""
    address = changed_address(request.GET, {"page": page if page > 1 else ""}, but=("id",))
    return f"{address}{'&' if len(address) > 1 else ''}id="


def _chosen(request: ScopedRequest) -> dict[str, Any] | None:
    try:
        pk = UUID(request.GET.get("id", ""))
    except ValueError:
        return None
    return story_of(request.scope, matter_for(request.scope, pk))
