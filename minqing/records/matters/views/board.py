"""The list of matters with filters and the chosen story beside it; the list of wishes to claim."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib import pegs
from minqing.records.matters import listing
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Claim, Matter
from minqing.records.matters.rights import matter_for
from minqing.records.matters.views.story import story_of

A_PAGE = 50
# Filters that a search keeps.
KEPT = ("phase", "kind", "due", "tier", "mine", "place")


class Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that is told how many there are: the counts beside the filters know it already."""

    def __init__(self, found: Any, total: int) -> None:
        super().__init__(found, A_PAGE)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total


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
    found = listing.ground(request.scope, asked)
    cells = listing.count(found, asked, today)
    total = listing.total(cells, asked)
    rows = listing.listed(found, asked, today).preloaded()
    mine = total if asked.mine else listing.in_hand(request.scope, asked, today)
    context = {
        "asked": asked, "groups": listing.groups(cells, asked, request.GET, mine), "total": total, "today": today,
        "page": Counted(rows, total).get_page(request.GET.get("page")), "story": chosen, "chosen": chosen["matter"].pk if chosen else None,
        "may_open": request.scope.may("matter.open"), "kept": [(name, value) for name, value in request.GET.items() if name in KEPT],
        "empty": listing.empty(asked, request.GET),
        "panels": pegs.panels("matters.list", scope=request.scope, today=today),
    }  # fmt: skip
    return render(request, "matters/list.html", {**context, **(chosen or {}), "beside": True})


def _chosen(request: ScopedRequest) -> dict[str, Any] | None:
    try:
        pk = UUID(request.GET.get("id", ""))
    except ValueError:
        return None
    return story_of(request.scope, matter_for(request.scope, pk))


@may("wish.claim")
def wishes(request: ScopedRequest) -> HttpResponse:
    """Wishes to claim, without names; and those that the viewer has claimed."""
    found = request.scope.within(Matter.objects.claimable().select_related("place", "household"), "wish.claim")
    category = request.GET.get("category", "")
    if category in CATEGORIES:
        found = found.filter(category=category)
    listed = Paginator(found.order_by("opened_on", "id"), A_PAGE).get_page(request.GET.get("page"))
    claims = Claim.objects.filter(claimant=request.user, let_go_on=None).select_related("matter__place", "matter__household")
    mine = request.scope.within(claims, "wish.claim").order_by("-claimed_on", "-id")[:A_PAGE]
    return render(
        request, "matters/wishes.html", {"page": listed, "mine": mine, "category": category, "today": timezone.localdate()}
    )
