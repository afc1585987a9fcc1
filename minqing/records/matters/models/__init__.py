from minqing.records.matters.models.deadline import DeadlineRule, WorkdayChange
from minqing.records.matters.models.handling import Claim, Handling
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.move import Judgement, Move

__all__ = ["Claim", "DeadlineRule", "Handling", "Judgement", "Matter", "Move", "WorkdayChange"]
