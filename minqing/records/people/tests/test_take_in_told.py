"""What taking a ledger in tells of: numbers known elsewhere, places that hold no households, what is too long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minqing.cli import main
from minqing.ground.places.models import Place
from minqing.lib.refusal import NotNow
from minqing.records.people import importing
from minqing.records.people.models import Household, LedgerImport, Resident
from minqing.records.people.tests.making import DAY, HEADS, home, member, number, take, workbook

LI, WANG = number("1960-03-02", 12), number("1958-07-01", 11)


@pytest.fixture
def place(world):
    return Place.objects.get(pk="220422100003")


class TestTheSameNumberElsewhere:
    def test_it_is_taken_in_and_told(self, world, place):
        other = Place.objects.get(pk="220422102209")
        take(place, home("花名册|1", member("李桂兰", id=LI)))
        outcome = take(other, home("花名册|7", member("李桂兰", id=LI, row=9), member("王德福", "10", id=WANG)))

        assert [(told.row, told.problem, told.elsewhere) for told in outcome.problems] == [(9, "known_elsewhere", "220422100003")]
        assert Resident.objects.present().with_id(LI).count() == 2
        said = importing.stored(outcome.problems)
        assert "在别的村的册子上" in importing.named(said, lambda code: False)[0]["message"]
        assert f"在{place.short_name}的册子上" in importing.named(said, lambda code: True)[0]["message"]
        assert outcome.record.problems[0]["elsewhere"] == "220422100003"

    def test_nobody_who_left_and_nobody_of_this_village_is_told_of(self, world, place):
        take(place, home("花名册|1", member("李桂兰", id=LI)), digest="a" * 64)
        Resident.objects.update(left_on=DAY)
        outcome = take(Place.objects.get(pk="220422102209"), home("花名册|7", member("李桂兰", id=LI)))
        again = take(Place.objects.get(pk="220422102209"), home("花名册|7", member("李桂兰", id=LI)))

        assert (outcome.problems, again.problems) == ([], [])

    def test_it_asks_once_a_batch(self, world, place):
        take(place, *(home(f"花名册|{n}", member(f"甲{n}", id=number("1950-01-01", n))) for n in range(1, 30)))
        with CaptureQueriesContext(connection) as asked:
            take(
                Place.objects.get(pk="220422102209"),
                *(home(f"花名册|{n}", member(f"甲{n}", id=number("1950-01-01", n))) for n in range(1, 30)),
            )
        assert (
            len(
                [
                    query
                    for query in asked
                    if "id_key" in query["sql"] and query["sql"].startswith("SELECT") and " IN (" in query["sql"]
                ]
            )
            == 1
        )


class TestWhereHouseholdsBelong:
    @pytest.mark.parametrize("code", ["220422", "220422102"])
    def test_it_takes_none_above_a_village(self, world, code):
        with pytest.raises(NotNow, match="农户要记到村"):
            take(Place.objects.get(pk=code), home("花名册|1", member("李桂兰")))
        assert not LedgerImport.objects.exists()

    def test_the_command_looks_at_the_place_first(self, world, tmp_path, capsys):
        file = tmp_path / "花名册.xlsx"
        file.write_bytes(workbook([HEADS, ("1", "一组", "一组1号", "李桂兰", "户主", "女", LI, "", "")]))
        for wrong, sentence in (("999", "不是地方代码"), ("220422", "农户要记到村"), ("220422102", "农户要记到村")):
            for way in ([], ["--dry-run"]):
                assert main(["import", "households", str(file), "--place", wrong, *way]) == 2
                assert sentence in capsys.readouterr().err
        before = Household.objects.count()
        assert main(["import", "households", str(file), "--place", "220422100003", "--dry-run"]) == 0
        assert "新立 1 户" in capsys.readouterr().out
        assert Household.objects.count() == before


class TestWhatIsTooLong:
    def test_it_is_cut_and_told(self, world):
        rows = [HEADS, ("1", "组" * 61, "址" * 201, "名" * 300, "户主", "女", LI, "", "")]
        _, outcome = importing.preview(workbook(rows), filename="花名册.xlsx", today=DAY)

        told = [(problem.sheet, problem.row, problem.column, problem.problem) for problem in outcome.problems]
        assert told == [("花名册", 2, "B", "too_long"), ("花名册", 2, "C", "too_long"), ("花名册", 2, "D", "too_long")]
        assert "这一格有300个字（D2），后面的没有存下" in outcome.problems[-1].message
