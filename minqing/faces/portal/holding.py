"""Which matter the browser at hand has opened with its receipt, for half an hour. The number stands in no address and no log."""

from __future__ import annotations

import hmac
import time

from django.http import HttpRequest
from django.utils import timezone

from minqing.faces.portal import flood
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter

KEY = "receipt"
SECONDS = 1800
WRONG = "回执号和另外 4 位对不上。照着回执一个数一个数地看，再查一次。"
# What a number without a matter is compared with, so that it takes as long as one with.
_NOBODY = Matter(id=new_id())


def open_with(request: HttpRequest, receipt: str, code: str) -> Matter:
    """The matter that number and digits open. Raises NotNow, with the same sentence whatever was wrong, and counts the try."""
    at, address = timezone.now(), flood.address_of(request)
    if not receipt or not code:
        raise NotNow("写上回执号（8 位）和另外 4 位再查。")
    flood.begin_guess(address, receipt, at=at)
    matter = Matter.objects.preloaded().filter(receipt=receipt[:8]).first()
    fits = hmac.compare_digest((matter or _NOBODY).receipt_code.encode(), code.encode())
    if matter is None or not fits or len(receipt) != 8:
        raise NotNow(WRONG)
    flood.guessed_right(address, receipt, at=at)
    hold(request, matter)
    return matter


def hold(request: HttpRequest, matter: Matter) -> None:
    """Remember which matter is open. A new key each time, so that a session someone planted opens nothing."""
    if not request.user.is_authenticated:
        request.session.cycle_key()
    request.session[KEY] = {"matter": str(matter.pk), "until": int(time.time()) + SECONDS}


def held(request: HttpRequest) -> Matter | None:
    """The matter that is open, if it still is."""
    known = request.session.get(KEY)
    if not isinstance(known, dict) or known.get("until", 0) < time.time():
        return None
    return Matter.objects.preloaded().filter(pk=known["matter"]).first()


def let_go(request: HttpRequest) -> None:
    """Close it: the next at this telephone sees nothing."""
    request.session.pop(KEY, None)
