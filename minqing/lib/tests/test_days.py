from datetime import date

import pytest

from minqing.lib.days import add_months, find

WRITTEN = date(2024, 3, 20)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("明天", "2024-03-21"), ("明儿个", "2024-03-21"), ("后天", "2024-03-22"), ("大后天", "2024-03-23"), ("三天内", "2024-03-23"),
        ("7天后", "2024-03-27"), ("一周内", "2024-03-27"), ("两周内", "2024-04-03"), ("半个月后", "2024-04-04"), ("一个月后", "2024-04-20"),
        ("周四", "2024-03-21"), ("周三", "2024-03-27"), ("周一", "2024-03-25"), ("本周五", "2024-03-22"), ("这周六", "2024-03-23"),
        ("下周三", "2024-03-27"), ("下礼拜一", "2024-03-25"), ("下个星期天", "2024-03-31"), ("下周", "2024-03-25"), ("周末", "2024-03-23"),
        ("15号", "2024-04-15"), ("25号前", "2024-03-25"), ("下个月1号", "2024-04-01"), ("3月5日", "2025-03-05"), ("5月20日前", "2024-05-20"),
        ("月底", "2024-03-31"), ("月底前", "2024-03-31"), ("本月底", "2024-03-31"), ("下月初", "2024-04-01"), ("元旦", "2025-01-01"),
        ("48小时内", "2024-03-22"), ("两三天内", "2024-03-22"), ("十五号", "2024-04-15"),
    ],
)  # fmt: skip
def test_it_finds_the_day(words: str, on: str) -> None:
    assert [said.on.isoformat() for said in find(f"答应{words}给回话", written_on=WRITTEN)] == [on]


@pytest.mark.parametrize(
    "words",
    ["每周二来一趟", "一周三次", "15号楼", "上周五", "每月10号", "改天", "过几天", "3号桥", "回头再说", "99月99日", "三十来号人"],
)
def test_it_finds_none_in_what_is_no_coming_day(words: str) -> None:
    assert find(words, written_on=WRITTEN) == []


def test_places_are_those_of_the_text() -> None:
    text = "跟她说好，后天去，月底前办完。"

    assert [text[s.start : s.end] for s in find(text, written_on=WRITTEN)] == ["后天", "月底"]


def test_a_month_on_is_the_same_day_or_the_last() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 12, 5), 1) == date(2025, 1, 5)
