import pkgutil
from importlib import import_module

from minqing.records.matters.models.deadline import DeadlineRule, WorkdayChange
from minqing.records.matters.models.handling import Claim, Handling
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.move import Judgement, Move
from minqing.records.matters.models.reason import Reason
from minqing.records.matters.models.right import GrantedRight

# The details of a kind stand in a file of their own, which nothing else has to name.
for _found in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_found.name}")

__all__ = ["Claim", "DeadlineRule", "GrantedRight", "Handling", "Judgement", "Matter", "Move", "Reason", "WorkdayChange"]
