"""Commands on people: importing a ledger."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from minqing.lib import printing
from minqing.lib.subcommands import ways

if TYPE_CHECKING:
    from minqing.ground.places.models import Place


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    importing = ways(commands, "import", "take a workbook in")
    households = importing.add_parser("households", help="a household ledger (农户台账)")
    households.add_argument("file", type=Path)
    households.add_argument("--place", required=True, help="code of the village or grid")
    households.add_argument("--dry-run", action="store_true", help="only say what it holds")
    households.add_argument("--json", action="store_true")
    households.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Import a household ledger; exit code 1 when rows were reported, 2 when the file or the place cannot be taken."""
    from django.utils import timezone

    from minqing.ground.journal import Person
    from minqing.records.people import importing
    from minqing.records.people.ledger import LedgerRefused

    at, place = timezone.now(), place_of(args.place)
    importing.check_level(place)
    try:
        if args.dry_run:
            ledger, _ = importing.preview(args.file, filename=args.file.name, today=timezone.localdate(at))
            digest = importing.digest_of(args.file)
            outcome = importing.rehearse(ledger, place=place, filename=args.file.name, digest=digest, by=Person("命令行"), at=at)
        else:
            outcome = importing.import_file(args.file, place=place, filename=args.file.name, by=Person("命令行"), at=at)
    except LedgerRefused as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    if args.json:
        printing.document(outcome.as_json())
    else:
        print(f"{outcome.households} 户，{outcome.residents} 人；新立 {outcome.created} 户，改动 {outcome.changed} 户。")
        for problem in importing.named(importing.stored(outcome.problems), lambda code: True):
            print(f"{problem['sheet']} {problem['column']}{problem['row']}：{problem['message']}")
    return 1 if outcome.problems else 0


def place_of(code: str) -> Place:
    """The place of a code, its county loaded from the official list where that was not done yet. Raises NotNow for none."""
    from minqing.ground.places import loading, tree
    from minqing.ground.places.models import Place
    from minqing.lib.refusal import NotNow

    if not tree.is_code(code) or len(code) < 6:
        raise NotNow(f"“{code}”不是地方代码，村代码是 12 位数字。")
    if not Place.objects.filter(pk__startswith=code[:6]).exists():
        loading.load(code[:6])
    try:
        return Place.objects.named(code)
    except Place.DoesNotExist:
        raise NotNow(f"没有代码为 {code} 的地方，用 minqing places find 村名 查一查。") from None
