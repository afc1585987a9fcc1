from minqing.readings.proposals.models.proposal import Proposal

__all__ = ["Proposal"]
