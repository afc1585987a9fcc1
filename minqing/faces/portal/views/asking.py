"""我要反映, 我有个心愿 and the like: the form, and the receipt."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from minqing.faces.portal import asking, flood, holding
from minqing.faces.portal.forms import AskForm
from minqing.faces.portal.views.finding import own_village, public_address, servers_of, village_of
from minqing.ground.places.models import Place
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter

RECEIPT_SECONDS = 3600
SALT = "portal receipt"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The form, and keeping what was written under a receipt number."""
    place = village_of(code)
    table = asking.kind_of(kind)
    if table is None:
        raise Http404("没有这一页。")
    form = AskForm(
        request.POST or None, request.FILES or None, place=place, kind=table, now=timezone.now().timestamp(), on=timezone.localdate(),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            matter = _keep(request, place, form)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("portal:kept", place.pk, signing.dumps(str(matter.pk), salt=SALT))
    context = {
        "place": place, "form": form, "kind": table, "servers": servers_of(place, timezone.localdate())[:1],
        "photos_gone": bool(form.errors and request.FILES.getlist("photos")),
    }  # fmt: skip
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, place: Place, form: AskForm) -> Matter:
    data, id = form.cleaned_data, form.identity()
    known = Matter.objects.filter(pk=id).first()
    if known is not None:
        # The first answer may have been lost on the way: the same stamp and words show the receipt again. Whoever went back for a
        # photograph means the same matter, and has it with that one.
        if data["photos"]:
            flood.check_adding(known.receipt, at=timezone.now())
            asking.add_photos(known, data["photos"], on=timezone.localdate(), at=timezone.now())
        holding.hold(request, known)
        return known
    flood.check_asking(flood.address_of(request), data["phone"], at=timezone.now())
    spot = place if form.code() == place.pk else Place.objects.get(pk=form.code())
    matter = asking.take_in(
        id=id, kind=form.table.key, place=spot, words=form.whole_words(), category=form.sorted_as(), name=data["name"],
        phone=data["phone"], photos=data["photos"], on=timezone.localdate(), at=timezone.now(), details=form.details(),
    )  # fmt: skip
    holding.hold(request, matter)
    return matter


@login_not_required
@never_cache
@require_safe
def kept(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The receipt, shown to the browser that sent the form, for half an hour: the address alone opens nothing."""
    place = village_of(code)
    try:
        pk = signing.loads(token, salt=SALT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        raise Http404("这一页过时了，用回执号在村里的页面上查。") from None
    matter = holding.held(request)
    if matter is None or str(matter.pk) != pk:
        raise Http404("这一页关上了，用回执号在村里的页面上查。")
    return slip_of(request, place, matter)


def slip_of(request: HttpRequest, place: Place, matter: Matter, *, again: bool = False) -> HttpResponse:
    """The page with the receipt, fit for printing."""
    place = own_village(matter, place)
    context = {
        "place": place, "matter": matter, "photos": matter.attachments.count(), "again": again,
        "address": public_address(request, place.pk),
    }  # fmt: skip
    return render(request, "portal/kept.html", context)
