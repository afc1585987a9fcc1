"""The board, one figure with its rows, and the way down to the places below."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from minqing.ground.places import tree
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.lib.paging import changed_address
from minqing.readings.figures import board as boards
from minqing.readings.figures import rates, sheets, tallying
from minqing.readings.figures.board import AGAINST, Sight
from minqing.readings.figures.catalogue import FIGURES, find, going
from minqing.readings.figures.figure import NUMBER, OPENS, WORDS, Figure, Rate, Share
from minqing.readings.figures.period import Period

SEE = "figure.see"
A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may(SEE)
@require_safe
def board(request: ScopedRequest) -> HttpResponse:
    """The month of a place at a glance."""
    seen = sight_of(request)
    shown = boards.board(seen)
    return render(request, "figures/board.html", {**_frame(request, seen), "board": shown, "sheet": seen.url("board-sheet")})


@may(SEE)
@require_safe
def board_sheet(request: ScopedRequest) -> HttpResponse:
    """The board as Excel, with every figure and how it is counted."""
    seen = sight_of(request)
    return _download(sheets.board_sheet(seen), f"{seen.place.short_name}{seen.period.title}数.xlsx")


@may(SEE)
@require_safe
def figure(request: ScopedRequest, key: str) -> HttpResponse:
    """One figure: the number, how it is counted, the rows, each row opening its record. In the drawer or as a page."""
    seen = sight_of(request)
    asked = rates.one(find(key), seen.place.pk, seen.period.last)
    number = seen.numbers([asked], seen.period)[asked.key]
    context = {
        **_frame(request, seen), "figure": asked, "number": _worded(seen, asked, number), **_note(seen, asked),
        "below_url": seen.url("below", figure=asked.key), "in_drawer": request.headers.get("HX-Target") == "drawer",
        "example": isinstance(asked, Rate) and not asked.confirmed, **_rows(request, seen, asked),
    }  # fmt: skip
    return render(request, "figures/_rows.html" if context["in_drawer"] else "figures/figure.html", context)


@may(SEE)
@require_safe
def rows_sheet(request: ScopedRequest, key: str) -> HttpResponse:
    """All rows behind a figure as Excel."""
    seen = sight_of(request)
    asked = rates.one(find(key), seen.place.pk, seen.period.last)
    if not may_see_rows(request.scope, seen, asked):
        raise PermissionDenied("你的岗位能看数，不能看背后的记录，请有权限的人来下载。")
    return _download(
        sheets.rows_sheet(seen, asked, scope=request.scope), f"{seen.place.short_name}{seen.period.title}{asked.title}.xlsx"
    )


def _download(workbook: bytes, name: str) -> HttpResponse:
    attached = content_disposition_header(True, name.replace("/", "-")) or "attachment"
    return HttpResponse(workbook, content_type=XLSX, headers={"Content-Disposition": attached})


@may(SEE)
@require_safe
def below(request: ScopedRequest) -> HttpResponse:
    """One figure of each place directly below, each leading to that place's board."""
    seen = sight_of(request)
    # Each place below is reckoned by the formula that holds there.
    declared = find(request.GET.get("figure") or going.PERSONS.key)
    asked = rates.one(declared, seen.place.pk, seen.period.last)
    first, last = seen.period.first, seen.period.last
    children = {child.pk: child for child in Place.objects.children_of(seen.place.pk)}
    numbers = tallying.by_child(declared, seen.place.pk, children, first, last, today=seen.today)
    out = asked.taken_out if isinstance(asked, Share) else None
    aside = tallying.by_child(out, seen.place.pk, children, first, last) if out else {}
    lines = [
        {
            "place": children.get(code), "number": boards.words(number), "board": seen.url("board", place=code),
            "rows": seen.url("figure", asked.key, place=code),
            "aside": f"另有剔除 {boards.words(aside[code])} {out.unit}" if out and aside.get(code) else "",
        }
        for code, number in numbers.items()
        if number or (code in children and children[code].retired_on is None)
    ]  # fmt: skip
    whole = boards.words(seen.numbers([asked], seen.period)[asked.key])
    context = {**_frame(request, seen), "figure": asked, "lines": lines, "whole": whole, "figures": _choices(asked)}
    return render(request, "figures/below.html", context)


def sight_of(request: ScopedRequest) -> Sight:
    """The place, period and comparison of the address. A place outside the viewer's scope is a 404."""
    scope, query = request.scope, request.GET
    today = timezone.localdate()
    code = query.get("place") or _first_place(scope)
    return boards.sight(scope.place(code, SEE), Period.read(query, today), query.get("against", ""), today)


def _first_place(scope: Scope) -> str:
    if scope.home is not None and scope.may(SEE, scope.home.pk):
        return str(scope.home.pk)
    return scope.places_for(SEE)[0]


def may_see_rows(scope: Scope, seen: Sight, asked: Figure | Share) -> bool:
    """Whether the records behind a figure may be shown to the viewer, and not its number alone."""
    return scope.may((asked.whole if isinstance(asked, Share) else asked).see, seen.place.pk)


def _frame(request: ScopedRequest, seen: Sight) -> dict[str, Any]:
    """What every page of the room shows: the path, the way down, the choice of period."""
    known = Place.ancestors_of([seen.place.pk])
    above = [known[code] for code in tree.lineage(seen.place.pk) if code in known]
    trail = [(place.short_name, seen.url("board", place=place.pk) if request.scope.may(SEE, place.pk) else "") for place in above]
    children = list(Place.objects.children_of(seen.place.pk).in_use(seen.period.first).values_list("level", flat=True))
    return {
        "seen": seen, "place": seen.place, "period": seen.period, "trail": trail, "below": _below_words(children),
        "down": seen.url("below") if children else "", "here_url": seen.url("board"), "against": AGAINST,
        "switch": _switch(request, seen), "by_days": "from" in request.GET, "beside": seen.beside.short(seen.period) if seen.beside else "",
    }  # fmt: skip


def _switch(request: ScopedRequest, seen: Sight) -> str:
    """The present page with its month as days, or its days as the month in which they begin."""
    first, last = seen.period.first, seen.period.last
    days = {"from": first.isoformat(), "to": last.isoformat()}
    other = {"month": f"{first:%Y-%m}"} if "from" in request.GET else days
    return changed_address(request.GET, other, but=("month", "from", "to", "page"))


def _below_words(levels: list[str]) -> str:
    if not levels:
        return ""
    if set(levels) == {"village"}:
        return f"往下看 {len(levels)} 个村（社区）"
    words = (
        {"city": "市", "county": "县（市、区）", "township": "乡镇（街道）"}.get(levels[0], "片")
        if len(set(levels)) == 1
        else "处"
    )
    return f"往下看 {len(levels)} 个{words}"


def _worded(seen: Sight, asked: Figure | Share, number: Any) -> str:
    rough = isinstance(asked, Figure) and asked.is_rough(seen.place.pk, *seen.days(asked))
    return ("约 " if rough else "") + boards.words(number)


def _note(seen: Sight, asked: Figure | Share) -> dict[str, str]:
    """The line beneath the number, and what was taken out of a share's base."""
    if isinstance(asked, Share):
        numbers = seen.numbers(asked.figures, seen.period)
        aside, url = boards.taken_out(seen, asked, numbers)
        return {"note": boards.share_words(asked, numbers), "aside": aside, "aside_url": url}
    if seen.beside is None:
        return {}
    now, then = (seen.numbers([asked], period)[asked.key] for period in (seen.period, seen.beside))
    return {"note": boards.compared(seen, asked, now, then)}


def _rows(request: ScopedRequest, seen: Sight, asked: Figure | Share) -> dict[str, Any]:
    """The rows of one page, as cells; nothing for whoever may see the number only."""
    if not may_see_rows(request.scope, seen, asked):
        return {"closed": True}
    counted = asked.whole if isinstance(asked, Share) else asked
    days = seen.days(counted)
    page = Paginator(counted.rows(seen.place.pk, *days), A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    counted.hide(page.object_list, request.scope, seen.place.pk, *days)
    lines = [(counted.opens(record), [(column, column.of(record)) for column in counted.columns]) for record in page]
    turn = {
        way: seen.url("figure", asked.key, page=str(number()))
        for way, has, number in (
            ("previous", page.has_previous(), page.previous_page_number), ("next", page.has_next(), page.next_page_number)
        )
        if has
    }  # fmt: skip
    return {
        "page_url": f"{reverse(asked.page)}?{urlencode({'place': seen.place.pk})}" if asked.page else "",
        "columns": counted.columns, "lines": lines, "page": page, "turn": turn, "counted": counted, "sheet": seen.url("rows-sheet", asked.key),
        "NUMBER": NUMBER, "OPENS": OPENS, "WORDS": WORDS,
    }  # fmt: skip


def _choices(asked: Figure | Share) -> list[tuple[str, list[Figure | Share]]]:
    found: dict[str, list[Figure | Share]] = {}
    for each in (*FIGURES.values(), *([] if asked.key in FIGURES else [asked])):
        found.setdefault(each.group, []).append(each)
    return list(found.items())
