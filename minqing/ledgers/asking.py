"""Which place and which month a ledger or a brief is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404

from minqing.ground.places.models import Place
from minqing.ground.places.tree import lineage
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow

FIRST_YEAR = 1949


@dataclass(frozen=True, slots=True)
class Month:
    """A month as far as it has come: `last` is its last day, or the day of asking while it runs."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """`2026年4月`, as titles and file names say it."""
        return f"{self.first.year}年{self.first.month}月"

    @property
    def key(self) -> str:
        """`2026-04`, as addresses and commands say it."""
        return f"{self.first:%Y-%m}"

    @property
    def following(self) -> tuple[date, date]:
        """First and last day of the next month."""
        first = _end(self.first) + timedelta(days=1)
        return first, _end(first)


def month_of(text: str, *, on: date) -> Month:
    """The month that `2026-04` names; nothing names the present one. Raises NotNow for what is no month or still to come."""
    words = text.strip() or f"{on:%Y-%m}"
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", words, re.ASCII)
    year, month = (int(part) for part in found.groups()) if found else (0, 0)
    if not (year >= FIRST_YEAR and 1 <= month <= 12):
        raise NotNow(f"「{words[:20]}」不是月份，写成 2026-04 这样。")
    first = date(year, month, 1)
    if first > on:
        raise NotNow(f"还没到 {year}年{month}月，选这个月或以前的月份。")
    return Month(first, min(_end(first), on))


def _end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def place_of(scope: Scope, code: str, *, see: str, do: Sequence[str] = ()) -> Place:
    """The place asked for, or the viewer's own. Outside the scope of `see` 404; where a verb of `do` is missing, 403."""
    place = scope.place(code or own_place(scope, see), see)
    if not all(scope.may(verb, place.pk) for verb in do):
        raise PermissionDenied("你的岗位不能下载这一份，请有权限的人来下。")
    return place


def own_place(scope: Scope, see: str) -> str:
    """Where the viewer's pages open: the most local post at which they may see this sort of thing."""
    for posting in scope.postings:
        if see in posting.role.verbs:
            return str(posting.place_id)
    raise Http404("你的岗位下面没有能看台账的地方，请找管理员。")


def choices(scope: Scope, place: Place, see: str) -> list[tuple[str, str]]:
    """Places to go on to, as (code, label): those above within scope, this one, and what hangs directly below it."""
    above = [code for code in lineage(place.pk) if scope.may(see, code)]
    tops = [code for code in scope.places_for(see) if code not in above]
    known = {found.pk: found for found in Place.objects.filter(pk__in=[*above, *tops])}
    below = Place.objects.children_of(place.pk).in_use()
    listed = [*(known[code] for code in (*tops, *above) if code in known), *below]
    return [(found.pk, f"{'　' * _depth(found, place)}{found.short_name}") for found in listed]


def _depth(found: Place, place: Place) -> int:
    return int(found.parent_id == place.pk)


def full_name(place: Place) -> str:
    """What stands after 填报单位: the path from the county down."""
    return place.path_names()


def file_name_of(place: Place) -> str:
    """The path from the township down (安石镇中香村); a county or more by its own name."""
    known = Place.ancestors_of([place.pk])
    names = [known[code].short_name for code in lineage(place.pk) if len(code) > 6 and code in known]
    return "".join(names) or place.short_name
