"""The command `minqing brief`: a brief as a Word file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from minqing.lib import printing


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    brief = commands.add_parser("brief", help="a brief as a Word file", description="Briefs: month (月工作简报).")
    brief.add_argument("name", metavar="NAME")
    brief.add_argument("--place", required=True, help="code of the place")
    brief.add_argument("--month", default="", help="YYYY-MM; the present month if left out")
    brief.add_argument("-o", "--output", type=Path, required=True, help="file, or a folder in which it gets its own name")
    brief.add_argument("--json", action="store_true")
    brief.set_defaults(run=run_brief)


def run_brief(args: argparse.Namespace) -> int:
    """Write a brief to a file and say which figures stand in it."""
    import io

    from django.utils import timezone

    from minqing.ground.journal import Person
    from minqing.ground.places.models import Place
    from minqing.ledgers import asking
    from minqing.ledgers.briefs import making
    from minqing.ledgers.briefs.brief import figures_of
    from minqing.readings.figures.catalogue import FIGURES

    today = timezone.localdate()
    place = Place.objects.named(args.place)
    month = asking.month_of(args.month, on=today)
    target = io.BytesIO()
    made = making.make_file(target, args.name, place=place, month=month, by=Person("命令行"), on=today)
    output = args.output / made.file_name if args.output.is_dir() else args.output
    output.write_bytes(target.getvalue())
    if args.json:
        said = {figure.key: figure for figure in figures_of(made.lines)}
        figures = [
            {"key": key, "title": FIGURES[key].title, "unit": FIGURES[key].unit, "value": made.figures[key], "text": figure.text}
            for key, figure in said.items()
        ]
        printing.document(
            {"brief": made.name, "title": made.title, "place": place.pk, "month": month.key, "from": month.first.isoformat(),
             "to": month.last.isoformat(), "file": str(output), "figures": figures}
        )  # fmt: skip
    else:
        print(f"{output}：{made.title}", file=sys.stdout)
    return 0
