"""Giving a place another code, or merging it into another, with every record that it holds.

Codes change in life: a township becomes part of another, a county becomes a district, two villages become one. Every
column of every installed model that holds place codes is found by walking the models (foreign keys to Place and
`CodeField`s), so that a room added later is carried along without being listed here.

Two columns keep what they say: lines of the journal, which are never edited and name the code of their day, and
`PlaceAlias.old_code`, which leads from that code to the present one (`Place.objects.named`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from minqing.ground.journal import Actor, note
from minqing.ground.places import loading, tree
from minqing.ground.places.models import Place, PlaceAlias, within_q
from minqing.ground.places.models.place import check_level, free_code
from minqing.lib.fields import CodeField
from minqing.lib.refusal import NotNow

KEPT = {("journal.event", "place"), ("places.placealias", "old_code"), ("places.place", "code")}
Carrier = Callable[[str, str], None]
_carriers: dict[str, Carrier] = {}


def carries(label: str) -> Callable[[Carrier], Carrier]:
    """Say that the decorated function moves the rows of a model ("figures.tally") from the subtree `old` to `new`.

    For rows that cannot simply take the new code, such as sums that have to be added up when two places become one. It
    runs in the transaction of the move, after all other rows were moved.
    """

    def add(carrier: Carrier) -> Carrier:
        _carriers[label] = carrier
        return carrier

    return add


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:  # type: ignore[type-arg]
    """Every column, of any installed model, that holds codes of places and moves with them."""
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if model._meta.proxy or not model._meta.managed or label in _carriers:
            continue
        for field in model._meta.local_concrete_fields:
            if (label, field.name) not in KEPT and (isinstance(field, CodeField) or field.related_model is Place):
                yield model, field


def renumber(old: str, new: str, *, by: Actor, on: date) -> Place:
    """Give the place `old` the code `new`, with everything below it and every record it holds; say what it is now.

    The new code's parent must be stored and the new code free. Raises NotNow otherwise.
    """
    if not tree.is_code(new):
        raise NotNow(f"“{new}”不是地方的代码：省 2 位、市 4 位、县 6 位、乡镇 9 位、村 12 位，再往下每级 3 位。")
    with transaction.atomic():
        place, parent = _stored(old), _stored(tree.parent_code(new))
        check_level(parent, place.level, new)
        if new.startswith(old):
            raise NotNow("新代码不能在原来的代码下面。")
        if Place.objects.within(new).exists():
            raise NotNow(f"代码 {new} 已经有地方在用，要合并请用“并入”。")
        _load_rest(place)
        carried: Counter[str] = Counter()
        _move(old, new, on=on, carried=carried)
        place = Place.objects.get(pk=new)
        note(
            "place.renumber", place, by=by, on=on, place=new,
            before={"code": old}, after={"code": new, "carried": dict(sorted(carried.items()))},
        )  # fmt: skip
    return place


def merge(old: str, into: str, *, by: Actor, on: date) -> Place:
    """Merge the place `old` into `into`, one of the same level: its parts and records move, it is retired with the day.

    A part keeps its number where that is free and gets the next free one of its kind where not. Raises NotNow when the two
    cannot become one, for instance because both hold a record that may exist once only.
    """
    with transaction.atomic():
        place, target = _stored(old), _stored(into)
        if place.level != target.level or into.startswith(old) or old.startswith(into):
            raise NotNow("只有同一级、互不包含的两个地方才能合并。")
        if place.retired_on is not None or target.retired_on is not None:
            raise NotNow("已经撤了的地方不能再合并。")
        _load_rest(place)
        _load_rest(target)
        carried: Counter[str] = Counter()
        moved: dict[str, str] = {}
        for part in list(Place.objects.children_of(old)):
            moved[part.pk] = _number_for(part, into)
            _move(part.pk, moved[part.pk], on=on, carried=carried)
        _carry(old, into, carried)
        PlaceAlias.objects.create(old_code=old, now=target, on=on)
        Place.objects.filter(pk=old).update(retired_on=on, edition="", county=old[:6])
        note(
            "place.merge", place, by=by, on=on, place=into, before={"code": old, "name": place.name},
            after={"code": into, "name": target.name, "parts": moved, "carried": dict(sorted(carried.items()))},
        )  # fmt: skip
    return Place.objects.get(pk=into)


def _stored(code: str) -> Place:
    place = Place.objects.select_for_update().filter(pk=code).first()
    if place is None:
        raise NotNow(f"还没有代码为 {code or '空'} 的地方，先装入或新设。")
    return place


def _load_rest(place: Place) -> None:
    # Official places below it that nobody needed so far must come along: afterwards the old code is closed to loading.
    if place.edition:
        loading.load(place.pk)


def _move(old: str, new: str, *, on: date, carried: Counter[str]) -> None:
    """Move a subtree to a free code. The keys change in place; the database checks the references at the end."""
    codes = list(Place.objects.within(old).values_list("pk", flat=True))
    Place.objects.within(old).update(code=_exchanged("code", old, new), edition="")
    carried["places.place"] += len(codes)
    _carry(old, new, carried)
    Place.objects.filter(pk=new).update(parent_id=tree.parent_code(new))
    PlaceAlias.objects.bulk_create(PlaceAlias(old_code=code, now_id=new + code[len(old) :], on=on) for code in codes)
    # A place that came back to a code that it once gave up.
    PlaceAlias.objects.filter(within_q("old_code", new), old_code=F("now_id")).delete()


def _carry(old: str, new: str, carried: Counter[str]) -> None:
    """Exchange the beginning of every code in every column, then set the counties right."""
    for model, field in columns():
        rows = model._base_manager.filter(within_q(field.attname, old))
        try:
            with transaction.atomic():
                changed = rows.update(**{field.name: _exchanged(field.attname, old, new)})
        except IntegrityError:
            raise NotNow(f"两边有重复的记录（{model._meta.verbose_name}），先处理好再合并。") from None
        if changed and field.name != "county" and model is not Place:
            carried[model._meta.label_lower] += changed
    if old[:6] != new[:6]:
        _set_counties(new)
    for carrier in _carriers.values():
        carrier(old, new)


def _set_counties(code: str) -> None:
    for model, field in columns():
        if field.name == "county":
            names = {own.name: own.attname for own in model._meta.local_concrete_fields}
            where = "code" if model is Place else names.get("place")
            if where:
                model._base_manager.filter(within_q(where, code)).update(county=Substr(where, 1, 6))


def _exchanged(column: str, old: str, new: str) -> Concat:
    return Concat(Value(new), Substr(F(column), len(old) + 1), output_field=models.CharField())


def _number_for(part: Place, into: str) -> str:
    """A free code below `into` for a place that comes from elsewhere."""
    above = tree.parent_code(part.pk)
    segment = str(part.pk)[len(above) :]
    given_up = set(PlaceAlias.objects.filter(within_q("old_code", into)).values_list("old_code", flat=True))
    taken = given_up | set(Place.objects.children_of(into).values_list("pk", flat=True))
    if into + segment not in taken:
        return into + segment
    if part.level not in tree.OFFICIAL.values():
        return free_code(into, part.level)
    # GB/T 10114 and the village codes give each kind (街道, 镇, 乡; 居委会, 村委会) its hundred.
    width, hundred = len(segment), int(segment) // 100 * 100
    for number in (*range(hundred + 1, hundred + 100), *range(1, 10**width)):
        if (code := f"{into}{number:0{width}d}") not in taken:
            return code
    raise NotNow(f"{into} 下面的编号用完了。")
