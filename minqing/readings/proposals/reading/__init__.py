"""Reading a diary entry: `read()` turns its words into proposed calls, matters, quantities and a follow-up day.

Names come from the roster, most else from lexicons ordered by meaning (`cues`, `triggers`, `categories`); for the kind of an entry and
its matters, weights learnt from invented entries vote beside the rules (`clues`, `weighing`, scripts/train_reader.py).
"""

from datetime import date

from minqing.lib import days, words
from minqing.readings.proposals.reading.amounts import quantities, veiled, without_number
from minqing.readings.proposals.reading.doors import behind_doors, find_doors, without_numbers
from minqing.readings.proposals.reading.kinds import kind_of
from minqing.readings.proposals.reading.matters import find_matters
from minqing.readings.proposals.reading.meeting import calls
from minqing.readings.proposals.reading.names import Person, Roster
from minqing.readings.proposals.reading.naming import find_mentions
from minqing.readings.proposals.reading.pieces import Call, FollowUp, ProposedMatter, ProposedQuantity, Reading
from minqing.readings.proposals.reading.promises import follow_up

__all__ = ["Call", "FollowUp", "Person", "ProposedMatter", "ProposedQuantity", "Reading", "Roster", "read", "without_number"]

LONGEST_ENTRY = 20_000


def read(text: str, *, written_on: date, roster: Roster) -> Reading:
    """What a careful reader would take from the entry. Any text will do, also an empty one; only the first 20,000 characters count."""
    text = text[:LONGEST_ENTRY]
    plain = words.plain(text)
    parts = words.clauses(plain)
    mentions = find_mentions(plain, roster)
    doors = find_doors(plain, roster, mentions)
    mentions, plain = behind_doors(mentions, doors, plain), without_numbers(plain, doors)
    kind = kind_of(plain, mentions, parts)
    visited, named = calls(plain, kind, mentions, parts)
    matters = find_matters(text, plain, kind, mentions, parts)
    coming = days.find(plain, written_on=written_on)
    nameless = veiled(plain, mentions)
    done = quantities(text, nameless, kind, [m.span for m in matters], [(d.start, d.end) for d in coming])
    home_at = [(m.start, m.household) for m in mentions if not m.office]
    promised = follow_up(text, plain, parts, coming=coming, home_at=home_at, veiled=nameless)
    return Reading(kind, visited, named, matters, done, promised)
