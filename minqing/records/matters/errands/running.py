"""What happens to an errand beside its moves (C3): materials taken and given back, the paper got, or refused at the counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import User
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models.errand import ErrandMaterial
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.parts import end

MOST_MATERIALS = 20


def opened(matter: Matter, *, by: Actor, on: date) -> None:
    """Inside the opening: what is to be got is what was asked for, until somebody says it better."""
    if matter.details is None or not matter.details.paper:
        matter.fill_details({"paper": matter.about[:120]})


def receive(matter: Matter, *, by: User, on: date, words: str = "", materials: Sequence[str] = (), **_: Any) -> None:
    """Take materials of the resident's into our hands."""
    names = [name.strip()[:60] for name in materials if name.strip()]
    if not names:
        raise NotNow("收了什么材料没写，一行写一样。")
    if matter.materials.count() + len(names) > MOST_MATERIALS:
        raise NotNow(f"一件事最多记 {MOST_MATERIALS} 样材料。")
    with transaction.atomic():
        matter.step("errand.receive", by=by, on=on, words=_said(names, words))
        ErrandMaterial.objects.bulk_create(
            ErrandMaterial(matter=matter, place_id=matter.place_id, county=matter.county, what=name, received_on=on, received_by=by.name)
            for name in names
        )  # fmt: skip


def give_back(matter: Matter, *, by: User, on: date, words: str = "", materials: Sequence[ErrandMaterial] = (), **_: Any) -> None:
    """Give materials back."""
    keys = [one.pk for one in materials if one.matter_id == matter.pk and one.returned_on is None]
    if not keys:
        raise NotNow("退了哪几样没勾，勾上再存。")
    with transaction.atomic():
        matter.step("errand.give_back", by=by, on=on, words=_said([one.what for one in materials], words))
        ErrandMaterial.objects.filter(pk__in=keys, returned_on=None).update(returned_on=on, returned_by=by.name)


def refuse(matter: Matter, *, by: User, on: date, words: str, details: Mapping[str, Any] | None = None, **_: Any) -> None:
    """The counter did not do it. Why, and what other way there is, was told to the resident."""
    why = str((details or {}).get("refused_why", "")).strip()
    if not why:
        raise NotNow("窗口说为什么不给办没写，写上再存。")
    with transaction.atomic():
        matter.step("errand.refuse", by=by, on=on, words=f"{why}。{words}" if words.strip() else words,
                    details={"refused_why": why, "refused_on": on})  # fmt: skip
        end(matter, "stopped", on=on)


def got(matter: Matter, *, by: User, on: date, words: str, details: Mapping[str, Any] | None = None, **_: Any) -> None:
    """The paper is there; the resident has the word."""
    life.report_done(
        matter, by=by, on=on, words=words, details={**(details or {}), "done_on": on, "refused_on": None, "refused_why": ""}
    )


def not_got(matter: Matter, *, by: Actor, on: date, words: str, **given: Any) -> None:
    """The resident says that it is not in order."""
    with transaction.atomic():
        life.judge(matter, solved=False, by=by, on=on, words=words, touches=_done(matter), **given)
        matter.fill_details({"done_on": None})


def again(matter: Matter, *, by: Actor, on: date, words: str, **_: Any) -> None:
    """Once more from the start."""
    with transaction.atomic():
        life.again(matter, by=by, on=on, words=words, touches=_done(matter))
        matter.fill_details({"done_on": None, "refused_on": None, "refused_why": ""})


def _done(matter: Matter) -> list[tuple[str, date]]:
    return [(matter.place_id, matter.details.done_on)] if matter.details.done_on else []


def _said(names: Sequence[str], words: str) -> str:
    return "、".join(names) + (f"。{words.strip()}" if words.strip() else "")
