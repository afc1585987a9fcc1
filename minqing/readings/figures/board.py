"""The month at a glance: which figures stand where, and the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from minqing.ground.journal import quiet
from minqing.ground.places.models import Place
from minqing.readings.figures import counting, rates, tallying
from minqing.readings.figures.catalogue import FIGURES, amounts, disputes, going, groups, matters, monitoring, safety, works
from minqing.readings.figures.catalogue import rates as rated
from minqing.readings.figures.figure import Figure, Number, Share
from minqing.readings.figures.keeping import Kept, kept
from minqing.readings.figures.period import Period, month_end
from minqing.records.matters.kinds import KINDS

# The figures that stand in front, group by group, whether they are nothing or not. The others fold away beneath.
FRONT: dict[str, tuple[str, ...]] = {
    going.GROUP: ("visit.households", "visit.persons", "visit.not_met", "visit.unseen"),
    matters.GROUP: ("matter.opened", "judgement.solved", "matter.solved_in_village", "matter.overdue"),
    rated.GROUP: ("matter.response_share", "judgement.solved_share", "judgement.satisfied_share", "matter.excluded"),
    matters.WISHES: ("wish.opened", "wish.claimed", "wish.fulfilled", "wish.waiting"),
    disputes.GROUP: ("dispute.accepted", "dispute.resolved", "dispute.online", "dispute.carried"),
    disputes.CLASS_GROUP: (),
    monitoring.GROUP: ("monitor.standing", "monitor.recognised", "monitor.released", "monitor.measures_done"),
    works.PROJECTS: ("project.opened", "project.solved", "project.invested", "project.behind"),
    works.BUILT: (),
    works.FIRMS: ("enterprise.opened", "enterprise.solved", "enterprise.policies", "enterprise.register"),
    safety.HAZARDS: ("hazard.found", "hazard.fixed", "hazard.cleared", "hazard.open"),
    safety.HELPED: ("errand.done", "errand.refused", "needs.done", "needs.households"),
    groups.GROUP: ("people.households", "people.residents"),
}
# Groups of people, and classes of disputes, are shown in front as soon as there is anybody or anything in them.
IN_FRONT_WHEN_THERE = {groups.GROUP: ".people", disputes.CLASS_GROUP: "", works.BUILT: ""}
AMOUNTS_IN_FRONT = 8


@dataclass(frozen=True)
class Tile:
    """One figure as it is shown. `value` and `note` are worded already; `aside` opens what was taken out of a share's base."""

    figure: Figure | Share
    value: str
    note: str
    url: str
    late: bool = False
    nothing: bool = False
    aside: str = ""
    aside_url: str = ""

    @property
    def label(self) -> str:
        return self.figure.title

    @property
    def unit(self) -> str:
        return "" if self.value == NO_BASE else self.figure.unit


@dataclass(frozen=True)
class Group:
    """A row of tiles, those folded away beneath it, and how many are nothing."""

    title: str
    tiles: list[Tile]
    more: list[Tile] = field(default_factory=list)
    nothing: str = ""

    @property
    def gap(self) -> range:
        """Empty places that fill the last row of four."""
        return range(-len(self.tiles) % 4)

    @property
    def more_gap(self) -> range:
        return range(-len(self.more) % 4)


@dataclass(frozen=True)
class Sight:
    """What is looked at: a place and a period, beside which other period, as of which day."""

    place: Place
    period: Period
    beside: Period | None
    against: str
    today: date

    def url(self, name: str, *args: str, place: str = "", period: Period | None = None, **more: str) -> str:
        """The address of a page of this room for the same place and period, or for another."""
        query = f"{urlencode({'place': place or self.place.pk})}&{(period or self.period).query}"
        if self.against != BEFORE:
            more["against"] = self.against
        return f"{reverse(f'figures:{name}', args=args)}?{query}" + (f"&{urlencode(more)}" if more else "")

    def numbers(self, figures: Iterable[Figure | Share], period: Period) -> tallying.Numbers:
        """What figures say of the place in a period."""
        return tallying.values(figures, self.place.pk, period.first, period.last, today=self.today)

    def numbers_kept(self, figures: Sequence[Figure | Share], period: Period, known: Kept) -> tallying.Numbers:
        """The same, counted again only when something was written at the place, and its stocks only in the villages concerned."""
        asked = (self.place.pk, period.first, period.last, self.today, [figure.key for figure in figures])
        return quiet.kept(
            "figures.board", lambda: self._numbers(figures, period, known), *asked, journal=self.journal, at=(self.place.pk,)
        )

    def _numbers(self, figures: Sequence[Figure | Share], period: Period, known: Kept) -> tallying.Numbers:
        stocks = [figure for figure in tallying.parts_of(figures) if figure.placed_stock]
        until = period.until(self.today)

        def by_leaf(leaves: Sequence[str] | None) -> dict[str, Counter[str]]:
            return counting.by_leaf(stocks, self.place.pk, period.first, until, leaves=leaves)

        asked = (self.place.pk, period.first, until, [figure.key for figure in stocks])
        held = quiet.kept_by_place("figures.stocks", by_leaf, *asked, journal=self.journal, at=(self.place.pk,))
        counted = {figure.key: held[figure.key] for figure in stocks}
        return tallying.values(figures, self.place.pk, period.first, period.last, today=self.today, known=known, counted=counted)

    @cached_property
    def journal(self) -> quiet.Reading:
        """The end of the journal as it was when the page was asked for."""
        return quiet.Reading()

    def days(self, figure: Figure | Share) -> tuple[date, date]:
        """The days over which a figure's rows are to be taken."""
        return self.period.first, self.period.until(self.today) if figure.at_end else self.period.last


BEFORE, YEAR, NOTHING = "before", "year", "none"
AGAINST = {BEFORE: "和前一段比", YEAR: "和去年同期比", NOTHING: "不比"}
NO_BASE = "没有底数"


def sight(place: Place, period: Period, against: str, today: date) -> Sight:
    """`against` that is no known word counts as the period before."""
    against = against if against in AGAINST else BEFORE
    beside = {BEFORE: period.before, YEAR: period.year_before}.get(against)
    return Sight(place, period, beside() if beside else None, against, today)


@dataclass(frozen=True)
class Board:
    """All that the page shows."""

    groups: list[Group]
    charts: list[dict[str, Any]]


def board(seen: Sight) -> Board:
    """Work the whole page out, the kept figures of all its periods from two queries."""
    year = tallying.year_until(seen.period.last)
    months = {*year, *seen.period.months, *(seen.beside.months if seen.beside else ())}
    known = kept([seen.place.pk], months)
    figures = rates.settled(FIGURES.values(), seen.place.pk, seen.period.last)
    now = seen.numbers_kept(figures, seen.period, known)
    # Who lives here changes little from month to month: those tiles say their households instead of a comparison.
    compared = [figure for figure in figures if figure.group != groups.GROUP]
    then = seen.numbers_kept(compared, seen.beside, known) if seen.beside else {}
    # What a figure says beneath itself instead of the comparison: its share of what.
    shares = {share.part.key: share for share in figures if isinstance(share, Share)}
    tiles = {figure.key: tile(seen, figure, now, then, shares) for figure in figures if not figure.beside}
    shown = [_group(title, front, tiles) for title, front in FRONT.items()]
    shown = [group for group in shown if group.tiles]
    if done := _amounts(seen):
        shown.append(done)
    return Board(shown, [_visits_of_the_year(seen, year, known), _matters_by_kind(seen, now)])


def tile(seen: Sight, figure: Figure | Share, now: tallying.Numbers, then: tallying.Numbers, shares: Mapping[str, Share]) -> Tile:
    """A figure with the line beneath it: its share of its base, with what was taken out of that, or the comparison."""
    number = now[figure.key]
    share = shares.get(figure.key)
    aside = ("", "")
    if isinstance(figure, Share):
        note, aside = share_words(figure, now), taken_out(seen, figure, now)
    elif share and now[share.whole.key]:
        aside = taken_out(seen, share, now)
        note = f"{base_words(share, now)}，占 {words(now[share.key])}%"
    elif households := now.get(figure.key.removesuffix(".people") + ".households") if figure.key.endswith(".people") else None:
        note = f"{words(households)} 户"
    else:
        note = compared(seen, figure, number, then.get(figure.key))
    return Tile(
        figure, words(number), note, seen.url("figure", figure.key), late=figure.late and bool(number),
        nothing=not number and not then.get(figure.key), aside=aside[0], aside_url=aside[1],
    )  # fmt: skip


def base_words(share: Share, numbers: tallying.Numbers) -> str:
    """`问过 171 件次`."""
    return f"{share.base} {words(numbers[share.whole.key])} {share.whole.unit}"


def share_words(share: Share, numbers: tallying.Numbers) -> str:
    """`问过 171 件次，群众说办好了 165 件次`."""
    return f"{base_words(share, numbers)}，{share.part.title} {words(numbers[share.part.key])} {share.part.unit}"


def taken_out(seen: Sight, share: Share, numbers: tallying.Numbers) -> tuple[str, str]:
    """`另有剔除 3 件` and where it opens; nothing where nothing was taken out."""
    figure = share.taken_out
    number = numbers.get(figure.key) if figure else None
    return (f"另有剔除 {words(number)} {figure.unit}", seen.url("figure", figure.key)) if figure and number else ("", "")


def compared(seen: Sight, figure: Figure | Share, now: Number | None, then: Number | None) -> str:
    """`2月 1,174 · 多 112`; of a stock `2月底 25 · 少 7`. More is not better, so nothing is coloured."""
    if seen.beside is None or now is None or then is None:
        return ""
    label = seen.beside.short(seen.period) + ("底" if figure.at_end else "")
    difference = now - then
    if not difference:
        return f"{label}也是 {words(then)}" if then else ""
    return f"{label} {words(then)} · {'多' if difference > 0 else '少'} {words(max(difference, -difference))}"


def words(number: Number | None) -> str:
    """`1,286`, `96.5`."""
    if number is None:
        return NO_BASE
    return f"{number:,}" if isinstance(number, int) else f"{number:,.3f}".rstrip("0").rstrip(".")


def _group(title: str, front: Sequence[str], tiles: dict[str, Tile]) -> Group:
    ending = IN_FRONT_WHEN_THERE.get(title, "\0")
    others = [tile for key, tile in tiles.items() if tile.figure.group == title and key not in front]
    shown = [tile for tile in others if not tile.nothing]
    too = [tile for tile in shown if tile.figure.key.endswith(ending)]
    nothing = [tile for tile in others if tile.nothing and not isinstance(tile.figure, Share)]
    return Group(
        title, [tiles[key] for key in front] + too, [tile for tile in shown if tile not in too], _nothing(title, nothing)
    )


def _nothing(title: str, tiles: list[Tile]) -> str:
    if title == groups.GROUP:
        empty = sum(tile.figure.key.endswith(".people") for tile in tiles)
        return f"还有 {empty} 类没有人" if empty else ""
    if title in (disputes.CLASS_GROUP, works.BUILT):
        return f"还有 {len(tiles)} 类没有" if tiles else ""
    return f"还有 {len(tiles)} 个数是 0：{'、'.join(tile.label for tile in tiles)}" if tiles else ""


def _amounts(seen: Sight) -> Group | None:
    found = amounts.amounts(seen.place.pk, seen.period.first, seen.period.last, limit=60)
    if not found:
        return None
    before: dict[str, Number] = {}
    if seen.beside:
        before = {a.figure.key: a.value for a in amounts.amounts(seen.place.pk, seen.beside.first, seen.beside.last)}
    tiles = []
    for amount in found:
        note = compared(seen, amount.figure, amount.value, before.get(amount.figure.key, 0)) or f"记了 {amount.times} 笔"
        url = seen.url("figure", amount.figure.key)
        tiles.append(Tile(amount.figure, ("约 " if amount.rough else "") + words(amount.value), note, url))
    return Group(amounts.GROUP, tiles[:AMOUNTS_IN_FRONT], tiles[AMOUNTS_IN_FRONT:])


def _visits_of_the_year(seen: Sight, year: list[date], known: Kept) -> dict[str, Any]:
    numbers = tallying.by_month(going.PERSONS, seen.place.pk, year, known)
    items = [
        {
            "label": f"{month.month}月", "value": number, "now": seen.period.first <= month <= seen.period.last,
            "url": seen.url("figure", going.PERSONS.key, period=Period(month, month_end(month))),
        }
        for month, number in numbers.items()
    ]  # fmt: skip
    return {"kind": "columns", "id": "year", "title": going.PERSONS.title, "note": "一年，人次 · 点柱子看记录", "by": "哪个月",
            "unit": going.PERSONS.unit, "items": items}  # fmt: skip


def _matters_by_kind(seen: Sight, now: tallying.Numbers) -> dict[str, Any]:
    opened = {key: next(name for name in (f"{key}.opened", f"{key}.found") if name in now) for key in KINDS}
    items = [
        {"label": kind.title, "value": now[opened[key]] or 0, "url": seen.url("figure", opened[key])}
        for key, kind in KINDS.items()
    ]
    items.sort(key=lambda item: -item["value"])  # type: ignore[operator]
    when = f"{seen.period.first.month}月" if seen.period.is_month else "这段日子"
    return {"kind": "bars", "id": "kinds", "title": f"{when}新收的事", "note": "按种类，件 · 点柱子看记录", "by": "哪一种", "unit": "件",
            "items": items}  # fmt: skip
