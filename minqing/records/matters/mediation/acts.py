"""Mediating a dispute: parties, mediators, sessions, stages, and ending it without an agreement (人民调解法 art. 17-27).

Each act is one move of the table (`kinds/dispute.py`); what was agreed on is in `agreeing.py`. Words go into the moves and the
file, which only the parties and their mediators see, never into the journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import within_q
from minqing.ground.staff.models import Organisation, User
from minqing.lib import days
from minqing.lib.fields import Secret
from minqing.lib.refusal import NotNow
from minqing.lib.words import simplify
from minqing.records.matters.life import tier_for
from minqing.records.matters.mediation.disputes import DECLINED, OTHER_WAYS, SIDES, STAGES, WAYS
from minqing.records.matters.models.agreement import Agreement
from minqing.records.matters.models.dispute import DisputeParty, MediationSession
from minqing.records.matters.models.handling import Handling
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.parts import end as end_parts
from minqing.records.matters.parts import take_part, who
from minqing.records.people.models import Resident

REFUSED = "stop_refused"


def reveal_phone(party: DisputeParty, *, purpose: str, by: Actor, on: date) -> str:
    """A party's whole number, for a purpose that goes into the journal; whose it is stays in the file."""
    if len(purpose.strip()) < 2:
        raise NotNow("写一句看电话做什么用，记录里要留着。")
    if not isinstance(party.phone, Secret):
        raise NotNow(f"{party.name}没留电话。")
    with transaction.atomic():
        note("number.reveal", party, by=by, on=on, place=party.matter.place_id, words=purpose.strip(), after={"field": "phone"})
    return party.phone.plain()


def opened(matter: Matter, *, by: Actor, on: date) -> None:
    """Inside the opening: whoever asked is the first party, and their number goes into the file with them."""
    name = str(matter.hidden.get("applicant", "")).strip()
    if not name:
        return
    found = residents_named(matter.place_id, name)
    resident = found[0] if len(found) == 1 else None
    DisputeParty.objects.create(matter=matter, side="applicant", joined_on=on, phone=matter.phone, **_of_book(resident, name))
    if matter.phone:
        Matter.objects.filter(pk=matter.pk).update(phone=None)
        matter.phone = None


def residents_named(place: str, name: str) -> list[Resident]:
    """Whoever has this whole name on the books of a place or below it."""
    people = Resident.objects.present().filter(within_q("place_id", place[:12]), name_key=simplify(name.strip()))
    return list(people.select_related("household").order_by("id")[:20])


def _of_book(resident: Resident | None, name: str) -> dict[str, Any]:
    if resident is None:
        return {"name": name[:80]}
    return {
        "name": resident.name, "resident": resident, "household": resident.household, "sex": resident.sex, "birth": resident.birth,
        "address": resident.household.where,
    }  # fmt: skip


def party(
    matter: Matter, *, by: Actor, on: date, name: str, side: str, words: str = "", resident: Resident | None = None, **known: Any
) -> DisputeParty:
    """Write one party down: a resident of the place, or somebody from outside (`sex`, `work`, `address`, `phone`)."""
    if side not in SIDES:
        raise NotNow("选一下他是哪一方。")
    known = {key: value for key, value in known.items() if value}
    about = {**_of_book(resident, name.strip()), **known}
    if DisputeParty.objects.filter(matter=matter, out_on=None, name=about["name"], resident=resident).exists():
        raise NotNow(f"{about['name']}已经记上了；同名的另一个人，在名字后面写清是哪里的。")
    with transaction.atomic():
        matter.step("dispute.party", by=by, on=on, words=f"{SIDES[side]}：{about['name']}。{words}".strip())
        return DisputeParty.objects.create(matter=matter, side=side, joined_on=on, **about)


def party_out(matter: Matter, *, by: Actor, on: date, words: str, party: DisputeParty | None = None) -> None:
    """Take out a party that was written down by mistake or has no part in it any more; their link is dead from here."""
    if party is None or party.matter_id != matter.pk or party.out_on is not None:
        raise NotNow("选一下去掉哪一方。")
    with transaction.atomic():
        matter.step("dispute.party_out", by=by, on=on, words=f"{party.name}。{words}")
        DisputeParty.objects.filter(pk=party.pk).update(out_on=on, room_key="")


def session(
    matter: Matter, *, by: Actor, on: date, words: str, held_on: date | None = None, way: str = "spot", where: str = "",
    came: Sequence[str] = (), open_session: bool = False,
) -> MediationSession:  # fmt: skip
    """Record a meeting. One that was planned for the same day is this one."""
    if way not in WAYS:
        raise NotNow("选一下是当面、线上还是电话里调的。")
    if not came:
        raise NotNow("勾上谁来了；背靠背谈的，勾上谈过的那一方。")
    day = held_on or on
    if day > on:
        raise NotNow(f"日期写成了 {days.in_words(day, on)}，还没到那天；以后的用「约时间调解」。")
    said = f"{days.in_words(day, on)}{WAYS[way]}，{'、'.join(came)}。{words}"
    with transaction.atomic():
        matter.step("dispute.session", by=by, on=on, words=said)
        planned = (
            MediationSession.objects.filter(matter=matter, held_on=None, planned_at__date=day).order_by("planned_at").first()
        )
        held = planned or MediationSession(matter=matter)
        held.held_on, held.way, held.where, held.open_session = day, way, where[:120] or held.where, open_session
        held.came, held.words, held.by_name = "、".join(came)[:400], words, by.name
        held.save()
        return held


def invite(
    matter: Matter, *, by: Actor, on: date, planned_at: datetime, way: str = "spot", where: str = "", words: str = ""
) -> MediationSession:
    """Plan a meeting; the parties see it in their room."""
    if planned_at.date() < on:
        raise NotNow("约的日子已经过了，写今天以后的。")
    if way == "spot" and not where.strip():
        raise NotNow("写上在哪里见面。")
    said = f"{days.in_words(planned_at.date(), on)} {planned_at:%H:%M}，{WAYS[way]}{where}。{words}"
    with transaction.atomic():
        matter.step("dispute.invite", by=by, on=on, words=said)
        return MediationSession.objects.create(matter=matter, planned_at=planned_at, way=way, where=where[:120], by_name=by.name)


def stage(matter: Matter, *, by: Actor, on: date, words: str, stage: str = "") -> None:
    """Go on to another of the four stages: law education, self-mediation, at the source, many parties (D3)."""
    if stage not in STAGES:
        raise NotNow("选一下现在用哪一步解法。")
    matter.step("dispute.stage", by=by, on=on, words=f"{STAGES[stage]}。{words}", details={"stage": stage})


def refuse_mediator(
    matter: Matter, *, by: Actor, on: date, words: str, reason: str = "", handling: Handling | None = None,
    party: DisputeParty | None = None, person: User | None = None, organisation: Organisation | None = None,
) -> None:  # fmt: skip
    """A party does not want a mediator (art. 23): another is asked; whoever leads must be replaced at once."""
    if handling is None or handling.matter_id != matter.pk or handling.state != "doing":
        raise NotNow("选一下当事人不要哪一位调解员。")
    if party is None or party.matter_id != matter.pk or party.out_on is not None:
        raise NotNow("选一下是哪一方提出来的。")
    leads, another = handling.role == "lead", person is not None or organisation is not None
    if leads and not another:
        raise NotNow("主持的调解员被当事人谢绝了，要另请一位，选上再存。")
    if another and (person, organisation) == (handling.person, handling.organisation):
        raise NotNow("另请的还是他本人，换一位。")
    instead = f"，另请{who(person, organisation)}" if another else ""
    columns: dict[str, Any] = {}
    if leads:
        tier = tier_for(matter, person=person, organisation=organisation, on=on)
        columns = {"holder": person, "holder_organisation": organisation, "tier": tier}
    with transaction.atomic():
        matter.step(
            "dispute.refuse_mediator",
            by=by,
            on=on,
            words=f"{party.name}不要{handling.who}{instead}。{words}",
            reason=reason,
            **columns,
        )
        Handling.objects.filter(pk=handling.pk).update(state="returned", ended_on=on, answer=DECLINED)
        if another:
            take_part(matter, person=person, organisation=organisation, role=handling.role, part="", on=on, seat=handling.seat)


def extend(matter: Matter, *, by: Actor, on: date, words: str, due_on: date | None = None, agreed: bool = False) -> None:
    """Take more time; only when all parties agree (the law sets no time, local rules commonly a month: RULES 4)."""
    if not agreed:
        raise NotNow("各方都同意才能延长；有一方不同意，到期就停，告诉他们别的路。")
    if due_on is None or (matter.due_on is not None and due_on <= matter.due_on):
        raise NotNow("延长到的日子要比现在的期限晚。")
    matter.step(
        "dispute.extend", by=by, on=on, words=f"延到 {days.in_words(due_on, on)}。{words}", due_on=due_on, due_at=None,
        details={"extended_on": on},
    )  # fmt: skip


def police(matter: Matter, *, by: Actor, on: date, words: str, told: str = "", told_on: date | None = None) -> None:
    """It may be an offence: tell the police at once (art. 25). Mediation of the rest may go on."""
    if not told.strip():
        raise NotNow("写上报给了哪个派出所、谁接的。")
    day = told_on or on
    if day > on:
        raise NotNow(f"日期写成了 {days.in_words(day, on)}，还没到那天。")
    matter.step(
        "dispute.police", by=by, on=on, words=f"{days.in_words(day, on)}报给{told}。{words}",
        details={"police_on": day, "police_told": told[:80]},
    )  # fmt: skip


def sort(matter: Matter, *, by: Actor, on: date, words: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Another class or origin; the months in which it was settled or ended count anew."""
    dispute = matter.details
    days = (dispute.resolved_on, dispute.ended_on) if dispute is not None else ()
    touches = [(matter.place_id, day) for day in days if day is not None]
    matter.step("dispute.sort", by=by, on=on, words=words, details=details, touches=touches)


def prevent(matter: Matter, *, by: Actor, on: date, words: str, details: Mapping[str, Any] | None = None) -> None:
    """What might have ended badly did not (art. 25): counted on this day."""
    dispute = matter.details
    old = [(matter.place_id, dispute.prevented_on)] if dispute is not None and dispute.prevented_on else []
    matter.step(
        "dispute.prevent", by=by, on=on, words=words, details={**(details or {}), "prevented_on": on}, touches=old,
    )  # fmt: skip


def end(
    matter: Matter,
    *,
    by: Actor,
    on: date,
    words: str,
    reason: str = "",
    party: DisputeParty | None = None,
    told: Sequence[str] = (),
) -> None:
    """End it without an agreement: at once when a party clearly refuses (art. 17), or because it fails (art. 26).

    The parties are told of arbitration, administration and court; which ways were told is kept.
    """
    ways = [OTHER_WAYS[key] for key in told if key in OTHER_WAYS]
    if not ways:
        raise NotNow("停下来要告诉双方还能走哪几条路，勾上告诉了的。")
    if reason == REFUSED and (party is None or party.matter_id != matter.pk):
        raise NotNow("选一下是哪一方不愿意调解。")
    refusing = f"{party.name}不愿意调解。" if party is not None else ""
    with transaction.atomic():
        matter.step(
            "dispute.end", by=by, on=on, words=f"{refusing}告诉了：{'、'.join(ways)}。{words}", reason=reason,
            details={"ended_on": on, "ended_told": "、".join(ways)},
        )  # fmt: skip
        Agreement.objects.filter(matter=matter, ended_on=None).update(ended_on=on)
        end_parts(matter, "stopped", on=on)
