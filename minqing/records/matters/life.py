"""The verbs of a matter's life that do more than move it: assigning, claiming, judging.

Plain moves (`matter.handle`, `matter.urge` …) need no function: `Matter.step` is enough. `move()` is the one way in for whoever
has a verb and words: the page's buttons, the command, the resident's page. It knows no kind; the kinds' tables say what may be.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from minqing.ground.journal import Actor
from minqing.ground.places.models import within_q
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Organisation, Posting, User
from minqing.lib.refusal import NotNow
from minqing.records.matters import tiers
from minqing.records.matters.linking import link
from minqing.records.matters.marks import contact, exclude, exclude_confirm, exclude_refuse, look, sort
from minqing.records.matters.models.handling import Claim
from minqing.records.matters.models.matter import CHANGED_MEANWHILE, Matter
from minqing.records.matters.models.move import Judgement
from minqing.records.matters.parts import end, join, lead, lead_again, merge, part_back, part_done, split, who
from minqing.records.matters.wishing.publishing import publish as publish

ORGANISATION_TIERS = {"village": "village", "township": "township", "county": "county"}


def move(
    matter: Matter, verb: str, *, by: Actor, on: date, words: str = "", at: datetime | None = None, **given: Any
) -> None:  # fmt: skip
    """Make any move of the matter's table. `given` is what the move's form asks beside words (`MoveRule.form`), `at` the instant by
    which limits in hours go. Raises NotNow for a day before the matter was opened.
    """
    if on < matter.opened_on:
        day = f"{matter.opened_on.year}年{matter.opened_on.month}月{matter.opened_on.day}日"
        raise NotNow(f"这件事是{day}才记的，日期不能写在那天以前。")
    matter.moment = at
    act = _own_act(matter, verb) or ACTS.get(verb)
    if act is None:
        matter.step(verb, by=by, on=on, words=words, **given)
    else:
        act(matter, by=by, on=on, words=words, **given)


def _own_act(matter: Matter, verb: str) -> Callable[..., object] | None:
    path = matter.table.acts.get(verb)
    act: Callable[..., object] | None = import_string(path) if path else None
    return act


def accept(matter: Matter, *, by: User, on: date, words: str = "", **more: Any) -> None:
    """Take a matter into one's hands: the first receiver leads (首接负责)."""
    with transaction.atomic():
        tier = tier_for(matter, person=by, on=on)
        first = matter.first_receiver or who(by, matter.holder_organisation)
        matter.step(
            "matter.accept", by=by, on=on, words=words, holder=by, tier=tier, first_receiver=first, unlooked=False, **more
        )
        lead(matter, person=by, organisation=matter.holder_organisation, part=words, on=on)


def assign(
    matter: Matter, *, by: User, on: date, person: User | None = None, organisation: Organisation | None = None, words: str = "",
    **more: Any,
) -> None:  # fmt: skip
    """Give the lead to a person or an organisation, or both. The matter then lies at their level."""
    if person is None and organisation is None:
        raise NotNow("选一个人或一个单位再派。")
    said = f"{who(person, organisation)}。{words}".strip()
    with transaction.atomic():
        tier = tier_for(matter, person=person, organisation=organisation, on=on)
        matter.step(
            "matter.assign", by=by, on=on, words=said, holder=person, holder_organisation=organisation, tier=tier, unlooked=False,
            first_receiver=matter.first_receiver or who(person, organisation), **more,
        )  # fmt: skip
        lead(matter, person=person, organisation=organisation, part=words, on=on)


def escalate(matter: Matter, *, by: User, on: date, words: str) -> None:
    """Ask the level above for what this one cannot do; the ball goes there, the first receiver stays in the story."""
    with transaction.atomic():
        matter.step("matter.escalate", by=by, on=on, words=words, tier=tiers.above(matter.tier) or matter.tier)
        end(matter, "replaced", on=on, role="lead")


def send_back(matter: Matter, *, by: User, on: date, words: str, reason: str = "") -> None:
    """Return a matter that is not ours (退单): the reason is asked and the return is counted.

    What somebody was given goes back to the level that gave it; what was reported up and not yet taken goes down again.
    """
    untaken = matter.state == matter.table.first
    tier = (tiers.below(matter.tier) if untaken else None) or matter.tier
    with transaction.atomic():
        matter.step("matter.return", by=by, on=on, words=words, reason=reason, returns=matter.returns + 1, tier=tier)
        end(matter, "returned", on=on, role="lead", answer=words)


def claim(matter: Matter, *, by: Actor, on: date, words: str = "") -> Claim:
    """Claim a wish. Of two who claim in the same instant one gets it, the other is told by whom it was claimed."""
    worker = by if isinstance(by, User) else None
    try:
        with transaction.atomic():
            matter.step("wish.claim", by=by, on=on, words=words, holder=worker)
            return Claim.objects.create(
                matter=matter,
                place_id=matter.place_id,
                county=matter.county,
                claimant=worker,
                claimant_name=by.name,
                claimed_on=on,
            )
    except (IntegrityError, NotNow):
        matter.refresh_from_db()
        active = Claim.objects.filter(matter=matter, let_go_on=None).first()
        if active is None or matter.phase not in ("doing", "waiting"):
            raise
        if worker is not None and active.claimant_id == worker.pk:
            raise NotNow("这个心愿你已经认领了，不用再按。") from None
        raise NotNow(f"这个心愿刚被{active.claimant_name}认领了，看看别的心愿。") from None


def let_go(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Put a claimed wish back on the list."""
    active = matter.claims.filter(let_go_on=None).first()
    cells = [(matter.place_id, active.claimed_on)] if active else []
    with transaction.atomic():
        matter.step("wish.let_go", by=by, on=on, words=words, touches=cells)
        Claim.objects.filter(matter=matter, let_go_on=None).update(let_go_on=on, why=words[:200])


def report_done(matter: Matter, *, by: User, on: date, words: str, verb: str = "matter.report_done", **more: Any) -> None:
    """Say that it is done; from here the resident has the word. Joint work is done only when all its parts are (D9)."""
    going = [part.who for part in matter.handlings.filter(role="joint", state="doing").select_related("organisation", "person")]
    if going:
        raise NotNow(f"{'、'.join(going)}那一份还没办完，都办完了再报。")
    if (left := matter.children.unfinished().count()) > 0:
        raise NotNow(f"拆出来的还有 {left} 件没办完，都办完了再报。")
    with transaction.atomic():
        matter.step(verb, by=by, on=on, words=words, tries=0, **more)
        end(matter, "done", on=on, role="lead", answer=words)
        end(matter, "done", on=on)


def judge(
    matter: Matter, *, solved: bool, by: Actor, on: date, words: str = "", way: str = "visit", satisfied: bool | None = None,
    public: bool = False, **more: Any,
) -> Judgement:  # fmt: skip
    """The resident's answer: solved closes the matter, not solved opens it again for whoever had it, with new time.

    `public`: they agreed to have the words shown to everybody. `more` goes to the step: what a kind changes or touches with it.
    """
    if way not in Judgement.WAYS:
        raise NotNow("怎么问的没选，选一下：" + "、".join(Judgement.WAYS.values()) + "。")
    with transaction.atomic():
        if solved:
            matter.step("matter.answer", by=by, on=on, words=words, solved=True, **more)
        else:
            matter.step("matter.reopen", by=by, on=on, words=words, solved=False, tries=0, **matter.new_time(on), **more)
            lead_again(matter)
        return Judgement.objects.create(
            matter=matter, place_id=matter.place_id, county=matter.county, solved=solved, satisfied=satisfied, words=words.strip(),
            public=public and solved, way=way, asked_by=by if isinstance(by, User) else None, said_on=on,
        )  # fmt: skip


def unreachable(matter: Matter, *, by: User, on: date, words: str) -> None:
    """One more try to reach the person failed; after two, on different days, the matter may be closed with the reason."""
    if matter.tries and matter.moves.filter(move="matter.unreachable", on=on).exists():
        raise NotNow("这一天已经记过一次没联系上，换一天再联系一次，还联系不上再记。")
    matter.step("matter.unreachable", by=by, on=on, words=words, tries=matter.tries + 1)


def close_unreached(matter: Matter, *, by: User, on: date, words: str) -> None:
    """Close a matter whose asker could not be reached twice. It is not counted as solved by the resident's word."""
    matter.step("matter.close", by=by, on=on, words=words, solved=None)


def drop(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Say why it will not be done; whoever had a part in it has none any more."""
    with transaction.atomic():
        matter.step("matter.drop", by=by, on=on, words=words)
        end(matter, "stopped", on=on)


def withdraw(matter: Matter, *, by: Actor, on: date, words: str = "") -> None:
    """The asker needs it no more: whoever had a part has none, and a claimed wish is nobody's."""
    with transaction.atomic():
        matter.step("matter.withdraw", by=by, on=on, words=words)
        end(matter, "stopped", on=on)
        Claim.objects.filter(matter=matter, let_go_on=None).update(let_go_on=on, why="本人不用了")


def again(matter: Matter, *, by: Actor, on: date, words: str, **more: Any) -> None:
    """Open what was over, with new time: for whoever did it, or for the first level if nobody did."""
    with transaction.atomic():
        matter.step("matter.again", by=by, on=on, words=words, solved=None, tries=0, **matter.new_time(on), **more)
        if matter.phase == "doing":
            lead_again(matter)


def _solved(matter: Matter, *, by: Actor, on: date, words: str = "", **given: Any) -> None:
    judge(matter, solved=True, by=by, on=on, words=words, **given)


def _not_solved(matter: Matter, *, by: Actor, on: date, words: str = "", **given: Any) -> None:
    judge(matter, solved=False, by=by, on=on, words=words, **given)


ACTS: dict[str, Callable[..., object]] = {
    "matter.accept": accept,
    "matter.assign": assign,
    "matter.join": join,
    "matter.link": link,
    "matter.escalate": escalate,
    "matter.return": send_back,
    "matter.report_done": report_done,
    "matter.answer": _solved,
    "matter.reopen": _not_solved,
    "matter.unreachable": unreachable,
    "matter.close": close_unreached,
    "matter.drop": drop,
    "matter.withdraw": withdraw,
    "matter.again": again,
    "matter.part_done": part_done,
    "matter.part_back": part_back,
    "matter.split": split,
    "matter.merge": merge,
    "matter.look": look,
    "matter.contact": contact,
    "matter.sort": sort,
    "matter.exclude": exclude,
    "matter.exclude_confirm": exclude_confirm,
    "matter.exclude_refuse": exclude_refuse,
    "wish.publish": publish,
    "wish.claim": claim,
    "wish.let_go": let_go,
}


def tier_for(matter: Matter, *, on: date, person: User | None = None, organisation: Organisation | None = None) -> str:
    """The level at which a matter lies in these hands: the organisation's own, else that of the person's post there."""
    if organisation is not None:
        return ORGANISATION_TIERS.get(organisation.kind) or tiers.tier_of(organisation.place_id)
    covering = within_q("place_id", matter.place_id)
    posts = Posting.objects.on(on).filter(user=person)
    codes = posts.filter(covering).union(posts.filter(place_id__in=lineage(matter.place_id))).values_list("place_id", flat=True)
    return tiers.tier_of(max(codes, key=len)) if codes else matter.tier


def changed_meanwhile(refusal: NotNow) -> bool:
    """Whether a refusal says that somebody else was quicker."""
    return refusal.sentence == CHANGED_MEANWHILE
