"""Rounds: what upper rooms look for once a day, such as days allowed that end tomorrow, or every few minutes. The schedule runs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

Round = Callable[..., int]
_rounds: dict[str, Round] = {}
_often: dict[str, Round] = {}


def every_day(key: str) -> Callable[[Round], Round]:
    """Have the decorated function run once a day as `round(on=…, at=…)`; it says how many notices it wrote.

    It may run again on the same day and must then write nothing twice.
    """

    def add(function: Round) -> Round:
        _rounds[key] = function
        return function

    return add


def every_few_minutes(key: str) -> Callable[[Round], Round]:
    """Have the decorated function run every few minutes as `round(at=…)`; what it wrote already it must not write again."""

    def add(function: Round) -> Round:
        _often[key] = function
        return function

    return add


def run_often(*, at: datetime) -> dict[str, int]:
    """Run every round of minutes; says how many notices each wrote."""
    return {key: function(at=at) for key, function in _often.items()}


def run(*, on: date, at: datetime) -> dict[str, int]:
    """Run every round; says how many notices each wrote."""
    return {key: function(on=on, at=at) for key, function in _rounds.items()}
