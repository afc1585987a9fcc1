"""Filing a request: what was sent is read, checked and kept as a matter; sent again, it is the same one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from minqing.faces.open311 import offers, placing
from minqing.faces.open311.models import ApiKey, Filed
from minqing.faces.open311.models.filed import LONGEST_CLIENT_ID
from minqing.faces.open311.offers import Offer
from minqing.faces.open311.wire import Trouble
from minqing.faces.portal import flood
from minqing.faces.portal.asking import title_of
from minqing.faces.portal.models import Tried
from minqing.ground.journal import Person
from minqing.ground.places.models import Place
from minqing.lib import vault
from minqing.lib.fields import new_id
from minqing.records.matters.forms import plain_phone
from minqing.records.matters.models import Matter

# The specification's limit.
LONGEST_WORDS = 4000
SHORTEST_WORDS = 2
LONGEST_NAME = 60
LONGEST_URL = 500
SAME_WORDS_FOR = timedelta(minutes=10)

Get = Callable[[str], str]


@dataclass(frozen=True)
class Given:
    """What was sent, checked. `words` is all that a worker reads: the description, the address, the link."""

    offer: Offer
    place: Place
    description: str
    words: str
    asker: str
    phone: str
    email: str
    client_id: str
    sender: str

    def fingerprint(self) -> bytes:
        """Equal for the same thing said again by the same person about the same place."""
        parts = (self.offer.code, self.place.pk, self.words, self.asker, self.phone, self.email, self.sender)
        return vault.current().keyed("\0".join(parts), "open311.filed")


def read(get: Get, key: ApiKey) -> Given:
    """Check the parameters (`get` gives the text of one, empty if not sent). Raises Trouble with what to send instead."""
    within = placing.jurisdiction_or_only(get("jurisdiction_id"), key)
    if not get("service_code").strip():
        raise Trouble(400, "没写 service_code，有哪些看 services。")
    offer = offers.offer(get("service_code").strip())
    place = placing.place_of(
        code=get("address_id") or get("attribute[place]"), address=get("address_string"), within=within,
        located=bool(get("lat").strip() and get("long").strip()),
    )  # fmt: skip
    if not key.covers(place.pk):
        raise Trouble(403, f"这把钥匙只管{key.place.short_name}，{place.short_name}的事送不了。")
    description = _description(get("description"))
    return Given(
        offer=offer, place=place, description=description, words=_words(description, get("address_string"), get("media_url")),
        asker=_name(get("first_name"), get("last_name")), phone=_phone(get("phone")), email=_email(get("email")),
        client_id=_client_id(get("attribute[client_id]")), sender="\0".join((get("account_id")[:200], get("device_id")[:200])),
    )  # fmt: skip


def keep(given: Given, *, key: ApiKey, at: datetime) -> Filed:
    """Open the matter, hidden until a worker looks at it; or find the one that was filed already.

    The same client's id is for ever the same matter, the same words for ten minutes. Filings of one key wait for one another,
    so that two at the same instant are one. Raises Trouble(429) for too many.
    """
    with transaction.atomic():
        ApiKey.objects.select_for_update().get(pk=key.pk)
        known = _same(given, key, at)
        if known is not None:
            return known
        _check_flood(given, key, at)
        matter = _open(given, key, at)
        return Filed.objects.create(
            matter=matter, key=key, token=vault.current().keyed(str(matter.pk), "open311.token").hex(), client_id=given.client_id,
            fingerprint=given.fingerprint(), email=given.email or None, filed_at=at,
        )  # fmt: skip


def receipt(filed: Filed, offer: Offer) -> dict[str, str | None]:
    """What the sender gets: the id, or a token that leads to it; and what to tell the person."""
    matter = filed.matter
    notice = f"收到了。回执号 {matter.receipt_words}，查询码 {matter.receipt_code}，请告诉反映的人：凭这两个号在村民服务页上查进度、评结果。"
    named = {"service_request_id": str(matter.pk)} if offer.realtime else {"token": filed.token}
    return {**named, "service_notice": notice, "account_id": None}


def id_of_token(token: str) -> UUID | None:
    """The request's id that a token leads to."""
    found: UUID | None = Filed.objects.filter(token=token).values_list("matter_id", flat=True).first()
    return found


def _same(given: Given, key: ApiKey, at: datetime) -> Filed | None:
    filed = Filed.objects.filter(key=key).select_related("matter")
    if given.client_id:
        known = filed.filter(client_id=given.client_id).first()
        if known is not None and bytes(known.fingerprint) != given.fingerprint():
            raise Trouble(400, f"编号「{given.client_id[:40]}」送过别的内容了。要改内容请换个编号重送。")
        return known
    recent = filed.filter(filed_at__gt=at - SAME_WORDS_FOR, client_id="", fingerprint=given.fingerprint())
    return recent.order_by("-filed_at").first()


def _check_flood(given: Given, key: ApiKey, at: datetime) -> None:
    if Filed.objects.filter(key=key, filed_at__gt=at - timedelta(minutes=1)).count() >= key.per_minute:
        raise Trouble(429, f"这把钥匙一分钟最多送 {key.per_minute} 件，过一分钟再送。")
    hour, most = flood.hour_of(at), flood.limit("asked_by_phone")
    if given.phone and Tried.objects.count_one(flood.ASKED_BY_PHONE, given.phone, hour=hour) > most:
        raise Trouble(429, "这个电话一小时里送得太多了，过一会儿再送。")


def _open(given: Given, key: ApiKey, at: datetime) -> Matter:
    return Matter.objects.open(
        id=new_id(), kind=given.offer.kind.key, about=title_of(given.description), words=given.words, category=given.offer.category,
        place=given.place, asker=given.asker, phone=given.phone, by=Person(key.name, str(key.pk)), on=timezone.localdate(at), at=at,
        source="open311", unlooked=True,
    )  # fmt: skip


def _description(text: str) -> str:
    words = text.strip()
    if not words:
        raise Trouble(400, "没写 description，写一句是什么事。")
    if sum(character.isalnum() for character in words) < SHORTEST_WORDS:
        raise Trouble(400, "description 看不出是什么事，再写几个字。")
    if len(words) > LONGEST_WORDS:
        raise Trouble(400, f"description 太长了，写在 {LONGEST_WORDS} 字以内。")
    return words


def _words(description: str, address: str, media_url: str) -> str:
    address, link = " ".join(address.split())[: placing.LONGEST_ADDRESS], media_url.strip()
    lines = [description]
    if address:
        lines.append(f"地点：{address}")
    if link:
        lines.append(f"附的链接（没有打开看过）：{_link(link)}")
    return "\n".join(lines)


def _link(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or len(text) > LONGEST_URL or any(character.isspace() for character in text):
        raise Trouble(400, f"media_url 要是 http 或 https 开头的网址，{LONGEST_URL} 个字符以内。")
    return text


def _name(first: str, last: str) -> str:
    """As it is said here: 李桂兰 out of 桂兰 and 李; in letters the given name comes first."""
    first, last = " ".join(first.split()), " ".join(last.split())
    name = f"{first} {last}".strip() if (first + last).isascii() else last + first
    if len(name) > LONGEST_NAME:
        raise Trouble(400, f"姓名太长了，first_name 和 last_name 一共写在 {LONGEST_NAME} 字以内。")
    return name


def _phone(text: str) -> str:
    try:
        return plain_phone(text)
    except ValidationError as trouble:
        raise Trouble(400, f"phone：{trouble.messages[0]}") from None


def _email(text: str) -> str:
    address = text.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise Trouble(400, "email 没写对，像 name@example.org。") from None
    return address


def _client_id(text: str) -> str:
    client_id = text.strip()
    if len(client_id) > LONGEST_CLIENT_ID:
        raise Trouble(400, f"attribute[client_id] 太长了，最多 {LONGEST_CLIENT_ID} 个字符。")
    return client_id
