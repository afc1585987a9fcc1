"""Agreements of a dispute: reached, signed, kept or not, confirmed by a court (人民调解法 art. 28-33).

`Dispute.resolved_on` is the day on which the standing agreement was reached; figures count by it, so each act that sets or takes it away
touches the month in which it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import User
from minqing.lib import days
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.mediation.disputes import OF_STATUS, SIGNED, court_until
from minqing.records.matters.models.agreement import Agreement, PartyWord, Signature
from minqing.records.matters.models.dispute import DisputeParty
from minqing.records.matters.models.matter import OTHER_PERSON, Matter
from minqing.records.matters.models.move import Judgement
from minqing.records.matters.parts import end as end_parts
from minqing.records.matters.parts import lead_again

Days = list[tuple[str, date]]
# Who settled it does not ask by themselves whether it was kept (D10).
SETTLED = ("dispute.effect", "dispute.oral", "dispute.reconcile", "dispute.sign")
NO_AGREEMENT = "还没有协议。"


def standing(matter: Matter) -> Agreement | None:
    """The agreement that stands, if there is one."""
    return Agreement.objects.filter(matter=matter, ended_on=None).first()


def draft(matter: Matter, *, by: Actor, on: date, words: str = "", terms: Mapping[str, Any] | None = None) -> Agreement:
    """Write the agreement down, or change it: whoever signed the text before must sign again."""
    values = _terms(matter, terms)
    known = standing(matter)
    with transaction.atomic():
        matter.step("dispute.draft", by=by, on=on, words=words)
        if known is None:
            return Agreement.objects.create(matter=matter, form="written", **{"made_on": on, **values})
        for name, value in {**values, "draft": known.draft + 1, "mediator_on": None, "sealed_on": None}.items():
            setattr(known, name, value)
        known.save()
        known.signatures.all().delete()
        return known


def sign(
    matter: Matter, *, by: Actor, on: date, words: str = "", signed: Mapping[DisputeParty, str] | None = None,
    mediator: bool = False, sealed: bool = False, signed_on: date | None = None,
) -> None:  # fmt: skip
    """Note who signed, that the mediator did, that the seal is on it. With the last of these the agreement is valid."""
    agreement = _needed(matter)
    day = signed_on or on
    if day > on or day < agreement.made_on:
        raise NotNow("签字的日子不对：不能早于谈成那天，也不能晚于今天。")
    standing_ = {party.pk: party for party in agreement.standing_parties()}
    ways = {party: way for party, way in (signed or {}).items() if way in SIGNED and party.pk in standing_}
    names = [f"{party.name}{SIGNED[way]}" for party, way in ways.items()]
    names += ["调解员签名"] * (mediator and not agreement.mediator_on) + ["盖章"] * (sealed and not agreement.sealed_on)
    if not names:
        raise NotNow("没选谁签了、盖没盖章，选上再存。")
    with transaction.atomic():
        matter.step("dispute.sign", by=by, on=on, words=f"{days.in_words(day, on)}：{'、'.join(names)}。{words}")
        for party, way in ways.items():
            Signature.objects.update_or_create(agreement=agreement, party=party, defaults={"way": way, "on": day})
        agreement.mediator_on = agreement.mediator_on or (day if mediator else None)
        agreement.sealed_on = agreement.sealed_on or (day if sealed else None)
        agreement.save(update_fields=["mediator_on", "sealed_on"])
        if not agreement.missing():
            effect(matter, by=by, on=on)


def effect(matter: Matter, *, by: Actor, on: date, words: str = "") -> None:
    """The written agreement is valid: all signatures, the mediator's and the seal are there (art. 29)."""
    agreement = _needed(matter)
    valid_on = agreement.full_on() or on
    with transaction.atomic():
        _settled(matter, "dispute.effect", agreement, valid_on, by=by, on=on, words=words)


def oral(
    matter: Matter, *, by: Actor, on: date, words: str, terms: Mapping[str, Any] | None = None, form: str = "oral"
) -> Agreement:
    """An oral agreement, recorded by the mediator: valid when it is reached (art. 28, 30)."""
    verb = "dispute.reconcile" if form == "self" else "dispute.oral"
    values = {"content": words, "made_on": on, **_terms(matter, terms)}
    if values["made_on"] > on:
        raise NotNow("谈成的日子还没到。")
    with transaction.atomic():
        agreement = Agreement(matter=matter, form=form, **values)
        _settled(matter, verb, agreement, agreement.made_on, by=by, on=on, words=words)
        return agreement


def reconcile(matter: Matter, *, by: Actor, on: date, words: str, terms: Mapping[str, Any] | None = None) -> Agreement:
    """The parties made it up by themselves; how is written down, and they are asked afterwards like all others."""
    return oral(matter, by=by, on=on, words=words, terms=terms, form="self")


def _settled(matter: Matter, verb: str, agreement: Agreement, day: date, *, by: Actor, on: date, words: str) -> None:
    details = {
        "agreed_by": agreement.form, "online": agreement.online, "resolved_on": day, "amount": agreement.amount, "performed_on": None,
        "check_on": agreement.due_on,
    }  # fmt: skip
    matter.step(verb, by=by, on=on, words=words, details=details, touches=[(matter.place_id, day)])
    agreement.valid_on = day
    agreement.save()


def undraft(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """It was not signed in the end; mediation goes on."""
    with transaction.atomic():
        matter.step("dispute.undraft", by=by, on=on, words=words)
        Agreement.objects.filter(matter=matter, ended_on=None).update(ended_on=on)


def check(matter: Matter, *, by: Actor, on: date, words: str, check_on: date | None = None) -> None:
    """A visit to see whether the agreement is kept (art. 31), and when the next one is."""
    matter.step("dispute.check", by=by, on=on, words=words, details={"check_on": check_on})


def word(
    matter: Matter, *, by: Actor, on: date, party: DisputeParty | None = None, solved: bool = True, satisfied: bool | None = None,
    way: str = "visit", words: str = "",
) -> None:  # fmt: skip
    """What one party says. When all say that it was kept the dispute is over; when one says it was not, mediation goes on."""
    agreement = _needed(matter)
    if party is None or party.matter_id != matter.pk or party.out_on is not None:
        raise NotNow("选一下是哪一方说的。")
    if way not in Judgement.WAYS:
        raise NotNow("怎么问的没选，选一下。")
    worker = by if isinstance(by, User) else None
    if solved and worker is not None and matter.last_by(SETTLED) == worker.pk:
        raise NotNow(OTHER_PERSON)
    said = f"{party.name}说{'履行了' if solved else '没履行'}。{words}"
    with transaction.atomic():
        matter.step("dispute.word", by=by, on=on, words=said)
        PartyWord.objects.create(
            agreement=agreement,
            party=party,
            solved=solved,
            satisfied=satisfied,
            words=words.strip(),
            way=way,
            asked_by=worker,
            said_on=on,
        )
        if not solved:
            not_kept(matter, by=by, on=on, words=said, way=way, satisfied=satisfied)
        elif not agreement.unheard():
            close_content(matter, by=by, on=on, way=way)


def close_content(matter: Matter, *, by: Actor, on: date, words: str = "", way: str = "visit", **_: Any) -> None:
    """All parties said that it was kept: it is over, by their word."""
    agreement = _needed(matter)
    last: dict[object, bool | None] = dict(agreement.words.order_by("said_on", "id").values_list("party_id", "satisfied"))
    said = [satisfied for satisfied in last.values() if satisfied is not None]
    with transaction.atomic():
        matter.step("matter.answer", by=by, on=on, words=words, solved=True, details={"performed_on": on})
        _judged(matter, True, all(said) if said else None, by=by, on=on, way=way)
        end_parts(matter, "done", on=on)


def not_kept(
    matter: Matter, *, by: Actor, on: date, words: str, way: str = "visit", satisfied: bool | None = None, **_: Any
) -> None:
    """It was not kept: the agreement stands no more, and mediation goes on with new time (art. 31)."""
    days = _settled_days(matter)
    with transaction.atomic():
        matter.step(
            "matter.reopen", by=by, on=on, words=words, solved=False, tries=0, **matter.new_time(on), touches=days,
            details=_UNSETTLED,
        )  # fmt: skip
        Agreement.objects.filter(matter=matter, ended_on=None).update(ended_on=on)
        _judged(matter, False, satisfied, by=by, on=on, way=way)


def close_unreached(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Close what was agreed on when the parties could not be reached twice; it is not counted as kept by their word."""
    with transaction.atomic():
        life.close_unreached(matter, by=by, on=on, words=words)  # type: ignore[arg-type]
        end_parts(matter, "done", on=on)


def again(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Open it afresh. What was agreed on stands no more; the old agreement stays in the file."""
    days = _settled_days(matter)
    with transaction.atomic():
        Agreement.objects.filter(matter=matter, ended_on=None).update(ended_on=on)
        matter.step(
            "matter.again", by=by, on=on, words=words, solved=None, tries=0, **matter.new_time(on), touches=days, details=_UNSETTLED,
        )  # fmt: skip
        if matter.phase == "doing":
            lead_again(matter)


def court(
    matter: Matter, *, by: Actor, on: date, words: str = "", applied_on: date | None = None, court: str = "", both: bool = False
) -> None:
    """The parties ask a court together to confirm the agreement, within 30 days of its validity (art. 33)."""
    agreement, day = _needed(matter), applied_on or on
    until = court_until(agreement)
    if until is None:
        raise NotNow("涉及身份、收养、婚姻关系本身的协议，法院不办司法确认。")
    if not both:
        raise NotNow("司法确认要双方一起申请，有一方不愿意就不能办。")
    if day > until:
        raise NotNow(f"司法确认要在协议生效 30 天内申请，{days.in_words(until, on)}已经过了；有争议可以去法院起诉。")
    if not court.strip():
        raise NotNow("写上向哪个法院申请的。")
    matter.step("dispute.court", by=by, on=on, words=f"{days.in_words(day, on)}向{court}。{words}",
                details={"court_on": day, "court": court.strip()[:60]})  # fmt: skip


_UNSETTLED: dict[str, Any] = {
    "agreed_by": "", "online": False, "resolved_on": None, "amount": None, "performed_on": None, "check_on": None, "ended_on": None,
    "ended_told": "",
}  # fmt: skip


def _settled_days(matter: Matter) -> Days:
    dispute = matter.details
    days = (dispute.resolved_on, dispute.ended_on, dispute.prevented_on) if dispute is not None else ()
    return [(matter.place_id, day) for day in days if day is not None]


def _terms(matter: Matter, terms: Mapping[str, Any] | None) -> dict[str, Any]:
    values = {name: value for name, value in (terms or {}).items() if value is not None}
    if values.get("status_matter") and matter.details is not None and matter.details.dispute_class not in OF_STATUS:
        values["status_matter"] = False
    if "content" in values and not str(values["content"]).strip():
        raise NotNow("协议内容没写。")
    return values


def _needed(matter: Matter) -> Agreement:
    found = standing(matter)
    if found is None:
        raise NotNow(NO_AGREEMENT)
    return found


def _judged(matter: Matter, solved: bool, satisfied: bool | None, *, by: Actor, on: date, way: str) -> None:
    """The matter's own judgement, for figures and lists; the words of the parties stay in the file."""
    Judgement.objects.create(
        matter=matter, place_id=matter.place_id, county=matter.county, solved=solved, satisfied=satisfied, words="", way=way,
        asked_by=by if isinstance(by, User) else None, said_on=on,
    )  # fmt: skip
