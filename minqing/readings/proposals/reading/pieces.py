"""What a reading consists of. Every piece carries `span`, the place (start, end) in the text as written that it was read from."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Call:
    """A household that the entry names: `met` when anyone of it was met in person."""

    household: str
    name: str
    met: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ProposedMatter:
    """One thing to be handled. `household` is None when it is nobody's in particular or cannot be known."""

    kind: str
    about: str
    household: str | None
    category: str
    resolved: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ProposedQuantity:
    """An amount done: `what` the words with the number, `value` in `unit`."""

    what: str
    value: Decimal
    unit: str
    approximate: bool
    span: Span


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The first day by which a next step is promised, and the clause that says so."""

    on: date
    words: str
    household: str | None
    span: Span


@dataclass(slots=True)
class Reading:
    """All that was read out of one entry."""

    kind: str
    visited: list[Call] = field(default_factory=list)
    mentioned: list[Call] = field(default_factory=list)
    matters: list[ProposedMatter] = field(default_factory=list)
    quantities: list[ProposedQuantity] = field(default_factory=list)
    follow_up: FollowUp | None = None

    def as_prediction(self, id: str) -> dict[str, Any]:
        """The reading in the form of the annotated diary files, ready for JSON."""
        return {
            "id": id,
            "kind": self.kind,
            "visited": [c.household for c in self.visited],
            "mentioned": [c.household for c in self.mentioned],
            "matters": [
                {"kind": m.kind, "about": m.about, "household": m.household, "category": m.category, "resolved": m.resolved}
                for m in self.matters
            ],
            "quantities": [
                {"what": q.what, "value": _plain_number(q.value), "unit": q.unit, "approximate": q.approximate}
                for q in self.quantities
            ],
            "follow_up_on": self.follow_up.on.isoformat() if self.follow_up else None,
        }


def _plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
