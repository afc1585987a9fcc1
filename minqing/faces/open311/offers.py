"""What may be asked for: every kind that residents open, in every category, each a service with a code such as `need.housing`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from minqing.faces.open311.wire import Trouble
from minqing.records.matters.kinds import KINDS, Kind
from minqing.records.matters.kinds.table import CATEGORIES

# Category → what a resident calls it, and the words by which somebody looks for it.
WORDS = {
    "clothing": ("穿的", "衣服,棉衣,被褥"), "food": ("吃的", "粮食,米面,饮水"), "housing": ("住的、用水用电", "住房,房屋,漏雨,用水,停电"),
    "transport": ("出行、道路", "道路,路灯,桥,公交"), "work": ("干活、挣钱", "就业,打工,种地,销路,欠薪"), "education": ("上学", "学校,学费,孩子"),
    "security": ("低保、养老、残疾", "低保,养老,残疾,救助"), "medical": ("看病", "看病,吃药,医保"), "environment": ("环境卫生", "垃圾,污水,下水道,厕所"),
    "safety": ("安全", "隐患,滑坡,洪水,火灾"), "other": ("别的", "其他"),
}  # fmt: skip
ATTRIBUTES = (
    ("place", "村（社区）的代码，12 位。address_id 已经写了，或者地址里写明了村，就不用填。", "行政区划代码，像 220422102209"),
    ("client_id", "这件事在你们系统里的编号。同一个编号再送，得到的是同一件事。", "最多 120 个字符"),
)


@dataclass(frozen=True)
class Offer:
    """A service."""

    kind: Kind
    category: str

    @property
    def code(self) -> str:
        return code_of(self.kind.key, self.category)

    @property
    def name(self) -> str:
        return f"{self.kind.title}：{WORDS.get(self.category, (CATEGORIES[self.category], ''))[0]}"

    @property
    def realtime(self) -> bool:
        """Whether filing gives an id at once. What a worker checks and publishes first gives a token."""
        return not checked_first(self.kind)

    def row(self) -> dict[str, Any]:
        """As it stands in the list of services."""
        return {
            "service_code": self.code, "service_name": self.name, "description": self.kind.about, "metadata": True,
            "type": "realtime" if self.realtime else "batch", "keywords": WORDS.get(self.category, ("", ""))[1],
            "group": self.kind.title,
        }  # fmt: skip

    def definition(self) -> dict[str, Any]:
        """What may be said beside the description."""
        attributes = [
            {
                "variable": True, "code": code, "datatype": "string", "required": False, "datatype_description": how, "order": order,
                "description": about, "values": [],
            }
            for order, (code, about, how) in enumerate(ATTRIBUTES, 1)
        ]  # fmt: skip
        return {"service_code": self.code, "attributes": attributes}


def code_of(kind: str, category: str) -> str:
    """The service code of a matter."""
    return f"{kind}.{category}"


def shown_kinds() -> dict[str, Kind]:
    """The kinds that residents open and that may stand in lists under their own words: no other is ever named here."""
    return {key: kind for key, kind in KINDS.items() if kind.asks and not (kind.private or kind.neutral)}


def checked_first(kind: Kind) -> bool:
    """Whether a matter of this kind is nobody else's business until a worker has published it (微心愿)."""
    return any(rule.key == "wish.publish" for rule in kind.moves)


def offers() -> dict[str, Offer]:
    """All services by code."""
    found = [Offer(kind, category) for kind in shown_kinds().values() for category in CATEGORIES]
    return {offer.code: offer for offer in found}


def offer(code: str) -> Offer:
    """One service. Raises Trouble(404)."""
    found = offers().get(code)
    if found is None:
        raise Trouble(404, f"没有代码是「{code[:60]}」的服务，有哪些看 services。")
    return found
