"""The order of the steps by which a household is recognised for monitoring and released from it (RULES.md 3.1, 3.6).

Provinces order the steps differently (the village meeting before or after the check against other offices' data), so the order is
a dated row (`MonitorOrder`); here is what every order must keep to, and which step comes next. Knows no model.

An order is a list whose items are steps, or lists of steps that may be done side by side:
`["consent", ["verify", "compare"], "meeting", "publicity", "review", "approve", "announce"]`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

RECOGNISE, RELEASE = "recognise", "release"
WAYS = {RECOGNISE: "识别纳入", RELEASE: "风险消除"}

STEPS = {
    "consent": "承诺授权", "propose": "村里提出", "verify": "入户核实", "compare": "信息比对", "meeting": "村民评议", "publicity": "村里公示",
    "review": "乡镇审核", "approve": "县里审批", "announce": "公告",
}  # fmt: skip
# Which level does a step: the village proposes, the township checks and announces, the county decides.
TIERS = dict.fromkeys(STEPS, "village") | {"review": "township", "approve": "county", "announce": "township"}

Order = Sequence[str | Sequence[str]]

# Used until a region has a row of its own; which of 比对 and 评议 comes first is local.
EXAMPLES: dict[str, Order] = {
    RECOGNISE: ["consent", "verify", "compare", "meeting", "publicity", "review", "approve", "announce"],
    RELEASE: ["propose", "verify", "meeting", "publicity", "review", "approve", "announce"],
}
# What must be there, and what must come before what, whatever the region says.
NEEDED = {
    RECOGNISE: ("consent", "verify", "meeting", "publicity", "review", "approve", "announce"),
    RELEASE: ("propose", "verify", "meeting", "publicity", "review", "approve", "announce"),
}
ALLOWED = {RECOGNISE: {*NEEDED[RECOGNISE], "compare"}, RELEASE: {*NEEDED[RELEASE]}}
BEFORE = (
    ("consent", "compare", "没签授权就不能拿农户的信息去比对"),
    ("propose", "verify", "村里提出了才去核实"),
    ("verify", "meeting", "没有入户核实，评议就没有依据"),
    ("meeting", "publicity", "评议过了才公示"),
    ("publicity", "review", "公示完了乡镇才审核"),
    ("compare", "approve", "审批以前要比对完"),
    ("review", "approve", "乡镇审过了县里才批"),
    ("approve", "announce", "县里批了才公告"),
)


def groups(order: Order) -> list[tuple[str, ...]]:
    """The order as groups of steps that may be done side by side."""
    return [(item,) if isinstance(item, str) else tuple(item) for item in order]


def steps_of(order: Order) -> list[str]:
    """All steps one after the other."""
    return [step for group in groups(order) for step in group]


def next_steps(order: Order, done: Collection[str]) -> tuple[str, ...]:
    """The steps that may be done now: what is left of the first group that is not finished."""
    for group in groups(order):
        left = tuple(step for step in group if step not in done)
        if left:
            return left
    return ()


def problem_of(way: str, order: Order) -> str:
    """Why an order cannot be: a sentence; nothing when it can."""
    steps = steps_of(order)
    if len(set(steps)) != len(steps):
        return "有一步写了两次。"
    if strange := [step for step in steps if step not in ALLOWED[way]]:
        return f"「{STEPS.get(strange[0], strange[0])}」不是{WAYS[way]}的一步。"
    if missing := [step for step in NEEDED[way] if step not in steps]:
        return f"缺了「{STEPS[missing[0]]}」，这一步不能省。"
    at = {step: number for number, group in enumerate(groups(order)) for step in group}
    for first, then, why in BEFORE:
        if first in at and then in at and at[first] >= at[then]:
            return f"「{STEPS[first]}」要在「{STEPS[then]}」前面：{why}。"
    return "" if at["announce"] == len(groups(order)) - 1 else "「公告」是最后一步。"


def words_of(order: Order) -> str:
    """承诺授权 → 入户核实、信息比对 → 村民评议 …"""
    return " → ".join("、".join(STEPS.get(step, step) for step in group) for group in groups(order))


def read(text: str) -> list[str | list[str]]:
    """An order as somebody types it: a step a line, those done side by side on one line with 、 between.

    Raises ValueError, with the word, for what is no step.
    """
    keys = {words: key for key, words in STEPS.items()}
    found: list[str | list[str]] = []
    for line in text.replace("→", "\n").splitlines():
        names = [name.strip() for name in line.replace("，", "、").replace(",", "、").split("、") if name.strip()]
        if strange := [name for name in names if name not in keys]:
            raise ValueError(strange[0])
        if names:
            found.append(keys[names[0]] if len(names) == 1 else [keys[name] for name in names])
    return found


def track(order: Order, done: Collection[str]) -> list[tuple[str, str, str]]:
    """Step, its words, and whether it is done, now or later; for the page."""
    now = next_steps(order, done)

    def where(step: str) -> str:
        return "done" if step in done else "now" if step in now else ""

    return [(step, STEPS[step], where(step)) for step in steps_of(order)]


def before(order: Order, step: str) -> list[str]:
    """What comes before a step: done again when it is sent back to just before it."""
    found: list[str] = []
    for group in groups(order):
        if step in group:
            return found
        found.extend(group)
    return found


def listed(steps: Iterable[str]) -> str:
    """Steps in words, side by side."""
    return "、".join(STEPS[step] for step in steps)
