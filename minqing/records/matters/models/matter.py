"""A matter, and the one engine that moves it."""

from __future__ import annotations

import hmac
import secrets
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation, User
from minqing.lib import vault
from minqing.lib.fields import CodeField, VaultField, new_id
from minqing.lib.refusal import NotNow
from minqing.records.matters.kinds import KINDS, OPEN_PHASES, PHASES, Kind
from minqing.records.matters.kinds.table import CATEGORIES, MoveRule, State
from minqing.records.matters.models.deadline import DeadlineRule
from minqing.records.matters.models.move import Move
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit

CHANGED_MEANWHILE = "这件事刚被别人动过。先看看现在到哪一步，再接着办。"


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

    def preloaded(self) -> MatterQuerySet:
        """With what a list shows, in one query."""
        return self.select_related("place", "household", "holder", "holder_organisation")

    def open(
        self, *, kind: str, about: str, place: Place, by: Actor, on: date, category: str = "other", words: str = "",
        household: Household | None = None, visit: Visit | None = None, asker: str = "", phone: str = "", id: UUID | None = None,
        resolved: bool = False,
    ) -> Matter:  # fmt: skip
        """Write down what somebody needs. The same `id` again gives the matter that is already there.

        `resolved` is for what the diary says is done already: the matter goes on to wait for the resident's own word.
        """
        if id is not None and (known := self.filter(pk=id).first()):
            return known
        title = about.strip()
        if not title:
            raise NotNow("没写是什么事，写一句再存。")
        table = KINDS[kind]
        rule = DeadlineRule.objects.for_matter(kind=kind, category=category, place=place.pk, on=on)
        worker = by if isinstance(by, User) else None
        matter = Matter(
            id=id or new_id(), kind=kind, state=table.first, phase=table.phase(table.first), place=place, county=place.pk[:6],
            household=household, visit=visit, about=title[:200], words=words, category=category, opened_on=on,
            due_on=rule.due_on(on) if rule else None, asker=asker or (household.head_name if household else ""), phone=phone or None,
            holder=worker, tier=tier_of(place.pk),
        )  # fmt: skip
        with transaction.atomic():
            matter.save_with_receipt()
            Move.objects.create(
                matter=matter, move="matter.open", to_state=matter.state, by=worker, by_name=by.name, on=on, words=words[:2000]
            )
            note("matter.open", matter, by=by, on=on, after={"kind": kind, "about": title[:200], "category": category})
            if resolved:
                matter.settle(by=by, on=on)
        return matter


def tier_of(code: str) -> str:
    """The level that has a matter first: village, township or county."""
    return "village" if len(code) >= 12 else "township" if len(code) == 9 else "county"


class Matter(models.Model):
    """What someone must do for someone.

    `state` belongs to the kind's table, `phase` is its phase (a copy for lists and figures). `holder` and `holder_organisation`
    say in whose hands it is, `tier` at which level. `version` grows with each move: who moves an old version is told.
    """

    TIERS = {"village": "村（社区）", "township": "乡镇（街道）", "county": "县里"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    phase = models.CharField(max_length=10, choices=PHASES)
    category = models.CharField(max_length=20, choices=CATEGORIES, default="other")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="matters")
    county = CodeField(max_length=6)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="matters")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="matters")
    about = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    asker = models.CharField(max_length=80, blank=True)
    phone = VaultField(label="matter.phone", mask="phone")
    receipt = models.CharField(max_length=8, unique=True)
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    tier = models.CharField(max_length=10, choices=TIERS)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="held_matters")
    holder_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="held_matters")
    returns = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    solved = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        db_table = "matter"
        indexes = [
            models.Index(fields=["place", "phase", "due_on"], name="matter_place_phase"),
            models.Index(fields=["phase", "due_on"], name="matter_phase_due"),
            models.Index(fields=["place", "opened_on"], name="matter_place_opened"),
            models.Index(fields=["place", "closed_on"], name="matter_place_closed"),
            models.Index(fields=["holder", "phase", "due_on"], name="matter_holder"),
            models.Index(fields=["household", "phase"], name="matter_household"),
        ]

    def __str__(self) -> str:
        return self.about

    @property
    def table(self) -> Kind:
        """The table of this matter's kind."""
        return KINDS[self.kind]

    @property
    def stage(self) -> State:
        """The present state as its table declares it."""
        return self.table.by_key[self.state]

    @property
    def receipt_words(self) -> str:
        """The receipt number as it is printed: 0413 0072."""
        return f"{self.receipt[:4]} {self.receipt[4:]}"

    @property
    def receipt_code(self) -> str:
        """Four digits that go with the receipt number, so that guessing numbers opens nobody's matter. Worked out, not stored."""
        digest = hmac.digest(vault.current().hash_key, f"receipt {self.pk}".encode(), "sha256")
        return f"{int.from_bytes(digest[:4], 'big') % 10_000:04d}"

    @property
    def where_the_ball_is(self) -> str:
        """In whose hands it is, in words."""
        if self.phase == "waiting":
            return f"等{self.asker or '群众'}回话"
        names = [str(self.holder_organisation or ""), str(self.holder or "")]
        return " · ".join(name for name in names if name) or "还没人接"

    def possible_moves(self) -> list[MoveRule]:
        """Moves that the table allows now, less those whose own condition does not hold."""
        return [rule for rule in self.table.moves_from(self.state) if not (rule.key == "matter.close" and self.tries < 2)]

    def step(self, move: str, *, by: Actor, on: date, words: str = "", **new: Any) -> None:
        """Make one move of the table: checks it, stores it, writes move and journal in one transaction.

        `new` are further columns that the move sets. Raises NotNow when the table forbids the move, when words are asked and
        missing, or when somebody else moved the matter since it was loaded.
        """
        rule = self.table.rule(move, self.state)
        if rule is None:
            verb = next((known.button for known in self.table.moves if known.key == move), "这一步")
            raise NotNow(f"这件事现在是「{self.stage.title}」，不能「{verb}」。")
        if rule.ask and not words.strip():
            raise NotNow(f"要写一句：{rule.ask}。")
        before, state = self.state, rule.to or self.state
        phase = self.table.phase(state)
        columns = {**new, "state": state, "phase": phase, "version": self.version + 1}
        columns["closed_on"] = on if phase in ("done", "dropped") else None
        with transaction.atomic():
            won = Matter.objects.filter(pk=self.pk, version=self.version, state=before).update(**columns)
            if not won:
                raise NotNow(CHANGED_MEANWHILE)
            for name, value in columns.items():
                setattr(self, name, value)
            worker = by if isinstance(by, User) else None
            Move.objects.create(
                matter=self, move=move, from_state=before, to_state=state, by=worker, by_name=by.name, on=on, words=words.strip()
            )
            touches = [(self.place_id, self.opened_on)]
            note(move, self, by=by, on=on, words=words.strip(), before={"state": before}, after={"state": state}, touches=touches)

    def settle(self, *, by: Actor, on: date) -> None:
        """What was done on the spot goes straight to waiting for the resident's word."""
        path = {"need": ("matter.accept",), "wish": ("wish.publish", "wish.claim")}[self.kind]
        from minqing.records.matters import life

        for move in path:
            if move == "wish.claim":
                life.claim(self, by=by, on=on, words="当场就办了")
            else:
                self.step(move, by=by, on=on)
        self.step("matter.report_done", by=by, on=on, words="记日记那天已经办好")

    def save_with_receipt(self) -> None:
        """Store a new matter under a receipt number that nobody has; a clash is tried again."""
        for _ in range(8):
            self.receipt = f"{secrets.randbelow(100_000_000):08d}"
            try:
                with transaction.atomic():
                    self.save(force_insert=True)
                return
            except IntegrityError:
                if not Matter.objects.filter(Q(receipt=self.receipt)).exists():
                    raise
        raise RuntimeError("no free receipt number in eight tries")
