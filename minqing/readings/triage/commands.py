"""Commands of triage: learning, suggesting, loading a taxonomy, hot spots, repeats."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

from minqing.lib import printing
from minqing.lib.refusal import NotNow


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    triage = commands.add_parser("triage", help="what requests are about, said before, much said of").add_subparsers(
        required=True, metavar="WHAT"
    )
    train = triage.add_parser("train", help="learn from matters that people sorted, and from a file if one is given")
    train.add_argument(
        "file", nargs="?", help="CSV, JSON or JSONL with subject, text, category and perhaps department; - is standard input"
    )
    train.set_defaults(run=run_train)
    suggest = triage.add_parser("suggest", help="category and department of each request of a file, where sure enough")
    suggest.add_argument("file", help="CSV, JSON or JSONL with subject and text; - is standard input")
    suggest.set_defaults(run=run_suggest)
    taxonomy = triage.add_parser("taxonomy", help="load a list of categories in place of the one that is loaded")
    taxonomy.add_argument("file", help="CSV with level1, level2, level3")
    taxonomy.set_defaults(run=run_taxonomy)
    spots = triage.add_parser("hotspots", help="what many requests of a period speak of")
    spots.add_argument("--place", default="", help="code of a place; all below it counts")
    spots.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day; this week by default")
    spots.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day")
    spots.set_defaults(run=run_hotspots)
    same = triage.add_parser("same", help="matters of the same township that may be the same as one")
    same.add_argument("matter", help="receipt number or id")
    same.set_defaults(run=run_same)
    for parser in (train, suggest, taxonomy, spots, same):
        parser.add_argument("--json", action="store_true")


def content_of(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`."""
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def run_train(args: argparse.Namespace) -> int:
    """Train; exit code 1 when there was too little for every head that was asked for."""
    from django.utils import timezone

    from minqing.readings.triage import learning, suggesting

    given = learning.from_file(learning.read_requests(content_of(args.file), filename=args.file)) if args.file else None
    strange = learning.strangers(one.label for one in (given or {}).get("taxonomy", ()))
    if strange:
        print(f"分类表里没有这几类，照样学：{'、'.join(strange[:8])}。", file=sys.stderr)
    outcome = suggesting.train(given, at=timezone.now(), report=lambda line: print(line, file=sys.stderr))
    if args.json:
        printing.document(outcome)
    else:
        for head, said in outcome.items():
            print(f"{learning.HEADS[head]}：{_measured(said) if said['trained'] else said['why']}")
    return 0 if any(said["trained"] for said in outcome.values()) else 1


def _measured(said: dict[str, Any]) -> str:
    return (
        f"学了 {said['examples']} 件、{len(said['labels'])} 类；没见过的猜对 {said['accuracy']:.1%}，宏平均 F1 {said['macro_f1']:.3f}；"
        f"把握不到 {min(1, said['threshold']):.0%} 不说话，说话的占 {said['coverage']:.0%}，其中对的 {said['right']:.1%}。"
    )


def run_suggest(args: argparse.Namespace) -> int:
    """Suggest for each request of a file. One document: a list in the file's order. Exit code 1 when nothing was learned yet."""
    from minqing.readings.triage import learning, suggesting

    asked = learning.read_requests(content_of(args.file), filename=args.file)
    if not any(one.text for one in asked):
        raise NotNow(f"{args.file} 里一件诉求也没有，写上再来：第 1 行 subject,text，下面一行一件。")
    ready = [head for head in learning.HEADS if suggesting.classifier_of(head) is not None]
    if not ready:
        raise NotNow(learning.MISSING if not learning.installed() else "还什么都没学过，先用 minqing triage train 学。")
    answers = [suggesting.answer(one) for one in asked]
    if args.json:
        printing.document(answers)
    else:
        rows = [
            (said["id"], said["title"] or "（不说）", f"{said['probability'] or 0:.0%}", said["department"] or "")
            for said in answers
        ]
        printing.table(rows, ("编号", "像是", "把握", "派给"))
    return 0


def run_taxonomy(args: argparse.Namespace) -> int:
    """Replace the loaded taxonomy by a file's rows."""
    from minqing.readings.triage.models import TaxonomyRow

    rows = taxonomy_rows(content_of(args.file), args.file)
    stored = TaxonomyRow.objects.replace(rows)
    firsts = TaxonomyRow.objects.firsts()
    if args.json:
        printing.document({"rows": stored, "level1": firsts})
    else:
        print(f"装入分类 {stored} 行，第一级 {len(firsts)} 类：{'、'.join(firsts)}。")
    return 0


def taxonomy_rows(content: bytes, filename: str) -> list[tuple[str, str, str]]:
    """The rows of a taxonomy file. Raises NotNow when it is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotNow(f"{filename} 的编码认不出来，另存成 UTF-8 再来。")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "level1" not in (reader.fieldnames or ()):
        raise NotNow(f"{filename} 第 1 行要写 level1,level2,level3。")
    rows = [tuple((row.get(f"level{n}") or "").strip()[:60] for n in (1, 2, 3)) for row in reader]
    found = [(one, two, three) for one, two, three in rows if one]
    if not found:
        raise NotNow(f"{filename} 里一行分类也没有，没有换。")
    return found


def run_hotspots(args: argparse.Namespace) -> int:
    """Hot spots of a period and place, the hottest first. Exit code 2 when a day is wrong or the libraries are not there."""
    from django.utils import timezone

    from minqing.readings.triage import hotspots

    first, last = hotspots.week_of(timezone.localdate())
    first, last = args.first or (args.last or last) - (last - first), args.last or (args.first or first) + (last - first)
    if first > last:
        raise NotNow("起止的日期写反了。")
    found = hotspots.find(args.place, first, last)
    if found.trouble:
        raise NotNow(found.trouble)
    if args.json:
        printing.document(
            {
                "place": args.place, "from": first.isoformat(), "to": last.isoformat(), "requests": found.total, "looked_at": found.looked_at,
                "hotspots": [
                    {"title": spot.title, "words": spot.words, "count": spot.count, "votes": spot.votes, "ids": [str(key) for key in spot.keys]}
                    for spot in found.spots
                ],
            }
        )  # fmt: skip
    else:
        rows = [(spot.count, spot.votes, "、".join(spot.words), spot.title[:30]) for spot in found.spots]
        printing.table(rows, ("件", "票", "说的是", "其中一件"))
    return 0


def run_same(args: argparse.Namespace) -> int:
    """What may be the same as a matter."""
    from minqing.readings.triage import learning, repeats
    from minqing.records.matters.commands import find

    matter = find(args.matter)
    likes = repeats.like_matter(matter) if matter.kind in learning.open_kinds() else []
    rows = [
        {
            "id": str(like.matter.pk), "receipt": like.matter.receipt, "about": like.matter.about, "place": like.matter.place_id,
            "opened_on": like.matter.opened_on.isoformat(), "phase": like.matter.phase, "alike": round(like.alike, 3),
        }
        for like in likes
    ]  # fmt: skip
    if args.json:
        printing.document(rows)
    else:
        printing.table(
            [(row["receipt"], row["opened_on"], f"{row['alike']:.0%}", row["about"]) for row in rows],
            ("回执号", "哪天", "像", "什么事"),
        )
    return 0
