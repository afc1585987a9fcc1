"""What somebody may see and do: the one door to scoped data.

A right is a verb held at a place and all below it. A record outside every place where the viewer may see such records does
not exist for them (404); one that they see but may not change is refused (403).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, wraps
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from minqing.ground.journal import quiet
from minqing.ground.places.models import Place, below, within_q, within_slots
from minqing.ground.staff.models import Posting, User
from minqing.lib.prepared import Prepared, Slot

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

_POSTINGS = Prepared(
    lambda: (
        Posting.objects.on(Slot("on", models.DateField()))
        .filter(user=Slot("user", models.UUIDField()))
        .select_related("role", "place", "organisation")
    )
)


def _villages_below(code: str) -> int:
    return Place.objects.within(code).filter(level="village").count()


class Scope:
    """The places and verbs of one user on one day, from the postings in force."""

    def __init__(self, user: User, on: date) -> None:
        self.user = user
        self.on = on

    @cached_property
    def postings(self) -> list[Posting]:
        """Posts in force, the most local first."""
        found = _POSTINGS(on=self.on, user=self.user.pk)
        return sorted(found, key=lambda posting: (-len(posting.place_id), posting.rank))

    @cached_property
    def home(self) -> Place | None:
        """The place whose pages open first."""
        return self.postings[0].place if self.postings else None

    @cached_property
    def title(self) -> str:
        """The scope in words, as every list shows it."""
        if self.home is None:
            return "没有岗位"
        home = self.home
        villages = self.kept("villages", lambda: _villages_below(home.pk)) if len(home.pk) < 12 else 0
        return f"{home.short_name} {villages} 个村（社区）" if villages else home.short_name

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Every verb held anywhere."""
        return frozenset(verb for posting in self.postings for verb in posting.role.verbs)

    def places_for(self, verb: str) -> tuple[str, ...]:
        """The codes at and below which the verb is held, none inside another."""
        codes = sorted({posting.place_id for posting in self.postings if verb in posting.role.verbs})
        return tuple(code for code in codes if not any(code != other and code.startswith(other) for other in codes))

    def may(self, verb: str, place: str | None = None) -> bool:
        """Whether the verb is held, at `place` if one is given."""
        if place is None:
            return verb in self.verbs
        return any(place.startswith(code) for code in self.places_for(verb))

    def reach(self, verb: str, *, at: str = "") -> tuple[str, ...]:
        """The codes at and below which the verb is held, as far as they lie `at` a place: that place alone where it is inside one."""
        codes = self.places_for(verb)
        if any(at.startswith(code) for code in codes):
            return (at,)
        return tuple(code for code in codes if code.startswith(at))

    def q(self, verb: str, field: str = "place_id", *, at: str = "") -> Q:
        """The condition that keeps a queryset to the places where the verb is held, and to what of them lies `at` a place.

        One range each, never two of which a database would have to choose one for its index.
        """
        condition = Q(pk__in=[])
        for code in self.reach(verb, at=at):
            condition |= within_q(field, code)
        return condition

    def within(self, records: models.QuerySet[M], verb: str, field: str = "place_id", *, at: str = "") -> models.QuerySet[M]:
        """The records of a queryset that the viewer may see under a verb, `at` a place if one is given."""
        return records.filter(self.q(verb, field, at=at))

    def kept(self, name: str, count: Callable[[], T], *asked: object, anywhere: bool = False) -> T:
        """What `count` says of what was `asked`, counted again only when something was written at the viewer's places.

        The viewer is part of what is asked. `anywhere` is for records that may lie elsewhere: those in the viewer's own hands.
        """
        return quiet.kept(name, count, self._viewer, asked, journal=self._journal, at=None if anywhere else self._codes)

    def kept_by_place(
        self, name: str, count: Callable[[Sequence[str] | None], Mapping[str, Counter[Any]]], *asked: object
    ) -> Counter[Any]:
        """A sum over the viewer's places (`quiet.kept_by_place`), of which only the villages that were written about are counted again."""
        return quiet.kept_by_place(name, count, self._viewer, asked, journal=self._journal, at=self._codes)

    @cached_property
    def _viewer(self) -> tuple[object, ...]:
        return (self.user.pk, [(posting.pk, posting.place_id, posting.organisation_id) for posting in self.postings], self.on)

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple({posting.place_id for posting in self.postings})

    @cached_property
    def _journal(self) -> quiet.Reading:
        return quiet.Reading()

    def place(self, code: str, verb: str) -> Place:
        """A place at which the verb is held. Raises Http404 for any other, existing or not."""
        if not self.may(verb, code):
            raise Http404("这里没有这个地方，或者不在你的范围里。")
        place = Place.objects.filter(pk=code).first()
        if place is None:
            raise Http404("没有这个地方，看看代码对不对。")
        return place


class ScopedRequest(HttpRequest):
    """A request of somebody signed in (for type checking)."""

    user: User
    scope: Scope


class Within(Generic[T]):
    """Records at the viewer's places, asked for with other values each time (`Prepared`): `build` gets the condition of the places."""

    def __init__(self, build: Callable[[Q], models.QuerySet[Any, T]], field: str = "place_id") -> None:
        self._build, self._field = build, field
        self._by_number: dict[int, Prepared[T]] = {}

    def __call__(self, codes: Sequence[str], **values: Any) -> list[T]:
        """The records at or below these places; none without a place."""
        number = len(codes)
        if not number:
            return []
        prepared = self._by_number.get(number)
        if prepared is None:
            prepared = self._by_number[number] = Prepared(lambda: self._build(within_slots(self._field, number)))
        return prepared(**below(codes), **values)


def get_within(records: models.QuerySet[M] | Within[M], scope: Scope, pk: Any, *, see: str, do: str = "") -> M:
    """One record that the viewer may `see`; raises Http404 otherwise, PermissionDenied if they may not `do`.

    Prepared `records` have a slot `pk`.
    """
    if isinstance(records, Within):
        record = next(iter(records(scope.places_for(see), pk=pk)), None)
    else:
        record = scope.within(records, see).filter(pk=pk).first()
    if record is None:
        raise Http404("没有这条记录，或者不在你的范围里。")
    if do and not scope.may(do, str(getattr(record, "place_id", ""))):
        raise PermissionDenied("你的岗位不能做这一步，请有权限的人来做。")
    return record


View = Callable[..., HttpResponseBase]


def may(*verbs: str) -> Callable[[View], View]:
    """Refuse a view to whoever holds none of these verbs anywhere."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: ScopedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.scope.may(verb) for verb in verbs):
                raise PermissionDenied("你的岗位不能打开这一页，请找管理员加权限。")
            return view(request, *args, **kwargs)

        guarded.required_verbs = verbs  # type: ignore[attr-defined]
        return guarded

    return guard
