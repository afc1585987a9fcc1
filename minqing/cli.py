"""The command `minqing`: everything that a person or a script repeats.

Exit codes: 0 done, 1 done with problems reported, 2 wrong use. With `--json` one document goes to standard output and
nothing else. `--db PATH_OR_URL`, before or after the command's name, or DATABASE_URL chooses the database.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

# Rooms that bring commands, in the order in which `minqing --help` lists them.
ROOMS = (
    "minqing.serving",
    "minqing.safekeeping",
    "minqing.ground.places.commands",
    "minqing.ground.staff.commands",
    "minqing.records.people.commands",
    "minqing.records.matters.commands",
    "minqing.records.matters.requests.commands",
    "minqing.readings.proposals.commands",
    "minqing.readings.figures.commands",
    "minqing.readings.triage.commands",
    "minqing.ledgers.tables.commands",
    "minqing.ledgers.briefs.commands",
    "minqing.faces.open311.commands",
    "minqing.ground.notices.commands",
    "minqing.ground.journal.commands",
)


def main(argv: list[str] | None = None) -> int:
    """Run one command. Raises SystemExit with the exit code when called as a program."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    arguments = choose_database(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minqing.settings")
    if arguments[:1] == ["manage"]:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["minqing manage", *arguments[1:]])
        return 0
    parser = build_parser()
    args = parser.parse_args(arguments)
    code = run(args)
    if argv is None:
        sys.exit(code)
    return code


def choose_database(arguments: list[str]) -> list[str]:
    """Take `--db` out of the arguments, wherever it stands, and set DATABASE_URL by it."""
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--db" or word.startswith("--db="):
            value = word[5:] if "=" in word else next(words, "")
            if not value:
                print("--db 后面要写数据库的路径或地址。", file=sys.stderr)
                raise SystemExit(2)
            os.environ["DATABASE_URL"] = value if "://" in value else f"sqlite:///{Path(value).absolute()}"
        else:
            rest.append(word)
    return rest


def build_parser() -> argparse.ArgumentParser:
    """All commands of all rooms. Django is set up first, for rooms describe their figures and kinds in their help."""
    import django

    parser = argparse.ArgumentParser(prog="minqing", description="民情: one needle for a thousand threads.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("manage", help="Django's own commands (migrate, shell, …)", add_help=False)
    django.setup()
    for room in ROOMS:
        importlib.import_module(room).register(commands)
    return parser


def run(args: argparse.Namespace) -> int:
    """Prepare the database, run the command, turn refusals into a sentence on standard error."""
    from django.core.exceptions import ObjectDoesNotExist

    from minqing.lib.refusal import NotNow
    from minqing.lib.vault import KeyMissing

    if not getattr(args, "bare", False):
        from minqing import serving

        serving.prepare()
    try:
        return int(args.run(args))
    except (NotNow, KeyMissing) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except FileNotFoundError as trouble:
        print(f"打不开文件 {trouble.filename}，看看名字和路径对不对。", file=sys.stderr)
        return 2
    except ObjectDoesNotExist as trouble:
        print(f"没有找到要的记录：{trouble}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
