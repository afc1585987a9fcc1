"""What a second person agreed not to count in rates (剔除, RULES.md 5.1), with the reason and who asked and agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from minqing.readings.figures.catalogue.columns import JUDGEMENTS, MATTERS, figure_of_matters, open_matter
from minqing.readings.figures.figure import Column, Figure, Where
from minqing.records.matters.models import Judgement, Move, Reason

ASKING, AGREEING = ("matter.exclude", "matter.merge"), ("matter.exclude_confirm",)
WHY = (
    Column("为什么剔除", lambda record: record.exclusion_title or "没写原因"),
    Column("谁提的", lambda record: record.exclusion_asked_by or "没记"),
    Column("谁同意的", lambda record: record.exclusion_agreed_by or "没记"),
)
AGREED_ON = Column("哪天同意的", lambda matter: matter.excluded_on)


def _last_by(verbs: tuple[str, ...], matter: str) -> Subquery:
    """Who made the last of these steps, in the query of the rows itself."""
    return Subquery(Move.objects.filter(matter=OuterRef(matter), move__in=verbs).order_by("-id").values("by_name")[:1])


def _carried(matter: str, exclusion: str) -> dict[str, Subquery]:
    return {
        "exclusion_title": Subquery(Reason.objects.filter(key=OuterRef(exclusion)).values("title")[:1]),
        "exclusion_asked_by": _last_by(ASKING, matter),
        "exclusion_agreed_by": _last_by(AGREEING, matter),
    }


def of_matters(key: str, title: str, how: str, group: str, *, day: str, where: Where, unit: str = "件", **more: Any) -> Figure:
    """Matters that were taken out, of those for which `where` holds."""

    def taken_out(place: str, first: date, last: date) -> Q:
        return where(place, first, last) & Q(excluded_on__isnull=False)

    return figure_of_matters(
        key, title, how, taken_out, group=group, unit=unit, columns=(*MATTERS, *WHY, AGREED_ON), day=day, also=_carried("pk", "exclusion"), **more,
    )  # fmt: skip


def of_judgements(key: str, title: str, how: str, group: str, **more: Any) -> Figure:
    """Answers about matters that were taken out."""

    def taken_out(place: str, first: date, last: date) -> Q:
        return Q(matter__excluded_on__isnull=False)

    return Figure(
        key, title, "件次", how, group, Judgement, (*JUDGEMENTS, *WHY), open_matter, "matter.see", where=taken_out, day="said_on",
        with_=("place", "matter"), also=_carried("matter_id", "matter__exclusion"), **more,
    )  # fmt: skip
