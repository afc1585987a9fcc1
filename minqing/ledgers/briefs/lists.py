"""The lists in a brief: what is overdue, and what falls due next month. Each line names one thing; nothing is counted here.

A brief goes up to other offices: of a resident only the surname stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import Q, QuerySet

from minqing.ground.places.models import Place, within_q
from minqing.ledgers.asking import Month
from minqing.lib.days import in_words
from minqing.lib.words import surname_of
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters.masking import without_names
from minqing.records.matters.models import Matter
from minqing.records.visits.models import Promise
from minqing.records.visits.withheld import withhold

MOST = 15
MORE = "其余的在系统里看。"
# The day, what, and who sees to it.
Item = tuple[date, str, str]


def overdue(place: Place, month: Month) -> Iterator[tuple[str, str]]:
    """Matters past their day and promises not kept: the very records that the two figures count."""
    matters = FIGURES["matter.overdue"].rows(place.pk, month.first, month.last).select_related("holder", "holder_organisation")
    promises = FIGURES["promise.overdue"].rows(place.pk, month.first, month.last)
    items = [_of_matter(matter) for matter in matters.order_by("due_on")[: MOST + 1]]
    items += _of_promises(promises)
    yield from _said(items, month, before="过了期限的先办：", day="应在{}前")


def due_next(place: Place, month: Month) -> Iterator[tuple[str, str]]:
    """What was promised for next month, and matters whose time runs out in it."""
    first, last = month.following
    matters = FIGURES["matter.open"].rows(place.pk, month.first, month.last).filter(due_on__range=(first, last))
    promises = Promise.objects.filter(
        within_q("place_id", place.pk), Q(closed_on=None) | Q(closed_on__gt=month.last), made_on__lte=month.last,
        due_on__range=(first, last),
    ).select_related("household", "by")  # fmt: skip
    items = [
        _of_matter(found) for found in matters.select_related("holder", "holder_organisation").order_by("due_on")[: MOST + 1]
    ]
    items += _of_promises(promises)
    if not items:
        yield "body", f"{_month(first, month)}没有到期的事，接着走访，把新收的事办好。"
        return
    yield from _said(items, month, before=f"{_month(first, month)}到期的事，按日子办：", day="{}前")


LISTS: dict[str, Callable[[Place, Month], Iterator[tuple[str, str]]]] = {"超期": overdue, "下月到期": due_next}


def _month(first: date, month: Month) -> str:
    return f"{first.month}月" if first.year == month.last.year else f"{first.year}年{first.month}月"


def _said(items: list[Item], month: Month, *, before: str, day: str) -> Iterator[tuple[str, str]]:
    if not items:
        return
    yield "body", before
    listed = sorted(items, key=lambda item: item[0])
    for number, (due, what, who) in enumerate(listed[:MOST], 1):
        when = day.format(in_words(due, month.last))
        end = "。" if number == min(len(listed), MOST) else "；"
        yield "item", f"{number}. {when}，{what}{f'（{who}）' if who else ''}{end}"
    if len(listed) > MOST:
        yield "body", MORE


def _of_matter(matter: Matter) -> Item:
    who = " ".join(str(name) for name in (matter.holder_organisation, matter.holder) if name)
    # A firm has no surname to stand for it, and its name is as little for other offices as a resident's.
    who_asked = _hidden(matter.asker) if surname_of(matter.asker) else "有企业" if matter.kind == "enterprise" else "有人"
    asked = f"{who_asked}反映：" if matter.asker else ""
    return matter.due_on or date.max, f"{asked}{_bare(matter.words_for_all)}", who


def _of_promises(promises: QuerySet[Promise]) -> list[Item]:
    """A brief goes to readers whom nobody knows."""
    found = list(promises.order_by("due_on")[: MOST + 1])
    withhold(found, None)
    return [_of_promise(promise) for promise in found]


def _of_promise(promise: Promise) -> Item:
    if promise.household is None:
        return promise.due_on, f"答应过：{_bare(promise.words)}", promise.by.name
    head = promise.household.head_name
    return promise.due_on, f"答应{_hidden(head)}家：{_bare(without_names(promise.words, [head]))}", promise.by.name


def _hidden(name: str) -> str:
    return f"{surname_of(name)}某某"


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip("。；，,.;")
