"""Taking a ledger in through the browser: choose, look, confirm, and what came of it."""

from __future__ import annotations

import shlex
from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from minqing.ground.staff.scope import ScopedRequest, get_within, may
from minqing.lib.refusal import NotNow
from minqing.records.people import importing, incoming, problem_sheet
from minqing.records.people.forms import LedgerFileForm
from minqing.records.people.incoming import Waiting
from minqing.records.people.ledger import Ledger, LedgerRefused
from minqing.records.people.models import LedgerImport
from minqing.records.people.views.household import places_to_choose

SHOWN = 100
# Households shown whole, so that one sees whether families were put together rightly.
FIRST = 5
HOW = {
    "number": "户号相同的算一户", "flat": "房号相同的算一户", "head": "户主姓名相同的算一户", "heads": "从户主起到下一个户主前算一户", "gaps": "空行隔开的各算一户",
    "merged": "序号合并在一起的算一户", "row": "一行算一户",
}  # fmt: skip
# What a browser waits for without doubting: about three seconds of work. More goes by the command line.
MOST_PEOPLE = 20_000


@may("household.import")
@require_http_methods(["GET", "POST"])
def upload(request: ScopedRequest) -> HttpResponse:
    """Choose a workbook; see what it holds before anything is stored."""
    places = places_to_choose(request.scope, "household.import", "village")
    initial = {"place": request.GET.get("place") or (places[0][0] if len(places) == 1 else "")}
    form = LedgerFileForm(request.POST or None, request.FILES or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        file, place = form.cleaned_data["file"], form.cleaned_data["place"]
        if file.size > settings.LEDGER_MAX_BYTES:
            form.add_error(
                "file", f"文件有 {file.size // 2**20} MB，超过了 {settings.LEDGER_MAX_BYTES // 2**20} MB；按村拆成几份再导。"
            )
        else:
            waiting = incoming.keep(file, place=place, user=str(request.user.pk))
            try:
                return _preview(request, waiting)
            except LedgerRefused as refusal:
                waiting.forget()
                form.add_error("file", refusal.sentence)
    recent = request.scope.within(LedgerImport.objects.select_related("place"), "household.import").order_by("-recorded_at")[:10]
    return render(request, "people/import/upload.html", {"form": form, "recent": recent}, status=422 if form.errors else 200)


def _preview(request: ScopedRequest, waiting: Waiting) -> HttpResponse:
    place = request.scope.place(waiting.place, "household.import")
    ledger, outcome = importing.preview(waiting.path, filename=waiting.filename, today=timezone.localdate())
    if not ledger.households and not ledger.problems:
        raise LedgerRefused("认出了表头，下面一个人也没有；先在表里填上人再导入。")
    context = {
        "place": place, "waiting": waiting, "token": waiting.token(), "outcome": outcome, "columns": ledger.columns, "units": ledger.group_units(),
        "problems": outcome.problems[:SHOWN], "more": max(0, len(outcome.problems) - SHOWN), "sheets": _sheets(ledger),
        "first": ledger.households[:FIRST], "unknown": [column for column in ledger.columns if column.meaning is None],
    }  # fmt: skip
    if outcome.residents > MOST_PEOPLE:
        waiting.forget()
        command = f"minqing import households {shlex.quote(waiting.filename)} --place {place.pk}"
        return render(request, "people/import/preview.html", context | {"command": command, "most": MOST_PEOPLE})
    rehearsed = importing.rehearse(
        ledger, place=place, filename=waiting.filename, digest=waiting.digest, by=request.user, at=timezone.now()
    )
    told = importing.named(importing.stored(rehearsed.problems[:SHOWN]), partial(request.scope.may, "household.see"))
    context |= {"outcome": rehearsed, "problems": told, "more": max(0, len(rehearsed.problems) - SHOWN)}
    return render(request, "people/import/preview.html", context)


def _sheets(ledger: Ledger) -> list[dict[str, Any]]:
    """Each sheet: how many households and people, and what made a household."""
    homes, people = Counter[str](), Counter[str]()
    for home in ledger.households:
        homes[home.sheet] += 1
        people[home.sheet] += len(home.members)
    return [
        {"name": sheet.name, "how": HOW[sheet.how] if sheet.how else "", "homes": homes[sheet.name], "people": people[sheet.name]}
        for sheet in ledger.sheets
    ]


@may("household.import")
@require_POST
def confirmation(request: ScopedRequest) -> HttpResponse:
    """Take the workbook in that was looked at. The same confirmation sent again shows what the first one did."""
    waiting = incoming.waiting(request.POST.get("token", ""), user=str(request.user.pk))
    place = request.scope.place(waiting.place, "household.import")
    if waiting.path.exists():
        try:
            ledger, _ = importing.preview(waiting.path, filename=waiting.filename, today=timezone.localdate())
            importing.take_in(
                ledger, place=place, filename=waiting.filename, digest=waiting.digest, by=request.user, at=timezone.now(),
                id=waiting.import_id,
            )  # fmt: skip
        except (IntegrityError, FileNotFoundError):
            # Sent twice at the same instant: the other one took it in. Anything else is a fault of ours.
            if importing.taken_in(place, waiting.digest) is None:
                raise
        waiting.forget()
    record = importing.taken_in(place, waiting.digest)
    if record is None:
        raise NotNow("这份文件已经清掉了，重新选一次文件。")
    return redirect("people:imported", record.pk)


@may("household.import")
def result(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """What came of an import, and which rows are to be mended."""
    found = LedgerImport.objects.select_related("place")
    record = get_within(found, request.scope, pk, see="household.import")
    told = importing.named(record.problems[:SHOWN], partial(request.scope.may, "household.see"))
    return render(request, "people/import/result.html", {
        "record": record, "problems": told, "more": max(0, len(record.problems) - SHOWN),
        "same": record.households - record.created - record.changed,
        "elsewhere": sum(problem["problem"] == "known_elsewhere" for problem in record.problems),
    })  # fmt: skip


@may("household.import")
def problems(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """The rows to mend, as a workbook."""
    record = get_within(LedgerImport.objects.all(), request.scope, pk, see="household.import")
    response = HttpResponse(
        problem_sheet.workbook(importing.named(record.problems, partial(request.scope.may, "household.see"))),
        content_type=problem_sheet.CONTENT_TYPE,
    )
    name = f"{record.file_name.rsplit('.', 1)[0]}-要改的行.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response
