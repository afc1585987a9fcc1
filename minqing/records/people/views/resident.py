"""People of a household: added, corrected, gone; and their whole numbers, for a purpose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from minqing.ground.staff.scope import ScopedRequest, get_within, may
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.people import restoring as putting_back
from minqing.records.people import revealing
from minqing.records.people.forms import LeavingForm, ResidentForm, RestoreForm, RevealForm
from minqing.records.people.models import Household, Resident
from minqing.records.people.views.household import after_leaving, household_for, leaving_today

FACTS = ("name", "relation", "relation_word", "sex", "birth", "remark")


@may("resident.join")
@require_http_methods(["GET", "POST"])
def joining(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Add a person."""
    household = household_for(request, pk, "resident.join")
    form = ResidentForm(request.POST or None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        try:
            on = form.cleaned_data["joined_on"] or timezone.localdate()
            Resident.objects.join(household=household, by=request.user, on=on, id=form.cleaned_data["id"], **form.facts())
        except NotNow as refusal:
            form.add_error("relation" if "户主" in refusal.sentence else "id_number", refusal.sentence)
        else:
            return redirect("people:page", household.pk)
    context = {"household": household, "form": form}
    return render(request, "people/resident/join.html", context, status=422 if form.errors else 200)


def _resident(request: ScopedRequest, pk: UUID, do: str) -> Resident:
    return get_within(Resident.objects.select_related("household__place"), request.scope, pk, see="household.see", do=do)


@may("resident.change")
@require_http_methods(["GET", "POST"])
def change(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Correct what is known of a person."""
    resident = _resident(request, pk, "resident.change")
    form = ResidentForm(request.POST or None, known=resident, initial={name: getattr(resident, name) for name in FACTS})
    if request.method == "POST" and form.is_valid():
        try:
            resident.change(by=request.user, on=timezone.localdate(), **form.facts())
        except NotNow as refusal:
            form.add_error("id_number" if "身份证号" in refusal.sentence else "relation", refusal.sentence)
        else:
            return redirect("people:page", resident.household_id)
    context = {"resident": resident, "household": resident.household, "form": form}
    return render(request, "people/resident/change.html", context, status=422 if form.errors else 200)


@may("resident.leave")
@require_http_methods(["GET", "POST"])
def leaving(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """A person is no longer of the household."""
    resident = _resident(request, pk, "resident.leave")
    if resident.left_on is not None:
        return redirect("people:page", resident.household_id)
    others = list(resident.household.residents.present().exclude(pk=resident.pk).in_order())
    # With the last one the household goes; whoever may not end it is told so.
    closes = not others and request.scope.may("household.move_out", resident.place_id)
    heirs = [(str(other.pk), other.name) for other in others] if resident.is_head else []
    form = LeavingForm(request.POST or None, heirs=heirs, initial=leaving_today(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        heir = next((other for other in others if str(other.pk) == data.get("successor")), None)
        try:
            if closes:
                resident.household.move_out(why=data["why"], on=data["on"], by=request.user)
            else:
                resident.leave(why=data["why"], on=data["on"], by=request.user, successor=heir)
        except NotNow as refusal:
            form.add_error("on", refusal.sentence)
        else:
            done = "这户也注销了；记错了，在这页上面恢复。" if closes else "不在这户了；记错了，在「不在这户了的」里恢复。"
            messages.success(request, f"记上了：{resident.name}{data['why']}，{done}")
            return after_leaving(request, resident.household_id)
    context = {"resident": resident, "household": resident.household, "form": form, "last": not others, "closes": closes}
    return render(request, "people/resident/leaving.html", context, status=422 if form.errors else 200)


@may("resident.leave")
@require_http_methods(["GET", "POST"])
def restoring(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """记错了: put a person back who was taken off the books by mistake."""
    resident = _resident(request, pk, "resident.leave")
    if resident.left_on is None:
        return redirect("people:page", resident.household_id)
    form = RestoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            putting_back.restore_resident(resident, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{resident.name}恢复了，当天一起退出的类别也回来了。")
            return redirect("people:page", resident.household_id)
    context = {"resident": resident, "household": resident.household, "form": form}
    return render(request, "people/resident/restoring.html", context, status=422 if form.errors else 200)


@may("number.reveal")
@never_cache
@require_http_methods(["GET", "POST"])
def number(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """看全号 of a person."""
    resident = _resident(request, pk, "number.reveal")
    return _reveal(request, resident, {"who": resident.name, "household": resident.household})


@may("number.reveal")
@never_cache
@require_http_methods(["GET", "POST"])
def household_number(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """看全号 of a household's own telephone."""
    household = household_for(request, pk, "number.reveal")
    return _reveal(request, household, {"who": str(household), "household": household})


def _reveal(request: ScopedRequest, thing: Household | Resident, context: dict[str, Any]) -> HttpResponse:
    form = RevealForm(request.POST or None, thing=thing, initial={"field": request.GET.get("field", "")})
    if request.method == "POST" and form.is_valid():
        field = form.cleaned_data["field"]
        try:
            whole = thing.reveal(field, purpose=form.cleaned_data["purpose"], by=request.user, on=timezone.localdate())
        except NotNow as refusal:
            form.add_error("purpose", refusal.sentence)
        else:
            shown = {
                "numbers": whole.split(),
                "label": revealing.FIELDS[field],
                "tel": field == "phones",
                "purpose": form.cleaned_data["purpose"],
            }
            return render(request, "people/resident/number.html", context | shown)
    if not form.fields["field"].choices:  # type: ignore[attr-defined]
        messages.warning(request, "没记过号码，先在「改」里补上。")
        return redirect("people:page", context["household"].pk)
    return render(request, "people/resident/purpose.html", context | {"form": form}, status=422 if form.errors else 200)
