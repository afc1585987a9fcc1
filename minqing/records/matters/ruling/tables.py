"""The tables that stand on the page of rules. Rooms above hang theirs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet

from minqing.ground.places.models import within_q
from minqing.ground.places.tree import lineage
from minqing.ground.staff.scope import Scope

CHANGE, SEE = "rule.change", "matter.see"


class Rule(Protocol):
    """A dated row of a region: empty region is what the program brings along, `confirmed` false an example."""

    pk: Any
    region: str
    from_on: date
    to_on: date | None
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Table:
    """One sort of rules. `said` puts a row into words, `same` names the columns by which a more local row goes before another.

    `form` makes new rows. `hides` says that what the program brings along is hidden by an own row even when that one has ended,
    so that a county can strike it out.
    """

    key: str
    title: str
    about: str
    model: type[Model]
    form: type[Any]
    said: Callable[[Any], str]
    same: tuple[str, ...]
    order: tuple[str, ...]
    hides: bool = False
    renewed: Callable[[], dict[str, Any]] = dict

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """Rows of the viewer's places, of those above and below them, and what the program brings along."""
        return self.model._default_manager.filter(visible(scope)).order_by(*self.order)

    def identity(self, row: Any) -> tuple[Any, ...]:
        """What two rows have in common of which only the more local one holds."""
        return tuple(getattr(row, name) for name in self.same)


tables: dict[str, Table] = {}


def hang(table: Table) -> None:
    """Put a table on the page."""
    tables[table.key] = table


def visible(scope: Scope, field: str = "region") -> Q:
    """The regions whose rules concern the viewer: those above and below their places, and what the program brings along."""
    regions = Q(**{field: ""})
    for code in {*scope.places_for(CHANGE), *scope.places_for(SEE)}:
        regions |= Q(**{f"{field}__in": lineage(code)}) | within_q(field, code)
    return regions


def in_force(row: Rule, on: date) -> bool:
    """Whether a row holds on a day."""
    return row.from_on <= on and (row.to_on is None or row.to_on >= on)


def standing(table: Table, row: Rule, others: Iterable[Any], on: date) -> str:
    """How a row stands on a day, in a word or two: 在用, 还没到, 停用了, 另定了."""
    if row.to_on is not None and row.to_on < on:
        return "停用了"
    if row.from_on > on:
        return "还没到"
    closer = [
        other
        for other in others
        if other.region != row.region
        and other.region.startswith(row.region)
        and table.identity(other) == table.identity(row)
        and (in_force(other, on) or (table.hides and other.from_on <= on))
    ]
    return "另定了" if closer else "在用"
