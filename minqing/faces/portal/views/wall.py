"""心愿墙: the published wishes of a village, for its neighbours."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from minqing.faces.portal import wall
from minqing.faces.portal.views.finding import servers_of, village_of

A_PAGE = 20


@login_not_required
@require_safe
def wishes(request: HttpRequest, code: str) -> HttpResponse:
    """The last published first, all or those of one state (`?state=`). A fixed number of queries.

    No search engine keeps it: a wish that is taken back is gone from everywhere.
    """
    place, today = village_of(code), timezone.localdate()
    counts, state = wall.counts(place), request.GET.get("state", "")
    state = state if state in wall.STATES else ""
    paginator = Paginator(wall.narrowed(wall.hung(place), state).select_related("wish", "place", "household__place"), A_PAGE)
    # How many there are is known from the counts of the states.
    paginator.count = counts[state] if state else sum(counts.values())
    page = paginator.get_page(request.GET.get("page"))
    servers = servers_of(place, today)
    context = {
        "place": place, "page": page, "lines": wall.lines(page, today), "total": sum(counts.values()), "state": state,
        "states": [(key, words, counts[key], key == state) for key, (words, _, _) in wall.STATES.items() if counts[key] or key == state],
        "servers": [posting for posting in servers if posting.user.phone][:1],
    }  # fmt: skip
    answer = render(request, "portal/wishes.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer
