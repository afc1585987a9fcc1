"""The room on the desk: what a mediator says in it, and the slip with a party's link."""

from __future__ import annotations

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from minqing.faces.mediation import papers
from minqing.faces.mediation.forms import files_in, photos_in
from minqing.faces.mediation.lines import seen_by
from minqing.faces.mediation.models import RoomFile
from minqing.faces.mediation.panels import POST
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.mediation import room as rooms
from minqing.records.matters.mediation.views import filed_dispute
from minqing.records.matters.models import Matter
from minqing.records.matters.models.dispute import DisputeParty


def _mine(request: ScopedRequest, pk: UUID) -> Matter:
    matter = filed_dispute(request, pk)
    if not request.scope.may(POST, matter.place_id):
        raise PermissionDenied("你的岗位不能在调解室里说话，请调解员来。")
    return matter


@may(POST)
@require_POST
def say(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """A mediator's words, photographs or papers."""
    matter = _mine(request, pk)
    try:
        papers.say(
            matter, at=timezone.now(), words=request.POST.get("words", ""), photos=photos_in(request), files=files_in(request),
            by=request.user,
        )  # fmt: skip
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('matters:page', args=[matter.pk])}#room")


@may(POST)
@never_cache
@require_safe
def lines(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Only what was said, for a page that looks again by itself."""
    matter = _mine(request, pk)
    return render(request, "mediation/_lines.html", {"said": seen_by(matter, request.user), "matter": matter})


@may(POST)
@require_safe
def file(request: ScopedRequest, pk: UUID, file: UUID) -> HttpResponseBase:
    """A paper that was sent in this room, as a download."""
    matter = _mine(request, pk)
    found = RoomFile.objects.filter(pk=file, message__matter=matter).first()
    if found is None:
        raise Http404("没有这个文件。")
    return papers.answer(found)


@may(POST)
@never_cache
@require_safe
def slip(request: ScopedRequest, pk: UUID, party: UUID) -> HttpResponse:
    """A party's link as a code to scan, fit for printing, and the six digits, which go to the party apart from it."""
    matter = _mine(request, pk)
    found = DisputeParty.objects.filter(matter=matter, pk=party, out_on=None).first()
    if found is None or not found.room_key:
        raise Http404("这一方还没有链接，先在纠纷的页面上发一个。")
    path = reverse("mediation:room", args=[rooms.token_of(found)])
    address = f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=2, omitsize=True)
    context = {"matter": matter, "party": found, "address": address, "drawn": mark_safe(drawn), "days": rooms.LINK_DAYS}
    return render(request, "mediation/slip.html", context)
