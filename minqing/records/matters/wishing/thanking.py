"""The thanks: what whoever wished said when it came true, for the one who fulfilled it, and without names for everybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.http import Http404

from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib.prepared import Prepared, Slot
from minqing.records.matters.masking import spots_of, without_names, without_spots
from minqing.records.matters.models.handling import Claim
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.matter_set import MatterQuerySet
from minqing.records.matters.models.move import Judgement
from minqing.records.people.models import Resident

OLD = 60
# How long thanks are news on the day's page; they stay on the wish's own page.
NEWS = timedelta(days=30)


@dataclass(frozen=True)
class Thanks:
    """One line of thanks, as it may be shown to everybody."""

    number: str
    wish: str
    words: str
    place: str
    on: date


def words_said() -> Subquery:
    """What was said last when it was good, as an annotation of matters."""
    said = Judgement.objects.filter(matter=OuterRef("pk"), solved=True).order_by("-said_on", "-id")
    return Subquery(said.values("words")[:1])


def said(found: MatterQuerySet, most: int) -> list[Thanks]:
    """The last thanks of wishes that came true, without names. Two queries."""
    done = found.filter(kind="wish", phase="done", solved=True).annotate(thanks=words_said())
    done = done.exclude(Q(thanks=None) | Q(thanks="")).select_related("place", "household")
    wishes: list[Any] = list(done.order_by("-closed_on", "-id")[:most])
    names = _names_of(wishes)
    return [
        Thanks(
            wish.number, wish.public_words or without_names(wish.about, names[wish.pk]), without_names(wish.thanks, names[wish.pk]),
            wish.place.short_name, wish.closed_on,
        )
        for wish in wishes
    ]  # fmt: skip


def published(wishes: Collection[Matter]) -> dict[Any, str]:
    """What was last said in thanks for wishes that came true, where whoever said it agreed to its being shown; without names.

    Neither the family's names nor that of whoever fulfilled it: they serve, and nobody asked them. Wish's key → words. Two queries
    beside the households.
    """
    last: dict[Any, Judgement] = {
        said.matter_id: said for said in Judgement.objects.filter(matter__in=wishes).order_by("said_on", "id")
    }
    agreed = {pk: said.words for pk, said in last.items() if said.solved and said.public and said.words.strip()}
    if not agreed:
        return {}
    theirs = {wish.pk: wish for wish in wishes if wish.pk in agreed}
    names = _names_of(theirs.values())
    claimed = Claim.objects.filter(matter__in=list(agreed), let_go_on=None).values_list("matter_id", "claimant_name")
    helpers = {pk: name for pk, name in claimed if len(name.strip()) >= 2}
    return {
        pk: without_spots(
            without_names(words.replace(helpers[pk], "认领的人") if pk in helpers else words, names[pk]), spots_of(theirs[pk])
        )
        for pk, words in agreed.items()
    }


def _names_of(wishes: Collection[Matter]) -> dict[Any, set[str]]:
    """Every name by which each family could be known, and whoever fulfilled it is none of them. One query."""
    homes: dict[Any, set[str]] = {}
    for home, name in Resident.objects.filter(household__in=[w.household_id for w in wishes]).values_list("household_id", "name"):
        homes.setdefault(home, set()).add(name)
    heads = {w.pk: {w.asker, w.household.head_name if w.household else ""} for w in wishes}
    return {w.pk: heads[w.pk] | homes.get(w.household_id, set()) for w in wishes}


def unseen(user: User, today: date) -> list[Claim]:
    """Claims of somebody whose thanks of these weeks they have not taken note of. One query."""
    return _UNSEEN(claimant=user.pk, since=today - NEWS)


def _unseen() -> QuerySet[Claim]:
    standing = Claim.objects.filter(
        claimant=Slot("claimant", UUIDField()), let_go_on=None, matter__phase="done", matter__solved=True,
        matter__closed_on__gt=Slot("since", DateField()),
    )  # fmt: skip
    found = standing.filter(matter__wish__thanks_seen_on=None).select_related(
        "matter__place", "matter__household", "matter__wish"
    )
    judged = Judgement.objects.filter(matter=OuterRef("matter"), solved=True).order_by("-said_on", "-id")
    return found.annotate(thanks=Subquery(judged.values("words")[:1])).order_by("-matter__closed_on", "-id")[:6]


_UNSEEN = Prepared(_unseen)


def of(matter: Matter) -> Judgement | None:
    """The word with which a wish came true."""
    if matter.kind != "wish" or matter.phase != "done" or not matter.solved:
        return None
    return matter.judgements.filter(solved=True).order_by("-said_on", "-id").first()


def called(matter: Matter, today: date) -> str:
    """How whoever wished is spoken of: 李大爷, 王大娘; the name where age or sex is not known; 村民 without a name."""
    person = Resident.objects.filter(household=matter.household_id, name=matter.asker).first() if matter.household_id else None
    if (
        person is None
        or not person.birth[:4].isdigit()
        or today.year - int(person.birth[:4]) < OLD
        or person.sex not in ("1", "2", "男", "女")
    ):
        return matter.asker or "村民"
    return f"{matter.asker[:1]}{'大爷' if person.sex in ('1', '男') else '大娘'}"


def claim_of(matter: Matter, scope: Scope) -> Claim:
    """The viewer's own claim on a wish that came true. Raises Http404 for anybody else."""
    claim = matter.claims.filter(claimant=scope.user, let_go_on=None).first()
    if claim is None or of(matter) is None:
        raise Http404("没有这份感谢，或者不是给你的。")
    return claim


def take_note(matter: Matter, *, on: date) -> None:
    """The one who fulfilled it has read the thanks: from now on the day's page does not show them again."""
    matter.fill_details({"thanks_seen_on": on})
