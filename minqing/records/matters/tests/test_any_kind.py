"""Every kind: its table is whole, and no random life of it breaks what must hold."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minqing.conftest import World
from minqing.ground.journal import verbs
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.forms import form_for
from minqing.records.matters.kinds import KINDS, PHASES, Kind
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.living import DAY, check, given_for, opened

# The engine is the same on either database: the second one only has to keep what it says.
LIVES = 8 if connection.vendor == "sqlite" else 3
PEOPLE = ("linxiaohe", "zhouqiming", "luzhixin", "hanxue", "dangyuan")


class TestTables:
    @pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
    def test_every_state_is_reached_and_none_is_a_dead_end(self, kind: Kind) -> None:
        reached, grown = {kind.first}, True
        while grown:
            new = {rule.to for rule in kind.moves if rule.to and set(rule.from_) & reached} - reached
            reached, grown = reached | new, bool(new)
        assert reached == {state.key for state in kind.states if not state.retired}
        for state in kind.states:
            assert state.phase in PHASES
            assert state.retired or any(rule.to not in (None, state.key) for rule in kind.moves_from(state.key))
        for rule in kind.moves:
            assert rule.key in verbs.registered
            assert set(rule.from_) <= set(kind.by_key)
        assert set(kind.on_the_spot) <= {rule.key for rule in kind.moves}
        assert {state.phase for state in kind.states} >= {"open", "doing", "waiting", "done", "dropped"}
        assert not kind.private or kind.neutral

    @pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
    def test_each_move_is_one_way_from_a_state(self, kind: Kind) -> None:
        for state in kind.states:
            keys = [rule.key for rule in kind.moves_from(state.key)]
            assert len(keys) == len(set(keys)), f"two moves of one name from {state.key}"

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_every_move_has_a_form(self, world: World, kind: str) -> None:
        matter = opened(world, kind)
        scope = _scope(world)
        for rule in matter.table.moves:
            assert form_for(rule, matter, scope).fields


class TestAnyPath:
    """Whatever the order of moves, allowed or refused, by whoever, from a fresh or a stale page: what must hold holds."""

    @pytest.mark.parametrize("kind", list(KINDS))
    @settings(max_examples=LIVES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(seed=st.integers(0, 1_000_000))
    def test_it_stays_whole(self, world: World, kind: str, seed: int) -> None:
        chance = Random(seed)
        people = [world.users[name] for name in PEOPLE]
        matter = opened(world, kind)
        stale, day = matter, DAY
        for _ in range(30):
            day += timedelta(chance.randint(0, 3))
            possible = matter.possible_moves()
            rule = chance.choice(possible if possible and chance.random() < 0.85 else list(matter.table.moves))
            target = stale if chance.random() < 0.15 else matter
            before = (matter.version, matter.moves.count())
            words = chance.choice(("说了一句", "又说一句\n另一句", "", "第三句"))
            try:
                asked = given_for(rule, target, chance, people, day)
                life.move(target, rule.key, by=chance.choice(people), on=day, words=words, **asked)
            except NotNow:
                assert (Matter.objects.get(pk=matter.pk).version, matter.moves.count()) == before
            stale = Matter.objects.get(pk=matter.pk) if chance.random() < 0.5 else stale
            matter = Matter.objects.get(pk=matter.pk)
            check(matter)

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_what_is_done_on_the_spot_waits_for_the_residents_word(self, world: World, kind: str) -> None:
        if not KINDS[kind].on_the_spot:
            pytest.skip("this kind is never done on the spot")
        matter = opened(world, kind, resolved=True)
        assert matter.phase == "waiting"
        check(matter)


def _scope(world: World):  # type: ignore[no-untyped-def]
    from minqing.ground.staff.scope import Scope

    return Scope(world.users["zhouqiming"], DAY)
