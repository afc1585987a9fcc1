"""How often one address, one telephone number or one receipt may be tried.

Counts live in the database, so that they hold for all server processes together, under keyed hashes: no address and no number
of a resident is stored. They are forgotten after a day (`purge`). The limits are `settings.PORTAL`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

from minqing.faces.portal.models import Tried
from minqing.lib.refusal import NotNow

ASKED, ASKED_BY_PHONE, ADDED = "ask", "ask phone", "add"
WRONG, WRONG_FOR = "wrong", "wrong for"
KEPT = timedelta(days=1)


def limit(name: str) -> int:
    """A limit of `settings.PORTAL`."""
    return int(settings.PORTAL[name])


def check_asking(address: str, phone: str, *, at: datetime) -> None:
    """Count one more request. Raises NotNow when there were too many from the address or by the telephone within the hour."""
    if Tried.objects.count_one(ASKED, address, hour=hour_of(at)) > limit("asked_from_address"):
        raise NotNow("一小时里送得太多了，过一会儿再送，急事请打电话。")
    if phone and Tried.objects.count_one(ASKED_BY_PHONE, phone, hour=hour_of(at)) > limit("asked_by_phone"):
        raise NotNow("这个电话一小时里送得太多了，过一会儿再送，急事请打电话。")


def check_adding(receipt: str, *, at: datetime) -> None:
    """Count one more addition to a matter. Raises NotNow when there were too many within the hour."""
    if Tried.objects.count_one(ADDED, receipt, hour=hour_of(at)) > limit("added_for_receipt"):
        raise NotNow("一小时里补充得太多了，过一会儿再补，急事请打电话。")


def begin_guess(address: str, receipt: str, *, at: datetime) -> None:
    """Count a try of a receipt's digits before it is looked at. Raises NotNow when it is one too many, from an address or for a receipt, whether that exists or not.

    Counted first, so that a hundred at the same instant do not all find that none was wrong yet; `guessed_right` takes it back.
    """
    hour, day = hour_of(at), hour_of(at) - KEPT
    most = limit("wrong_for_receipt")
    if (
        Tried.objects.times_since(WRONG, address, hour=hour) >= limit("wrong_from_address")
        or Tried.objects.times_since(WRONG_FOR, receipt, hour=day) >= 4 * most
        or Tried.objects.times_since(WRONG_FOR, receipt, hour=hour) >= most
        or Tried.objects.count_one(WRONG, address, hour=hour) > limit("wrong_from_address")
        or Tried.objects.count_one(WRONG_FOR, receipt, hour=hour) > most
    ):
        raise NotNow("试错的次数太多了，一小时后再查，或者打电话问。")


def guessed_right(address: str, receipt: str, *, at: datetime) -> None:
    """The digits fitted: this try does not count."""
    Tried.objects.take_back(WRONG, address, hour=hour_of(at))
    Tried.objects.take_back(WRONG_FOR, receipt, hour=hour_of(at))


def too_fast(what: str, whose: str, most: int, *, at: datetime) -> bool:
    """Count one more within the minute and say whether it is one too many. Who is over already costs no write."""
    minute = at.replace(second=0, microsecond=0)
    return Tried.objects.times_since(what, whose, hour=minute) >= most or Tried.objects.count_one(what, whose, hour=minute) > most


def purge(*, at: datetime) -> int:
    """Forget counts older than a day."""
    return Tried.objects.filter(hour__lt=at - KEPT).delete()[0]


def hour_of(at: datetime) -> datetime:
    """When the hour of a moment began."""
    return at.replace(minute=0, second=0, microsecond=0)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind a proxy on this machine it is the last hop that the proxy wrote down.

    An IPv6 household has a whole network to itself: its first half is what counts.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    if direct in ("127.0.0.1", "::1"):
        direct = str(request.headers.get("X-Forwarded-For", direct)).rsplit(",", 1)[-1].strip() or direct
    try:
        address = ip_address(direct)
    except ValueError:
        return direct[:60]
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return str(getattr(address, "ipv4_mapped", None) or address)
