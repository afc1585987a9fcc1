"""The page of rules, one rule with its history, and what a county changes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.lib import workdays
from minqing.lib.days import in_words
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import WorkdayChange
from minqing.records.matters.ruling import calendar as days
from minqing.records.matters.ruling import changing
from minqing.records.matters.ruling.forms import CalendarForm, ConfirmForm, EndForm
from minqing.records.matters.ruling.rows import BUILT_IN
from minqing.records.matters.ruling.tables import CHANGE, SEE, Table, standing, tables, visible

SHOWN_CHANGES = 20


@may(CHANGE, SEE)
@require_safe
def rules(request: ScopedRequest) -> HttpResponse:
    """Every rule that concerns the viewer, table by table, and the last changes."""
    scope = request.scope
    found = {key: list(table.rows(scope)) for key, table in tables.items()}
    days_changed = list(WorkdayChange.objects.filter(visible(scope), day__year__gte=scope.on.year).order_by("day", "region"))
    names = _names([row.region for rows in found.values() for row in rows] + [change.region for change in days_changed])
    sections = [
        {
            "table": tables[key], "rows": [_line(tables[key], row, rows, names, scope.on) for row in rows],
            "examples": sum(not row.confirmed for row in rows),
        }
        for key, rows in found.items()
    ]  # fmt: skip
    context = {
        "sections": sections, "days": [(change, names.get(change.region, change.region)) for change in days_changed], "unannounced": unannounced(scope), "may_change": scope.may(CHANGE),
        "changes": list(Event.objects.filter(visible(scope, "place"), verb=CHANGE).order_by("-id")[:SHOWN_CHANGES]),
    }  # fmt: skip
    return render(request, "matters/rules.html", context)


def unannounced(scope: Scope) -> list[int]:
    """This year and the next, where neither the State Council's list nor the viewer's own says on which days offices work."""
    years = [year for year in (scope.on.year, scope.on.year + 1) if not workdays.is_announced(year)]
    place = scope.home.pk if scope.home else ""
    return [year for year in years if not WorkdayChange.objects.over(place).filter(day__year=year).exists()]


def _names(codes: list[str]) -> dict[str, str]:
    return {place.pk: place.short_name for place in Place.objects.filter(pk__in={code for code in codes if code})}


def _line(table: Table, row: Any, others: list[Any], names: dict[str, str], on: date) -> dict[str, Any]:
    return {
        "row": row, "said": table.said(row), "where": names.get(row.region, row.region) if row.region else BUILT_IN,
        "standing": standing(table, row, others, on),
    }  # fmt: skip


@may(CHANGE, SEE)
@require_safe
def rule(request: ScopedRequest, table: str, pk: int) -> HttpResponse:
    """One rule, who changed it, and what may be done with it."""
    sort, row = _found(request, table, pk)
    return _shown(request, sort, row)


def _shown(request: ScopedRequest, sort: Table, row: Any, *, status: int = 200, **bound: Any) -> HttpResponse:
    scope = request.scope
    theirs = scope.may(CHANGE, row.region) if row.region else scope.may(CHANGE)
    running = row.to_on is None or row.to_on >= scope.on
    context = {
        **_line(sort, row, list(sort.rows(scope)), _names([row.region]), scope.on), "table": sort, "theirs": theirs, "running": running,
        "history": list(Event.objects.of(row)), "may_end": theirs and running and (bool(row.region) or sort.hides),
        "confirm_form": ConfirmForm(scope=scope, example=not row.region), "end_form": EndForm(initial={"day": max(scope.on, row.from_on)}),
        "may_confirm": theirs and running and not row.confirmed, **bound,
    }  # fmt: skip
    return render(request, "matters/rules_one.html", context, status=status)


def _table(key: str) -> Table:
    if key not in tables:
        raise Http404("没有这种规矩。")
    return tables[key]


def _found(request: ScopedRequest, table: str, pk: int) -> tuple[Table, Any]:
    sort = _table(table)
    row = sort.rows(request.scope).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这条规矩，或者不归你这里用。")
    return sort, row


def _to_change(request: ScopedRequest, table: str, pk: int) -> tuple[Table, Any]:
    sort, row = _found(request, table, pk)
    if row.region and not request.scope.may(CHANGE, row.region):
        raise PermissionDenied("这个地方不归你定规矩。")
    return sort, row


@may(CHANGE)
def new(request: ScopedRequest, table: str) -> HttpResponse:
    """A new rule, blank or like another (`like` in the address)."""
    sort = _table(table)
    like = request.GET.get("like", "")
    model = sort.rows(request.scope).filter(pk=like).first() if like.isdecimal() and len(like) < 19 else None
    form = sort.form(request.POST if request.method == "POST" else None, scope=request.scope, like=model)
    if request.method == "POST" and form.is_valid():
        try:
            row = changing.add(sort, form.row(), by=request.user, on=request.scope.on)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"记下了：{sort.said(row)}。")
            return redirect("matters:rules")
    shown = {"table": sort, "form": form, "like": model}
    return render(request, "matters/rules_new.html", shown, status=422 if form.is_bound else 200)


@may(CHANGE)
@require_POST
def end(request: ScopedRequest, table: str, pk: int) -> HttpResponse:
    """From a day on a rule holds no more. An example of the program's is struck out for the viewer's own place."""
    sort, row = _to_change(request, table, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _shown(request, sort, row, status=422, end_form=form)
    day, scope = form.cleaned_data["day"], request.scope
    try:
        if row.region:
            changing.end(sort, row, day, by=request.user, on=scope.on)
        else:
            changing.strike(sort, row, day, region=scope.places_for(CHANGE)[0], by=request.user, on=scope.on)
    except NotNow as refusal:
        form.add_error("day", refusal.sentence)
        return _shown(request, sort, row, status=409, end_form=form)
    messages.success(request, f"{in_words(day, scope.on)}起不用了：{sort.said(row)}。")
    return redirect("matters:rules")


@may(CHANGE)
@require_POST
def confirm(request: ScopedRequest, table: str, pk: int) -> HttpResponse:
    """An example becomes the local rule, with its source."""
    sort, row = _to_change(request, table, pk)
    form = ConfirmForm(request.POST, scope=request.scope, example=not row.region)
    if not form.is_valid():
        return _shown(request, sort, row, status=422, confirm_form=form)
    try:
        given = form.cleaned_data
        kept = changing.confirm(
            sort, row, source=given["source"], region=given.get("region", row.region), by=request.user, on=request.scope.on
        )
    except NotNow as refusal:
        form.add_error(None, refusal.sentence)
        return _shown(request, sort, row, status=409, confirm_form=form)
    messages.success(request, f"按当地规定记下了：{sort.said(kept)}。")
    return redirect("matters:rules")


@may(CHANGE)
def calendar(request: ScopedRequest) -> HttpResponse:
    """Days on which offices work or rest otherwise than the library knows."""
    form = CalendarForm(request.POST if request.method == "POST" else None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            found = days.read(form.cleaned_data["days"])
        except NotNow as refusal:
            form.add_error("days", refusal.sentence)
        else:
            given = form.cleaned_data
            number, moved = changing.set_days(
                found, source=given["source"], region=given["region"], by=request.user, on=request.scope.on
            )
            with_them = f"没办完的事有 {moved} 件期限跟着改了。" if moved else "没办完的事，期限都不用改。"
            messages.success(request, f"记下了 {number} 天。{with_them}" if number else "这些日子早就是这样记的，没有变。")
            return redirect("matters:rules")
    return render(request, "matters/rules_calendar.html", {"form": form}, status=422 if form.is_bound else 200)
