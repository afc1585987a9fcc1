"""One's own notices, and how one wants to be told. Nobody sees anybody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.notices import addresses, sending
from minqing.ground.notices.forms import ChannelForm, PreferenceForm
from minqing.ground.notices.models import Notice, NoticeChannel, NoticePreference
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import ScopedRequest

A_PAGE = 50
# Above this many unread ones the list turns over pages of them too.
MOST_UNREAD = 100
BETWEEN_TRIALS = timedelta(seconds=10)


@require_safe
def listing(request: ScopedRequest) -> HttpResponse:
    """What I was told, unread first."""
    mine = Notice.objects.seen_by(request.scope)
    unread = list(mine.unread().newest_first()[:MOST_UNREAD])
    page = Paginator(mine.filter(read_at__isnull=False).newest_first(), A_PAGE).get_page(request.GET.get("page"))
    names = Place.objects.in_bulk({notice.place for notice in [*unread, *page.object_list] if notice.place})
    context = {
        "waiting": [_line(notice, names) for notice in unread], "seen": [_line(notice, names) for notice in page.object_list],
        "page": page, "more": len(unread) == MOST_UNREAD,
    }  # fmt: skip
    return render(request, "notices/list.html", context)


def _line(notice: Notice, names: dict[str, Place]) -> dict[str, Any]:
    place = names.get(notice.place)
    return {"notice": notice, "place": place.short_name if place else ""}


@require_safe
def open_(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Go where a notice leads; it counts as read from here."""
    notice = Notice.objects.seen_by(request.scope).filter(pk=pk).first()
    if notice is None:
        raise Http404("没有这条通知，或者你已经不管那个地方了。")
    notice.read(at=timezone.now())
    return redirect(notice.url)


@require_POST
def read_all(request: ScopedRequest) -> HttpResponse:
    """Everything counts as read."""
    Notice.objects.seen_by(request.scope).unread().update(read_at=timezone.now())
    return redirect("notices:list")


def settings(request: ScopedRequest) -> HttpResponse:
    """Of what, when and how I want to be told."""
    form = PreferenceForm(NoticePreference.objects.of(request.user), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        NoticePreference.objects.choose(
            request.user, quiet_from=data["quiet_from"], quiet_to=data["quiet_to"], digest_at=data["digest_at"], off=data["off"]
        )
        messages.success(request, "存好了。")
        return redirect("notices:settings")
    return _settings_page(request, form=form)


def _settings_page(
    request: ScopedRequest, *, form: PreferenceForm | None = None, adding: ChannelForm | None = None
) -> HttpResponse:
    form = form or PreferenceForm(NoticePreference.objects.of(request.user))
    context = {
        "form": form, "clocks": [form[name] for name in ("quiet_from", "quiet_to", "digest_at")], "adding": adding or ChannelForm(),
        "channels": list(NoticeChannel.objects.filter(user=request.user).order_by("id")), "open": adding is not None,
        "can_add": bool(addresses.offered()),
    }  # fmt: skip
    wrong = any(each is not None and each.is_bound and each.errors for each in (form, adding))
    return render(request, "notices/settings.html", context, status=422 if wrong else 200)


@require_POST
def add_channel(request: ScopedRequest) -> HttpResponse:
    """One more way to be told."""
    form = ChannelForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, adding=form)
    channel = NoticeChannel.objects.add(request.user, **form.cleaned_data)
    messages.success(request, f"加好了：{channel}。按「试发一条」看看通不通。")
    return redirect("notices:settings")


def _mine(request: ScopedRequest, pk: UUID) -> NoticeChannel:
    channel = NoticeChannel.objects.select_related("user").filter(user=request.user, pk=pk).first()
    if channel is None:
        raise Http404("没有这条渠道。")
    return channel


@require_POST
def change_channel(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """At once, digest, both or neither."""
    _mine(request, pk).change(at_once="at_once" in request.POST, digest="digest" in request.POST)
    return redirect("notices:settings")


@require_POST
def drop_channel(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Take a channel away."""
    channel = _mine(request, pk)
    channel.drop()
    messages.success(request, f"去掉了：{channel}。")
    return redirect("notices:settings")


@require_POST
def try_channel(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Send a trial message now and say what came of it."""
    channel, now = _mine(request, pk), timezone.now()
    if channel.tried_at is not None and channel.tried_at > now - BETWEEN_TRIALS:
        messages.warning(request, "刚发过一条，等十秒再试。")
        return redirect("notices:settings")
    trouble = sending.try_out(channel, at=now)
    if trouble:
        messages.error(request, f"没送到。{trouble}")
    else:
        messages.success(request, f"送到了：{channel} 收下了，打开看一眼。")
    return redirect("notices:settings")
