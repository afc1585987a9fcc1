"""The muddy water of this week: a hot spot of the town, whichever day the demo is built on."""

from __future__ import annotations

from datetime import date

import pytest

from minqing import cast
from minqing.conftest import World
from minqing.readings.triage import hotspots, learning
from minqing.records.matters.models import Matter
from minqing.stories import water


class TestWater:
    @pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 22)])
    def test_it_is_one_hot_spot_of_two_villages(self, world: World, today: date) -> None:
        if not learning.installed():
            pytest.skip("without the extra ml")
        water.lately(today)

        found = hotspots.find(cast.ANSHI, *hotspots.week_of(today))
        assert [spot.count for spot in found.spots] == [5]
        assert "自来水" in "".join(found.spots[0].words)
        assert Matter.objects.filter(tier="township", phase="open").count() == 3
