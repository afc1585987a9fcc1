"""What figures hang on other rooms' pages: a place in eight numbers, each of which opens."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.readings.figures import tallying
from minqing.readings.figures.board import words
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Figure

KEYS = (
    "people.households", "people.residents", "visit.households", "visit.persons", "matter.opened", "matter.open", "matter.overdue",
    "wish.waiting",
)  # fmt: skip


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("place.page", "figures/_place.html", rank=10)(in_numbers)


def in_numbers(place: Place, scope: Scope, today: date) -> dict[str, Any] | None:
    """The place today and this month."""
    if not scope.may("figure.see", place.pk):
        return None
    first = today.replace(day=1)
    figures = [figure for key in KEYS if isinstance(figure := FIGURES[key], Figure)]
    numbers = tallying.values(figures, place.pk, first, today)
    query = urlencode({"place": place.pk, "from": first.isoformat(), "to": today.isoformat()})
    tiles = [
        {
            "label": figure.title,
            "value": words(numbers[figure.key]),
            "unit": figure.unit,
            "note": "现在" if figure.at_end else "这个月",
            "url": f"{reverse('figures:figure', args=[figure.key])}?{query}",
            "late": figure.key == "matter.overdue" and bool(numbers[figure.key]),
        }
        for figure in figures
    ]
    return {"tiles": tiles, "board": f"{reverse('figures:board')}?{urlencode({'place': place.pk})}"}
