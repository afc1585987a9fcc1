from minqing.ground.journal.models.event import Event
from minqing.ground.journal.models.follow_up import FollowUp
from minqing.ground.journal.models.seal import Seal
from minqing.ground.journal.models.suggestion import Suggestion

__all__ = ["Event", "FollowUp", "Seal", "Suggestion"]
