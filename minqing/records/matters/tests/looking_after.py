"""What moves of hazards and errands are given in random lives."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from minqing.records.matters.models import Matter


def _looked(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    return {"found": chance.choice(["same", "worse", "better", "nonsense"]), "every_days": chance.choice([None, 7])}


def _received(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    return {"materials": chance.choice([[], ["户口本", "身份证复印件"]])}


def _given_back(matter: Matter, chance: Random, day: date) -> dict[str, Any]:
    held = list(matter.materials.all())
    return {"materials": chance.sample(held, chance.randint(0, len(held)))}


EXAMPLES = {"hazard.round": _looked, "errand.receive": _received, "errand.give_back": _given_back}
