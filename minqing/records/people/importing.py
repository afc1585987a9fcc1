"""Taking a ledger in: the same file again changes nothing, a corrected one updates, all in one transaction.

New households go straight into the tables (`storing`), known ones are found (`matching`) and brought up to the file
(`correcting`). What a file leaves out stays: a ledger of one group is not the whole village.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place, within_q
from minqing.lib import vault
from minqing.lib.batches import batches
from minqing.lib.collecting import collecting_when_asked, without_collecting
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.people.correcting import Update, loaded
from minqing.records.people.ledger import (
    Ledger,
    LedgerHousehold,
    LedgerMember,
    LedgerReader,
    Problem,
    Tally,
    read_ledger,
    tally,
)
from minqing.records.people.ledger.packing import Packed
from minqing.records.people.matching import VILLAGE_LENGTH, Doubt, Match, Person, Register
from minqing.records.people.models import GroupSpan, Household, LedgerImport, Resident
from minqing.records.people.reading_in import head_of, source_of
from minqing.records.people.standing import is_up_to_date
from minqing.records.people.standing import stored as standing
from minqing.records.people.storing import NewRows

BATCH = 2000
# Households on the books that are in memory at once, with their people and groups.
LOADED = 500
# Beyond this many the list of rows to mend is no list any more; the count stays true.
MOST_PROBLEMS = 5000
# Numbers asked for in one query; databases bind no more than some thirty thousand values.
MOST_ASKED = 20_000
ANOTHER_VILLAGE = "别的村"


T = TypeVar("T")


@dataclass
class Outcome:
    """What came, or would come, of an import."""

    households: int = 0
    residents: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    record: LedgerImport | None = None

    def count(self, counted: Tally) -> None:
        self.households, self.residents, self.groups = counted.households, counted.residents, counted.counts()

    def as_json(self) -> dict[str, Any]:
        """The document of `minqing import households --json`."""
        return {
            "households": self.households,
            "residents": self.residents,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "problems": [_said(problem) for problem in self.problems],
            "groups": self.groups,
        }


def _said(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("sheet", "row", "column", "header", "problem", "message")}


def stored(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as an import keeps them."""
    return [_said(problem) | ({"elsewhere": problem.elsewhere} if problem.elsewhere else {}) for problem in problems]


def named(problems: Sequence[dict[str, Any]], sees: Callable[[str], bool]) -> list[dict[str, Any]]:
    """Problems as they are stored, with the names of those other places that the reader may know of (`sees` a code). One query."""
    codes = {code for problem in problems if (code := problem.get("elsewhere")) and sees(code)}
    names = {place.pk: place.short_name for place in Place.objects.filter(pk__in=codes)} if codes else {}
    return [
        {
            **problem,
            "message": problem["message"].replace(ANOTHER_VILLAGE, names.get(problem.get("elsewhere", ""), ANOTHER_VILLAGE), 1),
        }
        for problem in problems
    ]


def check_level(place: Place) -> None:
    """Raises NotNow for a place above a village: households belong to a village or to what is below it."""
    if len(place.pk) < VILLAGE_LENGTH:
        raise NotNow(f"{place.short_name}是{place.level_name}，农户要记到村（社区）或者村以下；写村的 12 位代码再导。")


def preview(path: Path | bytes, *, filename: str, today: date) -> tuple[Ledger, Outcome]:
    """Read a workbook and say what it holds, storing nothing. Raises what `read_ledger` raises."""
    ledger = read_ledger(path, filename=filename, today=today)
    outcome = Outcome(problems=list(ledger.problems))
    outcome.count(tally(ledger.households))
    return ledger, outcome


def digest_of(path: Path) -> str:
    """SHA-256 of a file, by which the same file is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def taken_in(place: Place, digest: str) -> LedgerImport | None:
    """The last import of a file at a place, if it was ever taken in there."""
    return LedgerImport.objects.filter(place=place, digest=digest).order_by("-recorded_at", "-id").first()


def rehearse(ledger: Ledger, *, place: Place, filename: str, digest: str, by: Actor, at: datetime) -> Outcome:
    """What `take_in` would come to, worked out by doing it and undoing it: preview and import cannot part."""
    with transaction.atomic():
        outcome = take_in(ledger, place=place, filename=filename, digest=digest, by=by, at=at)
        transaction.set_rollback(True)
    outcome.record = None
    return outcome


def take_in(
    ledger: Ledger, *, place: Place, filename: str, digest: str, by: Actor, at: datetime, id: UUID | None = None
) -> Outcome:
    """Store a ledger's households at a place: all of it or nothing. The file that was taken in last here changes nothing.

    Raises IntegrityError when an import with this `id` exists.
    """
    what = _File(filename[:200], digest, id or new_id())
    return _take_in(ledger.households, ledger.problems, what, place=place, by=by, at=at)


def import_file(path: Path, *, place: Place, filename: str, by: Actor, at: datetime) -> Outcome:
    """Read and store a workbook in one go, without holding all of it: for the command line. Raises LedgerRefused."""
    what = _File(filename[:200], digest_of(path), new_id())
    with LedgerReader(path, filename=filename, today=timezone.localdate(at)) as reader:
        return _take_in(reader.iter_households(), reader.problems, what, place=place, by=by, at=at)


@dataclass(frozen=True)
class _File:
    name: str
    digest: str
    import_id: UUID


def _take_in(
    households: Iterable[LedgerHousehold], problems: list[Problem], file: _File, *, place: Place, by: Actor, at: datetime
) -> Outcome:
    """`problems` is complete once `households` has been run through."""
    check_level(place)
    outcome, counted = Outcome(), Tally()
    passing = _counted(households, counted)
    with transaction.atomic():
        latest = LedgerImport.objects.filter(place=place).order_by("-recorded_at", "-id").first()
        if latest is not None and latest.digest == file.digest and latest.pk != file.import_id:
            outcome.unchanged, outcome.record = sum(1 for _ in passing), latest
            outcome.problems = list(problems)
            outcome.count(counted)
            return outcome
        record = LedgerImport.objects.create(
            id=file.import_id, place=place, county=place.pk[:6], file_name=file.name, digest=file.digest, imported_by=by.name,
            recorded_at=at, households=0, residents=0,
        )  # fmt: skip
        with without_collecting():
            storing = _Storing(passing, place, record, by, at)
        storing.run()
        outcome.count(counted)
        outcome.created, outcome.changed, outcome.unchanged = storing.created, storing.changed, storing.unchanged
        outcome.problems, outcome.record = [*problems, *storing.doubts], record
        _finish(record, outcome, by)
    return outcome


def _counted(households: Iterable[LedgerHousehold], counted: Tally) -> Iterator[LedgerHousehold]:
    for household in households:
        counted.add(household)
        yield household


def _finish(record: LedgerImport, outcome: Outcome, by: Actor) -> None:
    counts = {name: getattr(outcome, name) for name in ("households", "residents", "created", "changed")}
    for name, value in counts.items():
        setattr(record, name, value)
    record.problems = stored(outcome.problems[:MOST_PROBLEMS])
    record.save(update_fields=[*counts, "problems"])
    note("household.import", record, by=by, on=timezone.localdate(record.recorded_at), after={"file": record.file_name, **counts})


class _Storing:
    """One import under way."""

    def __init__(
        self, households: Iterable[LedgerHousehold], place: Place, record: LedgerImport, by: Actor, at: datetime
    ) -> None:
        self.place, self.record, self.by = place, record, by
        # Finding needs to know the whole ledger; on an empty place there is nothing to find, and it can pass by.
        self.fresh = not Household.objects.present().filter(within_q("place_id", place.pk)).exists()
        self.box = vault.remembering(vault.current())
        self.register = Register(place, record.file_name, self.box)
        self.households = households if self.fresh else Packed(self.register.notice(households))
        # Only now that the workbook is read and let go: both at once would be the most that is ever held.
        self.register.load()
        self.on = timezone.localdate(at)
        self.rows = NewRows(place, record, at)
        self.created = self.changed = self.unchanged = 0
        self.doubts: list[Problem] = []
        self.others = Resident.objects.present().exclude(within_q("place_id", place.pk)).filter(id_key__isnull=False)

    def run(self) -> None:
        with collecting_when_asked() as collect:
            self._run(collect)

    def _run(self, collect: Callable[[], int]) -> None:
        alone = not self.others.exists()
        for batch in batches(self.households, BATCH):
            if not alone:
                self.doubts += self._known_elsewhere(batch)
            known: list[tuple[LedgerHousehold, Match]] = []
            for read in batch:
                found = self.register.find(read)
                if isinstance(found, Match):
                    known.append((read, found))
                elif found is Doubt.SEVERAL:
                    self.doubts.append(_doubt(read))
                else:
                    self._create(read)
            self.rows.flush()
            for some in batches(known, LOADED):
                if self._update(some):
                    collect()  # People and their household know each other.

    def _known_elsewhere(self, batch: Sequence[LedgerHousehold]) -> list[Problem]:
        """Whose ID number is on the books of another village; they are taken in all the same. One query a batch."""
        asked = {
            key: (read, member) for read in batch for member in read.members if (key := self.register.id_key(member)) is not None
        }
        found: dict[bytes, str] = {}
        for keys in batches(asked, MOST_ASKED):
            there = self.others.filter(id_key__in=keys).order_by("-id").values_list("id_key", "place_id")
            found |= {bytes(key): code for key, code in there if key is not None}
        return [_elsewhere(*asked[key], code[:VILLAGE_LENGTH]) for key, code in found.items()]

    def _create(self, read: LedgerHousehold) -> None:
        """A new household. Who is on the books in another household of this place moves over: nobody is there twice."""
        moving = self._on_books(read) if self.register.by_id else []
        self.created += 1
        if not moving:
            self.rows.add(read)
            return
        stay = {id(member) for member, _ in moving}
        pk = self.rows.add(read, [member for member in read.members if id(member) not in stay])
        self.rows.flush()
        household = Household.objects.get(pk=pk)
        for _, person in moving:
            self._move(person, household)
        Update(household, read, own=True, box=self.box, record=self.record).apply()

    def _on_books(self, read: LedgerHousehold, besides: UUID | None = None) -> list[tuple[LedgerMember, Person]]:
        """Those of the ledger's people who are on the books of this place in another household."""
        keyed = ((member, self.register.id_key(member)) for member in read.members if member.id)
        found = ((member, self.register.by_id[key]) for member, key in keyed if key in self.register.by_id)
        return [(member, person) for member, person in found if person.household != besides]

    def _move(self, person: Person, household: Household) -> None:
        resident = Resident.objects.select_related("household").get(pk=person.pk)
        former = resident.household
        resident.household, resident.place_id, resident.county = household, household.place_id, household.county
        resident.save(update_fields=["household", "place", "county"])
        GroupSpan.objects.filter(resident=resident).update(household=household, place=household.place_id, county=household.county)
        household.count_people()
        former.count_people()
        if not former.size:
            former.ended_on, former.ended_why = self.on, f"台账里并入{household}"[:120]
            former.save(update_fields=["ended_on", "ended_why"])
            former.group_spans.end_all(self.on)
        person.household = household.pk
        note(
            "household.change", former, by=self.by, on=self.on, after={"moved_out": [resident.name]}, words=self.record.file_name
        )

    def _update(self, known: Sequence[tuple[LedgerHousehold, Match]]) -> bool:
        """Bring a portion up to the ledger; says whether objects were made for it."""
        due = self._with_news(known)
        homes = loaded({match.household for _, match in due})
        for read, match in due:
            household = homes[match.household]
            others = self._on_books(read, besides=match.household)
            if match.own and others:
                for _, person in others:
                    self._move(person, household)
                household = loaded({match.household})[match.household]
            changed = self._bring_up(household, read, match, others)
            self.changed += changed
            self.unchanged += not changed
        return bool(due)

    def _with_news(self, known: Sequence[tuple[LedgerHousehold, Match]]) -> list[tuple[LedgerHousehold, Match]]:
        """Those to be brought up: all but the households of which one alone speaks, and says nothing new."""
        others = [self._on_books(read, besides=match.household) for read, match in known]
        spoken = Counter(match.household for _, match in known)
        spoken.update(person.household for people in others for _, person in people)
        stands, source = standing({match.household for _, match in known}), source_of(self.record.file_name)

        def is_known(read: LedgerHousehold, match: Match) -> bool:
            return spoken[match.household] == 1 and is_up_to_date(
                stands[match.household], read, own=match.own, box=self.box, source=source
            )

        due = [(read, match) for (read, match), people in zip(known, others, strict=True) if people or not is_known(read, match)]
        self.unchanged += len(known) - len(due)
        return due

    def _bring_up(
        self, household: Household, read: LedgerHousehold, match: Match, others: list[tuple[LedgerMember, Person]]
    ) -> bool:
        moved, away = (others, []) if match.own else ([], others)
        keys = frozenset(key for member, _ in away if (key := self.register.id_key(member)))
        update = Update(household, read, own=match.own, box=self.box, record=self.record, elsewhere=keys)
        if moved:
            update.after["moved_in"] = [member.name for member, _ in moved]
        changed = self._noted(update)
        for member, person in away:
            alone = replace(read, members=[member], groups=(), phones=())
            theirs = loaded({person.household})[person.household]
            changed |= self._noted(Update(theirs, alone, own=False, box=self.box, record=self.record, facts=False))
        return changed

    def _noted(self, update: Update) -> bool:
        if not update.apply():
            return False
        note(
            "household.change", update.household, by=self.by, on=self.on, before=update.before, after=update.after,
            words=self.record.file_name,
        )  # fmt: skip
        return True


def _elsewhere(read: LedgerHousehold, member: LedgerMember, code: str) -> Problem:
    return Problem(
        read.sheet, member.row, "", "", "known_elsewhere",
        f"{member.name}的身份证号在{ANOTHER_VILLAGE}的册子上已经有了，这个人照样导入了；核对人现在住哪边，另一边办离户。", code,
    )  # fmt: skip


def _doubt(read: LedgerHousehold) -> Problem:
    name = head_of(read).name
    return Problem(
        read.sheet, read.row, "", "", "several_alike",
        f"村里不止一户叫{name}，分不清是哪一户，这一户没有导入；补上身份证号、户号或住址再导入。",
    )  # fmt: skip
