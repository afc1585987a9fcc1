"""Invented requests of four subjects, made from templates: enough to see the mechanism work, none of them real."""

from __future__ import annotations

from random import Random

PLACES = ("一社", "二社", "村部东边", "学校门口", "河沿上", "卫生室旁边", "老供销社后身", "西头")
SAYINGS: dict[str, tuple[str, ...]] = {
    "transport": ("{p}的路坑坑洼洼，下雨车过不去", "{p}那座小桥断了半边，拉粮绕远", "{p}到镇上的班车停了，出门没车坐", "{p}路灯全灭了，晚上骑车摔了人"),
    "environment": ("{p}垃圾堆了半个月没人拉，臭得开不了窗", "{p}排水沟堵了，污水漫到道上", "{p}养殖场的粪水往河里排", "{p}天天烧秸秆，烟呛得咳嗽"),
    "medical": ("{p}老人的降压药断了，卫生室说没货", "住院的钱合作医疗怎么还没报下来，家在{p}", "{p}有人瘫在炕上，想要个轮椅", "{p}孩子的疫苗打到一半没人通知了"),
    "education": ("{p}孩子转学的手续，学校不给办", "{p}考上大学交不起学费，问助学贷款", "幼儿园校车不到{p}，接送不方便", "{p}的学生说食堂饭菜不够吃"),
}  # fmt: skip
TAILS = ("，麻烦给看看", "，都反映好几回了", "，到底归谁管", "，等着回话", "。谢谢", "，老人孩子都受不了")


def requests(number: int = 200, *, seed: int = 5, wrong: float = 0.0) -> list[tuple[str, str]]:
    """Texts with their subjects; of `wrong` of them the subject is somebody's slip."""
    random = Random(seed)
    made = []
    for at in range(number):
        subject = list(SAYINGS)[at % len(SAYINGS)]
        text = random.choice(SAYINGS[subject]).format(p=random.choice(PLACES)) + random.choice(TAILS)
        said = random.choice([other for other in SAYINGS if other != subject]) if random.random() < wrong else subject
        made.append((f"{text}，第{at}户", said))
    return made
