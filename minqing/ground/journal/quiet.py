"""What was counted holds until the journal has its next line, for nothing changes without one."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from minqing.ground.journal.models import Event

T = TypeVar("T")
# On a server with many writers a line may be seen after a later one: half a minute bounds what that can do.
LONGEST = 30
_NOTHING = object()


def last_line() -> str:
    """The key of the journal's last line; one query by the primary key."""
    return str(Event.objects.order_by("-id").values_list("id", flat=True).first())


def kept(name: str, count: Callable[[], T], *asked: object, line: str = "") -> T:
    """What `count` says of what was `asked`, counted again only when the journal has grown.

    For counts that walk through many records. `asked` must name all that the answer depends on besides the records, the day and the
    viewer's places among it. `line` is `last_line()` for callers that know it already.
    """
    if not settings.KEEP_COUNTS:
        return count()
    words = blake2b(repr(asked).encode(), digest_size=16).hexdigest()
    key = f"kept.{name}.{line or last_line()}.{words}"
    found = cache.get(key, _NOTHING)
    if found is _NOTHING:
        found = count()
        cache.set(key, found, LONGEST)
    return found  # type: ignore[no-any-return]
