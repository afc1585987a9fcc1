"""Groups in need on a day: how many people, how many households (MECHANISMS.md B2; terms in RULES.md 2.3).

A ledger marks a person, or the household as a whole. What an office means by the two numbers of a group:

- households: those marked as a whole, and those in which somebody is marked; each once;
- people of a group of persons (党员, 残疾 …): the persons marked. A household marked as a whole does not say who, so it
  adds nobody, and stands among the rows with 没写;
- people of 低保 and 特困供养, which cover persons: the persons marked; where nobody of a household is, the number covered
  that its ledger states;
- people of a group that the law settles by household (脱贫户, 监测对象, 低保边缘 …): everybody of those households.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, FloatField, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.expressions import BaseExpression
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest, Round
from django.db.models.lookups import GreaterThan

from minqing.ground.places.models import within_q
from minqing.readings.figures.catalogue.columns import FAMILIES, HOUSEHOLDS, SPANS, open_household
from minqing.readings.figures.figure import Figure, Number, Where
from minqing.records.people.groups import GROUPS, INCLUDED_IN
from minqing.records.people.models import GroupSpan, Household, Resident

GROUP = "村里的人"
COVERING = ("低保", "特困供养")
BY_HOUSEHOLD = ("脱贫户", "监测对象", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "低保边缘")
BY_LEDGER_ORDER = ("place_id", "section", "number", "pk")


@dataclass(frozen=True)
class Words:
    """How the two numbers of a group are called, on screen and in reports."""

    people: str
    households: str
    people_phrases: tuple[str, ...]
    household_phrases: tuple[str, ...]


def _words(group: str) -> Words:
    if group.endswith("户"):
        return Words(f"{group}人口", group, (f"{group}人口", f"{group}人数"), (group, f"{group}户数"))
    return Words(
        f"{group}人数", f"{group}户数", (f"{group}人数", f"{group}人员", group), (f"{group}户数", f"{group}户", f"{group}家庭")
    )


SAID: dict[str, Words] = {group: _words(group) for group in GROUPS} | {
    "特困供养": Words(
        "特困供养人数", "特困供养户数", ("特困供养人数", "特困人员", "特困供养", "五保人员", "五保老人"),
        ("特困供养户数", "特困户", "特困供养户", "五保户", "五保户数"),
    ),
    "脱贫户": Words("脱贫人口", "脱贫户", ("脱贫人口", "脱贫人数"), ("脱贫户", "脱贫户数", "建档立卡户")),
    "监测对象": Words("监测人口", "监测户", ("监测人口", "监测对象人数"), ("监测户", "监测户数", "监测对象户", "监测对象")),
    "残疾": Words("残疾人", "有残疾人的户", ("残疾人", "残疾人数"), ("残疾人家庭", "残疾户")),
    "独居老人": Words("独居老人", "独居老人户", ("独居老人",), ("独居老人户",)),
    "留守儿童": Words("留守儿童", "有留守儿童的户", ("留守儿童",), ("留守儿童家庭",)),
    "留守老人": Words("留守老人", "有留守老人的户", ("留守老人", "空巢老人"), ("留守老人家庭",)),
    "退役军人": Words("退役军人", "有退役军人的户", ("退役军人", "退伍军人"), ("退役军人家庭",)),
    "党员": Words("党员", "有党员的户", ("党员", "党员人数"), ("党员户", "党员家庭")),
    "困难党员": Words("困难党员", "有困难党员的户", ("困难党员",), ("困难党员户",)),
    "三老干部": Words("三老干部", "有三老干部的户", ("三老干部",), ("三老干部户",)),
    "致富带头人": Words("致富带头人", "有致富带头人的户", ("致富带头人", "致富能手"), ("带头人户",)),
    "人户分离": Words("人户分离的人", "人户分离的户", ("人户分离人数", "人户分离"), ("人户分离户数",)),
}  # fmt: skip


def family(group: str) -> list[str]:
    """A group and the classes that count under it too."""
    return [group, *(part for part, whole in INCLUDED_IN.items() if whole == group)]


def held(household: str, last: date) -> Q:
    """The household is on the books at the end of a day; `household` is the path to it, empty for the household itself."""
    path = f"{household}__" if household else ""
    ended = Q(**{f"{path}ended_on": None}) | Q(**{f"{path}ended_on__gt": last})
    return ended & (Q(**{f"{path}started_on": None}) | Q(**{f"{path}started_on__lte": last}))


def off_books(place: str, last: date) -> Any:
    """Households that are not on the books at the end of a day. Few, so that leaving them out is cheaper than a join."""
    return Household.objects.filter(within_q("place_id", place), Q(ended_on__lte=last) | Q(started_on__gt=last)).values("pk")


def belonging(place: str, last: date) -> Any:
    """The spans in force at the end of a day, of households and people who are on the books then."""
    gone = Resident.objects.filter(within_q("place_id", place), left_on__lte=last).values("pk")
    spans = GroupSpan.objects.on(last).filter(within_q("place_id", place))
    return spans.filter(~Q(household__in=off_books(place, last)), Q(resident=None) | ~Q(resident__in=gone))


def households_in(groups: Sequence[str]) -> Where:
    """Households on the books that are in one of the groups, as a whole or by somebody in them."""

    def where(place: str, first: date, last: date) -> Q:
        return held("", last) & Q(pk__in=belonging(place, last).filter(group__in=groups).values("household_id"))

    return where


def one_each(match: Q, place: str, last: date) -> Q:
    """Of spans in force: one a person; one of a household marked as a whole in which nobody is marked by name.

    `match` says which other spans count as the same group as the one at hand.
    """
    others = belonging(place, last).filter(match)
    again = others.filter(resident=OuterRef("resident_id"), pk__lt=OuterRef("pk"))
    of_household = others.filter(household=OuterRef("household_id"))
    by_name = of_household.exclude(resident=None)
    whole_again = of_household.filter(resident=None, pk__lt=OuterRef("pk"))
    return Q(Q(resident__isnull=False), ~Exists(again)) | Q(Q(resident=None), ~Exists(by_name), ~Exists(whole_again))


def spans_of(groups: Sequence[str]) -> Where:
    """The spans that stand for the people of a group."""

    def where(place: str, first: date, last: date) -> Q:
        in_force = Q(pk__in=belonging(place, last).filter(group__in=groups).values("pk"))
        return in_force & one_each(Q(group__in=groups), place, last)

    return where


def _stated(name: str, column: str) -> BaseExpression:
    """A number that the ledger states of a household, 0 where it states none."""
    number = Cast(Round(Cast(KeyTextTransform(name, column), FloatField())), IntegerField())
    return Coalesce(number, Value(0))


def one_a_person(last: date) -> BaseExpression:
    return Case(When(resident__isnull=False, then=Value(1)), default=Value(0), output_field=IntegerField())


def one_or_as_stated(last: date) -> BaseExpression:
    """One a person; for a household marked as a whole the number of people covered that its ledger states."""
    return Case(
        When(resident__isnull=False, then=Value(1)),
        default=_stated("stated_covered", "household__stated"),
        output_field=IntegerField(),
    )


def everybody(last: date) -> BaseExpression:
    """The people of a household on a day. Of a ledger that names only the head, the number of people that it states."""
    return _everybody_of("pk", "stated", last)


def _everybody_of(household: str, stated: str, last: date) -> BaseExpression:
    living = Q(left_on=None) | Q(left_on__gt=last)
    there = Resident.objects.filter(living, Q(joined_on=None) | Q(joined_on__lte=last), household=OuterRef(household))
    named = Coalesce(Subquery(there.order_by().values("household").annotate(n=Count("pk")).values("n")), Value(0))
    people = Greatest(named, _stated("stated_members", stated))
    return Case(When(GreaterThan(named, Value(1)), then=named), default=people, output_field=IntegerField())


def count_all(place: str, first: date, last: date) -> dict[str, Number]:
    """Every figure of this file in at most five queries, whatever the number of groups."""
    found: dict[str, Number] = {key: 0 for group in GROUPS for key in (f"group.{group}.people", f"group.{group}.households")}
    spans = belonging(place, last)
    households, people = Count("household", distinct=True), Count("resident", distinct=True)
    for row in spans.values("group").order_by("group").annotate(households=households, people=people):
        found |= {f"group.{row['group']}.households": row["households"], f"group.{row['group']}.people": row["people"]}
    if any(found[f"group.{part}.households"] for part in INCLUDED_IN):
        found |= _wholes(spans)
    return found | _covered(spans, place, last) | _families(spans, last)


def _wholes(spans: Any) -> dict[str, Number]:
    """Groups with classes: somebody marked with a class and with the whole counts once."""
    totals = {}
    for whole in sorted(set(INCLUDED_IN.values())):
        only = Q(group__in=family(whole))
        totals[f"group.{whole}.households"] = Count("household", distinct=True, filter=only)
        totals[f"group.{whole}.people"] = Count("resident", distinct=True, filter=only)
    classes = spans.filter(group__in=[*INCLUDED_IN, *INCLUDED_IN.values()])
    found: dict[str, Number] = classes.aggregate(**{f"n{i}": total for i, total in enumerate(totals.values())})
    return dict(zip(totals, found.values(), strict=True))


def _covered(spans: Any, place: str, last: date) -> dict[str, Number]:
    covering = spans.filter(one_each(Q(group=OuterRef("group")), place, last), group__in=COVERING)
    rows = covering.values("group").order_by("group").annotate(n=Sum(one_or_as_stated(last)))
    return {f"group.{row['group']}.people": row["n"] or 0 for row in rows}


def _families(spans: Any, last: date) -> dict[str, Number]:
    marked = spans.filter(group__in=[part for group in BY_HOUSEHOLD for part in family(group)])
    people: dict[str, dict[Any, int]] = defaultdict(dict)
    for group, household, number in marked.annotate(n=_everybody_of("household_id", "household__stated", last)).values_list(
        "group", "household_id", "n"
    ):
        people[group][household] = number
        if group in INCLUDED_IN:
            people[INCLUDED_IN[group]][household] = number
    return {f"group.{group}.people": sum(people[group].values()) for group in BY_HOUSEHOLD}


HOW_PEOPLE = "到这段最后一天还在这一类、还在册的人；只登记到户、没写是谁的不算人数，列在明细里。"
HOW_COVERED = "到这段最后一天还在保、在册的人；只登记到户的，按台账写的保障人数算，台账没写的不算，列在明细里。"
HOW_EVERYBODY = "这一类是按户定的：到这段最后一天还在这一类的户，家里在册的人都算；台账只登记了户主的，按台账写的人口数算。"
HOW_HOUSEHOLDS = "到这段最后一天还在册的户里，整户登记的，或者家里有人登记的；一户只数一户。"


def _people(group: str) -> Figure:
    stock: dict[str, Any] = {
        "key": f"group.{group}.people", "title": SAID[group].people, "unit": "人", "group": GROUP, "at_end": True, "sheaf": count_all,
        "opens": open_household, "see": "household.see", "phrases": SAID[group].people_phrases,
    }  # fmt: skip
    if group in BY_HOUSEHOLD:
        return Figure(
            **stock, how=HOW_EVERYBODY, of=Household, columns=FAMILIES, where=households_in(family(group)), weight=everybody,
            order=BY_LEDGER_ORDER, with_=("place",),
        )  # fmt: skip
    covering = group in COVERING
    return Figure(
        **stock, how=HOW_COVERED if covering else HOW_PEOPLE, of=GroupSpan, columns=SPANS, where=spans_of(family(group)),
        weight=one_or_as_stated if covering else one_a_person, with_=("place", "household", "resident"),
        order=("place_id", "household__section", "household__number", "household_id", "pk"),
    )  # fmt: skip


def _households(group: str) -> Figure:
    said = SAID[group]
    return Figure(
        f"group.{group}.households", said.households, "户", HOW_HOUSEHOLDS, GROUP, Household, HOUSEHOLDS, open_household, "household.see",
        where=households_in(family(group)), at_end=True, sheaf=count_all, order=BY_LEDGER_ORDER, phrases=said.household_phrases,
        with_=("place",),
    )  # fmt: skip


GROUP_FIGURES: tuple[Figure, ...] = tuple(figure for group in GROUPS for figure in (_people(group), _households(group)))
