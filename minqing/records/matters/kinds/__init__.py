"""Kinds of matters, each one declared table in a file of its own.

To add a kind, copy the nearest file, change its table, and add it to `KINDS` below (docs/how-to/add-a-matter-kind.md).
"""

from minqing.records.matters.kinds.need import NEED
from minqing.records.matters.kinds.table import OPEN_PHASES, PHASES, Kind, MoveRule, State
from minqing.records.matters.kinds.wish import WISH

KINDS: dict[str, Kind] = {kind.key: kind for kind in (NEED, WISH)}

__all__ = ["KINDS", "NEED", "OPEN_PHASES", "PHASES", "WISH", "Kind", "MoveRule", "State"]
