"""What the rows behind figures show, what each row opens, and the figure that counts matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from minqing.readings.figures.figure import NUMBER, OPENS, WORDS, Column, Figure, Where
from minqing.records.matters.models import Matter
from minqing.records.visits.withheld import NOT_SAID


def _family(record: Any) -> str:
    if getattr(record, "withheld", False):
        return NOT_SAID
    return str(record.household) if record.household else ""


def _unless_withheld(of: Callable[[Any], Any], otherwise: str = "") -> Callable[[Any], Any]:
    """What a column says of a record, unless the viewer may not know it."""
    return lambda record: otherwise if record.withheld else of(record)


VISITS = (
    Column("哪天", lambda visit: visit.visited_on, OPENS),
    Column("村", lambda visit: visit.place.short_name),
    Column("谁去的", lambda visit: visit.by.name),
    Column("记的话", lambda visit: visit.words, WORDS),
    Column("见到户", _unless_withheld(lambda visit: visit.households), NUMBER),
    Column("人次", _unless_withheld(lambda visit: visit.persons), NUMBER),
)
CALLS = (
    Column("哪天", lambda call: call.visited_on),
    Column("村", lambda call: call.place.short_name),
    Column("户", _family, OPENS),
    Column("谁去的", lambda call: call.visit.by.name),
    Column("记的话", lambda call: call.visit.words, WORDS),
    Column("人次", lambda call: call.persons, NUMBER),
)
HOUSEHOLDS = (
    # A group of a village has few households.
    Column("村", _unless_withheld(lambda household: household.place.short_name)),
    Column("户", _unless_withheld(str, NOT_SAID), OPENS),
    Column("住址", lambda household: household.where),
    Column("人口", _unless_withheld(lambda household: household.size), NUMBER),
)
RESIDENTS = (
    Column("村", lambda resident: resident.place.short_name),
    Column("户", _family),
    Column("姓名", lambda resident: resident.name, OPENS),
    Column("与户主关系", lambda resident: resident.relation_words),
    Column("性别", lambda resident: resident.sex),
    Column("出生", lambda resident: resident.birth),
)
SPANS = (
    Column("村", lambda span: span.place.short_name),
    Column("户", _family, OPENS),
    Column("谁", lambda span: span.resident.name if span.resident else "只登记到户"),
    Column("从哪天起", lambda span: span.from_on or "没记过"),
    Column("依据", lambda span: span.source),
    Column("人数", lambda span: span.counts or "没写", NUMBER),
)
FAMILIES = (
    Column("村", lambda household: household.place.short_name),
    Column("户", str, OPENS),
    Column("住址", lambda household: household.where),
    Column("人数", lambda household: household.counts, NUMBER),
)
PROMISES = (
    Column("答应的日子", lambda promise: promise.made_on),
    Column("到哪天", lambda promise: promise.due_on),
    Column("户", _family),
    Column("答应了什么", lambda promise: promise.words, OPENS),
    Column("谁答应的", lambda promise: promise.by.name),
)
QUANTITIES = (
    Column("哪天", lambda quantity: quantity.visited_on, OPENS),
    Column("村", lambda quantity: quantity.place.short_name),
    Column("谁记的", lambda quantity: quantity.visit.by.name),
    Column("记的话", lambda quantity: quantity.visit.words, WORDS),
    Column("是不是约数", lambda quantity: "约" if quantity.approximate else ""),
    Column("多少", lambda quantity: quantity.number, NUMBER),
)
MATTERS = (
    Column("哪天记的", lambda matter: matter.opened_on),
    Column("村", lambda matter: matter.place.short_name),
    Column("哪一种", lambda matter: matter.table.title),
    Column("什么事", lambda matter: matter.about, OPENS),
    Column("谁家", lambda matter: matter.asker),
    Column("到哪一步", lambda matter: matter.stage.title),
)
JUDGEMENTS = (
    Column("哪天说的", lambda judgement: judgement.said_on),
    Column("村", lambda judgement: judgement.place.short_name),
    Column("什么事", lambda judgement: judgement.matter.about, OPENS),
    Column("谁家", lambda judgement: judgement.matter.asker),
    Column("办好没有", str),
    Column("原话", lambda judgement: judgement.words, WORDS),
)
CLAIMS = (
    Column("哪天认领", lambda claim: claim.claimed_on),
    Column("村", lambda claim: claim.place.short_name),
    Column("什么心愿", lambda claim: claim.matter.about, OPENS),
    Column("谁认领的", lambda claim: claim.claimant_name),
    Column("到哪一步", lambda claim: claim.matter.stage.title),
)


def open_visit(record: Any) -> str:
    """The diary entry of a visit, a call, a promise or an amount."""
    return reverse("visits:page", args=[getattr(record, "visit_id", None) or record.pk])


def open_household(record: Any) -> str:
    """The household itself, or the one to which the record belongs; nothing where the viewer may not know which."""
    if getattr(record, "withheld", False):
        return ""
    return reverse("people:page", args=[getattr(record, "household_id", None) or record.pk])


def open_matter(record: Any) -> str:
    """The matter itself, or the one to which the record belongs."""
    return reverse("matters:page", args=[getattr(record, "matter_id", None) or record.pk])


def figure_of_matters(
    key: str,
    title: str,
    how: str,
    where: Where,
    *,
    group: str,
    unit: str = "件",
    columns: tuple[Column, ...] = MATTERS,
    **more: Any,
) -> Figure:
    """Matters of which `where` holds, each of which opens as a matter."""
    return Figure(
        key, title, unit, how, group, Matter, columns, open_matter, "matter.see", where=where, with_=("place", "household"), **more,
    )  # fmt: skip
