"""Choosing a brief, reading it on screen, taking it away as Word."""

from __future__ import annotations

import io
from typing import cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.ledgers import asking
from minqing.ledgers.briefs import brief, making, paper
from minqing.ledgers.briefs.brief import BRIEFS, Line, Said
from minqing.lib.refusal import NotNow

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@may("brief.make")
def listed(request: ScopedRequest) -> HttpResponse:
    """The briefs, for a place and a month."""
    today = timezone.localdate()
    place = asking.place_of(request.scope, request.GET.get("place", ""), see="brief.make")
    trouble = ""
    try:
        month = asking.month_of(request.GET.get("month", ""), on=today)
    except NotNow as refusal:
        month, trouble = asking.month_of("", on=today), refusal.sentence
    context = {
        "place": place, "path": place.path_names(), "month": month, "today": today, "briefs": BRIEFS, "trouble": trouble,
        "choices": asking.choices(request.scope, place, "brief.make"),
    }  # fmt: skip
    return render(request, "briefs/list.html", context, status=422 if trouble else 200)


@may("brief.make")
def page(request: ScopedRequest, name: str) -> HttpResponse:
    """The brief on screen: the same words as on paper, each figure opening to its rows."""
    _known(name)
    place = asking.place_of(request.scope, request.GET.get("place", ""), see="brief.make")
    month = asking.month_of(request.GET.get("month", ""), on=timezone.localdate())
    made = brief.make(name, place=place, month=month)
    opens = request.scope.may("figure.see", place.pk)
    context = {
        "brief": made, "name": name, "kind_title": BRIEFS[name], "place": place, "month": month, "lines": [_shown(line, opens) for line in made.lines],
        "path": made.unit, "note": paper.closing_note(made),
    }  # fmt: skip
    return render(request, "briefs/page.html", context)


@may("brief.make")
@require_POST
def make(request: ScopedRequest, name: str) -> HttpResponse:
    """下载 Word."""
    _known(name)
    today = timezone.localdate()
    place = asking.place_of(request.scope, request.POST.get("place", ""), see="brief.make")
    month = asking.month_of(request.POST.get("month", ""), on=today)
    target = io.BytesIO()
    made = making.make_file(target, name, place=place, month=month, by=request.user, on=today)
    target.seek(0)
    # `may` speaks of HttpResponse; a streamed one does as well.
    answer = FileResponse(target, as_attachment=True, filename=made.file_name, content_type=DOCX)
    return cast("HttpResponse", answer)


def _known(name: str) -> None:
    if name not in BRIEFS:
        raise Http404("没有这种简报。")


def _shown(line: Line, opens: bool) -> tuple[str, list[tuple[str, str]]]:
    """A line as (kind, [(text, address of the figure or nothing)])."""
    return line.kind, [(said.text, _address(said) if said.key and opens else "") for said in line.said]


def _address(said: Said) -> str:
    return f"{reverse('figures:figure', args=[said.key])}?{urlencode({'place': said.place, 'from': said.first, 'to': said.last})}"
