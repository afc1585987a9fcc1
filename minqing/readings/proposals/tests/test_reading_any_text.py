"""The reader takes any text: it never raises, and every span shows the words it speaks of."""

import time
from datetime import date
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.readings.proposals.reading import Person, Reading, Roster, read

DATA = Path(__file__).parent / "data"
ROSTER = Roster(
    [
        Person("H1", "王德山", "head"),
        Person("H2", "扎西多吉", "head"),
        Person("H3", "欧阳春", "head"),
        Person("H4", "玉罕", "head"),
    ]
)
WORDS = st.sampled_from(
    [
        "王德山",
        "老王",
        "扎西",
        "扎西多吉",
        "家",
        "漏雨",
        "没在家",
        "送",
        "三十几",
        "户",
        "人",
        "元",
        "半",
        "里",
        "明天",
        "下周三",
        "15号",
        "99月99日",
        "月底",
        "吵架",
        "去",
        "办证",
        "，",
        "。",
        "、",
        "…",
        "0",
        "万",
        "亿",
        "点",
        "几",
        "二〇",
        "电话",
        "儿子",
        "想要",
        "坏了",
        "修路",
        "厂",
        "😀",
        "\n",
        "﷽",
        "羅",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map("".join))


def check_spans(text: str, found: Reading) -> None:
    for matter in found.matters:
        assert matter.about == text[slice(*matter.span)]
        assert 0 < len(matter.about) <= 40
    for quantity in found.quantities:
        assert quantity.what == text[slice(*quantity.span)]
    for call in (*found.visited, *found.mentioned):
        assert 0 <= call.span[0] < call.span[1] <= len(text)
    if found.follow_up:
        assert found.follow_up.words == text[slice(*found.follow_up.span)]


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)))
def test_it_never_raises_and_spans_match(text: str, day: date) -> None:
    found = read(text, written_on=day, roster=ROSTER)

    check_spans(text, found)
    orjson.dumps(found.as_prediction("x"))


@pytest.mark.parametrize("name", ["entries_dev.jsonl", "entries_held_out.jsonl", "entries_later.jsonl"])
def test_spans_match_in_real_entries(name: str) -> None:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        entry = orjson.loads(line)
        roster = Roster(Person(p["household"], p["name"], p["role"]) for p in entry["roster"])
        check_spans(entry["text"], read(entry["text"], written_on=date.fromisoformat(entry["written_on"]), roster=roster))


@pytest.mark.parametrize(
    "piece",
    ["王德山家房顶漏雨，答应明天来修，送米3袋。", "去王德山家", "三十几户", "王德山 ", "老王说", "漏" * 50, "1", "明天", "，"],
)
def test_long_texts_do_not_hang(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    began = time.process_time()

    read(text, written_on=date(2024, 3, 20), roster=ROSTER)

    # A second or two; whatever grows with the square of the text takes minutes.
    assert time.process_time() - began < 30
