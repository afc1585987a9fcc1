"""A command that several rooms fill: `minqing import households` is of one room, `minqing import requests` of another."""

from __future__ import annotations

import argparse
from typing import Any
from weakref import WeakKeyDictionary

Ways = Any  # argparse's action for subcommands, which has no public name

_made: WeakKeyDictionary[Any, dict[str, Ways]] = WeakKeyDictionary()


def ways(commands: Ways, name: str, help: str) -> Ways:
    """The subcommands of a command, made by whoever asks first."""
    made = _made.setdefault(commands, {})
    if name not in made:
        parser: argparse.ArgumentParser = commands.add_parser(name, help=help)
        made[name] = parser.add_subparsers(required=True, metavar="WHAT")
    return made[name]
