"""群众新提的: a look at what residents sent, before it goes among the other matters."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from minqing.faces.portal import tray as trays
from minqing.ground.staff.scope import ScopedRequest, may

A_PAGE = 20


@may("matter.look")
@require_safe
def tray(request: ScopedRequest) -> HttpResponse:
    """The oldest first, each with 收下 and 不是正经事; the buttons are moves like any other."""
    found = trays.unlooked(request.scope).preloaded().annotate(photos=Count("attachments")).order_by("recorded_at", "id")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = list(trays.rows(request.scope, page))
    return render(request, "portal/tray.html", {"page": page, "rows": rows, "today": timezone.localdate()})
