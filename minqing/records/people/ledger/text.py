"""Cell text made comparable: blanks, full-width forms, traditional characters, and what stands for nothing."""

import re
from datetime import date, datetime
from functools import lru_cache
from unicodedata import normalize

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")
_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
_WIDE = {code: chr(code - 0xFEE0) for span in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for code in range(*span)} | {
    0xFF0D: "-"
}
_UNTIDY = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff０-９Ａ-Ｚａ-ｚ－]")
_BRACKETED = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")

EMPTY = frozenset(
    ["", "无", "無", "不详", "不詳", "暂无", "暫無", "未办理", "未辦理", "/", "//", "\\", "／", "-", "--", "---", "—", "——", "―", "–", "－",
     "#VALUE!", "#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "N/A", "NULL"]
)  # fmt: skip
"""Texts (without blanks) that say that a cell is empty."""

_LONGEST_EMPTY = 24

SAME_AS_ABOVE = frozenset(
    ["同上", "〃", "″", "同 上", "同　上", " 同上", "同上 ", "〃 ", " 〃", '"', "＂", "々", "上同", "\u201d", "\u3003\u3003"]
)

NOBODY = frozenset(
    ["离异", "離異", "离婚", "離婚", "丧偶", "喪偶", "未婚", "单身", "單身", "未育", "去世", "已去世", "已故", "亡故", "死亡", "已死亡", "无配偶", "无子女",
     "空置", "空房", "空户", "空戶", "闲置", "无人", "无人居住", "待售", "未售"]
)  # fmt: skip
"""What stands in a name cell when there is nobody to name."""


def squeezed(text: str) -> str:
    """Without any blanks; digits, letters and dashes half-width; everything else as written."""
    return _BLANKS.sub("", text).translate(_WIDE) if _UNTIDY.search(text) else text


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """For comparing words: no blanks, half-width, simplified."""
    simplified: str = _TO_SIMPLIFIED.convert(_BLANKS.sub("", normalize("NFKC", text)))
    return simplified


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A heading for comparing: plain, without brackets and what they hold, marks, and numbering stars."""
    return without_brackets(plain(text)).strip("*※★:：、.。?？ ")


def without_brackets(text: str) -> str:
    """王五（户主） → 王五. Brackets around the whole text stay, or nothing would be left."""
    return _BRACKETED.sub("", text) or text


def shown(value: object) -> str:
    """A cell as text, numbers without a needless .0, days as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def is_empty(value: object) -> bool:
    """Whether a cell holds nothing: blank, an error value, or a word for nothing."""
    if type(value) is not str:
        return False
    return value in EMPTY or (len(value) < _LONGEST_EMPTY and _BLANKS.sub("", value) in EMPTY)


def person_name(text: str) -> str:
    """A name without blanks and brackets; 无 and the like give ''. Latin names keep one space between their words."""
    if text.isalpha() and max(text) < "\uff00":
        return "" if text in EMPTY else text
    bracketless = without_brackets(text.strip())
    if re.search(r"[A-Za-z]\s+[A-Za-z]", bracketless):
        return " ".join(bracketless.split())
    name = squeezed(bracketless).strip("'‘’`")
    return "" if name in EMPTY else name
