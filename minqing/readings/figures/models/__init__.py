from minqing.readings.figures.models.tally import Tally

__all__ = ["Tally"]
