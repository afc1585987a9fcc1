"""Matters by the hundred, written in bulk in the very shape that the verbs give one (a test of each story compares them).

What a verb owes the worker (tallies, notices) is not written: a story is counted afresh when it is told, and is nobody's news.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

from django.db import connection, models
from django.utils import timezone

from minqing.ground.journal import Actor
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib.fields import new_id
from minqing.records.matters import clock
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Judgement, Matter, Move


@dataclass
class Rows:
    """Rows by model, receipts that nobody has, and what was asked of the rules."""

    chance: Random
    at: datetime = field(default_factory=timezone.now)
    taken: set[str] = field(default_factory=lambda: set(Matter.objects.values_list("receipt", flat=True)))
    made: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    allowed: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)

    def add(self, model: type[models.Model], **columns: Any) -> Any:
        """A row as its bare columns: there are very many, and a model's own making takes ten times as long."""
        row = SimpleNamespace(**{**_defaults(model), "id": new_id(), **columns})
        self.put(model, row)
        return row

    def put(self, model: type[models.Model], *rows: Any) -> None:
        """Rows that are there already."""
        self.made.setdefault(model, []).extend(rows)

    def receipt(self) -> str:
        """A number that no matter has."""
        while (number := f"{self.chance.randrange(100_000_000):08d}") in self.taken:
            pass
        self.taken.add(number)
        return number

    def limits(self, matter: Any) -> dict[str, Any]:
        """The columns of time for a matter as it is opened. Rules are the county's: one question a day and category."""
        key = (matter.opened_on, matter.kind, matter.state, matter.category, matter.county, matter.urgency)
        if key not in self.allowed:
            asked = Matter(
                kind=matter.kind, state=matter.state, place_id=matter.place_id, category=matter.category, urgency=matter.urgency
            )
            self.allowed[key] = clock.limits(asked, on=matter.opened_on)
        return self.allowed[key]

    def store(self) -> None:
        """Store all, model by model as they first came: whatever refers to another came after it."""
        for model, rows in self.made.items():
            _insert(model, rows)


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    return {field.attname: field.get_default() for field in model._meta.concrete_fields if not field.primary_key}


def _insert(model: type[models.Model], rows: list[Any]) -> None:
    """Insert rows by one statement with many parameters: a third of the time that `bulk_create` takes to spell its SQL."""
    fields = list(model._meta.concrete_fields)
    values = [_values(field, rows) for field in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", list(zip(*values, strict=True))
        )


def _values(field: Any, rows: list[Any]) -> list[Any]:
    """One column, as the database takes it; what repeats is converted once, but sealed each time."""
    if getattr(field, "auto_now_add", False):
        return [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows]
    found = [getattr(row, field.attname) for row in rows]
    if isinstance(getattr(field, "target_field", field), models.UUIDField):
        native = connection.features.has_native_uuid_field
        return found if native else [value.hex if value is not None else None for value in found]
    if isinstance(field, models.BinaryField):
        return [field.get_db_prep_save(value, connection) for value in found]
    keys = [repr(value) for value in found] if isinstance(field, models.JSONField) else found
    known: dict[Any, Any] = {}
    for key, value in zip(keys, found, strict=True):
        if key not in known:
            known[key] = field.get_db_prep_save(value, connection)
    return [known[key] for key in keys]


class Told:
    """One matter under way of being told: its rows grow as by the verbs."""

    def __init__(self, rows: Rows, kind: str, place: Place, *, by: User, on: date, **columns: Any) -> None:
        self.rows, self.table = rows, KINDS[kind]
        first = self.table.first
        self.matter = rows.add(
            Matter, kind=kind, state=first, phase=self.table.phase(first), place_id=place.pk, county=place.pk[:6], opened_on=on, holder_id=by.pk,
            tier="village", receipt=rows.receipt(), **columns,
        )  # fmt: skip
        self.of = {"matter_id": self.matter.id}
        self.stands = {**self.of, "place_id": place.pk, "county": place.pk[:6]}

    def allow_time(self) -> None:
        """Set every limit, as `Matter.allow_time` does."""
        for name, value in self.rows.limits(self.matter).items():
            setattr(self.matter, name, value)

    def step(
        self, verb: str, on: date, *, by: Actor, to: str = "", words: str = "", reason: str = "", touches: tuple[date, ...] = (),
        **columns: Any,
    ) -> None:  # fmt: skip
        """What `Matter.objects.open` and `Matter.step` write: the columns, the move, the line of the journal."""
        matter, opening, before, closed = self.matter, verb == "matter.open", self.matter.state, self.matter.closed_on
        matter.state = to or before
        matter.phase = self.table.phase(matter.state)
        matter.version += not opening
        matter.paused_on = (matter.paused_on or on) if matter.phase == "waiting" else None
        matter.closed_on = (closed or on) if matter.phase in ("done", "dropped") else None
        for name, value in columns.items():
            setattr(matter, name, value)
        worker = by.pk if isinstance(by, User) else None
        self.rows.add(
            Move, **self.of, move=verb, from_state="" if opening else before, to_state=matter.state, by_id=worker, by_name=by.name, on=on,
            words=words, reason=reason,
        )  # fmt: skip
        after = {"kind": matter.kind, "about": matter.about, "category": matter.category} if opening else {"state": matter.state}
        months = {f"{day:%Y-%m}" for day in (on, matter.opened_on, *touches, *([closed] if closed else []))}
        self.rows.add(
            Event, at=self.rows.at, on=on, verb=verb, actor_id=str(worker or ""), actor_name=by.name, object_type="matters.matter",
            object_id=str(matter.id), place=matter.place_id, before=None if opening else {"state": before}, after=after,
            words="" if self.table.private else words, cells=[[matter.place_id, month] for month in sorted(months)],
        )  # fmt: skip

    def judged(self, day: date, *, by: Actor, words: str = "", way: str = "visit", **columns: Any) -> None:
        """The resident's word that it is solved, which ends the matter."""
        self.step("matter.answer", day, by=by, to="done", words=words, solved=True, **columns)
        self.rows.add(
            Judgement, **self.stands, solved=True, satisfied=True, words=words, way=way, asked_by_id=by.pk if isinstance(by, User) else None,
            said_on=day,
        )  # fmt: skip
