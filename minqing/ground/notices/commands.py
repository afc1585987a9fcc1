"""Commands on notices."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from django.utils import timezone

from minqing.lib import printing


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    notices = commands.add_parser("notices", help="what people are told").add_subparsers(required=True)
    send = notices.add_parser("send", help="send what is due now, as the worker does each minute")
    send.add_argument("--json", action="store_true")
    send.set_defaults(run=run_send)
    remind = notices.add_parser("remind", help="look once for what is due or overdue, as the worker does each morning")
    remind.add_argument("--json", action="store_true")
    remind.set_defaults(run=run_remind)


def run_send(args: argparse.Namespace) -> int:
    """Exit code 1 when a message did not arrive; its trouble stands on its owner's settings page."""
    from minqing.ground.notices import sending

    sent = sending.send_due(at=timezone.now())
    if args.json:
        printing.document(asdict(sent))
    else:
        print(f"新做 {sent.made} 条，送到 {sent.arrived} 条，没送到 {sent.failed} 条。")
    return 1 if sent.failed else 0


def run_remind(args: argparse.Namespace) -> int:
    """The rounds of every room; a second time on the same day writes nothing."""
    from minqing.ground.notices import rounds

    written = rounds.run(on=timezone.localdate(), at=timezone.now())
    if args.json:
        printing.document(written)
    else:
        print(f"写下 {sum(written.values())} 条通知。")
    return 0
