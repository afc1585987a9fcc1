from minqing.readings.figures.models.rate import RateFormula
from minqing.readings.figures.models.tally import Tally

__all__ = ["RateFormula", "Tally"]
