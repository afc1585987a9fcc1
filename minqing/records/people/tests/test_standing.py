"""What stands on the books is told from what is new without making objects of it, and told exactly as correcting it would."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minqing.conftest import World
from minqing.ground.places.models import Place
from minqing.lib import vault
from minqing.records.people.correcting import Update, loaded
from minqing.records.people.ledger import LedgerHousehold, LedgerMember
from minqing.records.people.models import GroupSpan, Household, LedgerImport, Resident
from minqing.records.people.reading_in import source_of
from minqing.records.people.standing import is_up_to_date, stored
from minqing.records.people.tests.making import DAY, home, member, number, take

IDS = [None, *(number("1960-03-02", n) for n in range(1, 4))]
PEOPLE = st.builds(
    lambda name, relation, id, sex, birth, phones, groups, word: member(
        name, relation, id=id, sex=sex, birth=birth, phones=phones, groups=groups, relation_word=word
    ),
    st.sampled_from(["王德福", "李桂兰", "王小雨"]), st.sampled_from(["02", "10", None]), st.sampled_from(IDS), st.sampled_from([None, "男"]),
    st.sampled_from([None, "1960", "1960-03-02"]), st.sampled_from([(), ("13800000001",), ("13800000001", "13800000002")]),
    st.sampled_from([(), ("低保",), ("党员",)]), st.sampled_from([None, "二女婿"]),
)  # fmt: skip


def family(people: list[LedgerMember], **known: Any) -> LedgerHousehold:
    """As a reader gives it: one head, and each ID number once."""
    used: set[str | None] = set()
    for person in people:
        person.relation = None if person.relation == "02" and "02" in used else person.relation
        person.id = None if person.id in used else person.id
        used |= {person.id, person.relation}
    return home("册|1", *people, **known)


HOMES = st.builds(
    family, st.lists(PEOPLE, min_size=1, max_size=3), number=st.sampled_from([None, "7"]),
    section=st.sampled_from([None, "一组"]), address=st.sampled_from([None, "一组7号"]), groups=st.sampled_from([(), ("低保",)]),
    phones=st.sampled_from([(), ("13800000009",)]), from_=st.sampled_from([None, "2017-06"]), income=st.sampled_from([None, 3000.0]),
)  # fmt: skip


@pytest.fixture
def place(world: World) -> Place:
    return Place.objects.get(pk="220422100003")


def news(pk: Any, read: LedgerHousehold, *, own: bool) -> bool:
    """Whether correcting it would write anything; undone again."""
    record = LedgerImport.objects.get()
    with transaction.atomic():
        found = Update(loaded({pk})[pk], read, own=own, box=vault.current(), record=record).apply()
        transaction.set_rollback(True)
    return found


class TestStanding:
    @settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(HOMES, st.none() | HOMES, st.booleans(), st.booleans())
    def test_it_is_up_to_date_where_correcting_would_write_nothing(
        self, place: Place, first: LedgerHousehold, second: LedgerHousehold | None, own: bool, ended: bool
    ) -> None:
        with transaction.atomic():
            outcome = take(place, first)
            assert outcome.record is not None
            pk = Household.objects.get(last_import=outcome.record).pk
            if ended:
                GroupSpan.objects.filter(household=pk).update(to_on=DAY)
            LedgerImport.objects.exclude(pk=outcome.record.pk).delete()
            read, source = second or first, source_of(outcome.record.file_name)

            said = is_up_to_date(stored({pk})[pk], read, own=own, box=vault.current(), source=source)

            assert said is not news(pk, read, own=own)
            transaction.set_rollback(True)

    def test_a_ledger_that_says_nothing_new_makes_no_object_of_anybody(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        homes = [
            home(
                f"册|{n}", member(f"甲{n}", id=number("1950-01-01", n), phones=("13800000001",), groups=("低保",)), number=str(n)
            )
            for n in range(1, 40)
        ]
        take(place, *homes)
        made: list[str] = []
        for model in (Household, Resident, GroupSpan):
            monkeypatch.setattr(model, "from_db", lambda *row, name=model.__name__: made.append(name))

        with CaptureQueriesContext(connection) as asked:
            again = take(place, *homes, file="又一份.xlsx")

        assert (again.unchanged, again.changed, again.created) == (39, 0, 0)
        assert made == []
        assert len(asked) < 25

    def test_of_two_that_speak_of_one_household_each_sees_what_the_other_wrote(self, place: Place) -> None:
        take(place, home("册|1", member("王德福", id=IDS[1], birth="1960-03-02"), number="1"))
        own = home("册|1", member("王德福", id=IDS[1], birth="1960-03-02"), number="1")
        list_ = home("名单|1", member("王德福", id=IDS[1], groups=("低保",)))
        again = take(place, own, list_, replace(list_, key="名单|2"), file="又一份.xlsx")

        assert (again.changed, again.unchanged) == (1, 2)
        assert GroupSpan.objects.get(household__place=place).group == "低保"
