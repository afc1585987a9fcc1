"""Putting official places into the database: a county for a demo, a province, the country."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from django.db import transaction

from minqing.ground.places import packed, tree
from minqing.ground.places.models import Place, PlaceAlias
from minqing.lib.refusal import NotNow

BATCH = 20_000
Progress = Callable[[int, int], None]


def load(prefix: str = "", progress: Progress | None = None) -> int:
    """Store the official places at and below `prefix`, and those above it; say how many rows were added or corrected.

    Loading again changes nothing. What people renamed, retired, renumbered or merged stays as they left it. `progress` is
    called with (places looked at, all of them). Raises NotNow for a code that the official list does not have.
    """
    total = packed.count(prefix)
    if not total:
        raise NotNow(f"统计用区划代码表里没有 {prefix}，看看代码对不对。")
    above = [place for code in packed.chains([prefix] if prefix else []).values() for place in code[:-1]]
    stored = 0
    with transaction.atomic():
        known = _known(prefix, [place.code for place in above])
        given_up = _given_up()
        places = _wanted([*above], prefix)
        looked = 0
        while batch := list(islice(places, BATCH)):
            stored += _store(batch, known, given_up)
            looked += len(batch)
            if progress:
                progress(min(looked, total), total)
    return stored


def _wanted(above: list[packed.Official], prefix: str) -> Iterator[packed.Official]:
    yield from above
    yield from packed.iter_places(prefix)


def _known(prefix: str, above: list[str]) -> dict[str, tuple[str, str]]:
    rows = Place.objects.within(prefix) | Place.objects.filter(pk__in=above)
    return {code: (name, edition) for code, name, edition in rows.values_list("code", "name", "edition")}


def _given_up() -> set[str]:
    """Codes that stand for another place now. Nothing is loaded at or below them: it lives under its new code."""
    return set(PlaceAlias.objects.values_list("old_code", flat=True))


def _store(batch: list[packed.Official], known: dict[str, tuple[str, str]], given_up: set[str]) -> int:
    fresh: list[Place] = []
    corrected: list[Place] = []
    for code, name, level in batch:
        if code not in known:
            if not given_up or given_up.isdisjoint(tree.lineage(code)):
                fresh.append(_row(code, name, level))
        elif known[code][1] and known[code] != (name, packed.EDITION):
            corrected.append(_row(code, name, level))
    Place.objects.bulk_create(fresh)
    Place.objects.bulk_update(corrected, ["name", "edition"], batch_size=500)
    return len(fresh) + len(corrected)


def _row(code: str, name: str, level: str) -> Place:
    return Place(
        code=code, name=name, level=level, parent_id=tree.parent_code(code) or None, county=code[:6], edition=packed.EDITION
    )  # fmt: skip
