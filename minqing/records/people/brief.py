"""What the household page says by itself before the door is knocked on: what expires, and what need not be asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.records.people.models import GroupSpan, Household, Resident

SOON = timedelta(days=60)
RIGHTS = (
    "household.open", "household.change", "household.move_out", "resident.join", "resident.change", "resident.leave", "group.enter", "group.leave",
    "number.reveal", "visit.record",
)  # fmt: skip

# What the page calls a fact, and how it is told that a person's is known.
ASKED = (("身份证号", "id_number"), ("电话", "phones"), ("出生", "birth"), ("性别", "sex"), ("与户主关系", "relation"))


@dataclass(frozen=True)
class Known:
    """`everyone` are the facts known of all the people, `partly` those known of some, with how many; `source` says from where."""

    everyone: list[str]
    partly: list[tuple[str, int]]
    source: str
    on: date


def expiring(spans: Sequence[GroupSpan], today: date) -> list[GroupSpan]:
    """Of the open spans those that expire within 60 days or have expired, the earliest first."""
    soon = [span for span in spans if span.expires_on is not None and span.to_on is None and span.expires_on <= today + SOON]
    return sorted(soon, key=lambda span: (span.expires_on or today, span.group))


def known(household: Household, people: Sequence[Resident], spans: Sequence[GroupSpan]) -> Known:
    """What the books hold of a household and from which ledger, so that nobody asks for it again.

    A telephone number counts as known when anybody in the house can be reached.
    """
    everyone, partly = [], []
    for words, field in ASKED:
        have = sum(bool(getattr(person, field)) for person in people)
        if field == "phones" and household.phones and not have:
            have = 1
        if (have == len(people) and have) or (field == "phones" and have):
            everyone.append(words)
        elif have:
            partly.append((words, have))
    if any(span.to_on is None for span in spans):
        everyone.append("类别")
    taken_in = household.last_import
    source = f"台账《{taken_in.file_name}》" if taken_in else "立户时记的"
    return Known(everyone, partly, source, timezone.localdate((taken_in or household).recorded_at))


def page_context(household: Household, scope: Scope, today: date) -> dict[str, Any]:
    """Everything the household page shows to a viewer on a day."""
    where = household.place_id
    given = {"household": household, "scope": scope, "today": today}
    people = list(household.residents.present().in_order())
    spans = list(household.group_spans.select_related("resident").order_by("from_on", "group"))
    callable_ = next((person for person in people if person.phones), None)
    return {
        **given,
        "people": [(person, person.age_on(today)) for person in people],
        "left": list(household.residents.exclude(left_on=None).order_by("left_on")),
        "spans": [span for span in spans if span.to_on is None or span.to_on > today],
        "ended": [span for span in spans if span.to_on is not None and span.to_on <= today],
        "brief": pegs.panels("household.brief", **given),
        "history": pegs.panels("household.history", **given),
        "seen": max(
            (context["day"] for _, context in pegs.panels("household.seen", **given) if context.get("day")), default=None
        ),
        "expiring": expiring(spans, today),
        "facts": known(household, people, spans) if people else None,
        "to_call": callable_ or (household if household.phones else None),
        "looked": looked_at(household, people) if scope.may("number.reveal", where) else None,
        "may": {verb.replace(".", "_"): scope.may(verb, where) for verb in RIGHTS},
    }


def looked_at(household: Household, people: list[Resident]) -> list[tuple[Event, str]]:
    """Who saw a whole number, and whose."""
    names = {str(person.pk): person.name for person in people} | {str(household.pk): "全户"}
    seen = Event.objects.filter(
        verb="number.reveal", object_type__in=("people.resident", "people.household"), object_id__in=names
    )
    return [(event, names[event.object_id]) for event in seen.order_by("-id")[:20]]
