"""What goes out as a household ledger comes in again as the same households."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from minqing.ledgers.tables.tests.making import TODAY, made
from minqing.records.people.importing import take_in
from minqing.records.people.ledger import read_ledger
from minqing.records.people.models import Household, Resident

AT = datetime(2026, 4, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def known(world: Any) -> dict[str, list[tuple[str, str, str, str, str]]]:
    """Household head → (name, relation, sex, birth, ID number) of its people."""
    homes = Household.objects.filter(place_id__gte=world.village.pk, place_id__lt=world.village.pk + "\x7f")
    return {
        home.head_name: sorted(
            (r.name, r.relation, r.sex, r.birth, r.id_number.plain()) for r in Resident.objects.filter(household=home)
        )
        for home in homes
    }  # fmt: skip


class TestReadAgain:
    def test_it_gives_the_same_households_with_whole_numbers(self, world: Any) -> None:
        data = made("households", world.village, world.users["zhouqiming"], purpose="换电脑")

        read = read_ledger(data, filename="农户台账.xlsx", today=TODAY)

        assert [str(problem) for problem in read.problems] == []
        assert {
            home.members[0].name: sorted((m.name, m.relation, m.sex, m.birth, m.id) for m in home.members)
            for home in read.households
        } == known(world)
        assert read.group_counts() == {"低保": 1, "独居老人": 1}
        phones = sorted(number for home in read.households for member in home.members for number in member.phones)
        kept = [
            r.phones.plain() for r in Resident.objects.filter(phones__isnull=False) if r.place_id.startswith(world.village.pk)
        ]
        assert phones == sorted(kept)

    def test_it_never_takes_a_masked_number_for_a_number(self, world: Any) -> None:
        data = made("households", world.village, world.users["weichanghe"])

        read = read_ledger(data, filename="农户台账.xlsx", today=TODAY)

        people = [member for home in read.households for member in home.members]
        assert len(people) == 10
        assert not any(member.id or member.phones for member in people)
        assert {problem.problem for problem in read.problems} <= {"bad_id_checksum", "bad_id_length", "bad_phone"}


SHARED = Path(settings.ROOT).parent / "shared" / "ledgers"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared ledgers are not here")
class TestSharedLedgers:
    @pytest.mark.parametrize("name", ["roster", "village_groups", "low_income"])
    def test_it_gives_back_what_was_taken_in(self, world: Any, name: str) -> None:
        Household.objects.all().delete()
        data = (SHARED / f"{name}.xlsx").read_bytes()
        first = read_ledger(data, filename=f"{name}.xlsx", today=TODAY)
        take_in(first, place=world.village, filename=f"{name}.xlsx", digest="", by=world.users["weichanghe"], at=AT)

        again = made("households", world.village, world.users["zhouqiming"], purpose="换电脑")
        second = read_ledger(again, filename="农户台账.xlsx", today=TODAY)

        assert people_of(second) == people_of(first)
        assert second.group_counts() == first.group_counts()
        assert {problem.problem for problem in second.problems} <= {"no_head", "two_heads"}


def people_of(ledger: Any) -> list[Any]:
    """Every person with what is known of them, household by household."""
    return sorted(
        sorted((m.name, m.relation or "", m.sex or "", m.birth or "", m.id or "", tuple(m.phones), tuple(sorted(m.groups))) for m in home.members)
        for home in ledger.households
    )  # fmt: skip
