"""两处都有的人: who is on the books twice, to be settled by whoever may let people go."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.records.people import twice

PAGE = 30


@may(twice.SETTLE)
@require_safe
def listing(request: ScopedRequest) -> HttpResponse:
    """Everybody whose ID number stands in two households, one of them where the viewer may settle it."""
    page = Paginator(twice.keys(request.scope), PAGE).get_page(request.GET.get("page"))
    people = twice.of(list(page.object_list), request.scope, timezone.localdate())
    return render(request, "people/twice.html", {"page": page, "people": people})
