"""Once a day: what is due by tomorrow, and what has passed its day (MECHANISMS.md D7: remind before, put before the level above after).

Each matter is spoken of once a stage, to whoever has it in a sentence of its own, to the others at its level and at the level
above in one sentence a day with the list behind it. Nothing is moved by it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.urls import reverse

from minqing.ground.notices import rounds
from minqing.ground.notices.models import Notice
from minqing.ground.notices.writing import Word, about, write
from minqing.ground.staff.models import User
from minqing.lib import days
from minqing.records.matters import hours, tiers
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.models import Matter
from minqing.records.matters.telling import Serving, about_of, page_of

DUE, LATE, BELOW = "matter.due", "matter.late", "matter.late_below"
# A first round over an old database speaks of what passed its day within these days; all of it stands in the list.
BACK = timedelta(days=7)
OURS = ("open", "doing")
Heap = dict[tuple[User, str], list[Matter]]


def hang() -> None:
    """Have the worker make the round each day, and that of limits in hours every few minutes."""
    rounds.every_day("matters.remind")(remind)
    rounds.every_few_minutes("matters.hours")(hours.often)


def remind(*, on: date, at: datetime) -> int:
    """Write the notices of a day; says how many are new. A second round on the day writes nothing."""
    serving = Serving.all(on)
    words, heap = [], _empty()
    for matter in _with_day(on, on + timedelta(days=1)):
        if matter.due_at is not None:
            # Spoken of when its hour comes.
            continue
        hands = [user for user in serving.hands(matter) if _opens(serving, user, matter)]
        words += [_one(user, matter, DUE, _when(matter, on), on, serving) for user in hands]
        if not hands:
            _add(heap, serving.untaken(matter), matter, matter.tier, serving)
    words += [_many(user, tier, found, DUE, on) for (user, tier), found in heap.items()]
    return write([*words, *_late(serving, on), *_other_limits(serving, on, at)], at=at)


def _other_limits(serving: Serving, on: date, at: datetime) -> list[Word]:
    """The first word to the asker and the present step, where they count days: due today or tomorrow, or passed yesterday or lately."""
    in_hours = {(limit.matter.pk, limit.which) for limit in hours.in_hours(at)}
    near, words = (_first_day(on), on + timedelta(days=1)), []
    unsaid = Matter.objects.filter(phase__in=OURS, contacted_on=None, respond_by__range=near)
    standing = Matter.objects.filter(phase__in=OPEN_PHASES, step_due_on__range=near)
    for which, found in ((hours.RESPOND, unsaid), (hours.STEP, standing)):
        for matter in found.preloaded().order_by("id"):
            day = matter.respond_by if which == hours.RESPOND else matter.step_due_on
            if day is None or (matter.pk, which) in in_hours:
                continue
            stage, when = "late" if day < on else "due", days.in_words(day, on)
            said = hours.words_of(matter, which, when, late=day < on)
            verb = f"matter.{which}_{stage}"
            words += [
                hours.word(
                    user,
                    matter,
                    said,
                    serving,
                    verb=verb,
                    key=f"{verb}:{matter.pk}:{matter.state}:{day}",
                    day=on,
                    urgent=day == on,
                )
                for user in hours.who_must_act(matter, which, serving)
            ]
    return words


def _late(serving: Serving, on: date) -> list[Word]:
    words, own, below = [], _empty(), _empty()
    for matter in _with_day(_first_day(on), on - timedelta(days=1)):
        hands = [user for user in serving.hands(matter) if _opens(serving, user, matter)]
        words += [_one(user, matter, LATE, _overdue(matter, on), on, serving) for user in hands]
        _add(own, [user for user in serving.untaken(matter) if user not in hands], matter, matter.tier, serving)
        if (upper := tiers.above(matter.tier)) is not None:
            _add(below, serving.level(matter, upper), matter, matter.tier, serving)
    words += [_many(user, tier, found, LATE, on) for (user, tier), found in own.items()]
    return words + [_many(user, tier, found, BELOW, on) for (user, tier), found in below.items()]


def _first_day(on: date) -> date:
    """The first day allowed that no round has spoken of yet: a round of day D spoke of all up to D - 1."""
    last = Notice.objects.filter(verb__in=(LATE, BELOW), day__lt=on).aggregate(last=Max("day"))["last"]
    return max(on - BACK, last or on - BACK)


def _with_day(first: date, last: date) -> list[Matter]:
    """What is ours to do and has its day in these, both included."""
    return list(Matter.objects.filter(phase__in=OURS, due_on__range=(first, last)).preloaded().order_by("due_on", "id"))


def _empty() -> Heap:
    return defaultdict(list)


def _add(heap: Heap, users: list[User], matter: Matter, tier: str, serving: Serving) -> None:
    for user in users:
        if serving.sees(user, matter):
            heap[user, tier].append(matter)


def _opens(serving: Serving, user: User, matter: Matter) -> bool:
    return serving.sees(user, matter) or serving.claims(user, matter)


def _when(matter: Matter, on: date) -> str:
    return "今天到期" if matter.due_on == on else "明天到期"


def _overdue(matter: Matter, on: date) -> str:
    assert matter.due_on is not None
    can_rise = matter.table.rule("matter.escalate", matter.state) is not None and tiers.above(matter.tier) is not None
    return f"超期 {(on - matter.due_on).days} 天{'，可以报上一级' if can_rise else ''}"


def _one(user: User, matter: Matter, verb: str, words: str, on: date, serving: Serving) -> Word:
    """A matter of one's own, once a stage: another day allowed is another stage."""
    shown = serving.about(user, matter)
    return Word(
        user=user, sentence=f"{words}：{shown}" if shown else f"{words}，打开看。", url=page_of(matter), sort="due", verb=verb,
        key=f"{verb}:{matter.pk}:{matter.due_on}", day=on, urgent=verb == DUE and matter.due_on == on, **about(matter),
    )  # fmt: skip


def _many(user: User, tier: str, found: list[Matter], verb: str, on: date) -> Word:
    """What others have or nobody has, in one sentence a day: a single one by name, more as the list."""
    number = len(found)
    sentence = {
        DUE: f"有 {number} 件没人受理的事今明两天到期",
        LATE: f"{tiers.TIERS[tier]}有 {number} 件事新过了期限，办不了的可以报上一级",
        BELOW: f"{tiers.TIERS[tier]}有 {number} 件事新过了期限，还在那一级办，给你看一眼",
    }[verb]
    url = f"{reverse('matters:list')}?tier={tier}" + ("" if verb == DUE else "&due=late")
    if number == 1:
        words = {
            DUE: f"{_when(found[0], on)}，还没人受理",
            LATE: _overdue(found[0], on),
            BELOW: f"{tiers.TIERS[tier]}{_overdue_below(found[0], on)}",
        }
        shown = about_of(found[0])
        sentence, url = (f"{words[verb]}：{shown}" if shown else f"{words[verb]}，打开看。"), page_of(found[0])
    named = about(found[0]) if number == 1 else {}
    return Word(
        user=user, sentence=sentence, url=url, sort="below" if verb == BELOW else "due", verb=verb, key=f"{verb}:{tier}:{on}", day=on,
        **named,
    )  # fmt: skip


def _overdue_below(matter: Matter, on: date) -> str:
    assert matter.due_on is not None
    return f"超期 {(on - matter.due_on).days} 天，还在那一级办"
