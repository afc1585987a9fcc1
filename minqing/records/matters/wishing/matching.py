"""The list of wishes for somebody who may claim: the best fit first, with the reasons in words (MECHANISMS.md D9).

What orders wishes is what the person says they can do, how near the wish is to where they serve, and when it is needed. It is
the wishes that are put in order; people are never compared. Nothing of the household is on the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from minqing.ground.places.models import Place, within_q
from minqing.ground.places.tree import is_code
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib import days
from minqing.lib.paging import changed_address
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.wish import CLASSES, SKILLS, UserSkill

# Matters with annotations, which types cannot follow.
Wishes = QuerySet[Any]
# Length of the code that a wish and a post share → how near.
NEAR = ((12, 3), (9, 2), (6, 1))
NO_SKILL = "none"
SKILL_CHOICES = {**SKILLS, NO_SKILL: "不要手艺"}
SOON = 14
SEASONS = {12: "冬天里要", 1: "冬天里要", 2: "冬天里要", 3: "开春要", 4: "开春要", 5: "开春要", 6: "夏天里要", 7: "夏天里要", 8: "夏天里要",
           9: "过冬前要", 10: "过冬前要", 11: "过冬前要"}  # fmt: skip


class Cell(NamedTuple):
    skill: str
    wish_class: str
    place: str


@dataclass(frozen=True)
class Asked:
    """What an address asks for; an unknown value is as if it were not there."""

    skill: str = ""
    wish_class: str = ""
    place: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Asked:
        skill, wish_class, place = (query.get(name, "") for name in ("skill", "class", "place"))
        return cls(
            skill if skill in SKILL_CHOICES else "",
            wish_class if wish_class in CLASSES else "",
            place if len(place) <= 40 and is_code(place) else "",
        )

    def matches(self, cell: Cell) -> bool:
        """Whether a cell of the counts is on the list."""
        same = (not self.skill or cell.skill == self.skill) and (not self.wish_class or cell.wish_class == self.wish_class)
        return same and cell.place.startswith(self.place)


def skills_of(user: User) -> frozenset[str]:
    """What somebody says they can do. One query."""
    return frozenset(UserSkill.objects.filter(user=user).values_list("skill", flat=True))


def claimable(scope: Scope) -> Wishes:
    """Published wishes where the viewer may claim, with `wanted` (a skill), `sort` (a class) and `needed_by`."""
    found = scope.within(Matter.objects.claimable(), "wish.claim")
    return found.annotate(
        wanted=Coalesce("wish__skill", Value("")), sort=Coalesce("wish__wish_class", Value("")), needed_by=F("wish__needed_by")
    )


def narrowed(found: Wishes, asked: Asked) -> Wishes:
    """What the address asks for."""
    if asked.skill:
        found = found.filter(wanted="" if asked.skill == NO_SKILL else asked.skill)
    if asked.wish_class:
        found = found.filter(sort=asked.wish_class)
    return found.filter(within_q("place_id", asked.place)) if asked.place else found


def fitting(found: Wishes, scope: Scope, skills: Iterable[str]) -> Wishes:
    """The best fit first: what I can do, then what anybody can; the nearest; what is needed first; what waits longest."""
    able = Case(
        When(wanted__in=[*skills], then=Value(2)), When(wanted="", then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    # Every post counts for itself: that of a village within that of its county too.
    posts = {posting.place_id for posting in scope.postings if "wish.claim" in posting.role.verbs}
    nearness = [
        When(within_q("place_id", code), then=Value(rank))
        for length, rank in NEAR
        for code in sorted({post[:length] for post in posts if len(post) >= length})
    ]
    near = Case(*nearness, default=Value(0), output_field=IntegerField())
    ordered: Wishes = found.annotate(able=able, near=near)
    ordered = ordered.order_by("-able", "-near", F("needed_by").asc(nulls_last=True), "opened_on", "id")
    return ordered


def reasons(wish: Any, today: date) -> str:
    """Why a wish of `fitting` stands where it does: "会修理 · 同一个社区 · 过冬前要（11月20日）"."""
    said = []
    if wish.wanted:
        said.append(f"{'会' if wish.able == 2 else '要会'}{SKILLS.get(wish.wanted, wish.wanted)}")
    if wish.near:
        said.append(f"同一个{_level(wish.place_id, wish.near)}")
    if wish.needed_by:
        said.append(needed(wish.needed_by, today))
    return " · ".join(said)


def needed(day: date, today: date) -> str:
    """When it is needed, in words.

    >>> needed(date(2026, 11, 20), date(2026, 9, 1)), needed(date(2026, 9, 5), date(2026, 9, 1))
    ('过冬前要（11月20日）', '9月5日前要，还有 4 天')
    """
    left, said = (day - today).days, days.in_words(day, today)
    if left < 0:
        return f"{said}就该用上，晚了 {-left} 天"
    if left <= SOON:
        return f"{said}前要，{f'还有 {left} 天' if left else '就是今天'}"
    return f"{SEASONS[day.month]}（{said}）"


def _level(code: str, near: int) -> str:
    """Village or community, town, township or street, county: by the digits of the official code."""
    if near == 3:
        return "社区" if code[9:12] < "200" else "村"
    if near == 2:
        return "街道" if code[6:9] < "100" else "镇" if code[6:9] < "200" else "乡"
    return "县（市、区）"


@dataclass(frozen=True)
class Choice:
    label: str
    count: int
    url: str
    on: bool
    late: bool = False


def groups(found: Wishes, asked: Asked, query: QueryDict) -> tuple[list[dict[str, Any]], int]:
    """The filters with their counts, and how many the list has. Two queries: the cells, and the places' names."""
    cells: Counter[Cell] = Counter()
    rows = found.order_by().values_list("wanted", "sort", "place_id").annotate(n=Count("*"))
    for skill, sort, place, count in rows:
        cells[Cell(skill or NO_SKILL, sort, place)] += count
    codes = _codes(cells)
    names = {place.pk: place.short_name for place in Place.objects.filter(pk__in=codes)}

    def number(**changed: str) -> int:
        wanted = replace(asked, **changed)
        return sum(count for cell, count in cells.items() if wanted.matches(cell))

    def items(field: str, name: str, words: dict[str, str]) -> list[Choice]:
        chosen = getattr(asked, field)
        made = [
            Choice(label, number(**{field: key}), changed_address(query, {name: "" if key == chosen else key}), key == chosen)
            for key, label in words.items()
        ]
        return [choice for choice in made if choice.count or choice.on]

    found_groups = [
        {"title": "要会什么", "items": items("skill", "skill", SKILL_CHOICES)},
        {"title": "哪一类", "items": items("wish_class", "class", CLASSES)},
        {"title": "在哪儿", "items": items("place", "place", {code: names[code] for code in codes if code in names})},
    ]
    return [group for group in found_groups if group["items"]], number()


def _codes(cells: Counter[Cell]) -> list[str]:
    """The places to choose from: townships where there are several, otherwise villages."""
    towns = sorted({cell.place[:9] for cell in cells})
    return towns if len(towns) > 1 else sorted({cell.place[:12] for cell in cells})


def chosen_words(groups: list[dict[str, Any]]) -> str:
    """What is chosen, for the folded block on the phone."""
    return " · ".join(choice.label for group in groups for choice in group["items"] if choice.on)


__all__ = ["Asked", "chosen_words", "claimable", "fitting", "groups", "narrowed", "needed", "reasons", "skills_of"]
