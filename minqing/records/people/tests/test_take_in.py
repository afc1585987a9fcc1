"""Ledgers taken in once, twice, corrected, and one after another."""

import pytest
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.records.people.models import GroupSpan, Household, LedgerImport, Resident
from minqing.records.people.storing import Table
from minqing.records.people.tests.making import AT, BY, DAY, books, home, member, number, take

LI, WANG, MOTHER = number("1960-03-02", 12), number("1958-07-01", 11), number("1936-01-09", 14)


@pytest.fixture
def place(world):
    return Place.objects.get(pk="220422100003")


def family(**changes):
    """A family of three with one ID number missing."""
    known = {"number": "12", "section": "一组", "address": "一组12号"} | changes
    return home(
        "花名册|12", member("王德福", id=WANG, sex="男", birth="1958-07-01", phones=("13800000001",), groups=("低保",)),
        member("李桂兰", "10", id=LI, birth="1960-03-02"), member("王小雨", "42"), **known,
    )  # fmt: skip


class TestTakeIn:
    def test_it_stores_people_sealed_and_findable(self, place):
        outcome = take(place, family(phones=("08368320001",)))

        assert (outcome.created, outcome.households, outcome.residents) == (1, 1, 3)
        found = Resident.objects.with_id(LI).get()
        assert (found.name, str(found.id_number), found.id_number.plain()) == ("李桂兰", f"2204{'*' * 10}{LI[-4:]}", LI)
        assert Resident.objects.with_phone("13800000001").get().name == "王德福"
        household = found.household
        assert (household.head_name, household.size, household.phones.plain()) == ("王德福", 3, "08368320001")
        assert Household.objects.with_number("08368320001").get() == household

    def test_it_writes_one_journal_line(self, place):
        take(place, family(), home("花名册|13", member("孙广财")))

        assert list(Event.objects.exclude(verb="staff.post").values_list("verb", flat=True)) == ["household.import"]

    def test_the_row_in_the_tables_reads_as_the_model_would_have_written_it(self, place):
        take(place, family())
        for record in (*Household.objects.all(), *Resident.objects.all(), *GroupSpan.objects.all()):
            before = type(record).objects.filter(pk=record.pk).values().get()
            record.save()
            after = type(record).objects.filter(pk=record.pk).values().get()
            plain = {name: str(value) for name, value in before.items() if not isinstance(value, bytes)}
            assert plain == {name: str(value) for name, value in after.items() if not isinstance(value, bytes)}

    def test_a_column_the_writer_does_not_know_is_an_error(self):
        class Made(models.Model):
            word = models.TextField()

            class Meta:
                app_label = "people"
                managed = False

        with pytest.raises(RuntimeError, match="word"):
            Table(Made, "id")

    def test_support_begins_when_the_ledger_says_but_membership_does_not(self, place):
        take(place, home("k", member("王德福", groups=("党员",)), groups=("低保",), from_="2017-06"))

        assert dict(GroupSpan.objects.filter(place=place).values_list("group", "from_on")) == {
            "低保": DAY.replace(2017, 6, 1),
            "党员": None,
        }


class TestTakeInAgain:
    def test_the_same_file_changes_nothing_and_notes_nothing(self, place):
        take(place, family(), digest="same")
        before, lines = books(), Event.objects.count()
        outcome = take(place, family(), digest="same")

        assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 1)
        assert (books(), Event.objects.count(), LedgerImport.objects.count()) == (before, lines, 1)

    def test_the_same_file_does_not_undo_what_a_person_corrected(self, place):
        take(place, family(), digest="same")
        Resident.objects.with_id(LI).get().change(by=BY, on=DAY, phones="13800000009")
        take(place, family(), digest="same")

        assert Resident.objects.with_id(LI).get().phones.plain() == "13800000009"

    def test_the_same_content_in_another_file_changes_nothing_either(self, place):
        take(place, family())
        before = books()
        outcome = take(place, family(), file="花名册2.xlsx")

        assert (outcome.changed, outcome.unchanged, books()) == (0, 1, before)
        assert not Event.objects.filter(verb="household.change").exists()

    def test_two_of_one_name_without_numbers_stay_two(self, place):
        twins = home("k", member("王德福"), member("王伟", "22", birth="1986"), member("王伟", "41", birth="2012"))
        take(place, twins)
        take(place, twins, file="另一份.xlsx")

        assert Resident.objects.filter(name="王伟", place=place).count() == 2

    def test_two_heads_of_one_name_without_numbers_stay_two(self, place):
        pair = (home("花名册||王伟", member("王伟")), home("花名册||王伟#2", member("王伟")))
        take(place, *pair)
        take(place, *pair, file="另一份.xlsx")

        assert Household.objects.filter(place=place).count() == 2

    def test_a_group_somebody_ended_is_not_opened_by_the_ledger_that_named_it(self, place):
        take(place, family())
        GroupSpan.objects.get(group="低保", place=place).leave(by=BY, on=DAY)
        take(place, family(address="一组12号东"))

        assert GroupSpan.objects.get(group="低保", place=place).to_on == DAY

    def test_another_ledger_opens_it_again_from_the_day_it_ended(self, place):
        take(place, family())
        GroupSpan.objects.get(group="低保", place=place).leave(by=BY, on=DAY)
        take(place, home("低保|1", member("王德福", id=WANG, groups=("低保",))), file="低保.xlsx")

        assert list(GroupSpan.objects.filter(group="低保", place=place).order_by("id").values_list("from_on", "to_on")) == [
            (None, DAY), (DAY, None),
        ]  # fmt: skip


class TestCorrectedLedger:
    def test_it_updates_and_says_what_it_changed(self, place):
        take(place, family())
        changed = family(address="一组14号")
        changed.members[2].birth = "2012-05-01"
        changed.members.append(member("王小雪", "42"))
        outcome = take(place, changed)

        assert (outcome.created, outcome.changed) == (0, 1)
        household = Household.objects.get(place=place)
        assert (household.address, household.size) == ("一组14号", 4)
        assert household.residents.get(name="王小雨").birth == "2012-05-01"
        line = Event.objects.get(verb="household.change")
        assert line.before["address"] == "一组12号"
        assert (line.after["joined"], line.after["people"]) == (["王小雪"], {"王小雨": ["birth"]})

    def test_numbers_are_in_no_journal_line(self, place):
        take(place, family())
        changed = family(phones=("13800000007",))
        changed.members[0].phones, changed.members[2].id = ("13800000008",), number("2012-05-01", 20)
        take(place, changed)

        told = "".join(f"{event.before}{event.after}{event.words}" for event in Event.objects.all())
        assert not any(secret in told for secret in ("13800000007", "13800000008", changed.members[2].id))
        assert Resident.objects.with_id(changed.members[2].id).get().name == "王小雨"

    def test_a_corrected_name_is_the_same_person(self, place):
        take(place, home("花名册|7", member("王德富", birth="1958-07-01"), member("李桂兰", "10"), number="7"))
        take(place, home("花名册|7", member("王德福", birth="1958-07-01"), member("李桂兰", "10"), number="7"))

        household = Household.objects.get(place=place)
        assert (household.head_name, household.size) == ("王德福", 2)

    def test_a_corrected_id_number_is_the_same_person(self, place):
        take(place, home("花名册|7", member("王德福", id=WANG), number="7"))
        right = number("1958-07-01", 13)
        take(place, home("花名册|7", member("王德福", id=right), number="7"))

        assert Resident.objects.get(place=place).id_number.plain() == right

    def test_a_new_head_leaves_no_second_one(self, place):
        take(place, family())
        changed = family()
        changed.members[0], changed.members[1] = member("李桂兰", "02", id=LI), member("王小雨", "22")
        del changed.members[2]
        take(place, changed)

        household = Household.objects.get(place=place)
        assert household.head_name == "李桂兰"
        assert household.residents.filter(relation="02").count() == 1
        assert household.residents.get(name="王德福").relation_words == "原户主"

    def test_what_it_leaves_out_stays(self, place):
        take(place, family(), home("花名册|13", member("孙广财")))
        small = family()
        del small.members[1:]
        take(place, small)

        assert (Household.objects.filter(place=place).count(), Resident.objects.filter(place=place).count()) == (2, 4)

    def test_a_family_that_parted_is_two_and_nobody_is_there_twice(self, place):
        together = family()
        together.members.append(member("张玉珍", "52", id=MOTHER, groups=("独居老人",)))
        take(place, together)
        take(place, home("花名册|80", member("张玉珍", id=MOTHER), number="80"), family())

        assert Household.objects.filter(place=place).count() == 2
        moved = Resident.objects.with_id(MOTHER).get()
        assert (moved.household.number, moved.household.size, moved.is_head) == ("80", 1, True)
        assert moved.group_spans.get().household == moved.household
        assert Household.objects.get(number="12", place=place).size == 3

    def test_a_number_changed_in_another_edition_is_the_same_household(self, place):
        take(place, family())
        renumbered = family(number="112")
        renumbered.key = "2027年|112"
        outcome = take(place, renumbered, file="2027年花名册.xlsx")

        assert (outcome.created, outcome.changed) == (0, 1)
        assert Household.objects.get(place=place).number == "112"


class TestAnotherLedgerOfTheVillage:
    def test_it_finds_the_household_by_the_heads_number_and_adds_the_group(self, place):
        take(place, family())
        outcome = take(
            place,
            home("低保|1", member("王德福", id=WANG), number="DB001", address="中香村一组", groups=("低保边缘",)),
            file="低保.xlsx",
        )

        household = Household.objects.get(place=place)
        assert (outcome.created, outcome.changed) == (0, 1)
        assert (household.number, household.address) == ("12", "一组12号")
        assert household.group_spans.filter(group="低保边缘", resident=None).exists()

    def test_somebody_who_is_no_head_is_found_in_their_family(self, place):
        together = family()
        together.members.append(member("张玉珍", "52", id=MOTHER))
        take(place, together)
        take(place, home("残疾|3", member("张玉珍", id=MOTHER, groups=("残疾",))), file="残疾人.xlsx")

        household = Household.objects.get(place=place)
        assert (household.head_name, household.size) == ("王德福", 4)
        assert GroupSpan.objects.get(group="残疾").resident.relation == "52"

    def test_without_numbers_the_only_head_of_the_name_is_meant(self, place):
        take(place, family())
        outcome = take(
            place, home("低保|1", member("王德福", birth="1958"), section="一组", groups=("低保边缘",)), file="低保.xlsx"
        )

        assert (outcome.created, Household.objects.filter(place=place).count()) == (0, 1)

    def test_another_section_is_another_household(self, place):
        take(place, family())
        outcome = take(place, home("低保|1", member("王德福"), section="二组"), file="低保.xlsx")

        assert outcome.created == 1

    def test_where_two_could_be_meant_nothing_is_taken_in_and_a_person_is_asked(self, place):
        take(place, home("a|1", member("王伟"), number="1"), home("a|2", member("王伟"), number="2"))
        outcome = take(place, home("低保|王伟", member("王伟"), groups=("低保",)), file="低保.xlsx")

        assert (outcome.created, outcome.changed) == (0, 0)
        assert [problem.problem for problem in outcome.problems] == ["several_alike"]
        assert not GroupSpan.objects.filter(group="低保", place=place).exists()

    def test_it_does_not_take_a_known_number_or_telephone_away(self, place):
        take(place, family())
        take(place, home("低保|1", member("王德福", id=WANG, phones=("13800000099",), sex="男")), file="低保.xlsx")

        assert Resident.objects.with_id(WANG).get().phones.plain() == "13800000001"

    def test_a_household_opened_by_hand_is_found(self, place):
        Household.objects.open(place=place, head="王德福", by=BY, on=DAY)
        take(place, family())

        household = Household.objects.get(place=place)
        assert (household.number, household.size) == ("12", 3)
        assert Resident.objects.with_id(WANG).get().household == household

    def test_a_village_ledger_finds_households_kept_in_its_groups(self, world):
        one = world.homes["李桂兰"]
        head = one.residents.get(relation="02")
        outcome = take(world.village, home("花名册|1", member("李桂兰", id=head.id_number.plain()), groups=("残疾",)))

        assert (outcome.created, outcome.changed) == (0, 1)
        assert GroupSpan.objects.get(group="残疾").place_id == one.place_id


NAMES = st.sampled_from(["王伟", "李桂兰", "王德福", "張玉珍", "孙广财"])
NUMBERS = st.one_of(st.none(), st.integers(1, 40).map(lambda order: number("1970-01-01", order)))
PEOPLE = st.builds(
    member, NAMES, st.sampled_from(["02", "10", "22", None]), id=NUMBERS, birth=st.sampled_from([None, "1970", "1970-01-01"]),
    groups=st.sampled_from([(), ("低保",), ("党员", "残疾")]), phones=st.sampled_from([(), ("13800000001",)]),
)  # fmt: skip


@st.composite
def ledgers(draw):
    """Any ledger the reader could give: keys are single, and so is every ID number."""
    homes, used = [], set()
    for at in range(draw(st.integers(1, 6))):
        people = draw(st.lists(PEOPLE, min_size=1, max_size=4))
        for person in people:
            if person.id in used:
                person.id = None
            used.add(person.id)
        for second in [person for person in people if person.relation == "02"][1:]:
            second.relation = None
        section = draw(st.sampled_from([None, "一组", "二组"]))
        homes.append(
            home(
                f"表|{at}",
                *people,
                number=draw(st.sampled_from([None, str(at)])),
                section=section,
                groups=draw(st.sampled_from([(), ("低保",)])),
            )
        )
    return homes


class TestAnyLedger:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(homes=ledgers())
    def test_taken_in_twice_it_leaves_the_same_rows(self, place, homes):
        Household.objects.filter(place=place).delete()
        LedgerImport.objects.all().delete()
        take(place, *homes)
        before = books()
        outcome = take(place, *homes)

        assert books() == before
        assert (outcome.created, outcome.changed, outcome.problems) == (0, 0, [])


def test_the_moment_is_kept(world):
    record = take(world.village, home("k", member("王德福"))).record
    assert record is not None
    assert record.recorded_at == AT
