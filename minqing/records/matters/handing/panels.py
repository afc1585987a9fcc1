"""Where handing over shows: on a person's page, on the day's page of whoever may give work, and in the taker's notices."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.ground.journal.models import Event
from minqing.ground.journal.verbs import follows
from minqing.ground.notices.writing import tell
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.matters.handing import over
from minqing.records.matters.models import Matter
from minqing.records.matters.telling import about_of, page_of

MOST = 20


def hang() -> None:
    """Put the panels up and follow the verb; called once when the program starts."""
    pegs.hang("staff.person", "matters/handing/_person.html", rank=10)(left)
    pegs.hang("today", "matters/handing/_today.html", rank=21)(nobodys)
    follows("matter.handed_over", over.VERB)(handed)


def left(person: User, scope: Scope) -> dict[str, Any]:
    """How much still lies with somebody."""
    return {"left": over.left_with(person, scope), "person": person, "posted": person.postings.on(scope.on).exists()}


def nobodys(scope: Scope, today: date) -> dict[str, Any] | None:
    """Matters in the hands of people who are gone."""
    if not scope.may("matter.assign"):
        return None
    found = list(over.abandoned(scope).preloaded().order_by("due_on", "id")[:MOST])
    return {"matters": found, "today": today} if found else None


def handed(event: Event) -> None:
    """Whoever takes over hears of it."""
    matter = Matter.objects.filter(pk=event.object_id).select_related("place").first()
    to = User.objects.filter(pk=str((event.after or {})["to"])).first()
    if matter is not None and to is not None:
        about = about_of(matter)
        sentence = f"交给你接着办一件事：{about}" if about else "交给你接着办一件事，打开看。"
        tell([to], sentence, url=page_of(matter), event=event, sort="given", urgent=True)
