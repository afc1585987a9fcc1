import json

import pytest

from minqing import cli
from minqing.ground.places import renumbering
from minqing.ground.places.finding import find
from minqing.ground.places.models import Place
from minqing.ground.places.tests.conftest import DAY


def codes(words):
    return [hit["code"] for hit in find(words)]


@pytest.mark.django_db
class TestFindInTheList:
    def test_it_finds_a_village_by_its_name(self):
        hits = find("大榆村")

        assert "220422101212" in [hit["code"] for hit in hits]
        assert "大榆村" in {hit["name"] for hit in hits}
        assert not any(hit["loaded"] for hit in hits)
        assert hits.total == len(hits)

    @pytest.mark.parametrize(
        "words",
        [
            "安石镇 中香村",
            "东辽 中香",
            "中香村 东辽县",
            "东辽县安石镇中香村",
            "吉林省辽源市东辽县安石镇中香村",
            "220422102209",
            "东辽中香",
            ["安石", "中香"],
        ],
    )
    def test_it_finds_it_by_any_part_of_its_path(self, words):
        assert codes(words) == ["220422102209"]

    @pytest.mark.parametrize("words", ["根呷村", "根呷村民委员会", "根呷村委会", "白玉县 根呷"])
    def test_the_office_counts_as_the_village(self, words):
        hits = find(words)
        assert hits[0] == {
            "code": "513331102201", "name": "根呷村民委员会", "level": "village",
            "path": "四川省甘孜藏族自治州白玉县河坡镇根呷村", "loaded": False,
        }  # fmt: skip

    def test_the_community_and_its_committee_are_one(self):
        assert "420102012008" in codes("堤角社区")
        assert "420102012008" in codes("堤角社区居委会")
        assert "420111491015" in codes("东湖新城社区居民委员会")

    def test_the_county_comes_before_villages_of_that_name(self):
        assert codes("东辽")[0] == "220422"
        assert codes("北京")[0] == "11"

    def test_every_word_must_stand_on_the_path(self):
        assert all("东辽县" in hit["path"] for hit in find("东辽县 大榆"))
        assert codes("白玉县 中香村") == []

    def test_it_lists_fifty_and_counts_the_rest(self):
        hits = find("新村")
        assert len(hits) == 50
        assert hits.total > 1000
        assert {hit["name"].removesuffix("民委员会").removesuffix("委会") for hit in hits} <= {"新村", "新村村"}

    def test_digits_in_the_list_that_are_no_name_do_not_count(self):
        assert all("201" in hit["name"] for hit in find("201"))

    @pytest.mark.parametrize("words", ["", "   ", "没有这样的地方名", "😀", "%", "_", "\t", "99", "["])
    def test_nothing_is_found_for_nonsense(self, words):
        assert find(words) == []


class TestFindInTheDatabase:
    def test_it_says_what_is_loaded(self, dongliao):
        loaded = {hit["code"]: hit["loaded"] for hit in find("大榆村")}
        assert loaded["220422101212"]
        assert not all(loaded.values())

    def test_loaded_counties_come_before_the_rest_of_the_country(self, dongliao):
        assert codes("大榆村")[0] == "220422101212"

    def test_it_finds_what_lies_below_a_village(self, zhongxiang, clerk):
        grid = Place.objects.open_below(zhongxiang, level="grid", name="第一网格", by=clerk, on=DAY)

        assert codes("中香村 第一网格") == [grid.pk]
        assert find("东辽 第一网")[0]["path"] == "吉林省辽源市东辽县安石镇中香村第一网格"
        assert codes(grid.pk) == [grid.pk]

    def test_it_finds_by_the_former_name_and_shows_the_present_one(self, zhongxiang, clerk):
        zhongxiang.rename("幸福里村", by=clerk, on=DAY)

        for words in ("东辽 幸福里村", "东辽 中香村"):
            hits = find(words)
            assert [(hit["code"], hit["name"]) for hit in hits] == [(zhongxiang.pk, "幸福里村")]

    def test_it_hides_what_was_retired(self, zhongxiang, clerk):
        zhongxiang.retire(by=clerk, on=DAY)
        assert codes("东辽 中香村") == []

    def test_it_leads_from_the_old_code_to_the_new(self, zhongxiang, clerk):
        renumbering.renumber(zhongxiang.pk, "220422101298", by=clerk, on=DAY)

        assert codes("220422102209") == ["220422101298"]
        assert codes("东辽 中香村") == ["220422101298"]
        assert find("中香村")[0]["path"] == "吉林省辽源市东辽县渭津镇中香村"


@pytest.mark.django_db
class TestCommands:
    def run(self, capsys, *words):
        code = cli.main(["places", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    def test_find_prints_one_document(self, capsysbinary):
        code = cli.main(["places", "find", "安石镇", "中香村", "--json"])
        document = json.loads(capsysbinary.readouterr().out)
        assert code == 0
        assert [(hit["code"], hit["level"], hit["loaded"]) for hit in document] == [("220422102209", "village", False)]

    def test_find_says_when_there_is_nothing(self, capsys):
        code, out, err = self.run(capsys, "find", "没有这样的地方名")
        assert (code, out) == (1, "")
        assert "没有找到" in err

    def test_find_lists_for_people(self, capsys):
        code, out, err = self.run(capsys, "find", "新村", "--limit", "3")
        assert code == 0
        assert "新村" in out
        assert "只列前 3 个" in err

    def test_load_then_find(self, capsys):
        assert self.run(capsys, "load", "220422102")[0] == 0
        _, out, _ = self.run(capsys, "find", "中香村", "东辽")
        assert "已装入" in out

    def test_load_of_nothing_is_wrong_use(self, capsys):
        code, out, err = self.run(capsys, "load", "999999")
        assert (code, out) == (2, "")
        assert "代码表里没有" in err
