"""Commands on places."""

from __future__ import annotations

import argparse
import sys

from minqing.lib import printing


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    places = commands.add_parser("places", help="the administrative tree").add_subparsers(required=True)
    load = places.add_parser("load", help="load official places: a county, a province, or all 665,276")
    load.add_argument("prefix", nargs="?", default="", metavar="PREFIX", help="code of the place to load with all below it")
    load.add_argument("--json", action="store_true")
    load.set_defaults(run=run_load)
    find = places.add_parser("find", help="find a place by words or by its code")
    find.add_argument("words", nargs="+", metavar="WORDS", help="such as 大榆村, or 安石镇 中香村")
    find.add_argument("--limit", type=int, default=50, help="how many to list at most (50)")
    find.add_argument("--json", action="store_true")
    find.set_defaults(run=run_find)
    for name, text in (
        ("renumber", "give a place another code, with every record it holds"),
        ("merge", "merge a place into another"),
    ):
        carry = places.add_parser(name, help=text)
        carry.add_argument("old", metavar="OLD", help="code of the place")
        carry.add_argument("new", metavar="NEW", help="its new code" if name == "renumber" else "code of the place it joins")
        carry.add_argument("--on", metavar="DAY", help="from which day on (today)")
        carry.set_defaults(run=run_carry, verb=name)


def run_load(args: argparse.Namespace) -> int:
    """Load, with progress on standard error."""
    from minqing.ground.places import loading, packed

    stored = loading.load(args.prefix, progress=_progress)
    places = packed.count(args.prefix)
    if args.json:
        printing.document({"prefix": args.prefix, "places": places, "stored": stored})
    else:
        print(f"共 {places} 个地方，新装或更正 {stored} 个。")
    return 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        print(f"\r正在装入地名 {done} / {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def run_find(args: argparse.Namespace) -> int:
    """List what was found, the best first. Exit code 1 when nothing was."""
    from minqing.ground.places.finding import find

    if args.limit < 1:
        print("--limit 至少是 1。", file=sys.stderr)
        return 2
    hits = find(args.words, limit=args.limit)
    if args.json:
        printing.document(hits)
    elif hits:
        rows = [(hit["code"], hit["path"], "已装入" if hit["loaded"] else "未装入") for hit in hits]
        printing.table(rows, ("代码", "地方", "状态"))
    if not hits:
        print("没有找到这样的地方，少写几个字再试。", file=sys.stderr)
        return 1
    if hits.total > len(hits):
        print(f"共 {hits.total} 个，只列前 {len(hits)} 个，再加上乡镇或县名试试。", file=sys.stderr)
    return 0


def run_carry(args: argparse.Namespace) -> int:
    """Renumber or merge a place. Exit code 2 with a sentence when it cannot be."""
    from datetime import date

    from django.utils import timezone

    from minqing.ground.journal import Person
    from minqing.ground.places import renumbering

    try:
        day = date.fromisoformat(args.on) if args.on else timezone.localdate()
    except ValueError:
        print(f"{args.on} 不是日期，像 2026-04-22 这样写。", file=sys.stderr)
        return 2
    carry = renumbering.renumber if args.verb == "renumber" else renumbering.merge
    place = carry(args.old, args.new, by=Person("命令行"), on=day)
    print(f"{args.old} 现在是 {place.pk} {place.path_names()}，记录都跟过去了。")
    return 0
