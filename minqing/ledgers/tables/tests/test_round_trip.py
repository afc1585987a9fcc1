"""What goes out as a household ledger comes in again as the same households."""

from typing import Any

import pytest

from minqing.ledgers.tables.tests.making import TODAY, made
from minqing.records.people.models import Household, Resident

ledger = pytest.importorskip("minqing.records.people.ledger")
read_ledger: Any = getattr(ledger, "read_ledger", None)
pytestmark = pytest.mark.skipif(read_ledger is None, reason="the ledger reader is not there yet")


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
