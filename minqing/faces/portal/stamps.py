"""The stamp in a form: which request it will be, and when the page was opened. Signed, so that nobody names another's request."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core import signing

from minqing.lib.fields import new_id

SALT = "portal stamp"
LONGEST_SECONDS = 2 * 86400
FAST = "送得太快了，看一眼写得对不对，再按一次。"
OLD = "这一页开得太久了，您写的还在，再按一次就行。"


def new() -> str:
    """A stamp for a page that is opened now."""
    return signing.dumps(str(new_id()), salt=SALT)


def trouble(stamp: str, *, now: float) -> str:
    """Why a stamp cannot be used at a moment (seconds since 1970), as a sentence; empty when it can."""
    seed = _seed(stamp)
    # The first 48 bits of the identifier are the millisecond in which it was made.
    age = now - (seed.int >> 80) / 1000 if seed else LONGEST_SECONDS + 1
    if age > LONGEST_SECONDS:
        return OLD
    return FAST if age < settings.PORTAL["fewest_seconds"] else ""


def id_for(stamp: str, *said: str) -> UUID:
    """The identifier of the request with this stamp and these words: the same for a double press, another for other words."""
    seed = _seed(stamp)
    if seed is None:
        raise ValueError("the stamp was not checked")
    tail = bytearray(sha256("\0".join((seed.hex, *said)).encode()).digest()[:8])
    # The two bits that every identifier of this sort has.
    tail[0] = tail[0] & 0x3F | 0x80
    return UUID(bytes=seed.bytes[:8] + bytes(tail))


def _seed(stamp: str) -> UUID | None:
    try:
        return UUID(signing.loads(stamp, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
