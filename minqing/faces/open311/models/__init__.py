from minqing.faces.open311.models.filed import Filed
from minqing.faces.open311.models.key import ApiKey
from minqing.faces.open311.models.outbound import OutboundRequest

__all__ = ["ApiKey", "Filed", "OutboundRequest"]
