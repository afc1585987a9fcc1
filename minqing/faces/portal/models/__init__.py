from minqing.faces.portal.models.tried import Tried

__all__ = ["Tried"]
