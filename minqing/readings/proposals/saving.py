"""Keeping an entry: the diary as written, the confirmed cards as records, the rest waiting for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from minqing.ground.journal import note
from minqing.ground.places.models import Place
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.models import User
from minqing.lib.numbers import hide_numbers, hide_within, only_mobile_in
from minqing.lib.refusal import NotNow
from minqing.readings.proposals.cards import NO, OPEN, YES, Card, _true, cards_of
from minqing.readings.proposals.models import Proposal
from minqing.readings.proposals.reading import read
from minqing.readings.proposals.roster import roster_of
from minqing.records.matters.models import Matter
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called, Done, Promised


@dataclass
class Entry:
    """A diary entry about to be kept. `given` are households named by the writer beside the text."""

    id: UUID
    place: Place
    visited_on: date
    kind: str
    words: str
    cards: Sequence[Card]
    given: Sequence[Household] = ()
    households: dict[str, Household] = field(default_factory=dict)

    def household(self, pk: Any) -> Household | None:
        """A household of this entry's place by its id; None for no or an unknown one."""
        return self.households.get(str(pk)) if pk else None


def keep(entry: Entry, *, by: User, today: date) -> Visit:
    """Store the entry, what was confirmed, and what still waits, all in one transaction. Sent twice it is kept once."""
    if known := Visit.objects.filter(pk=entry.id, by=by).first():
        # The answer to the first sending was lost on the way, and somebody wrote on: their last words are the ones that stand.
        if known.words != hide_numbers(entry.words):
            known.correct(by=by, today=today, words=entry.words, visited_on=entry.visited_on, kind=entry.kind)
            read_again(known, by=by)
        return known
    wrong = [card for card in entry.cards if card.choice == YES and card.trouble]
    if wrong:
        raise NotNow(wrong[0].trouble)
    confirmed = [card for card in entry.cards if card.choice == YES]
    with transaction.atomic():
        visit = Visit.objects.record(
            id=entry.id, by=by, place=entry.place, visited_on=entry.visited_on, words=entry.words, kind=entry.kind, today=today,
            calls=_calls(entry, confirmed),
            quantities=[_done(card) for card in confirmed if card.sort == "quantity"],
            promises=[_promised(entry, card) for card in confirmed if card.sort == "promise"],
        )  # fmt: skip
        for card in confirmed:
            if card.sort == "matter":
                open_matter(entry, card, visit, by=by)
        Proposal.objects.bulk_create(
            Proposal(
                visit=visit, place=visit.place, county=visit.county, by=by, key=card.key, read=hide_within({"sort": card.sort, **card.facts}),
                taken=hide_within({"sort": card.sort, **card.taken}) if card.choice == YES else None,
                decided_on=None if card.choice == OPEN else today,
            )
            for card in entry.cards
        )  # fmt: skip
    return visit


def _calls(entry: Entry, confirmed: Sequence[Card]) -> list[Called]:
    calls = [Called(household) for household in entry.given]
    for card in confirmed:
        household = entry.household(card.taken.get("household")) if card.sort == "call" else None
        if household is not None:
            calls.append(Called(household, met=_true(card.taken["met"]), persons=max(1, int(card.taken["persons"]))))
    return calls


def _done(card: Card) -> Done:
    taken = card.taken
    return Done(
        what=taken["what"], number=Decimal(str(taken["number"])), unit=taken["unit"], approximate=_true(taken["approximate"])
    )


def _promised(entry: Entry, card: Card) -> Promised:
    taken = card.taken
    return Promised(
        words=taken["words"], due_on=date.fromisoformat(taken["due_on"]), household=entry.household(taken["household"])
    )


def open_matter(entry: Entry, card: Card, visit: Visit, *, by: User) -> Matter:
    """Open the matter of a confirmed card, or carry on the one that the writer says it is."""
    taken = card.taken
    if taken.get("same"):
        matter = Matter.objects.filter(pk=taken["same"], place=visit.place).first()
        if matter is None:
            raise NotNow("要接着的那件事找不到了，选「另记」再存。")
        if matter.table.rule("matter.handle", matter.state):
            matter.step("matter.handle", by=by, on=visit.visited_on, words=f"又说起：{taken['about']}")
        return matter
    return Matter.objects.open(
        kind=taken["kind"], about=taken["about"], category=taken["category"], household=entry.household(taken["household"]),
        place=visit.place, visit=visit, words=visit.words, phone=_phone_of(entry, taken["about"]), by=by, on=visit.visited_on, resolved=_true(taken["resolved"]),
        # Hours count from the writing where it is the day of the visit; later nobody knows the hour any more.
        at=visit.recorded_at if timezone.localdate(visit.recorded_at) == visit.visited_on else None,
    )  # fmt: skip


def _phone_of(entry: Entry, about: str) -> str:
    """The one number that the words as typed hold, where it can be of nobody but this matter's household."""
    several = len({card.taken.get("household") for card in entry.cards if card.sort in ("call", "matter")} - {None, ""}) > 1
    return only_mobile_in(about) if several else only_mobile_in(entry.words)


def read_again(visit: Visit, *, by: User) -> None:
    """Propose what a corrected entry says beyond what it said before; what nobody decided on and it says no more goes."""
    found = read(visit.words, written_on=visit.visited_on, roster=roster_of(visit.place_id[:VILLAGE_LENGTH]))
    cards = {_identity({"sort": card.sort, **card.facts}): card for card in cards_of(found)}
    with transaction.atomic():
        for proposal in Proposal.objects.filter(visit=visit):
            if cards.pop(_identity(proposal.read), None) is None and proposal.decided_on is None:
                proposal.delete()
        for proposal in Proposal.objects.filter(visit=visit).exclude(taken=None):
            cards.pop(_identity(proposal.taken or {}), None)
        called = {str(call.household_id) for call in visit.calls.all()}
        Proposal.objects.bulk_create(
            (
                Proposal(
                    visit=visit, place=visit.place, county=visit.county, by=by, key=card.key, read=hide_within({"sort": card.sort, **card.facts}),
                )
                for card in cards.values()
                if not (card.sort == "call" and card.facts["household"] in called)
            ),
            ignore_conflicts=True,
        )  # fmt: skip


IDENTITY = {"call": ("household",), "matter": ("about",), "quantity": ("what", "number", "unit"), "promise": ("words", "due_on")}


def _identity(facts: dict[str, Any]) -> tuple[str, ...]:
    """What makes two readings the same proposal, wherever in the words it stood."""
    return facts["sort"], *(str(facts.get(name, "")) for name in IDENTITY[facts["sort"]])


def settle_later(proposal: Proposal, *, entry: Entry, card: Card, by: User, today: date) -> None:
    """Decide on a card that was left open when its entry was kept."""
    if proposal.decided_on is not None:
        return
    if card.choice == YES and card.trouble:
        raise NotNow(card.trouble)
    with transaction.atomic():
        won = Proposal.objects.filter(pk=proposal.pk, decided_on=None).update(
            decided_on=today, taken=hide_within({"sort": card.sort, **card.taken}) if card.choice == YES else None
        )
        if not won:
            return
        visit = proposal.visit
        if card.choice == NO:
            note("proposal.ignore", proposal, by=by, on=today)
            return
        if card.sort == "matter":
            open_matter(entry, card, visit, by=by)
        else:
            visit.add(
                by=by, on=today, calls=_calls(entry, [card]),
                quantities=[_done(card)] if card.sort == "quantity" else [],
                promises=[_promised(entry, card)] if card.sort == "promise" else [],
            )  # fmt: skip
        note("proposal.confirm", proposal, by=by, on=today)


def similar_open(cards: Sequence[Card], households: dict[str, Household]) -> None:
    """Ask 「是它吗」 where the household has an open matter about much the same thing. One query for all cards."""
    asked = [card for card in cards if card.sort == "matter" and card.taken["household"] in households]
    if not asked:
        return
    found = (
        Matter.objects.unfinished().filter(household__in={card.taken["household"] for card in asked}).order_by("-opened_on")[:100]
    )
    for card in asked:
        for matter in found:
            if (
                str(matter.household_id) == card.taken["household"]
                and matter.kind == card.taken["kind"]
                and _alike(matter.about, card.taken["about"])
            ):
                card.same.append({"id": str(matter.pk), "about": matter.about, "opened_on": matter.opened_on})


def _alike(one: str, other: str) -> bool:
    """Two sentences share at least a third of the shorter one's two-character pieces."""
    first, second = _pairs(one), _pairs(other)
    return bool(first and second) and len(first & second) * 3 >= min(len(first), len(second))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum()}
