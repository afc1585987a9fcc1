"""What the story of a monitored household shows beside the matter's own: steps, facts, help, doubts, conditions."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.ground.staff.scope import Scope
from minqing.lib.days import in_words
from minqing.records.matters.models import Matter
from minqing.records.matters.models.monitor import Monitoring
from minqing.records.matters.models.monitor_member import MonitorMember
from minqing.records.matters.monitoring import order as monitor_order
from minqing.records.matters.monitoring import quality, release
from minqing.records.matters.monitoring.income import yuan
from minqing.records.matters.monitoring.steps import line_words, sheets

CONDITIONS_SHOWN = ("helping", "out_propose", "out_verify", "out_meeting", "out_publicity", "out_review", "out_approve")


def story(matter: Matter, scope: Scope, today: date) -> dict[str, Any]:
    """The context of `matters/kinds/monitor.html`. A fixed number of queries."""
    file: Monitoring = matter.details
    sheet = matter.income_sheets.prefetch_related("lines").latest_first().first()
    steps = (
        monitor_order.track(file.order, file.done)
        if matter.state != "helping" and matter.phase not in ("done", "dropped")
        else []
    )
    following = [step for step, _, where in steps if where == "now"]
    found = quality.files([matter], on=today)
    checks = list(matter.home_checks.order_by("-on", "-id"))
    hanging = matter.monitor_notices.filter(step="publicity", way=file.way, round=file.round).order_by("-id").first()
    said = {"per_head": yuan(sheet.sum.per_head), "self_paid": yuan(sheet.sum.self_paid)} if sheet is not None else {}
    return {
        "steps": steps,
        "public_until": hanging.until_on if hanging is not None and hanging.until_on and today < hanging.until_on else None,
        "unanswered": matter.objections.filter(answered_on=None).count(),
        "next": monitor_order.listed(following), "sheet_first": "verify" in following and not sheets(matter, file).exists(),
        "next_tier": matter.TIERS[monitor_order.TIERS[following[0]]] if following else "",
        "sheet": sheet, "income_line": line_words(matter, on=today),
        "risks": list(matter.risks.order_by("gone_on", "found_on", "id")),
        "measures": list(matter.measures.select_related("helper__person", "helper__organisation").order_by("from_on", "id")),
        "last_check": checks[0] if checks else None, "income": said,
        "judged": judged(matter),
        "members": MonitorMember.objects.filter(matter=matter).count(),
        "conditions": release.conditions(matter, on=today) if matter.state in CONDITIONS_SHOWN else [],
        "doubts": quality.doubts(found[0]) if found else [],
        "may_write": scope.may("monitor.income", matter.place_id) and matter.household_id is not None and matter.phase != "dropped",
        "may_see_household": matter.household_id is not None and scope.may("household.see", matter.place_id),
    }  # fmt: skip


def judged(matter: Matter) -> list[dict[str, Any]]:
    """Meetings, notices, objections and what each level judged, the latest first. Four queries."""
    found = [
        {
            "on": one.on, "id": one.pk, "what": one.step_words, "words": one.words,
            "more": f"{one.by}；① 人均 {yuan(one.per_head)} 元（监测线只作参考{'：' + one.line if one.line else ''}），② 自付 {yuan(one.self_paid)} 元，"
            f"③ {one.difficulty}，④ {one.coping}",
        }
        for one in matter.assessments.select_related("by")
    ]  # fmt: skip
    found += [
        {
            "on": one.on,
            "id": one.pk,
            "what": "评议会",
            "words": f"{one}{f'，反对 {one.against} 人' if one.against else ''}",
            "more": one.minutes,
        }
        for one in matter.meetings.all()
    ]
    found += [
        {
            "on": one.on, "id": one.pk, "what": "公示" if one.until_on else "公告", "words": f"{one}，贴在{one.where}" if one.where else str(one),
            "more": f"公示到 {in_words(one.until_on, one.on)}" if one.until_on else "",
        }
        for one in matter.monitor_notices.all()
    ]  # fmt: skip
    found += [
        {
            "on": one.on, "id": one.pk, "what": "公示意见", "words": one.words, "more": f"答复：{one.answer}" if one.answered_on else "",
            "late": "" if one.answered_on else "还没答复",
        }
        for one in matter.objections.all()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one["on"], one["id"]), reverse=True)
