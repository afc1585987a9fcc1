"""The rows of a matter's story, each kind of them one statement that is prepared once: the page that is opened most."""

from __future__ import annotations

from django.db.models import Q, QuerySet, UUIDField

from minqing.ground.staff.scope import Within
from minqing.lib.prepared import PreparedOf, Slot
from minqing.records.matters.models import Handling, Judgement, Matter, Move
from minqing.records.matters.models.attachment import Attachment
from minqing.records.matters.models.consultation import Consultation

_OF = Slot("of", UUIDField())


def _readable(places: Q) -> QuerySet[Matter]:
    matters = Matter.objects.preloaded().select_related("visit", "place__parent")
    return matters.filter(places, pk=Slot("pk", UUIDField()))


# One matter at the viewer's places, with all that its page names.
readable = Within(_readable)
handlings = PreparedOf(
    "matter",
    lambda: Handling.objects.filter(matter=_OF).select_related("organisation", "person").order_by("from_on", "id"),
)
moves = PreparedOf("matter", lambda: Move.objects.filter(matter=_OF).order_by("-id"))
judgements = PreparedOf(
    "matter", lambda: Judgement.objects.filter(matter=_OF).select_related("asked_by").order_by("-said_on", "-id")
)
attachments = PreparedOf("matter", lambda: Attachment.objects.filter(matter=_OF).order_by("id"))
consultations = PreparedOf("matter", lambda: Consultation.objects.filter(matter=_OF).order_by("-round"))
children = PreparedOf("parent", lambda: Matter.objects.filter(parent=_OF).order_by("id"))
