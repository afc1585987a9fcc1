"""代填: a worker writes for somebody who cannot or will not write, and gives them the slip."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from minqing.faces.portal import asking
from minqing.faces.portal.forms import PaperForm
from minqing.faces.portal.views.finding import village_of
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter


@may("matter.open")
@require_http_methods(["GET", "POST"])
def paper(request: ScopedRequest, code: str) -> HttpResponse:
    """The residents' form on the desk, one kind at a time (`?kind=`). The story says who wrote for whom; what a worker wrote needs no second look."""
    if not request.scope.may("matter.open", code):
        raise Http404("没有这个村，或者不在你的范围里。")
    place = village_of(code)
    kinds = asking.kinds()
    table = asking.kind_of((request.POST if request.method == "POST" else request.GET).get("kind", "")) or kinds[0]
    form = PaperForm(
        request.POST or None, request.FILES or None, place=place, kind=table, now=timezone.now().timestamp(), on=timezone.localdate(),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            matter = _keep(request, place, form)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("matters:receipt", matter.pk)
    context = {
        "place": place,
        "form": form,
        "kinds": kinds,
        "table": table,
        "photos_gone": bool(form.errors and request.FILES.getlist("photos")),
    }
    return render(request, "portal/paper.html", context, status=422 if form.errors else 200)


def _keep(request: ScopedRequest, place: Place, form: PaperForm) -> Matter:
    data = form.cleaned_data
    spot = place if form.code() == place.pk else request.scope.place(form.code(), "matter.open")
    return asking.take_in(
        id=form.identity(), kind=form.table.key, place=spot, words=form.whole_words(), category=form.sorted_as(), name=data["name"],
        phone=data["phone"], photos=data["photos"], on=timezone.localdate(), at=timezone.now(), writer=request.user,
        details=form.details(),
    )  # fmt: skip
