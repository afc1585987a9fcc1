"""The verbs of a matter's life that do more than move it: assigning, claiming, judging.

Plain moves (`matter.handle`, `matter.urge`, `matter.drop` …) need no function: `Matter.step` is enough.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import Organisation, User
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.handling import Claim, Handling
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.move import Judgement

NEXT_TIER = {"village": "township", "township": "county"}


def accept(matter: Matter, *, by: User, on: date, words: str = "") -> None:
    """Take a matter into one's hands: the first receiver leads (首接负责)."""
    with transaction.atomic():
        matter.step("matter.accept", by=by, on=on, words=words, holder=matter.holder or by)
        _lead(matter, person=matter.holder, organisation=matter.holder_organisation, part=words, on=on)


def assign(
    matter: Matter, *, by: User, on: date, person: User | None = None, organisation: Organisation | None = None, words: str = ""
) -> None:
    """Give the lead to a person or an organisation, or both."""
    if person is None and organisation is None:
        raise NotNow("选一个人或一个单位再派。")
    who = " · ".join(str(name) for name in (organisation, person) if name)
    with transaction.atomic():
        matter.step(
            "matter.assign", by=by, on=on, words=f"派给{who}。{words}".strip(), holder=person, holder_organisation=organisation
        )
        _lead(matter, person=person, organisation=organisation, part=words, on=on)


def escalate(matter: Matter, *, by: User, on: date, words: str) -> None:
    """Ask the level above for what this one cannot do; the ball goes there, the first receiver stays in the story."""
    upper = NEXT_TIER.get(matter.tier)
    if upper is None:
        raise NotNow("已经在县里了，上面没有再报的一级。")
    with transaction.atomic():
        matter.step("matter.escalate", by=by, on=on, words=words, tier=upper, holder=None, holder_organisation=None)
        Handling.objects.filter(matter=matter, state="doing").update(state="replaced", ended_on=on)


def send_back(matter: Matter, *, by: User, on: date, words: str) -> None:
    """Return a matter that is not ours (退单): the reason is asked and the return is counted."""
    with transaction.atomic():
        matter.step("matter.return", by=by, on=on, words=words, returns=matter.returns + 1, holder=None, holder_organisation=None)
        Handling.objects.filter(matter=matter, state="doing").update(state="returned", answer=words[:400], ended_on=on)


def claim(matter: Matter, *, by: Actor, on: date, words: str = "") -> Claim:
    """Claim a wish. Of two who claim in the same instant one gets it, the other is told by whom it was claimed."""
    worker = by if isinstance(by, User) else None
    try:
        with transaction.atomic():
            matter.step("wish.claim", by=by, on=on, words=words, holder=worker)
            return Claim.objects.create(
                matter=matter, place_id=matter.place_id, county=matter.county, claimant=worker, claimant_name=by.name, claimed_on=on
            )
    except (IntegrityError, NotNow):
        active = Claim.objects.filter(matter=matter, let_go_on=None).first()
        if active is None:
            raise
        raise NotNow(f"这个心愿刚被{active.claimant_name}认领了，看看别的心愿。") from None


def let_go(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Put a claimed wish back on the list."""
    with transaction.atomic():
        matter.step("wish.let_go", by=by, on=on, words=words, holder=None)
        Claim.objects.filter(matter=matter, let_go_on=None).update(let_go_on=on, why=words[:200])


def report_done(matter: Matter, *, by: User, on: date, words: str) -> None:
    """Say that it is done; from here the resident has the word."""
    with transaction.atomic():
        matter.step("matter.report_done", by=by, on=on, words=words, tries=0)
        Handling.objects.filter(matter=matter, state="doing").update(state="done", answer=words[:400], ended_on=on)


def judge(
    matter: Matter, *, solved: bool, by: Actor, on: date, words: str = "", way: str = "visit", satisfied: bool | None = None
) -> Judgement:
    """The resident's answer: solved closes the matter, not solved opens it again for whoever had it."""
    with transaction.atomic():
        move = "matter.answer" if solved else "matter.reopen"
        matter.step(move, by=by, on=on, words=words, solved=solved)
        if not solved:
            last = matter.handlings.filter(role="lead").order_by("-from_on", "-id").first()
            if last is not None:
                Handling.objects.filter(pk=last.pk).update(state="doing", ended_on=None)
        return Judgement.objects.create(
            matter=matter, place_id=matter.place_id, county=matter.county, solved=solved, satisfied=satisfied, words=words.strip(),
            way=way, asked_by=by if isinstance(by, User) else None, said_on=on,
        )  # fmt: skip


def unreachable(matter: Matter, *, by: User, on: date, words: str) -> None:
    """One more try to reach the person failed; after two the matter may be closed with the reason."""
    matter.step("matter.unreachable", by=by, on=on, words=words, tries=matter.tries + 1)


def close_unreached(matter: Matter, *, by: User, on: date, words: str) -> None:
    """Close a matter whose asker could not be reached twice. It is not counted as solved by the resident's word."""
    if matter.tries < 2:
        raise NotNow(f"才联系过 {matter.tries} 次，两次联系不上才能这样办结。")
    matter.step("matter.close", by=by, on=on, words=words, solved=None)


def _lead(matter: Matter, *, person: User | None, organisation: Organisation | None, part: str, on: date) -> None:
    Handling.objects.filter(matter=matter, role="lead", state="doing").update(state="replaced", ended_on=on)
    if person is None and organisation is None:
        return
    Handling.objects.create(
        matter=matter, place_id=matter.place_id, county=matter.county, person=person, organisation=organisation, role="lead",
        part=part[:200], from_on=on, due_on=matter.due_on,
    )  # fmt: skip
