"""Hot spots: requests of a period that say much the same, and the words that say what.

Each request is laid beside the others by its words, pairs of neighbouring words and runs of characters (搅拌站 and 搅拌厂 share two of
three), the title counting twice. What is in very many requests says nothing; what several share says much. Requests are joined
group by group, by the average over all pairs of two groups: so that a chain of neighbours does not become one heap. Words name
the result. Needs the extra `ml`; knows no model.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from minqing.readings.triage.texts import runs, tidy, words

# Two groups whose requests are on average this alike are one; below it they share a subject, not a matter.
JOINED = 0.08
FEWEST = 3
TITLE_WORDS = 4
FEW = 10
# Words of request letters themselves, and of grammar: they name no subject.
EMPTY = frozenset(
    "关于 反映 投诉 举报 咨询 建议 请求 问题 希望 尊敬 领导 书记 市长 县长 局长 您好 你好 谢谢 感谢 我们 你们 他们 它们 自己 大家 相关 有关 部门 政府 "
    "解决 处理 情况 现在 目前 已经 一直 可以 没有 不能 不是 就是 还是 这个 那个 什么 怎么 如何 为什么 是否 能否 何时 时候 因为 所以 但是 而且 如果 由于 "
    "以及 并且 进行 要求 请问 请予 回复 答复 说明 严重 非常 多次 至今 今年 去年 每天 早上 晚上 市民 居民 业主 村民 老百姓 群众 人员 工作 一个 一些 "
    "这样 那样 这里 那里 上述 以上 以下 其他 其中 对于 通过 根据 按照 不知道 知道 觉得 认为 需要 应该 可能 一下 不会 还有 只有 之后 之前 以后 以前 "
    "市委 市政府 县政府 区政府 强烈 恳请 盼望 加强 加快 尽快 存在 出现 造成 导致 影响 附近 周边 旁边 地方 位于 无法 不要 得到 给予 予以 本人".split()
)
_WORD = re.compile(r"[\u3400-\u9fff]+")
# One character behind a name that makes a longer name of it.
NAMES_END = frozenset("路街巷桥村镇乡苑城站厂园区院校湖河港馆店场庙坝渠库楼")
MARK = "#"
# What more than one in so many says at any time is a common word.
COMMON = 20
# So many more requests are thought of that speak of none of it: among thirty of one week what ten say is no common word yet.
BESIDES = 500
# What a letter is about is said before this.
LONGEST = 500


@dataclass(frozen=True)
class Spoken:
    """One request: its key, its title, its words, how many people held with it."""

    key: Any
    title: str
    text: str
    votes: int = 0


@dataclass(frozen=True)
class Spot:
    """Requests that say much the same: title words, the request that says it best, and all keys, that one first."""

    words: list[str]
    title: str
    keys: list[Any]
    votes: int

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def heat(self) -> float:
        """Each request counts one, and the votes count as their root: a clique of clickers must not outshout ten letters."""
        return len(self.keys) + float(np.sqrt(max(0, self.votes)))


def terms(text: str) -> list[str]:
    """The words that may name a subject, and names made of two: 丽发 新城, 月亮岛 路."""
    kept = words(tidy(text[:LONGEST]))
    single = [word for word in kept if len(word) > 1 and word not in EMPTY and _WORD.fullmatch(word)]
    pairs = [
        one + two
        for one, two in pairwise(kept)
        if {one, two}.isdisjoint(EMPTY) and _WORD.fullmatch(one + two) and len(one) > 1 and (len(two) > 1 or two in NAMES_END)
    ]
    return single + pairs


def _runs(text: str) -> list[str]:
    """Runs of characters, marked so that none is taken for a word."""
    return [f"{MARK}{run}" for run in runs(tidy(text[:LONGEST]), 3) if len(run) > 1 and _WORD.fullmatch(run)]


@dataclass(frozen=True)
class Usual:
    """What requests of the place speak of at other times: in how many of so many each term occurs."""

    number: int
    seen: Mapping[str, int]


def usual(texts: Sequence[str]) -> Usual:
    """Count the terms of requests; some thousands take a few seconds, and are good for weeks."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(_all_terms(text)))
    return Usual(len(texts), {term: number for term, number in seen.items() if number > 1})


def _all_terms(text: str) -> list[str]:
    return [*terms(text), *_runs(text)]


def spots(spoken: Sequence[Spoken], usually: Usual | None = None, *, fewest: int = FEWEST, most: int = 30) -> list[Spot]:
    """The hot spots among requests, the hottest first. `usually` is what other times' requests speak of: 小区 is no hot spot."""
    if len(spoken) < fewest:
        return []
    found = [Counter(_all_terms(f"{one.title} {one.title} {one.text}")) for one in spoken]
    names, rows = _rows(found, usually or Usual(0, {}))
    if not names:
        return []
    made = [_spot(members, spoken, names, rows) for members in _groups(rows) if len(members) >= fewest]
    return sorted(made, key=lambda spot: (-spot.heat, spot.title))[:most]


def _rows(found: Sequence[Counter[str]], usually: Usual) -> tuple[list[str], Any]:
    """The terms that at least two requests have and few speak of in general, and a row of weights a request.

    Rows are scaled by all that a request says, shared or not: what two have in common counts against what they do not.
    """
    from scipy import sparse

    seen = Counter(term for counts in found for term in counts)
    number = len(found) + usually.number
    ceiling = max(20, number // COMMON)
    in_all = {term: mine + usually.seen.get(term, 0) for term, mine in seen.items()}
    rarity = {term: math.log(1 + (number + BESIDES) / all_) for term, all_ in in_all.items() if all_ <= ceiling}
    names = sorted(term for term in rarity if seen[term] > 1)
    at = {name: column for column, name in enumerate(names)}
    columns, values, ends = [], [], [0]
    for counts in found:
        weights = {term: (1 + math.log(times)) * rarity[term] for term, times in counts.items() if term in rarity}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1
        columns += [at[term] for term in weights if term in at]
        values += [weight / length for term, weight in weights.items() if term in at]
        ends.append(len(columns))
    if not columns:
        return [], None
    return names, sparse.csr_matrix((np.array(values, dtype=np.float32), columns, ends), shape=(len(found), len(names)))


def _groups(rows: Any) -> list[list[int]]:
    """Requests joined by average likeness, worked out within what hangs together at all, so that it stays small."""
    from scipy.sparse.csgraph import connected_components

    near = (rows @ rows.T).tocsr()
    near.data[near.data < JOINED / 2] = 0
    near.eliminate_zeros()
    _, label = connected_components(near, directed=False)
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return [group for part in parts if len(part) > 1 for group in _joined(part, near)]


def _joined(part: npt.NDArray[Any], near: Any) -> list[list[int]]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    apart = 1 - np.asarray(near[part][:, part].todense(), dtype=np.float32)
    np.fill_diagonal(apart, 0)
    marks = fcluster(linkage(squareform(np.maximum(apart, 0), checks=False), "average"), 1 - JOINED, "distance")
    return [part[marks == mark].tolist() for mark in np.unique(marks)]


def _spot(members: Sequence[int], spoken: Sequence[Spoken], names: Sequence[str], rows: Any) -> Spot:
    mine = rows[members]
    weights = np.asarray(mine.sum(axis=0)).ravel()
    shared = np.bincount(mine.indices, minlength=len(names))
    ordered = [members[i] for i in np.argsort(-np.asarray(mine @ weights).ravel(), kind="stable")]
    # Of few requests half must say a word that is to name them all; of many a third do.
    often = np.flatnonzero(shared >= max(2, len(members) / (2 if len(members) < FEW else 3)))
    ranked = [names[i] for i in often[np.argsort(-weights[often], kind="stable")] if not names[i].startswith(MARK)]
    return Spot(
        title_words(ranked[:40]),
        spoken[ordered[0]].title,
        [spoken[i].key for i in ordered],
        sum(spoken[i].votes for i in members),
    )


def title_words(ranked: Sequence[str], most: int = TITLE_WORDS) -> list[str]:
    """The first terms that add something: none inside another, the longer one stays."""
    kept: list[str] = []
    for term in ranked:
        if any(_overlap(term, other) for other in kept):
            kept = [term if other in term else other for other in kept]
        elif len(kept) < most:
            kept.append(term)
    return list(dict.fromkeys(kept))


def _overlap(one: str, other: str) -> bool:
    if one in other or other in one:
        return True
    return any(one.endswith(other[:n]) or other.endswith(one[:n]) for n in range(2, min(len(one), len(other))))
