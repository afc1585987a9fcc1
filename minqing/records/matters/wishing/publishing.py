"""A wish is looked into, gets its number and goes on the list, in words that do not tell whose it is (RULES.md 5.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.lib.refusal import NotNow
from minqing.records.matters.masking import names_of, spots_of, tells_plight, tells_who, without_names, without_spots
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.wish import CHECKS, WishRule
from minqing.records.matters.wishing import guessing, numbering
from minqing.records.people.naming import names_in

ALL = frozenset(CHECKS)


def publish(
    matter: Matter,
    *,
    by: Actor,
    on: date,
    words: str = "",
    checked: Collection[str] = ALL,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Put a checked wish on the list under a number of its county and year.

    Who publishes says with it that all of `CHECKS` hold; `checked` names those that do. `details` are fields of `Wish`. Raises
    NotNow for what was not looked into, for more money than is small, and for words that tell whose it is.
    """
    asked = {**_suggested(matter), **(details or {})}
    if open_ := [said for key, said in CHECKS.items() if key not in checked]:
        raise NotNow(f"还没核实：{'；'.join(open_)}。都核实了再发布，核实不了就「不办，说明原因」。")
    _check_money(matter, asked.get("cost", getattr(matter.details, "cost", None)), on)
    shown = _shown(matter, words.strip())
    with transaction.atomic():
        # What was on the list before keeps its number.
        number = matter.number or numbering.spelled(on.year, numbering.take(matter.county, on.year))
        matter.step(
            "wish.publish", by=by, on=on, words=words, public_words=shown[:200], number=number,
            details={**asked, "verified_on": on, "verified_by": by.name},
        )  # fmt: skip


def _shown(matter: Matter, words: str) -> str:
    """The words for the list: those given, or the matter's own with all names out. Raises NotNow for words that tell whose it is.

    Not this family's names alone are looked for: whoever writes of a neighbour or of a grandchild names another household.
    """
    village = matter.place_id[:VILLAGE_LENGTH]
    names = [*names_of(matter), *names_in([words or matter.about], [village])[village]]
    spots = spots_of(matter)
    if told := tells_who(words, [*names, *spots]):
        raise NotNow(f"发布的话里写着「{told}」，看得出是谁家；去掉再发布。")
    shown = words or without_spots(without_names(matter.about, names), spots)
    if told := tells_plight(shown):
        where = "发布的话里" if words else "登记的话里"
        raise NotNow(
            f"{where}写着「{told}」，村里人一看就知道是谁家，也是人家的隐私；换成「一位村民」「一个孩子」，只写想要什么，再发布。"
        )
    return shown


def _suggested(matter: Matter) -> dict[str, str]:
    """Class and skill by the words, where nobody said any yet."""
    file, guessed = matter.details, {"wish_class": guessing.class_of(matter.about), "skill": guessing.skill_of(matter.about)}
    return {name: getattr(file, name, "") or word for name, word in guessed.items()}


def _check_money(matter: Matter, cost: Any, on: date) -> None:
    rule = WishRule.objects.fitting(place=matter.place_id, on=on) if cost is not None else None
    if rule is not None and cost > rule.most:
        raise NotNow(
            f"要 {cost.normalize():f} 元，比微心愿{rule}{'' if rule.confirmed else '（示例，县里可以改）'}多了；请当需求或者项目来办。"
        )
