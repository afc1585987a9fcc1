"""The conditions for marking a household's risk as removed (RULES.md 3.6), each with its evidence. None of them decides by income alone.

`hard` conditions forbid the release while they do not hold. Whether income is above the year's line is shown and is not among them:
the line is a reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from minqing.lib.days import add_months, in_words
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.monitor import NO, UNKNOWN, YES, HomeCheck, Monitoring
from minqing.records.matters.models.monitor_rules import MonitorLimit, MonitorLine
from minqing.records.matters.monitoring.order import RELEASE

if TYPE_CHECKING:
    from minqing.records.matters.models import Matter

SAID = {YES: "够了", NO: "还不够", UNKNOWN: "没查清"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: whether it holds (yes, no, unknown), and what says so. `early` ones are asked before the village proposes."""

    key: str
    words: str
    state: str
    evidence: str
    hard: bool = True
    early: bool = False

    @property
    def said(self) -> str:
        """够了, 还不够 or 没查清."""
        return SAID[self.state]


def conditions(matter: Matter, *, on: date) -> list[Condition]:
    """All conditions as they stand on a day. Six queries."""
    file: Monitoring = matter.details
    checks = list(matter.home_checks.order_by("-on", "-id"))
    check = (
        next((found for found in checks if found.way == RELEASE and found.round == file.round), None)
        if file.way == RELEASE
        else None
    )
    return [
        _long_enough(matter, file, on),
        _helped(matter, on),
        _somebody_works(file),
        _stated("stable", "收入稳定，至少半年", check, "stable", on),
        _above_line(matter, on),
        _stated("spending", "大额刚性支出解决了", check, "spending", on),
        *(_stated(name, f"{check_name}有保障", check, name, on) for name, check_name in (("housing", "住房"), ("schooling", "义务教育"), ("insurance", "基本医疗"), ("water", "饮水"))),
        _no_risks(matter),
    ]  # fmt: skip


def refuse_unless_fit(matter: Matter, *, on: date, early: bool = False) -> None:
    """Raise NotNow for the first hard condition that does not hold; `early` asks only what is known before the home visit."""
    for condition in conditions(matter, on=on):
        if condition.hard and condition.state != YES and (condition.early or not early):
            raise NotNow(f"还不能消除：{condition.words}，{condition.said}（{condition.evidence}）。接着帮，够了再提。")


def _long_enough(matter: Matter, file: Monitoring, on: date) -> Condition:
    months = int(MonitorLimit.objects.all_at(place=matter.place_id, on=on)["release_months"].number)
    words = f"纳入满 {months} 个月"
    if file.recognised_on is None:
        return Condition("months", words, UNKNOWN, "没记哪天纳入", early=True)
    until = add_months(file.recognised_on, months)
    return Condition(
        "months",
        words,
        YES if on >= until else NO,
        f"{in_words(file.recognised_on, on)}纳入，{in_words(until, on)}满",
        early=True,
    )


def _helped(matter: Matter, on: date) -> Condition:
    done = list(matter.measures.exclude(done_on=None).order_by("done_on", "id"))
    evidence = (
        "；".join(f"{measure}，{in_words(measure.done_on, on)}办完" for measure in done[:3] if measure.done_on)
        or "还没有办完的措施"
    )
    return Condition("measure", "至少办完一项有针对性的帮扶", YES if done else NO, evidence, early=True)


def _somebody_works(file: Monitoring) -> Condition:
    evidence = "整户没有劳动力，兜底保障，一直跟踪，不标注消除" if file.no_labour else "家里有人能劳动"
    return Condition("labour", "不是整户没有劳动力", NO if file.no_labour else YES, evidence, early=True)


def _stated(key: str, words: str, check: HomeCheck | None, name: str, on: date) -> Condition:
    state = getattr(check, name) if check is not None else UNKNOWN
    evidence = (
        f"{in_words(check.on, on)} {'、'.join(check.investigators)}入户核实" if check is not None else "提出消除以后还没入户核实"
    )
    return Condition(key, words, state, evidence)


def _above_line(matter: Matter, on: date) -> Condition:
    words = "人均收入高于当年监测线（只作参考）"
    sheet = matter.income_sheets.prefetch_related("lines").latest_first().first()
    line = MonitorLine.objects.of_year(on.year, place=matter.place_id, on=on)
    per_head = sheet.sum.per_head if sheet is not None else None
    if sheet is None or per_head is None:
        return Condition("line", words, UNKNOWN, "没有收入账", hard=False)
    if line is None:
        return Condition("line", words, UNKNOWN, f"人均 {per_head} 元；{on.year} 年的监测线县里还没填", hard=False)
    mark = "" if line.confirmed else "，示例"
    evidence = f"{sheet} 人均 {per_head} 元，监测线 {line.amount:.0f} 元{mark}"
    return Condition("line", words, YES if per_head > line.amount else NO, evidence, hard=False)


def _no_risks(matter: Matter) -> Condition:
    left = [str(risk) for risk in matter.risks.filter(gone_on=None).order_by("found_on", "id")]
    gone = matter.risks.exclude(gone_on=None).count()
    evidence = f"还有：{'、'.join(left)}" if left else f"原来的 {gone} 项都没有了"
    return Condition("risks", "原来的风险没有了，也没有新的", NO if left else YES, evidence)
