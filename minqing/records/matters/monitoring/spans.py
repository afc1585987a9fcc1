"""What a step changes beside the file: the risks that are there, the time under monitoring, the group of the household."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from minqing.ground.staff.models import User
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.monitor import DISASTERS, RISKS, MonitorRisk, MonitorSpan
from minqing.records.people.models import GroupSpan, Household

MONITORED = "监测对象"


def set_risks(matter: Matter, risks: Iterable[str], *, disaster: str = "", on: date) -> None:
    """The risks that there are now: new ones begin, those not named any more are gone from this day."""
    wanted = [risk for risk in dict.fromkeys(risks) if risk in RISKS]
    going = {found.risk: found for found in matter.risks.filter(gone_on=None)}
    gone = [found.pk for risk, found in going.items() if risk not in wanted]
    MonitorRisk.objects.filter(pk__in=gone).update(gone_on=on)
    sort = disaster if disaster in DISASTERS else ""
    MonitorRisk.objects.bulk_create(
        MonitorRisk(matter=matter, risk=risk, sort=sort if risk == "disaster" else "", found_on=on)
        for risk in wanted
        if risk not in going
    )
    if sort:
        MonitorRisk.objects.filter(matter=matter, risk="disaster", gone_on=None).update(sort=sort)


def enter_group(matter: Matter, *, by: User, on: date, again: bool = False) -> None:
    """From this day the household is monitored, in the group of its class."""
    file, home = matter.details, matter.household
    if home is None:
        raise NotNow("先选是哪一户。")
    MonitorSpan.objects.create(
        matter=matter,
        place_id=matter.place_id,
        county=matter.county,
        klass=file.klass,
        title=file.klass_title,
        from_on=on,
        again=again,
    )
    if not _in_groups(home, [file.klass_title]).exists():
        GroupSpan.objects.enter(household=home, group=file.klass_title, by=by, on=on, source="防返贫监测识别纳入")


def leave_groups(matter: Matter, *, by: User, on: date) -> None:
    """From this day its risk is removed: the span ends, and with it the groups; that it was there stays on the books."""
    file, home = matter.details, matter.household
    MonitorSpan.objects.filter(matter=matter, to_on=None).update(to_on=on)
    if home is not None:
        for span in _in_groups(home, [file.klass_title, MONITORED]).exclude(from_on__gt=on):
            span.leave(by=by, on=on, why="风险消除")


def _in_groups(home: Household, titles: list[str]) -> Any:
    return GroupSpan.objects.open().of_households().filter(household=home, group__in=titles)
