"""The resources of GeoReport v2, each in JSON and XML. Nothing here has a session or a page."""

from __future__ import annotations

import hmac
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from minqing.faces.open311 import filing, listing, offers, placing
from minqing.faces.open311.doors import answers, given, must_have
from minqing.faces.open311.models import ApiKey
from minqing.faces.open311.wire import Document, Trouble
from minqing.faces.portal import flood
from minqing.lib.refusal import NotNow

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# When what these resources say last changed its shape.
CHANGESET = "2026-04-22T00:00:00+08:00"
NO_TOKEN = "没有这个 token，看看抄得对不对。"
NO_REQUEST = "没有这个编号的事，看看抄得对不对。"


@answers("GET", "HEAD")
def discovery(request: HttpRequest, key: ApiKey | None) -> Document:
    """Where the service stands, in which version and which forms."""
    about = request.build_absolute_uri(reverse("open311:about"))
    endpoint = {
        "specification": SPECIFICATION, "url": request.build_absolute_uri(reverse("open311:root")).rstrip("/"),
        "changeset": CHANGESET, "type": "test" if settings.DEMO else "production", "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    value = {"changeset": CHANGESET, "contact": about, "key_service": about, "endpoints": [endpoint]}
    return Document("discovery", value)


@answers("GET", "HEAD")
def services(request: HttpRequest, key: ApiKey | None) -> Document:
    """What may be asked for; the same in every jurisdiction."""
    placing.jurisdiction(given(request, "jurisdiction_id"))
    return Document("services", [offer.row() for offer in offers.offers().values()])


@answers("GET", "HEAD")
def definition(request: HttpRequest, key: ApiKey | None, *, code: str) -> Document:
    """What may be said with a request for one service."""
    placing.jurisdiction(given(request, "jurisdiction_id"))
    return Document("service_definition", offers.offer(code).definition())


@csrf_exempt
@answers("GET", "HEAD", "POST")
def requests(request: HttpRequest, key: ApiKey | None) -> Document:
    """The list of requests; sent to, one more. No browser's session counts here: who files has a key, so no form can be forged."""
    if request.method == "POST":
        return _file(request, must_have(key, "file"))
    asked = listing.Asked.read(lambda name: given(request, name), timezone.now())
    code = given(request, "jurisdiction_id")
    within = placing.jurisdiction(code) if asked.ids is not None else placing.jurisdiction_or_only(code, key)
    return Document("service_requests", listing.rows(listing.found(asked, within), key))


def _file(request: HttpRequest, key: ApiKey) -> Document:
    what = filing.read(lambda name: given(request, name), key)
    filed = filing.keep(what, key=key, at=timezone.now())
    return Document("service_requests", [filing.receipt(filed, what.offer)])


@answers("GET", "HEAD")
def one_request(request: HttpRequest, key: ApiKey | None, *, pk: str) -> Document:
    """One request by its id, also while no list has it."""
    placing.jurisdiction(given(request, "jurisdiction_id"))
    known = listing.read_id(pk)
    matters = listing.found(listing.Asked(ids=(known,)), None) if known else []
    if not matters:
        raise Trouble(404, NO_REQUEST)
    return Document("service_requests", listing.rows(matters, key))


@answers("GET", "HEAD")
def token(request: HttpRequest, key: ApiKey | None, *, token: str) -> Document:
    """The id that a token leads to. A receipt from the residents' page is one too: its number and code, `04130072-1234`."""
    placing.jurisdiction(given(request, "jurisdiction_id"))
    pk = filing.id_of_token(token) or _of_receipt(request, token)
    if pk is None:
        raise Trouble(404, NO_TOKEN)
    return Document("service_requests", [{"service_request_id": str(pk), "token": token}])


@answers("GET", "HEAD", "POST")
def nothing(request: HttpRequest, key: ApiKey | None, *, rest: str = "") -> Document:
    """Any other address below the root."""
    raise Trouble(404, "没有这个地址，有 discovery、services、requests、tokens，后面加 .json 或 .xml。")


def _of_receipt(request: HttpRequest, text: str) -> UUID | None:
    """Tries are counted together with those on the residents' page: a receipt's code is four digits."""
    number, _, code = text.partition("-")
    if len(number) != 8 or len(code) != 4 or not (number + code).isascii() or not (number + code).isdigit():
        return None
    address, at = flood.address_of(request), timezone.now()
    try:
        flood.begin_guess(address, number, at=at)
    except NotNow as refusal:
        raise Trouble(429, refusal.sentence) from None
    matter = listing.reachable().filter(receipt=number).first()
    if matter is None or not hmac.compare_digest(matter.receipt_code.encode(), code.encode()):
        return None
    flood.guessed_right(address, number, at=at)
    pk: UUID = matter.pk
    return pk
