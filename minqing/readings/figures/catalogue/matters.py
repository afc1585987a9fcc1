"""What is done for the people: needs and wishes, opened, solved, claimed, judged (MECHANISMS.md D1, D2, D7, D10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from minqing.readings.figures.catalogue import excluding
from minqing.readings.figures.catalogue.columns import CLAIMS, JUDGEMENTS, figure_of_matters, open_matter
from minqing.readings.figures.figure import Figure, Share, Where, all_of_them
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Claim, Judgement

GROUP = "给群众办事"
WISHES = "心愿"

# Moves after which a matter may count in another month: it begins, it ends, or it turns out not to have ended.
OPENING = ("matter.open", "matter.import")
ENDING = tuple(sorted({
    rule.key
    for kind in KINDS.values()
    for rule in kind.moves
    if rule.to and {*kind.over} & {rule.to, *rule.from_}
} | {"matter.import", "matter.exclude_confirm"}))  # fmt: skip
JUDGING = ("matter.answer", "matter.reopen", "matter.exclude_confirm")
CLAIMING = ("wish.claim", "wish.let_go", "matter.merge", "matter.exclude_confirm")


def of_kind(kind: str) -> Where:
    return lambda place, first, last: Q(kind=kind)


GOOD = Q(phase="done", solved=True)


def good(place: str, first: date, last: date) -> Q:
    return GOOD


def solved(kind: str = "", tier: str = "") -> Where:
    """Over by the resident's own word, and not taken out by a second person."""
    wanted = GOOD & Q(excluded_on=None)
    if kind:
        wanted &= Q(kind=kind)
    if tier:
        wanted &= Q(tier=tier)
    return lambda place, first, last: wanted


def unreached(place: str, first: date, last: date) -> Q:
    # What was imported was answered elsewhere, and a hazard that we found ourselves has no asker: nobody tried to reach one.
    return Q(~Q(source="import"), phase="done", solved=None, tries__gte=2)


def dropped(place: str, first: date, last: date) -> Q:
    return Q(phase="dropped")


def open_at_end(place: str, first: date, last: date) -> Q:
    """Opened by then and not over by then, whatever became of it later."""
    return Q(Q(closed_on=None) | Q(closed_on__gt=last), opened_on__lte=last)


def overdue_at_end(place: str, first: date, last: date) -> Q:
    return open_at_end(place, first, last) & Q(due_on__lt=last) & ~Q(phase="waiting")


def judged(solved: bool) -> Where:
    return lambda place, first, last: Q(solved=solved, matter__excluded_on=None)


def standing(place: str, first: date, last: date) -> Q:
    return Q(let_go_on=None, matter__excluded_on=None)


def wished(place: str, first: date, last: date) -> Q:
    return Q(kind="wish", excluded_on=None)


def wishes_waiting(place: str, first: date, last: date) -> Q:
    """Wishes that nobody had claimed by the end of the period."""
    claimed = Claim.objects.filter(Q(let_go_on=None) | Q(let_go_on__gt=last), matter=OuterRef("pk"), claimed_on__lte=last)
    return open_at_end(place, first, last) & Q(~Exists(claimed), kind="wish")


def _matters(key: str, title: str, how: str, where: Where, *, group: str = GROUP, **more: Any) -> Figure:
    if more.get("at_end"):
        more.setdefault("order", ("due_on", "pk"))
    else:
        more.setdefault("moved_by", OPENING if more["day"] == "opened_on" else ENDING)
    return figure_of_matters(key, title, how, where, group=group, **more)


def _judgements(key: str, title: str, how: str, where: Where, **more: Any) -> Figure:
    return Figure(
        key, title, "件次", how, GROUP, Judgement, JUDGEMENTS, open_matter, "matter.see", where=where, day="said_on", moved_by=JUDGING,
        with_=("place", "matter"), **more,
    )  # fmt: skip


OPENED = _matters(
    "matter.opened",
    "新收",
    "按记下那天数，各种事都在里面。",
    all_of_them,
    day="opened_on",
    phrases=("收集问题", "收集诉求", "收集问题诉求", "新收"),
)
NOT_SOLVED = excluding.of_matters(
    "matter.solved_excluded", "办好的里剔除的", "按群众最后回话那天数；第二个人同意剔除的，不算进比率。", GROUP, day="closed_on", where=good, beside=True,
    moved_by=ENDING,
)  # fmt: skip
SOLVED = _matters(
    "matter.solved", "办好的事", "按群众最后回话那天数，本人说办好了才数；剔除的不数。", solved(), day="closed_on", taken_out=NOT_SOLVED,
    phrases=("解决问题", "办结", "解决诉求", "办实事", "为群众办实事"),
)  # fmt: skip
SOLVED_IN_VILLAGE = _matters(
    "matter.solved_in_village", "村里就办完的", "群众说办好了、没有报到上一级的。", solved(tier="village"), day="closed_on",
    phrases=("村级办结", "小事不出村"),
)  # fmt: skip
ASKED = _judgements("judgement.asked", "问过群众", "按问的那天数，问一次数一次。", all_of_them, phrases=("回访", "回访群众"))
SAID_GOOD = _judgements(
    "judgement.solved", "群众说办好了", "按问的那天数，本人说办好了的；剔除的事不数。", judged(True), phrases=("群众满意",)
)
NOT_WISHED = excluding.of_matters(
    "wish.opened_excluded", "征集的里剔除的", "按记下那天数；第二个人同意剔除的，不算进比率。", WISHES, day="opened_on", where=of_kind("wish"),
    unit="个", beside=True, moved_by=(*OPENING, "matter.exclude_confirm"),
)  # fmt: skip
WISHES_OPENED = _matters(
    "wish.opened", "征集微心愿", "按记下那天数，剔除的不数。", wished, day="opened_on", group=WISHES, unit="个", taken_out=NOT_WISHED,
    moved_by=(*OPENING, "matter.exclude_confirm"),
    phrases=("征集微心愿", "收集微心愿", "微心愿"),
)  # fmt: skip
WISHES_CLAIMED = Figure(
    "wish.claimed", "认领微心愿", "个", "按认领那天数，后来放下的、剔除的不数。", WISHES, Claim, CLAIMS, open_matter, "matter.see", where=standing,
    day="claimed_on", moved_by=CLAIMING, phrases=("认领微心愿", "微心愿认领", "认领"), with_=("place", "matter"),
)  # fmt: skip
WISHES_DONE = _matters(
    "wish.fulfilled", "实现微心愿", "按本人说实现了那天数。", solved("wish"), day="closed_on", group=WISHES, unit="个",
    phrases=("实现微心愿", "圆梦微心愿", "完成微心愿"),
)  # fmt: skip
# Kinds whose figures stand in a file of their own.
OWN_FIGURES = ("wish", "project", "enterprise", "hazard", "errand")
OTHER_KINDS = [(key, kind) for key, kind in KINDS.items() if key not in OWN_FIGURES]

MATTERS: tuple[Figure | Share, ...] = (
    OPENED,
    SOLVED,
    SOLVED_IN_VILLAGE,
    NOT_SOLVED,
    _matters(
        "matter.overdue", "超期", "到这段最后一天过了期限还没办完的；等群众回话的不算。", overdue_at_end, at_end=True, late=True, phrases=("超期",)
    ),
    _matters("matter.open", "还没办完", "到这段最后一天还没了结的。", open_at_end, at_end=True, phrases=("在办", "未办结")),
    Share(
        "matter.village_share", "村里就办完的占比", "村里就办完的，占办好的。", GROUP, SOLVED_IN_VILLAGE, SOLVED, "办好",
        phrases=("小事不出村率",),
    ),
    ASKED,
    SAID_GOOD,
    _judgements("judgement.unsolved", "群众说没办好", "按问的那天数，本人说没办好、退回重办的。", judged(False), phrases=("退回重办",)),
    _matters("matter.unreached", "两次联系不上办结", "按办结那天数，没有本人回话的单列，不算办好了。", unreached, day="closed_on"),
    _matters("matter.dropped", "不办，已说明", "按说明那天数。", dropped, day="closed_on"),
    *(
        _matters(
            f"{key}.opened", f"新收{kind.title}", "按记下那天数。", of_kind(key), day="opened_on", unit=kind.unit, phrases=(f"收集{kind.title}",)
        )
        for key, kind in OTHER_KINDS
    ),
    *(
        _matters(
            f"{key}.solved", f"办好的{kind.title}", "按群众最后回话那天数，本人说办好了才数。", solved(key), day="closed_on", unit=kind.unit,
            phrases=(f"解决{kind.title}",),
        )
        for key, kind in OTHER_KINDS
    ),
    WISHES_OPENED,
    NOT_WISHED,
    WISHES_CLAIMED,
    WISHES_DONE,
    _matters("wish.waiting", "还没人认领", "到这段最后一天没人认领、也没了结的。", wishes_waiting, group=WISHES, unit="个", at_end=True),
    Share("wish.claimed_share", "认领率", "认领的，占征集的。", WISHES, WISHES_CLAIMED, WISHES_OPENED, "征集", phrases=("认领率",)),
)  # fmt: skip
