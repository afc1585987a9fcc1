from __future__ import annotations

from datetime import date

import pytest

from minqing.ground.places import loading
from minqing.ground.places.models import Place

DAY = date(2023, 3, 8)


class Clerk:
    pk = "clerk-1"
    name = "周小满"


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def dongliao(db: None) -> Place:
    """东辽县 with its 13 townships and 250-odd villages."""
    loading.load("220422")
    return Place.objects.get(pk="220422")


@pytest.fixture
def zhongxiang(dongliao: Place) -> Place:
    return Place.objects.get(pk="220422102209")
