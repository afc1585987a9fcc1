"""Putting official places into the database: a county for a demo, a province, the country."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.db import connection, transaction

from minqing.ground.places import packed, tree
from minqing.ground.places.models import Place, PlaceAlias
from minqing.lib.batches import batches
from minqing.lib.refusal import NotNow

BATCH = 20_000
Progress = Callable[[int, int], None]


def load(prefix: str = "", progress: Progress | None = None) -> int:
    """Store the official places at and below `prefix`, and those above it; say how many rows were added or corrected.

    Loading again changes nothing. What people renamed, retired, renumbered or merged stays as they left it. `progress` is
    called with (places looked at, all of them). Raises NotNow for a code that the official list does not have.
    """
    total = packed.count(prefix) if not prefix or tree.is_code(prefix) else 0
    if not total:
        raise NotNow(f"统计用区划代码表里没有 {prefix}，看看代码对不对。")
    above = [place for chain_of in packed.chains([prefix]).values() for place in chain_of[:-1]]
    stored = 0
    with transaction.atomic():
        # Codes that stand for another place now: nothing is loaded at or below them, it lives under its new code.
        given_up = set(PlaceAlias.objects.values_list("old_code", flat=True))
        places = chain(above, packed.iter_places(prefix))
        looked = -len(above)
        for batch in batches(places, BATCH):
            stored += _store(batch, given_up)
            looked += len(batch)
            if progress:
                progress(looked, total)
    return stored


def _store(batch: list[packed.Official], given_up: set[str]) -> int:
    """Add or correct a run of the list, which is in code order."""
    rows = Place.objects.filter(code__gte=batch[0].code, code__lte=batch[-1].code).values_list("code", "name", "edition")
    known = {code: (name, edition) for code, name, edition in rows}
    fresh: list[packed.Official] = []
    corrected: list[Place] = []
    for official in batch:
        if official.code not in known:
            if not given_up or given_up.isdisjoint(tree.lineage(official.code)):
                fresh.append(official)
        elif known[official.code][1] and known[official.code] != (official.name, packed.EDITION):
            corrected.append(Place(code=official.code, name=official.name, edition=packed.EDITION))
    _insert(fresh)
    Place.objects.bulk_update(corrected, ["name", "edition"], batch_size=500)
    return len(fresh) + len(corrected)


def _insert(fresh: list[packed.Official]) -> None:
    # Plain SQL: bulk_create takes four times as long for the country, building objects and texts of SQL.
    columns = "code, name, level, parent_id, county, edition, former_name"
    rows = [(code, name, level, tree.parent_code(code) or None, code[:6], packed.EDITION, "") for code, name, level in fresh]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement a row took 88 s there for the country, COPY 20 s.
            with cursor.copy(f"COPY place ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO place ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
