"""What a story reads: of its own matter alone, and within the viewer's places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.staff.models import Posting
from minqing.ground.staff.scope import Scope, get_within
from minqing.records.matters import life, story_rows
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.test_pages import opened


class TestOf:
    def test_the_rows_are_the_matter_s_own_and_know_it(self, world: World, django_assert_num_queries) -> None:
        matter, other = opened(world), opened(world, home="王德福")
        for one in (matter, other):
            life.accept(one, by=world.users["linxiaohe"], on=timezone.localdate())
        assert [move.move for move in story_rows.moves.of(matter)] == ["matter.accept", "matter.open"]
        with django_assert_num_queries(1):
            [handling] = story_rows.handlings.of(matter)
            assert handling.matter is matter
            assert handling.person == world.users["linxiaohe"]
        assert story_rows.judgements.of(matter) == story_rows.attachments.of(matter) == story_rows.consultations.of(matter) == []

    def test_children_know_their_parent(self, world: World) -> None:
        matter = opened(world)
        child = Matter.objects.open(
            kind="need", about="另一半", place=world.village, by=world.users["linxiaohe"], on=timezone.localdate(), parent=matter
        )
        assert story_rows.children.of(matter) == [child]
        assert story_rows.children.of(child) == []


class TestReadable:
    def scope(self, world: World, username: str) -> Scope:
        return Scope(world.users[username], timezone.localdate())

    def test_it_is_found_by_those_whose_places_it_lies_at(self, world: World, django_assert_num_queries) -> None:
        matter = opened(world)
        scope = self.scope(world, "linxiaohe")
        assert scope.postings
        with django_assert_num_queries(1):
            found = get_within(story_rows.readable, scope, matter.pk, see="matter.see")
            assert found.household == world.homes["李桂兰"]
            assert found.place.parent is not None
        with pytest.raises(Http404):
            get_within(story_rows.readable, self.scope(world, "jiachengyi"), matter.pk, see="matter.see")

    def test_no_place_finds_nothing_and_asks_nothing(self, world: World, django_assert_num_queries) -> None:
        matter = opened(world)
        Posting.objects.filter(user=world.users["linxiaohe"]).update(to_on=timezone.localdate() - timedelta(days=1))
        scope = self.scope(world, "linxiaohe")
        assert scope.postings == []
        with django_assert_num_queries(0), pytest.raises(Http404):
            get_within(story_rows.readable, scope, matter.pk, see="matter.see")

    def test_two_places_are_both_seen(self, world: World) -> None:
        here, there = opened(world), opened(world, home="贾永年")
        post = Posting.objects.filter(user=world.users["linxiaohe"]).first()
        assert post is not None
        Posting.objects.post(
            user=post.user, place=world.neighbour, role=post.role, title=post.title, by=post.user, on=timezone.localdate()
        )
        scope = self.scope(world, "linxiaohe")
        for matter in (here, there):
            assert get_within(story_rows.readable, scope, matter.pk, see="matter.see") == matter
