"""Taking in what residents ask for, by themselves or through a worker who writes for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from minqing.ground.journal import Person
from minqing.ground.places.models import Place, within_q
from minqing.ground.staff.models import User
from minqing.lib.images import Readable
from minqing.lib.refusal import NotNow
from minqing.lib.words import simplify
from minqing.records.matters import attachments, life
from minqing.records.matters.kinds import KINDS, Kind
from minqing.records.matters.models import Matter
from minqing.records.people.models import Household, Resident

# Before the asker's own words where the move itself does not say that it was the asker.
BY_ASKER = "群众自己撤回："


def kinds() -> list[Kind]:
    """The kinds that residents may open, in their order."""
    return [kind for kind in KINDS.values() if kind.asks]


def kind_of(key: str) -> Kind | None:
    """The kind of this key, if residents may open it."""
    return next((kind for kind in kinds() if kind.key == key), None)


def take_in(
    *, id: UUID, kind: str, place: Place, words: str, category: str, name: str, phone: str, photos: Sequence[Readable], on: date,
    at: datetime | None = None, writer: User | None = None, details: Mapping[str, Any] | None = None,
) -> Matter:  # fmt: skip
    """Open a matter with its photographs, all or nothing; the same `id` again gives the one that is there.

    What residents write themselves stays hidden until a worker looked at it. What a `writer` wrote for them says in its story
    who wrote for whom. `details` are the answers to the kind's own questions, `at` is the instant from which hours count. Raises NotNow with what is wrong, and then nothing is kept.
    """
    # The journal names nobody who is a party of what only its parties and mediators may know.
    by = writer or Person("群众" if KINDS[kind].private else name)
    with attachments.filed(attachments.cleaned(photos)) as kept, transaction.atomic():
        matter = Matter.objects.open(
            id=id, kind=kind, about=title_of(words), words=words, category=category, place=place, asker=name, phone=phone, by=by,
            household=_home_of(name, place) if writer and not KINDS[kind].private else None, on=on, source="paper" if writer else "portal", unlooked=writer is None, details=details, at=at,
        )  # fmt: skip
        attachments.keep(matter, kept, by=by, on=on)
        if writer is not None and matter.version == 0:
            whom = "" if matter.table.private else name
            life.move(matter, "matter.add", by=writer, on=on, words=f"{writer.name}代{whom or '群众'}提的，照本人的话写")
    return matter


def _home_of(name: str, place: Place) -> Household | None:
    """The household on the books of whoever a worker writes for, if there is one such near the place, else in its village."""
    for code in dict.fromkeys((place.pk, place.pk[:12])):
        here = Resident.objects.present().filter(within_q("place_id", code), name_key=simplify(name.strip()))
        homes = {one.household for one in here.select_related("household")[:20]}
        if len(homes) == 1:
            return homes.pop()
    return None


def add(matter: Matter, *, words: str, photos: Sequence[Readable], on: date, at: datetime | None = None) -> None:
    """More words and photographs from the asker. Where something was asked of them, this is the answer and it goes on."""
    by = Person(matter.asker or "群众")
    verb = "matter.supply" if matter.table.rule("matter.supply", matter.state) else "matter.add"
    with attachments.filed(attachments.cleaned(photos)) as kept, transaction.atomic():
        attachments.keep(matter, kept, by=by, on=on)
        life.move(matter, verb, by=by, on=on, words=words, at=at)


def add_photos(matter: Matter, photos: Sequence[Readable], *, on: date, at: datetime | None = None) -> None:
    """Photographs that came when the same request was sent again: those that it has are not kept twice.

    Where somebody has looked at it meanwhile, they are told that there are more.
    """
    by = Person(matter.asker or "群众")
    known = set(matter.attachments.values_list("sha256", flat=True))
    new = [photo for photo in attachments.cleaned(photos) if photo.sha256 not in known]
    with attachments.filed(new) as kept, transaction.atomic():
        fresh = attachments.keep(matter, kept, by=by, on=on)
        if fresh and not matter.unlooked and matter.table.rule("matter.add", matter.state):
            life.move(matter, "matter.add", by=by, on=on, words=f"又补了 {len(fresh)} 张照片", at=at)


def withdrawal(matter: Matter) -> str:
    """The verb by which the asker can take it back now; empty when they cannot."""
    verbs = ("matter.withdraw", "matter.drop")
    return next((verb for verb in verbs if (rule := matter.table.rule(verb, matter.state)) and rule.when(matter)), "")


def withdraw(matter: Matter, *, words: str, on: date) -> None:
    """The asker takes it back. Raises NotNow when it has gone too far for that."""
    verb = withdrawal(matter)
    if not verb:
        raise NotNow("这件事现在不能撤回。有话要说，写在「再补几句」里。")
    said = words if verb == "matter.withdraw" else BY_ASKER + words
    life.move(matter, verb, by=Person(matter.asker or "群众"), on=on, words=said)


def title_of(words: str) -> str:
    """The first sentence of what somebody wrote, no longer than a list's line.

    >>> title_of("门前沟堵了，雨水灌院。请来看看！")
    '门前沟堵了，雨水灌院'
    """
    first = re.split(r"[。！？!?；;\n]", words.strip(), maxsplit=1)[0].strip() or words.strip()
    return first if len(first) <= 60 else first[:59] + "…"
