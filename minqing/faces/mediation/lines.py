"""What was said in a room, as one viewer sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from minqing.faces.mediation.models import RoomFile
from minqing.records.matters.mediation import room
from minqing.records.matters.models import Matter

MINE, MEDIATOR, OTHER = "mine", "mediator", "other"


@dataclass(frozen=True)
class Said:
    """One message. `whose` is mine, the mediator's or another party's."""

    who: str
    whose: str
    words: str
    photo: UUID | None
    at: datetime
    paper: RoomFile | None = None


def seen_by(matter: Matter, viewer: models.Model) -> list[Said]:
    """All messages, for a party (`DisputeParty`) or a mediator (`User`). Two queries."""
    papers = {paper.message_id: paper for paper in RoomFile.objects.filter(message__matter=matter)}
    return [
        Said(
            who=f"调解员 {one.by_name}" if one.party_id is None else one.by_name,
            whose=MINE if viewer.pk in (one.party_id, one.by_id) else MEDIATOR if one.party_id is None else OTHER,
            words=one.words, photo=one.photo_id, at=one.said_at, paper=papers.get(one.pk),
        )
        for one in room.said(matter)
    ]  # fmt: skip
