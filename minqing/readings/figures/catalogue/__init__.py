"""All figures, in the order in which the board shows them."""

from minqing.readings.figures.catalogue.going import GOING
from minqing.readings.figures.catalogue.matters import MATTERS
from minqing.readings.figures.catalogue.people import PEOPLE
from minqing.readings.figures.figure import Figure, Share

FIGURES: dict[str, Figure | Share] = {figure.key: figure for figure in (*GOING, *MATTERS, *PEOPLE)}

__all__ = ["FIGURES"]
