"""The command `minqing ledger`: a ledger as a file, for whoever repeats it every month."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from minqing.lib import printing

if TYPE_CHECKING:
    from minqing.ground.staff.models import User


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from minqing.ledgers.tables.catalogue import LEDGERS

    known = "; ".join(f"{ledger.key} ({ledger.title})" for ledger in LEDGERS.values())
    ledger = commands.add_parser("ledger", help="a ledger as an Excel file", description=f"Ledgers: {known}.")
    ledger.add_argument("name", metavar="NAME")
    ledger.add_argument("--place", required=True, help="code of the place")
    ledger.add_argument("--month", default="", help="YYYY-MM; the present month if left out")
    ledger.add_argument("-o", "--output", type=Path, required=True, help="file, or a folder in which it gets its own name")
    ledger.add_argument("--full", action="store_true", help="whole personal numbers; needs --purpose and --by")
    ledger.add_argument("--purpose", help="what the whole numbers are for; goes into the journal")
    ledger.add_argument("--by", metavar="USERNAME", help="account of whoever asks for them")
    ledger.add_argument("--json", action="store_true")
    ledger.set_defaults(run=run_ledger)


def run_ledger(args: argparse.Namespace) -> int:
    """Write a ledger to a file. Masked, unless somebody who may says what the whole numbers are for."""
    from django.utils import timezone

    from minqing.ground.journal import Actor, Person
    from minqing.ground.places.models import Place
    from minqing.ledgers import asking
    from minqing.ledgers.tables import exporting
    from minqing.ledgers.tables.catalogue import LEDGERS

    today = timezone.localdate()
    ledger = LEDGERS.get(args.name)
    if ledger is None:
        print(f"没有叫「{args.name}」的台账，有：{'、'.join(LEDGERS)}。", file=sys.stderr)
        return 2
    place = Place.objects.named(args.place)
    month = asking.month_of(args.month, on=today)
    by: Actor = Person("命令行")
    if args.full:
        by = _answerable(args.by or "", place.pk, ledger.see)
    output = args.output / exporting.file_name_of(ledger, place, month, full=args.full) if args.output.is_dir() else args.output
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("wb") as target:
            made = exporting.export(
                target, ledger, place=place, month=month, by=by, on=today, purpose=(args.purpose or "") if args.full else None
            )
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
    if args.json:
        printing.document(
            {"ledger": ledger.key, "title": ledger.title, "place": place.pk, "month": month.key, "rows": made.rows, "full": args.full,
             "file": str(output)}
        )  # fmt: skip
    else:
        print(f"{output}：{made.rows:,} 行。")
    return 0


def _answerable(username: str, place: str, see: str) -> User:
    """The account that asks for whole numbers, if it may have them at this place."""
    from django.utils import timezone

    from minqing.ground.staff.models import User
    from minqing.ground.staff.scope import Scope
    from minqing.lib.refusal import NotNow

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotNow("要全号得用 --by 写明是谁要的，写登录的账号。")
    scope = Scope(user, timezone.localdate())
    if not (scope.may("ledger.export_full", place) and scope.may(see, place)):
        raise NotNow(f"{user.name}的岗位不能下载这里的全号台账。")
    return user
