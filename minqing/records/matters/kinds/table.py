"""What a kind of matter declares: its states, each with a phase, and its moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from minqing.records.matters import tiers

# What every screen and figure speaks: nobody has it yet, somebody works on it, the resident is asked, it is over.
PHASES = {"open": "等受理", "doing": "正在办", "waiting": "等群众回话", "done": "办好了", "dropped": "不办，已说明"}
OPEN_PHASES = ("open", "doing", "waiting")
# Whose role has a move's right from the beginning (`first_rights.py`); the county edits roles, no code asks for their keys.
HANDLERS = ("village", "clerk", "county")
# The moves by which somebody says that the work is done.
WORK_DONE = frozenset({"matter.report_done", "project.finish"})
URGENCIES = {"emergency": "紧急，有危险", "lifeline": "水电气热", "ordinary": "一般", "difficult": "疑难"}

CATEGORIES = {
    "clothing": "衣", "food": "食", "housing": "住", "transport": "行", "work": "业", "education": "教", "security": "保",
    "medical": "医", "environment": "环境", "safety": "安全", "other": "其他",
}  # fmt: skip


class Moving(Protocol):
    """What a rule's condition may look at."""

    state: str
    tier: str
    tries: int
    unlooked: bool
    exclusion: str
    excluded_on: date | None

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
    """`retired` keeps a state that is no longer entered, with the day and the reason.

    `within` is our example of the time allowed in this state ("24h", "5d", "3wd"); a county's own `DeadlineRule` for the kind
    and the state goes before it, and a page says when only the example was used. `whose` says who has the word in a waiting state
    where it is not the asker ("等人复查").
    """

    key: str
    title: str
    phase: str
    retired: str = ""
    within: str = ""
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """Whom a move tells what, beside those whom its verb tells in every kind (`telling.TELLINGS`).

    `to` names them (`turns.AUDIENCES`): `next` those who have to make one of the moves `of` now, `doer` those who may not make them
    because they did the work, `hands` whoever has it, `parts` everybody who works on it, `joined` those whom the move asked in,
    `let_out` those whom it let out, `had` those who had it when it ended, `excluder` whoever asked that it is not counted.
    `sort` is one of `telling.SORTS`; what is `urgent` goes out at once, everything else with the day's digest.
    """

    to: str
    words: str
    of: tuple[str, ...] = ()
    sort: str = "turn"
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class MoveRule:
    """A way from some states into one.

    `key` is the verb: right, journal line and move in one. `to` None stays where it is. `ask` is what must be said, `optional`
    what may be said; `button` is what the button says; `sentence` is the journal's line where the verb is the kind's own
    ("报了案"). `form` names what else is asked (`forms.FORMS`): `words` nothing, `holder` who gets it, `partner` who joins in,
    `answer` how the resident was asked, and so on. `details` are fields of the kind's details model that are asked with it, with a
    `?` behind those that may stay empty; `reasons` names the list from which a reason must be chosen (`Reason.LISTS`).

    `told` is what the story says of a move that other kinds have as well, where their words do not fit ("说办完了，请企业回话").

    `by_asker` marks the resident's own moves, `at_tier` those that only the level which has the matter may make (or whoever holds
    it). `not_by` forbids the move to the worker who made the last of these moves and, where that says that the work is done
    (`WORK_DONE`), to whoever had the lead: the answer is asked by another than the handler, a hazard verified by
    another. `frees` leaves it in nobody's hands. `may_show` asks whether the asker's words may be shown to
    everybody, in these words. `tells` whom it tells beside those whom its verb always tells. `main` makes it the red button, while
    `leads` holds. `roles` have the right from the beginning. `when` is a
    condition beside the state, `why_not` the sentence if it does not hold.
    """

    key: str
    button: str
    from_: tuple[str, ...]
    to: str | None
    ask: str = ""
    optional: str = ""
    form: str = "words"
    details: tuple[str, ...] = ()
    reasons: str = ""
    sentence: str = ""
    told: str = ""
    by_asker: bool = False
    at_tier: bool = False
    not_by: tuple[str, ...] = ()
    frees: bool = False
    may_show: str = ""
    tells: tuple[Tell, ...] = ()
    main: bool = False
    leads: Callable[[Moving], bool] = always
    roles: tuple[str, ...] = HANDLERS
    when: Callable[[Moving], bool] = always
    why_not: str = ""

    @property
    def after_work(self) -> bool:
        """Whether it says how the work came out, which nobody does who had the lead."""
        return not WORK_DONE.isdisjoint(self.not_by)


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A field of the kind's own that residents are asked when they open one; what only those who serve can know is not declared.

    `of` is the field's name in the details model, with a `?` behind what may stay empty. `label` and `hint` are in the resident's words
    where the model's are the worker's; `choices` are the values that a resident may choose, in their words (empty: all of the
    model's). `replaces` names the general question of the form that it stands for (`category`, `where`), which is then not asked.
    """

    of: str
    label: str = ""
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    replaces: str = ""

    @property
    def name(self) -> str:
        """The field's name in the details model."""
        return self.of.rstrip("?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the kind's Excel ledger: its heading, and where its cell comes from.

    `of` is an attribute path from the matter ("opened_on", "place.short_name", "details.company"); an attribute that can be called
    is called. `width` is in characters.
    """

    title: str
    of: str
    width: int = 14


@dataclass(frozen=True)
class Kind:
    """The table of one kind. `first` is the state of a new matter; `unit` counts them (件, 个, 起); `rank` orders lists.

    `whose_word` is who judges the result (群众, 企业). `on_the_spot` are the moves that a matter makes at once when the diary says that it is done already. `asks` is what residents
    read on the button that opens one (empty: residents do not open it), `said_to_asker` what they read above its form, else `about`. `private` kinds have a file that only their handlers and
    parties see: in every list they stand under `neutral` words; a kind with `neutral` words that is not private is on lists of the
    offices only. `common` are the moves that every kind has.

    `opening` says in the kind's words what the form on the desk asks of every kind: the name of a field → its label; empty for one
    that it does not ask, `like` for an example of what it is about.

    `details` names the model with the kind's own fields (`matters.Dispute`: one row a matter), `at_opening` those of its
    fields that the opening form asks (`?` behind those that may stay empty), `own_questions` those of them that residents are asked
    when they open one themselves. Dotted paths, so that a table needs no models: `acts`
    are the functions of moves that do more than move (`act(matter, by=, on=, words=, **given)`), `opened` runs inside the opening's transaction
    (`opened(matter, by=, on=)`), `story` gives what `template`, the kind's own part of the story, shows
    (`story(matter, scope, today) -> dict`); `drawn` gives which ways the help page's chart draws where a region orders the steps
    (`drawn(place, on) -> (rule, from state) -> bool`).
    """

    key: str
    title: str
    unit: str
    first: str
    states: tuple[State, ...]
    moves: tuple[MoveRule, ...]
    about: str = ""
    said_to_asker: str = ""
    rank: int = 50
    on_the_spot: tuple[str, ...] = ()
    asks: str = ""
    whose_word: str = "群众"
    private: bool = False
    neutral: str = ""
    details: str = ""
    at_opening: tuple[str, ...] = ()
    opening: Mapping[str, str] = field(default_factory=dict)
    own_questions: tuple[OwnQuestion, ...] = ()
    columns: tuple[Column, ...] = ()
    seats: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    opened: str = ""
    story: str = ""
    template: str = ""
    drawn: str = ""
    common: Callable[[Kind], tuple[MoveRule, ...]] | None = None
    by_key: dict[str, State] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_key.update({state.key: state for state in self.states})
        if self.common is not None:
            object.__setattr__(self, "moves", (*self.moves, *self.common(self)))

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The states in which somebody still has something to do."""
        return tuple(state.key for state in self.states if state.phase in OPEN_PHASES)

    @property
    def classed(self) -> bool:
        """Whether it has classes of its own that stand for the general category."""
        return any(question.replaces == "category" for question in self.own_questions)

    @property
    def over(self) -> tuple[str, ...]:
        """The states in which it has ended."""
        return tuple(state.key for state in self.states if state.phase not in OPEN_PHASES)

    @property
    def dropped(self) -> str:
        """The state of what is not done, with the reason said."""
        return next(state.key for state in self.states if state.phase == "dropped")

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
