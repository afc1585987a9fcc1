"""Opening a matter by hand, and the receipt for whoever asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from minqing.ground.places.models import Place
from minqing.ground.staff.scope import ScopedRequest, get_within, may
from minqing.lib import pegs
from minqing.lib.fields import CodeField, new_id
from minqing.lib.numbers import told_of
from minqing.lib.prepared import Prepared, Slot
from minqing.lib.refusal import NotNow
from minqing.records.matters.forms import OpenForm
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter
from minqing.records.matters.resent import says_the_same
from minqing.records.matters.rights import matter_for
from minqing.records.people.models import Household

# A county has a few hundred villages; a select box serves no more.
MOST_PLACES = 800
_VILLAGE = Prepared(lambda: Place.objects.in_use().at_level("village").filter(pk=Slot("code", CodeField())))
STORED = "刚才那件已经存了{which}。现在写的和那件不一样，还没存：是另一件事，再按一次就记下；不是，就回去看那件。"


@may("matter.open")
@require_http_methods(["GET", "POST"])
def new(request: ScopedRequest) -> HttpResponse:
    """Open a matter by hand, perhaps for one household (`?household=`)."""
    today = timezone.localdate()
    sent = request.POST if request.method == "POST" else request.GET
    household = _household(request, sent.get("household", ""))
    chosen = _chosen(request, sent.get("place", "")) if household is None and request.method == "POST" else None
    places = [(chosen.pk, chosen.short_name)] if chosen is not None else _places(request, household)
    if not places:
        raise Http404("你的岗位下面还没有村，请找管理员。")
    initial = {
        "household": household.pk if household else None,
        "asker": household.head_name if household else "",
        "place": places[0][0],
    }
    kind = sent.get("kind", "")
    kind = kind if kind in KINDS else "need"
    # A firm's page, say, comes with what is known already.
    known = ("place", *(name.rstrip("?") for name in KINDS[kind].at_opening))
    initial |= {name: sent[name] for name in known if sent.get(name) and request.method == "GET"}
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, places=places, today=today, initial=initial, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            matter = _open(request, form, household, chosen)
        except NotNow as refusal:
            stored = Matter.objects.filter(pk=form.cleaned_data["id"]).first()
            if stored is not None and not _says_it(stored, form, household, chosen):
                return _shown(request, _with_fresh_id(request, form, stored), household)
            form.add_error(None, refusal.sentence)
        else:
            if matter.opened_before and not _says_it(matter, form, household, chosen):
                return _shown(request, _with_fresh_id(request, form, matter), household)
            if told := told_of(form.cleaned_data["about"], form.cleaned_data["words"]):
                messages.warning(request, told)
            return redirect("matters:page", matter.pk)
    return _shown(request, form, household)


def _shown(request: ScopedRequest, form: OpenForm, household: Household | None) -> HttpResponse:
    """The page with the form, whatever became of it."""
    if form.is_bound and household is None:
        form.fields["place"].choices = _places(request, household)  # type: ignore[attr-defined]
    kinds = [(key, table.title, table is form.table) for key, table in KINDS.items()]
    shown: dict[str, Any] = {"form": form, "household": household, "kinds": kinds, "table": form.table}
    shown["panels"] = pegs.panels("matter.opening", kind=form.table.key, scope=request.scope, today=form.today)
    return render(request, "matters/new.html", shown, status=422 if form.errors else 200)


def _says_it(stored: Matter, form: OpenForm, household: Household | None, chosen: Place | None) -> bool:
    """Whether the form still says what it stored the first time. If not, somebody went back and wrote on."""
    place = chosen.pk if chosen is not None else form.cleaned_data["place"]
    return says_the_same(stored, form, household=household, place=place)


def _with_fresh_id(request: ScopedRequest, form: OpenForm, stored: Matter) -> OpenForm:
    """The same words in a form of their own: one more press opens another matter."""
    data = request.POST.copy()
    data["id"] = str(new_id())
    places = [(form.cleaned_data["place"], "")]
    fresh = OpenForm(data, places=places, today=form.today, kind=form.table.key)
    try:
        matter = matter_for(request.scope, stored.pk)
    except Http404:
        which: SafeString | str = ""
    else:
        which = format_html('：<a href="{}">{}</a>', reverse("matters:page", args=[matter.pk]), matter.about)
    fresh.add_error(None, format_html(STORED, which=which))
    return fresh


def _open(request: ScopedRequest, form: OpenForm, household: Household | None, chosen: Place | None) -> Matter:
    data: dict[str, Any] = form.cleaned_data
    return Matter.objects.open(
        id=data["id"], kind=form.table.key, urgency=data["urgency"] or "ordinary", details=form.details(), at=timezone.now(),
        about=data["about"], category=data.get("category", "other"), words=data["words"], asker=data["asker"], phone=data["phone"],
        household=household, place=chosen or request.scope.place(data["place"], "matter.open"), by=request.user, on=data["opened_on"],
    )  # fmt: skip


def _household(request: ScopedRequest, value: str) -> Household | None:
    if not value:
        return None
    try:
        pk = UUID(value)
    except ValueError:
        raise Http404("没有这户。") from None
    household = get_within(Household.objects.select_related("place"), request.scope, pk, see="household.see")
    if not request.scope.may("matter.open", household.place_id):
        raise PermissionDenied("你的岗位不能在这里记事，请有权限的人来记。")
    return household


def _chosen(request: ScopedRequest, code: str) -> Place | None:
    """The village that a sent form names, if matters may be opened there; the whole list is needed only to show the form again."""
    return _VILLAGE.first(code=code[:40]) if request.scope.may("matter.open", code) else None


def _places(request: ScopedRequest, household: Household | None) -> list[tuple[str, str]]:
    if household is not None:
        village = Place.objects.filter(pk=household.place_id[:12]).first() or household.place
        place = village if request.scope.may("matter.open", village.pk) else household.place
        return [(place.pk, place.short_name)]
    found = request.scope.within(Place.objects.in_use().at_level("village"), "matter.open", "code").order_by("code")
    villages = [(place.pk, place.short_name) for place in found[:MOST_PLACES]]
    # Somebody who serves below a village, in a grid, opens matters there.
    home = request.scope.home
    return villages or ([(home.pk, home.short_name)] if home is not None and request.scope.may("matter.open", home.pk) else [])


@may("matter.see", "wish.claim")
def receipt(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """The slip for whoever asked: number, four digits, how to follow it. Fit for printing."""
    matter = matter_for(request.scope, pk)
    panels = pegs.panels("matter.receipt", matter=matter)
    return render(request, "matters/receipt.html", {"matter": matter, "panels": panels, "today": timezone.localdate()})
