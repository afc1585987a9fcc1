"""The register of firms: the list, one firm, opening, correcting, closing, its whole number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from minqing.ground.places.models import within_q
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Posting
from minqing.ground.staff.scope import Scope, ScopedRequest, get_within, may
from minqing.lib import pegs
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.people.enterprise_forms import ClosingForm, EnterpriseForm, PurposeForm
from minqing.records.people.models.enterprise import INDUSTRIES, Enterprise
from minqing.records.people.views.household import places_to_choose

PAGE = 50
FACTS = ("name", "sort", "uscc", "address", "industry", "size", "contact", "liaison", "opened_on")


@may("enterprise.see")
def listing(request: ScopedRequest) -> HttpResponse:
    """Firms in scope, by words and industry."""
    words, industry = request.GET.get("q", "").strip()[:60], request.GET.get("industry", "")
    found = Enterprise.objects.present()
    if industry in INDUSTRIES:
        found = found.filter(industry=industry)
    if words:
        found = found.named(words)
    shown = request.scope.within(found.in_order().select_related("place", "liaison"), "enterprise.see")
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    return render(request, "people/enterprise/list.html", {
        "page": page, "words": words, "industry": industry, "industries": INDUSTRIES, "narrowed": bool(words or industry),
        "may_open": request.scope.may("enterprise.open"),
    })  # fmt: skip


@may("enterprise.see")
def page(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """One firm: who it is, who serves it, what it asked for."""
    enterprise = _enterprise(request, pk)
    context = {
        "enterprise": enterprise, "panels": pegs.panels("enterprise.page", enterprise=enterprise, scope=request.scope, today=timezone.localdate()),
        "may_change": request.scope.may("enterprise.change", enterprise.place_id),
        "may_close": request.scope.may("enterprise.close", enterprise.place_id),
        "may_reveal": request.scope.may("number.reveal", enterprise.place_id),
    }  # fmt: skip
    return render(request, "people/enterprise/page.html", context)


@may("enterprise.open")
@require_http_methods(["GET", "POST"])
def opening(request: ScopedRequest) -> HttpResponse:
    """Put a firm on the register."""
    places = places_to_choose(request.scope, "enterprise.open", "village")
    initial = {"id": new_id(), "place": places[0][0] if len(places) == 1 else ""}
    form = EnterpriseForm(request.POST or None, places=places, liaisons=_liaisons(request.scope), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        place = request.scope.place(data.pop("place"), "enterprise.open")
        try:
            enterprise = Enterprise.objects.open(place=place, by=request.user, on=timezone.localdate(), **data)
        except NotNow as refusal:
            form.add_error("uscc", refusal.sentence)
        else:
            messages.success(request, f"{enterprise.name}登记好了。")
            return redirect("people:enterprise", enterprise.pk)
    return render(request, "people/enterprise/form.html", {"form": form}, status=422 if form.errors else 200)


@may("enterprise.change")
@require_http_methods(["GET", "POST"])
def change(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Correct what is known of a firm."""
    enterprise = _enterprise(request, pk, "enterprise.change")
    initial = {name: getattr(enterprise, name) for name in FACTS} | {"liaison": enterprise.liaison_id}
    liaisons = _liaisons(request.scope, enterprise.place_id)
    form = EnterpriseForm(request.POST or None, places=[], liaisons=liaisons, known=enterprise, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            enterprise.change(by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except NotNow as refusal:
            form.add_error("uscc", refusal.sentence)
        else:
            return redirect("people:enterprise", enterprise.pk)
    context = {"form": form, "enterprise": enterprise}
    return render(request, "people/enterprise/form.html", context, status=422 if form.errors else 200)


@may("enterprise.close")
@require_http_methods(["GET", "POST"])
def closing(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Take a firm off the register."""
    enterprise = _enterprise(request, pk, "enterprise.close")
    form = ClosingForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            enterprise.close(by=request.user, **form.cleaned_data)
        except NotNow as refusal:
            form.add_error("on", refusal.sentence)
        else:
            messages.success(request, f"{enterprise.name}注销了，它提过的事都还查得到。")
            return redirect("people:enterprise", enterprise.pk)
    context = {"form": form, "enterprise": enterprise, "verb": "注销"}
    return render(request, "people/enterprise/ask.html", context, status=422 if form.errors else 200)


@may("number.reveal")
@never_cache
@require_http_methods(["GET", "POST"])
def number(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """看全号 of a firm's contact."""
    enterprise = _enterprise(request, pk, "number.reveal")
    form = PurposeForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "enterprise": enterprise, "verb": "看全号"}
    if request.method == "POST" and form.is_valid():
        try:
            whole = enterprise.reveal_phone(purpose=form.cleaned_data["purpose"], by=request.user, on=timezone.localdate())
        except NotNow as refusal:
            form.add_error("purpose", refusal.sentence)
        else:
            context |= {"numbers": whole.split(), "purpose": form.cleaned_data["purpose"]}
    return render(request, "people/enterprise/ask.html", context, status=422 if form.errors else 200)


def _enterprise(request: ScopedRequest, pk: UUID, do: str = "") -> Enterprise:
    found = Enterprise.objects.select_related("place", "liaison")
    return get_within(found, request.scope, pk, see="enterprise.see", do=do)


def _liaisons(scope: Scope, place: str = "") -> list[Posting]:
    """Posts from which somebody may serve a firm: at the place, above it, or in the viewer's own scope."""
    near = Q(place_id__in=lineage(place)) | within_q("place_id", place) if place else scope.q("enterprise.open")
    found = Posting.objects.on(scope.on).filter(near, user__is_active=True).select_related("user").order_by("rank", "id")
    return list({post.user_id: post for post in found[:300]}.values())
