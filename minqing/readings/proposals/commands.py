"""Commands on proposals: reading a file of entries."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import orjson


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    propose = commands.add_parser("propose", help="read diary entries (JSONL) and print what they propose (JSONL)")
    propose.add_argument("file", type=Path)
    propose.set_defaults(run=run_propose, bare=True)


def run_propose(args: argparse.Namespace) -> int:
    """One line in, one line out: {id, kind, visited, mentioned, matters, quantities, follow_up_on}. Needs no database."""
    from minqing.readings.proposals.reading import Person, Roster, read

    troubles = 0
    rosters: dict[bytes, Roster] = {}
    for number, line in enumerate(args.file.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = orjson.loads(line)
            key = orjson.dumps(entry["roster"])
            if key not in rosters:
                rosters[key] = Roster(Person(p["household"], p["name"], p.get("role", "member")) for p in entry["roster"])
            found = read(entry["text"], written_on=date.fromisoformat(entry["written_on"]), roster=rosters[key])
            sys.stdout.buffer.write(orjson.dumps(found.as_prediction(entry["id"])) + b"\n")
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as trouble:
            troubles += 1
            print(f"{args.file.name} 第 {number} 行不是一篇日记：{trouble}", file=sys.stderr)
    sys.stdout.buffer.flush()
    return 1 if troubles else 0
