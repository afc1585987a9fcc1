"""What happens to every request: idle sign-out, the viewer's scope, refusals in a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow

Answer = Callable[[HttpRequest], HttpResponse]
SEEN = "seen"
# The session is written again only when the last mark is older than this: a page view must not cost a database write.
MARK_EVERY = 60


class NotTooMuch:
    """Refuses what is bigger than any form here may be, before a byte of it is read: whoever sends it need not be signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = str(request.META.get("CONTENT_LENGTH") or "0")
        if size.isdecimal() and int(size) <= settings.REQUEST_MAX_BYTES:
            return self.get_response(request)
        sentence = "一次送得太多了，分几次送。照片每张不超过 10 MB，表格不超过 60 MB。"
        return render(request, "409.html", {"sentence": sentence, "back": request.path}, status=413)


class IdleSignOut:
    """Signs out whoever did nothing for thirty minutes."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.IDLE_SECONDS:
                logout(request)
            elif now - seen > MARK_EVERY or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)


class ScopeOfViewer:
    """Gives each request of somebody signed in its `scope`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            # The user itself instead of Django's lazy stand-in for it, which a page would look through a hundred times.
            request.user = viewer = get_user(request)
            request.scope = Scope(viewer, timezone.localdate())  # type: ignore[attr-defined, arg-type]
        return self.get_response(request)


class WordsWithoutNul:
    """Takes the character that no text can hold out of what was sent: PostgreSQL refuses it, and nobody types it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _without_nul(sent: QueryDict) -> QueryDict:
    if not any("\x00" in value for _, values in sent.lists() for value in values):
        return sent
    clean = sent.copy()
    for name, values in sent.lists():
        clean.setlist(name, [value.replace("\x00", "") for value in values])
    return clean


class SentenceForRefusal:
    """Answers `NotNow` with its sentence instead of a traceback."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        if not isinstance(trouble, NotNow):
            return None
        came_from = request.META.get("HTTP_REFERER", "/")
        back = came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else "/"
        return render(request, "409.html", {"sentence": trouble.sentence, "back": back}, status=409)
