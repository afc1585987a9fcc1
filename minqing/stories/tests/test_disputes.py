"""梨树县's 666 disputes: the page's numbers out of the records, and records that are whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from minqing.conftest import first_data
from minqing.ground.places.loading import load
from minqing.readings.figures.catalogue import FIGURES, find
from minqing.records.matters import life
from minqing.records.matters.kinds import OPEN_PHASES
from minqing.records.matters.models import Matter
from minqing.records.matters.models.agreement import Agreement
from minqing.records.matters.tests.living import check
from minqing.stories import disputes
from tests.remembering import standing

QUARTER = ("220322", *disputes.QUARTER)


def _tell() -> None:
    first_data()
    load("220322")
    disputes.tell()


@pytest.fixture(scope="class")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from standing(django_db_blocker, _tell)


@pytest.fixture
def told(played: None, db: None) -> None:
    """Each test with what was played, once for all of them."""


class TestLishu:
    def test_the_pages_numbers_come_out_of_the_records(self, told: None) -> None:
        said = {key: FIGURES[f"dispute.{key}"].value(*QUARTER) for key in ("accepted", "resolved", "online", "success_share")}

        assert said == {"accepted": 666, "resolved": 645, "online": 645, "success_share": Decimal("96.8")}
        assert FIGURES["dispute.accepted"].rows(*QUARTER).count() == 666
        assert FIGURES["dispute.resolved"].rows(*QUARTER).count() == 645
        assert FIGURES["dispute.carried"].value(*QUARTER) + FIGURES["dispute.other_way"].value(*QUARTER) == 21

    def test_classes_and_forms_add_up(self, told: None) -> None:
        classes = [figure.value(*QUARTER) for key, figure in FIGURES.items() if key.startswith("dispute.accepted.")]
        forms = [FIGURES[f"dispute.{form}"].value(*QUARTER) for form in ("written", "oral", "self")]

        assert (sum(classes), sum(forms)) == (666, 645)
        assert find("dispute.resolved.neighbour").value(*QUARTER) > 100

    def test_each_is_as_whole_as_if_made_move_by_move(self, told: None) -> None:
        chance = Random(7)
        matters = list(Matter.objects.filter(kind="dispute").order_by("id"))
        assert len({matter.receipt for matter in matters}) == 666

        for matter in chance.sample(matters, 60):
            check(matter)
            assert matter.parties.count() == 2
            if matter.phase == "done":
                agreement = Agreement.objects.get(matter=matter)
                assert not agreement.unheard()
                assert agreement.form != "written" or not agreement.missing()

    def test_nothing_is_left_open_for_years(self, told: None) -> None:
        disputes_told = Matter.objects.filter(kind="dispute")
        assert not disputes_told.filter(phase__in=OPEN_PHASES).exists()
        assert max(disputes_told.values_list("closed_on", flat=True)) < date(2023, 5, 1)
        assert FIGURES["dispute.carried"].value("220322", date(2023, 4, 1), date(2023, 4, 30)) == 0

    def test_life_goes_on_from_there(self, told: None) -> None:
        matter = Matter.objects.filter(phase="done").order_by("-closed_on", "id").first()
        assert matter is not None
        life.move(matter, "matter.again", by=_somebody_else(matter), on=date(2023, 5, 9), words="说好修的没修")

        assert matter.phase == "doing"
        check(matter)


def _somebody_else(matter: Matter):  # type: ignore[no-untyped-def]
    from minqing.ground.staff.models import User

    return User.objects.exclude(pk=matter.holder_id).first()
