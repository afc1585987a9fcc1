"""A wish's own part of its story: number, class, when it is needed, who looked into it, the thanks."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.ground.staff.scope import Scope
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.wishing import matching, thanking


def story(matter: Matter, scope: Scope, today: date) -> dict[str, Any]:
    """For `matters/kinds/wish.html`. Two queries beside the details."""
    file = matter.details
    day = file.needed_by if file else None
    claim = matter.claims.filter(let_go_on=None).first()
    return {
        "needed": matching.needed(day, today) if day and matter.phase not in ("done", "dropped") else "", "claim": claim,
        "thanks": thanking.of(matter), "mine": claim is not None and claim.claimant_id == scope.user.pk,
    }  # fmt: skip
