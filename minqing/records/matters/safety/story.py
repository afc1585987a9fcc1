"""What the page of a hazard shows, what is due to be looked at today, and photographs before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch

from minqing.ground.journal import Actor
from minqing.ground.staff.scope import Scope
from minqing.lib import images
from minqing.lib.refusal import NotNow
from minqing.records.matters import attachments
from minqing.records.matters.models import Matter
from minqing.records.matters.models.attachment import Attachment
from minqing.records.matters.models.hazard import Hazard, HazardCode, HazardPhoto

# How long before its day a look stands on the day's page.
AHEAD = timedelta(days=1)
MOST = 6


def story(matter: Matter, scope: Scope, today: date) -> dict[str, Any]:
    """The hazard's own part: its facts, its looks, its photographs before and after. Three queries beside the details."""
    photos = (
        list(matter.attachments.order_by("id").select_related("after_hazard"))
        if scope.may("attachment.see", matter.place_id)
        else []
    )
    after = [photo for photo in photos if hasattr(photo, "after_hazard")]
    codes = HazardCode.objects.of("grade", place=matter.place_id, on=today)
    return {
        "hazard": matter.details, "checks": list(matter.hazard_checks.order_by("-on", "-id")), "before": [p for p in photos if p not in after],
        "after": after, "may_add": scope.may("attachment.add", matter.place_id) and matter.phase in ("doing", "waiting"),
        "example": any(code.key == matter.details.grade and not code.confirmed for code in codes) if matter.details else False,
        "most": attachments.MOST_AT_ONCE, "may_rule": scope.may("rule.change"),
    }  # fmt: skip


def add_after(matter: Matter, files: Sequence[images.Readable], *, by: Actor, on: date) -> list[Attachment]:
    """Put photographs on a hazard that show how it is now. Raises NotNow where one cannot be taken, or it is no hazard."""
    if matter.kind != "hazard":
        raise NotNow("这件事不是隐患，用「加照片」。")
    with attachments.filed(attachments.cleaned(files)) as kept, transaction.atomic():
        rows = attachments.keep(matter, kept, by=by, on=on)
        HazardPhoto.objects.bulk_create(HazardPhoto(attachment=row) for row in rows)
        return rows


def due(scope: Scope, today: date) -> dict[str, Any] | None:
    """For whoever may look: hazards of theirs whose next look is due. Three queries."""
    if not scope.may("hazard.round"):
        return None
    # Few are due in all the land, many matters lie in a county: the day is looked up first, and then the place.
    ours = Matter.objects.filter(scope.q("hazard.round"), pk=OuterRef("matter_id")).exclude(phase="dropped")
    found = Hazard.objects.filter(Exists(ours), look_on__lte=today + AHEAD)
    hazards = list(
        found.prefetch_related(Prefetch("matter", Matter.objects.select_related("place"))).order_by("look_on", "matter_id")[:MOST]
    )
    return {"hazards": hazards, "count": found.count(), "today": today} if hazards else None
