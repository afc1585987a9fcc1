"""Pages of dated rows: what holds today, a region's own rows, a form for one more. A row is added and ended, never removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import BLANK_CHOICE_DASH
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.journal import note
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.dated import DatedRule
from minqing.records.matters.ruling import changing
from minqing.records.matters.ruling.forms import regions
from minqing.records.matters.ruling.tables import CHANGE

DATE = {"from_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
ERRORS = {
    "required": "没写，写上再存。",
    "invalid": "写得不对，看看再存。",
    "invalid_choice": "选的不在名单里。",
    "max_length": "太长了。",
}
BUILT_IN = "系统带来的"
# What Django shows where nothing is chosen.
DASHES = BLANK_CHOICE_DASH[0][1]
SHARED = ["region", "from_on", "source", "confirmed"]


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new row; its region lies within what the viewer may rule."""

    region = forms.ChoiceField(label="管哪里", choices=())

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.update(ERRORS)
            if isinstance(field, forms.TypedChoiceField):
                known: Any = field.choices
                field.choices = [(key, words if key or words != DASHES else "选一个") for key, words in known]
        region = self.fields["region"]
        region.choices = regions(scope)  # type: ignore[attr-defined]
        region.error_messages["invalid_choice"] = "这个地方不归你定规矩，从名单里选。"
        region.initial = home_of(scope)
        self.fields["from_on"].initial = scope.on


def home_of(scope: Scope) -> str:
    """The first place for which the viewer may set rules; empty for none."""
    return next(iter(scope.places_for(CHANGE)), "")


def rows_of(model: type[DatedRule], scope: Scope) -> list[tuple[DatedRule, str]]:
    """The rows of the viewer's places and those for everywhere, each with the name of its region, the newest first. Two queries."""
    every: Iterable[DatedRule] = model._default_manager.order_by("-from_on", "-pk")
    found = [row for row in every if row.region == "" or scope.may(CHANGE, row.region)]
    names = {place.pk: place.short_name for place in Place.objects.filter(pk__in={row.region for row in found})}
    return [(row, names.get(row.region, row.region) or BUILT_IN) for row in found]


def rules_over(scope: Scope, row: DatedRule) -> bool:
    """Whether the viewer may end a row."""
    return bool(row.region) and scope.may(CHANGE, row.region)


def added(request: ScopedRequest, form: RowForm) -> bool:
    """Keep a valid form's row; what held before stays on the books. False, with the reason on the form, where the day is taken."""
    row: DatedRule = form.save(commit=False)
    try:
        changing.keep(row, by=request.user, on=request.scope.on, after={"rule": str(row)})
    except NotNow as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, f"记下了：{row}。")
    return True


def ended(request: ScopedRequest, row: DatedRule) -> None:
    """From today a row holds no more."""
    today = request.scope.on
    with transaction.atomic():
        row.to_on = max(today, row.from_on)
        row.save(update_fields=["to_on"])
        note(CHANGE, row, by=request.user, on=today, place=row.region, after={"ended": str(row)})
    messages.success(request, f"{row.to_on} 以后不用了：{row}。")


@dataclass(frozen=True)
class RowsPage:
    """A page with several tables of rows. `name` begins the names of its addresses: `-rules`, `-rule-add`, `-rule-end`.

    `tables`: key → title and form. `holding` gives what holds at a place on a day, title by title.
    """

    name: str
    template: str
    tables: Mapping[str, tuple[str, type[RowForm]]]
    holding: Callable[[str, date], list[tuple[str, list[Any]]]]

    def shown(self, request: ScopedRequest, bound: RowForm | None = None) -> HttpResponse:
        """All rows of the viewer's places, what holds today, and a form for each table."""
        scope = request.scope
        tables = []
        for key, (title, form) in self.tables.items():
            shown = bound if type(bound) is form else form(scope=scope, auto_id=f"id_{key}_%s")
            tables.append({"key": key, "title": title, "form": shown, "rows": rows_of(form._meta.model, scope)})
        context = {
            "tables": tables, "now_holding": self.holding(home_of(scope), scope.on), "today": scope.on,
            "add_at": f"matters:{self.name}-rule-add", "end_at": f"matters:{self.name}-rule-end",
        }  # fmt: skip
        return render(request, self.template, context, status=422 if bound is not None else 200)

    def add(self, request: ScopedRequest, table: str) -> HttpResponse:
        """Keep what was sent, or show why not."""
        form = self._form(table)(request.POST, scope=request.scope, auto_id=f"id_{table}_%s")
        return self._back() if form.is_valid() and added(request, form) else self.shown(request, form)

    def row(self, table: str, pk: int) -> DatedRule | None:
        """A row of a table. Raises Http404 for a table that there is not."""
        model: type[DatedRule] = self._form(table)._meta.model
        return model._default_manager.filter(pk=pk).first()

    def end(self, request: ScopedRequest, row: DatedRule) -> HttpResponse:
        """End a row that the viewer may end (`rules_over`)."""
        ended(request, row)
        return self._back()

    def _form(self, table: str) -> type[RowForm]:
        if table not in self.tables:
            raise Http404("没有这种规矩。")
        return self.tables[table][1]

    def _back(self) -> HttpResponse:
        return redirect(f"matters:{self.name}-rules")


@may(CHANGE)
@require_safe
def rules(request: ScopedRequest, page: RowsPage) -> HttpResponse:
    """What holds today, the viewer's own rows, and a form for a new one."""
    return page.shown(request)


@may(CHANGE)
@require_POST
def add(request: ScopedRequest, page: RowsPage, table: str) -> HttpResponse:
    """A new row from a day on; what held before stays on the books."""
    return page.add(request, table)
