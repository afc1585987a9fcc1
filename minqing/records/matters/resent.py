"""A form for opening a matter that comes a second time: the same words are a double press, others would be lost without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minqing.lib.fields import Secret
from minqing.lib.numbers import hide_numbers, hide_within, only_mobile_in
from minqing.records.matters.models import Matter

if TYPE_CHECKING:
    from minqing.records.matters.forms import OpenForm
    from minqing.records.people.models import Household


def says_the_same(known: Matter, form: OpenForm, *, household: Household | None, place: str) -> bool:
    """Whether a valid form says what the matter with its id was opened with. `place` is the code it names."""
    data: dict[str, Any] = form.cleaned_data
    sent = Matter(
        kind=form.table.key, place_id=place, about=hide_numbers(" ".join(data["about"].split())), words=hide_numbers(data["words"]),
        household=household,
        asker=data["asker"] or (household.head_name if household else ""),
    )  # fmt: skip
    if form.table.private:
        sent.hide_in_file()
    told = ["kind", "place_id", "about", "words", "household_id"]
    if "asker" in form.fields:
        told.append("asker")
    if any(getattr(known, name) != getattr(sent, name) for name in told):
        return False
    phone = data["phone"] or only_mobile_in(data["about"], data["words"])
    if (_phone(known), known.opened_on, known.urgency) != (phone, data["opened_on"], data["urgency"] or "ordinary"):
        return False
    if "category" in data and known.category != data["category"]:
        return False
    # What was left open may have been filled in since, as the kind does it at the opening.
    own = {name: hide_within(value) for name, value in {**sent.hidden, **form.details()}.items() if value not in (None, "")}
    return all(getattr(known.details, name, None) == value for name, value in own.items())


def _phone(known: Matter) -> str:
    """The number that was left; that of a private kind stands in the file, with the party who asked."""
    party = known.parties.filter(side="applicant").first() if known.table.private else None
    left = known.phone or (party.phone if party is not None else None)
    return left.plain() if isinstance(left, Secret) else ""
