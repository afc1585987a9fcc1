"""Classifiers trained once on invented requests, for tests of what is done with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minqing.readings.triage.tests.making import requests


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a classifier of categories."""
    pytest.importorskip("sklearn")
    from minqing.readings.triage import training

    folder = tmp_path_factory.mktemp("triage")
    made, _ = training.train(*zip(*requests(240), strict=True))
    made.about.update(examples=240, from_file=True)
    made.save(folder / "category.npz")
    return folder


@pytest.fixture
def speaking(learned: Path, settings: Any) -> None:
    """The program has that classifier."""
    settings.TRIAGE_FOLDER = learned
