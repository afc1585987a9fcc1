"""The story of 中香村 in 2023, told into the small world: swept, recognised, helped, released after six months."""

from __future__ import annotations

from datetime import date

from minqing.conftest import World
from minqing.lib.days import add_months
from minqing.records.matters.models import Matter
from minqing.records.matters.models.monitor import MonitorSpan
from minqing.records.matters.monitoring import quality
from minqing.records.matters.tests.living import check
from minqing.records.people.models import GroupSpan
from minqing.stories import monitoring
from minqing.stories.monitoring import HOUSE, SEEN


class TestTheYearOfOneHousehold:
    def test_it_is_recognised_helped_and_released_after_six_months(self, world: World):
        homes = dict.fromkeys(SEEN, world.homes["李桂兰"]) | {HOUSE: world.homes["刘福贵"], SEEN[1]: world.homes["王德福"]}
        homes |= {SEEN[2]: world.homes["张玉珍"]}
        del homes[SEEN[3]]
        homes[SEEN[3]] = world.homes["贾永年"]

        monitoring.tell(homes)

        matter = Matter.objects.get(kind="monitor")
        check(matter)
        span = MonitorSpan.objects.get(matter=matter)
        assert (span.from_on - matter.opened_on).days <= 15
        assert span.to_on is not None
        assert span.to_on >= add_months(span.from_on, 6)
        assert matter.measures.exclude(done_on=None).exclude(said="").count() == 3
        assert GroupSpan.objects.get(household=matter.household, group="脱贫不稳定户").to_on == span.to_on
        spring, autumn = (found.sum for found in matter.income_sheets.order_by("until_on"))
        assert autumn.net > spring.net
        assert matter.moves.last().on > span.to_on
        doubts = quality.doubts(quality.files([matter], on=date(2023, 12, 1))[0])
        assert not [doubt.rule.key for doubt in doubts if doubt.rule.where != quality.HOUSEHOLD and doubt.rule.key != "schooling"]
