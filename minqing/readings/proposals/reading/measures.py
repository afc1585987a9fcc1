"""Numbers with a measure word: which words measure, which of them count people or money, and what the number comes to."""

import re
from decimal import Decimal

from minqing.lib import numerals

_PEOPLE = "个劳力 号人 口人 个人 劳力 人 名 位".split()
_LENGTHS = (
    "延长米 平方公里 平方米 平方 立方米 立方 公里 千米 km KM Km 厘米 公分 毫米 米 里路 里地 里 公顷 亩 丈 尺 升 毫升".split()
)
_WEIGHTS = "公斤 千克 吨 斤 两(?=酥油|茶叶|肉|糖|面|米|油|酒) 克 方 平".split()
_MONEY = "万元 元 块钱 块".split()
# What holds things and may be said to be big, small or full: `四大锅粥`, `两大车`.
_VESSELS = (
    "大车 车 卡车 三轮车 三轮(?![协谈调座会讨磋]) 板车 推车 手推车 翻斗车 翻斗 拖拉机 皮卡 马车 骡车 车皮 船 袋 麻袋 编织袋 蛇皮袋 口袋 麻包 箱 筐 框 桶 瓶 盒 包 罐 坛 "
    "篮 盆 壶 缸 瓮 锅 碗 盘 碟 杯 筛 簸箕 撮箕 畚箕 背篓 背篼 背斗 背 篓 箩 箩筐 担 挑 兜 堆 捆 垛 抱 捧 斗 铲 瓢 摞 沓 扎 束 把 串"
).split()
_THINGS = (
    "件套 张 份 本 册 条 棵 株 台 辆 床 套 件 只 头 匹 窝 羽 尾 根 支 副 双 具 挂 封 身(?=[，。；、给]|$|棉|衣|新) 领 对(?![面方手夫象外口账接于应比症他她我不着]) "
    "饼 剂 面 块 幅 处 起 次 场 趟 艘 架 盏 栋 幢 座 间 道 口 眼 筒 卷 提 顶 枚 粒 颗 团 片 扇 节 门 项 宗 单 笔 例 打 组 队 丛 批 部 页 朵 板 枝 刀 "
    "针 贴 样 种 蔸 丘 畦 垄 排 截 尊 管 帧 股 孔 格 工日 台班 台次 车次 船次 架次 批次 人次 户次 户 家 个 (?<=[多来几余])号(?=[，。；、]|$)"
).split()


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=lambda w: -len(re.sub(r"\(.*?\)", "", w))))


UNITS = _any([*_PEOPLE, *_LENGTHS, *_WEIGHTS, *_MONEY, *_VESSELS, *_THINGS])
NUMBER = re.compile(
    rf"(?<![\d.])(?P<near>近|约|大概|大约|差不多|将近)?(?P<n>{numerals.PATTERN}|(?<![大小一多前后过夜])半)(?P<more>\s?)"
    rf"(?:[大小满整](?=(?:{_any(_VESSELS)})))?(?P<unit>{UNITS})(?P<tail>半|多|来|余)?(?P<about>左右|上下)?"
)


BEYOND = 10**12
"""Nobody hands out so many: a run of figures is no amount."""


def reckon(plain: str, m: re.Match[str]) -> tuple[Decimal, bool] | None:
    words = m["n"]
    try:
        amount = numerals.parse_amount(words)
    except (ValueError, ArithmeticError):
        return None
    value = amount.value + (Decimal("0.5") if m["tail"] == "半" else 0) + _tenths(plain, m)
    if m["unit"] == "万元":
        value *= 10_000
    if value >= BEYOND:
        return None
    vague = amount.approximate or bool(m["near"] or m["about"]) or m["tail"] in {"多", "来", "余"}
    return value, vague or bool(re.match(r"左右|上下", plain[m.end() : m.end() + 4]))


_SMALLER = {"亩": "分", "斤": "两", "丈": "尺", "尺": "寸", "元": "角", "块": "毛"}


def smaller_part(plain: str, m: re.Match[str]) -> re.Match[str] | None:
    """The smaller measure behind, a tenth each: 八分 of 一亩八分, 六两 of 三斤六两."""
    smaller = _SMALLER.get(m["unit"])
    if smaller is None or m["tail"] or m["about"]:
        return None
    return re.compile(rf"([一二两三四五六七八九1-9]){smaller}(半)?(?!之)").match(plain, m.end("unit"))


def _tenths(plain: str, m: re.Match[str]) -> Decimal:
    more = smaller_part(plain, m)
    if more is None:
        return Decimal(0)
    return (numerals.parse_amount(more[1]).value + (Decimal("0.5") if more[2] else 0)) / 10


def unit_of(plain: str, m: re.Match[str]) -> str:
    unit = m["unit"]
    if unit in set("人 名 位 口人 号人 个人 劳力 个劳力".split()) or (unit in {"个", "口", "号"} and is_people(plain, m)):
        return "人"
    if unit in {"块", "块钱", "万元"} and (unit != "块" or is_money(plain, m)):
        return "元"
    return {
        "平": "平方米",
        "平方": "平方米",
        "km": "公里",
        "KM": "公里",
        "Km": "公里",
        "里路": "里",
        "里地": "里",
    }.get(unit, unit)


PERSON = r"(?:人|姐妹|兄弟|矿工|民工|[木瓦泥石漆铁]匠|小工|技工|女工|男工|退役|军人|战士|老兵|乡贤|能人|商户|店主|摊主|老板|司机|亲戚|族人|婆姨|女人|男人|姑娘|媳妇|小媳妇|老倌|把式|娃娃|伢|崽|长者|新人|童|老人|党员|群众|村民|居民|代表|学生|孩子|娃|妇女|小伙|青年|社员|干部|志愿者|同志|农户|学员|工人|老党员|老年人|大人|小孩|劳动力|劳力|壮劳力|乡亲|邻居|乡邻|街坊|老乡|林农|果农|茶农|菜农|烟农|蜂农|牧民|养殖户|种植户|组长|队员|职工|师傅|焊工|电工|孤寡|五保|病人|患者|老师|骨干|大户|带头人|妇联|亲属|家长|住户|业主|租户|老头|老太|老爷子|老汉|婆婆|爹爹|嬢嬢|孃孃|阿婆|阿公|阿姨|阿奶|阿伯|奶奶|爷爷|老伯|大叔|大伯|大姐|大哥|嫂子|婶子|老哥|老姐|妹子|娭毑|老两口|娘们|汉子|后生|年轻人|养蜂|小年轻|妇人|大妈|大爷|大嫂|寨老|大夫|医生|护士|律师|专家)"


_OF_HEALTH = re.compile(r"义诊|体检|筛查|血压|血糖|白内障|B超|医院|卫生院|大夫|医生")


def is_people(plain: str, m: re.Match[str]) -> bool:
    after = plain[m.end() : m.end() + 5]
    before = plain[max(0, m.start() - 8) : m.start()]
    if (
        after[:1] in {"", "，", "。", "；"}
        and re.search(r"[看查测量诊]了$", before)
        and _OF_HEALTH.search(plain[max(0, m.start() - 60) : m.start()])
    ):
        return True
    if re.match(r"(?:村民|居民)小?组", after):
        return False
    if re.match(rf"(?:[^，。；！\d]{{0,3}})?{PERSON}", after):
        return True
    if re.search(rf"{PERSON}(?:共|有|约|近|大概|差不多|来了|一共|总共|就有|就来了)*$", before):
        return True
    if re.match(r"[^，。\d]{1,5}的(?=[，。去到来上参]|$)", after) and m["unit"] in {"个", "名"}:
        return True
    if before.endswith("的") and m["unit"] in {"个", "名"}:
        return True
    at_end = not after or after[0] in "，。；！,;、 也都一\n"
    return (
        at_end
        and bool(
            re.search(
                r"(?:一数|数下来|清点|举手|赞成|同意|签字|来|到|去|出|听|参加|坐|站|挤|围|聚|来看|听课|召集|参会|到会|来参加|培训|喊|组织)(?:了|的)?(?:满|拢|"
                r"齐)?(?:了)?(?:有|一共|大概|差不多)?$|的人$",
                before,
            )
        )
        and m["unit"] in {"个", "口"}
    )


def is_money(plain: str, m: re.Match[str]) -> bool:
    if re.match(r"[一二三四五六七八九\d]", plain[m.end() : m.end() + 1]) or re.match(
        r"[一每](?:斤|个|吨|袋|亩)", plain[m.end() : m.end() + 2]
    ):
        return True  # 两块五一斤
    return bool(
        re.search(r"(?:钱|款|金|补|费|发|付|赔|捐|价|元|收入)[^，。]{0,5}$", plain[max(0, m.start() - 8) : m.start()])
    ) and not re.match(r"[牌板砖玻石香肥地田]", plain[m.end() : m.end() + 1])
