"""The list of households, a household's page, and its changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from minqing.ground.places.models import Place, within_q
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.scope import Scope, ScopedRequest, get_within, may
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.people import brief, moving
from minqing.records.people import restoring as putting_back
from minqing.records.people.forms import WHY_ALL_GO, HouseholdChangeForm, LeavingForm, NewHouseholdForm, RestoreForm, SplitForm
from minqing.records.people.groups import GROUPS
from minqing.records.people.models import GroupSpan, Household
from minqing.records.people.models.household import HouseholdQuerySet
from minqing.records.people.searching import searched

PAGE = 50
# A select of more is of no use to anybody; a scope that wide comes down by the list of places.
CHOICES = 2000
LOWER = ("village", "group", "grid")


@may("household.see")
def listing(request: ScopedRequest) -> HttpResponse:
    """Households in scope, by words, number, group and place."""
    today = timezone.localdate()
    words = request.GET.get("q", "").strip()[:60]
    group = request.GET.get("group", "")
    here = _place_of(request)
    gone = request.GET.get("gone") == "1"
    everyone = Household.objects.filter(request.scope.q("household.see"))
    found = everyone.exclude(ended_on=None) if gone else everyone.present()
    if here is not None:
        found = found.filter(within_q("place_id", here.pk))
    if group in GROUPS:
        found = found.of_group(group, today)
    if words:
        found = _ended(found, words) if gone else searched(found, words)
    current = Prefetch("group_spans", GroupSpan.objects.on(today).order_by("group"), to_attr="now")
    shown = found.in_order().select_related("place").prefetch_related(current)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    # Somebody looked for may have been taken off the books.
    ended = _ended(everyone, words).count() if words and not gone and not page.paginator.count else 0
    return render(request, "people/household/list.html", {
        "ended": ended,
        "page": page, "words": words, "group": group, "groups": GROUPS, "at": here, "below": _below(request.scope, here),
        "narrowed": bool(words or group or here or gone), "gone": gone, "may_open": request.scope.may("household.open"),
        "may_import": request.scope.may("household.import"),
    })  # fmt: skip


def _ended(homes: HouseholdQuerySet, words: str) -> HouseholdQuerySet:
    """Those off the books whose head is called so; their people are off the books as well and are not looked through."""
    return homes.exclude(ended_on=None).filter(head_name__contains=words.removesuffix("家"))


def _place_of(request: ScopedRequest) -> Place | None:
    code = request.GET.get("place", "")
    return request.scope.place(code, "household.see") if code.isascii() and code.isdigit() else None


def _below(scope: Scope, here: Place | None) -> list[Place]:
    above = here or scope.home
    return list(Place.objects.children_of(above.pk).in_use()[:CHOICES]) if above else []


@may("household.see")
def page(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """One household: what to know before knocking, people, groups, comings and goings."""
    household = get_within(Household.objects.select_related("place", "last_import"), request.scope, pk, see="household.see")
    return render(request, "people/household/page.html", brief.page_context(household, request.scope, timezone.localdate()))


@may("household.open")
@require_http_methods(["GET", "POST"])
def opening(request: ScopedRequest) -> HttpResponse:
    """Put a household on the books."""
    places = places_to_choose(request.scope, "household.open")
    initial = {"id": new_id(), "place": request.GET.get("place") or (places[0][0] if len(places) == 1 else "")}
    form = NewHouseholdForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = request.scope.place(data.pop("place"), "household.open")
        household = Household.objects.open(place=place, by=request.user, on=timezone.localdate(), **data)
        messages.success(request, f"{household.head_name}家立好了，接着把家里人加上。")
        return redirect("people:page", household.pk)
    return render(request, "people/household/open.html", {"form": form}, status=422 if form.errors else 200)


def places_to_choose(scope: Scope, verb: str, *levels: str) -> list[tuple[str, str]]:
    """Villages and what lies below them at which a verb is held, as (code, words); villages alone in a wide scope."""
    lower = levels or (LOWER if all(len(code) >= 9 for code in scope.places_for(verb)) else ("village",))
    found = scope.within(Place.objects.in_use().at_level(*lower).select_related("parent"), verb, "code").order_by("code")
    return [
        (
            place.pk,
            place.short_name if place.level == "village" or not place.parent else f"{place.parent.short_name} {place.short_name}",
        )
        for place in found[:CHOICES]
    ]


@may("household.change")
@require_http_methods(["GET", "POST"])
def change(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Correct address, section, number."""
    household = household_for(request, pk, "household.change")
    village = household.place_id[:VILLAGE_LENGTH]
    initial = {"place": household.place_id, **{name: getattr(household, name) for name in ("number", "section", "address")}}
    places = [
        (code, words) for code, words in places_to_choose(request.scope, "household.change", *LOWER) if code.startswith(village)
    ]
    form = HouseholdChangeForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        new, today = form.cleaned_data, timezone.localdate()
        to = new.pop("place", "") or household.place_id
        with transaction.atomic():
            household.change(by=request.user, on=today, **new)
            if to != household.place_id:
                moving.move(household, request.scope.place(to, "household.change"), by=request.user, on=today)
        return redirect("people:page", household.pk)
    people = [(person, person.age_on(timezone.localdate())) for person in household.residents.present().in_order()]
    context = {"household": household, "form": form, "people": people}
    return render(request, "people/household/change.html", context, status=422 if form.errors else 200)


@may("household.open")
@require_http_methods(["GET", "POST"])
def splitting(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """分户: part of a household becomes one of its own."""
    household = household_for(request, pk, "household.open")
    people = list(household.residents.present().in_order())
    if household.ended_on is not None or len(people) < 2:
        raise NotNow("这户只有一个人，或者已经注销了，分不了户。")
    form = SplitForm(request.POST or None, people=people, initial={"id": new_id(), "on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            new = moving.split_off(
                household, form.relations(), by=request.user, on=data["on"], address=data["address"], number=data["number"],
                successor=form.successor(), id=data["id"],
            )  # fmt: skip
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{new}分出来了。")
            return redirect("people:page", new.pk)
    context = {"household": household, "form": form}
    return render(request, "people/household/split.html", context, status=422 if form.errors else 200)


def household_for(request: ScopedRequest, pk: UUID, do: str) -> Household:
    """A household that the viewer sees and may do something to."""
    return get_within(Household.objects.select_related("place"), request.scope, pk, see="household.see", do=do)


def leaving_today(request: ScopedRequest) -> dict[str, Any]:
    """What stands in the form of somebody who goes: today, and the reason that the page before knows (`?why=`)."""
    return {"on": timezone.localdate(), "why": request.GET.get("why", "")[:120]}


def after_leaving(request: ScopedRequest, household: UUID) -> HttpResponse:
    """Back to the household, or to the list that was being settled (`?back=twice`)."""
    return redirect("people:twice") if request.GET.get("back") == "twice" else redirect("people:page", household)


@may("household.move_out")
@require_http_methods(["GET", "POST"])
def moving_out(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Take a household off the books."""
    household = household_for(request, pk, "household.move_out")
    if household.ended_on is not None:
        return redirect("people:page", household.pk)
    form = LeavingForm(request.POST or None, whys=WHY_ALL_GO, initial=leaving_today(request))
    if request.method == "POST" and form.is_valid():
        try:
            household.move_out(by=request.user, **form.cleaned_data)
        except NotNow as refusal:
            form.add_error("on", refusal.sentence)
        else:
            messages.success(request, f"{household.head_name}家注销了，来往和类别都还查得到。")
            return after_leaving(request, household.pk)
    context = {"household": household, "form": form}
    return render(request, "people/household/moving_out.html", context, status=422 if form.errors else 200)


@may("household.move_out")
@require_http_methods(["GET", "POST"])
def restoring(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """记错了: put a household back that was taken off the books by mistake."""
    household = household_for(request, pk, "household.move_out")
    if household.ended_on is None:
        return redirect("people:page", household.pk)
    form = RestoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        elsewhere = putting_back.restore_household(household, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, f"{household}恢复了，当天一起退出的人和类别也回来了。")
        if elsewhere:
            messages.warning(request, f"{'、'.join(elsewhere)}已经登记在别的户，没有带回来。")
        return redirect("people:page", household.pk)
    context = {"household": household, "form": form}
    return render(request, "people/household/restoring.html", context, status=422 if form.errors else 200)
