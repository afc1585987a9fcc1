"""Rounds of consultation written down, sides signing, photographs of a hazard afterwards, and the rules behind them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter
from minqing.records.matters.models.consultation import ConsultationRule
from minqing.records.matters.models.hazard import LISTS, HazardCode
from minqing.records.matters.rights import matter_for, sees_file
from minqing.records.matters.ruling.rows import DATE, SHARED, RowForm, RowsPage, rules_over
from minqing.records.matters.safety import consulting, story
from minqing.records.matters.safety.forms import RoundOfTalkForm


class CodeForm(RowForm):
    """A class or a grade of hazards."""

    class Meta:
        model = HazardCode
        fields = ["sort", "key", "title", "days", "rank", "used", *SHARED]
        widgets = DATE


class QuorumForm(RowForm):
    """How many must come and agree."""

    class Meta:
        model = ConsultationRule
        fields = ["body", "attend", "attend_over", "agree", "agree_over", *SHARED]
        widgets = DATE


def _holding(place: str, on: date) -> list[tuple[str, list[Any]]]:
    quorums: list[Any] = ConsultationRule.objects.all_at(place=place, on=on)
    codes: list[tuple[str, list[Any]]] = [
        (words, list(HazardCode.objects.of(key, place=place, on=on))) for key, words in LISTS.items()
    ]
    return [("多少人到会、多少人同意才算", quorums), *codes]


PAGE = RowsPage(
    "safety",
    "matters/safety/rules.html",
    {"quorum": ("协商、开会的人数", QuorumForm), "code": ("隐患的类别、等级", CodeForm)},
    _holding,
)


@may(consulting.VERB)
@require_http_methods(["GET", "POST"])
def hold(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Write down one round of consultation about a matter."""
    matter = _matter(request, pk)
    if not request.scope.may(consulting.VERB, matter.place_id):
        raise PermissionDenied("你的岗位不能在这里记协商，请有权限的人来记。")
    form = RoundOfTalkForm(request.POST or None, matter=matter, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            held = consulting.hold(matter, by=request.user, on=timezone.localdate(), **form.given())
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"第 {held.round} 次协商记下了：{held.get_result_display()}。")
            return redirect("matters:page", matter.pk)
    shown = {"form": form, "matter": matter, "may_rule": request.scope.may("rule.change")}
    return render(request, "matters/safety/hold.html", shown, status=422 if form.errors else 200)


@may(consulting.VERB)
@require_POST
def sign(request: ScopedRequest, pk: UUID, consultation: UUID, seat: str) -> HttpResponse:
    """Tick that a side signed."""
    matter = _matter(request, pk)
    if not request.scope.may(consulting.VERB, matter.place_id):
        raise PermissionDenied("你的岗位不能在这里记协商，请有权限的人来记。")
    held = matter.consultations.filter(pk=consultation).first()
    if held is None:
        raise Http404("没有这一次协商。")
    try:
        consulting.sign(held, seat, by=request.user, on=timezone.localdate())
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "签字记下了。")
    return redirect("matters:page", matter.pk)


@may("attachment.add")
@require_POST
def photos(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Photographs that show a hazard put right."""
    matter = _matter(request, pk)
    if not request.scope.may("attachment.add", matter.place_id):
        raise PermissionDenied("你的岗位不能加照片，请有权限的人来加。")
    files = [file for file in request.FILES.getlist("photos") if file.file is not None]
    try:
        if not files:
            raise NotNow("还没选照片，先选再按「加上」。")
        new = story.add_after(matter, files, by=request.user, on=timezone.localdate())
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"加上了 {len(new)} 张整改后的照片。" if new else "这几张照片已经有了。")
    return redirect("matters:page", matter.pk)


def _matter(request: ScopedRequest, pk: UUID) -> Matter:
    matter = matter_for(request.scope, pk)
    if not sees_file(request.scope, matter):
        raise Http404("没有这件事，或者不在你的范围里。")
    return matter


@may("rule.change")
@require_POST
def end_rule(request: ScopedRequest, table: str, pk: int) -> HttpResponse:
    """From today a row holds no more."""
    row = PAGE.row(table, pk)
    if row is None or not rules_over(request.scope, row):
        raise Http404("没有这条规矩，或者这个地方不归你定规矩。")
    return PAGE.end(request, row)
