"""监测的规矩: the order of steps, the limits, the year's line, the classes, as dated rows that a county adds and ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.records.matters.models.monitor_rules import MonitorClass, MonitorLimit, MonitorLine, MonitorOrder
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.ruling.rows import DATE, SHARED, RowForm, RowsPage, rules_over


class OrderForm(RowForm):
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


class LimitForm(RowForm):
    class Meta:
        model = MonitorLimit
        fields = ["key", "value", *SHARED]
        widgets = DATE


class LineForm(RowForm):
    class Meta:
        model = MonitorLine
        fields = ["year", "amount", *SHARED]
        widgets = DATE


class ClassForm(RowForm):
    class Meta:
        model = MonitorClass
        fields = ["key", "title", "rank", *SHARED]
        widgets = DATE


def _holding(place: str, on: date) -> list[tuple[str, list[Any]]]:
    """What holds: the county's rows, or our examples, marked so."""
    line = MonitorLine.objects.of_year(on.year, place=place, on=on)
    return [
        ("识别纳入的步骤", [MonitorOrder.objects.fitting(monitor_order.RECOGNISE, place=place, on=on)]),
        ("风险消除的步骤", [MonitorOrder.objects.fitting(monitor_order.RELEASE, place=place, on=on)]),
        ("天数、人数", list(MonitorLimit.objects.all_at(place=place, on=on).values())),
        (f"{on.year} 年的监测线", [line] if line else []),
        ("分几类", list(MonitorClass.objects.of(place=place, on=on))),
    ]


PAGE = RowsPage("monitor", "matters/kinds/monitor_rules.html", {
    "order": ("步骤的先后", OrderForm), "limit": ("天数、人数", LimitForm), "line": ("监测线（只作参考）", LineForm), "class": ("监测对象分类", ClassForm),
}, _holding)  # fmt: skip


@may("rule.change")
@require_POST
def end(request: ScopedRequest, table: str, pk: int) -> HttpResponse:
    """From today a row holds no more."""
    row = PAGE.row(table, pk)
    if row is None:
        raise Http404("没有这条规矩。")
    if not rules_over(request.scope, row):
        raise PermissionDenied("这个地方不归你定规矩。")
    return PAGE.end(request, row)
