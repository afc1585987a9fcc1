"""Holding a round of consultation (C6): whether enough came, whether enough agreed, by the rule that holds there on that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects

from minqing.ground.journal import Actor, note
from minqing.ground.staff.scope import Scope
from minqing.lib import pegs
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.matters import story_rows
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.models import Matter
from minqing.records.matters.models.consultation import (
    BODIES,
    RESULTS,
    SEATS,
    Consultation,
    ConsultationRule,
    ConsultationSeat,
    enough,
)

VERB = "consult.round"
# Kinds about which nobody sits down, as a rule: their pages do not offer it.
ALONE = frozenset({"wish", "errand"})
# A side's seat, names, words, whether it signed.
Side = tuple[str, str, str, bool]


def hold(
    matter: Matter, *, by: Actor, on: date, subject: str, body: str, called: int, came: int, result: str, seats: Sequence[Side],
    held_on: date | None = None, where: str = "", agreed: int = 0, against: int = 0, abstained: int = 0, agreement: str = "",
    id: UUID | None = None,
) -> Consultation:  # fmt: skip
    """Write down one round. The same `id` again gives the round that is there.

    Raises NotNow for numbers that cannot be, for an agreement without enough people or votes, and for nobody at the table.
    """
    if known := Consultation.objects.filter(pk=id, matter=matter).first() if id else None:
        return known
    day = held_on or on
    _checked(subject, body, called, came, result, (agreed, against, abstained), agreement, seats)
    rule = ConsultationRule.objects.fitting(body, place=matter.place_id, on=day)
    quorate = enough(came, called, rule.attend, over=rule.attend_over)
    if result == "agreed":
        _enough_agreed(rule, quorate, came=came, called=called, agreed=agreed)
    try:
        with transaction.atomic():
            held = Consultation.objects.create(
                id=id or new_id(), matter=matter, place_id=matter.place_id, county=matter.county, round=matter.consultations.count() + 1,
                subject=subject.strip()[:200], held_on=day, where=where.strip(), body=body, called=called, came=came, quorate=quorate,
                agreed=agreed, against=against, abstained=abstained, result=result, agreement=agreement.strip(), rule_words=rule.said,
                rule_source=rule.source, rule_confirmed=rule.confirmed, by_name=by.name,
            )  # fmt: skip
            ConsultationSeat.objects.bulk_create(
                ConsultationSeat(
                    consultation=held, seat=seat, names=names.strip(), said=said.strip(), signed_on=day if signed else None
                )
                for seat, names, said, signed in seats
            )
            note(VERB, held, by=by, on=day, after={"round": held.round, "result": result, "matter": str(matter.pk)},
                 words="" if matter.table.private else held.numbers)  # fmt: skip
    except IntegrityError:
        if known := Consultation.objects.filter(pk=id).first() if id else None:
            return known
        raise NotNow("另一个人刚记了一次，刷新看看再记。") from None
    return held


def _checked(
    subject: str,
    body: str,
    called: int,
    came: int,
    result: str,
    votes: Sequence[int],
    agreement: str,
    seats: Sequence[Side],
) -> None:
    if not subject.strip():
        raise NotNow("商量什么没写，写一句再存。")
    if body not in BODIES or result not in RESULTS:
        raise NotNow("什么会、结果都要从名单里选。")
    if min(called, came, *votes) < 0:
        raise NotNow("人数不能写负数。")
    if called < 1 or came > called:
        raise NotNow(f"应到 {called} 人，实到写了 {came} 人，对不上，看看再存。")
    voted: int = sum(votes)
    if voted > came:
        raise NotNow(f"到会 {came} 人，票数加起来 {voted}，多了，看看再存。")
    if result == "later" and voted:
        raise NotNow("写了票数，结果就选「议成了」或「没议成」。")
    if result == "agreed" and not agreement.strip():
        raise NotNow("议成了，就写上议定了什么。")
    if len(seats) < 2 or any(not names.strip() for _, names, _, _ in seats):
        raise NotNow("至少两边坐到一起才叫协商，每一边写上来了谁。")
    if any(seat not in SEATS for seat, *_ in seats) or len({seat for seat, *_ in seats}) != len(seats):
        raise NotNow("哪一边的人没选对，看看再存。")


def _enough_agreed(rule: ConsultationRule, quorate: bool, *, came: int, called: int, agreed: int) -> None:
    if not quorate:
        raise NotNow(f"应到 {called} 人，到了 {came} 人，人数不够，议不成（{rule.said}）。结果选「这次没表决」，再约一次。")
    if not enough(agreed, came, rule.agree, over=rule.agree_over):
        raise NotNow(f"到会 {came} 人，同意 {agreed} 人，不够数，议不成（{rule.said}）。")


def sign(consultation: Consultation, seat: str, *, by: Actor, on: date) -> None:
    """Tick that a side signed, which may be later than the meeting. Raises NotNow for a side that signed already or was not there."""
    with transaction.atomic():
        signed = consultation.seats.filter(seat=seat, signed_on=None).update(signed_on=on)
        if not signed:
            raise NotNow("这一边已经签过字了，或者那天没来。")
        note("consult.sign", consultation, by=by, on=on, after={"seat": seat, "matter": str(consultation.matter_id)})


def rounds_of(matter: Matter) -> list[Consultation]:
    """All rounds with their sides, the last first. One query, and one more where there is a round."""
    rounds = story_rows.consultations.of(matter)
    prefetch_related_objects(rounds, "seats")
    return rounds


def panel(matter: Matter, scope: Scope, **_: Any) -> dict[str, Any] | None:
    """What the matter's page shows of its rounds, and the way to write down another one. Rooms above hang papers on them."""
    rounds = rounds_of(matter)
    may_hold = scope.may(VERB, matter.place_id) and matter.phase in OPEN_PHASES
    if not rounds and (not may_hold or matter.kind in ALONE):
        return None
    return {
        "rounds": rounds,
        "matter": matter,
        "may_hold": may_hold,
        # Sides come by to sign after the meeting, and after the matter has ended.
        "may_sign": scope.may(VERB, matter.place_id),
        "papers": pegs.panels("consultation", matter=matter, scope=scope),
    }
