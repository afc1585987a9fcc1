"""Which village is mine, and its first page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from minqing.faces.portal import asking, wall
from minqing.ground.places import finding
from minqing.ground.places.models import Level, Place, within_q
from minqing.ground.places.tree import NOT_SPOKEN, VILLAGE_LENGTH, lineage
from minqing.ground.staff.models import Posting
from minqing.records.matters.models import Matter

SHOWN_AT_ONCE, BIG_BUTTONS = 3, 2
A_YEAR = 365 * 86400


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Which village is mine? By words, or step by step down the tree (`?in=`), among the places that take part."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:40]
    hits = [hit for hit in finding.find(words, limit=400) if hit["level"] == Level.VILLAGE] if words else []
    here = [hit for hit in hits if hit["loaded"]][:50]
    context = {"words": words, "hits": here, "elsewhere": bool(hits) and not here}
    if not words:
        context |= _branch(request.GET.get("in", ""))
    return render(request, "portal/find.html", context)


def _branch(code: str) -> dict[str, Any]:
    """What hangs below a place, and the way up. A level with only one place is passed by itself. A handful of queries."""
    if code and not Place.objects.in_use().filter(pk=code).exists():
        raise Http404("没有这个地方，从头选一遍。")
    while True:
        below = list(Place.objects.children_of(code).in_use().exclude(level__in=below_villages()))
        if len(below) != 1 or below[0].level == Level.VILLAGE:
            break
        code = below[0].pk
    way = [place for _, place in sorted(Place.ancestors_of([code]).items()) if place.name not in NOT_SPOKEN] if code else []
    at = lineage(code).index(code) if code else -1
    return {"way": way, "below": below, "level": ("省", "市", "县（区）", "乡镇（街道）", "村（社区）")[min(at + 1, 4)]}


def below_villages() -> tuple[str, ...]:
    """The levels that nobody chooses here."""
    return (Level.GROUP, Level.GRID, Level.COMPOUND, Level.BUILDING, Level.STAIRWELL)


def village_of(code: str) -> Place:
    """A village in use. Raises Http404 for anything else."""
    place = Place.objects.in_use().at_level(Level.VILLAGE).filter(pk=code).first()
    if place is None:
        raise Http404("没有这个村，看看网址对不对，或者按村名找。")
    return place


def own_village(matter: Matter, place: Place) -> Place:
    """The village that a matter is of; `place`, through whose page it was opened, only where that one is no longer in use."""
    code = matter.place_id[:VILLAGE_LENGTH]
    if code == place.pk:
        return place
    return Place.objects.in_use().at_level(Level.VILLAGE).filter(pk=code).first() or place


@login_not_required
@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The first page of a village. A grid's or a former code leads to the village it belongs to."""
    if not Place.objects.filter(pk=code, level=Level.VILLAGE, retired_on=None).exists():
        try:
            present = Place.objects.named(code).pk[:VILLAGE_LENGTH]
        except Place.DoesNotExist:
            present = code
        if present != code:
            village_of(present)
            return redirect("portal:village", present)
    return first_page(request, village_of(code))


def first_page(request: HttpRequest, place: Place, *, status: int = 200, **more: Any) -> HttpResponse:
    """A village's page: what one can ask, the box for a receipt number, the wall of wishes, who serves here."""
    servers = servers_of(place, timezone.localdate())
    kinds = asking.kinds()
    context = {
        "place": place, "above": place.path_names().removesuffix(place.short_name), "big": kinds[:BIG_BUTTONS],
        "more_kinds": kinds[BIG_BUTTONS:], "servers": servers[:SHOWN_AT_ONCE], "others": servers[SHOWN_AT_ONCE:],
        "number_of_servers": len(servers), "wishes": wall.counts(place),
    }  # fmt: skip
    return render(request, "portal/village.html", {**context, **more}, status=status)


def servers_of(place: Place, on: date) -> list[Posting]:
    """Those whose posts in the village are public, once each. Telephone numbers here are office numbers, made to be called."""
    shown = Posting.objects.on(on).shown_to_residents().filter(within_q("place_id", place.pk), user__is_active=True)
    return list({posting.user_id: posting for posting in reversed(shown.select_related("user"))}.values())[::-1]


def public_address(request: HttpRequest, code: str) -> str:
    """Under which a village's residents reach its page: the configured site, else the one that was asked."""
    path = reverse("portal:village", args=[code])
    return settings.PUBLIC_ADDRESS + path if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


@login_not_required
@require_safe
def letters(request: HttpRequest, size: str) -> HttpResponse:
    """标准 or 大字 for every page that follows, kept in a cookie; works without script."""
    back = request.GET.get("next", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()})):
        back = reverse("portal:find")
    answer = redirect(back)
    answer.set_cookie("print", size, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return answer
