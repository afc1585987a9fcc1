"""Which formula a rate has at a place on a day. The one door to it: board, page, command, sheet and brief all come through here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Figure, Rate, Share
from minqing.readings.figures.models import RateFormula


class Formulas:
    """All formulae there are, loaded once for however many places and days are asked."""

    def __init__(self, rows: Iterable[RateFormula] = ()) -> None:
        self.rows = [row for row in rows if row.part in FIGURES and row.whole in FIGURES]

    def fitting(self, key: str, place: str, last: date) -> RateFormula | None:
        """The row for a place and the last day of a period: the most local region, then the latest."""
        fits = [
            row
            for row in self.rows
            if row.key == key
            and place.startswith(row.region)
            and row.from_on <= last
            and (row.to_on is None or row.to_on >= last)
        ]
        return max(fits, key=lambda row: (len(row.region), row.from_on), default=None)

    def settle(self, figure: Figure | Share, place: str, last: date) -> Figure | Share:
        """A rate with the formula that holds there and then; any other figure as it is."""
        if not isinstance(figure, Rate) or figure.settled:
            return figure
        row = self.fitting(figure.formula, place, last)
        if row is None:
            return replace(figure, settled=True)
        part, whole = FIGURES[row.part], FIGURES[row.whole]
        if not isinstance(part, Figure) or not isinstance(whole, Figure):
            return replace(figure, settled=True)
        how = f"「{part.title}」占「{whole.title}」的。{f'依据：{row.source}。' if row.confirmed else f'{row.source}，还没和当地规定核对。'}"
        return replace(
            figure, part=part, whole=whole, base=whole.title, how=how, source=row.source, confirmed=row.confirmed, settled=True
        )


def formulas(figures: Iterable[Figure | Share]) -> Formulas:
    """What settles these figures. One query, and none where no rate is among them."""
    wanted = any(isinstance(figure, Rate) and not figure.settled for figure in figures)
    return Formulas(RateFormula.objects.all()) if wanted else Formulas()


def settled(figures: Iterable[Figure | Share], place: str, last: date, known: Formulas | None = None) -> list[Figure | Share]:
    """Figures as they are reckoned at a place in a period that ends on `last`."""
    asked = list(figures)
    known = known or formulas(asked)
    return [known.settle(figure, place, last) for figure in asked]


def one(figure: Figure | Share, place: str, last: date) -> Figure | Share:
    """One figure as it is reckoned at a place in a period that ends on `last`."""
    return settled([figure], place, last)[0]
