"""The hash chain over the journal: sealing in batches by the worker, and verifying."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from minqing.ground.journal.models import Event, Seal

START = "0" * 64


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    number: int
    event_id: str
    trouble: str


@dataclass(frozen=True)
class Verdict:
    """What a verification found: `sealed` links looked at, events not sealed yet, the last digest, and the breaks."""

    sealed: int
    unsealed: int
    last: str
    breaks: list[Break]


def seal_batch(limit: int = 5000) -> int:
    """Seal the oldest unsealed events and say how many. Writers never wait for it: events are only read."""
    with transaction.atomic():
        last = Seal.objects.order_by("-number").first()
        number, digest = (last.number, last.digest) if last else (0, START)
        now = timezone.now()
        seals = []
        for event in Event.objects.unsealed()[:limit]:
            number += 1
            digest = link(digest, event)
            seals.append(Seal(number=number, event=event, digest=digest, sealed_at=now))
        Seal.objects.bulk_create(seals)
    return len(seals)


def link(before: str, event: Event) -> str:
    """The digest of an event after the digest `before`."""
    return hashlib.sha256(before.encode() + event.canonical()).hexdigest()


def verify() -> Verdict:
    """Walk the whole chain. An altered, removed or inserted line breaks it at that line."""
    breaks: list[Break] = []
    digest, number = START, 0
    for seal in _seals():
        if seal.number != number + 1:
            breaks.append(Break(number + 1, "", f"第 {number + 1} 到 {seal.number - 1} 号封记不见了"))
        number = seal.number
        event = seal.__dict__.get("found")
        if event is None:
            breaks.append(Break(number, str(seal.event_id), "这一行记录被删掉了"))
        elif link(digest, event) != seal.digest:
            breaks.append(Break(number, str(seal.event_id), "这一行记录被改过"))
        digest = seal.digest
    return Verdict(sealed=number, unsealed=Event.objects.unsealed().count(), last=digest, breaks=breaks)


def _seals(batch: int = 2000) -> Iterator[Seal]:
    # Not select_related: an inner join would hide the seal of a removed line, which is what verification looks for.
    after = 0
    while seals := list(Seal.objects.filter(number__gt=after).order_by("number")[:batch]):
        events = Event.objects.in_bulk([seal.event_id for seal in seals])
        for seal in seals:
            seal.__dict__["found"] = events.get(seal.event_id)
            yield seal
        after = seals[-1].number
