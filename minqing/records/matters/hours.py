"""Limits of a matter beside the day for the whole: hours, the first word to the asker, the present step; reminded of before and after.

A limit in hours ends at an instant: it is spoken of when half its time is over or two hours before its end, whichever is later, and
once more when it is past (`often`, with the worker's queue). One in days is spoken of by the day's round (`reminding`). Where danger
is (`urgency` emergency) the word goes out in quiet hours too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from minqing.ground.notices.writing import Word, about, write
from minqing.ground.staff.models import User
from minqing.lib import days
from minqing.records.matters import clock, turns
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.models import Matter, Move
from minqing.records.matters.models.deadline import DeadlineRule
from minqing.records.matters.telling import Serving, page_of

WHOLE, RESPOND, STEP = "whole", "respond", "step"
BEFORE = timedelta(hours=2)
# What was past for longer when the worker came back stands in the lists.
BACK = timedelta(days=1)
OURS = ("open", "doing")


@dataclass(frozen=True)
class Limit:
    """Something that has to be done by an instant, from another on."""

    matter: Matter
    which: str
    start: datetime
    end: datetime

    @property
    def remind_at(self) -> datetime:
        """When to speak of it: half its time, or two hours before, whichever is later."""
        return max(self.start + (self.end - self.start) / 2, self.end - BEFORE)

    def said(self, at: datetime) -> str:
        """By when what has to be done; or that it was not."""
        end, today = timezone.localtime(self.end), timezone.localdate(at)
        day = {0: "今天", 1: "明天", -1: "昨天"}.get((end.date() - today).days, days.in_words(end.date(), today))
        return words_of(self.matter, self.which, f"{day} {end:%H:%M} ", late=self.end <= at)


def words_of(matter: Matter, which: str, when: str, *, late: bool) -> str:
    """What a limit asks, in words: `when` is its end."""
    if which == RESPOND:
        return f"该在{when}前先回群众一句话，还没回" if late else f"{when}前要先回群众一句话"
    if which == STEP:
        return (
            f"「{matter.stage.title}」这一步过了{when.strip()}，还没办" if late else f"「{matter.stage.title}」这一步到{when}为止"
        )
    return f"过了时限（{when.strip()}）还没办完" if late else f"{when}到时限"


def often(*, at: datetime) -> int:
    """Write the notices of limits in hours that are due at a moment; says how many are new. A second round writes nothing."""
    limits = [limit for limit in in_hours(at) if limit.remind_at <= at and limit.end > at - BACK]
    if not limits:
        return 0
    serving = Serving.all(timezone.localdate(at))
    return write([word for limit in limits for word in _words(limit, serving, at)], at=at)


def _words(limit: Limit, serving: Serving, at: datetime) -> Iterable[Word]:
    matter, late = limit.matter, limit.end <= at
    alarm, stage = matter.urgency == "emergency", "late" if late else "due"
    for user in who_must_act(limit.matter, limit.which, serving):
        # The day's round speaks of the whole by its day, under the same key: once each.
        key = (
            f"matter.late:{matter.pk}:{matter.due_on}"
            if limit.which == WHOLE and late
            else f"hours.{limit.which}_{stage}:{matter.pk}:{int(limit.end.timestamp())}"
        )
        yield word(
            user,
            matter,
            limit.said(at),
            serving,
            verb=f"matter.{limit.which}_{stage}",
            key=key,
            day=timezone.localdate(at),
            urgent=True,
            alarm=alarm,
        )


def word(
    user: User, matter: Matter, words: str, serving: Serving, *, verb: str, key: str, day: date, urgent: bool, alarm: bool = False
) -> Word:
    """A sentence of a limit for one person, with as much of the matter as they may read."""
    shown = serving.about(user, matter)
    return Word(
        user=user, sentence=f"{words}：{shown}" if shown else f"{words}，打开看。", url=page_of(matter), sort="alarm" if alarm else "due",
        verb=verb, key=key, day=day, urgent=urgent, **about(matter),
    )  # fmt: skip


def who_must_act(matter: Matter, which: str, serving: Serving) -> list[User]:
    """Whoever has it, else those who look to it at its level; where a step waits for another, those whose turn it is."""
    if which == STEP and matter.phase not in OURS:
        mains = [rule for rule in matter.possible_moves() if rule.main]
        found = turns.once(user for rule in mains for user in turns.who_next(matter, rule, serving))
    else:
        found = serving.hands(matter) or serving.untaken(matter)
    return [user for user in found if serving.sees(user, matter) or serving.claims(user, matter)]


def in_hours(at: datetime) -> list[Limit]:
    """Limits in hours that end in these hours or ended lately. A fixed number of queries."""
    today = timezone.localdate(at)
    near = (today - timedelta(days=2), today + timedelta(days=2))
    wanted = Q(phase__in=OURS, due_at__range=(at - BACK, at + BEFORE)) | Q(phase__in=OPEN_PHASES, step_due_on__range=near)
    wanted |= Q(phase__in=OURS, contacted_on=None, respond_by__range=near)
    matters = list(Matter.objects.filter(wanted, closed_on=None).preloaded().order_by("id"))
    if not matters:
        return []
    rules = _rules(today)
    entered = _entered(matters)
    found = []
    for matter in matters:
        if matter.phase in OURS and matter.due_at is not None:
            found.append(Limit(matter, WHOLE, min(matter.recorded_at, matter.due_at), matter.due_at))
        if matter.phase in OURS and matter.contacted_on is None and (hours := _hours(rules, matter, DeadlineRule.RESPOND)):
            found.append(Limit(matter, RESPOND, matter.recorded_at, matter.recorded_at + hours))
        if matter.step_due_on is not None and (hours := _hours(rules, matter, matter.state)):
            start = entered.get(matter.pk, matter.recorded_at)
            found.append(Limit(matter, STEP, start, start + hours))
    return found


def _rules(on: date) -> list[DeadlineRule]:
    return list(DeadlineRule.objects.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on))


def _hours(rules: Sequence[DeadlineRule], matter: Matter, step: str) -> timedelta | None:
    """How many hours a step has, by the rule that fits most closely; None where that counts days."""
    fitting = [
        rule for rule in rules
        if rule.step == step and matter.place_id.startswith(rule.region) and rule.kind in ("", matter.kind)
        and rule.category in ("", matter.category) and rule.urgency in ("", matter.urgency)
    ]  # fmt: skip
    rule = max(fitting, key=DeadlineRule.closeness, default=None) or clock.example(matter, step, matter.opened_on)
    return timedelta(hours=rule.amount) if rule is not None and rule.unit == "h" else None


def _entered(matters: Sequence[Matter]) -> dict[object, datetime]:
    """When each came into its present state, as it was written down. One query."""
    states = {matter.pk: matter.state for matter in matters}
    moves = (
        Move.objects.filter(matter__in=matters).order_by("id").values_list("matter_id", "from_state", "to_state", "recorded_at")
    )
    return {pk: when for pk, before, after, when in moves if after == states[pk] and before != after}
