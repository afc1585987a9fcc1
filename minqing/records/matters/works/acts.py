"""What happens to a practical project beside its moves: plan, money, quantities, milestones, begin and finish (D4).

Each act is one move of the table (`kinds/project.py`). The day by which the whole is due is the plan's last day, not a rule's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from minqing.ground.journal import Actor
from minqing.ground.staff.models import User
from minqing.lib.days import in_words
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.marks import sort as put_in_another_category
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.project import (
    SOURCES,
    ProjectFund,
    ProjectMilestone,
    ProjectPayment,
    ProjectProgress,
    ProjectQuantity,
    amount,
)
from minqing.records.matters.parts import lead, who

NONE = Decimal(0)


def opened(matter: Matter, *, by: Actor, on: date) -> None:
    """Inside the opening: the planned days are its first milestones, and its last day is the plan's."""
    details = matter.details
    if details is None:
        matter.fill_details({})
        details = matter.details
    rows = [(ProjectMilestone.START, details.starts_on), (ProjectMilestone.FINISH, details.ends_on)]
    ProjectMilestone.objects.bulk_create(
        ProjectMilestone(**stands(matter), title=title, due_on=day, first_due_on=day) for title, day in rows if day is not None
    )
    due_as_planned(matter)


def due_as_planned(matter: Matter) -> None:
    """The plan's last day is the day allowed; what a rule would say of other matters does not hold for building."""
    columns = {"due_on": matter.details.ends_on, "due_at": None, "due_unit": "", "respond_by": None}
    Matter.objects.filter(pk=matter.pk).update(**columns)
    for name, value in columns.items():
        setattr(matter, name, value)


def stands(matter: Matter) -> dict[str, Any]:
    return {"matter": matter, "place_id": matter.place_id, "county": matter.county}


def plan(matter: Matter, *, by: User, on: date, words: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Correct the plan. Its two days move the milestones of the same name that are not reached."""
    given = dict(details or {})
    if all(getattr(matter.details, name) == value for name, value in given.items()):
        raise NotNow("计划一样都没改，改了再存；只想记一句话，写在「经过」下面。")
    starts, ends = given.get("starts_on", matter.details.starts_on), given.get("ends_on", matter.details.ends_on)
    if starts and ends and ends < starts:
        raise NotNow("完工的日子在开工前面了，改一下。")
    with transaction.atomic():
        matter.step("project.plan", by=by, on=on, words=words, details=given)
        for title, day in ((ProjectMilestone.START, starts), (ProjectMilestone.FINISH, ends)):
            known = matter.milestones.filter(title=title)
            if day is not None and not known.filter(reached_on=None).update(due_on=day) and not known.exists():
                ProjectMilestone.objects.create(**stands(matter), title=title, due_on=day, first_due_on=day)
        due_as_planned(matter)


def fund(
    matter: Matter, *, by: User, on: date, words: str = "", source: str = "", name: str = "", planned: Decimal = NONE,
    known: ProjectFund | None = None,
) -> None:  # fmt: skip
    """Plan money from a source in 万元, or change what is planned from one; nothing takes one out again that was not paid from."""
    mine(matter, known, "选一下是哪一笔资金。")
    if known is None and (source not in SOURCES or planned <= 0):
        raise NotNow("资金从哪来、计划多少万元，都要写。")
    new = ProjectFund(**stands(matter), source=source, name=name.strip()[:80], planned=planned, made_on=on)
    if known is None and matter.funds.filter(source=source, name=new.name).exists():
        raise NotNow(f"「{new}」已经有一笔了，要改数就选那一笔。")
    paid = known.payments.filter(struck_on=None).aggregate(total=Sum("amount"))["total"] or NONE if known else NONE
    if known is not None and (planned < paid or planned < 0):
        raise NotNow(f"已经付了 {amount(paid)} 万元，计划不能比这还少。")
    with transaction.atomic():
        touches = [(matter.place_id, known.made_on)] if known else []
        matter.step("project.fund", by=by, on=on, words=f"{known or new}计划 {amount(planned)} 万元。{words}", touches=touches)
        if known is None:
            new.save()
        elif planned or known.payments.exists():
            ProjectFund.objects.filter(pk=known.pk).update(planned=planned)
        else:
            known.delete()


def pay(
    matter: Matter, *, by: User, on: date, words: str = "", known: ProjectFund | None = None, paid: Decimal = NONE,
    paid_on: date | None = None, paid_to: str = "",
) -> None:  # fmt: skip
    """Money paid out of a source, on a day; never more than was planned from it."""
    mine(matter, known, "选一下是哪一笔资金。", needed=True)
    day = paid_on or on
    past(day, on)
    if known is None or paid <= 0:
        raise NotNow("付了多少万元没写。")
    left = known.planned - (known.payments.filter(struck_on=None).aggregate(total=Sum("amount"))["total"] or NONE)
    if paid > left:
        raise NotNow(f"「{known}」计划 {amount(known.planned)} 万元，只剩 {amount(left)} 万元没付。真要多付，先改计划的数。")
    said = f"{known}付 {amount(paid)} 万元{f'给{paid_to.strip()}' if paid_to.strip() else ''}。{words}"
    with transaction.atomic():
        matter.step("project.pay", by=by, on=on, words=said, touches=[(matter.place_id, day)])
        ProjectPayment.objects.create(
            **stands(matter),
            fund=known,
            paid_on=day,
            amount=paid,
            paid_to=paid_to.strip()[:120],
            words=words[:200],
            by_name=by.name,
        )


def quantity(
    matter: Matter, *, by: User, on: date, words: str = "", what: str = "", unit: str = "", planned: Decimal = NONE,
    known: ProjectQuantity | None = None,
) -> None:  # fmt: skip
    """Plan how much of what, or change it; nothing takes one out again of which nothing was done."""
    mine(matter, known, "选一下是哪一项。")
    if known is None and (not what.strip() or not unit.strip() or planned <= 0):
        raise NotNow("干什么、多少、什么单位，都要写。")
    if known is None and matter.quantities.filter(what=what.strip(), unit=unit.strip()).exists():
        raise NotNow(f"「{what.strip()}」已经有了，要改数就选那一项。")
    done = done_of(known) if known else NONE
    if known is not None and (planned < 0 or (planned == 0 and done > 0)):
        raise NotNow(f"已经干了 {amount(done)} {known.unit}，不能去掉这一项。")
    title, counted = (known.what, known.unit) if known else (what.strip(), unit.strip())
    with transaction.atomic():
        matter.step("project.quantity", by=by, on=on, words=f"{title}计划 {amount(planned)} {counted}。{words}")
        if known is None:
            ProjectQuantity.objects.create(**stands(matter), what=title[:40], unit=counted[:10], planned=planned)
        elif planned:
            ProjectQuantity.objects.filter(pk=known.pk).update(planned=planned)
        else:
            known.delete()


def done_of(known: ProjectQuantity) -> Decimal:
    """How much of it was done, struck entries left out."""
    done: Decimal | None = known.progress.filter(struck_on=None).aggregate(total=Sum("number"))["total"]
    return done or NONE


def progress(
    matter: Matter, *, by: User, on: date, words: str = "", known: ProjectQuantity | None = None, number: Decimal = NONE,
    done_on: date | None = None,
) -> None:  # fmt: skip
    """So much was done on a day."""
    mine(matter, known, "选一下干的是哪一项。", needed=True)
    day = done_on or on
    past(day, on)
    if known is None or number <= 0:
        raise NotNow("干了多少没写。")
    with transaction.atomic():
        said = f"{known.what} {amount(number)} {known.unit}。{words}"
        matter.step("project.progress", by=by, on=on, words=said, touches=[(matter.place_id, day)])
        ProjectProgress.objects.create(
            **stands(matter), quantity=known, done_on=day, number=number, what=known.what, unit=known.unit, words=words[:400], by_name=by.name,
        )  # fmt: skip


def strike(matter: Matter, *, by: User, on: date, words: str, known: ProjectProgress | ProjectPayment | None = None) -> None:
    """A wrong entry of work or money is struck, with a reason: it stays readable and counts no more."""
    mine(matter, known, "选一下哪一笔记错了。", needed=True)
    if known is None or known.struck_on is not None:
        raise NotNow("这一笔已经冲掉了。")
    day = known.done_on if isinstance(known, ProjectProgress) else known.paid_on
    with transaction.atomic():
        matter.step(
            "project.strike", by=by, on=on, words=f"{in_words(day, on)}的 {known}。{words}", touches=[(matter.place_id, day)]
        )
        type(known).objects.filter(pk=known.pk).update(struck_on=on)


def milestone(
    matter: Matter, *, by: User, on: date, words: str = "", title: str = "", due_on: date | None = None,
    known: ProjectMilestone | None = None,
) -> None:  # fmt: skip
    """Set a milestone, or put one that is not reached to another day; the day that was set first is kept."""
    mine(matter, known, "选一下是哪个节点。")
    if due_on is None or (known is None and not title.strip()):
        raise NotNow("什么节点、到哪天，都要写。")
    if known is not None and known.reached_on is not None:
        raise NotNow(f"「{known.title}」{in_words(known.reached_on, on)}已经到了，不用再改。")
    if known is None and matter.milestones.filter(title=title.strip()).exists():
        raise NotNow(f"「{title.strip()}」已经有了，要改日子就选那一个。")
    if known is not None and not words.strip():
        raise NotNow("改节点的日子，要写一句为什么改。")
    with transaction.atomic():
        said = f"{known.title if known else title.strip()}定在{in_words(due_on, on)}。{words}"
        matter.step("project.milestone", by=by, on=on, words=said)
        if known is None:
            ProjectMilestone.objects.create(**stands(matter), title=title.strip()[:60], due_on=due_on, first_due_on=due_on)
        else:
            ProjectMilestone.objects.filter(pk=known.pk).update(due_on=due_on)


def reach(
    matter: Matter, *, by: User, on: date, words: str = "", known: ProjectMilestone | None = None, reached_on: date | None = None
) -> None:
    """A milestone was reached on a day."""
    mine(matter, known, "选一下到了哪个节点。", needed=True)
    day = reached_on or on
    past(day, on)
    if known is None or known.reached_on is not None:
        raise NotNow("这个节点已经记过到了。")
    with transaction.atomic():
        matter.step("project.reach", by=by, on=on, words=f"{known.title}。{words}")
        ProjectMilestone.objects.filter(pk=known.pk).update(reached_on=day)


def reached(matter: Matter, title: str, on: date | None) -> None:
    found = matter.milestones.filter(title=title)
    (found.filter(reached_on=None) if on is not None else found).update(reached_on=on)


def start(matter: Matter, *, by: User, on: date, words: str = "", started_on: date | None = None) -> None:
    """Work began on a day; whoever was to lead leads, otherwise who writes it down."""
    day = started_on or on
    past(day, on)
    person, organisation = (
        (matter.holder, matter.holder_organisation) if matter.holder or matter.holder_organisation else (by, None)
    )
    with transaction.atomic():
        first, before = matter.first_receiver or who(person, organisation), matter.details.begun_on
        matter.step(
            "project.start",
            by=by,
            on=on,
            words=_of_day(day, on, "开的工", words),
            holder=person,
            first_receiver=first,
            unlooked=False,
            details={"begun_on": day},
            touches=[(matter.place_id, counted) for counted in (day, before) if counted],
        )
        if not matter.handlings.filter(role="lead", state="doing").exists():
            lead(matter, person=person, organisation=organisation, part=words, on=on)
        reached(matter, ProjectMilestone.START, day)


def finish(matter: Matter, *, by: User, on: date, words: str, finished_on: date | None = None) -> None:
    """The work was finished on a day, as whoever did it says; now it is to be accepted by others."""
    day = finished_on or on
    past(day, on)
    if matter.details.begun_on and day < matter.details.begun_on:
        raise NotNow(f"{in_words(matter.details.begun_on, on)}才开的工，完工的日子在它前面了，改一下。")
    undone = [one.what for one in matter.quantities.with_done() if not one.done]
    if undone:
        raise NotNow(f"「{'、'.join(undone)}」一点都没记，先记上干了多少，再请验收。")
    with transaction.atomic():
        life.report_done(matter, by=by, on=on, words=_of_day(day, on, "完的工", words), verb="project.finish")
        reached(matter, ProjectMilestone.FINISH, day)


def _of_day(day: date, on: date, what: str, words: str) -> str:
    """What was written, with the day before it where that is not the day of writing."""
    return words if day == on else f"{in_words(day, on)}{what}。{words}"


def sort(matter: Matter, *, by: User, on: date, **given: Any) -> None:
    """Another category; the plan's last day stays."""
    with transaction.atomic():
        put_in_another_category(matter, by=by, on=on, **given)
        due_as_planned(matter)


def mine(matter: Matter, row: Any, sentence: str, *, needed: bool = False) -> None:
    if (row is None and needed) or (row is not None and row.matter_id != matter.pk):
        raise NotNow(sentence)


def past(day: date, on: date) -> None:
    if day > on:
        raise NotNow(f"日子写成了 {in_words(day, on)}，还没到那天。")
