"""What happens between recognition and release: measures, changed risks, proposing the release, not releasing, relapse (RULES.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import Organisation, User
from minqing.lib.days import in_words
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.handling import Handling
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.monitor import MEASURES, Monitoring, MonitorMeasure
from minqing.records.matters.models.monitor_rules import MonitorOrder
from minqing.records.matters.monitoring import release
from minqing.records.matters.monitoring.order import RELEASE
from minqing.records.matters.monitoring.spans import enter_group, set_risks
from minqing.records.matters.monitoring.steps import step_due
from minqing.records.matters.parts import lead_again, take_part


def measure(
    matter: Matter, *, by: User, on: date, words: str = "", sort: str = "", what: str = "", from_on: date | None = None,
    due_on: date | None = None, person: User | None = None, organisation: Organisation | None = None,
) -> None:  # fmt: skip
    """One measure of help, with who helps: they take a supporting part in the matter."""
    if sort not in MEASURES or not what.strip():
        raise NotNow("哪一类措施、帮什么，都要写。")
    if person is None and organisation is None:
        raise NotNow("谁来帮，选一个人或一个单位。")
    begins = from_on or on
    if due_on is not None and due_on < begins:
        raise NotNow("打算办完的日子比开始的日子还早，改一下。")
    with transaction.atomic():
        matter.step("monitor.measure", by=by, on=on, words=f"{MEASURES[sort]}：{what.strip()}。{words}".strip())
        MonitorMeasure.objects.create(
            matter=matter, place_id=matter.place_id, county=matter.county, sort=sort, what=what.strip()[:200], from_on=begins, due_on=due_on,
            helper=_helper(matter, person, organisation, what, on),
        )  # fmt: skip


def _helper(matter: Matter, person: User | None, organisation: Organisation | None, what: str, on: date) -> Handling | None:
    going = matter.handlings.filter(person=person, organisation=organisation, state="doing")
    if not going.exists():
        take_part(
            matter,
            person=person,
            organisation=organisation,
            role="support",
            part=what,
            on=on,
            seat="helper" if person else "unit",
        )
    return going.order_by("from_on", "id").first()


def measure_done(matter: Matter, *, by: User, on: date, words: str, measure: MonitorMeasure | None = None) -> None:
    """A measure is done; `words` are what the family said of it."""
    found = measure or matter.measures.filter(done_on=None).order_by("from_on", "id").first()
    if found is None or found.matter_id != matter.pk or found.done_on is not None:
        raise NotNow("没有正在办的帮扶措施。")
    if on < found.from_on:
        raise NotNow(f"这项措施{in_words(found.from_on, on)}才开始，办完的日子要在它之后。")
    with transaction.atomic():
        matter.step("monitor.measure_done", by=by, on=on, words=f"{found}。农户说：{words.strip()}")
        MonitorMeasure.objects.filter(pk=found.pk).update(done_on=on, said=words.strip()[:400])
        if found.helper_id and not matter.measures.filter(helper=found.helper_id, done_on=None).exists():
            # The last that they were asked for: their part is over with it.
            Handling.objects.filter(pk=found.helper_id, state="doing").update(
                state="done", ended_on=on, answer=words.strip()[:400]
            )


def risk(matter: Matter, *, by: User, on: date, words: str, risks: Iterable[str] = (), disaster: str = "") -> None:
    """The risks that there are now."""
    with transaction.atomic():
        matter.step("monitor.risk", by=by, on=on, words=words)
        set_risks(matter, risks, disaster=disaster, on=on)


def propose(matter: Matter, *, by: User, on: date, words: str, details: dict[str, Any] | None = None) -> None:
    """The village proposes to mark the risk as removed, once what is known beforehand allows it."""
    if not (details or {}).get("removal"):
        raise NotNow("是帮扶消除还是自然消除，选一个。")
    release.refuse_unless_fit(matter, on=on, early=True)
    file: Monitoring = matter.details
    order = MonitorOrder.objects.fitting(RELEASE, place=matter.place_id, on=on)
    fresh = {
        "way": RELEASE,
        "release": order.steps,
        "by_example": not order.confirmed,
        "done": ["propose"],
        "round": file.round + 1,
    }
    with transaction.atomic():
        matter.step("monitor.propose", by=by, on=on, words=words, details={**(details or {}), **fresh}, tier="village")
        Matter.objects.filter(pk=matter.pk).update(step_due_on=step_due(matter, matter.details.next_steps, on))


def keep(matter: Matter, *, by: Actor, on: date, words: str) -> None:
    """Not released: the help goes on."""
    matter.step("monitor.keep", by=by, on=on, words=words, details={"done": []}, tier="village", step_due_on=None)


def relapse(matter: Matter, *, by: User, on: date, words: str, risks: Iterable[str] = (), disaster: str = "") -> None:
    """风险回退: monitored again, in the same class; a new time begins."""
    wanted = list(risks)
    if not wanted:
        raise NotNow("出了什么风险，至少选一项。")
    file: Monitoring = matter.details
    fresh = {"done": [], "round": file.round + 1, "released_on": None, "recognised_on": on}
    with transaction.atomic():
        matter.step(
            "monitor.relapse",
            by=by,
            on=on,
            words=words,
            details=fresh,
            tier="village",
            due_on=None,
            due_at=None,
            step_due_on=None,
        )
        lead_again(matter)
        set_risks(matter, wanted, disaster=disaster, on=on)
        enter_group(matter, by=by, on=on, again=True)
