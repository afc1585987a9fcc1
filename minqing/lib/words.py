"""Chinese text made ready for reading: simplified, cut into clauses, and what is known of surnames.

Everything keeps its place: `plain()` changes characters one for one, so a span found in the plain text is a span of the text as written.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from minqing.lib.numerals import narrow

_BREAK = re.compile(
    r"[，。！？；、：,!?;:\n\r\t…~～—（）()“”\"《》【】]|(?<!\d)\.(?!\d)|\.(?=\s|$)|(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])"
)
_STOP = frozenset("。！？!?\n\r…")

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "夏侯",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "司徒",
        "端木",
        "南宫",
        "西门",
        "独孤",
        "轩辕",
        "闻人",
        "呼延",
        "完颜",
        "拓跋",
        "纳兰",
        "澹台",
        "赫连",
        "第五",
    ]
)
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹"
    "熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐"
    "梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧"
    "畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄"
    "伏岑习胥保和蔺水云昌凤酆俞元平皮卞湛汪禹狄臧戴茅庞熊纪祝董梁杜席麻强贾危胡樊霍凌经裘缪干宣贲邓诸钮嵇滑荣羊惠曲芮储汲邴松富乌焦巴弓牧隗山宓蓬郗班仰秋伊暴斜厉戎"
    "祖刘景束韶蓟溥印宿怀蒲从索咸籍卓蔺屠蒙阴胥能苍闻莘翟劳逄扶堵宰雍却璩濮寿通扈冀浦尚农别晏瞿充茹宦鱼容慎庾终暨居衡步耿弘东欧殳沃利越夔隆师厍晁勾融訾阙那空毋沙乜养须丰巢蒯相后"
    "骆朴沐普刀妥海旷谯楼桂召盘奉银蓬鲜晋闫肖付代仝杞钏撖邴郏佘亓缑雒仉逯笪阚麴昝綦岩".replace("岩", "")
)
# Surname characters that are also everyday words: on their own before 家 or after another character they prove nothing.
WORDLIKE_SURNAMES = frozenset("和向全于万方时常单成章安后连能边路干来别从都空相通应那保平明经原官关房项计水位高")


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _simple_char(c: str) -> str:
    out: str = _converter().convert(c)
    return out if len(out) == 1 else c


def simplify(text: str) -> str:
    """Traditional characters made simplified, one for one."""
    if text.isascii():
        return text
    whole: str = _converter().convert(text)
    return whole if len(whole) == len(text) else "".join(map(_simple_char, text))


_MARKS = str.maketrans(
    {
        ",": "，",
        ";": "；",
        ":": "：",
        "!": "！",
        "?": "？",
        "﹐": "，",
        "､": "，",
        "｡": "。",
        "\n": "。",
        "\r": "。",
        "\u3000": " ",
    }
)
_LATIN_MARK = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;!?﹐､｡\n\r\u3000]")
_FULL_STOP = re.compile(r"(?<![\dA-Za-z.])\.(?!\.)|\.(?=\s*$)")
_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def plain(text: str) -> str:
    """Simplified, half-width digits, Chinese marks; as long as the text, so that places in it stay the same.

    A space between two Chinese characters becomes a comma: whoever types no marks parts clauses by it.
    """
    simple = _LATIN_MARK.sub(lambda m: m[0].translate(_MARKS), narrow_digits(simplify(text)))
    return _GAP.sub("，", _FULL_STOP.sub("。", simple))


def narrow_digits(text: str) -> str:
    """Full-width digits made half-width, punctuation left alone."""
    return "".join(narrow(c) if "０" <= c <= "９" or c == "．" else c for c in text)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text between two marks; `sentence` counts the sentences from 0."""

    start: int
    end: int
    sentence: int


def clauses(text: str) -> list[Clause]:
    """The clauses of a text in order, none of them empty. Spaces part clauses, for those who type no marks."""
    out: list[Clause] = []
    at = sentence = 0
    for mark in _BREAK.finditer(text):
        _add(out, text, at, mark.start(), sentence)
        at = mark.end()
        if text[mark.start()] in _STOP or (mark[0] == "." and mark.end() <= len(text)):
            sentence += 1
    _add(out, text, at, len(text), sentence)
    return out


def _add(out: list[Clause], text: str, start: int, end: int, sentence: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        out.append(Clause(start, end, sentence))


def surname_of(name: str) -> str:
    """The Chinese surname a name begins with, or '' when it has none that is known (扎西多吉, 岩温)."""
    if len(name) >= 3 and name[:2] in COMPOUND_SURNAMES:
        return name[:2]
    return name[0] if 2 <= len(name) <= 4 and name[0] in SURNAMES else ""


@cache
def _sound(c: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(c, style=Style.NORMAL)[0] if "㐀" <= c <= "鿿" else c


def sounds(text: str) -> list[str]:
    """The toneless pinyin of each character, one item a character."""
    return [_sound(c) for c in text]
