"""代填: a worker writes for somebody who cannot or will not write, and gives them the slip."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from minqing.faces.portal import asking, stamps
from minqing.faces.portal.forms import PaperForm
from minqing.faces.portal.views.finding import village_of
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter


@may("matter.open")
@require_http_methods(["GET", "POST"])
def paper(request: ScopedRequest, code: str) -> HttpResponse:
    """The residents' form on the desk. The story says who wrote for whom; what a worker wrote needs no second look."""
    if not request.scope.may("matter.open", code):
        raise Http404("没有这个村，或者不在你的范围里。")
    place = village_of(code)
    kinds = [(kind.key, kind.asks) for kind in asking.kinds()]
    form = PaperForm(request.POST or None, request.FILES or None, place=place, now=timezone.now().timestamp(), kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            matter = _keep(request, place, form)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("matters:receipt", matter.pk)
    context = {"place": place, "form": form, "photos_gone": bool(form.errors and request.FILES.getlist("photos"))}
    return render(request, "portal/paper.html", context, status=422 if form.errors else 200)


def _keep(request: ScopedRequest, place: Place, form: PaperForm) -> Matter:
    data, words = form.cleaned_data, form.whole_words()
    spot = place if form.code() == place.pk else request.scope.place(form.code(), "matter.open")
    return asking.take_in(
        id=stamps.id_for(data["id"], data["kind"], spot.pk, words, data["name"]), kind=data["kind"], place=spot, words=words,
        category=data["category"], name=data["name"], phone=data["phone"], photos=data["photos"], on=timezone.localdate(),
        writer=request.user,
    )  # fmt: skip
