"""今天, the diary, and promises."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from minqing.ground.places.models import within_q
from minqing.ground.staff.scope import ScopedRequest, get_within, may
from minqing.lib import days, pegs
from minqing.lib.numbers import told_of
from minqing.lib.refusal import NotNow
from minqing.records.visits.forms import CorrectionForm
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.unseen import not_seen_for_long
from minqing.records.visits.withheld import readable, withhold


def today(request: ScopedRequest) -> HttpResponse:
    """My day: whom do I owe, what waits for me, whom have I not seen."""
    day = timezone.localdate()
    panels = pegs.panels("today", scope=request.scope, today=day)
    return render(request, "visits/today.html", {"panels": panels, "today": day})


@may("visit.see")
def diary(request: ScopedRequest) -> HttpResponse:
    """All entries in scope, newest day first."""
    found = request.scope.within(Visit.objects.preloaded(), "visit.see")
    place = request.GET.get("place", "")
    if place.isdigit():
        found = found.filter(within_q("place_id", place))
    if request.GET.get("mine"):
        found = found.filter(by=request.user)
    if words := request.GET.get("q", "").strip()[:60]:
        found = found.filter(readable(request.scope), words__contains=words)
    if month := _month(request.GET.get("month", "")):
        found = found.filter(visited_on__year=month.year, visited_on__month=month.month)
    page = Paginator(found.order_by("-visited_on", "-id"), 30).get_page(request.GET.get("page"))
    withhold(page, request.scope)
    return render(request, "visits/list.html", {"page": page, "words": words, "month": month})


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@may("visit.see")
def page(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """One entry: the words as written, and all that came of them."""
    visit = get_within(Visit.objects.preloaded(), request.scope, pk, see="visit.see")
    withhold([visit], request.scope)
    day = timezone.localdate()
    panels = [] if visit.withheld else pegs.panels("visit.page", visit=visit, scope=request.scope, today=day)
    kept = request.GET.get("kept", "")
    return render(request, "visits/page.html", {
        "visit": visit, "panels": panels, "today": day, "kept": bool(kept), "mine": visit.by_id == request.user.pk, "draft_of": kept if len(kept) == 36 else "",
    })  # fmt: skip


@may("visit.record")
@require_http_methods(["GET", "POST"])
def correction(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Correct one's own entry."""
    visit = get_within(Visit.objects.select_related("place", "by"), request.scope, pk, see="visit.see", do="visit.record")
    initial = {"words": visit.words, "visited_on": visit.visited_on.isoformat(), "kind": visit.kind}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            visit.correct(by=request.user, today=timezone.localdate(), **form.cleaned_data)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            # Rooms above answer to the new words; they have nothing to show here.
            pegs.panels("visit.corrected", visit=visit, by=request.user, today=timezone.localdate())
            messages.success(request, "改好了。")
            if told := told_of(form.cleaned_data["words"]):
                messages.warning(request, told)
            return redirect("visits:page", visit.pk)
    return render(request, "visits/correction.html", {"visit": visit, "form": form}, status=422 if form.errors else 200)


@may("visit.record")
@require_POST
def drop(request: ScopedRequest, pk: UUID, sort: str, key: int | UUID) -> HttpResponse:
    """记错了: take a call, an amount or a promise out of one's own entry."""
    visit = get_within(Visit.objects.select_related("place", "by"), request.scope, pk, see="visit.see", do="visit.record")
    records: dict[str, QuerySet[Any]] = {
        "call": visit.calls.select_related("household"), "quantity": visit.quantities.all(), "promise": Promise.objects.filter(visit=visit),
    }  # fmt: skip
    wrong = get_object_or_404(records[sort], pk=key)
    visit.drop(wrong, by=request.user, on=timezone.localdate())
    messages.success(request, "去掉了。")
    return redirect("visits:page", visit.pk)


@may("visit.record")
def promises(request: ScopedRequest) -> HttpResponse:
    """All that I promised and still owe; `?all=1` also what was kept or released."""
    found = Promise.objects.of(request.user).select_related("household", "visit").order_by("closed_on", "due_on", "id")
    everything = bool(request.GET.get("all"))
    if not everything:
        found = Promise.objects.owed().of(request.user).select_related("household", "visit")
    listed = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "visits/promises.html", {"page": listed, "everything": everything, "today": timezone.localdate()})


@may("visit.record")
@require_POST
def keep_promise(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """办了: one tap."""
    promise = get_within(_promises(), request.scope, pk, see="visit.see", do="visit.record")
    promise.keep(by=request.user, on=timezone.localdate(), words=request.POST.get("words", ""))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "visits/_promise_kept.html", {"promise": promise})
    return redirect("visits:promises" if request.POST.get("back") == "promises" else "today")


@may("visit.record")
@require_POST
def take_back_promise(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """办了 was a slip of the thumb."""
    promise = get_within(_promises(), request.scope, pk, see="visit.see", do="visit.record")
    promise.take_back(by=request.user, on=timezone.localdate())
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "visits/_promise.html", {"promise": promise, "today": timezone.localdate()})
    return redirect("visits:promises")


def _promises() -> QuerySet[Promise]:
    return Promise.objects.select_related("household", "visit")


@may("visit.record")
@require_POST
def postpone_promise(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """改天: another day."""
    promise = get_within(_promises(), request.scope, pk, see="visit.see", do="visit.record")
    try:
        day = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError:
        raise NotNow("改到哪天没写对，选一个日子。") from None
    promise.postpone(day, by=request.user, on=timezone.localdate(), words=request.POST.get("words", ""))
    messages.success(request, f"改到{days.in_words(day, timezone.localdate())}了，跟人家说一声。")
    return redirect("visits:promises")


@may("visit.record")
@require_POST
def release_promise(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """It will not be done, with the reason."""
    promise = get_within(Promise.objects.all(), request.scope, pk, see="visit.see", do="visit.record")
    promise.release(by=request.user, on=timezone.localdate(), words=request.POST.get("words", ""))
    return redirect("visits:promises")


@may("visit.record")
def unseen(request: ScopedRequest) -> HttpResponse:
    """Every household not seen for long."""
    found, count = not_seen_for_long(request.scope, timezone.localdate())
    listed = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "visits/unseen.html", {
        "page": listed, "count": count, "today": timezone.localdate(),
        "may_read_rules": request.scope.may("matter.see") or request.scope.may("rule.change"),
    })  # fmt: skip
