from minqing.records.visits.models.promise import Promise
from minqing.records.visits.models.rhythm import VisitRhythm
from minqing.records.visits.models.visit import Call, Quantity, Visit

__all__ = ["Call", "Promise", "Quantity", "Visit", "VisitRhythm"]
