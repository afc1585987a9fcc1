"""Commands on figures: one, all of them, and the proof that the tallies are right."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from minqing.lib import printing
from minqing.lib.refusal import NotNow

if TYPE_CHECKING:
    from minqing.ground.places.models import Place
    from minqing.readings.figures.figure import Figure, Share
    from minqing.readings.figures.period import Period


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = commands.add_parser("figure", help="one figure of a place and period, with its rows if wanted")
    one.add_argument("key", help="such as visit.persons or quantity:米:清沟; `minqing figures list` names them all")
    one.add_argument("--rows", action="store_true", help="the records behind it as well")
    one.set_defaults(run=run_figure)
    every = commands.add_parser("figures", help="all figures of a place and period; list; reconcile")
    every.add_argument("what", nargs="?", choices=["reconcile", "list"], help="prove and mend the tallies; name the figures")
    every.set_defaults(run=run_figures)
    for parser in (one, every):
        parser.add_argument("--place", help="code of the place")
        parser.add_argument("--from", dest="first", metavar="DAY", help="first day, such as 2023-03-01")
        parser.add_argument("--to", dest="last", metavar="DAY", help="last day")
        parser.add_argument("--json", action="store_true")


def run_figure(args: argparse.Namespace) -> int:
    """Print one figure. Exit code 2 for a key, place or day that cannot be."""
    from django.utils import timezone

    from minqing.readings.figures import rates
    from minqing.readings.figures.catalogue import find
    from minqing.readings.figures.figure import Figure
    from minqing.readings.figures.tallying import values

    place, period = where_and_when(args)
    figure = rates.one(find(args.key), place.pk, period.last)
    today = timezone.localdate()
    until = period.until(today) if figure.at_end else period.last
    numbers = values([figure, *beside(figure)], place.pk, period.first, period.last, today=today)
    document = as_document(figure, numbers)
    if args.rows:
        document["rows"] = list(figure.printed(place.pk, period.first, until))
    if args.json:
        printing.document(document)
        return 0
    print(
        f"{place.short_name} {period.title} {figure.title} {said(document['value'])}{figure.unit if document['value'] is not None else ''}"
    )
    if document.get("excluded"):
        print(f"另有剔除：{said(document['excluded'])}")
    print(f"怎么数的：{figure.how}")
    if args.rows:
        counted = figure if isinstance(figure, Figure) else figure.whole
        heads = [column.title for column in counted.columns]
        printing.table(([row[head] for head in heads] for row in document["rows"]), heads)
    return 0


def run_figures(args: argparse.Namespace) -> int:
    """Print all figures, or `list` or `reconcile` them. Exit code 1 when a tally was wrong (and is mended)."""
    if args.what == "reconcile":
        return run_reconcile(args)
    if args.what == "list":
        return run_list(args)
    from django.utils import timezone

    from minqing.readings.figures import rates
    from minqing.readings.figures.catalogue import FIGURES
    from minqing.readings.figures.catalogue.amounts import amounts
    from minqing.readings.figures.tallying import values

    place, period = where_and_when(args)
    figures = rates.settled(FIGURES.values(), place.pk, period.last)
    numbers = values(figures, place.pk, period.first, period.last, today=timezone.localdate())
    documents = [as_document(figure, numbers) for figure in figures]
    documents += [
        as_document(amount.figure, {amount.figure.key: amount.value}) for amount in amounts(place.pk, period.first, period.last)
    ]
    if args.json:
        printing.document(documents)
    else:
        print(f"{place.short_name} {period.title}")
        printing.table(((d["title"], said(d["value"]), d["unit"], d["key"]) for d in documents), ("数", "多少", "单位", "叫法"))
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Name every figure and say how it is counted."""
    from minqing.readings.figures.catalogue import FIGURES

    if args.json:
        names = ("key", "title", "unit", "how", "group", "phrases")
        printing.document([{name: getattr(figure, name) for name in names} for figure in FIGURES.values()])
    else:
        printing.table(((f.key, f.title, f.unit, f.how) for f in FIGURES.values()), ("叫法", "数", "单位", "怎么数的"))
    return 0


def run_reconcile(args: argparse.Namespace) -> int:
    """Count every tally anew, mend what differs."""
    from django.utils import timezone

    from minqing.readings.figures.keeping import reconcile

    outcome = reconcile(
        today=timezone.localdate(), report=lambda line: print(line, file=sys.stderr) if sys.stderr.isatty() else None
    )
    months = [f"{month:%Y-%m}" for month in outcome.filled]
    if args.json:
        printing.document({"filled": months, "differences": outcome.differences})
        return 1 if outcome.differences else 0
    if months:
        print(f"新合计了 {len(months)} 个月（{months[0]} 到 {months[-1]}）。")
    for cell in outcome.differences:
        print(f"{cell['key']} {cell['place']} {cell['month']}：原来记 {cell['was']}，应为 {cell['is']}，已改正。")
    print(f"{len(outcome.differences)} 处对不上，都改正了。" if outcome.differences else "合计和记录都对得上。")
    return 1 if outcome.differences else 0


def where_and_when(args: argparse.Namespace) -> tuple[Place, Period]:
    """The place and the days that were asked for. Raises NotNow, saying what is wrong."""
    from minqing.ground.places.models import Place
    from minqing.readings.figures.period import between

    missing = [f"--{name}" for name, given in (("place", args.place), ("from", args.first), ("to", args.last)) if not given]
    if missing:
        raise NotNow(f"还要写上 {'、'.join(missing)}。")
    period = between(args.first, args.last)
    try:
        return Place.objects.all().named(args.place), period
    except Place.DoesNotExist:
        raise NotNow(f"没有代码为 {args.place} 的地方；用 minqing places find 查代码。") from None


def as_document(figure: Figure | Share, numbers: Mapping[str, int | Decimal | None]) -> dict[str, Any]:
    """What stable commands print of a figure: key, title, unit, value; of a share also what it is made of and what was taken out."""
    document: dict[str, Any] = {"key": figure.key, "title": figure.title, "unit": figure.unit, "value": numbers[figure.key]}
    part, whole = getattr(figure, "part", None), getattr(figure, "whole", None)
    if part and whole:
        out = whole.taken_out
        document |= {"part": part.key, "whole": whole.key, "excluded": numbers.get(out.key) or 0 if out else 0}
    return document


def beside(figure: Figure | Share) -> list[Figure]:
    """What is shown beside a share: what was taken out of its base."""
    out = figure.taken_out
    return [out] if out is not None and hasattr(figure, "whole") else []


def said(value: int | Decimal | None) -> str:
    """`1,286`; `没有底数` for a share of nothing."""
    return "没有底数" if value is None else f"{value:,}"
