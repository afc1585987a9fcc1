"""The list of matters: what is asked for in the address, and the counts beside every filter.

All counts come from two grouped queries, whatever the number of filters: one pass over what is unfinished (by village, phase, kind,
level and nearness of the day) and one over what is over. Each filter's count is then a sum of cells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Q, Value, When
from django.http import QueryDict
from django.urls import reverse

from minqing.ground.journal.quiet import leaf
from minqing.ground.places.models import Place, within_q
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib.paging import changed_address
from minqing.lib.prepared import Slot
from minqing.records.matters import tiers
from minqing.records.matters.kinds import KINDS, OPEN_PHASES, PHASES
from minqing.records.matters.models import Matter
from minqing.records.matters.models.matter_set import MatterQuerySet

DUE = {"late": "已超期", "today": "今天到期", "week": "这周内", "later": "下周以后", "none": "没定期限"}
OVER = ("done", "dropped")
UNFINISHED = "没办完的"
WAITING = "等我办的"
# What a matter may bear beside its way: name and value in the address, in words.
MARKS = {"unlooked": ("1", "群众新提的"), "exclusion": ("asked", "等剔除同意"), "returned": ("1", "退过的")}
OLD_WORDS, OLD_DAYS = "老账", 90
# Counts that are no cells.
MINE, NEW, OLD = "mine", "new", "old"
COUNTY_LENGTH = 6
# From so many on it is quicker to walk along the index of the day than to sort what a place holds.
MANY = 2000


class Cell(NamedTuple):
    """What counts are kept by. `due` is empty where the day says nothing: over, or waiting for the resident past the day."""

    phase: str
    kind: str
    due: str
    tier: str


@dataclass(frozen=True)
class Asked:
    """What an address asks for. An unknown value is as if it were not there. No phase means all that is unfinished."""

    phase: str = ""
    kind: str = ""
    due: str = ""
    tier: str = ""
    mine: bool = False
    place: str = ""
    words: str = ""
    unlooked: bool = False
    exclusion: bool = False
    returned: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> Asked:
        """Out of the address."""

        def known(name: str, values: object) -> str:
            value = query.get(name, "")
            return value if value in values else ""  # type: ignore[operator]

        place = query.get("place", "")
        return cls(
            phase=known("phase", PHASES), kind=known("kind", KINDS), due=known("due", DUE), tier=known("tier", tiers.TIERS),
            mine=query.get("mine") == "1", words=" ".join(query.get("q", "").split())[:60],
            place=place if place.isascii() and place.isdigit() and len(place) <= 40 else "",
            **{name: query.get(name) == value for name, (value, _) in MARKS.items()},
        )  # fmt: skip

    def matches(self, cell: Cell, *, but: str) -> bool:
        """Whether a cell counts for the filters other than `but`."""
        if but != "phase" and not (cell.phase == self.phase if self.phase else cell.phase in OPEN_PHASES):
            return False
        return all(
            name == but or not getattr(self, name) or getattr(cell, name) == getattr(self, name)
            for name in ("kind", "due", "tier")
        )

    @property
    def title(self) -> str:
        """What the list shows, as its heading."""
        if self.due == "late":
            return DUE["late"]
        return PHASES[self.phase] if self.phase else UNFINISHED

    @property
    def by_deadline(self) -> bool:
        """Whether the day allowed orders the list: not once it is over."""
        return self.phase not in OVER

    @property
    def chosen(self) -> str:
        """The filters in words, for where they are folded."""
        return " · ".join(words for _, words in self.said)

    @property
    def said(self) -> list[tuple[str, str]]:
        """The filters that narrow the list, as (name in the address, words), for taking one away."""
        said = [("phase", PHASES.get(self.phase, "")), ("kind", KINDS[self.kind].title if self.kind else "")]
        said += [("due", DUE.get(self.due, "")), ("tier", tiers.TIERS.get(self.tier, "")), ("mine", WAITING if self.mine else "")]
        said += [(name, words if getattr(self, name) else "") for name, (_, words) in MARKS.items()]
        said += [("q", f"有「{self.words}」的" if self.words else "")]
        return [(name, words) for name, words in said if words]


@dataclass(frozen=True)
class Choice:
    """One line of the filters: its words, its count (None is not counted), its address, whether it is chosen."""

    label: str
    count: int | None
    url: str
    on: bool
    late: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    items: list[Choice]


def ground(scope: Scope, asked: Asked) -> MatterQuerySet:
    """All that the viewer may see, narrowed by place, words and hands: what the counts stand on."""
    found = scope.within(Matter.objects.filter(unlooked=asked.unlooked), "matter.see", at=asked.place)
    if asked.mine:
        found = found.filter(hands(scope))
    if asked.words:
        digits = asked.words.replace(" ", "")
        found = found.filter(_receipt(digits) if digits.isdigit() and len(digits) == 8 else _speaks_of(asked.words))
    return marked_only(found, asked)  # type: ignore[arg-type]


def marked_only(found: MatterQuerySet, asked: Asked) -> MatterQuerySet:
    """Those that bear the marks asked for beside their way."""
    if asked.exclusion:
        found = found.filter(excluded_on=None).exclude(exclusion="")
    return found.filter(returns__gte=1) if asked.returned else found


def listed(found: MatterQuerySet, asked: Asked, today: date) -> MatterQuerySet:
    """The rows: by deadline while unfinished, the latest first once over."""
    return _narrowed(found.filter(phase=asked.phase) if asked.phase else found.unfinished(), asked, today)


def whole_county(scope: Scope, asked: Asked) -> str:
    """The county whose list of all that is unfinished this is; empty for any other list."""
    codes = scope.places_for("matter.see")
    if asked.phase or asked.place or asked.mine or asked.words or len(codes) != 1 or len(codes[0]) != COUNTY_LENGTH:
        return ""
    return codes[0]


def of_county(county: str | Slot, asked: Asked, today: date) -> MatterQuerySet:
    """The same rows as `listed`, read in the order of the day instead of sorted: for a whole county's list, of which a page is wanted."""
    found = Matter.objects.filter(county=county, closed_on=None, unlooked=asked.unlooked)
    return _narrowed(marked_only(found, asked), asked, today)


def _narrowed(found: MatterQuerySet, asked: Asked, today: date) -> MatterQuerySet:
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.tier:
        found = found.filter(tier=asked.tier)
    if asked.due:
        found = found.filter(near(asked.due, today))
    over = asked.phase in OVER
    return found.order_by("-closed_on", "-id") if over else found.by_deadline()


def near(due: str, today: date) -> Q:
    """The condition of one of `DUE`. Past the day while waiting for the resident is nobody's delay; what is over is never due."""
    sunday = today + timedelta(days=6 - today.weekday())
    open_ = Q(phase__in=OPEN_PHASES)
    return {
        "late": Q(phase__in=("open", "doing"), due_on__lt=today),
        "today": open_ & Q(due_on=today),
        "week": open_ & Q(due_on__gt=today, due_on__lte=sunday),
        "later": open_ & Q(due_on__gt=max(sunday, today)),
        "none": open_ & Q(due_on=None),
    }[due]


@dataclass(frozen=True)
class Counted:
    """What stands beside the filters: the cells, and of the list what is in the viewer's hands, newly sent in, and old."""

    cells: Counter[Cell]
    mine: int
    new: int
    old: int


def counted(scope: Scope, asked: Asked, today: date) -> Counted:
    """All counts of the list; after a move only its village is counted again."""
    found = scope.kept_by_place("matters.list", lambda leaves: count(scope, asked, today, leaves), asked, today)
    number = {name: found.pop(name, 0) for name in (MINE, NEW, OLD)}
    return Counted(found, number[MINE], number[NEW], number[OLD])


def count(scope: Scope, asked: Asked, today: date, leaves: Sequence[str] | None = None) -> dict[str, Counter[Any]]:
    """What each village adds to the counts, in few queries whatever the number of filters."""
    codes = None if leaves is None else Place.objects.at_leaves(leaves)

    def here(found: MatterQuerySet) -> MatterQuerySet:
        # By the codes one by one: of two ranges a database would have to choose one for its index.
        return found if codes is None else found.filter(place__in=codes)

    added: dict[str, Counter[Any]] = defaultdict(Counter)
    for place, cell, number in _cells(here(ground(scope, asked)), asked, today):
        added[leaf(place)][cell] += number
    unlooked = replace(asked, unlooked=True)
    others = {NEW: listed(ground(scope, unlooked), unlooked, today), OLD: _old(scope, today)}
    if not asked.mine:
        others[MINE] = listed(ground(scope, replace(asked, mine=True)), asked, today)
    for name, found in others.items():
        for place, number in here(found).values_list("place_id").annotate(n=Count("*")).order_by():
            added[leaf(place)][name] += number
    return added


def _cells(found: MatterQuerySet, asked: Asked, today: date) -> Iterator[tuple[str, Cell, int]]:
    """Place, cell and number, in two queries that the index on phase, place and day answers alone.

    What is over grows for ever: it is split by kind and level only where the address asks for either, and by phase alone
    otherwise, which the index gives in its own order.
    """
    whens = [When(near(due, today), then=Value(due)) for due in DUE]
    nearness = Case(*whens, default=Value(""), output_field=CharField())
    by_nearness = found.unfinished().annotate(near=nearness).values_list("place_id", "phase", "kind", "near", "tier")
    for place, phase, kind, due, tier, number in by_nearness.annotate(n=Count("*")).order_by():
        yield place, Cell(phase, kind, due, tier), number
    over = found.filter(phase__in=OVER)
    if asked.phase in OVER or asked.kind or asked.tier:
        for place, phase, kind, tier, number in (
            over.values_list("place_id", "phase", "kind", "tier").annotate(n=Count("*")).order_by()
        ):
            yield place, Cell(phase, kind, "", tier), number
    else:
        for place, phase, number in over.values_list("place_id", "phase").annotate(n=Count("*")).order_by():
            yield place, Cell(phase, "", "", ""), number


def _old(scope: Scope, today: date) -> MatterQuerySet:
    every = scope.within(Matter.objects.unfinished(), "matter.see")
    return every.filter(opened_on__lt=today - timedelta(days=OLD_DAYS))  # type: ignore[return-value]


def total(cells: Counter[Cell], asked: Asked) -> int:
    """The length of the list."""
    return sum(number for cell, number in cells.items() if asked.matches(cell, but=""))


def groups(counts: Counted, asked: Asked, query: QueryDict) -> list[Group]:
    """The filters with counts. A kind or day that nothing has is left out unless it is the chosen one."""

    def number(name: str, value: str) -> int:
        changed: dict[str, Any] = {name: value}
        if name == "phase" and value in OVER:
            changed["due"] = ""
        return total(counts.cells, replace(asked, **changed))

    def choice(name: str, value: str, label: str) -> Choice:
        on = getattr(asked, name) == value
        url = _address(query, name, "" if on and name != "phase" else value)
        return Choice(label, number(name, value), url, on, late=(name, value) == ("due", "late"))

    kinds = [choice("kind", key, kind.title) for key, kind in KINDS.items()]
    dues = [choice("due", key, label) for key, label in DUE.items()] if asked.phase in ("", *OPEN_PHASES) else []
    hands = [choice("tier", key, label) for key, label in tiers.TIERS.items()]
    mine = total(counts.cells, asked) if asked.mine else counts.mine
    hands.append(Choice(WAITING, mine, _address(query, "mine", "" if asked.mine else "1"), asked.mine))
    steps = [choice("phase", "", UNFINISHED), *(choice("phase", key, label) for key, label in PHASES.items())]
    found = [Group("到哪一步", steps), Group("哪一种", kinds), Group("期限", dues), Group("在谁手里", hands)]
    found.append(Group("留意", marked(asked, query, counts)))
    return [group for group in found if group.items]


def marked(asked: Asked, query: QueryDict, counts: Counted) -> list[Choice]:
    """What to look out for among the unfinished. What the index does not know is not counted unless it is chosen."""
    if asked.phase in OVER:
        return []
    found = []
    for name, (value, label) in MARKS.items():
        on = getattr(asked, name)
        number = counts.new if name == "unlooked" else None
        if number != 0 or on:
            found.append(Choice(label, number, _address(query, name, "" if on else value), on))
    return [*found, Choice(OLD_WORDS, counts.old, reverse("matters:old"), False, late=True)] if counts.old else found


def hands(scope: Scope) -> Q:
    """In somebody's hands, given to their organisation, or lying untaken at their level: what they must look to."""
    mine = Q(holder=scope.user)
    offices = {posting.organisation_id for posting in scope.postings if posting.organisation_id}
    if offices:
        mine |= Q(holder=None, holder_organisation__in=offices)
    for code in scope.places_for("matter.accept"):
        untaken = Q(phase="open", tier=tiers.tier_of(code), holder=None, holder_organisation=None, unlooked=False) & ~Q(
            state="published"
        )
        mine |= untaken & within_q("place_id", code)
    return mine


def waiting_for(scope: Scope) -> MatterQuerySet:
    """What waits for somebody."""
    return Matter.objects.unfinished().filter(hands(scope))


def empty(asked: Asked, query: QueryDict) -> dict[str, str]:
    """What to say when nothing is found, and the next step: take the last filter away, or write the first matter down."""
    if not asked.said:
        return {"title": "没有没办完的事", "why": "入户记日记时说起的事，会列在这里"}
    name, words = asked.said[-1]
    return {"title": "这样筛，一件也没有", "why": asked.chosen, "step": f"去掉「{words}」", "url": _address(query, name, "")}


def others_quicker(matter: Matter, user: User, verb: str) -> tuple[str, bool]:
    """Who made the last move and what it was, in words; and whether that was the viewer's own same click."""
    last = matter.moves.order_by("-id").first()
    if last is None:
        return "", False
    return f"{last.by_name}{last.sentence}", last.by_id == user.pk and last.move == verb


def _receipt(digits: str) -> Q:
    return Q(receipt=digits)


def _speaks_of(words: str) -> Q:
    return Q(about__contains=words) | Q(asker__startswith=words)


def _address(query: QueryDict, name: str, value: str) -> str:
    # What is over is due no more.
    due = ("due",) if name == "phase" and value in OVER else ()
    return changed_address(query, {name: value}, but=("page", "id", *due))
