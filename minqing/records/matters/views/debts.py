"""历史旧账: what has been open for long, by age, until it is closed (MECHANISMS.md D8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Value, When
from django.db.models.functions import Substr
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.lib.paging import Counted, changed_address
from minqing.records.matters import tiers
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.listing import Choice, Group
from minqing.records.matters.models import Matter

A_PAGE = 50
# Key in the address → (more than how many days, in words), the longest first.
AGES = {"year": (365, "超过一年"), "half": (180, "超过半年"), "90": (90, "超过 90 天"), "30": (30, "超过 30 天")}
USUAL = "90"


class Cell(NamedTuple):
    age: str
    kind: str
    tier: str
    place: str


class Asked(NamedTuple):
    """What the address asks for; what is unknown is as if it were not there."""

    age: str
    kind: str
    tier: str
    place: str

    def matches(self, cell: Cell, *, but: str) -> bool:
        """Whether a cell counts for the filters other than `but`. More than 30 days takes in all that is longer."""
        return (
            (but == "age" or longer(cell.age, self.age))
            and (but == "kind" or self.kind in ("", cell.kind))
            and (but == "tier" or self.tier in ("", cell.tier))
            and (but == "place" or cell.place.startswith(self.place))
        )


def longer(age: str, than: str) -> bool:
    """Whether one of `AGES` is at least as long as another."""
    return AGES[age][0] >= AGES[than][0]


@may("matter.see")
@require_safe
def old(request: ScopedRequest) -> HttpResponse:
    """What is open for long, the oldest first, with counts by age, kind, level and place."""
    scope, today = request.scope, request.scope.on
    asked = _asked(request.GET)
    found = scope.within(Matter.objects.unfinished(), "matter.see").filter(opened_on__lt=_before("30", today))
    length = _length(scope)
    cells = _count(found, length, today)
    rows = scope.within(Matter.objects.unfinished(), "matter.see", at=asked.place).filter(opened_on__lt=_before(asked.age, today))
    for name, value in (("kind", asked.kind), ("tier", asked.tier)):
        rows = rows.filter(**{name: value}) if value else rows
    total = sum(number for cell, number in cells.items() if asked.matches(cell, but=""))
    rows = rows.select_related("place", "household", "holder", "holder_organisation").order_by("opened_on", "id")
    page = Counted(rows, A_PAGE, total)
    shown = page.get_page(request.GET.get("page"))
    context = {
        "asked": asked, "title": AGES[asked.age][1], "total": total, "page": shown, "today": today,
        "lines": [(age_in_words(matter.opened_on, today), matter) for matter in shown], "groups": _groups(cells, asked, request.GET, length),
    }  # fmt: skip
    return render(request, "matters/debts.html", context)


def _asked(query: QueryDict) -> Asked:
    def known(name: str, values: object, otherwise: str = "") -> str:
        value = query.get(name, "")
        return value if value in values else otherwise  # type: ignore[operator]

    place = query.get("place", "")
    return Asked(
        known("age", AGES, USUAL), known("kind", KINDS), known("tier", tiers.TIERS),
        place if place.isascii() and place.isdigit() and len(place) <= 40 else "",
    )  # fmt: skip


def _before(age: str, today: date) -> date:
    return today - timedelta(days=AGES[age][0])


def _length(scope: Scope) -> int:
    """How many digits tell the places apart that the viewer chooses among: townships for a county, villages for a township."""
    shortest = min((len(code) for code in scope.places_for("matter.see")), default=12)
    return 9 if shortest <= 6 else 12


def _count(found: Any, length: int, today: date) -> Counter[Cell]:
    """How many there are of each cell. One query."""
    whens = [When(opened_on__lt=_before(age, today), then=Value(age)) for age in AGES]
    grouped = found.annotate(age=Case(*whens, output_field=CharField()), code=Substr("place_id", 1, length))
    rows = grouped.values_list("age", "kind", "tier", "code").annotate(n=Count("*")).order_by()
    return Counter({Cell(age, kind, tier, code): number for age, kind, tier, code, number in rows})


def _groups(cells: Counter[Cell], asked: Asked, query: QueryDict, length: int) -> list[Group]:
    """The filters with counts; what nothing has is left out unless it is chosen."""

    def choice(name: str, value: str, label: str) -> Choice:
        wanted = asked._replace(**{name: value})
        number = sum(n for cell, n in cells.items() if wanted.matches(cell, but=""))
        on = getattr(asked, name) == value
        return Choice(label, number, changed_address(query, {name: "" if on and name != "age" else value}), on)

    def choices(name: str, known: dict[str, str], keep: Callable[[Choice], bool]) -> list[Choice]:
        return [each for each in (choice(name, value, label) for value, label in known.items()) if keep(each)]

    codes = sorted({cell.place for cell in cells} | ({asked.place} if asked.place else set()))
    names = {place.pk: place.short_name for place in Place.objects.filter(pk__in=codes)}

    def there(each: Choice) -> bool:
        return bool(each.count) or each.on

    found = [
        Group("开了多久", choices("age", {key: words for key, (_, words) in reversed(AGES.items())}, lambda each: True)),
        Group("哪一种", choices("kind", {key: kind.title for key, kind in KINDS.items()}, there)),
        Group("在哪一级", choices("tier", dict(tiers.TIERS), there)),
        Group("哪里", choices("place", {code: names[code] for code in codes if code in names}, there) if len(codes) > 1 else []),
    ]
    return [group for group in found if group.items]


def age_in_words(opened: date, today: date) -> str:
    """34 天, 5 个月, 1 年 3 个月."""
    months = (today.year - opened.year) * 12 + today.month - opened.month - (today.day < opened.day)
    if months < 3:
        return f"{(today - opened).days} 天"
    years, months = divmod(months, 12)
    return " ".join(part for part in (f"{years} 年" if years else "", f"{months} 个月" if months else "") if part)
