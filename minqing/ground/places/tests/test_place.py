import pytest

from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.places.tests.conftest import DAY
from minqing.lib.refusal import NotNow


class TestNames:
    def test_the_path_begins_at_the_county(self, zhongxiang):
        assert zhongxiang.path_names() == "东辽县安石镇中香村"
        assert zhongxiang.parent.path_names() == "东辽县安石镇"
        assert Place.objects.get(pk="22").path_names() == "吉林省"

    def test_all_paths_cost_one_query(self, dongliao, django_assert_num_queries):
        codes = list(Place.objects.at_level("village").values_list("pk", flat=True))
        with django_assert_num_queries(1):
            paths = Place.paths_of(codes)
        assert paths["220422101212"] == "东辽县渭津镇大榆村"
        assert len(paths) == len(codes)

    def test_children(self, dongliao):
        towns = Place.objects.children_of("220422")
        assert {town.level for town in towns} == {"township"}
        assert [place.pk for place in Place.objects.children_of("")] == ["22"]


class TestOpenBelow:
    def open(self, parent, level, clerk, name="一", **more):
        return Place.objects.open_below(parent, level=level, name=name, by=clerk, on=DAY, **more)

    def test_each_kind_has_its_hundred(self, zhongxiang, clerk):
        codes = [
            self.open(zhongxiang, level, clerk).pk[-3:] for level in ("group", "group", "grid", "grid", "compound", "building")
        ]
        assert codes == ["001", "002", "101", "102", "201", "301"]

    def test_it_goes_down_to_the_stairwell(self, zhongxiang, clerk):
        place = zhongxiang
        for level in ("grid", "compound", "building", "stairwell"):
            place = self.open(place, level, clerk, name=level)

        assert place.pk == "220422102209101201301401"
        assert place.county == "220422"
        assert place.path_names() == "东辽县安石镇中香村gridcompoundbuildingstairwell"

    def test_it_writes_one_journal_line(self, zhongxiang, clerk):
        grid = self.open(zhongxiang, "grid", clerk, name="第一网格")

        event = Event.objects.get()
        assert (event.verb, event.place, event.on, event.actor_name) == ("place.open", grid.pk, DAY, "周小满")
        assert event.after == {"code": grid.pk, "name": "第一网格", "level": "grid"}

    def test_a_hundred_that_is_full_goes_on_from_501(self, zhongxiang, clerk):
        Place.objects.bulk_create(
            Place(code=f"{zhongxiang.pk}{n:03d}", name="网格", level="grid", parent=zhongxiang, county="220422")
            for n in range(101, 201)
        )
        assert self.open(zhongxiang, "grid", clerk).pk.endswith("501")

    def test_a_retired_number_is_not_used_again(self, zhongxiang, clerk):
        self.open(zhongxiang, "grid", clerk).retire(by=clerk, on=DAY)
        assert self.open(zhongxiang, "grid", clerk).pk.endswith("102")

    def test_a_new_village_has_its_official_code(self, zhongxiang, clerk):
        village = self.open(zhongxiang.parent, "village", clerk, name="新立村", code="220422102288")
        assert village.path_names() == "东辽县安石镇新立村"

    @pytest.mark.parametrize(
        ("level", "name", "code", "words"),
        [
            ("township", "镇", "", "不能设在"),
            ("village", "村", "", "不能设在"),
            ("hamlet", "屯", "", "没有“hamlet”"),
            ("grid", "  ", "", "要有名字"),
            ("grid", "长" * 61, "", "要有名字"),
            ("grid", "网格", "220422102", "不在"),
            ("grid", "网格", "2204221022091", "不在"),
            ("grid", "网格", "513331102201101", "不在"),
        ],
    )
    def test_it_refuses_what_cannot_be(self, zhongxiang, clerk, level, name, code, words):
        with pytest.raises(NotNow, match=words):
            self.open(zhongxiang, level, clerk, name=name, code=code)
        assert not Event.objects.exists()

    def test_it_refuses_a_code_in_use(self, zhongxiang, clerk):
        self.open(zhongxiang, "grid", clerk, code="220422102209105")
        with pytest.raises(NotNow, match="已经有地方在用"):
            self.open(zhongxiang, "grid", clerk, code="220422102209105")

    def test_it_refuses_a_grid_directly_below_a_township(self, zhongxiang, clerk):
        with pytest.raises(NotNow, match="村、社区或更下面"):
            self.open(zhongxiang.parent, "grid", clerk)

    def test_a_township_without_a_code_is_refused(self, zhongxiang, clerk):
        with pytest.raises(NotNow, match="统计用区划代码"):
            self.open(zhongxiang.parent, "village", clerk, name="新立村")


class TestRenameAndRetire:
    def test_it_keeps_the_former_name(self, zhongxiang, clerk):
        zhongxiang.rename("中香新村", by=clerk, on=DAY)

        place = Place.objects.get(pk=zhongxiang.pk)
        assert (place.name, place.former_name, place.edition) == ("中香新村", "中香村", "")
        event = Event.objects.get(verb="place.rename")
        assert (event.before, event.after) == ({"name": "中香村"}, {"name": "中香新村"})

    def test_the_same_name_is_no_change(self, zhongxiang, clerk):
        zhongxiang.rename(" 中香村 ", by=clerk, on=DAY)
        assert not Event.objects.exists()

    def test_it_retires(self, zhongxiang, clerk):
        zhongxiang.retire(by=clerk, on=DAY)

        assert not Place.objects.in_use().filter(pk=zhongxiang.pk).exists()
        assert Event.objects.get().verb == "place.retire"
        with pytest.raises(NotNow, match="已经撤了"):
            zhongxiang.retire(by=clerk, on=DAY)

    def test_it_refuses_to_retire_while_parts_are_in_use(self, zhongxiang, clerk):
        with pytest.raises(NotNow, match="还有在用的地方"):
            zhongxiang.parent.retire(by=clerk, on=DAY)

    def test_nothing_is_opened_below_a_retired_place(self, zhongxiang, clerk):
        zhongxiang.retire(by=clerk, on=DAY)
        with pytest.raises(NotNow, match="已经撤了"):
            Place.objects.open_below(zhongxiang, level="grid", name="网格", by=clerk, on=DAY)
