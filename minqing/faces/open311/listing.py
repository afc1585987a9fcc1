"""Requests as others may see them: which, when, and in which words.

Names, numbers and households never leave. What a worker wrote down is the worker's word about somebody, whom no mask hides in a
village: until words are published, the service's name stands for it. What residents sent themselves is masked with all names of
the village's books, and where even masked words could tell whose they are (a household's own matter, health, allowances) those
who have no key read the service's name alone. What no worker has looked at, and what is checked before it is published, is found
by its id and in no list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from minqing.faces.open311 import offers, wire
from minqing.faces.open311.models import ApiKey, Filed
from minqing.faces.open311.wire import Trouble
from minqing.ground.places.models import Place, within_q
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.masking import without_names
from minqing.records.matters.models import Matter, Move
from minqing.records.people.models import Resident
from minqing.records.people.naming import names_in

MOST = 1000
SPAN = timedelta(days=90)
STATUSES = {"open": OPEN_PHASES, "closed": ("done", "dropped")}
# 低保 and 看病 of a household in a village of two hundred: everybody knows whose.
GUARDED = ("security", "medical")
# How a matter comes in the asker's own words, sent by the asker's own hand.
BY_ASKER = ("portal", "open311")
LAST_WORD = {"waiting": "matter.report_done", "done": "matter.report_done", "dropped": "matter.drop"}


Get = Callable[[str], str]


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `ids` overrides everything else, as the specification says."""

    ids: tuple[UUID, ...] | None = None
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    page_size: int = MOST

    @classmethod
    def read(cls, get: Get, now: datetime) -> Asked:
        """Out of the parameters (`get` gives the text of one, empty if not sent). Raises Trouble(400 or 404)."""
        if get("service_request_id").strip():
            return cls(ids=tuple(found for text in _parts(get("service_request_id"))[:MOST] if (found := read_id(text))))
        codes = tuple(offers.offer(code).code for code in _parts(get("service_code")))
        statuses = tuple(_parts(get("status").lower()))
        if wrong := [word for word in statuses if word not in STATUSES]:
            raise Trouble(400, f"status 只有 open 和 closed，没有「{wrong[0][:20]}」。")
        after, before = _instant(get, "updated_after"), _instant(get, "updated_before")
        start, end = _span(get, now, updated=bool(after or before))
        return cls(
            codes=codes, statuses=statuses, start=start, end=end, updated_after=after, updated_before=before,
            page=_number(get, "page", 1, 100_000),
            page_size=_number(get, "page_size", MOST, MOST),
        )  # fmt: skip

    def chosen(self) -> Q:
        """The condition that the parameters make, but for what is found by id."""
        found = _from(self.start) & _until(self.end)
        if self.codes:
            pairs = (code.split(".", 1) for code in self.codes)
            found &= reduce(or_, (Q(kind=kind, category=category) for kind, category in pairs))
        if self.statuses:
            found &= Q(phase__in=[phase for status in self.statuses for phase in STATUSES[status]])
        later = Move.objects.filter(matter=OuterRef("pk"))
        if self.updated_after is not None:
            found &= Q(Exists(later.filter(recorded_at__gte=self.updated_after)))
        if self.updated_before is not None:
            found &= ~Q(Exists(later.filter(recorded_at__gt=self.updated_before)))
        return found


def reachable() -> QuerySet[Matter]:
    """What may be found by id: never a kind that residents do not open, or whose file is private."""
    return Matter.objects.filter(kind__in=offers.shown_kinds())


def public() -> QuerySet[Matter]:
    """What stands in lists."""
    checked = [key for key, kind in offers.shown_kinds().items() if offers.checked_first(kind)]
    return reachable().filter(unlooked=False).exclude(kind__in=checked, public_words="")


def found(asked: Asked, within: Place | None) -> list[Matter]:
    """The matters of an answer, the latest first. One query."""
    if asked.ids is not None:
        matters = reachable().filter(pk__in=asked.ids)
    else:
        matters = public().filter(within_q("place_id", within.pk if within else ""), asked.chosen())
    last = Move.objects.filter(matter=OuterRef("pk")).order_by("-id").values("recorded_at")[:1]
    first = (asked.page - 1) * asked.page_size
    rows = matters.select_related("household", "holder_organisation").annotate(moved_at=Subquery(last))
    return list(rows.order_by("-opened_on", "-id")[first : first + asked.page_size])


def rows(matters: list[Matter], key: ApiKey | None) -> list[dict[str, Any]]:
    """The matters as the specification has them, in a fixed number of queries however many there are."""
    paths = Place.paths_of({matter.place_id[:VILLAGE_LENGTH] for matter in matters})
    names = _names(matters)
    trusted = _trusted(matters, key)
    words = _last_words([matter for matter in matters if matter.pk in trusted])
    own = {matter.pk: matter.about for matter in matters if _in_own_words(matter, trusted=matter.pk in trusted)}
    told = [matter for matter in matters if matter.pk in own or matter.pk in words]
    books = names_in([*own.values(), *words.values()], [matter.place_id for matter in told])
    return [
        _row(
            matter, address=paths.get(matter.place_id[:VILLAGE_LENGTH], ""), about=own.get(matter.pk, ""), last=words.get(matter.pk, ""),
            names=names[matter.household_id] | {matter.asker} | books.get(matter.place_id[:VILLAGE_LENGTH], set()),
        )
        for matter in matters
    ]  # fmt: skip


def read_id(text: str) -> UUID | None:
    """A request's id; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _row(matter: Matter, *, address: str, about: str, names: set[str], last: str) -> dict[str, Any]:
    """`about` is the asker's own words where they may be read, `names` what is taken out of them."""
    offer = offers.Offer(matter.table, matter.category)
    over = matter.phase in STATUSES["closed"]
    notes = "。".join(part for part in (matter.stage.title, without_names(last, names)) if part)
    due = wire.midnight(matter.due_on + timedelta(days=1)) - timedelta(seconds=1) if matter.due_on and not over else None
    return {
        "service_request_id": str(matter.pk), "status": "closed" if over else "open", "status_notes": notes,
        "service_name": offer.name, "service_code": offer.code, "description": matter.public_words or without_names(about, names) or offer.name,
        "agency_responsible": matter.holder_organisation.name if matter.holder_organisation else address, "service_notice": None,
        "requested_datetime": wire.said(_requested(matter)),
        "updated_datetime": wire.said(getattr(matter, "moved_at", None) or matter.recorded_at), "expected_datetime": wire.said(due),
        "address": address, "address_id": matter.place_id[:VILLAGE_LENGTH], "zipcode": None, "lat": None, "long": None,
        "media_url": None,
    }  # fmt: skip


def _in_own_words(matter: Matter, *, trusted: bool) -> bool:
    """Whether its words are the asker's own, and the caller may read them masked."""
    if matter.public_words or matter.source not in BY_ASKER:
        return False
    return trusted or (matter.household_id is None and matter.category not in GUARDED)


def _requested(matter: Matter) -> datetime:
    """When it was asked: the instant where it was written down on the day itself, else the day's beginning."""
    day = wire.midnight(matter.opened_on)
    return matter.recorded_at if day <= matter.recorded_at < day + timedelta(days=1) else day


def _from(start: datetime | None) -> Q:
    """`_requested` at or after an instant, as ranges of plain columns."""
    if start is None:
        return Q()
    day, midnight, next_midnight = _day(start)
    if start == midnight:
        return Q(opened_on__gte=day)
    return Q(opened_on__gt=day) | Q(opened_on=day, recorded_at__gte=start, recorded_at__lt=next_midnight)


def _until(end: datetime | None) -> Q:
    """`_requested` at or before an instant."""
    if end is None:
        return Q()
    day, _, next_midnight = _day(end)
    return Q(opened_on__lt=day) | (Q(opened_on=day) & ~Q(recorded_at__gt=end, recorded_at__lt=next_midnight))


def _day(at: datetime) -> tuple[date, datetime, datetime]:
    day = timezone.localdate(at)
    midnight = wire.midnight(day)
    return day, midnight, midnight + timedelta(days=1)


def _span(get: Get, now: datetime, *, updated: bool) -> tuple[datetime | None, datetime | None]:
    """Ninety days at most; the last ninety where nothing is said. What was updated lately may have been asked long ago."""
    start, end = _instant(get, "start_date"), _instant(get, "end_date")
    if start is None and end is None:
        return (None, None) if updated else (now - SPAN, None)
    start = start or (end or now) - SPAN
    end = end or start + SPAN
    if end < start:
        raise Trouble(400, "end_date 在 start_date 前面，换过来再查。")
    if end - start > SPAN:
        raise Trouble(400, "一次最多查 90 天，分几次查。")
    return start, end


def _instant(get: Get, name: str) -> datetime | None:
    return wire.instant(get(name), name) if get(name).strip() else None


def _number(get: Get, name: str, default: int, most: int) -> int:
    text = get(name).strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < 1:
        raise Trouble(400, f"{name} 要写 1 以上的数。")
    return min(int(text), most)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _names(matters: Iterable[Matter]) -> dict[UUID | None, set[str]]:
    """By household, all names by which it could be known."""
    names: dict[UUID | None, set[str]] = defaultdict(set)
    for matter in matters:
        if matter.household is not None:
            names[matter.household_id].add(matter.household.head_name)
    if names:
        members = Resident.objects.filter(household__in=list(names)).values_list("household_id", "name")
        for household, name in members:
            names[household].add(name)
    return names


def _trusted(matters: list[Matter], key: ApiKey | None) -> set[UUID]:
    """Which of them the caller may read in masked words: those in the range of a key that reads, and those filed with it."""
    if key is None:
        return set()
    near = {matter.pk for matter in matters if key.may_read and key.covers(matter.place_id)}
    rest = [matter.pk for matter in matters if matter.pk not in near]
    return near | set(Filed.objects.filter(key=key, matter__in=rest).values_list("matter_id", flat=True)) if rest else near


def _last_words(matters: list[Matter]) -> dict[UUID, str]:
    """What was done, or why not: the last word of those who had it."""
    wanted = {matter.pk: LAST_WORD[matter.phase] for matter in matters if matter.phase in LAST_WORD}
    if not wanted:
        return {}
    moves = Move.objects.filter(matter__in=list(wanted), move__in=set(LAST_WORD.values())).order_by("id")
    return {pk: words for pk, move, words in moves.values_list("matter_id", "move", "words") if wanted[pk] == move}
