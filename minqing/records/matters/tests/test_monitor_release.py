"""防返贫监测: the way out, what forbids it, falling back, and that a file stays whole whatever happens after the recognition."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as supposing
from hypothesis import strategies as st

from minqing.conftest import World
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.kinds.monitor import OUT
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.models.monitor import MonitorSpan
from minqing.records.matters.monitoring import release
from minqing.records.matters.tests.living import check, given_for
from minqing.records.matters.tests.monitored import helped, lead, proposed, recognised, released, sheet, take, until
from minqing.records.people.models import GroupSpan

DAY = date(2026, 3, 6)


class TestTheWayOut:
    def test_released_it_leaves_the_group_and_stays_on_the_books(self, world: World):
        matter, _ = released(world)
        assert (matter.state, matter.phase) == ("released", "done")
        span = MonitorSpan.objects.get(matter=matter)
        assert span.to_on == matter.closed_on == matter.details.released_on
        assert GroupSpan.objects.get(household=matter.household, group="边缘易致贫户").to_on == matter.closed_on
        assert not Handling.objects.filter(matter=matter, state="doing").exists()
        life.move(matter, "matter.handle", by=world.users["linxiaohe"], on=date(2026, 11, 1), words="又去看了，挺好")
        check(matter)

    def test_before_six_months_it_is_not_proposed(self, world: World):
        matter, day = recognised(world, DAY)
        matter = helped(world, matter, day)
        with pytest.raises(NotNow, match="满 6 个月"):
            proposed(world, matter, date(2026, 9, 17))
        assert proposed(world, matter, date(2026, 9, 18)).state == "out_propose"

    def test_without_a_measure_done_it_is_not_proposed(self, world: World):
        matter, _ = recognised(world, DAY)
        with pytest.raises(NotNow, match="至少办完一项"):
            proposed(world, matter, date(2026, 12, 1))

    def test_a_household_without_anybody_to_work_is_never_released(self, world: World):
        matter, day = until(world, lead(world, DAY), "consent", DAY)
        sheet(world, matter, day)
        matter = take(world, matter, "verify", day, no_labour=True)
        matter, day = until(world, matter, "announce", day)
        matter = helped(world, matter, day)
        with pytest.raises(NotNow, match="整户没有劳动力"):
            proposed(world, matter, date(2026, 12, 1))

    @pytest.mark.parametrize("found", ["stable", "spending", "housing", "schooling", "insurance", "water"])
    @pytest.mark.parametrize("state", ["no", "unknown"])
    def test_what_is_not_settled_forbids_it(self, world: World, found: str, state: str):
        matter, day = recognised(world, DAY)
        matter = proposed(world, helped(world, matter, day), date(2026, 9, 21))
        sheet(world, matter, date(2026, 9, 22))
        matter = take(world, matter, "verify", date(2026, 9, 22), **{found: state})
        with pytest.raises(NotNow, match="还不能消除"):
            take(world, matter, "meeting", date(2026, 9, 23))
        life.move(matter, "monitor.keep", by=world.users["linxiaohe"], on=date(2026, 9, 23), words="还不行")
        assert matter.state == "helping"
        assert MonitorSpan.objects.get(matter=matter).to_on is None

    def test_a_risk_that_is_left_forbids_it(self, world: World):
        matter, day = recognised(world, DAY)
        matter = proposed(world, helped(world, matter, day), date(2026, 9, 21))
        sheet(world, matter, date(2026, 9, 22))
        matter = take(world, matter, "verify", date(2026, 9, 22), risks=["illness"])
        with pytest.raises(NotNow, match="因病"):
            take(world, matter, "meeting", date(2026, 9, 23))

    def test_the_income_is_counted_anew(self, world: World):
        matter, day = recognised(world, DAY)
        matter = proposed(world, helped(world, matter, day), date(2026, 9, 21))
        with pytest.raises(NotNow, match="重新算一次"):
            take(world, matter, "verify", date(2026, 9, 22))

    def test_falling_back_it_is_monitored_again(self, world: World):
        matter, day = released(world)
        life.move(matter, "monitor.relapse", by=world.users["linxiaohe"], on=day, words="又住院了", risks=["illness"])
        assert matter.state == "helping"
        first, second = MonitorSpan.objects.filter(matter=matter).order_by("from_on")
        assert (first.to_on is not None, second.again, second.to_on) == (True, True, None)
        assert GroupSpan.objects.filter(household=matter.household, group="边缘易致贫户", to_on=None).count() == 1
        check(matter)

    def test_no_shared_move_ends_it_beside_the_release(self, world: World):
        """A move that every kind has must not leave a household in its group with a file that is over."""
        over = {
            rule.key
            for rule in KINDS["monitor"].moves
            if rule.to in ("refused", "released") and set(rule.from_) & {"helping", *OUT}
        }
        assert over == {"monitor.announce"}

    def test_each_condition_has_its_evidence(self, world: World):
        matter, day = recognised(world, DAY)
        found = {one.key: one for one in release.conditions(matter, on=day)}
        assert found["months"].state == "no"
        assert "9月18日满" in found["months"].evidence
        assert found["stable"].state == "unknown"
        assert found["risks"].evidence == "还有：因病"
        assert all(one.evidence for one in found.values())

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @supposing(seed=st.integers(0, 1_000_000))
    def test_whatever_happens_after_the_recognition_it_stays_whole(self, world: World, seed: int):
        chance = Random(seed)
        home = world.homes[chance.choice(["李桂兰", "王德福", "刘福贵"])]
        if Matter.objects.filter(household=home, kind="monitor").exclude(phase="dropped").exists():
            matter = Matter.objects.filter(household=home, kind="monitor").exclude(phase="dropped").latest("id")
            day = max(matter.moves.latest("id").on, DAY) + timedelta(days=1)
        else:
            matter, day = until(world, lead(world, DAY, household=home), "announce", DAY)
        people = [world.users[name] for name in ("linxiaohe", "zhouqiming", "hanxue", "weichanghe")]
        for _ in range(25):
            day += timedelta(days=chance.choice([0, 1, 6, 40]))
            rules = matter.possible_moves() or list(matter.table.moves)
            rule = chance.choice(rules)
            with contextlib.suppress(NotNow):
                life.move(
                    matter,
                    rule.key,
                    by=chance.choice(people),
                    on=day,
                    words="说一句",
                    **given_for(rule, matter, chance, people, day),
                )
            matter = Matter.objects.get(pk=matter.pk)
            check(matter)
            open_spans = MonitorSpan.objects.filter(matter=matter, to_on=None).count()
            assert open_spans == (
                matter.state
                in ("helping", "out_propose", "out_verify", "out_meeting", "out_publicity", "out_review", "out_approve")
            )
            assert (matter.details.recognised_on is not None) >= bool(open_spans)
