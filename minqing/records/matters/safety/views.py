"""Rounds of consultation written down, sides signing, photographs of a hazard afterwards, and the rules behind them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.ground.journal import note
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter
from minqing.records.matters.models.consultation import ConsultationRule
from minqing.records.matters.models.hazard import LISTS, HazardCode
from minqing.records.matters.models.monitor_rules import DatedRule
from minqing.records.matters.monitoring.rule_views import DATE, SHARED, RuleForm
from minqing.records.matters.rights import matter_for, sees_file
from minqing.records.matters.safety import consulting, story
from minqing.records.matters.safety.forms import RoundOfTalkForm


class CodeForm(RuleForm):
    """A class or a grade of hazards."""

    class Meta:
        model = HazardCode
        fields = ["sort", "key", "title", "days", "rank", "used", *SHARED]
        widgets = DATE


class QuorumForm(RuleForm):
    """How many must come and agree."""

    class Meta:
        model = ConsultationRule
        fields = ["body", "attend", "attend_over", "agree", "agree_over", *SHARED]
        widgets = DATE


TABLES: dict[str, tuple[str, type[RuleForm]]] = {
    "quorum": ("协商、开会的人数", QuorumForm),
    "code": ("隐患的类别、等级", CodeForm),
}


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
@require_safe
def rules(request: ScopedRequest) -> HttpResponse:
    """What holds today, the county's own rows, and a form for a new one."""
    return _rules(request)


def _rules(request: ScopedRequest, bound: RuleForm | None = None) -> HttpResponse:
    scope = request.scope
    place = next(iter(scope.places_for("rule.change")), "")
    tables = []
    for key, (title, form) in TABLES.items():
        shown = bound if bound is not None and type(bound) is form else form(scope=scope, auto_id=f"id_{key}_%s")
        rows = form._meta.model._default_manager.order_by("-from_on", "-pk")
        own = [row for row in rows if row.region == "" or scope.may("rule.change", row.region)]
        tables.append({"key": key, "title": title, "form": shown, "rows": own})
    context = {"tables": tables, "now_holding": _holding(place, scope.on), "today": scope.on}
    return render(request, "matters/safety/rules.html", context, status=422 if bound is not None else 200)


def _holding(place: str, on: date) -> list[tuple[str, list[Any]]]:
    quorums: list[Any] = ConsultationRule.objects.all_at(place=place, on=on)
    codes: list[tuple[str, list[Any]]] = [
        (words, list(HazardCode.objects.of(key, place=place, on=on))) for key, words in LISTS.items()
    ]
    return [("多少人到会、多少人同意才算", quorums), *codes]


@may("rule.change")
@require_POST
def add_rule(request: ScopedRequest, table: str) -> HttpResponse:
    """A new row from a day on; what held before stays on the books."""
    form = _table(table)(request.POST, scope=request.scope, auto_id=f"id_{table}_%s")
    if not form.is_valid():
        return _rules(request, form)
    row: DatedRule = form.save(commit=False)
    try:
        with transaction.atomic():
            row.save()
            note(
                "rule.change",
                row,
                by=request.user,
                on=timezone.localdate(),
                place=row.region,
                after={"rule": str(row)},
                words=row.source,
            )
    except IntegrityError:
        form.add_error(None, "这个地方从这一天起的规矩已经有一条了，换个日子，或者先停用那一条。")
        return _rules(request, form)
    messages.success(request, f"记下了：{row}。")
    return redirect("matters:safety-rules")


@may("rule.change")
@require_POST
def end_rule(request: ScopedRequest, table: str, pk: int) -> HttpResponse:
    """From today a row holds no more."""
    row: DatedRule | None = _table(table)._meta.model._default_manager.filter(pk=pk).first()
    if row is None or not row.region or not request.scope.may("rule.change", row.region):
        raise Http404("没有这条规矩，或者这个地方不归你定规矩。")
    today = timezone.localdate()
    with transaction.atomic():
        row.to_on = max(today, row.from_on)
        row.save(update_fields=["to_on"])
        note("rule.change", row, by=request.user, on=today, place=row.region, after={"ended": str(row)})
    messages.success(request, f"{row.to_on} 以后不用了：{row}。")
    return redirect("matters:safety-rules")


def _table(key: str) -> type[RuleForm]:
    if key not in TABLES:
        raise Http404("没有这种规矩。")
    return TABLES[key][1]
