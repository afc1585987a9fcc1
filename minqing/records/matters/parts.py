"""Many hands (MECHANISMS.md D9): joint and supporting parts with their own answers, one matter split into several, two that are one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from minqing.ground.staff.models import Organisation, Posting, User
from minqing.lib.refusal import NotNow
from minqing.records.matters.kinds.table import OPEN_PHASES
from minqing.records.matters.models.handling import Claim, Handling
from minqing.records.matters.models.matter import Matter


def join(
    matter: Matter, *, by: User, on: date, words: str, person: User | None = None, organisation: Organisation | None = None,
    role: str = "joint", seat: str = "",
) -> None:  # fmt: skip
    """Ask one more to take a part beside whoever leads (`Handling.ROLES`: joint or support)."""
    if person is None and organisation is None:
        raise NotNow("选一个人或一个单位一起办。")
    if matter.handlings.filter(person=person, organisation=organisation, state="doing").exists():
        raise NotNow(f"{who(person, organisation)}已经在办这件事了。")
    seat_words = f"（{matter.table.seats[seat]}）" if seat in matter.table.seats else ""
    said = f"{who(person, organisation)}{seat_words}{Handling.ROLES[role]}。{words}"
    with transaction.atomic():
        matter.step("matter.join", by=by, on=on, words=said)
        take_part(matter, person=person, organisation=organisation, role=role, part=words, on=on, seat=seat)


def part_done(matter: Matter, *, by: User, on: date, words: str, handling: Handling | None = None) -> None:
    """One part is finished, with its own answer; whoever leads reports the whole when every joint part is."""
    _end_part(matter, "matter.part_done", "done", by=by, on=on, words=words, handling=handling)


def part_back(matter: Matter, *, by: User, on: date, words: str, reason: str = "", handling: Handling | None = None) -> None:
    """One part is returned with a reason: whoever leads finds another, or does it."""
    _end_part(matter, "matter.part_back", "returned", by=by, on=on, words=words, handling=handling, reason=reason)


def _end_part(
    matter: Matter, verb: str, state: str, *, by: User, on: date, words: str, handling: Handling | None, **more: Any
) -> None:
    part = handling or own_part(matter, by, on=on)
    if part is None or part.matter_id != matter.pk or part.state != "doing" or part.role == "lead":
        raise NotNow("你在这件事里没有正在办的一份；主办的请用「办完了」。")
    with transaction.atomic():
        matter.step(verb, by=by, on=on, words=f"{part.who}：{words}", **more)
        Handling.objects.filter(pk=part.pk).update(state=state, ended_on=on, answer=words[:400])


def own_part(matter: Matter, user: User, *, on: date) -> Handling | None:
    """The joint or supporting part that lies with somebody or with an organisation where they have a post."""
    offices = Posting.objects.on(on).filter(user=user).exclude(organisation=None).values("organisation")
    parts = matter.handlings.filter(state="doing").exclude(role="lead").select_related("organisation", "person")
    return parts.filter(Q(person=user) | Q(organisation__in=offices)).order_by("from_on", "id").first()


def split(matter: Matter, *, by: User, on: date, words: str, **given: Any) -> list[Matter]:
    """Split into child matters, one a line; this one is reported done when all of them are over."""
    titles = [line.strip(" 　·-、") for line in words.splitlines() if line.strip(" 　·-、")]
    if not 2 <= len(titles) <= 20:
        raise NotNow("拆成几件，一行写一件，至少两件，最多二十件。")
    with transaction.atomic():
        matter.step("matter.split", by=by, on=on, words="；".join(titles))
        return [
            Matter.objects.open(
                kind=matter.kind, about=title, place=matter.place, by=by, on=on, category=matter.category, household=matter.household,
                asker=matter.asker, source=matter.source, urgency=matter.urgency, parent=matter,
            )
            for title in titles
        ]  # fmt: skip


def merge(matter: Matter, *, by: User, on: date, words: str = "", into: Matter | None = None, **given: Any) -> None:
    """The same thing as another: this one ends, its asker follows the other, and it counts as a duplicate once a second person agrees."""
    if into is None or into.pk == matter.pk:
        raise NotNow("写上另一件的回执号，再合在一起。")
    if into.county != matter.county or into.phase not in OPEN_PHASES or into.merged_into_id is not None:
        raise NotNow("另一件已经了结，或者不在本县，不能合到那里。")
    with transaction.atomic():
        said = f"和 {into.receipt_words}「{into.about}」是同一件。{words}"
        claimed = [(matter.place_id, day) for day in matter.claims.filter(let_go_on=None).values_list("claimed_on", flat=True)]
        matter.step(
            "matter.merge", by=by, on=on, words=said, touches=claimed, merged_into=into, exclusion="duplicate", unlooked=False
        )
        end(matter, "stopped", on=on)
        Claim.objects.filter(matter=matter, let_go_on=None).update(let_go_on=on, why="和另一件合在一起了")
        Matter.objects.get(pk=into.pk).step("matter.add", by=by, on=on, words=f"{matter.receipt_words}是同一件，合到了这里。")


def who(person: User | None, organisation: Organisation | None) -> str:
    """Both names, the organisation's first."""
    return " · ".join(str(name) for name in (organisation, person) if name)


def lead(matter: Matter, *, person: User | None, organisation: Organisation | None, part: str, on: date) -> None:
    """Give the lead; whoever had it has it no more."""
    end(matter, "replaced", on=on, role="lead")
    take_part(matter, person=person, organisation=organisation, role="lead", part=part, on=on)


def take_part(
    matter: Matter, *, person: User | None, organisation: Organisation | None, role: str, part: str, on: date, seat: str = ""
) -> None:
    """One more part, within the matter's own time."""
    Handling.objects.create(
        matter=matter, place_id=matter.place_id, county=matter.county, person=person, organisation=organisation, role=role,
        part=part[:200], from_on=on, due_on=matter.due_on, seat=seat,
    )  # fmt: skip


def end(matter: Matter, state: str, *, on: date, role: str = "", answer: str = "") -> None:
    """End the parts that go on, of one role or all of them."""
    going = Handling.objects.filter(matter=matter, state="doing")
    if role:
        going = going.filter(role=role)
    going.update(state=state, ended_on=on, answer=answer[:400])


def lead_again(matter: Matter) -> None:
    """Whoever led last leads again."""
    last = matter.handlings.filter(role="lead").order_by("-from_on", "-id").first()
    if last is not None:
        Handling.objects.filter(pk=last.pk).update(state="doing", ended_on=None, due_on=matter.due_on)
