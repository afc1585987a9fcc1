"""Sets of matters, and how one begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.module_loading import import_string

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib.fields import new_id
from minqing.lib.numbers import hide_numbers, only_mobile_in
from minqing.lib.prepared import insert
from minqing.lib.refusal import NotNow
from minqing.records.matters import tiers
from minqing.records.matters.kinds import KINDS, OPEN_PHASES
from minqing.records.matters.models.move import Move
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit

if TYPE_CHECKING:
    from minqing.records.matters.models.matter import Matter

LONGEST_TITLE = 200
# A receipt number that somebody has already is drawn again.
TRIES = 8
BRIEF = (
    "kind", "state", "phase", "about", "asker", "due_on", "due_at", "closed_on", "tier", "returns", "unlooked", "exclusion", "excluded_on",
    "place__name", "holder__name", "holder_organisation__name",
)  # fmt: skip
# Where a worker writes down what the asker tells them: then the first word was said that day.
TOLD_TO_A_WORKER = ("desk", "diary", "paper")


class DueOrNever(models.Func):
    """The day allowed, or a day after all others: an order that an index keeps on every database, which nulls last is not.

    The day stands in the words themselves, for an index is not found again by a query that gives it apart.
    """

    template = "COALESCE(%(expressions)s, '9999-12-31')"
    output_field = models.DateField()


class MatterQuerySet(models.QuerySet["Matter"]):
    def between(self, first: date, last: date) -> MatterQuerySet:
        """Opened within these days."""
        return self.filter(opened_on__range=(first, last))

    def unfinished(self) -> MatterQuerySet:
        """Neither done nor dropped."""
        return self.filter(phase__in=OPEN_PHASES)

    def overdue(self, today: date) -> MatterQuerySet:
        """Past the day allowed while the ball is ours; waiting for the resident is nobody's delay."""
        return self.filter(phase__in=("open", "doing"), due_on__lt=today)

    def held_by(self, user: User) -> MatterQuerySet:
        """In somebody's hands now."""
        return self.unfinished().filter(holder=user)

    def claimable(self) -> MatterQuerySet:
        """Wishes on the list."""
        return self.filter(phase="open", state="published")

    def by_deadline(self) -> MatterQuerySet:
        """The earliest first, those without a day last."""
        return self.order_by(DueOrNever("due_on"), "id")

    def preloaded(self) -> MatterQuerySet:
        """With what a list shows, in one query."""
        return self.select_related("place", "household", "holder", "holder_organisation")

    def in_brief(self) -> MatterQuerySet:
        """With the columns that a line of a list shows, and no more: whatever else were asked for would cost a query a line."""
        return self.select_related("place", "holder", "holder_organisation").only(*BRIEF)

    def open(
        self, *, kind: str, about: str, place: Place, by: Actor, on: date, category: str = "other", words: str = "",
        household: Household | None = None, visit: Visit | None = None, asker: str = "", phone: str = "", id: UUID | None = None,
        resolved: bool = False, source: str = "desk", urgency: str = "ordinary", unlooked: bool = False, parent: Matter | None = None,
        details: Mapping[str, Any] | None = None, at: datetime | None = None,
    ) -> Matter:  # fmt: skip
        """Write down what somebody needs. The same `id` again gives the matter that is already there (`opened_before`).

        `resolved` is for what the diary says is done already: the matter goes on to wait for the resident's own word. `details` are
        fields of the kind's details model, `at` is the instant from which limits in hours count. The words of a private kind go into
        its details; the matter itself, which lists show, bears the kind's neutral words. Numbers in the words are kept masked; the one
        telephone number they hold becomes `phone` where none is given.
        Raises NotNow for no words, too many of them, or an id that belongs to another place's matter.
        """
        phone = phone or only_mobile_in(about, words)
        # Before it is cut to length, for half a number is found no more.
        title = hide_numbers(" ".join(about.split()))
        if not title:
            raise NotNow("没写是什么事，写一句再存。")
        table = KINDS[kind]
        worker = by if isinstance(by, User) else None
        matter: Matter = self.model(
            id=id or new_id(), kind=kind, state=table.first, phase=table.phase(table.first), place=place, county=place.pk[:6],
            household=household, visit=visit, about=title[:LONGEST_TITLE], words=hide_numbers(words), category=category, opened_on=on,
            asker=asker or (household.head_name if household else ""), phone=phone or None, holder=worker,
            tier=tiers.tier_of(place.pk), source=source, urgency=urgency, unlooked=unlooked, parent=parent,
            contacted_on=parent.contacted_on if parent else on if worker and (visit or source in TOLD_TO_A_WORKER) else None,
        )  # fmt: skip
        matter.moment = at
        matter.allow_time(on=on, at=at)
        if table.private:
            matter.hide_in_file()
        for _ in range(TRIES):
            matter.take_receipt()
            try:
                _store(matter, by=by, on=on, details=details or {}, resolved=resolved)
            except IntegrityError:
                # The same form sent again: the matter that is there already is ours.
                if known := self._same(id, place):
                    return known
                if not self.filter(receipt=matter.receipt).exists():
                    raise
            else:
                return matter
        raise RuntimeError(f"no free receipt number in {TRIES} tries")

    def _same(self, id: UUID | None, place: Place) -> Matter | None:
        known = self.filter(pk=id).first() if id is not None else None
        if known is not None and known.place_id != place.pk:
            raise NotNow("这张单子已经用在别的地方了，重新打开页面再写。")
        if known is not None:
            known.opened_before = True
        return known


@transaction.atomic
def _store(matter: Matter, *, by: Actor, on: date, details: Mapping[str, Any], resolved: bool) -> None:
    """Keep a new matter with its first step, the journal's line, its kind's own fields and what its kind does at the opening."""
    insert(matter)
    insert(Move(
        matter=matter, move="matter.open", to_state=matter.state, by=matter.holder, by_name=by.name, on=on, words=matter.words
    ))  # fmt: skip
    known = {"kind": matter.kind, "about": matter.about, "category": matter.category}
    note("matter.open", matter, by=by, on=on, after=known)
    if matter.table.details:
        matter.fill_details({**matter.hidden, **details})
    if matter.table.opened:
        import_string(matter.table.opened)(matter, by=by, on=on)
    if resolved:
        matter.settle(by=by, on=on)
