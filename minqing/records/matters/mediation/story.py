"""What the page of a dispute shows of its file, to whoever may see it; and what hangs of it on other pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Q, UUIDField

from minqing.ground.staff.scope import Scope
from minqing.lib.prepared import Prepared, Slot
from minqing.records.matters.mediation import disputes
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.models.agreement import Agreement, PartyWord
from minqing.records.matters.models.dispute import Dispute, DisputeParty, MediationSession
from minqing.records.people.models import Household

# How long before its day a visit or the court's last day is put before the mediators.
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Side:
    """A party as the page shows it: signature and last word beside the name."""

    party: DisputeParty
    signed: str
    word: PartyWord | None
    sees_household: bool


@dataclass(frozen=True)
class Reminder:
    """One line of the day's page: what is due for which dispute."""

    matter: Matter
    due_on: date
    words: str


def story(matter: Matter, scope: Scope, today: date) -> dict[str, Any]:
    """Parties, mediators, stage, sessions, agreement, and what the law says next."""
    agreements = list(Agreement.objects.filter(matter=matter).order_by("-made_on", "-id").prefetch_related("signatures", "words"))
    standing = next((one for one in agreements if one.ended_on is None), None)
    parties = list(
        DisputeParty.objects.filter(matter=matter, out_on=None).select_related("resident", "household__place").order_by("id")
    )
    hands = list(matter.handlings.select_related("organisation", "person").order_by("from_on", "id"))
    return {
        # Mediators and the parties' words stand here, not in the general tables.
        "whole": True,
        "parties": [_side(party, standing, scope) for party in parties],
        "mediators": [one for one in hands if one.state in ("doing", "done", "stopped")],
        "refused": [one for one in hands if one.state == "returned" and one.answer == disputes.DECLINED],
        "sessions": list(MediationSession.objects.filter(matter=matter).exclude(held_on=None).order_by("-held_on", "-id")),
        "planned": planned(matter, on=today),
        "agreement": standing or next((one for one in agreements if one.valid_on), None), "standing": standing is not None,
        "missing": standing.missing() if standing is not None and standing.valid_on is None else [],
        "next": disputes.what_next(matter.state, matter.details, standing, parties=len(parties), on=today), "free": disputes.FREE,
        "may_reveal_party": scope.may("number.reveal", matter.place_id),
    }  # fmt: skip


def planned(matter: Matter, *, on: date) -> list[MediationSession]:
    """The times that were arranged and are still to come: once it is settled or over nobody comes to talk any more."""
    if matter.state not in disputes.TALKED_OVER:
        return []
    coming = MediationSession.objects.filter(matter=matter, held_on=None, planned_at__date__gte=on)
    return list(coming.order_by("planned_at"))


def _side(party: DisputeParty, agreement: Agreement | None, scope: Scope) -> Side:
    signed, word = "", None
    if agreement is not None:
        signed = next((str(one) for one in agreement.signatures.all() if one.party_id == party.pk), "")
        said = [one for one in agreement.words.all() if one.party_id == party.pk]
        word = max(said, key=lambda one: (one.said_on, str(one.pk)), default=None)
    seen = party.household is not None and scope.may("household.see", party.household.place_id)
    return Side(party, signed, word, seen)


def seen_files(scope: Scope) -> Q:
    """The condition on matters whose file somebody may see: what `rights.sees_file` says of one, for many in one query."""
    offices = [posting.organisation_id for posting in scope.postings if posting.organisation_id]
    parts = Handling.objects.filter(Q(person=scope.user) | Q(organisation__in=offices, person=None)).exclude(
        state__in=("returned", "replaced")
    )
    declined = Handling.objects.filter(person=scope.user, state="returned", answer=disputes.DECLINED).values("matter")
    held = Q(holder=scope.user) | Q(holder_organisation__in=offices)
    wrote = Q(moves__move="matter.open", moves__by=scope.user) & ~Q(pk__in=declined)
    return held | Q(pk__in=parts.values("matter")) | wrote


def of_household(household: Household, scope: Scope, today: date) -> dict[str, Any] | None:
    """Disputes in which somebody of a household is a party, for those alone who see their files."""
    if not scope.may("matter.see", household.place_id):
        return None
    sides = DisputeParty.objects.filter(household=household, out_on=None).values("matter")
    found = Matter.objects.filter(seen_files(scope), scope.q("matter.see"), kind="dispute", pk__in=sides).distinct()
    matters = list(found.preloaded().select_related("dispute").order_by("-opened_on", "-id")[:10])
    return {"matters": matters, "today": today} if matters else None


_HOLDER = Slot("holder", UUIDField())
_CHECKS = Prepared(
    lambda: (
        Dispute.objects.filter(matter__holder=_HOLDER, matter__phase="waiting", check_on__lte=Slot("until", DateField()))
        .select_related("matter__place")
        .order_by("check_on")[:20]
    )
)
_TO_CONFIRM = Prepared(
    lambda: Agreement.objects.filter(
        ended_on=None, status_matter=False, matter__holder=_HOLDER, matter__dispute__court_on=None,
        valid_on__range=(Slot("since", DateField()), Slot("until", DateField())),
    ).select_related("matter__place").order_by("valid_on")[:20]
)  # fmt: skip


def reminders(scope: Scope, today: date) -> dict[str, Any] | None:
    """For whoever holds a dispute: visits that are due, and the last days on which a court can be asked to confirm. Two queries."""
    if not scope.may("dispute.check"):
        return None
    lines = [
        Reminder(one.matter, one.check_on, "去回访，看协议履行了没有")
        for one in _CHECKS(holder=scope.user.pk, until=today + AHEAD)
        if one.check_on is not None
    ]
    span = timedelta(days=disputes.COURT_DAYS)
    for agreement in _TO_CONFIRM(holder=scope.user.pk, since=today - span, until=today - span + AHEAD):
        until = disputes.court_until(agreement)
        if until is not None:
            lines.append(Reminder(agreement.matter, until, "司法确认只到这一天，问问双方要不要一起申请"))
    return {"lines": sorted(lines, key=lambda line: line.due_on), "today": today} if lines else None
