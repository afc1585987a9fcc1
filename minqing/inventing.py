"""Invented people. No name, number or address here belongs to anybody.

ID numbers carry the area code 220499 and the like, which was never given out, and telephones lie in 138 0000 xxxx.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任卢姚沈姜崔钟谭陆范汪廖石"
)
MALE = [
    "德福",
    "广财",
    "国臣",
    "长河",
    "永刚",
    "志新",
    "宝山",
    "喜田",
    "有财",
    "玉海",
    "春生",
    "福贵",
    "明义",
    "成林",
    "树森",
    "景文",
    "万山",
    "庆国",
    "占海",
    "凤山",
    "德山",
    "长林",
    "振东",
    "海涛",
    "建军",
    "立民",
    "晓光",
    "东升",
    "永年",
    "金宝",
]
FEMALE = [
    "桂兰",
    "淑琴",
    "玉珍",
    "秀芬",
    "凤琴",
    "玉华",
    "玉梅",
    "桂芝",
    "凤霞",
    "淑珍",
    "秀英",
    "淑兰",
    "桂荣",
    "玉兰",
    "春燕",
    "明月",
    "素芹",
    "丽华",
    "彩云",
    "晓梅",
    "秀云",
    "凤英",
    "桂香",
    "淑芳",
    "亚芹",
    "艳红",
    "春梅",
    "桂琴",
    "玉芬",
    "秀芝",
]
YOUNG = [
    "小雨",
    "晓禾",
    "浩然",
    "子轩",
    "思琪",
    "佳怡",
    "宇航",
    "欣怡",
    "梓涵",
    "晨曦",
    "一诺",
    "嘉豪",
    "雨桐",
    "俊杰",
    "诗涵",
    "天佑",
]
TIBETAN = [
    "扎西多吉",
    "泽仁卓玛",
    "四郎拥忠",
    "洛绒曲批",
    "格桑拉姆",
    "尼玛次仁",
    "丹增旺姆",
    "仁青拉姆",
    "阿旺降措",
    "白玛央金",
    "次仁顿珠",
    "多吉扎巴",
    "拥忠卓嘎",
    "曲批泽仁",
    "降央拥措",
    "四郎曲珍",
    "泽翁多吉",
    "格绒尼玛",
    "洛桑彭措",
    "央金拉姆",
    "其美多吉",
    "扎巴泽仁",
    "志玛拥措",
    "阿加曲批",
    "巴姆卓嘎",
    "麦朗多吉",
    "德央卓玛",
    "根秋扎西",
]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(area: str, birth: str, order: int) -> str:
    """A number with a right check digit (GB 11643) for a birth day YYYYMMDD; an odd order is a man's."""
    body = f"{area}{birth}{order % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


@dataclass
class Somebody:
    """One invented person. `relation` is GB/T 4761."""

    name: str
    relation: str
    sex: str
    birth: str
    id_number: str
    phone: str = ""
    groups: list[str] = field(default_factory=list)


class Invention:
    """A seeded source of people, so that every build of the demo has the same ones."""

    def __init__(self, seed: int, area: str, *, tibetan: bool = False) -> None:
        self.random = Random(seed)
        self.area = area
        self.tibetan = tibetan
        self.order = 0
        self.used: set[str] = set()

    def name(self, sex: str, surname: str = "", *, young: bool = False) -> str:
        """A name nobody here has yet."""
        while True:
            if self.tibetan:
                name = self.random.choice(TIBETAN) + (self.random.choice("甲乙丙丁") if len(self.used) > 400 else "")
                parts = [name[i : i + 2] for i in range(0, len(name), 2)]
                self.random.shuffle(parts)
                name = "".join(parts)
            else:
                given = YOUNG if young else MALE if sex == "男" else FEMALE
                name = (surname or self.random.choice(SURNAMES)) + self.random.choice(given)
            if name not in self.used or (self.tibetan and self.random.random() < 0.2):
                self.used.add(name)
                return name
            surname = surname if self.random.random() < 0.7 else ""

    def somebody(self, relation: str, sex: str, born: int, *, name: str = "", surname: str = "", young: bool = False) -> Somebody:
        """A person born in a year."""
        self.order += 1
        order = self.order * 2 + (1 if sex == "男" else 0)
        birth = f"{born}{self.random.randint(1, 12):02d}{self.random.randint(1, 28):02d}"
        phone = f"1380000{self.random.randint(1000, 9999)}" if born < 2008 and self.random.random() < 0.8 else ""
        return Somebody(
            name or self.name(sex, surname, young=young), relation, sex, f"{birth[:4]}-{birth[4:6]}-{birth[6:]}",
            id_number(self.area, birth, order), phone,
        )  # fmt: skip

    def family(self, size: int, *, head: str = "", sex: str = "", born: int = 0) -> list[Somebody]:
        """A household of a size: head, spouse, children, an old parent, grandchildren. `born` is the head's year."""
        sex = sex or self.random.choice("男男女")
        born = born or self.random.randint(1948, 1985)
        people = [self.somebody("02", sex, born, name=head)]
        surname = people[0].name[0] if sex == "男" else ""
        other = "女" if sex == "男" else "男"
        steps = [
            ("10", other, born + self.random.randint(-3, 3), ""),
            ("20", "男", born + 24, surname),
            ("30", "女", born + 26, surname),
            ("52", "女", born - 24, ""),
            ("38", "女", born + 25, ""),
            ("41", "男", born + 48, surname),
            ("42", "女", born + 50, surname),
        ]
        for relation, own, year, family in steps[: size - 1]:
            people.append(self.somebody(relation, own, min(year, 2021), surname=family, young=year > 1995))
        while len(people) < size:
            people.append(
                self.somebody("40", self.random.choice("男女"), self.random.randint(2005, 2020), surname=surname, young=True)
            )
        return people
