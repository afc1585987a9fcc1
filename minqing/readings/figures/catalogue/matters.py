"""What is done for the people: needs and wishes, opened, solved, claimed, judged (MECHANISMS.md D1, D2, D7, D10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from minqing.ground.places.models import within_q
from minqing.readings.figures.figure import Column, Figure, Share
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Claim, Judgement, Matter

GROUP = "给群众办事"
WISHES = "心愿"

MATTER_COLUMNS = (
    Column("哪天记的", lambda matter: matter.opened_on),
    Column("村", lambda matter: matter.place.short_name),
    Column("哪一种", lambda matter: matter.table.title),
    Column("什么事", lambda matter: matter.about),
    Column("谁家", lambda matter: matter.asker),
    Column("到哪一步", lambda matter: matter.stage.title),
)
JUDGEMENT_COLUMNS = (
    Column("哪天说的", lambda judgement: judgement.said_on),
    Column("村", lambda judgement: judgement.place.short_name),
    Column("什么事", lambda judgement: judgement.matter.about),
    Column("谁家", lambda judgement: judgement.matter.asker),
    Column("办好没有", lambda judgement: str(judgement)),
    Column("原话", lambda judgement: judgement.words),
)
CLAIM_COLUMNS = (
    Column("哪天认领", lambda claim: claim.claimed_on),
    Column("村", lambda claim: claim.place.short_name),
    Column("什么心愿", lambda claim: claim.matter.about),
    Column("谁认领的", lambda claim: claim.claimant_name),
    Column("到哪一步", lambda claim: claim.matter.stage.title),
)
MOVES = (
    "matter.open", "matter.answer", "matter.reopen", "matter.close", "matter.drop", "matter.again", "matter.report_done",
    "matter.escalate", "wish.publish", "wish.claim", "wish.let_go", "matter.accept", "matter.assign", "matter.return",
)  # fmt: skip


def open_matter(record: Any) -> str:
    return reverse("matters:page", args=[getattr(record, "matter_id", None) or record.pk])


def opened(place: str, first: date, last: date) -> QuerySet[Matter]:
    return Matter.objects.filter(within_q("place_id", place), opened_on__range=(first, last))


def opened_of(kind: str) -> Any:
    return lambda place, first, last: opened(place, first, last).filter(kind=kind)


def finished(place: str, first: date, last: date) -> QuerySet[Matter]:
    return Matter.objects.filter(within_q("place_id", place), closed_on__range=(first, last), phase="done", solved=True)


def finished_of(kind: str) -> Any:
    return lambda place, first, last: finished(place, first, last).filter(kind=kind)


def finished_at(tier: str) -> Any:
    return lambda place, first, last: finished(place, first, last).filter(tier=tier)


def unreached(place: str, first: date, last: date) -> QuerySet[Matter]:
    return Matter.objects.filter(within_q("place_id", place), closed_on__range=(first, last), phase="done", solved=None)


def dropped(place: str, first: date, last: date) -> QuerySet[Matter]:
    return Matter.objects.filter(within_q("place_id", place), closed_on__range=(first, last), phase="dropped")


def open_at_end(place: str, first: date, last: date) -> QuerySet[Matter]:
    """Opened by then and not over by then, whatever became of it later."""
    return Matter.objects.filter(within_q("place_id", place), Q(closed_on=None) | Q(closed_on__gt=last), opened_on__lte=last)


def overdue_at_end(place: str, first: date, last: date) -> QuerySet[Matter]:
    return open_at_end(place, first, last).exclude(phase="waiting").filter(due_on__lt=last)


def judgements(place: str, first: date, last: date) -> QuerySet[Judgement]:
    return Judgement.objects.filter(within_q("place_id", place), said_on__range=(first, last))


def judged_good(place: str, first: date, last: date) -> QuerySet[Judgement]:
    return judgements(place, first, last).filter(solved=True)


def judged_bad(place: str, first: date, last: date) -> QuerySet[Judgement]:
    return judgements(place, first, last).filter(solved=False)


def claims(place: str, first: date, last: date) -> QuerySet[Claim]:
    return Claim.objects.filter(within_q("place_id", place), let_go_on=None, claimed_on__range=(first, last))


def wishes_waiting(place: str, first: date, last: date) -> QuerySet[Matter]:
    """Wishes that nobody had claimed by the end of the period."""
    claimed = Claim.objects.filter(Q(let_go_on=None) | Q(let_go_on__gt=last), matter=OuterRef("pk"), claimed_on__lte=last)
    return open_at_end(place, first, last).filter(~Exists(claimed), kind="wish")


def _matters(key: str, title: str, how: str, source: Any, *, group: str = GROUP, unit: str = "件", **more: Any) -> Figure:
    more.setdefault("moved_by", MOVES)
    return Figure(key, title, unit, how, group, source, MATTER_COLUMNS, open_matter, with_=("place", "household"), **more)


OPENED = _matters("matter.opened", "新收", "按记下那天数，各种事都在里面。", opened, day="opened_on", phrases=("收集问题", "收集诉求", "收集问题诉求", "新收"))
SOLVED = _matters(
    "matter.solved", "群众说办好了", "按群众回话那天数，本人说办好了才数。", finished, day="closed_on", phrases=("解决问题", "办结", "解决诉求", "办实事", "为群众办实事")
)
SOLVED_IN_VILLAGE = _matters(
    "matter.solved_in_village", "村里就办完的", "群众说办好了、没有报到上一级的。", finished_at("village"), day="closed_on", phrases=("村级办结", "小事不出村")
)
ASKED = Figure(
    "judgement.asked", "问过群众", "件次", "按问的那天数，问一次数一次。", GROUP, judgements, JUDGEMENT_COLUMNS, open_matter,
    day="said_on", moved_by=("matter.answer", "matter.reopen"), phrases=("回访", "回访群众"), with_=("place", "matter"),
)  # fmt: skip
SAID_GOOD = Figure(
    "judgement.solved", "回话说办好了", "件次", "按问的那天数，本人说办好了的。", GROUP, judged_good, JUDGEMENT_COLUMNS, open_matter,
    day="said_on", moved_by=("matter.answer", "matter.reopen"), with_=("place", "matter"),
)  # fmt: skip
WISHES_OPENED = _matters(
    "wish.opened", "征集微心愿", "按记下那天数。", opened_of("wish"), day="opened_on", group=WISHES, unit="个", phrases=("征集微心愿", "收集微心愿", "微心愿")
)
WISHES_CLAIMED = Figure(
    "wish.claimed", "认领微心愿", "个", "按认领那天数，后来放下的不数。", WISHES, claims, CLAIM_COLUMNS, open_matter,
    day="claimed_on", moved_by=("wish.claim", "wish.let_go"), phrases=("认领微心愿", "微心愿认领", "认领"), with_=("place", "matter"),
)  # fmt: skip
WISHES_DONE = _matters(
    "wish.fulfilled", "实现微心愿", "按本人说实现了那天数。", finished_of("wish"), day="closed_on", group=WISHES, unit="个", phrases=("实现微心愿", "圆梦微心愿", "完成微心愿")
)

MATTERS = (
    OPENED,
    SOLVED,
    SOLVED_IN_VILLAGE,
    _matters("matter.overdue", "月底超期", "到这段最后一天过了期限还没办完的；等群众回话的不算。", overdue_at_end, at_end=True, phrases=("超期",)),
    _matters("matter.open", "月底还没办完", "到这段最后一天还没了结的。", open_at_end, at_end=True, phrases=("在办", "未办结")),
    Share("matter.village_share", "村里就办完的占比", "村里就办完的，占群众说办好了的。", GROUP, SOLVED_IN_VILLAGE, SOLVED, phrases=("小事不出村率",)),
    ASKED,
    SAID_GOOD,
    Figure(
        "judgement.unsolved", "回话说没办好", "件次", "按问的那天数，本人说没办好、退回重办的。", GROUP, judged_bad, JUDGEMENT_COLUMNS, open_matter,
        day="said_on", moved_by=("matter.answer", "matter.reopen"), phrases=("退回重办",), with_=("place", "matter"),
    ),
    Share("judgement.solved_share", "解决率", "回话说办好了的，占问过的。", GROUP, SAID_GOOD, ASKED, phrases=("解决率", "办结率")),
    _matters("matter.unreached", "两次联系不上办结", "按办结那天数，没有本人回话的单列，不算办好了。", unreached, day="closed_on"),
    _matters("matter.dropped", "不办，已说明", "按说明那天数。", dropped, day="closed_on"),
    *(
        _matters(f"{key}.opened", f"新收{kind.title}", "按记下那天数。", opened_of(key), day="opened_on", unit=kind.unit, phrases=(f"收集{kind.title}",))
        for key, kind in KINDS.items()
        if key != "wish"
    ),
    *(
        _matters(f"{key}.solved", f"办好的{kind.title}", "按群众回话那天数，本人说办好了才数。", finished_of(key), day="closed_on", unit=kind.unit,
                 phrases=(f"解决{kind.title}",))
        for key, kind in KINDS.items()
        if key != "wish"
    ),
    WISHES_OPENED,
    WISHES_CLAIMED,
    WISHES_DONE,
    _matters("wish.waiting", "还没人认领", "到这段最后一天没人认领、也没了结的。", wishes_waiting, group=WISHES, unit="个", at_end=True),
    Share("wish.claimed_share", "认领率", "认领的，占征集的。", WISHES, WISHES_CLAIMED, WISHES_OPENED, phrases=("认领率",)),
)  # fmt: skip
