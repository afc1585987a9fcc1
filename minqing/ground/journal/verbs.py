"""The register of verbs. One string is the right, the journal line, the workflow move and the worker's cue.

Every room declares its verbs in its own `verbs.py` and hands them over when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minqing.ground.journal.models import Event

KEEP = "keep"
NAMES = "names"


@dataclass(frozen=True, slots=True)
class Verb:
    """A word of the trade.

    `sentence` says in Chinese what somebody did, as it stands in a history; `forgets` is what becomes of the line when a
    person is forgotten by law: `keep` (it holds nobody's data) or `names` (before, after and words are withheld).
    """

    key: str
    sentence: str
    forgets: str = KEEP


VERBS = (
    Verb("journal.verify", "查验了记录链"),
    Verb("suggestion.make", "提了一条意见", NAMES),
    Verb("suggestion.answer", "答复了一条意见", NAMES),
)

registered: dict[str, Verb] = {}
family_titles: dict[str, str] = {}
follow_ups: dict[str, list[str]] = {}
tasks: dict[str, Callable[[Event], None]] = {}
together: dict[str, Callable[[Sequence[Event]], None]] = {}


FAMILIES = {"journal": "记录链", "suggestion": "意见"}


def declare(*verbs: Verb, families: Mapping[str, str] = MappingProxyType({})) -> None:
    """Add a room's verbs to the register. A key declared twice with different words is a mistake of ours: ValueError.

    `families` say what the verbs of one noun are called together where rights are given: `matter` 事.
    """
    for noun, title in families.items():
        family_titles.setdefault(noun, title)
    for verb in verbs:
        if registered.setdefault(verb.key, verb) != verb:
            raise ValueError(f"the verb {verb.key} is declared twice")


def follows(task: str, *verbs: str) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Say that the decorated function must run once after each event of these verbs. It may run again after a crash."""

    def add(function: Callable[[Event], None]) -> Callable[[Event], None]:
        tasks[task] = function
        for verb in verbs:
            names = follow_ups.setdefault(verb, [])
            if task not in names:
                names.append(task)
        return function

    return add


def follows_together(task: str, *verbs: str) -> Callable[[Callable[[Sequence[Event]], None]], Callable[[Sequence[Event]], None]]:
    """The same for what is done at once for many events, in transactions of its own. Run again for some of them it must change nothing."""

    def add(function: Callable[[Sequence[Event]], None]) -> Callable[[Sequence[Event]], None]:
        together[task] = function
        follows(task, *verbs)(lambda event: function([event]))
        return function

    return add


def by_family() -> list[tuple[str, list[Verb]]]:
    """All verbs under what they are about: what most can be done with first."""
    grouped: dict[str, list[Verb]] = {}
    for verb in registered.values():
        grouped.setdefault(verb.key.partition(".")[0], []).append(verb)
    return [(family_titles.get(noun, noun), found) for noun, found in sorted(grouped.items(), key=lambda item: -len(item[1]))]
