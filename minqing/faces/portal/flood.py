"""How often one address, one telephone number or one receipt may be tried in an hour.

Counts live in Django's cache under keyed hashes: no address or number of a resident is stored. With the default cache each
server process counts for itself, so that the limit of a site with four processes is up to four times as high.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from minqing.lib import vault

HOUR = 3600
ASKED_FROM_ADDRESS = 10
ASKED_BY_PHONE = 5
WRONG_FROM_ADDRESS = 20
WRONG_FOR_RECEIPT = 5


def count(what: str, whose: str) -> int:
    """Count one try and say how many there were within the hour that the first one began."""
    key = _key(what, whose)
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key)
    except ValueError:
        # The hour ended between the two lines.
        cache.set(key, 1, HOUR)
        return 1


def tries(what: str, whose: str) -> int:
    """How many tries were counted, without counting one."""
    return int(cache.get(_key(what, whose), 0))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind a proxy on this machine it is the last hop that the proxy wrote down."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    if direct in ("127.0.0.1", "::1"):
        return str(request.headers.get("X-Forwarded-For", direct)).rsplit(",", 1)[-1].strip() or direct
    return direct


def _key(what: str, whose: str) -> str:
    return f"flood {what} {vault.current().keyed(whose, 'flood').hex()}".replace(" ", "-")
