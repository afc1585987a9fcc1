"""我提过的意见: what somebody without an account said of the program, found again by its short number."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from minqing.faces.portal import flood
from minqing.faces.portal.forms import digits
from minqing.ground.journal.models import Suggestion
from minqing.lib.refusal import NotNow

WRONG = "没有这个意见号。照着抄下来的一个数一个数地看，再查一次；过了一年的查不到了。"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def said(request: HttpRequest) -> HttpResponse:
    """The box for the number; the right one leads to the suggestion and its answer. Wrong ones are counted."""
    typed = request.POST.get("number", "")[:30]
    trouble = ""
    if request.method == "POST":
        try:
            return redirect("suggestion", _found(request, digits(typed)).pk)
        except NotNow as refusal:
            trouble = refusal.sentence
    return render(request, "portal/said.html", {"number": typed, "trouble": trouble}, status=422 if trouble else 200)


def _found(request: HttpRequest, number: str) -> Suggestion:
    at, address = timezone.now(), flood.address_of(request)
    if not number:
        raise NotNow("写上意见号（10 位）再查。")
    flood.begin_guess(address, number, at=at)
    suggestion = Suggestion.objects.numbered(number, on=timezone.localdate(at))
    if suggestion is None:
        raise NotNow(WRONG)
    flood.guessed_right(address, number, at=at)
    return suggestion
