"""Several parties asked in one step to do a matter together: five-party linkage, three-party support (MECHANISMS.md D9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from minqing.ground.staff.models import Organisation, User
from minqing.lib.refusal import NotNow
from minqing.records.matters.kinds.seats import LINKAGES, SEATS, linkage_for
from minqing.records.matters.models.handling import Handling
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.parts import who

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Seated:
    """One who takes a seat: a person with an account, an organisation, both, or somebody known by name alone (a resident)."""

    seat: str
    person: User | None = None
    organisation: Organisation | None = None
    name: str = ""

    @property
    def said(self) -> str:
        return who(self.person, self.organisation) or self.name


def link(matter: Matter, *, by: User, on: date, words: str = "", seated: Sequence[Seated] = ()) -> None:
    """Ask all of them at once. Who does a part already is left as they are.

    Those with an account answer for a joint part of their own; somebody without one supports, and holds up nobody's report.
    Raises NotNow where nobody new was named.
    """
    going = list(matter.handlings.filter(state="doing"))
    known = {(part.person_id, part.organisation_id, part.name) for part in going}
    new = [one for one in seated if one.seat in SEATS and one.said and _key(one) not in known]
    if not new:
        raise NotNow("勾上请谁来，一方至少一个；已经在办的不用再请。")
    with transaction.atomic():
        matter.step("matter.link", by=by, on=on, words=f"{said(new)}。{words}".strip())
        Handling.objects.bulk_create(
            Handling(
                matter=matter, place_id=matter.place_id, county=matter.county, person=one.person, organisation=one.organisation,
                name="" if one.person or one.organisation else one.name[:LONGEST_NAME], seat=one.seat, part=words[:200],
                role="joint" if one.person or one.organisation else "support", from_on=on, due_on=matter.due_on,
            )
            for one in {_key(one): one for one in new}.values()
        )  # fmt: skip


def _key(one: Seated) -> tuple[object, object, str]:
    person, organisation = (one.person.pk if one.person else None), (one.organisation.pk if one.organisation else None)
    return person, organisation, "" if person or organisation else one.name[:LONGEST_NAME]


def said(seated: Sequence[Seated]) -> str:
    """街道党工委：周启明；责任单位：县交警大队、县服务企业办."""
    by_seat: dict[str, list[str]] = {}
    for one in seated:
        by_seat.setdefault(one.seat, []).append(one.said)
    return "；".join(f"{SEATS[seat]}：{'、'.join(by_seat[seat])}" for seat in SEATS if seat in by_seat)


# Where whoever leads sits, by the level at which the matter lies.
LEADS = {"village": ("village", "community"), "township": ("township", "street"), "county": ("unit",)}


def linkage(handlings: Sequence[Handling], tier: str = "") -> list[tuple[str, list[Handling]]]:
    """The seats of the linkage that was called and who sits there, for the line on the page; nothing where none was.

    Who leads sits for their level without being asked.
    """
    taken = {part.seat for part in handlings if part.seat in SEATS and part.state in ("doing", "done")}
    usual = LINKAGES[linkage_for(handlings[0].place_id)][1] if taken else ()
    seats = [seat for seat in SEATS if seat in taken or seat in usual]
    stands = [part for part in handlings if part.state in ("doing", "done")]
    leads = [part for part in stands if part.role == "lead" and not part.seat]
    return [
        (SEATS[seat], [part for part in stands if part.seat == seat] or (leads if seat in LEADS.get(tier, ()) else []))
        for seat in seats
    ]
