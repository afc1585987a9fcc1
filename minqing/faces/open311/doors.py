"""The way every request takes: which form, whose key, how often; and every refusal in the specification's own shape."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from minqing.faces.open311 import wire
from minqing.faces.open311.models import ApiKey
from minqing.faces.open311.wire import Document, Trouble
from minqing.faces.portal import flood
from minqing.lib.refusal import NotNow

log = logging.getLogger(__name__)

# Without a key, and with a wrong one: how often from one address.
NAMELESS_PER_MINUTE = 120
MINUTE = 60
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}

Answer = Callable[..., Document]


def answers(*methods: str) -> Callable[[Answer], Callable[..., HttpResponse]]:
    """Make a view of a function `(request, key, **path) -> Document`. `key` is the caller's ApiKey, None without one."""

    def decorate(answer: Answer) -> Callable[..., HttpResponse]:
        @login_not_required
        @wraps(answer)
        def view(request: HttpRequest, form: str = "xml", **path: Any) -> HttpResponse:
            reply = _guarded(lambda: _asked(request, methods, answer, path)).answer(form)
            add_never_cache_headers(reply)
            for name, value in OPEN_TO_ALL.items():
                reply.headers[name] = value
            return reply

        return view

    return decorate


def given(request: HttpRequest, name: str) -> str:
    """A parameter: of the form when something is sent, else of the address."""
    sent = request.POST.get(name) if request.method == "POST" else None
    return wire.clean(sent if sent is not None else request.GET.get(name, ""))


def check_pace(whose: str, most: int) -> None:
    """Count one request of this minute, for all server processes together. Raises Trouble(429)."""
    if flood.too_fast("open311", whose, most, at=timezone.now()):
        raise Trouble(429, f"一分钟最多 {most} 次，过一分钟再来。")


def must_have(key: ApiKey | None, right: str) -> ApiKey:
    """The caller's key if it allows `read` or `file`. Raises Trouble(403)."""
    if key is None:
        raise Trouble(403, "没写 api_key。要钥匙请找县里管理员。")
    if right not in key.rights:
        raise Trouble(403, {"file": "这把钥匙只能看，不能送。", "read": "这把钥匙只能送，不能看。"}[right])
    return key


def _asked(request: HttpRequest, methods: tuple[str, ...], answer: Answer, path: dict[str, Any]) -> Document:
    if (request.method or "") not in methods:
        raise Trouble(405, f"这个地址只认 {'、'.join(methods)}。")
    return answer(request, _key_of(request), **path)


def _key_of(request: HttpRequest) -> ApiKey | None:
    text = given(request, "api_key").strip()
    key = ApiKey.objects.holding(text, timezone.localdate()) if text else None
    if key is None:
        check_pace(f"address {flood.address_of(request)}", NAMELESS_PER_MINUTE)
        if text:
            raise Trouble(403, "api_key 不对，或者过期、收回了。要钥匙请找县里管理员。")
        if not settings.OPEN311_PUBLIC:
            raise Trouble(403, "这里要有钥匙才能看，没写 api_key。要钥匙请找县里管理员。")
        return None
    check_pace(f"key {key.pk}", key.per_minute)
    return key


def _guarded(work: Callable[[], Document]) -> Document:
    try:
        return work()
    except Trouble as trouble:
        headers = {"Retry-After": str(MINUTE)} if trouble.status == 429 else {}
        return wire.errors([trouble], headers=headers)
    except NotNow as refusal:
        return wire.errors([Trouble(400, refusal.sentence)])
    except Http404:
        return wire.errors([Trouble(404, "没有这个地址。")])
    except Exception:
        # The other side is a program: a page of HTML would tell it nothing.
        log.exception("an Open311 request failed")
        return wire.errors([Trouble(500, "我们这边出错了，已经记下，过一会儿再试。")])
