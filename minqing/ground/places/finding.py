"""Finding a place by words, whether it was loaded or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.db.models import Q

from minqing.ground.places import packed, searching, tree
from minqing.ground.places.models import Place, PlaceAlias
from minqing.ground.places.models.place import ORDER

LIMIT = 50
_ENDINGS = ("自治区", "自治州", "自治县", "街道", "社区", "省", "市", "州", "盟", "县", "区", "旗", "乡", "镇", "村")


class Hit(TypedDict):
    """A place found: `level` is a word of `Level`, `path` its names from the province down, `loaded` whether it is stored."""

    code: str
    name: str
    level: str
    path: str
    loaded: bool


class Hits(list[Hit]):
    """The best hits; `total` says how many there are in all."""

    total: int = 0


def find(words: str | Iterable[str], *, limit: int = LIMIT) -> Hits:
    """Places for words such as "大榆村", "安石镇 中香村", "东辽 中香", "中香村 第一网格", or for a code, the best first.

    Every word must stand in the name of the place or of one above it, and one of them in its own. Names exactly as typed
    come first (a village's office counts as its village), then higher levels, then loaded counties, then in code order.
    """
    wanted = (words if isinstance(words, str) else " ".join(words)).split()
    hits = Hits()
    if not wanted:
        return hits
    if len(wanted) == 1 and tree.is_code(wanted[0]):
        candidates, total = _by_code(wanted[0])
    else:
        candidates, total = _by_words(wanted)
    near = set(Place.objects.at_level("county").values_list("pk", flat=True))
    candidates.sort(key=lambda chain: _rank(chain, wanted, near))
    hits.extend(_shown(candidates[:limit]))
    hits.total = max(total, len(candidates))
    return hits


def _by_code(code: str) -> tuple[list[searching.Chain], int]:
    try:
        found = _stored_chains([Place.objects.named(code).pk])
    except Place.DoesNotExist:
        found = list(packed.chains([code]).values())
    return found, len(found)


def _by_words(words: list[str]) -> tuple[list[searching.Chain], int]:
    official, total = searching.search(words)
    local = {chain[-1].code: chain for chain in _stored_here(words)}
    replaced = _changed_since([chain[-1].code for chain in official]) if official else {}
    found = dict(local)
    for chain in official:
        code = chain[-1].code
        if code not in replaced:
            found.setdefault(code, chain)
        elif replaced[code] and replaced[code] not in found:
            found |= {chain[-1].code: chain for chain in _stored_chains([replaced[code]])}
    return list(found.values()), total + len(local)


def _stored_here(words: list[str]) -> list[searching.Chain]:
    """Chains of places that the packed list does not have: below villages, renamed, renumbered."""
    named = Q()
    for word in words:
        for spelling in searching.spellings(word):
            named |= Q(name__contains=spelling) | Q(former_name__contains=spelling)
    rows = Place.objects.opened_here().in_use().filter(named).order_by("code").values_list("code", "former_name")
    former = dict(rows[: searching.MOST])
    chains = _stored_chains(former)
    return [
        chain for chain in chains
        if all(_stands_in(word, [*(place.name for place in chain), former[chain[-1].code]]) for word in words)
    ]  # fmt: skip


def _stands_in(word: str, names: list[str]) -> bool:
    return any(spelling in name for spelling in searching.spellings(word) for name in names)


def _changed_since(codes: list[str]) -> dict[str, str]:
    """Official places that people changed: the code under which each stands now, empty when it was retired."""
    first, last = min(codes), max(codes)
    span = set(codes)
    changed: dict[str, str] = {}
    rows = Place.objects.opened_here().at_level(*tree.OFFICIAL.values()).filter(code__range=(first, last))
    for code, retired_on in rows.values_list("code", "retired_on"):
        if code in span:
            changed[code] = "" if retired_on else code
    for alias in PlaceAlias.objects.filter(old_code__range=(first, last)).order_by("on", "id"):
        if alias.old_code in span and not changed.get(alias.old_code):
            changed[alias.old_code] = alias.now_id
    return changed


def _stored_chains(codes: Iterable[str]) -> list[searching.Chain]:
    wanted = list(codes)
    known = Place.ancestors_of(wanted)
    return [
        [packed.Official(up, known[up].name, known[up].level) for up in tree.lineage(code) if up in known]
        for code in wanted
        if code in known
    ]  # fmt: skip


def _rank(chain: searching.Chain, words: list[str], near: set[str]) -> tuple[int, int, bool, str]:
    """Exactly as typed, then without 村, 镇, 县 and the like, then beginning so, then the rest; higher levels before lower."""
    place = chain[-1]
    said = tree.short(place.name)
    nearness = 3
    for word in words:
        if word in (place.name, said) or tree.short(word) == said:
            nearness = 0
        elif word == _stem(said):
            nearness = min(nearness, 1)
        elif said.startswith(word):
            nearness = min(nearness, 2)
    return nearness, ORDER.index(place.level), len(place.code) >= 6 and place.code[:6] not in near, place.code


def _stem(name: str) -> str:
    for ending in _ENDINGS:
        if len(name) > len(ending) and name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _shown(chains: list[searching.Chain]) -> list[Hit]:
    known = Place.ancestors_of([chain[-1].code for chain in chains])
    hits = []
    for chain in chains:
        place = chain[-1]
        names = [known[up.code].short_name if up.code in known else tree.short(up.name) for up in chain]
        stored = known.get(place.code)
        hits.append(
            Hit(
                code=place.code, name=stored.name if stored else place.name, level=place.level,
                path=tree.spoken(names), loaded=stored is not None,
            )
        )  # fmt: skip
    return hits
