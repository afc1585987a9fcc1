"""Handing a matter to a city's 12345, and telling in its story what is said over there.

Only what the other side needs goes out: service, words without names and numbers, the village. Name and telephone go only when
asked for, with a purpose that stands in the journal. What 12345 says moves nothing: the resident still has the last word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from minqing.faces.open311 import calling, offers
from minqing.faces.open311.calling import Refused, Row
from minqing.faces.open311.models import OutboundRequest
from minqing.faces.open311.models.outbound import LONGEST_SAID
from minqing.ground.journal import Person, note
from minqing.ground.places.models import Place
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.models import User
from minqing.lib.fields import Secret
from minqing.lib.refusal import NotNow
from minqing.lib.words import surname_of
from minqing.records.matters import life
from minqing.records.matters.masking import names_of, without_names
from minqing.records.matters.models import Matter
from minqing.records.people.naming import names_in

STORY = "matter.handle"
AT_ONCE = 50
LONGEST_WORDS = 4000
STATUS_WORDS = {"open": "还在办", "closed": "办结了"}


@dataclass(frozen=True)
class Address:
    """Where to: the server's root, its own code for the service, its jurisdiction, the form it speaks."""

    root: str
    service_code: str = ""
    jurisdiction: str = ""
    form: str = "json"


def shape(matter: Matter, to: Address, *, contact: bool = False) -> dict[str, str]:
    """What is sent, but for the key. The telephone is masked here: only `send` takes it out of the vault, with a purpose."""
    # The words of a diary entry tell of other doors too: of such a matter only what it is about goes out.
    said = matter.about if matter.visit_id else matter.words or matter.about
    village = matter.place_id[:VILLAGE_LENGTH]
    words = without_names(said, [*names_of(matter), *names_in([said], [village])[village]])
    place = Place.paths_of([village]).get(village, matter.place.short_name)
    sent = {
        "jurisdiction_id": to.jurisdiction, "service_code": to.service_code or offers.code_of(matter.kind, matter.category),
        "description": words[:LONGEST_WORDS], "address_string": place,
    }  # fmt: skip
    if contact:
        last, first = _parted(matter.asker)
        sent |= {"last_name": last, "first_name": first, "phone": str(matter.phone or "")}
    return {name: value for name, value in sent.items() if value}


def check(matter: Matter, to: Address, *, contact: bool, purpose: str) -> Address:
    """The address made whole. Raises NotNow when this matter may not be handed over, or not so."""
    root = calling.check_address(to.root, contact=contact)
    # As the vault has it: what was typed a moment ago is a plain text that no mask covers.
    matter.refresh_from_db(fields=["phone"])
    if matter.table.private:
        raise NotNow(f"{matter.table.title}的材料只有当事人和经手的人能看，不能转出去。")
    if matter.unlooked:
        raise NotNow("这件事还没人看过，先看过、受理了再转。")
    if matter.table.rule(STORY, matter.state) is None:
        raise NotNow(f"这件事现在是「{matter.stage.title}」，受理了、正在办的才能转。")
    if contact and len(purpose.strip()) < 2:
        raise NotNow("带姓名、电话要写一句做什么用，记录里要留着。")
    if contact and not (matter.asker or matter.phone):
        raise NotNow("这件事没留姓名、电话，没有可带的。")
    return Address(root, to.service_code, to.jurisdiction, to.form)


def send(
    matter: Matter,
    to: Address,
    *,
    key: str,
    by: User,
    at: datetime,
    contact: bool = False,
    purpose: str = "",
    again: bool = False,
) -> OutboundRequest:
    """Hand a matter over; gives the request with the number it has over there.

    The row is there before anything is sent, so that a matter is never sent twice without knowing. Raises NotNow when it may
    not be sent, was sent already, or was not taken; `again` sends what was cut off before once more.
    """
    to = check(matter, to, contact=contact, purpose=purpose)
    outbound = _begin(matter, to, by=by, at=at, contact=contact, purpose=purpose, again=again)
    data = shape(matter, to, contact=contact) | ({"api_key": key} if key else {})
    if contact and isinstance(matter.phone, Secret):
        data["phone"] = matter.phone.plain()
    try:
        answer = calling.post_request(to.root, data, to.form)
        if not (answer.get("service_request_id") or answer.get("token")):
            raise Refused("对方没有给编号。", kept_nothing=False)
    except Refused as refused:
        _failed(outbound, refused)
        hint = "没有送成，改好再送。" if refused.kept_nothing else "可能已经送到了，先问对方，没有再加 --again 重送。"
        raise NotNow(f"{refused.said} {hint}") from None
    _arrived(outbound, answer, matter, by=by, on=timezone.localdate(at))
    return outbound


def _begin(matter: Matter, to: Address, *, by: User, at: datetime, contact: bool, purpose: str, again: bool) -> OutboundRequest:
    on = timezone.localdate(at)
    try:
        with transaction.atomic():
            if again:
                OutboundRequest.objects.filter(matter=matter, endpoint=to.root, state="sending").update(state="failed")
            outbound = OutboundRequest.objects.create(
                matter=matter, place_id=matter.place_id, county=matter.county, endpoint=to.root, form=to.form,
                jurisdiction=to.jurisdiction, service_code=to.service_code or offers.code_of(matter.kind, matter.category),
                with_contact=contact, sent_by=by.name, sent_at=at,
            )  # fmt: skip
            note(
                "open311.send", matter, by=by, on=on, words=purpose.strip(),
                after={"to": to.root, "service_code": outbound.service_code, "with_contact": contact},
            )  # fmt: skip
            if contact and isinstance(matter.phone, Secret):
                matter.reveal_phone(purpose=purpose, by=by, on=on)
    except IntegrityError:
        known = OutboundRequest.objects.filter(matter=matter, endpoint=to.root, state__in=("sending", "sent")).first()
        if known is not None and known.state == "sending":
            raise NotNow("上次送到一半断了，可能已经送到。先问对方，没有再加 --again 重送。") from None
        raise NotNow(f"这件事已经转过去了，对方的编号是 {known}。") from None
    return outbound


def _failed(outbound: OutboundRequest, refused: Refused) -> None:
    outbound.state = "failed" if refused.kept_nothing else "sending"
    outbound.trouble = refused.said[:200]
    outbound.save(update_fields=["state", "trouble"])


def _arrived(outbound: OutboundRequest, answer: Row, matter: Matter, *, by: User, on: date) -> None:
    """Keep the number first: should the story's line be refused now, the number must not be lost."""
    outbound.their_id = answer.get("service_request_id", "")[:120]
    outbound.their_token = answer.get("token", "")[:120]
    outbound.state, outbound.status, outbound.trouble = "sent", "open", ""
    outbound.save(update_fields=["their_id", "their_token", "state", "status", "trouble"])
    number = f"，对方编号 {outbound.their_id}" if outbound.their_id else "，对方还没给编号"
    _tell(outbound, matter, f"转给 12345（{_host(outbound)}）{number}。", by=by, on=on)
    outbound.save(update_fields=["told", "trouble"])


def pull(*, at: datetime) -> list[OutboundRequest]:
    """Ask how what was handed over stands, and tell in each story what is new. Gives those that changed."""
    on = timezone.localdate(at)
    waiting = list(OutboundRequest.objects.on_the_way().select_related("matter__place").order_by("endpoint", "id"))
    _exchange_tokens([request for request in waiting if not request.their_id])
    changed = []
    for group in _groups(request for request in waiting if request.their_id):
        for request, row in _answers(group):
            if _take(request, row, on=on, at=at):
                changed.append(request)
    return changed


def _exchange_tokens(waiting: list[OutboundRequest]) -> None:
    for request in waiting[:AT_ONCE]:
        try:
            their_id = calling.id_of(request.endpoint, request.their_token, request.jurisdiction, request.form)
        except Refused as refused:
            _note_trouble([request], refused)
            continue
        if their_id:
            request.their_id = their_id[:120]
            request.save(update_fields=["their_id"])


def _groups(requests: Iterable[OutboundRequest]) -> list[list[OutboundRequest]]:
    """By server, fifty at a time: one call each."""
    by_server: dict[tuple[str, str, str], list[OutboundRequest]] = defaultdict(list)
    for request in requests:
        by_server[request.endpoint, request.jurisdiction, request.form].append(request)
    return [all_[at : at + AT_ONCE] for all_ in by_server.values() for at in range(0, len(all_), AT_ONCE)]


def _answers(group: list[OutboundRequest]) -> list[tuple[OutboundRequest, Row]]:
    first = group[0]
    try:
        rows = calling.requests(first.endpoint, [request.their_id for request in group], first.jurisdiction, first.form)
    except Refused as refused:
        _note_trouble(group, refused)
        return []
    known = {row.get("service_request_id", ""): row for row in rows}
    return [(request, known[request.their_id]) for request in group if request.their_id in known]


def _take(request: OutboundRequest, row: Row, *, on: date, at: datetime) -> bool:
    """Keep what is said over there; whether there was news that now stands in the story."""
    status, said = row.get("status", "").lower()[:20], row.get("status_notes", "")[:LONGEST_SAID]
    news = (status, said) != (request.status, request.said)
    request.status, request.said, request.asked_at, request.trouble = status, said, at, ""
    request.told = request.told and not news
    told = False
    if not request.told:
        words = f"12345 那边{STATUS_WORDS.get(status, status or '有回话')}。{said}".strip()
        told = _tell(request, request.matter, words, by=Person(f"12345（{_host(request)}）"), on=on)
    if status == "closed" and (request.told or request.matter.phase in ("done", "dropped")):
        request.state = "over"
    request.save(update_fields=["status", "said", "asked_at", "trouble", "told", "state"])
    return told


def _tell(request: OutboundRequest, matter: Matter, words: str, *, by: User | Person, on: date) -> bool:
    """A line in the story. Where the matter's state allows none now, the next round tries again."""
    try:
        life.move(matter, STORY, by=by, on=on, words=words)
    except NotNow as refusal:
        request.told, request.trouble = False, refusal.sentence[:200]
    else:
        request.told = True
    return request.told


def _note_trouble(requests: list[OutboundRequest], refused: Refused) -> None:
    OutboundRequest.objects.filter(pk__in=[request.pk for request in requests]).update(trouble=refused.said[:200])


def _host(request: OutboundRequest) -> str:
    return urlsplit(request.endpoint).hostname or request.endpoint


def _parted(name: str) -> tuple[str, str]:
    """Surname and given name.

    >>> _parted("李桂兰"), _parted("欧阳明"), _parted("洛绒多吉")
    (('李', '桂兰'), ('欧阳', '明'), ('', '洛绒多吉'))
    """
    surname = surname_of(name)
    return surname, name.removeprefix(surname)
