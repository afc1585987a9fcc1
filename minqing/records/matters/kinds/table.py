"""What a kind of matter declares: its states, each with a phase, and its moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from minqing.records.matters import tiers

# What every screen and figure speaks: nobody has it yet, somebody works on it, the resident is asked, it is over.
PHASES = {"open": "等受理", "doing": "正在办", "waiting": "等群众回话", "done": "办好了", "dropped": "不办，已说明"}
OPEN_PHASES = ("open", "doing", "waiting")

CATEGORIES = {
    "clothing": "衣", "food": "食", "housing": "住", "transport": "行", "work": "业", "education": "教", "security": "保",
    "medical": "医", "environment": "环境", "safety": "安全", "other": "其他",
}  # fmt: skip


class Moving(Protocol):
    """What a rule's condition may look at."""

    state: str
    tier: str
    tries: int

    @property
    def first_tier(self) -> str: ...

    @property
    def table(self) -> Kind: ...


def always(matter: Moving) -> bool:
    return True


def tried_twice(matter: Moving) -> bool:
    """The asker could not be reached, twice: then, and only then, may a matter be closed without their word (D10)."""
    return matter.tries >= 2


def has_upper(matter: Moving) -> bool:
    return tiers.above(matter.tier) is not None


def can_go_back(matter: Moving) -> bool:
    """Somebody was given it, or it was reported up: then there is somebody to return it to."""
    return matter.state != matter.table.first or matter.tier != matter.first_tier


@dataclass(frozen=True, slots=True)
class State:
    """`retired` keeps a state that is no longer entered, with the day and the reason."""

    key: str
    title: str
    phase: str
    retired: str = ""


@dataclass(frozen=True, slots=True)
class MoveRule:
    """A way from some states into one.

    `key` is the verb: right, journal line and move in one. `to` None stays where it is. `ask` is what must be said, `optional`
    what may be said; `button` is what the button says. `form` names what else is asked: `words` nothing, `holder` who gets it,
    `partner` who joins in, `answer` how the resident was asked. `by_asker` marks the resident's own moves, `at_tier` those that
    only the level which has the matter may make (or whoever holds it). `frees` leaves it in nobody's hands. `when` is a
    condition beside the state, `why_not` the sentence if it does not hold.
    """

    key: str
    button: str
    from_: tuple[str, ...]
    to: str | None
    ask: str = ""
    optional: str = ""
    form: str = "words"
    by_asker: bool = False
    at_tier: bool = False
    frees: bool = False
    main: bool = False
    when: Callable[[Moving], bool] = always
    why_not: str = ""


@dataclass(frozen=True)
class Kind:
    """The table of one kind. `first` is the state of a new matter; `unit` counts them (件, 个, 起).

    `on_the_spot` are the moves that a matter makes at once when the diary says that it is done already.
    """

    key: str
    title: str
    unit: str
    first: str
    states: tuple[State, ...]
    moves: tuple[MoveRule, ...]
    about: str = ""
    on_the_spot: tuple[str, ...] = ()
    by_key: dict[str, State] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_key.update({state.key: state for state in self.states})

    def phase(self, state: str) -> str:
        """The phase of a state."""
        return self.by_key[state].phase

    def rule(self, move: str, state: str) -> MoveRule | None:
        """The move's rule if it is possible in this state."""
        return next((rule for rule in self.moves if rule.key == move and state in rule.from_), None)

    def moves_from(self, state: str) -> list[MoveRule]:
        """All moves possible in a state, in the table's order."""
        return [rule for rule in self.moves if state in rule.from_]

    def named(self, move: str) -> str:
        """What the move's button says, in whatever state; for saying that it cannot be made now."""
        return next((rule.button for rule in self.moves if rule.key == move), "这一步")
