"""村情: a place, what lies below it, who answers here. What is counted there hangs on the peg `place.page`.

The page stands in the staff room since it needs the viewer's scope, which places do not know.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from minqing.ground.places.models import Level, Place
from minqing.ground.places.tree import VILLAGE_LENGTH, lineage
from minqing.ground.staff.forms import OpenPlaceForm, RenamePlaceForm
from minqing.ground.staff.models import Posting
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib import pegs
from minqing.lib.refusal import NotNow

BELOW_VILLAGE = (Level.GROUP, Level.GRID, Level.COMPOUND, Level.BUILDING, Level.STAIRWELL)


@may("place.see")
def home(request: ScopedRequest) -> HttpResponse:
    """The place that somebody answers for."""
    if request.scope.home is None:
        raise Http404("你还没有岗位，请找县里管理员。")
    return redirect("place", request.scope.home.pk)


@may("place.see")
def page(request: ScopedRequest, code: str) -> HttpResponse:
    """One place with its parts and people."""
    return render(request, "staff/place.html", context(request, request.scope.place(code, "place.see")))


def context(request: ScopedRequest, place: Place, **forms: Any) -> dict[str, Any]:
    """What the page of a place shows."""
    today = timezone.localdate()
    known = Place.ancestors_of([place.pk])
    trail = [(known[c].short_name, c if request.scope.may("place.see", c) else "") for c in lineage(place.pk)[:-1] if c in known]
    below = Paginator(Place.objects.children_of(place.pk).in_use(today), 200).get_page(request.GET.get("page"))
    served = Posting.objects.on(today).filter(place=place).select_related("user", "organisation").order_by("rank", "from_on")
    levels = [(level.value, level.label) for level in BELOW_VILLAGE]
    return {
        "place": place, "trail": trail, "below": below, "served": served, "today": today,
        "panels": pegs.panels("place.page", place=place, scope=request.scope, today=today),
        "can_open": len(place.pk) >= VILLAGE_LENGTH and request.scope.may("place.open", place.pk),
        "can_rename": request.scope.may("place.rename", place.pk),
        "open_form": OpenPlaceForm(levels=levels), "rename_form": RenamePlaceForm(initial={"name": place.name}),
        **forms,
    }  # fmt: skip


@may("place.open")
@require_POST
def open_below(request: ScopedRequest, code: str) -> HttpResponse:
    """Open a grid, group, compound, building or stairwell below a village."""
    place = request.scope.place(code, "place.open")
    form = OpenPlaceForm(request.POST, levels=[(level.value, level.label) for level in BELOW_VILLAGE])
    if form.is_valid():
        try:
            data = form.cleaned_data
            opened = Place.objects.open_below(
                place, level=data["level"], name=data["name"], by=request.user, on=timezone.localdate()
            )
            return redirect("place", opened.pk)
        except NotNow as refusal:
            form.add_error("name", refusal.sentence)
    return render(request, "staff/place.html", context(request, place, open_form=form), status=422)


@may("place.rename")
@require_POST
def rename(request: ScopedRequest, code: str) -> HttpResponse:
    """Give a place another name."""
    place = request.scope.place(code, "place.rename")
    form = RenamePlaceForm(request.POST)
    if form.is_valid():
        try:
            place.rename(form.cleaned_data["name"], by=request.user, on=timezone.localdate())
            return redirect("place", place.pk)
        except NotNow as refusal:
            form.add_error("name", refusal.sentence)
    return render(request, "staff/place.html", context(request, place, rename_form=form), status=422)
