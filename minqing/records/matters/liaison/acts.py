"""Serving a firm: who it is, which policies it takes up, and that it hears how things stand (MECHANISMS.md D5).

A firm that waits longer than the days of the rule "news" without a word shows as unheard; our example is five working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from minqing.ground.journal import Actor
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.records.matters import clock
from minqing.records.matters.models.deadline import DeadlineRule, WorkdayChange
from minqing.records.matters.models.enterprise import (
    STEPS,
    WAYS,
    EnterprisePolicy,
    EnterpriseStep,
    EnterpriseTelling,
    last_heard,
)
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.project import amount
from minqing.records.people.models import Enterprise
from minqing.records.people.models.enterprise import right_uscc

NEWS = "news"
SOME_DAYS = 5
MOST = 12


def opened(matter: Matter, *, by: Actor, on: date) -> None:
    """Inside the opening: the firm is found on the register by its code or whole name, and is the one who asks."""
    details = matter.details
    given = {"company": details.company, "uscc": details.uscc, "sole": details.sole} if details else {}
    found = _found(matter, given)
    matter.fill_details(found)
    if not matter.asker and found["company"]:
        matter.asker = found["company"][:80]
        Matter.objects.filter(pk=matter.pk).update(asker=matter.asker)


def _found(matter: Matter, given: Mapping[str, Any]) -> dict[str, Any]:
    """The firm as it is kept: checked code, and its row on the register if it has one. Raises NotNow for a wrong code."""
    name, code = " ".join(str(given.get("company") or "").split()), right_uscc(given.get("uscc") or "")
    known = Enterprise.objects.meant(county=matter.county, name=name, uscc=code) if name or code else None
    sole = bool(given.get("sole")) or (known is not None and known.sort == "sole")
    if known is not None:
        return {"enterprise": known, "company": known.name, "uscc": known.uscc, "sole": sole}
    return {"enterprise": None, "company": name[:120], "uscc": code, "sole": sole}


def name(matter: Matter, *, by: User, on: date, words: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Say which firm it is, or correct it. Only a sole trader may be without a code."""
    given = dict(details or {})
    found = _found(matter, given)
    if not found["company"]:
        raise NotNow("企业名称没写。")
    if not found["uscc"] and not found["sole"]:
        raise NotNow("统一社会信用代码没写，照营业执照写 18 位；没有代码的个体户勾上「个体户」。")
    rest = {key: value for key, value in given.items() if key not in found}
    matter.step(
        "enterprise.name", by=by, on=on, words=f"{found['company']} {found['uscc']}。{words}".strip(), details={**rest, **found}
    )


def tell(matter: Matter, *, by: User, on: date, words: str, way: str = "phone", to: str = "") -> None:
    """The firm was told how it stands. The first telling is also the first word to the asker."""
    if way not in WAYS:
        raise NotNow("怎么告诉企业的没选。")
    with transaction.atomic():
        said = f"{WAYS[way]}{f'，告诉了{to.strip()}' if to.strip() else ''}。{words}"
        matter.step("enterprise.tell", by=by, on=on, words=said, details={"told_on": on}, contacted_on=matter.contacted_on or on)
        EnterpriseTelling.objects.create(
            matter=matter, place_id=matter.place_id, county=matter.county, told_on=on, way=way, to=to.strip()[:80], words=words.strip(),
            by_name=by.name,
        )  # fmt: skip


def policy(
    matter: Matter, *, by: User, on: date, words: str = "", title: str = "", office: str = "", expected: Decimal | None = None
) -> None:
    """A policy that may fit the firm; from here it is told of it, applies, is reviewed, is paid."""
    title = " ".join(title.split())
    if not title:
        raise NotNow("什么政策没写。")
    if matter.policies.filter(name=title).exists():
        raise NotNow(f"「{title}」已经记上了，往下一步走就行。")
    with transaction.atomic():
        matter.step("enterprise.policy", by=by, on=on, words=f"{title}。{words}")
        row = EnterprisePolicy.objects.create(
            matter=matter,
            place_id=matter.place_id,
            county=matter.county,
            name=title[:120],
            office=office.strip()[:80],
            expected=expected,
        )
        EnterpriseStep.objects.create(policy=row, step="told", made_on=on, words=words[:400], by_name=by.name)


def take_up(
    matter: Matter, *, by: User, on: date, words: str = "", known: EnterprisePolicy | None = None, paid: Decimal | None = None,
    refused: bool = False,
) -> None:  # fmt: skip
    """The next step of a policy: 申请, 审核, 兑现 (with the sum in 万元); or it was refused, with the reason in words."""
    if known is None or known.matter_id != matter.pk:
        raise NotNow("选一下是哪一项政策。")
    if known.refused_on is not None or not known.next_step:
        raise NotNow(f"「{known.name}」已经走完了：{known.said}。")
    step = "refused" if refused else known.next_step
    if step == "refused" and not words.strip():
        raise NotNow("没批的，写一句为什么。")
    if step == "paid" and paid is None:
        raise NotNow("兑现了多少万元没写；不是给钱的政策写 0。")
    new = {"refused_on": on} if refused else {"step": step, **({"paid": paid, "paid_on": on} if step == "paid" else {})}
    said = "没批" if refused else STEPS[step]
    with transaction.atomic():
        sum_ = f" {amount(paid)} 万元" if step == "paid" and paid else ""
        matter.step("enterprise.take_up", by=by, on=on, words=f"{known.name}：{said}{sum_}。{words}")
        EnterprisePolicy.objects.filter(pk=known.pk).update(**new)
        EnterpriseStep.objects.create(policy=known, step=step, made_on=on, words=words[:400], by_name=by.name)


def unheard(matter: Matter, on: date) -> tuple[int, bool]:
    """For how many days past the limit the firm has had no news (0: in time), and whether the limit is our example."""
    if matter.phase not in ("open", "doing"):
        return 0, False
    limit = _limit(matter, on)
    return _late(limit, last_heard(matter), on, WorkdayChange.objects.at(matter.place_id)), not limit.confirmed


def _limit(matter: Matter, on: date) -> DeadlineRule:
    return clock.rule_for(matter, on=on, step=NEWS) or DeadlineRule(amount=SOME_DAYS, unit="wd", from_on=on)


def _late(limit: DeadlineRule, heard: date, on: date, changes: Mapping[date, bool]) -> int:
    return max((on - limit.due_on(heard, changes)).days, 0)


def story(matter: Matter, scope: Scope, today: date) -> dict[str, Any]:
    """The firm, its policies with their steps, what it was told."""
    late, example = unheard(matter, today)
    firm = matter.details.enterprise if matter.details else None
    contact = (matter.details.contact if matter.details else "") or (firm.contact if firm else "")
    return {
        "firm": firm, "contact": contact, "sees_firm": firm is not None and scope.may("enterprise.see", firm.place_id), "late": late, "late_example": example,
        "tellings": list(matter.tellings.order_by("-told_on", "-id")), "steps": STEPS,
        "policies": list(matter.policies.prefetch_related("steps").order_by("id")),
        "may_register": firm is None and bool(matter.details and matter.details.company) and scope.may("enterprise.open", matter.place_id),
    }  # fmt: skip


def requests_of(enterprise: Enterprise, scope: Scope, today: date) -> dict[str, Any] | None:
    """What a firm on the register asked for, for its page."""
    if not scope.may("matter.see", enterprise.place_id):
        return None
    found = Matter.objects.filter(scope.q("matter.see"), kind="enterprise", request__enterprise=enterprise)
    return {
        "matters": list(found.preloaded().order_by("-opened_on", "-id")[:50]), "enterprise": enterprise, "today": today,
        "may_open": scope.may("matter.open", enterprise.place_id) and enterprise.closed_on is None,
    }  # fmt: skip


def waiting_for_news(scope: Scope, today: date) -> dict[str, Any] | None:
    """For whoever holds a firm's request: those that have had no news for too long."""
    if not scope.may("enterprise.tell"):
        return None
    mine = Matter.objects.filter(scope.q("matter.see"), kind="enterprise", holder=scope.user, phase__in=("open", "doing"))
    found = list(mine.preloaded().select_related("request").order_by("opened_on", "id")[:MOST])
    if not found:
        return None
    limit, changes = _limit(found[0], today), WorkdayChange.objects.at(found[0].place_id)
    late = [(one, _late(limit, one.request.told_on or one.opened_on, today, changes)) for one in found]
    late = [(one, days) for one, days in late if days]
    return {"late": late, "today": today} if late else None
