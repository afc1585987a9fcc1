from minqing.ground.places.models.alias import PlaceAlias
from minqing.ground.places.models.place import Level, Place, below, within_q, within_slots

__all__ = ["Level", "Place", "PlaceAlias", "below", "within_q", "within_slots"]
