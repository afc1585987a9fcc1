from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called
from minqing.records.visits.of_home import words_of_home


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("于有财家：都好。孙广财家：养了六只鹅；郭家没人。", "…孙广财家：养了六只鹅；郭家没人。"),
        ("上午去孙广财家，下午去于有财家。", "上午去孙广财家，下午去于有财家。"),
        ("都好。到三社2号看了看。", "…到三社2号看了看。"),
        ("都好。下午去老孙头家。", "都好。下午去老孙头家。"),
        ("第一行\n孙长河说要出门", "…孙长河说要出门"),
    ],
)
def test_it_begins_where_the_household_is_spoken_of(words: str, said: str) -> None:
    assert words_of_home(words, ["孙广财", "孙长河", "三社2号", ""]) == said


def test_the_history_of_a_household_tells_its_own_part(world):
    today = timezone.localdate()
    Visit.objects.record(
        by=world.users["weichanghe"], place=world.village, visited_on=today - timedelta(days=1), today=today,
        words="刘福贵家腿疼起不来。李桂兰家炉子好烧。", calls=[Called(world.homes["李桂兰"]), Called(world.homes["刘福贵"])],
    )  # fmt: skip

    page = world.client("weichanghe").get(reverse("people:page", args=[world.homes["李桂兰"].pk])).content.decode()

    assert "…李桂兰家炉子好烧。" in page
    assert "腿疼起不来" not in page
