"""需求清单: of one household, on paper, and who in a village has one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.places.models import Place, within_q
from minqing.ground.staff.scope import Scope, ScopedRequest, get_within, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.needs_item import NeedsItem
from minqing.records.matters.needs_list import listing, working
from minqing.records.matters.needs_list.forms import FORMS, ItemForm, forms_for
from minqing.records.people.groups import KEY_GROUPS
from minqing.records.people.models import GroupSpan, Household

# Digits of a village's code.
A_PAGE, VILLAGE = 50, 12
HAVING = {"": "都看", "with": "有清单", "without": "还没有清单", "open": "还有没办完的"}


@may("matter.see")
@require_safe
def overview(request: ScopedRequest) -> HttpResponse:
    """Households in need: who has a list, how much of it is done. The queries do not grow with the village."""
    today = timezone.localdate()
    group, having = request.GET.get("group", ""), request.GET.get("list", "")
    group, having = group if group in KEY_GROUPS else "", having if having in HAVING else ""
    place = _place_of(request)
    known = request.scope.within(request.scope.within(Household.objects.all(), "household.see"), "matter.see")
    known = known.filter(within_q("place_id", place.pk)) if place is not None else known
    found = listing.in_need(known, on=today, group=group)
    numbers = found.aggregate(whole=Count("pk"), having=Count("pk", filter=listing.with_list()))
    spans = GroupSpan.objects.on(today).filter(group__in=KEY_GROUPS).order_by("group")
    rows = (
        listing.counted(_having(found, having))
        .select_related("place__parent")
        .prefetch_related(Prefetch("group_spans", spans, to_attr="now"))
    )
    page = Paginator(rows.order_by("place_id", "section", "number", "id"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "matters/needs_list/overview.html", {
        "page": page, "group": group, "groups": KEY_GROUPS, "having": having, "havings": HAVING, "at": place, "whole": numbers["whole"],
        "with_list": numbers["having"], "without": numbers["whole"] - numbers["having"], "below": _below(request.scope, place),
        "many_villages": any(len(code) < VILLAGE for code in ([place.pk] if place else request.scope.places_for("household.see"))),
    })  # fmt: skip


def _having(found: Any, having: str) -> Any:
    if having in ("with", "without"):
        return found.filter(listing.with_list() if having == "with" else ~listing.with_list())
    return listing.counted(found).filter(Q(open__gt=0)) if having == "open" else found


def _place_of(request: ScopedRequest) -> Place | None:
    code = request.GET.get("place", "")
    return request.scope.place(code, "household.see") if code.isascii() and code.isdigit() else None


def _below(scope: Scope, here: Place | None) -> list[Place]:
    above = here or scope.home
    return list(Place.objects.children_of(above.pk).in_use()[:800]) if above else []


@may("matter.see")
@require_safe
def page(request: ScopedRequest, household: UUID) -> HttpResponse:
    """One household's list, line by line."""
    return _shown(request, _household(request, household))


@may("matter.see")
@require_safe
def paper(request: ScopedRequest, household: UUID) -> HttpResponse:
    """The list for printing: what was done for each line, and the family's word."""
    home = _household(request, household)
    place = home.place
    shown = {
        "list": listing.list_of(home, on=timezone.localdate()), "today": timezone.localdate(),
        "address": place.path_names() + home.where.removeprefix(place.short_name),
    }  # fmt: skip
    return render(request, "matters/needs_list/paper.html", shown)


@may("needs.add")
@require_POST
def add(request: ScopedRequest, household: UUID) -> HttpResponse:
    """One more line."""
    home = _household(request, household, do="needs.add")
    form = ItemForm(request.POST)
    if form.is_valid():
        try:
            working.add(home, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "写进清单了。")
            return redirect(listing.address(home))
    return _shown(request, home, adding=form)


@may("needs.done", "needs.strike")
@require_POST
def end(request: ScopedRequest, item: UUID, how: str) -> HttpResponse:
    """A line worked off (`done`) or struck out (`strike`)."""
    if how not in FORMS:
        raise Http404("没有这一步。")
    line = _item(request, item, f"needs.{how}")
    form = FORMS[how](request.POST, auto_id=f"id_{how}_{line.pk}_%s")
    if form.is_valid():
        try:
            act = {"done": working.done, "strike": working.strike}[how]
            act(line, by=request.user, on=timezone.localdate(), **form.cleaned_data)  # type: ignore[operator]
        except NotNow as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "记下了。")
        return redirect(listing.address(line.household))
    return _shown(request, line.household, bound=(line.pk, form))


@may("matter.open")
@require_POST
def open_matter(request: ScopedRequest, item: UUID) -> HttpResponse:
    """Let a line go on as a matter, in one tap."""
    line = _item(request, item, "matter.open")
    try:
        matter = working.open_matter(line, kind=request.POST.get("kind", "need"), by=request.user, on=timezone.localdate())
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect(listing.address(line.household))
    return redirect("matters:page", matter.pk)


def _household(request: ScopedRequest, pk: UUID, do: str = "") -> Household:
    home = get_within(Household.objects.select_related("place"), request.scope, pk, see="household.see")
    if not request.scope.may("matter.see", home.place_id):
        raise Http404("没有这户，或者不在你的范围里。")
    if do and not request.scope.may(do, home.place_id):
        raise PermissionDenied("你的岗位不能改这户的清单，请有权限的人来改。")
    return home


def _item(request: ScopedRequest, pk: UUID, do: str) -> NeedsItem:
    items = NeedsItem.objects.select_related("household__place", "matter")
    return get_within(items, request.scope, pk, see="household.see", do=do)


def _shown(
    request: ScopedRequest, home: Household, *, adding: ItemForm | None = None, bound: tuple[UUID, forms.Form] | None = None
) -> HttpResponse:
    scope = request.scope
    shown = listing.list_of(home, on=timezone.localdate())
    may_here = {verb: scope.may(f"needs.{verb}", home.place_id) for verb in ("add", "done", "strike")}
    may_here["open"] = scope.may("matter.open", home.place_id)
    lines = [
        (
            line,
            forms_for(line.item, bound[1] if bound and bound[0] == line.item.pk else None) if line.item and line.open else None,
        )
        for line in shown.lines
    ]
    context = {"list": shown, "lines": lines, "home": home, "may": may_here, "kinds": working.AS, "adding": adding or ItemForm()}
    return render(request, "matters/needs_list/page.html", context, status=422 if adding or bound else 200)
