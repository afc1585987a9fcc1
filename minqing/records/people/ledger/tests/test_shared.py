"""The shared ledgers against their gold, field for field; and the same content in another order of columns or an old format."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minqing.records.people.ledger import as_gold, read_ledger

FOLDER = Path(__file__).resolve().parents[5].parent / "shared" / "ledgers"
GOLD = sorted(FOLDER.glob("*.gold.json"))

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not GOLD, reason="the shared ledgers are not here")]


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.name)
def test_it_is_exactly_the_gold(path: Path) -> None:
    gold: dict[str, Any] = json.loads(path.read_text())

    twin = gold.get("same_content")

    for file in [gold["file"], *([twin] if isinstance(twin, str) else twin or [])]:
        said = as_gold(read_ledger(path.parent / file, today=date(2026, 11, 21)))
        for name in ("households", "residents", "groups", "group_units", "totals", "rows_with_errors"):
            assert said[name] == gold[name], (file, name)
        for home in gold["sample"]:
            assert home in said["sample"]
