"""The page of keys, for whoever holds `open311.manage`; and what the interface is, for anybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.faces.open311.forms import KeyForm
from minqing.faces.open311.models import ApiKey
from minqing.ground.staff.scope import ScopedRequest, get_within, may
from minqing.lib.refusal import NotNow

MANAGE = "open311.manage"


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is and whom to ask for a key: the address that discovery names as contact."""
    root = request.build_absolute_uri("/open311/v2/")
    return render(request, "open311/about.html", {"root": root})


@may(MANAGE)
@require_http_methods(["GET", "POST"])
def keys(request: ScopedRequest) -> HttpResponse:
    """All keys of the viewer's area; sent to, one more, whose text is shown this once."""
    form = KeyForm(request.POST or None, scope=request.scope, initial={"place": request.scope.places_for(MANAGE)[0]})
    if request.method == "POST" and form.is_valid():
        try:
            key, text = ApiKey.objects.give(**form.cleaned_data, by=request.user, on=timezone.localdate())
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            answer = render(request, "open311/key.html", {"key": key, "text": text})
            answer["Cache-Control"] = "no-store"
            return answer
    today = timezone.localdate()
    mine = request.scope.within(ApiKey.objects.select_related("place"), MANAGE)
    page = Paginator(mine.order_by(F("revoked_on").asc(nulls_first=True), "-given_on", "-id"), 50).get_page(
        request.GET.get("page")
    )
    listed = [(key, key.stands(today)) for key in page]
    context = {"form": form, "page": page, "listed": listed, "today": today}
    return render(request, "open311/keys.html", context, status=422 if form.errors else 200)


@may(MANAGE)
@require_POST
def revoke(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Take a key back."""
    key = get_within(ApiKey.objects.all(), request.scope, pk, see=MANAGE)
    key.revoke(by=request.user, on=timezone.localdate())
    messages.success(request, f"「{key.name}」的钥匙收回了，马上就不能用。")
    return redirect("open311:keys")
