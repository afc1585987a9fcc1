"""Commands on the journal."""

from __future__ import annotations

import argparse

from minqing.lib import printing


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    journal = commands.add_parser("journal", help="the journal of what was done").add_subparsers(required=True)
    verify = journal.add_parser("verify", help="prove that no line was altered or removed")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)


def run_verify(args: argparse.Namespace) -> int:
    """Seal what is new, walk the chain, say where it breaks. Exit code 1 when it does."""
    from minqing.ground.journal import sealing

    while sealing.seal_batch():
        pass
    verdict = sealing.verify()
    if args.json:
        printing.document(
            {
                "sealed": verdict.sealed,
                "unsealed": verdict.unsealed,
                "last": verdict.last,
                "breaks": [{"number": b.number, "event": b.event_id, "trouble": b.trouble} for b in verdict.breaks],
            }
        )
    else:
        print(f"封记 {verdict.sealed} 行，最后一环 {verdict.last}")
        for broken in verdict.breaks:
            print(f"第 {broken.number} 号：{broken.trouble}（{broken.event_id}）")
        print("记录链完好。" if not verdict.breaks else f"{len(verdict.breaks)} 处对不上。")
    return 1 if verdict.breaks else 0
