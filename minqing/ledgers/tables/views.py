"""The ledgers' page and their downloads."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.ledgers import asking
from minqing.ledgers.tables import exporting, preparing
from minqing.ledgers.tables.catalogue import LEDGERS
from minqing.ledgers.tables.ledger import Ledger
from minqing.lib import pegs
from minqing.lib.refusal import NotNow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Offer:
    """A ledger on the page: what it holds here, and what the viewer may take away."""

    ledger: Ledger
    holds: str
    may_export: bool
    may_export_full: bool


@may("ledger.see")
def listed(request: ScopedRequest) -> HttpResponse:
    """The ledgers of a place and month, and the briefs beside them."""
    scope, today = request.scope, timezone.localdate()
    place = asking.place_of(scope, request.GET.get("place", ""), see="ledger.see")
    trouble = ""
    try:
        month = asking.month_of(request.GET.get("month", ""), on=today)
    except NotNow as refusal:
        month, trouble = asking.month_of("", on=today), refusal.sentence
    offers = [
        Offer(
            ledger, ledger.holds(place.pk, *ledger.period(month.first, month.last)), scope.may("ledger.export", place.pk),
            ledger.private and scope.may("ledger.export_full", place.pk),
        )
        for ledger in LEDGERS.values()
        if scope.may(ledger.see, place.pk)
    ]  # fmt: skip
    context = {
        "place": place, "path": place.path_names(), "month": month, "offers": offers, "trouble": trouble, "today": today, "asked": preparing.asked_by(request.user, at=timezone.now()),
        "choices": asking.choices(scope, place, "ledger.see"), "panels": pegs.panels("ledgers", scope=scope, place=place, month=month),
    }  # fmt: skip
    return render(request, "tables/list.html", context, status=422 if trouble else 200)


@may("ledger.export", "ledger.see")
@require_POST
def export(request: ScopedRequest, key: str) -> HttpResponse:
    """下载: personal numbers masked."""
    return _answer(request, key, do="ledger.export", purpose=None)


@may("ledger.export_full", "ledger.see")
@require_POST
def export_full(request: ScopedRequest, key: str) -> HttpResponse:
    """要全号: whole numbers, for a purpose that goes into the journal."""
    return _answer(request, key, do="ledger.export_full", purpose=request.POST.get("purpose", "")[:200])


@require_safe
def prepared(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """A large ledger, for whoever asked for it and nobody else."""
    path, name = preparing.fetched(pk, by=request.user, scope=request.scope)
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return cast("HttpResponse", answer)


def _answer(request: ScopedRequest, key: str, *, do: str, purpose: str | None) -> HttpResponse:
    ledger = LEDGERS.get(key)
    if ledger is None:
        raise Http404("没有这本台账。")
    today = timezone.localdate()
    place = asking.place_of(request.scope, request.POST.get("place", ""), see="ledger.see", do=(ledger.see, do))
    month = asking.month_of(request.POST.get("month", ""), on=today)
    if ledger.rows(place.pk, *ledger.period(month.first, month.last)) > preparing.MOST_AT_ONCE:
        preparing.ask(ledger, place=place, month=month, by=request.user, on=today, purpose=purpose)
        messages.success(request, f"{ledger.title}人多，要做几分钟，做好了在通知里告诉你，也在这一页下载。")
        return redirect(f"{reverse('tables:list')}?place={place.pk}&month={month.key}")
    # The response closes the file; what is not sent leaves no trace on the disk.
    target = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        made = exporting.export(target, ledger, place=place, month=month, by=request.user, on=today, purpose=purpose)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    # `may` speaks of HttpResponse; a streamed one does as well.
    answer = FileResponse(target, as_attachment=True, filename=made.file_name, content_type=XLSX)
    return cast("HttpResponse", answer)
