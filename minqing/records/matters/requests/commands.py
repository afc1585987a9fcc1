"""The command that takes in residents' requests."""

from __future__ import annotations

import argparse
from pathlib import Path

from minqing.lib import printing
from minqing.lib.subcommands import ways


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    requests = ways(commands, "import", "take a file in").add_parser("requests", help="residents' requests, answered or open")
    requests.add_argument("file", type=Path)
    requests.add_argument("--place", required=True, help="code of the place that they were sent to")
    requests.add_argument("--dry-run", action="store_true", help="only say what it holds")
    requests.add_argument("--json", action="store_true")
    requests.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Import a file of requests; exit code 1 when rows were reported, 2 when the file or the place cannot be taken."""
    from django.utils import timezone

    from minqing.ground.journal import Person
    from minqing.records.matters.requests import importing as requests
    from minqing.records.matters.requests.files import read_file
    from minqing.records.people.commands import place_of

    today = timezone.localdate()
    file, place = read_file(args.file, today=today), place_of(args.place)
    if args.dry_run:
        outcome = requests.preview(file, place=place)
    else:
        outcome = requests.take_in(file, place=place, by=Person("命令行"), on=today, filename=args.file.name)
    if args.json:
        printing.document(outcome.as_json())
    else:
        print(
            f"{outcome.requests} 件：办结 {outcome.closed} 件，没办结 {outcome.open} 件；新记 {outcome.created} 件，早就有的 {outcome.known} 件。"
        )
        if outcome.days_median is not None:
            print(f"答复用的天数：中间的 {outcome.days_median:g} 天，最长 {outcome.days_longest} 天。")
        for problem in outcome.problems:
            print(f"{problem.message}（{problem.column}）")
    return 1 if outcome.problems else 0
