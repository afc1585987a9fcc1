"""Pages of a dispute beside its story: a party's whole telephone number, for a purpose."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.mediation.acts import reveal_phone
from minqing.records.matters.models import Matter
from minqing.records.matters.models.dispute import DisputeParty
from minqing.records.matters.rights import matter_for, sees_file
from minqing.records.matters.views.story import story_of


def filed_dispute(request: ScopedRequest, pk: UUID) -> Matter:
    """A dispute whose file the viewer may see. Raises Http404 for one outside their scope, PermissionDenied for a closed file."""
    matter = matter_for(request.scope, pk)
    if matter.kind != "dispute":
        raise Http404("这不是一起纠纷。")
    if not sees_file(request.scope, matter):
        raise PermissionDenied("这一件的卷宗只有当事人和调解的人能看。")
    return matter


@may("number.reveal")
@require_POST
def party_phone(request: ScopedRequest, pk: UUID, party: UUID) -> HttpResponse:
    """Show a party's number once, and write down what for."""
    matter = filed_dispute(request, pk)
    if not request.scope.may("number.reveal", matter.place_id):
        raise PermissionDenied("你的岗位不能看全号，请有权限的人来看。")
    found = DisputeParty.objects.filter(matter=matter, pk=party).first()
    if found is None:
        raise Http404("没有这一方当事人。")
    purpose = request.POST.get("purpose", "").replace("\0", "")[:200]
    try:
        number = reveal_phone(found, purpose=purpose, by=request.user, on=timezone.localdate())
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect("matters:page", matter.pk)
    shown = {**story_of(request.scope, matter), "today": timezone.localdate(), "revealed": found.pk, "revealed_number": number}
    return render(request, "matters/page.html", shown)
