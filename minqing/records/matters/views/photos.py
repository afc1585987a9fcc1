"""A matter's photographs on the desk: looking at one, adding some."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters import attachments
from minqing.records.matters.rights import matter_for, sees_file


@may("attachment.see")
@require_safe
def photo(request: ScopedRequest, pk: UUID, photo: UUID) -> HttpResponseBase:
    """One photograph of a matter that the viewer may read (`?size=small` for the small one)."""
    matter = matter_for(request.scope, pk)
    if not request.scope.may("attachment.see", matter.place_id) or not sees_file(request.scope, matter):
        raise PermissionDenied("你的岗位不能看照片，请有权限的人来看。")
    found = matter.attachments.filter(pk=photo).first()
    if found is None:
        raise Http404("没有这张照片。")
    return attachments.answer(found, small=request.GET.get("size") == "small")


@may("attachment.add")
@require_POST
def add_photos(request: ScopedRequest, pk: UUID) -> HttpResponseBase:
    """Put photographs on a matter."""
    matter = matter_for(request.scope, pk)
    if not request.scope.may("attachment.add", matter.place_id) or not sees_file(request.scope, matter):
        raise PermissionDenied("你的岗位不能加照片，请有权限的人来加。")
    files = [file for file in request.FILES.getlist("photos") if file.file is not None]
    try:
        if not files:
            raise NotNow("还没选照片，先选再按「加上」。")
        new = attachments.attach(matter, files, by=request.user, on=timezone.localdate())
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"加上了 {len(new)} 张照片。" if new else "这几张照片已经有了。")
    return redirect("matters:page", matter.pk)
