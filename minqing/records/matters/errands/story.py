"""What the page of an errand shows, and the errands that are due once more (yearly checks)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from minqing.ground.staff.scope import Scope
from minqing.records.matters.models import Matter
from minqing.records.matters.models.errand import Errand

# How long before its day a yearly check stands on the day's page.
AHEAD = timedelta(days=30)
MOST = 6


def story(matter: Matter, scope: Scope, today: date) -> dict[str, Any]:
    """The errand's own part: what, where, when, the resident's materials. One query beside the details."""
    materials = list(matter.materials.order_by("id"))
    return {"errand": matter.details, "materials": materials, "out": sum(one.returned_on is None for one in materials)}


def due_again(scope: Scope, today: date) -> dict[str, Any] | None:
    """For whoever opens errands: those of their households that must be run once more, and for which no new one was opened. Three queries."""
    if not scope.may("errand.receive"):
        return None
    newer = Matter.objects.filter(
        ~Q(phase="dropped"), kind="errand", household=OuterRef("household"), errand__paper=OuterRef(OuterRef("paper")),
        opened_on__gt=OuterRef("closed_on"),
    )  # fmt: skip
    # Few are due in all the land, many matters lie in a county: the day is looked up first, and then the place.
    ours = Matter.objects.filter(~Exists(newer), scope.q("matter.open"), pk=OuterRef("matter_id"), phase="done")
    found = Errand.objects.filter(Exists(ours), again_on__lte=today + AHEAD)
    errands = list(
        found.prefetch_related(Prefetch("matter", Matter.objects.select_related("place", "household"))).order_by(
            "again_on", "matter_id"
        )[:MOST]
    )
    return {"errands": errands, "count": found.count(), "today": today} if errands else None
