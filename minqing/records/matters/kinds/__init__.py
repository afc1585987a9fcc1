"""Kinds of matters, each one declared table (`KIND`) in a file of its own beside this one.

A new file is a new kind: nothing else names it (docs/how-to/add-a-matter-kind.md).
"""

import pkgutil
from importlib import import_module

from minqing.records.matters.kinds.table import OPEN_PHASES, PHASES, Kind, MoveRule, State


def _declared() -> dict[str, Kind]:
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    kinds = [module.KIND for module in modules if hasattr(module, "KIND")]
    return {kind.key: kind for kind in sorted(kinds, key=lambda kind: kind.rank)}


KINDS: dict[str, Kind] = _declared()

__all__ = ["KINDS", "OPEN_PHASES", "PHASES", "Kind", "MoveRule", "State"]
