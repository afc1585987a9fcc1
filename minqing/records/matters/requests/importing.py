"""Taking in residents' requests from another system: answered ones as closed, the others as open.

The same file again changes nothing: a matter's id follows from place, sort of list and the request's own number. An answer
closes a request, but it is not the resident's word: `solved` stays unknown, and no rate counts it as solved. No time allowed is
set, for what was allowed there is not known here, and nobody is late by our clock for what they did by another.
"""

from __future__ import annotations

import secrets
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.records.matters import tiers
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter, Move
from minqing.records.matters.models.origin import RequestOrigin
from minqing.records.matters.requests.files import Problem, Request, RequestFile

KIND = "need"
OPENED, REPLIED = "matter.open", "matter.reply"
NAMESPACE = UUID("5f0d6d7e-6f0e-5c43-9a4b-2f6f0f6f6a11")
A_BATCH = 500


@dataclass
class Outcome:
    """What came, or would come, of an import. `known` were there already; `days` are the days that answers took."""

    requests: int = 0
    closed: int = 0
    open: int = 0
    created: int = 0
    known: int = 0
    days_median: float | None = None
    days_longest: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The document of `minqing import requests --json`."""
        return asdict(self)


def id_of(place: str, sort: str, source_id: str) -> UUID:
    """The matter's id for a request."""
    return uuid5(NAMESPACE, f"{place}/{sort}/{source_id}")


def preview(file: RequestFile, *, place: Place) -> Outcome:
    """Count what a file would bring, storing nothing."""
    return _counted(file, len(_fresh(file, place)))


def take_in(file: RequestFile, *, place: Place, by: Actor, on: date, filename: str) -> Outcome:
    """Store a file's requests at a place in one transaction, with one line in the journal; those already there are left alone."""
    with transaction.atomic():
        fresh = _fresh(file, place)
        outcome = _counted(file, len(fresh))
        if fresh:
            _store(fresh, place, by)
            days = {request.asked_on for _, request in fresh} | {
                request.answered_on for _, request in fresh if request.answered_on
            }
            counts = {"requests": outcome.requests, "created": outcome.created, "closed": outcome.closed, "open": outcome.open}
            months = {day.replace(day=1) for day in days}
            note(
                "matter.import", place, by=by, on=on, place=place.pk, after={"file": filename[:200], **counts},
                touches=[(place.pk, month) for month in sorted(months)],
            )  # fmt: skip
    return outcome


def _counted(file: RequestFile, created: int) -> Outcome:
    taken = sorted(request.days for request in file.requests if request.days is not None)
    return Outcome(
        requests=len(file.requests), closed=len(taken), open=len(file.requests) - len(taken), created=created,
        known=len(file.requests) - created, days_median=statistics.median(taken) if taken else None,
        days_longest=taken[-1] if taken else None, problems=list(file.problems),
    )  # fmt: skip


def _fresh(file: RequestFile, place: Place) -> list[tuple[UUID, Request]]:
    """The requests that are not there yet, with their ids. Also a matter that has since been renumbered to another place is there."""
    wanted = {id_of(place.pk, file.sort, request.id): request for request in file.requests}
    known: set[UUID] = set()
    for some in batches(wanted):
        known.update(Matter.objects.filter(pk__in=some).values_list("pk", flat=True))
    return [(pk, request) for pk, request in wanted.items() if pk not in known]


def batches(ids: Iterable[UUID]) -> Iterator[tuple[UUID, ...]]:
    """Ids in portions that every database takes in one question."""
    yield from _portions(list(ids), A_BATCH)


def _portions(items: Sequence[Any], size: int) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])


def _store(fresh: Sequence[tuple[UUID, Request]], place: Place, by: Actor) -> None:
    receipts = _receipts(len(fresh))
    matters = [_matter(pk, request, place, receipt) for (pk, request), receipt in zip(fresh, receipts, strict=True)]
    Matter.objects.bulk_create(matters, batch_size=A_BATCH)
    Move.objects.bulk_create(
        [move for matter, (_, request) in zip(matters, fresh, strict=True) for move in _moves(matter, request, by)],
        batch_size=A_BATCH * 4,
    )
    RequestOrigin.objects.bulk_create(
        [
            RequestOrigin(matter=matter, source_id=request.id, votes_for=request.votes_for, votes_against=request.votes_against)
            for matter, (_, request) in zip(matters, fresh, strict=True)
        ],
        batch_size=A_BATCH * 4,
    )


def _matter(pk: UUID, request: Request, place: Place, receipt: str) -> Matter:
    table = KINDS[KIND]
    state = _end() if request.answered_on else table.first
    return Matter(
        id=pk, kind=KIND, state=state, phase=table.phase(state), place=place, county=place.pk[:6], about=_title(request),
        words=request.text, receipt=receipt, opened_on=request.asked_on, closed_on=request.answered_on, solved=None,
        tier=tiers.tier_of(place.pk), source="import", contacted_on=request.answered_on,
    )  # fmt: skip


def _end() -> str:
    """The state of the kind's table in which a matter is done."""
    return next(state.key for state in KINDS[KIND].states if state.phase == "done")


def _title(request: Request) -> str:
    """The subject, or as much of the text as a title holds."""
    return (request.subject or " ".join(request.text.split()))[: Matter._meta.get_field("about").max_length]


def _moves(matter: Matter, request: Request, by: Actor) -> Iterator[Move]:
    first = KINDS[KIND].first
    yield Move(matter=matter, move=OPENED, to_state=first, by_name=by.name, on=request.asked_on, words=request.text)
    if request.answered_on:
        yield Move(
            matter=matter, move=REPLIED, from_state=first, to_state=matter.state, by_name=by.name, on=request.answered_on,
            words=request.answer,
        )  # fmt: skip


def _receipts(number: int) -> list[str]:
    """So many receipt numbers that nobody has."""
    found: dict[str, None] = {}
    while len(found) < number:
        drawn = [f"{secrets.randbelow(100_000_000):08d}" for _ in range(number - len(found))]
        for some in _portions(drawn, A_BATCH):
            taken = set(Matter.objects.filter(receipt__in=some).values_list("receipt", flat=True))
            found.update(dict.fromkeys(receipt for receipt in some if receipt not in taken))
    return list(found)[:number]
