"""The steps of recognition and release of a monitored household (RULES.md 3.1, 3.6). Help between them: `monitor_help`.

Nothing here looks at the income to decide: a level judges by the four facts together (income, spending of its own, outstanding
difficulty, own ability to cope), and says why in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import User
from minqing.lib import days
from minqing.lib.refusal import NotNow
from minqing.records.matters import clock
from minqing.records.matters.models.income import IncomeSheet
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.monitor import (
    WHY_NOT,
    Assessment,
    HomeCheck,
    Monitoring,
    MonitorMeeting,
    MonitorNotice,
    Objection,
)
from minqing.records.matters.models.monitor_rules import MonitorClass, MonitorLimit, MonitorLine, MonitorOrder
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.monitoring import release
from minqing.records.matters.monitoring.order import RECOGNISE, RELEASE, STEPS, TIERS
from minqing.records.matters.monitoring.spans import enter_group, leave_groups, set_risks
from minqing.records.matters.parts import end
from minqing.records.people.models import Household

BEGINNINGS = ("matter.open", "matter.again", "monitor.propose", "monitor.keep", "monitor.relapse")
PROPOSERS = ("monitor.propose", "monitor.verify", "monitor.meeting", "monitor.publicize")
ASKED_BY_THEMSELVES = frozenset({"portal", "paper", "open311"})


@dataclass(frozen=True)
class Facts:
    """The four facts that are judged together."""

    per_head: Decimal | None = None
    self_paid: Decimal | None = None
    difficulty: str = ""
    coping: str = ""

    def missing(self) -> list[str]:
        """Which of the four nobody wrote down."""
        words = (("人均纯收入", self.per_head is not None), ("合规自付支出", self.self_paid is not None),
                 ("突出困难", bool(self.difficulty.strip())), ("自己应对的办法", bool(self.coping.strip())))  # fmt: skip
        return [name for name, known in words if not known]


def opened(matter: Matter, *, by: Actor, on: date) -> None:
    """A new file takes the order that holds at its place on that day, and keeps it."""
    order = MonitorOrder.objects.fitting(RECOGNISE, place=matter.place_id, on=on)
    known: dict[str, Any] = {"recognise": order.steps, "by_example": not order.confirmed}
    if matter.source in ASKED_BY_THEMSELVES:
        known["lead"] = "asked"
    matter.fill_details(known)


def again(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Look afresh at what was refused: from the beginning, by the order that holds now."""
    file: Monitoring = matter.details
    order = MonitorOrder.objects.fitting(RECOGNISE, place=matter.place_id, on=on)
    fresh = {
        "way": RECOGNISE,
        "done": [],
        "round": file.round + 1,
        "why_not": "",
        "recognise": order.steps,
        "by_example": not order.confirmed,
    }
    matter.step(
        "matter.again",
        by=by,
        on=on,
        words=words,
        details=fresh,
        solved=None,
        tries=0,
        **matter.new_time(on),
        tier=matter.first_tier,
    )


def consent(
    matter: Matter,
    *,
    by: User,
    on: date,
    words: str = "",
    details: dict[str, Any] | None = None,
    household: Household | None = None,
) -> None:
    """承诺授权书 signed by the family; from here their data may be compared. Whose file it is must be known."""
    home = matter.household or household
    if home is None:
        raise NotNow("先选是哪一户，再记授权书。")
    if home.place_id[:12] != matter.place_id[:12]:
        raise NotNow("选的户不在这个村，重新选。")
    given = details or {}
    if not given.get("consent_by", "").strip() or not given.get("consent_how"):
        raise NotNow("授权书是谁签的、怎么签的，都要写。")
    _refuse_second_file(matter, home)
    named = matter.asker or home.head_name
    advance(
        matter,
        "monitor.consent",
        "consent",
        by=by,
        on=on,
        words=words,
        details={**given, "consent_on": on},
        household=home,
        asker=named,
    )


def _refuse_second_file(matter: Matter, home: Household) -> None:
    others = Matter.objects.filter(household=home, kind=matter.kind).exclude(pk=matter.pk).exclude(phase="dropped")
    if others.exclude(state="lead").exists():
        raise NotNow(f"{home}已经有一份监测的卷宗，去那一份里办；这一份可以合过去。")


def verify(
    matter: Matter, *, by: User, on: date, words: str = "", investigators: Sequence[str] = (), signatures: Sequence[str] = (),
    risks: Iterable[str] = (), disaster: str = "", no_labour: bool = False, **found: Any,
) -> None:  # fmt: skip
    """入户核实: at least two go and two sign (limits), the income is on a sheet, and what was found is written down."""
    _must_be_next(matter, "verify")
    limits = MonitorLimit.objects.all_at(place=matter.place_id, on=on)
    went, signed = _names(investigators), _names(signatures)
    if len(went) < limits["investigators"].number:
        raise NotNow(f"入户核实至少 {limits['investigators'].number} 个人去，把名字都写上。")
    if len(signed) < limits["signatures"].number:
        raise NotNow(f"核实表至少 {limits['signatures'].number} 个人签字，把签字的人都写上。")
    file: Monitoring = matter.details
    if not sheets(matter, file).exists():
        raise NotNow("先记收入账，再记入户核实。" if file.way == RECOGNISE else "消除以前要重新算一次收入，先记收入账。")
    with transaction.atomic():
        advance(matter, "monitor.verify", "verify", by=by, on=on, words=words, details={"no_labour": no_labour})
        HomeCheck.objects.create(**_child(matter, by, on), investigators=went, signatures=signed, **found)
        set_risks(matter, risks, disaster=disaster, on=on)


def _must_be_next(matter: Matter, step: str) -> None:
    """Raise NotNow for a step whose turn it is not, before anything that the step asks is looked at."""
    file: Monitoring = matter.details
    if step not in file.next_steps or matter.phase in ("done", "dropped", "waiting") or matter.state == "helping":
        raise NotNow(f"还没轮到「{STEPS[step]}」，下一步是「{monitor_order.listed(file.next_steps) or matter.stage.title}」。")


def _names(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.strip()[:40] for name in names if name.strip()))


def sheets(matter: Matter, file: Monitoring) -> Any:
    """The income sheets that count on its present way: for the release only those made since it was recognised."""
    found = IncomeSheet.objects.filter(matter=matter)
    return found.filter(made_on__gt=file.recognised_on) if file.way == RELEASE and file.recognised_on else found


def compare(matter: Matter, *, by: User, on: date, words: str = "", details: dict[str, Any] | None = None) -> None:
    """信息比对: what the other offices' data say."""
    if not (details or {}).get("compared", "").strip():
        raise NotNow("比对出什么，写一句；没有问题就写没有。")
    advance(matter, "monitor.compare", "compare", by=by, on=on, words=words, details={**(details or {}), "compared_on": on})


def meeting(
    matter: Matter,
    *,
    by: User,
    on: date,
    words: str,
    called: int = 0,
    came: int = 0,
    agreed: int = 0,
    against: int = 0,
    klass: str = "",
) -> None:
    """村民评议: with a quorum, more than half of those present agree. Who is recognised gets a class here."""
    _must_be_next(matter, "meeting")
    quorum = MonitorLimit.objects.all_at(place=matter.place_id, on=on)["quorum"]
    if called < 1 or not 0 <= came <= called or min(agreed, against) < 0 or agreed + against > came:
        raise NotNow("会上的人数对不上：实到不能多过应到，同意加反对不能多过实到。")
    if Fraction(came, called) < quorum.number:
        raise NotNow(f"到会的不够：应到 {called} 人，实到 {came} 人，要到 {quorum.value} 才能评议。改天再开。")
    if agreed * 2 <= came:
        raise NotNow("同意的没过半，不能往下报；用「不纳入」或者「不消除」，把原因说清楚。")
    file: Monitoring = matter.details
    known: dict[str, Any] = {}
    if file.way == RECOGNISE:
        known = _class(matter, klass, on)
        if not matter.risks.filter(gone_on=None).exists():
            raise NotNow("入户核实没记有什么风险；没有风险就不用评议，用「不纳入，说明原因」。")
    else:
        release.refuse_unless_fit(matter, on=on)
    with transaction.atomic():
        advance(matter, "monitor.meeting", "meeting", by=by, on=on, words=words, details=known)
        MonitorMeeting.objects.create(
            **_child(matter, by, on), called=called, came=came, agreed=agreed, against=against, minutes=words
        )


def _class(matter: Matter, key: str, on: date) -> dict[str, Any]:
    found = next((row for row in MonitorClass.objects.of(place=matter.place_id, on=on) if row.key == key), None)
    if found is None:
        raise NotNow("评议成哪一类，从名单里选一个。")
    return {"klass": found.key, "klass_title": found.title}


def publicize(matter: Matter, *, by: User, on: date, words: str = "", where: str = "") -> None:
    """公示 in the village for the days that the limit says."""
    days = int(MonitorLimit.objects.all_at(place=matter.place_id, on=on)["publicity_days"].number)
    until = on + timedelta(days=days)
    with transaction.atomic():
        advance(matter, "monitor.publicize", "publicity", by=by, on=on, words=words, counted_from=until)
        MonitorNotice.objects.create(**_child(matter, by, on), step="publicity", until_on=until, where=where[:80])


def objected(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Somebody says something against it while the notice hangs."""
    with transaction.atomic():
        matter.step("monitor.object", by=by, on=on, words=words)
        Objection.objects.create(**_child(matter, by, on), words=words.strip())


def reply(matter: Matter, *, by: User, on: date, words: str, objection: Objection | None = None) -> None:
    """Answer one objection: the chosen one, or the oldest that is open."""
    found = objection or matter.objections.filter(answered_on=None).order_by("id").first()
    if found is None or found.matter_id != matter.pk or found.answered_on is not None:
        raise NotNow("没有等着答复的意见。")
    with transaction.atomic():
        matter.step("monitor.reply", by=by, on=on, words=words)
        Objection.objects.filter(pk=found.pk).update(answer=words.strip(), answered_on=on)


def review(matter: Matter, *, by: User, on: date, words: str, facts: Facts | None = None) -> None:
    """乡镇审核, by somebody who did not propose it."""
    _must_be_next(matter, "review")
    _by_another(matter, by, PROPOSERS)
    _judge(matter, "monitor.review", "review", by=by, on=on, words=words, facts=facts)


def approve(matter: Matter, *, by: User, on: date, words: str, facts: Facts | None = None) -> None:
    """县里审批, by somebody who neither proposed nor reviewed it."""
    _must_be_next(matter, "approve")
    _by_another(matter, by, (*PROPOSERS, "monitor.review"))
    _judge(matter, "monitor.approve", "approve", by=by, on=on, words=words, facts=facts)


def _by_another(matter: Matter, by: User, verbs: tuple[str, ...]) -> None:
    begun = matter.moves.filter(move__in=BEGINNINGS).order_by("-id").values_list("id", flat=True).first()
    since = matter.moves.filter(id__gte=begun) if begun else matter.moves.all()
    if since.filter(move__in=verbs, by=by).exists():
        raise NotNow("这户是你提出、核实、评议或者审核的，这一步要由另一个人来。")


def _judge(matter: Matter, verb: str, step: str, *, by: User, on: date, words: str, facts: Facts | None) -> None:
    known = facts or Facts()
    if missing := known.missing():
        raise NotNow(f"四项要合起来看，还没写：{'、'.join(missing)}。")
    if matter.details.way == RELEASE:
        release.refuse_unless_fit(matter, on=on)
    with transaction.atomic():
        advance(matter, verb, step, by=by, on=on, words=words)
        _assess(matter, step, known, by=by, on=on, words=words)


def _assess(matter: Matter, step: str, facts: Facts, *, by: User, on: date, words: str) -> None:
    Assessment.objects.create(
        **_child(matter, by, on), step=step, per_head=facts.per_head or 0, self_paid=facts.self_paid or 0, difficulty=facts.difficulty.strip(),
        coping=facts.coping.strip(), line=line_words(matter, on=on), words=words.strip(),
    )  # fmt: skip


def line_words(matter: Matter, *, on: date) -> str:
    """The year's line as a reference, marked where it is only an example; empty where none is known."""
    line = MonitorLine.objects.of_year(on.year, place=matter.place_id, on=on)
    return f"{line.year} 年 {line.amount:.0f} 元" + ("" if line.confirmed else f"（{line.source}）") if line else ""


def announce(matter: Matter, *, by: User, on: date, words: str = "", where: str = "") -> None:
    """公告 in the village: who is recognised is in the class's group from this day, who is released leaves it and is still followed."""
    file: Monitoring = matter.details
    with transaction.atomic():
        if file.way == RELEASE:
            release.refuse_unless_fit(matter, on=on)
            advance(matter, "monitor.announce", "announce", by=by, on=on, words=words, details={"released_on": on})
            end(matter, "done", on=on)
            leave_groups(matter, by=by, on=on)
        else:
            advance(
                matter,
                "monitor.announce",
                "announce",
                by=by,
                on=on,
                words=words,
                details={"recognised_on": on},
                due_on=None,
                due_at=None,
            )
            enter_group(matter, by=by, on=on)
        MonitorNotice.objects.create(**_child(matter, by, on), step="announce", where=where[:80])


def send_back(matter: Matter, *, by: User, on: date, words: str) -> None:
    """The village does it again from the home visit on; what was signed stays signed."""
    file: Monitoring = matter.details
    kept = [step for step in file.done if step in monitor_order.before(file.order, "verify") or step in ("consent", "propose")]
    following = monitor_order.next_steps(file.order, kept)
    matter.step(
        "monitor.send_back", by=by, on=on, words=words, details={"done": kept, "round": file.round + 1}, tier="village",
        returns=matter.returns + 1, step_due_on=step_due(matter, following, on),
    )  # fmt: skip


def refuse(matter: Matter, *, by: Actor, on: date, words: str, why: str = "", facts: Facts | None = None) -> None:
    """Not recognised, with the reason told to the family. That there is no risk can only be said with all four facts before one."""
    if why not in WHY_NOT:
        raise NotNow("要从名单里选一个原因。")
    known = facts or Facts()
    if why == "facts" and (missing := known.missing()):
        raise NotNow(f"说没有风险，四项都要查清，还没写：{'、'.join(missing)}。不能只看收入。")
    if why == "facts" and "verify" not in matter.details.done:
        raise NotNow("还没入户核实，不能说没有风险；先入户。")
    with transaction.atomic():
        matter.step("monitor.refuse", by=by, on=on, words=words, details={"why_not": why})
        end(matter, "stopped", on=on)
        if why == "facts" and isinstance(by, User):
            _assess(matter, "refuse", known, by=by, on=on, words=words)


def advance(
    matter: Matter, verb: str, step: str, *, by: User, on: date, words: str, details: dict[str, Any] | None = None,
    counted_from: date | None = None, **columns: Any,
) -> None:  # fmt: skip
    """Do one step: the file notes it, and the matter goes to the level that does the next one, with that one's time."""
    file: Monitoring = matter.details
    if "publicity" in file.done and step != "publicity":
        _publicity_over(matter, file, on)
    done = [*file.done, step]
    following = monitor_order.next_steps(file.order, done)
    tier = TIERS[following[0]] if following else "village"
    if tier != matter.tier:
        columns = {"holder": None, "holder_organisation": None, **columns}
    due = step_due(matter, following, counted_from or on)
    matter.step(verb, by=by, on=on, words=words, details={**(details or {}), "done": done}, tier=tier, step_due_on=due, **columns)


def _publicity_over(matter: Matter, file: Monitoring, on: date) -> None:
    notice = matter.monitor_notices.filter(step="publicity", way=file.way, round=file.round).order_by("-on", "-id").first()
    if notice is not None and notice.until_on is not None and on < notice.until_on:
        raise NotNow(f"还在公示，{days.in_words(notice.until_on, on)}公示满了才能往下走。")
    if (left := matter.objections.filter(answered_on=None).count()) > 0:
        raise NotNow(f"公示中有 {left} 条意见还没答复，答复了再往下走。")


def step_due(matter: Matter, following: Iterable[str], start: date) -> date | None:
    """The last day for the steps that follow, by the rows whose `step` is the state that the step leads to; None without any."""
    out = matter.details.way == RELEASE
    ends = "released" if out else "helping"
    keys = [ends if step == "announce" else f"out_{step}" if out else step for step in following]
    rules = [rule for key in keys if (rule := clock.rule_for(matter, on=start, step=key)) is not None]
    changes = clock.changes_for(rules, matter.place_id)
    return min((rule.due_on(start, changes) for rule in rules), default=None)


def _child(matter: Matter, by: Actor, on: date) -> dict[str, Any]:
    file: Monitoring = matter.details
    return {"matter": matter, "way": file.way, "round": file.round, "on": on, "by": by if isinstance(by, User) else None}
