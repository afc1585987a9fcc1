"""The sheet with the code to scan, for a village's notice board."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from minqing.faces.portal import poster as posters
from minqing.faces.portal.views.finding import public_address, servers_of, village_of
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import ScopedRequest, may


def _sheet(request: ScopedRequest, code: str) -> tuple[Place, posters.Sheet]:
    if not request.scope.may("matter.open", code):
        raise Http404("没有这个村，或者不在你的范围里。")
    place = village_of(code)
    phones = [
        (f"{posting.user.name} {posting.title}", posting.user.phone)
        for posting in servers_of(place, timezone.localdate()) if posting.user.phone
    ]  # fmt: skip
    above = place.path_names().removesuffix(place.short_name)
    return place, posters.Sheet(place.short_name, above, public_address(request, place.pk), phones[: posters.MOST_PHONES])


@may("matter.open")
@require_safe
def poster(request: ScopedRequest, code: str) -> HttpResponse:
    """The sheet as a page that prints by itself, with the ways to PDF and PNG."""
    place, sheet = _sheet(request, code)
    # Written by the library out of the address alone.
    drawn = mark_safe(posters.code_for(sheet.address).svg_inline(scale=8, border=posters.QUIET, omitsize=True, svgclass="qr"))
    context = {"place": place, "sheet": sheet, "drawn": drawn, "has_font": posters.find_font() is not None}
    return render(request, "portal/poster.html", context)


@may("matter.open")
@require_safe
def poster_pdf(request: ScopedRequest, code: str) -> HttpResponse:
    """The sheet as PDF."""
    place, sheet = _sheet(request, code)
    return _file(posters.pdf(sheet), "application/pdf", f"{place.short_name}扫一扫.pdf")


@may("matter.open")
@require_safe
def poster_png(request: ScopedRequest, code: str) -> HttpResponse:
    """The sheet as a picture, for sending to a village's chat group or a print shop."""
    place, sheet = _sheet(request, code)
    return _file(posters.png(sheet), "image/png", f"{place.short_name}扫一扫.png")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
