"""查进度 and what the asker does with their own matter: judge it, add to it, take it back, open it again.

The receipt is sent once, as a form, so that no address and no log holds it; after that the session knows for half an hour
which matter is open.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.faces.portal import asking, flood, holding, progress
from minqing.faces.portal.forms import MoreForm, ReasonForm, ReceiptForm, VerdictForm, first_error
from minqing.faces.portal.views.asking import slip_of
from minqing.faces.portal.views.finding import first_page, own_village, servers_of, village_of
from minqing.ground.journal import Person
from minqing.ground.places.models import Place
from minqing.lib.refusal import NotNow
from minqing.records.matters import attachments, life
from minqing.records.matters.models import Matter

MOVED = "这件事刚有变化，或者您刚才已经按过了。先看看现在到哪一步，再接着写。"
CLOSED = "过了半小时，为了不让别人看到，这一页关上了。再输一次回执号，接着办。"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Open a matter with number and digits; then show it as long as it is open in this browser."""
    place = village_of(code)
    if request.method == "GET":
        matter = holding.held(request)
        return redirect("portal:village", code) if matter is None else _shown(request, place, matter)
    form = ReceiptForm(request.POST)
    form.is_valid()
    try:
        holding.open_with(request, form.cleaned_data.get("receipt", ""), form.cleaned_data.get("code", ""))
    except NotNow as refusal:
        receipt = request.POST.get("receipt", "")[:20]
        return first_page(request, place, status=422, receipt=receipt, trouble=refusal.sentence)
    return redirect("portal:follow", code)


def _shown(request: HttpRequest, place: Place, matter: Matter, *, status: int = 200, **more: Any) -> HttpResponse:
    today, place = timezone.localdate(), own_village(matter, place)
    context = {
        "place": place, "matter": matter, "progress": progress.of(matter, today), "version": matter.version,
        "photos": list(matter.attachments.order_by("id")), "servers": servers_of(place, today)[:1], **more,
    }  # fmt: skip
    return render(request, "portal/progress.html", context, status=status)


Act = Callable[[HttpRequest, Matter], str]


def _by_asker(act: Act) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view for one thing that the asker does: `act` does it and gives the sentence to thank with, or raises NotNow.

    Sent for an older version of the matter, or a second time, it does nothing and shows how the matter stands.
    """

    @login_not_required
    @never_cache
    @require_http_methods(["GET", "POST"])
    @wraps(act)
    def view(request: HttpRequest, code: str) -> HttpResponse:
        if request.method == "GET":
            # A refusal is shown under this address: copied, or opened again, it leads to the matter.
            return redirect("portal:follow", code)
        place, matter = village_of(code), holding.held(request)
        if matter is None:
            return first_page(request, place, status=422, trouble=CLOSED)
        said = {"words": request.POST.get("words", "")[:1000], "open": act.__name__}
        if request.POST.get("version", "") != str(matter.version):
            return _shown(request, place, matter, status=409, unsaid=MOVED, **said)
        try:
            thanks = act(request, matter)
        except NotNow as refusal:
            return _shown(
                request, place, Matter.objects.preloaded().get(pk=matter.pk), status=422, unsaid=refusal.sentence, **said
            )
        holding.hold(request, matter)
        messages.success(request, thanks)
        return redirect("portal:follow", code)

    return view


@_by_asker
def answer(request: HttpRequest, matter: Matter) -> str:
    """办好了 or 没办好: the resident's own word on the result."""
    form = VerdictForm(request.POST)
    if not form.is_valid():
        raise NotNow(first_error(form))
    solved = form.cleaned_data["verdict"] == "solved"
    matter.moment = timezone.now()
    life.judge(
        matter, solved=solved, by=_asker(matter), on=timezone.localdate(), words=form.cleaned_data["words"], way="portal",
        satisfied=form.content, public=form.cleaned_data["public"] and bool(progress.may_show(matter)),
    )  # fmt: skip
    return "记下了，谢谢您。" if solved else "记下了，已经退回去重新办。"


@_by_asker
def add(request: HttpRequest, matter: Matter) -> str:
    """More words, more photographs; or what the workers asked for."""
    form = MoreForm(request.POST, request.FILES)
    if not form.is_valid():
        raise NotNow(first_error(form))
    flood.check_adding(matter.receipt, at=timezone.now())
    asking.add(matter, words=form.said(), photos=form.cleaned_data["photos"], on=timezone.localdate(), at=timezone.now())
    return "补上了，办事的人会看到。"


@_by_asker
def again(request: HttpRequest, matter: Matter) -> str:
    """又出问题了: open it again, within the days allowed."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise NotNow(first_error(form))
    if not progress.may(matter, timezone.localdate()).again:
        raise NotNow("这件事不能重新打开了，有新情况请重新反映一件。")
    life.move(
        matter, "matter.again", by=_asker(matter), on=timezone.localdate(), at=timezone.now(), words=form.cleaned_data["words"]
    )
    return "记下了，这件事重新打开了。"


@_by_asker
def withdraw(request: HttpRequest, matter: Matter) -> str:
    """不用办了: the asker takes it back."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise NotNow(first_error(form))
    asking.withdraw(matter, words=form.cleaned_data["words"], on=timezone.localdate())
    return "撤回了，这件事不再办。"


def _asker(matter: Matter) -> Person:
    return Person(matter.asker or "群众")


@login_not_required
@never_cache
@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """看完了: close the matter, so that the next at this telephone sees nothing."""
    place = village_of(code)
    holding.let_go(request)
    return redirect("portal:village", place.pk)


@login_not_required
@never_cache
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt once more, for printing."""
    place, matter = village_of(code), holding.held(request)
    if matter is None:
        return redirect("portal:village", place.pk)
    return slip_of(request, place, matter, again=True)


@login_not_required
@require_safe
def photo(request: HttpRequest, code: str, photo: UUID) -> HttpResponseBase:
    """A photograph of the matter that is open in this browser, and no other."""
    matter = holding.held(request)
    found = matter.attachments.filter(pk=photo).first() if matter is not None else None
    if found is None:
        raise Http404("没有这张照片。")
    return attachments.answer(found, small=request.GET.get("size") == "small")
