"""Proposals: a diary entry is read and records are proposed for it, which its writer accepts, corrects or drops.

`reading` turns the words into proposed calls, matters, quantities and a follow-up day; it knows names and words, not models,
and loads no Django. What the writer decides about the proposals, and the pages for it, live in the other files here.
The names of `reading` can be taken from here; they load when first asked for, so that starting Django stays cheap.
"""

from typing import Any

_READING = frozenset({"Person", "Roster", "Reading", "Call", "ProposedMatter", "ProposedQuantity", "FollowUp", "read"})


def __getattr__(name: str) -> Any:
    if name in _READING:
        from minqing.readings.proposals import reading

        return getattr(reading, name)
    raise AttributeError(name)
