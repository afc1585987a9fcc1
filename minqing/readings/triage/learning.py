"""What there is to learn from: matters as people finally set them, and files of labelled requests.

Three things are learned, each by a classifier of its own (`HEADS`): the program's category, the first level of a loaded
taxonomy, and the sort of department. A category counts as set by a person when somebody changed it or closed the matter with it;
what a computer or an import put there teaches nothing. A department is learned by what it is called without its place: the
water station of one township teaches for the water station of the next.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from minqing.ground.places.models import Place
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Organisation
from minqing.lib.refusal import NotNow
from minqing.readings.triage.models import Filing, TaxonomyRow
from minqing.readings.triage.texts import joined
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Matter, Move

HEADS = {"category": "类别", "taxonomy": "分类表", "department": "承办单位"}
# More than this many teach no more, and take long.
MOST_EXAMPLES = 60_000
MISSING = "这台机器没装学习用的库，triage 先不说话；装上 pip install 'minqing[ml]' 再来。"
# Every category has a title; people may write either.
_KEYS = {**{key: key for key in CATEGORIES}, **{title: key for key, title in CATEGORIES.items()}}


@dataclass(frozen=True)
class Example:
    """A text, and what a person set for it."""

    text: str
    label: str


@dataclass(frozen=True)
class Asked:
    """A request of a file: its number there if it has one, its words, and what people set for it."""

    id: str
    text: str
    category: str = ""
    department: str = ""


@cache
def installed() -> bool:
    """Whether the libraries of the extra `ml` are there."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("numpy", "rjieba", "sklearn"))


def path_of(head: str) -> Path | None:
    """Where a classifier is kept: beside the database that it was learned from. None where the installation keeps none."""
    folder = settings.TRIAGE_FOLDER
    return Path(folder) / f"{head}.npz" if folder else None


def open_kinds() -> list[str]:
    """The kinds whose words may be learned from and laid side by side: none with a file, none about a family's income."""
    return [key for key, kind in KINDS.items() if not kind.private and key != "monitor"]


def words_of(about: str, words: str) -> str:
    """A matter as one text."""
    return joined(about, words)


def examples(head: str) -> list[Example]:
    """The latest matters with what people finally set, as far as `open_kinds` go."""
    return {"category": _categories, "taxonomy": _filings, "department": _departments}[head]()


def _matters() -> Any:
    return Matter.objects.filter(kind__in=open_kinds(), unlooked=False, merged_into=None).order_by("-opened_on", "-id")


def _categories() -> list[Example]:
    sorted_by_hand = Exists(Move.objects.filter(matter=OuterRef("pk"), move="matter.sort", by__isnull=False))
    closed = Q(phase="done") & ~Q(category="other") & ~Q(source="import")
    found = _matters().filter(sorted_by_hand | closed).values_list("about", "words", "category")[:MOST_EXAMPLES]
    return [Example(words_of(about, words), category) for about, words, category in found]


def _filings() -> list[Example]:
    filed = Filing.objects.filter(matter__in=_matters().order_by().values("pk")).order_by("-id")
    found = filed.values_list("matter__about", "matter__words", "level1")[:MOST_EXAMPLES]
    return [Example(words_of(about, words), level1) for about, words, level1 in found]


def _departments() -> list[Example]:
    """Who had a matter when it was done: one that was given on or returned taught the one it was given to."""
    found = _matters().filter(phase="done", holder_organisation__isnull=False)
    found = found.values_list("about", "words", "holder_organisation_id")[:MOST_EXAMPLES]
    rows = list(found)
    sorts = sorts_of(Organisation.objects.filter(pk__in={organisation for _, _, organisation in rows}))
    return [Example(words_of(about, words), sorts[organisation]) for about, words, organisation in rows]


def sorts_of(organisations: Iterable[Organisation]) -> dict[Any, str]:
    """What sort of office each is: its level, and its name without the names of the places it lies in.

    东辽县水利局 and 梨树县水利局 are both `county:水利局`. Two queries, however many there are.
    """
    listed = list(organisations)
    codes = {code for office in listed for code in lineage(office.place_id)}
    names = {place.pk: place for place in Place.objects.filter(pk__in=codes)}
    return {office.pk: _sort_of(office, names) for office in listed}


def _sort_of(office: Organisation, names: Mapping[str, Place]) -> str:
    rest = office.name
    above = [names[code] for code in lineage(office.place_id) if code in names]
    for called in (said for place in above for said in (place.name, place.short_name)):
        rest = rest.removeprefix(called) or rest
    return f"{office.kind}:{rest}"


def read_requests(content: bytes, *, filename: str) -> list[Asked]:
    """The requests of a CSV, a JSON list or a JSONL file. Raises NotNow when there is no text in it."""
    rows = _rows(content, filename)
    if rows and not any({"text", "subject"} & {key.lower() for key in row} for row in rows[:5]):
        raise NotNow(f"{filename} 里没有 text 这一列，第 1 行写上 subject、text（要学的再加 category）。")
    return [_asked(row, number) for number, row in enumerate(rows, 1)]


def _rows(content: bytes, filename: str) -> Sequence[Mapping[str, Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding).replace("\0", "")
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotNow(f"{filename} 的编码认不出来，另存成 UTF-8 再来。")
    start = text.lstrip()[:1]
    if start not in ("{", "["):
        csv.field_size_limit(10_000_000)
        return list(csv.DictReader(io.StringIO(text, newline="")))
    try:
        rows = json.loads(text) if start == "[" else [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as trouble:
        raise NotNow(f'{filename} 不是 JSON：{trouble}。一行写一件，像 {{"subject": "", "text": "…"}}。') from None
    if not all(isinstance(row, dict) for row in rows):
        raise NotNow(f'{filename} 里一行要写一件，像 {{"subject": "", "text": "…"}}。')
    return rows


def _asked(row: Mapping[str, Any], number: int) -> Asked:
    said = {str(key).lower().strip(): "" if value is None else str(value) for key, value in row.items() if key is not None}
    return Asked(
        said.get("id", "") or str(number), joined(said.get("subject", ""), said.get("text", "")), said.get("category", "").strip(),
        said.get("department", "").strip(),
    )  # fmt: skip


def from_file(asked: Sequence[Asked]) -> dict[str, list[Example]]:
    """The examples of a file by what they teach. Categories are ours if all are, of the loaded taxonomy or another list if not."""
    labelled = [one for one in asked if one.text and one.category]
    found: dict[str, list[Example]] = {}
    if labelled:
        ours = all(one.category in _KEYS for one in labelled)
        found["category" if ours else "taxonomy"] = [
            Example(one.text, _KEYS[one.category] if ours else one.category) for one in labelled
        ]
    given = [Example(one.text, one.department) for one in asked if one.text and one.department]
    if given:
        found["department"] = given
    if not found:
        raise NotNow("文件里没有可学的：要有 text，还要有 category 或 department。")
    return found


def strangers(labels: Iterable[str]) -> list[str]:
    """Labels that the loaded taxonomy does not have; none when nothing is loaded."""
    firsts = set(TaxonomyRow.objects.firsts())
    return sorted(set(labels) - firsts) if firsts else []
