"""A matter, and the one engine that moves it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation, User
from minqing.lib import vault
from minqing.lib.fields import CodeField, LineField, Secret, VaultField, WordsField, new_id
from minqing.lib.numbers import hide_numbers, only_mobile_in
from minqing.lib.refusal import NotNow
from minqing.records.matters import clock, tiers
from minqing.records.matters.kinds import KINDS, OPEN_PHASES, PHASES, Kind
from minqing.records.matters.kinds.table import CATEGORIES, URGENCIES, MoveRule, State
from minqing.records.matters.masking import without_names
from minqing.records.matters.models.matter_set import DueOrNever, MatterQuerySet
from minqing.records.matters.models.move import Move
from minqing.records.matters.models.reason import Reason
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit

SOURCES = {
    "diary": "日记里记下的", "desk": "当面或电话说的", "portal": "群众自己提的", "paper": "代填的", "open311": "接口送来的", "import": "导入的",
    "errand": "代办的", "duty": "排查出来的",
}  # fmt: skip
OTHER_PERSON = "这一步要由另一个人来记：办事的人不能自己说办好了，请别人去问，或者请群众凭回执号自己说。"
# Steps for which a worker has spoken with whoever asked: the first of them is the first word to the asker.
SPOKEN = frozenset({"matter.contact", "matter.wait", "matter.supply", "matter.answer", "matter.reopen", "matter.drop"})
# The asker's answers. Figures that go by the last answer count those before it no longer.
JUDGED = frozenset({"matter.answer", "matter.reopen"})
# Steps that may bring the asker's own number.
BRINGS_PHONE = frozenset({"matter.add", "matter.supply", "matter.contact"})
UNHEARD = "两次没联系上，办结"
MERGED = "和另一件合在一起办"
SECOND_PERSON = "这一步要由第二个人来做：前面那一步是你做的，请别的有权限的人来看。"
CHANGED_MEANWHILE = "这件事刚被别人动过。先看看现在到哪一步，再接着办。"


class Matter(models.Model):
    """What someone must do for someone.

    `state` belongs to the kind's table, `phase` is its phase (a copy for lists and figures). `holder` and `holder_organisation`
    say in whose hands it is, `tier` at which level, `first_receiver` who took it first and leads (首接负责). `public_words` is how a wish
    reads on its list. `version` grows with each move: who moves an old version is told.

    Time: `due_on` is the last day for the whole (`due_at` the instant where the limit is in hours, `due_unit` its unit), `step_due_on` the last
    day for the present state, `respond_by` for the first word to the asker, given on `contacted_on`. While it waits for the asker
    (`paused_on` is set) the days do not count.

    `unlooked` is what came from outside and no worker has looked at. `parent` is what it was split from, `merged_into` the one
    that is the same thing. `exclusion` is the reason for not counting it in rates, which holds from `excluded_on`, when a second
    person agreed.
    """

    TIERS = tiers.TIERS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    phase = models.CharField(max_length=10, choices=PHASES)
    category = models.CharField(max_length=20, choices=CATEGORIES, default="other")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="matters", db_index=False)
    county = CodeField(max_length=6)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="matters", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="matters")
    about = LineField(max_length=200)
    words = WordsField(blank=True)
    public_words = LineField(max_length=200, blank=True)
    asker = models.CharField(max_length=80, blank=True)
    phone = VaultField(label="matter.phone", mask="phone")
    receipt = models.CharField(max_length=8, unique=True)
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    tier = models.CharField(max_length=10, choices=TIERS)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="held_matters", db_index=False)
    holder_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="held_matters", db_index=False
    )
    returns = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    solved = models.BooleanField(null=True)
    # How it came, and what stands still, belongs together or does not count.
    source = models.CharField(max_length=10, choices=SOURCES, default="desk")
    unlooked = models.BooleanField(default=False)
    urgency = models.CharField(max_length=10, choices=URGENCIES, default="ordinary")
    number = models.CharField(max_length=24, blank=True)
    first_receiver = models.CharField(max_length=80, blank=True)
    contacted_on = models.DateField(null=True)
    respond_by = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    due_unit = models.CharField(max_length=2, blank=True)
    step_due_on = models.DateField(null=True)
    paused_on = models.DateField(null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children", db_index=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    exclusion = models.CharField(max_length=20, blank=True)
    excluded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        db_table = "matter"
        indexes = [
            # Phases first: a place is a range, and a range ends what an index can narrow. With kind and level in it the
            # counts beside the filters are answered by the index alone (listing.count).
            models.Index(fields=["phase", "place", "due_on", "kind", "tier", "unlooked", "opened_on"], name="matter_phase_place"),
            models.Index(fields=["phase", "due_on"], name="matter_phase_due"),
            models.Index(fields=["place", "opened_on"], name="matter_place_opened"),
            models.Index(fields=["place", "closed_on"], condition=Q(closed_on__isnull=False), name="matter_place_over"),
            models.Index(fields=["holder", "phase", "due_on"], name="matter_holder"),
            models.Index(fields=["household", "phase"], name="matter_household"),
            # Few wait to be looked at, and every page of the desk counts them.
            models.Index(fields=["place"], condition=Q(unlooked=True), name="matter_unlooked"),
            # A county's unfinished in the order of the day, for lists too long to be sorted (listing.listed).
            models.Index("county", DueOrNever("due_on"), "id", condition=Q(closed_on=None), name="matter_unfinished_due"),
            # Hardly any has one: an index over all of them would be taken for useless, and the table read through instead.
            models.Index(
                fields=["holder_organisation", "phase"],
                condition=Q(holder_organisation__isnull=False),
                name="matter_holder_office",
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="matter_parent"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="matter_merged"),
        ]

    def __str__(self) -> str:
        return self.about

    # The instant of the opening or move under way, where the caller knows it: limits in hours go by it.
    moment: datetime | None = None
    # Whether opening it found it stored already, by the same form.
    opened_before = False
    # Words of a private kind on their way into its file.
    hidden: Mapping[str, Any] = MappingProxyType({})

    @property
    def table(self) -> Kind:
        """The table of this matter's kind."""
        return KINDS[self.kind]

    @property
    def stage(self) -> State:
        """The present state as its table declares it."""
        return self.table.by_key[self.state]

    @property
    def ending(self) -> str:
        """How far it is, in words. Whoever could not be asked did not say that it is done, so that nothing says it for them."""
        unheard = self.phase == "done" and self.solved is None and self.tries >= 2
        return MERGED if self.merged_into_id else UNHEARD if unheard else self.stage.title

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
    def details(self) -> Any:
        """The row of the kind's details model; None where the kind has none, or nothing was filled in."""
        if not self.table.details:
            return None
        if not hasattr(self, "_details"):
            self._details = apps.get_model(self.table.details).objects.filter(matter=self).first()
        return self._details

    def fill_details(self, values: Mapping[str, Any]) -> None:
        """Set fields of the details row, which is made if it is not there. Inside the caller's transaction."""
        row = self.details or apps.get_model(self.table.details)(matter=self)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        self._details = row

    def hide_in_file(self) -> None:
        """Move the words of a private kind out of the columns that lists show; they wait in `hidden` for the details row."""
        self.hidden = {"facts": "\n".join(part for part in (self.about, self.words) if part), "applicant": self.asker}
        self.about, self.words, self.asker = self.table.neutral or self.table.title, "", ""
        self.household = None

    @property
    def answer_words(self) -> str:
        """The resident's word in a cell of a ledger."""
        return {True: "办好了", False: "没办好"}.get(self.solved, "") if self.solved is not None else ""

    @property
    def linked(self) -> bool:
        """Split off from another, or split into several."""
        return self.parent_id is not None or self.children.exists()

    @property
    def first_tier(self) -> str:
        """The level at which it was opened."""
        return tiers.tier_of(self.place_id)

    @property
    def words_for_all(self) -> str:
        """What it is about, for eyes that may not know whose it is."""
        names = [self.asker, self.household.head_name if self.household else ""]
        return self.public_words or without_names(self.about, names)

    @property
    def where_the_ball_is(self) -> str:
        """In whose hands it is, in words."""
        if self.phase == "waiting":
            # A private kind names nobody: its state says who has the word.
            return self.stage.title if self.table.private else self.stage.whose or f"等{self.asker or '群众'}回话"
        names = [str(self.holder_organisation or ""), str(self.holder or "")]
        held = " · ".join(name for name in names if name)
        if held or self.phase not in OPEN_PHASES:
            return held
        return f"{self.stage.title} · {self.get_tier_display()}" if self.state == self.table.first else self.stage.title

    @property
    def waits_for(self) -> str:
        """In a state that waits: for what, as short as the column of days."""
        said = self.stage.title.rpartition("，")[2]
        return "等回话" if said.endswith("回话") else said

    @property
    def beside(self) -> str:
        """What a list says beside the title: the kind, the place, in whose hands."""
        return " · ".join(words for words in (self.table.title, self.place.short_name, self.where_the_ball_is) if words)

    def possible_moves(self) -> list[MoveRule]:
        """Moves that the table allows now, less those whose own condition does not hold."""
        return [rule for rule in self.table.moves_from(self.state) if rule.when(self)]

    def step(
        self, move: str, *, by: Actor, on: date, words: str = "", reason: str = "", details: Mapping[str, Any] | None = None,
        touches: Iterable[tuple[str, date]] = (), **new: Any,
    ) -> None:  # fmt: skip
        """Make one move of the table: checks it, stores it, writes move and journal in one transaction.

        Numbers in the words are kept masked; the one that the asker's own addition brings becomes `phone` where none was left.
        `new` are further columns that the move sets, `details` fields of the details row, `touches` further (place, day) pairs whose
        figures it moves. Raises NotNow when the table forbids the move, when words or a reason are asked and missing, when it must be
        made by another person, or when somebody else moved the matter since it was loaded.
        """
        rule = self._rule(move, words, reason=reason, by=by)
        if self.phone is None and move in BRINGS_PHONE and (number := only_mobile_in(words)):
            new = {"phone": number, **new}
        words = hide_numbers(words)
        before, state = self.state, rule.to or self.state
        worker = by if isinstance(by, User) else None
        columns = self._columns(rule, state, by=worker, on=on, new=new)
        cells = [(self.place_id, day) for day in self._counted_on(move)]
        with transaction.atomic():
            won = Matter.objects.filter(pk=self.pk, version=self.version, state=before).update(**columns)
            if not won:
                raise NotNow(CHANGED_MEANWHILE)
            Move.objects.create(
                matter=self, move=move, from_state=before, to_state=state, by=worker, by_name=by.name, on=on, words=words.strip(),
                reason=reason,
            )  # fmt: skip
            if details:
                self.fill_details(details)
            note(
                move, self, by=by, on=on, words="" if self.table.private else words.strip(), before={"state": before}, after={"state": state},
                touches=[*cells, *touches],
            )  # fmt: skip
        for name, value in columns.items():
            setattr(self, name, value)

    def _columns(self, rule: MoveRule, state: str, *, by: User | None, on: date, new: Mapping[str, Any]) -> dict[str, Any]:
        """What a move sets: state and phase, time that stops or goes on, the end, the first word to the asker, and what is `new`."""
        phase, old_close = self.table.phase(state), self.closed_on
        columns = {
            **clock.stopped_or_running(self, phase, state, on),
            **({"holder": None, "holder_organisation": None} if rule.frees else {}),
            **new,
            "state": state,
            "phase": phase,
            "version": self.version + 1,
        }
        columns["closed_on"] = ((old_close if phase == self.phase else None) or on) if phase in ("done", "dropped") else None
        if by is not None and rule.key in SPOKEN and self.contacted_on is None:
            columns["contacted_on"] = on
        return columns

    def _counted_on(self, move: str) -> list[date]:
        """The days on which a move changes figures, beside its own day: opening, end, and of an answer those before it."""
        days = [self.opened_on] if self.closed_on is None else [self.opened_on, self.closed_on]
        return days + list(self.judgements.values_list("said_on", flat=True)) if move in JUDGED else days

    def _rule(self, move: str, words: str, *, reason: str, by: Actor) -> MoveRule:
        rule = self.table.rule(move, self.state)
        if rule is None:
            raise NotNow(f"这件事现在是「{self.stage.title}」，不能「{self.table.named(move)}」。")
        if not rule.when(self):
            raise NotNow(rule.why_not)
        if rule.ask and not words.strip():
            raise NotNow(f"要写一句：{rule.ask}。")
        if rule.reasons and not Reason.objects.known(rule.reasons, reason):
            raise NotNow("要从名单里选一个原因。")
        if isinstance(by, User) and self.left_to_others(rule, by):
            raise NotNow(OTHER_PERSON if rule.after_work else SECOND_PERSON)
        return rule

    def left_to_others(self, rule: MoveRule, by: User) -> bool:
        """Whether a move is for another person to make: because the step before was theirs, or the work itself."""
        if not rule.not_by:
            return False
        if self.last_by(rule.not_by) == by.pk:
            return True
        return rule.after_work and self.handlings.filter(person=by, role="lead", state__in=("doing", "done")).exists()

    def last_by(self, verbs: Iterable[str]) -> Any:
        """Who made the last of these moves."""
        return self.moves.filter(move__in=list(verbs)).order_by("-id").values_list("by_id", flat=True).first()

    def settle(self, *, by: Actor, on: date) -> None:
        """What was done on the spot goes straight to waiting for the resident's word, by the way its table names."""
        from minqing.records.matters import life

        for move in self.table.on_the_spot:
            life.move(self, move, by=by, on=on, words="记日记那天已经办好")

    def reveal_phone(self, *, purpose: str, by: Actor, on: date) -> str:
        """The asker's whole number, for a purpose that goes into the journal, which the person may ask to see."""
        if len(purpose.strip()) < 2:
            raise NotNow("写一句看电话做什么用，记录里要留着。")
        if not isinstance(self.phone, Secret):
            raise NotNow("这件事没留电话。")
        with transaction.atomic():
            note("number.reveal", self, by=by, on=on, words=purpose.strip(), after={"field": "phone"})
        return self.phone.plain()

    def allow_time(self, *, on: date, at: datetime | None = None) -> None:
        """Set every limit as if it were opened on a day: for the whole, for the first word to the asker, for the present state."""
        for name, value in clock.limits(self, on=on, at=at).items():
            setattr(self, name, value)

    def new_time(self, on: date) -> dict[str, Any]:
        """The columns of the time allowed when it is opened afresh on a day: it starts again. Without a rule the day stays."""
        limits = clock.limits(self, on=on, at=self.moment)
        return {name: limits[name] for name in ("due_on", "due_at", "due_unit")} if limits["due_on"] else {"due_at": None}

    def take_receipt(self) -> None:
        """A receipt number by chance; whether somebody has it already is seen when it is stored."""
        self.receipt = f"{secrets.randbelow(100_000_000):08d}"
