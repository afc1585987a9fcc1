"""The journal: what was done, by whom, where and why.

`note()` writes one line in the transaction of the change itself, and with it the follow-ups (tallies, marks, notices) that
the worker drains later. Lines are never edited; the worker seals them into a hash chain, so that a removed or altered one
shows. It is the program's one history: no other table keeps who did what.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minqing.ground.journal.noting import PROGRAM, Actor, Person, note

__all__ = ["PROGRAM", "Actor", "Person", "note"]


def __getattr__(name: str) -> Any:
    # Models may not be imported before the app registry is ready, and rooms import `note` at the top of their models.
    if name in __all__:
        from minqing.ground.journal import noting

        return getattr(noting, name)
    raise AttributeError(name)
