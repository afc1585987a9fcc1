"""Which diary entries stand in a private file: their words are read by those alone who read the file."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from minqing.ground.staff.scope import Scope
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.mediation.disputes import DECLINED
from minqing.records.matters.models import Handling, Matter, Move
from minqing.records.visits import withheld


def hang() -> None:
    """Guard the diary; called once when the program starts."""
    withheld.guard(closed_entries)


def closed_entries(scope: Scope | None) -> QuerySet[Matter, Any]:
    """The entries (`visit_id`) that a private matter came from whose file the viewer may not read.

    The same as `rights.sees_file` in one condition, for whole pages of entries; a test holds them together.
    """
    private = Matter.objects.filter(kind__in=[key for key, kind in KINDS.items() if kind.private], visit__isnull=False)
    return (private if scope is None else private.exclude(_reads(scope))).values_list("visit_id", flat=True)


def _reads(scope: Scope) -> Q:
    user, offices = scope.user, [posting.organisation_id for posting in scope.postings if posting.organisation_id]
    handlings, opened = (
        Handling.objects.filter(matter=OuterRef("pk")),
        Move.objects.filter(matter=OuterRef("pk"), move="matter.open"),
    )
    parts = Q(person=user) | Q(organisation__in=offices, person=None)
    mine = handlings.filter(parts).exclude(state__in=("returned", "replaced"))
    declined = handlings.filter(person=user, state="returned", answer=DECLINED)
    wrote = Exists(opened.filter(by=user)) & ~Exists(declined)
    return Q(holder=user) | Q(holder_organisation__in=offices) | Q(Exists(mine)) | Q(wrote)
