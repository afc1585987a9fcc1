"""监测的规矩: the order of steps, the limits, the year's line, the classes, as dated rows that a county adds and ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.journal import note
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.records.matters.models.monitor_rules import (
    DatedRule,
    MonitorClass,
    MonitorLimit,
    MonitorLine,
    MonitorOrder,
)
from minqing.records.matters.monitoring import order as monitor_order

DATE = {"from_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
ERRORS = {
    "required": "没写，写上再存。",
    "invalid": "写得不对，看看再存。",
    "invalid_choice": "选的不在名单里。",
    "max_length": "太长了。",
}
SHARED = ["region", "from_on", "source", "confirmed"]


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new row; its region lies within what the viewer may rule."""

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        for field in self.fields.values():
            field.error_messages.update(ERRORS)
        self.fields["region"].required = True
        self.fields["region"].initial = next(iter(scope.places_for("rule.change")), "")
        self.fields["region"].help_text = "县、乡镇或村的代码，管它下面所有的地方"
        self.fields["from_on"].initial = scope.on

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"]
        if not self.scope.may("rule.change", region) or not Place.objects.filter(pk=region).exists():
            raise forms.ValidationError("这个地方不归你定规矩，或者没有这个代码。")
        return region


class OrderForm(RuleForm):
    """The steps, one a line."""

    steps = forms.CharField(
        label="步骤", widget=forms.Textarea(attrs={"rows": 8}), help_text="一行一步；可以同时办的写在一行，用顿号隔开",
        error_messages={"required": "步骤没写。"},
    )  # fmt: skip

    class Meta:
        model = MonitorOrder
        fields = ["way", "steps", *SHARED]
        widgets = DATE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        example = monitor_order.EXAMPLES[monitor_order.RECOGNISE]
        self.fields["steps"].initial = monitor_order.words_of(example).replace(" → ", "\n")

    def clean_steps(self) -> list[str | list[str]]:
        try:
            steps = monitor_order.read(self.cleaned_data["steps"])
        except ValueError as strange:
            raise forms.ValidationError(
                f"没有「{str(strange)[:20]}」这一步，有：{'、'.join(monitor_order.STEPS.values())}。"
            ) from None
        if problem := monitor_order.problem_of(self.cleaned_data.get("way", monitor_order.RECOGNISE), steps):
            raise forms.ValidationError(problem)
        return steps


class LimitForm(RuleForm):
    class Meta:
        model = MonitorLimit
        fields = ["key", "value", *SHARED]
        widgets = DATE


class LineForm(RuleForm):
    class Meta:
        model = MonitorLine
        fields = ["year", "amount", *SHARED]
        widgets = DATE


class ClassForm(RuleForm):
    class Meta:
        model = MonitorClass
        fields = ["key", "title", "rank", *SHARED]
        widgets = DATE


TABLES: dict[str, tuple[str, type[RuleForm]]] = {
    "order": ("步骤的先后", OrderForm), "limit": ("天数、人数", LimitForm), "line": ("监测线（只作参考）", LineForm), "class": ("监测对象分类", ClassForm),
}  # fmt: skip


@may("rule.change")
@require_safe
def rules(request: ScopedRequest) -> HttpResponse:
    """All rows of the viewer's places, what holds today, and a form for each sort."""
    return _shown(request)


def _shown(request: ScopedRequest, bound: RuleForm | None = None) -> HttpResponse:
    scope = request.scope
    place = next(iter(scope.places_for("rule.change")), "")
    tables = []
    for key, (title, form) in TABLES.items():
        model = form._meta.model
        shown = bound if bound is not None and type(bound) is form else form(scope=scope, auto_id=f"id_{key}_%s")
        rows = [
            row
            for row in model._default_manager.order_by("-from_on", "-pk")
            if row.region == "" or scope.may("rule.change", row.region)
        ]
        tables.append({"key": key, "title": title, "form": shown, "rows": rows})
    shown_now = {"tables": tables, "now_holding": _holding(place, scope), "today": scope.on}
    return render(request, "matters/kinds/monitor_rules.html", shown_now, status=422 if bound is not None else 200)


def _holding(place: str, scope: Scope) -> list[tuple[str, list[DatedRule]]]:
    """What holds today at the viewer's place: the county's rows, or our examples, marked so."""
    on = scope.on
    line = MonitorLine.objects.of_year(on.year, place=place, on=on)
    return [
        ("识别纳入的步骤", [MonitorOrder.objects.fitting(monitor_order.RECOGNISE, place=place, on=on)]),
        ("风险消除的步骤", [MonitorOrder.objects.fitting(monitor_order.RELEASE, place=place, on=on)]),
        ("天数、人数", list(MonitorLimit.objects.all_at(place=place, on=on).values())),
        (f"{on.year} 年的监测线", [line] if line else []),
        ("分几类", list(MonitorClass.objects.of(place=place, on=on))),
    ]


def _table(key: str) -> type[RuleForm]:
    if key not in TABLES:
        raise Http404("没有这种规矩。")
    return TABLES[key][1]


@may("rule.change")
@require_POST
def add(request: ScopedRequest, table: str) -> HttpResponse:
    """A new row from a day on; what held before stays on the books."""
    form = _table(table)(request.POST, scope=request.scope, auto_id=f"id_{table}_%s")
    if form.is_valid():
        row = form.save(commit=False)
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
        else:
            messages.success(request, f"记下了：{row}。")
            return redirect("matters:monitor-rules")
    return _shown(request, form)


@may("rule.change")
@require_POST
def end(request: ScopedRequest, table: str, pk: int) -> HttpResponse:
    """From today a row holds no more."""
    model = _table(table)._meta.model
    row: DatedRule | None = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise Http404("没有这条规矩。")
    if not row.region or not request.scope.may("rule.change", row.region):
        raise PermissionDenied("这个地方不归你定规矩。")
    today = timezone.localdate()
    with transaction.atomic():
        row.to_on = max(today, row.from_on)
        row.save(update_fields=["to_on"])
        note("rule.change", row, by=request.user, on=today, place=row.region, after={"ended": str(row)})
    messages.success(request, f"{row.to_on} 以后不用了：{row}。")
    return redirect("matters:monitor-rules")
