"""The chart of each kind, and the page that shows it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.records.matters.charting import chart
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models.monitor_rules import MonitorOrder
from minqing.records.matters.tests.living import DAY

HERE = "220422102209"


class TestChart:
    @pytest.mark.parametrize("kind", list(KINDS))
    def test_it_draws_every_state_and_each_way_once(self, world: World, kind: str) -> None:
        drawn = chart(KINDS[kind], place=HERE, on=DAY)
        assert [box.state.key for box in drawn.boxes] == [state.key for state in KINDS[kind].states if not state.retired]
        ways = [(arrow.from_.key, arrow.to.key) for arrow in drawn.arrows]
        assert len(ways) == len(set(ways))
        assert [arrow.number for arrow in drawn.arrows] == list(range(1, len(ways) + 1))
        reached = {kind_state for _, kind_state in ways} | {KINDS[kind].first}
        assert reached == {box.state.key for box in drawn.boxes}

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_all_of_it_is_inside_its_frame(self, world: World, kind: str) -> None:
        drawn = chart(KINDS[kind], place=HERE, on=DAY)
        for arrow in drawn.arrows:
            assert 9 <= arrow.label.x <= drawn.width - 9
            assert 0 <= arrow.label.y <= drawn.height

    def test_monitoring_follows_the_regions_own_order(self, world: World) -> None:
        steps = ["consent", "compare", "verify", "meeting", "publicity", "review", "approve", "announce"]
        MonitorOrder.objects.create(region="2204", way="recognise", steps=steps, from_on=DAY, source="当地规定")
        here = {(arrow.from_.key, arrow.to.key) for arrow in chart(KINDS["monitor"], place=HERE, on=DAY).arrows}
        elsewhere = {(arrow.from_.key, arrow.to.key) for arrow in chart(KINDS["monitor"], place="513331", on=DAY).arrows}
        assert ("consent", "compare") in here - elsewhere
        assert ("consent", "verify") in elsewhere - here


class TestPage:
    @pytest.mark.parametrize("kind", list(KINDS))
    def test_it_says_the_steps_who_may_and_how_long(self, world: World, kind: str) -> None:
        page = world.client("linxiaohe").get(reverse("matters:kind", args=[kind]))
        words = page.content.decode()
        assert KINDS[kind].title in words
        assert all(state.title[:10] in words for state in KINDS[kind].states)
        assert "村（社区）工作人员" in words

    def test_an_unknown_kind_is_not_there(self, world: World) -> None:
        assert world.client("linxiaohe").get(reverse("matters:kind", args=["war"])).status_code == 404
