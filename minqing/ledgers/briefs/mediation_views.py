"""Taking a dispute's papers away as Word, and where they hang on its page."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from minqing.ground.journal import note
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.ledgers.briefs import mediation_paper
from minqing.ledgers.briefs.mediation_paper import PAPERS
from minqing.records.matters.mediation.views import filed_dispute
from minqing.records.matters.models import Matter
from minqing.records.matters.rights import sees_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@may("brief.make")
@require_POST
def download(request: ScopedRequest, pk: UUID, name: str) -> HttpResponse:
    """One paper of a dispute; that it was taken away is written down."""
    matter = filed_dispute(request, pk)
    if not request.scope.may("brief.make", matter.place_id):
        raise PermissionDenied("你的岗位不能出文书，请有权限的人来出。")
    if name not in PAPERS:
        raise Http404("没有这种文书。")
    today = timezone.localdate()
    made = PAPERS[name][1](matter, on=today)
    target = io.BytesIO()
    mediation_paper.write(target, made)
    with transaction.atomic():
        note("brief.make", matter, by=request.user, on=today, after={"brief": f"dispute.{name}"})
    target.seek(0)
    return cast("HttpResponse", FileResponse(target, as_attachment=True, filename=made.file_name, content_type=DOCX))


def papers(matter: Matter, scope: Scope, today: date) -> dict[str, Any] | None:
    """The papers that a dispute has now, for whoever may see its file."""
    if matter.kind != "dispute" or not scope.may("brief.make", matter.place_id) or not sees_file(scope, matter):
        return None
    return {"matter": matter, "papers": [(name, PAPERS[name][0]) for name in mediation_paper.papers_of(matter)]}
