"""Cards: what was read out of an entry, one decision each, with the writer's corrections.

The same text over the same roster gives the same cards, so a page need only send back the text, the choices and the
corrections; the cards are worked out anew when the entry is saved.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from minqing.readings.proposals.reading import Reading
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.kinds.table import CATEGORIES

YES, NO, OPEN = "yes", "no", ""
# A kind that is not set up yet is kept as a need, so that nothing said is lost.
FALLBACK_KIND = "need"


@dataclass
class Card:
    """One proposal as a page shows it. `sort` is call, matter, quantity or promise; `facts` are its editable parts."""

    key: str
    sort: str
    facts: dict[str, Any]
    choice: str = OPEN
    span: tuple[int, int] = (0, 0)
    corrected: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    same: list[dict[str, Any]] = field(default_factory=list)
    home: Any = None

    @property
    def taken(self) -> dict[str, Any]:
        """The facts after corrections."""
        return {**self.facts, **self.corrected}

    @property
    def due_on(self) -> date | None:
        """The day of a promise; None for other cards and for a day that cannot be read."""
        try:
            return date.fromisoformat(str(self.taken.get("due_on", "")))
        except ValueError:
            return None

    @property
    def edited(self) -> bool:
        """Whether the writer changed anything that stands under 改."""
        return bool(self.trouble or set(self.corrected) - {"same"})

    @property
    def label(self) -> str:
        """The small line above: what sort of record it would become."""
        taken = self.taken
        if self.sort == "call":
            return "走访 · 见到" if _true(taken["met"]) else "走访 · 没见到"
        if self.sort == "matter":
            return f"{KINDS[taken['kind']].title} · {CATEGORIES[taken['category']]}"
        return "完成" if self.sort == "quantity" else "答应"


def _true(value: Any) -> bool:
    return value in (True, "true", "on", "1", "yes")


def _key(sort: str, *parts: object) -> str:
    return f"{sort}-{hashlib.sha256('|'.join(map(str, parts)).encode()).hexdigest()[:12]}"


def cards_of(reading: Reading) -> list[Card]:
    """The cards of a reading, in the order calls, matters, quantities, promise."""
    cards = [
        Card(_key("call", call.household), "call", {"household": call.household, "met": call.met, "persons": "1"}, span=call.span)
        for call in (*reading.visited, *reading.mentioned)
    ]
    for matter in reading.matters:
        kind = matter.kind if matter.kind in KINDS else FALLBACK_KIND
        facts = {
            "kind": kind, "about": matter.about, "household": matter.household or "", "category": matter.category, "resolved": matter.resolved,
        }  # fmt: skip
        cards.append(Card(_key("matter", matter.kind, matter.about), "matter", facts, span=matter.span))
    for quantity in reading.quantities:
        what = label_of(quantity.what, quantity.unit)
        facts = {"what": what, "number": str(quantity.value), "unit": quantity.unit, "approximate": quantity.approximate}
        cards.append(Card(_key("quantity", quantity.what, quantity.span), "quantity", facts, span=quantity.span))
    if reading.follow_up is not None:
        promised = reading.follow_up
        facts = {"words": promised.words, "due_on": promised.on.isoformat(), "household": promised.household or ""}
        cards.append(Card(_key("promise", promised.words, promised.on), "promise", facts, span=promised.span))
    return cards


# 把沟清了 is said of 清沟: sums go by the short name, so both are written alike.
DONE_TO = re.compile(
    r"把(?P<thing>[^把，。]{1,8}?)(?P<verb>清理|清扫|打扫|修补|平整|硬化|加固|拆除|疏通|铺设|栽种|粉刷|收割|搬运|[\u4e00-\u9fff])(了|完|好|出来)*$"
)
COMPANY = re.compile(
    r"^(今天|上午|下午|又|共|一共|总共|还|跟|和|同|与|带着?|领着?|组织|发动|我们|大伙儿?|大家|村民|群众|党员|志愿者|一起|一块儿?|干部)+"
)


def label_of(what: str, unit: str) -> str:
    """The thing of a quantity without number, unit and company: 清沟 of 跟大伙把沟清了1200米. Sums go by it."""
    from minqing.readings.proposals.reading import without_number

    label = without_number(what, unit)
    if found := DONE_TO.search(label):
        label = found["verb"] + found["thing"]
    shorter = COMPANY.sub("", re.sub(r"^.*[户家人]各(?=.)", "", label)).removesuffix("了")
    return (shorter or label or unit)[:80]


def decide(cards: list[Card], sent: Mapping[str, str]) -> None:
    """Lay the writer's choices and corrections over the cards. Names of fields: `choice:KEY`, `edit:KEY:FACT`."""
    everything = sent.get("all") == "1"
    for card in cards:
        card.choice = YES if everything else sent.get(f"choice:{card.key}", OPEN)
        for fact in (*(fact for fact in card.facts if fact != "resolved"), "same", "name"):
            value = sent.get(f"edit:{card.key}:{fact}")
            if value is not None and value.strip() != str(card.facts.get(fact, "")):
                card.corrected[fact] = value.strip()
        if card.sort == "matter" and f"edit:{card.key}:about" in sent:
            done = _true(sent.get(f"edit:{card.key}:resolved"))  # an unticked box sends nothing
            if done != card.facts["resolved"]:
                card.corrected["resolved"] = "yes" if done else ""
        card.trouble = trouble_of(card)


def trouble_of(card: Card) -> str:
    """What is wrong with a correction, in a sentence; empty when nothing is."""
    taken = card.taken
    if card.sort == "quantity":
        try:
            if not 0 < Decimal(str(taken["number"])) < Decimal("1e10"):
                return "数要大于 0。"
        except InvalidOperation:
            return "数要写成数字，像 1200。"
    if card.sort == "matter":
        if not taken["about"]:
            return "没写是什么事。"
        if taken["kind"] not in KINDS or taken["category"] not in CATEGORIES:
            return "种类选错了，重新选一下。"
    if card.sort == "promise":
        try:
            date.fromisoformat(str(taken["due_on"]))
        except ValueError:
            return "日期没写对，像 2026-04-29。"
    if card.sort == "call" and not str(taken["persons"]).isdigit():
        return "见到几人要写数字。"
    return ""


def spans_of(cards: list[Card]) -> list[list[int]]:
    """The understood pieces of the text as [start, end] in characters, none inside another, for underlining."""
    spans: list[list[int]] = []
    for start, end in sorted({card.span for card in cards if card.span[1] > card.span[0]}):
        if not spans or start >= spans[-1][1]:
            spans.append([start, end])
    return spans
