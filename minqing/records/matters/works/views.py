"""The board of projects, and the notice that is put up for everybody to read (村务公开)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from minqing.ground.places.models import Place
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.kinds.seats import linkage_for
from minqing.records.matters.models import Matter
from minqing.records.matters.models.project import PaceRule
from minqing.records.matters.rights import matter_for
from minqing.records.matters.ruling import changing
from minqing.records.matters.works import story as works_story
from minqing.records.matters.works.forms import PaceForm
from minqing.records.matters.works.pace import COLOURS

A_PAGE = 30
# A row of pace is not ended by hand, so the sentence offers nothing but another day.
TWICE = "这个地方从这一天起的规矩已经有一条了，换个日子。"


@may("matter.see")
def projects(request: ScopedRequest) -> HttpResponse:
    """All projects in scope that are not dropped, by colour, the furthest behind first."""
    today = timezone.localdate()
    colour = request.GET.get("colour", "")
    colour = colour if colour in COLOURS else ""
    code = request.GET.get("place", "")
    home = request.scope.home.pk if request.scope.home else ""
    place = request.scope.place(code, "matter.see") if code.isascii() and code.isdigit() else None
    rule = PaceRule.objects.at(place.pk if place else home, today)
    found = request.scope.within(Matter.objects.filter(kind="project"), "matter.see", at=place.pk if place else "")
    counts = works_story.counted(found, today=today, yellow_days=rule.yellow_days)
    shown = works_story.of_colour(
        found.select_related("place", "holder", "holder_organisation"), colour, today=today, yellow_days=rule.yellow_days
    )
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "matters/projects.html", {
        "page": page, "lines": works_story.lines(list(page), today=today, yellow_days=rule.yellow_days), "rule": rule, "colour": colour,
        "colours": works_story.filters(counts, colour), "total": sum(counts.values()), "at": place,
        "may_open": request.scope.may("matter.open"), "may_rule": request.scope.may("rule.change"),
    })  # fmt: skip


@may("rule.change")
@require_http_methods(["GET", "POST"])
def pace_rules(request: ScopedRequest) -> HttpResponse:
    """The days between yellow and red: what holds, what held, and a row to add."""
    scope, today = request.scope, timezone.localdate()
    places = Place.objects.filter(pk__in=scope.places_for("rule.change"))
    regions = [(place.pk, place.short_name) for place in places.order_by("code")]
    form = PaceForm(request.POST or None, regions=regions, initial={"from_on": today.isoformat()})
    if request.method == "POST" and form.is_valid():
        row = PaceRule(**form.cleaned_data, confirmed=True)
        try:
            changing.keep(row, by=request.user, on=today, after={"rule": str(row)}, twice=TWICE)
        except NotNow as refusal:
            form.add_error("from_on", refusal.sentence)
        else:
            messages.success(request, f"记下了：落后 {row} 以内是黄。")
            return redirect("matters:pace-rules")
    rows = PaceRule.objects.filter(region__in=[code for code, _ in regions]).order_by("-from_on", "-id")
    holds = PaceRule.objects.at(regions[0][0] if regions else "", today)
    shown = {"form": form, "rows": [(dict(regions)[row.region], row) for row in rows], "holds": holds}
    return render(request, "matters/kinds/pace_rules.html", shown, status=422 if form.errors else 200)


@may("matter.see")
def publicity(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """The notice of one project for the village's board: what, why, money, how far, who answers. No resident's name stands on it."""
    matter = matter_for(request.scope, pk)
    if matter.kind != "project":
        raise Http404("这件事不是实事项目，没有公示单。")
    rural = linkage_for(matter.place_id) == "three"
    committee = f"{matter.place.short_name}{'村民委员会' if rural else '居民委员会'}"
    context = {
        "matter": matter,
        "today": timezone.localdate(),
        "committee": committee,
        **works_story.story(matter, request.scope, timezone.localdate()),
    }
    return render(request, "matters/kinds/project_notice.html", context)
