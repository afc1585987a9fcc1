from minqing.ground.places.models.alias import PlaceAlias
from minqing.ground.places.models.place import Level, Place, within_q

__all__ = ["Level", "Place", "PlaceAlias", "within_q"]
