"""Hot spots of a week: by place and topic, with the requests behind each, within the viewer's scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from minqing.ground.places.models import within_q
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.readings.triage import learning
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Matter

if TYPE_CHECKING:
    from minqing.readings.triage.clustering import Spot, Usual

COUNTY = 6
MOST_USUAL, MOST_COUNTED = 1500, 6
_counted: dict[tuple[str, int], Usual] = {}
# Beyond this many the latest are looked at, and the page says so.
MOST = 3000


@dataclass
class Found:
    """The hot spots of a period and place. `looked_at` requests of `total` were laid side by side."""

    spots: list[Spot] = field(default_factory=list)
    total: int = 0
    looked_at: int = 0
    trouble: str = ""


def week_of(day: date) -> tuple[date, date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def asked(place: str, first: date, last: date, scope: Scope | None = None) -> Any:
    """The requests of a period at and below a place that may be laid side by side."""
    found = Matter.objects.filter(within_q("place_id", place), kind__in=learning.open_kinds(), merged_into=None)
    found = found.between(first, last)
    return scope.within(found, "matter.see") if scope is not None else found


def find(place: str, first: date, last: date, *, scope: Scope | None = None, fewest: int = 3) -> Found:
    """The hot spots, the hottest first. Two queries, and one for the number where it is not plain."""
    if not learning.installed():
        return Found(trouble="这台机器没装分词用的库，热点算不出来；请管理员装上 pip install 'minqing[ml]'。")
    try:
        from minqing.readings.triage.clustering import Spoken, spots
    except ImportError:
        raise NotNow(learning.MISSING) from None
    requests = asked(place, first, last, scope)
    rows = list(
        requests.order_by("-opened_on", "-id").values_list("pk", "about", "words", "origin__votes_for", "origin__votes_against")[
            :MOST
        ]
    )
    total = len(rows) if len(rows) < MOST else requests.count()
    usually = _usual(place, first)
    spoken = [Spoken(pk, about, words, (votes or 0) + (against or 0)) for pk, about, words, votes, against in rows]
    return Found(spots(spoken, usually, fewest=fewest), total, len(rows))


def _usual(place: str, first: date) -> Usual:
    """What requests of the county spoke of in the year before. Counted once and kept while they are the same."""
    from minqing.readings.triage.clustering import usual

    before = asked(place[:COUNTY], first - timedelta(days=365), first - timedelta(days=1))
    rows = list(before.order_by("-opened_on", "-id").values_list("pk", "about", "words")[:MOST_USUAL])
    key = (place[:COUNTY], hash(tuple(pk for pk, _, _ in rows)))
    if key not in _counted:
        if len(_counted) >= MOST_COUNTED:
            _counted.clear()
        _counted[key] = usual([f"{about} {words}" for _, about, words in rows])
    return _counted[key]


def matters_of(spots: list[Spot]) -> dict[Any, Matter]:
    """All matters behind some spots, in one query."""
    keys = [key for spot in spots for key in spot.keys]
    return Matter.objects.preloaded().select_related("origin").in_bulk(keys) if keys else {}


def topic_of(matters: list[Matter]) -> str:
    """The category that most of them have, unless that says nothing."""
    often = [matter.category for matter in matters if matter.category != "other"]
    best = max(set(often), key=often.count) if often else ""
    return CATEGORIES.get(best, "") if len(often) * 2 > len(matters) else ""


def place_of(matters: list[Matter]) -> str:
    """Where they are, when it is one place or two."""
    names = list(dict.fromkeys(matter.place.short_name for matter in matters))
    return "、".join(names[:2]) + (f"等 {len(names)} 处" if len(names) > 2 else "")
