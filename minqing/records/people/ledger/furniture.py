"""Rows of a table that are no data: sums, signatures, notes, titles in between; and titles that name the group below them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from minqing.records.people.ledger.text import plain, shown, without_brackets

_SUM = re.compile(
    r"^[^，。,]{0,12}(?:小计|合计|总计|共计|累计|本页计|总数)(?:[:：]?.{0,16})$|^计$|^以上共?计?.{0,12}$|^共[:：]?[0-9一二三四五六七八九十百千两]+[户人].{0,12}$"
)
_FOOT = re.compile(
    r"^(?:制表|填表|填报|编制|造表|审核|审批|审定|复核|核对|校对|负责|经办|统计|报送|上报|单位|主管|分管|主要领导|村(?:委会?|党支部)|党支部|签[字名]|盖章|日期|联系人|联系电话|"
    r"入户|调查|记录|监督电话|举报电话|公示|附[:：注件]|注$|注[:：0-9一二(（]|备注|说明|填写说明|※|★|\(?续表|续上表|接上页|转下页|第[0-9]+页|打印|(?:填写|填表)?[示举范样]?例(?:[:：0-9]|$)|填写(?:要求|规则|格式))"
)
_LABEL = re.compile(r"^[^:：]{1,12}[:：]")
_SECTION = re.compile(
    r"^(?:第)?[\u4e00-\u9fff0-9]{1,10}?(?:村民小组|居民小组|小组|组|社|生产队|队|屯|自然村|寨|片区|网格|[0-9一二三四五六七八九十]+(?:栋|幢|号楼|单元))$"
)
_PLACE = re.compile(
    r"^[\u4e00-\u9fff0-9]{1,8}(?:街|巷|湾|坪|沟|庄|营子?|堡|岭|坡|里|弄|坝|坳|院|小区|栋|幢|号楼|[0-9一二三四五六七八九十]+单元)$"
)
_NOT_SECTION = re.compile(
    r"[户口台]账|花名册|名册|名单|登记|汇总|统计|信息|情况|表$|工作队|领导小组|工作组|合作社|供销社|旅行社|公社$|党小组"
)


_BEGIN_COUNTING = frozenset(["", 1.0, "1", "甲"])
EXPLAINED = frozenset(["必填", "选填", "必填项", "选填项", "（必填）", "(必填)", "*必填", "文本", "文本格式", "姓名", "填写姓名"])
"""What stands in the name column of a row that explains how to fill in the columns."""
_SUM_MARKS = frozenset("计計總总共")


def is_sum(text: str) -> bool:
    """小计, 合　计, 一组小计：48户."""
    return not _SUM_MARKS.isdisjoint(text) and _SUM.search(plain(text)) is not None


@lru_cache(maxsize=4096)
def is_foot(text: str) -> bool:
    """制表人：…, 审核, 注：1.本表一式两份: the line under a table, or between its pages."""
    word = plain(text)
    return _FOOT.search(word) is not None or _LABEL.search(word) is not None


def section_named(text: str) -> str | None:
    """一组, 第三村民小组, 后屯: the group a title row or a sheet's name names; None when it names none."""
    word = without_brackets("".join(text.split()))
    return word if len(word) <= 12 and _SECTION.search(plain(word)) and not _NOT_SECTION.search(plain(word)) else None


def section_of_sheet(name: str) -> str | None:
    """The group, hamlet or building a sheet is about, by its name; None for 台账, 花名册, Sheet1."""
    word = without_brackets("".join(name.split()))
    return section_named(name) or (word if _PLACE.search(plain(word)) and not _NOT_SECTION.search(plain(word)) else None)


def first_text(row: Sequence[Any]) -> Any:
    """The first cell that is not empty."""
    for cell in row:
        if cell != "":
            return cell
    return ""


def is_counting(row: Sequence[Any]) -> bool:
    """1, 2, 3, 4 … or 甲, 乙, 1, 2 …: the line under a heading that numbers its columns."""
    if row[0] not in _BEGIN_COUNTING:
        return False
    cells = [cell for cell in row if cell != ""]
    rest = [shown(cell) for cell in cells if cell not in ("甲", "乙", "丙", "丁")]
    return len(cells) > 2 and rest == [str(at + 1) for at in range(len(rest))]


def is_alone(row: Sequence[Any]) -> bool:
    """Only one cell of the row is filled: a title, a note, or the name of a group."""
    return row.count("") == len(row) - 1
