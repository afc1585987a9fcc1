"""The pages of triage: hot spots, what may be the same, and taking a suggestion."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Select
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.lib.days import in_words
from minqing.lib.refusal import NotNow
from minqing.readings.triage import hotspots, learning, panels, repeats, suggesting
from minqing.readings.triage.models import Filing
from minqing.records.matters import life
from minqing.records.matters.kinds import KINDS, OPEN_PHASES
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Matter
from minqing.records.matters.models.matter import CHANGED_MEANWHILE
from minqing.records.matters.rights import matter_for

SEE, MERGE = "matter.see", "matter.merge"
WEEKS, SHOWN = 8, 3
# A county has some twenty townships; a list of hundreds of villages is no filter.
MOST_PLACES = 40


@may(SEE)
@require_safe
def hot(request: ScopedRequest) -> HttpResponse:
    """What many requests of a week speak of, each with the requests behind it."""
    today = timezone.localdate()
    place = request.scope.place(request.GET.get("place") or _home(request.scope), SEE)
    first, last = hotspots.week_of(_day(request.GET.get("day", ""), today))
    found = hotspots.find(place.pk, first, last, scope=request.scope)
    matters = hotspots.matters_of(found.spots)
    shown = []
    for spot in found.spots:
        behind = [matters[key] for key in spot.keys if key in matters]
        shown.append({
            "spot": spot, "first": behind[:SHOWN], "more": behind[SHOWN:], "topic": hotspots.topic_of(behind),
            "where": hotspots.place_of(behind),
        })  # fmt: skip
    context = {
        "place": place, "first": first, "last": last, "found": found, "shown": shown, "groups": _filters(request.scope, place, first, today),
        "chosen": f"{in_words(first, today)}这周 · {place.short_name}", "before": _address(place.pk, first - timedelta(days=7)),
        "after": _address(place.pk, first + timedelta(days=7)) if last < today else "", "today": today,
    }  # fmt: skip
    return render(request, "triage/hotspots.html", context)


def _home(scope: Scope) -> str:
    if scope.home is not None and scope.may(SEE, scope.home.pk):
        return str(scope.home.pk)
    return scope.places_for(SEE)[0]


def _day(said: str, today: date) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return today
    return day if 1949 < day.year < 2200 else today


def _address(place: str, day: date) -> str:
    return f"{reverse('triage:hotspots')}?{urlencode({'place': place, 'day': day.isoformat()})}"


def _filters(scope: Scope, place: Place, first: date, today: date) -> list[dict[str, Any]]:
    """Weeks up to this one (and the chosen one), and the places above and directly below that the viewer may look at."""
    monday, _ = hotspots.week_of(today)
    weeks = sorted({monday - timedelta(days=7 * n) for n in range(WEEKS)} | {first}, reverse=True)
    items = [
        {"label": _week_words(week, monday), "count": None, "url": _address(place.pk, week), "on": week == first}
        for week in weeks
    ]
    below = list(Place.objects.children_of(place.pk).in_use()[: MOST_PLACES + 1])
    near = [place] if len(below) > MOST_PLACES else [place, *below]
    if place.parent is not None and scope.may(SEE, place.parent.pk):
        near.insert(0, place.parent)
    places = [{"label": one.short_name, "count": None, "url": _address(one.pk, first), "on": one.pk == place.pk} for one in near]
    return [{"title": "哪一周", "items": items}, {"title": "哪里", "items": places}]


def _week_words(week: date, monday: date) -> str:
    sunday = week + timedelta(days=6)
    days = f"{in_words(week, monday)}—{in_words(sunday, week)}"
    return f"这周（{days}）" if week == monday else days


@may(SEE)
@require_safe
def same(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """What may be the same as a matter: a part of its page, or a page of its own without script."""
    matter = _open_matter(request, pk)
    likes = repeats.like_matter(matter, scope=request.scope)
    beside = repeats.said_with(matter, scope=request.scope, but=[like.matter.pk for like in likes])
    context = {
        "matter": matter, "likes": likes, "said_with": beside, "days": repeats.DAYS, "may_merge": panels.allowed(request.scope, matter, MERGE),
        "open_phases": OPEN_PHASES,
    }  # fmt: skip
    return render(request, "triage/_same.html" if request.headers.get("HX-Request") else "triage/same.html", context)


def _open_matter(request: ScopedRequest, pk: UUID) -> Matter:
    """A matter whose words may be laid beside others'."""
    matter = matter_for(request.scope, pk)
    if matter.kind not in learning.open_kinds():
        raise Http404("这一种事不和别的事放在一起比。")
    return matter


@may("matter.sort", "matter.assign")
@require_POST
def take(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """「用这个」: sort, file or assign as suggested, by the same verb as by hand. What changed meanwhile is said, and nothing done."""
    matter = _open_matter(request, pk)
    what, value = request.POST.get("take", ""), request.POST.get("value", "")
    verb = panels.ASSIGN if what == "department" else panels.SORT
    if what not in learning.HEADS:
        raise Http404("没有这样的建议。")
    if not request.scope.may(verb, matter.place_id):
        raise PermissionDenied("你的岗位不能做这一步，请有权限的人来做。")
    try:
        if request.POST.get("version", "") != str(matter.version) or not panels.allowed(request.scope, matter, verb):
            raise NotNow(CHANGED_MEANWHILE)
        _take(request, matter, what, value)
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "照建议记下了。")
    address: str = request.POST.get("next", "")
    return redirect(address if address.startswith(reverse("matters:list") + "?") else reverse("matters:page", args=[matter.pk]))


def _take(request: ScopedRequest, matter: Matter, what: str, value: str) -> None:
    today = timezone.localdate()
    if what == "category":
        if value not in CATEGORIES:
            raise NotNow("没有这一类，重新选一下。")
        life.move(matter, panels.SORT, by=request.user, on=today, at=timezone.now(), category=value)
    elif what == "taxonomy":
        Filing.objects.file(matter, value, by=request.user)
    else:
        life.move(matter, panels.ASSIGN, by=request.user, on=today, organisation=_office(matter, value))


def _office(matter: Matter, value: str) -> Organisation:
    """An office that answers for the matter's place."""
    try:
        office = Organisation.objects.filter(pk=UUID(value), closed_on=None).first()
    except ValueError:
        office = None
    if office is None or not matter.place_id.startswith(office.place_id):
        raise NotNow("这个单位不在了，或者不管这个地方，另选一个派。")
    return office


@may("matter.open")
@require_POST
def opening(request: ScopedRequest) -> HttpResponse:
    """While a matter is written: what it looks like, and what was said before. `take` puts the category into the form."""
    kind, place = request.POST.get("kind") or "need", request.POST.get("place", "")
    text = learning.words_of(request.POST.get("about", "")[:200], request.POST.get("words", "")[:10_000])
    if kind not in KINDS or kind not in learning.open_kinds() or len(text) < 4 or not request.scope.may("matter.open", place):
        return render(request, "triage/_while_writing.html", {})
    found = suggesting.category_for(text) if not KINDS[kind].classed else None
    chosen = request.POST.get("category", "")
    taken = request.POST.get("take", "")
    select = ""
    if taken in CATEGORIES:
        chosen = taken
        attrs = {"id": "id_category", "hx-swap-oob": "true"}
        select = Select(choices=list(CATEGORIES.items())).render("category", taken, attrs=attrs)
    context = {
        "category": found if found is not None and found.value != chosen else None, "select": select,
        "likes": repeats.near(text, place=place, on=timezone.localdate(), scope=request.scope),
    }  # fmt: skip
    return render(request, "triage/_while_writing.html", context)
