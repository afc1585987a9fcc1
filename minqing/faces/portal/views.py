"""Pages without an account. Everything works as plain pages without script."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.faces.portal import flood, progress
from minqing.faces.portal.forms import AskForm, ReceiptForm, VerdictForm
from minqing.ground.journal import Person
from minqing.ground.places import finding
from minqing.ground.places.models import Level, Place, within_q
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.models import Posting
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Matter

# What the two big buttons open. A kind that is not here is not opened by residents.
ASKS = {"need": "我要反映", "wish": "我有个心愿"}
SHOWN_AT_ONCE = 3
RECEIPT_SECONDS = 3600
SALT = "portal receipt"


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Which village is mine? Found by words among the villages that take part."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:40]
    hits = [hit for hit in finding.find(words, limit=400) if hit["level"] == Level.VILLAGE] if words else []
    here = [hit for hit in hits if hit["loaded"]][:50]
    return render(request, "portal/find.html", {"words": words, "hits": here, "elsewhere": bool(hits) and not here})


def _village(code: str) -> Place:
    place = Place.objects.in_use().at_level(Level.VILLAGE).filter(pk=code).first()
    if place is None:
        raise Http404("没有这个村，看看网址对不对，或者按村名找。")
    return place


@login_not_required
@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The first page of a village. A grid's or a former code leads to the village it belongs to."""
    if not Place.objects.filter(pk=code, level=Level.VILLAGE, retired_on=None).exists():
        try:
            present = Place.objects.named(code).pk[:VILLAGE_LENGTH]
        except Place.DoesNotExist:
            present = code
        if present != code:
            _village(present)
            return redirect("portal:village", present)
    return _first_page(request, _village(code))


def _first_page(request: HttpRequest, place: Place, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    servers = _servers(place, today)
    context = {
        "place": place, "above": place.path_names().removesuffix(place.short_name), "asks": ASKS,
        "servers": servers[:SHOWN_AT_ONCE], "others": servers[SHOWN_AT_ONCE:], "number_of_servers": len(servers),
    }  # fmt: skip
    return render(request, "portal/village.html", {**context, **more}, status=status)


def _servers(place: Place, on: date) -> list[Posting]:
    """Those whose posts in the village are public, once each. Telephone numbers here are office numbers, made to be called."""
    shown = Posting.objects.on(on).shown_to_residents().filter(within_q("place_id", place.pk), user__is_active=True)
    return list({posting.user_id: posting for posting in reversed(shown.select_related("user"))}.values())[::-1]


@login_not_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """我要反映, 我有个心愿: the form, and keeping it under a receipt number."""
    place = _village(code)
    if kind not in ASKS:
        raise Http404("没有这一页。")
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            matter = _keep(request, place, kind, form.cleaned_data)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("portal:kept", place.pk, signing.dumps(str(matter.pk), salt=SALT))
    context = {
        "place": place,
        "form": form,
        "title": ASKS[kind],
        "kind": kind,
        "servers": _servers(place, timezone.localdate())[:1],
    }
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, place: Place, kind: str, data: dict[str, Any]) -> Matter:
    known = Matter.objects.filter(pk=data["id"]).first()
    if known is None:
        _check_flood(request, data["phone"])
    matter = Matter.objects.open(
        id=data["id"], kind=kind, about=title_of(data["words"]), words=data["words"], category=data["category"], place=place,
        asker=data["name"], phone=data["phone"], by=Person(data["name"]), on=timezone.localdate(),
    )  # fmt: skip
    if matter.words != data["words"]:
        # An id that belongs to other words would hand out another's receipt.
        raise NotNow("这张单子已经送过了，重新打开页面再写。")
    return matter


def _check_flood(request: HttpRequest, phone: str) -> None:
    if flood.count("ask", flood.address_of(request)) > flood.ASKED_FROM_ADDRESS:
        raise NotNow("一小时里送得太多了，过一会儿再送，急事请打电话。")
    if phone and flood.count("ask phone", phone) > flood.ASKED_BY_PHONE:
        raise NotNow("这个电话一小时里送得太多了，过一会儿再送，急事请打电话。")


def title_of(words: str) -> str:
    """The first sentence of what somebody wrote, no longer than a list's line.

    >>> title_of("门前沟堵了，雨水灌院。请来看看！")
    '门前沟堵了，雨水灌院'
    """
    first = re.split(r"[。！？!?；;\n]", words.strip(), maxsplit=1)[0].strip() or words.strip()
    return first if len(first) <= 60 else first[:59] + "…"


@login_not_required
@never_cache
@require_safe
def kept(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The receipt, shown for an hour to whoever sent the form: the address holds a signature, not the number."""
    place = _village(code)
    try:
        pk = signing.loads(token, salt=SALT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        raise Http404("这一页过时了，用回执号在村里的页面上查。") from None
    matter = Matter.objects.filter(pk=pk).first()
    if matter is None:
        raise Http404("没有这张回执。")
    return render(request, "portal/kept.html", {"place": place, "matter": matter})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """查进度: by receipt number and its four digits, sent as a form so that no address and no log holds them."""
    if request.method == "GET":
        return redirect("portal:village", code)
    place, form = _village(code), ReceiptForm(request.POST)
    matter, trouble = _opened(request, form)
    if matter is None:
        return _first_page(request, place, status=422, receipt=request.POST.get("receipt", "")[:20], trouble=trouble)
    return _shown(request, place, matter)


def _opened(request: HttpRequest, form: ReceiptForm) -> tuple[Matter | None, str]:
    """The matter that number and digits open; otherwise what is wrong, in a sentence. Wrong tries are counted."""
    form.is_valid()
    receipt, code = form.cleaned_data.get("receipt", ""), form.cleaned_data.get("code", "")
    address = flood.address_of(request)
    if not receipt:
        return None, "写上回执号再查，是 8 位数字。"
    tried = max(
        flood.tries("wrong", address) - flood.WRONG_FROM_ADDRESS, flood.tries("wrong for", receipt) - flood.WRONG_FOR_RECEIPT
    )
    if tried >= 0:
        return None, "试错的次数太多了，一小时后再查，或者打电话问。"
    matter, fits = progress.found(receipt, code)
    if matter is not None and fits:
        return matter, ""
    flood.count("wrong", address)
    if matter is None:
        return None, "没有这个号，看看回执上是不是 8 位。"
    left = flood.WRONG_FOR_RECEIPT - flood.count("wrong for", receipt)
    return (
        None,
        f"后面的 4 位不对，看看回执。还能再试 {left} 次。" if left > 0 else "后面的 4 位不对。一小时后再查，或者打电话问。",
    )


def _shown(request: HttpRequest, place: Place, matter: Matter, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "progress": progress.of(matter, timezone.localdate()), "receipt": matter.receipt_words, "code": matter.receipt_code,
        "version": matter.version, **more,
    }  # fmt: skip
    return _first_page(request, place, status=status, **context)


@login_not_required
@never_cache
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """办好了, 没办好, or 又出问题了: the resident's own word, by the receipt they hold."""
    place, form = _village(code), VerdictForm(request.POST)
    matter, trouble = _opened(request, form)
    if matter is None:
        return _first_page(request, place, status=422, receipt=request.POST.get("receipt", "")[:20], trouble=trouble)
    if not form.is_valid():
        return _shown(request, place, matter, status=422, unsaid=next(iter(form.errors.values()))[0])
    if request.POST.get("version", "") != str(matter.version):
        return _shown(request, place, matter, status=409, unsaid="这件事刚有变化，或者您刚才已经按过了，看看现在到哪一步。")
    try:
        thanks = _say(matter, form.cleaned_data["verdict"], form.cleaned_data["words"])
    except NotNow as refusal:
        return _shown(request, place, _fresh(matter), status=422, unsaid=refusal.sentence, words=form.cleaned_data["words"])
    return _shown(request, place, matter, thanks=thanks)


def _say(matter: Matter, verdict: str, words: str) -> str:
    by, on = Person(matter.asker or "群众"), timezone.localdate()
    if verdict == "solved":
        life.judge(matter, solved=True, by=by, on=on, words=words, way="portal")
        return "记下了，谢谢您。"
    if verdict == "unsolved":
        life.judge(matter, solved=False, by=by, on=on, words=words, way="portal")
        return "记下了，已经退回去重新办。"
    life.again(matter, by=by, on=on, words=words)
    return "记下了，这件事重新打开了。"


def _fresh(matter: Matter) -> Matter:
    return Matter.objects.preloaded().get(pk=matter.pk)
