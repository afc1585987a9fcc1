"""What a wish's words say of its class and of the skill it takes: a suggestion for the form, which whoever checks it corrects."""

from __future__ import annotations

SKILL_WORDS: dict[str, tuple[str, ...]] = {
    "device": ("智能手机", "用手机", "电脑", "微信", "视频通话", "上网"),
    "hair": ("理发", "剪头", "理个发", "剃头"),
    "law": ("法律", "合同", "律师", "打官司", "遗嘱"),
    "teaching": ("辅导", "补课", "教孩子", "功课", "作业", "学写字"),
    "medical": ("量血压", "换药", "打针", "按摩", "看看病", "体检", "康复"),
    "driving": ("送去", "接送", "开车", "捎", "拉一趟", "搭车"),
    "farming": ("剪枝", "打药", "种菜", "果树", "嫁接", "病虫", "养鸡技术"),
    "company": ("陪", "聊天", "说说话", "过生日", "解闷"),
    "repair": ("修", "换个门锁", "换锁", "换灯", "通下水", "疏通", "装个", "安装", "补漏"),
}
PUBLIC = ("村里", "大家", "全村", "小区", "广场", "图书角", "长椅")


def skill_of(words: str) -> str:
    """The skill that the words speak of; empty if none."""
    return next((skill for skill, said in SKILL_WORDS.items() if any(word in words for word in said)), "")


def class_of(words: str) -> str:
    """物资帮扶 for a thing, 便民服务 for a hand's turn, 公益发展 for what is everybody's."""
    if any(word in words for word in PUBLIC):
        return "public"
    return "service" if skill_of(words) else "goods"
