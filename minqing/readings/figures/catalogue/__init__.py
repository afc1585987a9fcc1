"""All figures, in the order in which the board shows them."""

from __future__ import annotations

import difflib

from minqing.lib.refusal import NotNow
from minqing.readings.figures.catalogue import amounts, disputes, works
from minqing.readings.figures.catalogue.disputes import DISPUTES
from minqing.readings.figures.catalogue.going import GOING
from minqing.readings.figures.catalogue.matters import MATTERS
from minqing.readings.figures.catalogue.monitoring import MONITORING
from minqing.readings.figures.catalogue.people import PEOPLE
from minqing.readings.figures.catalogue.rates import RATES
from minqing.readings.figures.catalogue.safety import SAFETY
from minqing.readings.figures.figure import Figure, Share

_ALL: tuple[Figure | Share, ...] = (*GOING, *MATTERS, *RATES, *DISPUTES, *MONITORING, *works.FIGURES, *SAFETY, *PEOPLE)
FIGURES: dict[str, Figure | Share] = {figure.key: figure for figure in _ALL}


def find(key: str) -> Figure | Share:
    """The figure of a key, amounts (`quantity:米:清沟`) included. Raises NotNow, naming near keys, for one that nobody declared."""
    figure = FIGURES.get(key) or amounts.from_key(key) or works.from_key(key) or disputes.from_key(key)
    if figure is None:
        near = nearest(key)
        raise NotNow(
            f"没有「{key}」这个数。" + (f"相近的有：{'、'.join(near)}。" if near else "用 minqing figures list 看全部的数。")
        )
    return figure


def nearest(words: str, most: int = 4) -> list[str]:
    """Keys that look or sound like what was asked for: by key, title and phrase."""
    spelled: dict[str, str] = {}
    for figure in FIGURES.values():
        for name in (figure.key, figure.title, *figure.phrases):
            spelled.setdefault(name, figure.key)
    close = difflib.get_close_matches(words, spelled, n=most * 3, cutoff=0.5)
    close += [name for name in spelled if words and (words in name or (len(name) > 1 and name in words))]
    return list(dict.fromkeys(spelled[name] for name in close))[:most]


__all__ = ["FIGURES", "Figure", "Share", "find", "nearest"]
