"""Commands on proposals: reading a file of entries."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from minqing.readings.proposals.reading import Person


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    propose = commands.add_parser("propose", help="read diary entries (JSONL) and print what they propose (JSONL)")
    propose.add_argument("file", type=Path)
    propose.set_defaults(run=run_propose, bare=True)


def run_propose(args: argparse.Namespace) -> int:
    """One line in, one line out: {id, kind, visited, mentioned, matters, quantities, follow_up_on}. Needs no database."""
    from minqing.lib.refusal import NotNow
    from minqing.readings.proposals.reading import Roster, read

    troubles = 0
    rosters: dict[bytes, Roster] = {}
    for number, line in enumerate(_lines(args.file), 1):
        if not line.strip():
            continue
        try:
            entry = _entry(line)
            key = orjson.dumps(entry["roster"])
            if key not in rosters:
                rosters[key] = Roster(_people(entry["roster"]))
            found = read(entry["text"], written_on=date.fromisoformat(entry["written_on"]), roster=rosters[key])
            sys.stdout.buffer.write(orjson.dumps(found.as_prediction(entry["id"])) + b"\n")
        except NotNow as trouble:
            troubles += 1
            print(f"{args.file.name} 第 {number} 行跳过了：{trouble}", file=sys.stderr)
    sys.stdout.buffer.flush()
    return 1 if troubles else 0


def _lines(path: Path) -> list[str]:
    """The lines of the file; only a line feed ends one. Raises NotNow when it is no text."""
    from minqing.lib.refusal import NotNow

    if path.is_dir():
        raise NotNow(f"{path.name} 是个文件夹，写上里面那个文件的名字。")
    try:
        return path.read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise NotNow(f"{path.name} 不是 UTF-8 的文字，另存成 UTF-8 再来。") from None


def _entry(line: str) -> dict[str, Any]:
    """The entry of a line; fields that are not known are left alone. Raises NotNow with one sentence on what is wrong."""
    from minqing.lib.refusal import NotNow

    try:
        entry = orjson.loads(line)
    except ValueError:
        raise NotNow("不是一行 JSON。") from None
    if not isinstance(entry, dict):
        raise NotNow('一篇日记要写成 {"id": …, "written_on": …, "roster": …, "text": …}。')
    missing = [field for field in ("id", "written_on", "roster", "text") if field not in entry]
    if missing:
        raise NotNow(f"少了 {'、'.join(missing)}。")
    if not isinstance(entry["id"], str | int) or not isinstance(entry["text"], str):
        raise NotNow("id 和 text 要是文字。")
    try:
        date.fromisoformat(entry["written_on"])
    except (TypeError, ValueError):
        raise NotNow(f"written_on 要是日期，像 2024-03-20，不是 {str(entry['written_on'])[:20]}。") from None
    return entry


def _people(roster: object) -> list[Person]:
    """The people of a roster; who stands in it twice counts once. `section`, `number` and `address` may stand beside a name. Raises NotNow."""
    from minqing.lib.refusal import NotNow
    from minqing.readings.proposals.reading import Person

    if not isinstance(roster, list):
        raise NotNow("roster 要是一列人。")
    people: dict[tuple[str, str], Person] = {}
    for one in roster:
        if not isinstance(one, dict) or not all(isinstance(one.get(field), str) for field in ("household", "name")):
            raise NotNow('roster 里一个人要写成 {"household": …, "name": …}，都是文字。')
        door = (str(one.get(field) or "") for field in ("section", "number", "address"))
        person = Person(one["household"], one["name"], str(one.get("role") or "member"), *door)
        people.setdefault((person.household, person.name), person)
    return list(people.values())
