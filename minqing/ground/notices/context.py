"""The number on the bell in every page's head."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from minqing.ground.notices.models.notice import count_unread


def bell(request: HttpRequest) -> dict[str, Any]:
    """`unread` counts when a template asks for it, once: a fragment without the head costs no query."""
    scope = getattr(request, "scope", None)
    if scope is None:
        return {}

    @cache
    def unread() -> int:
        return count_unread(scope)

    return {"unread": unread}
