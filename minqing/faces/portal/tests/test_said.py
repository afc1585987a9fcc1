"""What was said of the program without an account, found again by its short number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.journal import Person
from minqing.ground.journal.models import Suggestion

ADDRESS = "/p/said/"


def say(words: str = "字太小", at: datetime | None = None) -> Suggestion:
    return Suggestion.objects.make(words=words, page="/p/", place="", by=Person("群众"), at=at or timezone.now())


class TestSaid:
    def test_the_number_is_given_and_leads_to_the_answer(self, world: World) -> None:
        client = world.client()
        page = client.post(reverse("suggest"), {"words": "字太小", "page": "/p/"}).content.decode()
        made = Suggestion.objects.get()
        assert made.number in page
        made.reply(words="下周放大", by=world.users["hanxue"], at=timezone.now())

        for typed in (
            made.number,
            made.number.replace(" ", ""),
            made.number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        ):
            assert "下周放大" in world.client().post(ADDRESS, {"number": typed}, follow=True).content.decode()

    def test_it_is_the_day_and_digits_of_its_own(self, world: World) -> None:
        made = say(at=datetime(2026, 3, 31, 17, 0, tzinfo=UTC))  # the first of April here
        assert made.number.startswith("0401 ")
        digits = made.number.replace(" ", "")

        assert Suggestion.objects.numbered(digits, on=datetime(2026, 4, 22).date()) == made
        assert Suggestion.objects.numbered(digits, on=datetime(2027, 3, 22).date()) == made
        assert Suggestion.objects.numbered(digits, on=datetime(2027, 6, 1).date()) is None

    @pytest.mark.parametrize("typed", ["", "12", "9999000000", "0230123456", "abc", "1" * 29])
    def test_a_wrong_number_gets_one_sentence(self, world: World, typed: str) -> None:
        say()
        answer = world.client().post(ADDRESS, {"number": typed})

        assert answer.status_code == 422
        assert "意见号" in answer.content.decode()

    def test_numbers_cannot_be_tried_without_end(self, world: World) -> None:
        made, client = say(), world.client()
        right = made.number.replace(" ", "")
        for guess in range(int(settings.PORTAL["wrong_from_address"])):
            client.post(ADDRESS, {"number": f"{(int(right) + guess + 1) % 10**10:010d}"})

        assert "试错的次数太多了" in client.post(ADDRESS, {"number": right}).content.decode()

    def test_two_of_one_day_are_told_apart(self, world: World) -> None:
        now = timezone.now()
        first, second = say("字太小", now), say("颜色太淡", now + timedelta(seconds=1))
        assert first.number != second.number
        for made in (first, second):
            found = Suggestion.objects.numbered(made.number.replace(" ", ""), on=timezone.localdate())
            assert found == made

    def test_the_page_of_suggestions_leads_there(self, world: World) -> None:
        assert reverse("portal:said") in world.client().get(reverse("suggest")).content.decode()
        assert reverse("portal:said") not in world.client("weichanghe").get(reverse("suggest")).content.decode()
