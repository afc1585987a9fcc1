"""The pages of monitoring: income sheet, member sheet, the quarter's sweep, data with doubts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.ground.places.models import Place
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.scope import Scope, ScopedRequest, get_within, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter
from minqing.records.matters.monitoring import income, quality, sweeping
from minqing.records.matters.monitoring import members as monitor_members
from minqing.records.matters.monitoring.sheets import MemberForm, member_forms
from minqing.records.matters.monitoring.steps import line_words
from minqing.records.matters.rights import matter_for
from minqing.records.people.groups import KEY_GROUPS
from minqing.records.people.models import GroupSpan, Household

A_PAGE = 50
# More files than this are not gone through at once; a page says so.
MOST_FILES = 2000
MOST_VILLAGES = 800


def _file(request: ScopedRequest, pk: UUID, verb: str) -> Matter:
    matter = matter_for(request.scope, pk)
    if matter.kind != "monitor" or matter.household_id is None:
        raise Http404("没有这份监测的卷宗，或者还没选是哪一户。")
    if not request.scope.may(verb, matter.place_id):
        raise PermissionDenied("你的岗位不能填这张表，请有权限的人来填。")
    return matter


@may("monitor.income")
@require_http_methods(["GET", "POST"])
def income_sheet(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """收入账: item by item, summed on the server while one types; a new one begins with the last one's amounts."""
    matter = _file(request, pk, "monitor.income")
    today = timezone.localdate()
    written: dict[str, Any] = _first_sheet(matter, today)
    status, trouble = 200, ""
    if request.method == "POST":
        written = _written(request.POST)
        try:
            income.keep(matter, by=request.user, on=today, **_taken(request.POST))
        except NotNow as refusal:
            status, trouble = 422, refusal.sentence
        else:
            messages.success(request, "收入账记下了。")
            return redirect("matters:page", matter.pk)
    shown = {
        "matter": matter,
        "today": today,
        "trouble": trouble,
        "classes": _classes(written),
        **written,
        **_sums(written, matter, today),
    }
    return render(request, "matters/kinds/monitor_income.html", shown, status=status)


@may("monitor.income")
@require_POST
def income_sums(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """What the sheet comes to as it is typed; nothing is stored."""
    matter = _file(request, pk, "monitor.income")
    return render(request, "matters/kinds/_monitor_sums.html", _sums(_written(request.POST), matter, timezone.localdate()))


def _first_sheet(matter: Matter, today: date) -> dict[str, Any]:
    amounts = {item: f"{amount:f}" for item, amount in income.carried_over(matter).items()}
    people = matter.household.size if matter.household else 0
    return {"amounts": amounts, "people": str(people or 1), "until": today.isoformat(), "words": "", "carried": bool(amounts)}


def _written(data: QueryDict) -> dict[str, Any]:
    amounts = {item: data.get(item, "")[:20] for item in income.ITEMS}
    return {"amounts": amounts, **{name: data.get(name, "")[:400] for name in ("people", "until", "words")}}


def _taken(data: QueryDict) -> dict[str, Any]:
    """What is stored. Raises NotNow for what cannot be read."""
    try:
        until = date.fromisoformat(data.get("until", ""))
    except ValueError:
        raise NotNow("收入算到哪天没写对，像 2026-04-22。") from None
    people = data.get("people", "").strip()
    if not people.isdecimal() or len(people) > 3:
        raise NotNow("家庭人口没写对，写几口人。")
    amounts = {item: income.read_amount(data.get(item, "")) for item in income.ITEMS}
    return {"until": until, "people": int(people), "amounts": amounts, "words": data.get("words", "").replace("\0", "")}


def _classes(written: dict[str, Any]) -> list[dict[str, Any]]:
    """The sheet's parts with their items and what is written there; a part with something in it stands open."""
    found = []
    for key, title in income.CLASSES.items():
        items = [(item, words, written["amounts"].get(item, "")) for item, (sort, words) in income.ITEMS.items() if sort == key]
        found.append({"key": key, "title": title, "items": items, "open": any(amount for _, _, amount in items)})
    return found


def _sums(written: dict[str, Any], matter: Matter, today: date) -> dict[str, Any]:
    amounts: dict[str, Decimal] = {}
    wrong = ""
    for item, text in written["amounts"].items():
        try:
            amounts[item] = income.read_amount(text)
        except NotNow as refusal:
            wrong = wrong or f"{income.ITEMS[item][1]}：{refusal.sentence}"
    people = int(written["people"]) if written["people"].isdecimal() and len(written["people"]) < 4 else 0
    total = income.add_up(amounts, people)
    parts = [(title, income.yuan(total.by_class[key])) for key, title in income.CLASSES.items()]
    amounts_said = {name: income.yuan(getattr(total, name)) for name in ("net", "per_head", "self_paid", "reference_per_head")}
    claims = income.yuan(total.by_class["claims"])
    return {**amounts_said, "claims": claims, "parts": parts, "wrong": wrong, "line": line_words(matter, on=today)}


@may("monitor.members")
@require_http_methods(["GET", "POST"])
def member_sheet(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """成员表: what the ledger does not have, prefilled with what earlier sheets and the ledger say."""
    matter = _file(request, pk, "monitor.members")
    today = timezone.localdate()
    rows = monitor_members.sheet(matter, on=today)
    forms = member_forms(rows, request.POST if request.method == "POST" else None)
    trouble = ""
    if request.method == "POST" and _all_valid(forms):
        try:
            monitor_members.keep(matter, {form.resident.pk: form.cleaned_data for form in forms}, by=request.user, on=today)
        except NotNow as refusal:
            trouble = refusal.sentence
        else:
            messages.success(request, "成员表记下了。")
            return redirect("matters:page", matter.pk)
    shown = {"matter": matter, "forms": forms, "today": today, "trouble": trouble}
    return render(request, "matters/kinds/monitor_members.html", shown, status=422 if request.method == "POST" else 200)


def _all_valid(forms: list[MemberForm]) -> bool:
    # Every form is asked, so that every mistake shows at once.
    return not [form for form in forms if not form.is_valid()]


@may("matter.see")
@require_safe
def doubtful(request: ScopedRequest) -> HttpResponse:
    """监测数据有疑点的: counts a rule within the viewer's places, and the households behind each."""
    today = timezone.localdate()
    matters = request.scope.within(
        Matter.objects.filter(kind="monitor").exclude(state="lead").select_related("household", "place"), "matter.see"
    )
    listed = list(matters.order_by("-opened_on", "-id")[: MOST_FILES + 1])
    found = [(file, quality.doubts(file)) for file in quality.files(listed[:MOST_FILES], on=today)]
    found = [(file, doubts) for file, doubts in found if doubts]
    counts = Counter(doubt.rule.key for _, doubts in found for doubt in doubts)
    chosen = request.GET.get("rule", "")
    if chosen in quality.BY_KEY:
        found = [(file, doubts) for file, doubts in found if any(doubt.rule.key == chosen for doubt in doubts)]
    groups = [{"title": "哪一条", "items": [_pill("全部", len(found) if not chosen else None, "", chosen), *(
        _pill(rule.words, counts[rule.key], rule.key, chosen) for rule in quality.RULES if counts[rule.key]
    )]}]  # fmt: skip
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page, "groups": groups, "chosen": quality.BY_KEY[chosen].words if chosen in quality.BY_KEY else "", "more": len(listed) > MOST_FILES,
        "may_rule": request.scope.may("rule.change"), "today": today,
    }  # fmt: skip
    return render(request, "matters/kinds/monitor_doubts.html", shown)


def _pill(label: str, count: int | None, key: str, chosen: str) -> dict[str, Any]:
    return {"label": label, "count": count, "url": f"?rule={key}" if key else "?", "on": key == chosen}


@may("household.see")
@require_safe
def sweep(request: ScopedRequest) -> HttpResponse:
    """The quarter's sweep of a village: whom to look at and why, reached or not."""
    today = timezone.localdate()
    villages = _villages(request)
    code = request.GET.get("place", "")
    if len(code) < VILLAGE_LENGTH:
        code = _first_village(request.scope, villages)
    if not code:
        raise Http404("你的岗位下面还没有村，请找管理员。")
    place = request.scope.place(code, "household.see")
    doors = sweeping.sweep(place.pk, on=today)
    counts = Counter(each.key for door in doors for each in door.why)
    why, only = request.GET.get("why", ""), request.GET.get("only", "")
    shown_doors = [door for door in doors if (not why or any(each.key == why for each in door.why)) and _wanted(door, only)]
    first, _ = sweeping.quarter_of(today)
    page = Paginator(shown_doors, A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "place": place, "villages": villages, "doors": page, "total": len(doors), "reached": sum(door.reached_on is not None for door in doors),
        "reasons": [(each.key, each.words, counts[each.key]) for each in sweeping.MUST_VISIT], "why": why, "only": only, "first": first,
        "quarter": f"{first.year} 年第{'一二三四'[(first.month - 1) // 3]}季度", "may_open": request.scope.may("matter.open", place.pk), "today": today,
    }  # fmt: skip
    return render(request, "matters/kinds/monitor_sweep.html", shown)


def _wanted(door: sweeping.Door, only: str) -> bool:
    return {"not": door.reached_on is None, "reached": door.reached_on is not None}.get(only, True)


def _villages(request: ScopedRequest) -> list[tuple[str, str]]:
    found = request.scope.within(Place.objects.in_use().at_level("village"), "household.see", "code").order_by("code")
    villages = [(place.pk, place.short_name) for place in found[:MOST_VILLAGES]]
    home = request.scope.home
    return villages or ([(home.pk, home.short_name)] if home is not None and len(home.pk) >= 12 else [])


def _first_village(scope: Scope, villages: list[tuple[str, str]]) -> str:
    """What opens without a choice: the viewer's own village, else the first with somebody in a key group, else with anybody."""
    own = [posting.place_id for posting in scope.postings if "household.see" in posting.role.verbs]
    in_need = GroupSpan.objects.on(scope.on).filter(group__in=KEY_GROUPS, household__ended_on=None)
    records = (scope.within(in_need, "household.see"), scope.within(Household.objects.present(), "household.see"))
    found = (each.order_by("place_id").values_list("place_id", flat=True).first() for each in records)
    code = next((code for code in own if len(code) >= VILLAGE_LENGTH), None) or next((code for code in found if code), None)
    return code[:VILLAGE_LENGTH] if code else next((code for code, _ in villages), "")


@may("matter.open")
@require_POST
def open_lead(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """A lead out of the sweep: the second tap. The household's file is opened once; a second time leads to it."""
    household = get_within(Household.objects.select_related("place"), request.scope, pk, see="household.see", do="matter.open")
    going = Matter.objects.filter(household=household, kind="monitor").exclude(phase="dropped").order_by("id").first()
    if going is not None:
        return redirect("matters:page", going.pk)
    village = Place.objects.filter(pk=household.place_id[:12]).first() or household.place
    place = village if request.scope.may("matter.open", village.pk) else household.place
    words = request.POST.get("words", "").replace("\0", "").strip()[:180]
    try:
        matter = Matter.objects.open(
            kind="monitor", about=f"排查：{words}" if words else "", place=place, by=request.user, on=timezone.localdate(), household=household,
            source="duty", details={"lead": "found"},
        )  # fmt: skip
    except NotNow:
        messages.error(request, "看到什么困难，写一句再记线索。")
        return redirect(f"{reverse('matters:monitor-sweep')}?place={village.pk}")
    messages.success(request, "线索记下了，下一步签授权书。")
    return redirect("matters:page", matter.pk)
