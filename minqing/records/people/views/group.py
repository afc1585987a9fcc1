"""Into a group, and out of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from minqing.ground.staff.scope import ScopedRequest, get_within, may
from minqing.lib.refusal import NotNow
from minqing.records.people.forms import GroupForm, LeaveGroupForm
from minqing.records.people.models import GroupSpan
from minqing.records.people.views.household import household_for


@may("group.enter")
@require_http_methods(["GET", "POST"])
def entering(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Put the household, or one of its people, into a group."""
    household = household_for(request, pk, "group.enter")
    form = GroupForm(request.POST or None, household=household, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who = data.pop("resident")
        resident = household.residents.present().filter(pk=who).first() if who else None
        try:
            GroupSpan.objects.enter(household=household, resident=resident, by=request.user, **data)
        except NotNow as refusal:
            form.add_error("group", refusal.sentence)
        else:
            return redirect("people:page", household.pk)
    context = {"household": household, "form": form}
    return render(request, "people/group/enter.html", context, status=422 if form.errors else 200)


@may("group.leave")
@require_http_methods(["GET", "POST"])
def leaving(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """End a group with a day."""
    spans = GroupSpan.objects.select_related("household__place", "resident")
    span = get_within(spans, request.scope, pk, see="household.see", do="group.leave")
    if span.to_on is not None:
        return redirect("people:page", span.household_id)
    form = LeaveGroupForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            span.leave(by=request.user, **form.cleaned_data)
        except NotNow as refusal:
            form.add_error("on", refusal.sentence)
        else:
            return redirect("people:page", span.household_id)
    context = {"household": span.household, "span": span, "form": form}
    return render(request, "people/group/leave.html", context, status=422 if form.errors else 200)
