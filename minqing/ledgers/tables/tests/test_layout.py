from typing import Any

from minqing.ground.places.models import Place
from minqing.ledgers.tables import sheet as laying
from minqing.ledgers.tables.tests.making import column, last_row, made, opened, texts


class TestHouseholdLedger:
    def test_it_has_the_offices_layout(self, world: Any) -> None:
        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        assert sheet["A1"].value == "安石镇中香村农户台账（2026年4月）"
        assert sheet["A2"].value == "填报单位：东辽县安石镇中香村"
        assert "填报日期：2026年4月22日" in texts(sheet)
        assert [sheet["B3"].value, sheet["H3"].value] == ["户基本情况", "家庭成员情况"]
        assert [cell.value for cell in sheet[4]][1:4] == ["组（社）", "户号", "户主"]
        assert sheet[sheet.max_row][0].value == "填表人："
        assert "审核人：" in texts(sheet)

    def test_it_is_set_up_for_printing(self, world: Any) -> None:
        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
        assert sheet.print_title_rows == "$3:$4"
        assert "第 &P 页 共 &N 页" in sheet.oddFooter.center.text or "第 " in sheet.oddFooter.center.text
        assert sheet.freeze_panes.endswith("5")

    def test_it_merges_a_households_cells_and_filters_only_the_others(self, world: Any) -> None:
        sheet = opened(made("households", world.village, world.users["weichanghe"]))
        merged = {str(area) for area in sheet.merged_cells.ranges}

        assert {"A1:P1", "B3:G3", "A3:A4", "A5:A7", "D5:D7"} <= merged
        first, last = sheet.auto_filter.ref.split(":")
        assert first == "H4"
        below = [area for area in sheet.merged_cells.ranges if area.min_row > 4 and area.max_row <= last_row(sheet)]
        assert all(area.max_col < sheet[first].column for area in below)
        assert sheet[last].row == last_row(sheet)

    def test_it_sorts_by_section_and_number_and_puts_the_head_first(self, world: Any) -> None:
        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        assert [name for name in column(sheet, "户主") if name] == ["李桂兰", "王德福", "刘福贵", "张玉珍"]
        assert column(sheet, "姓名")[:1] == ["李桂兰"]
        assert column(sheet, "与户主关系")[:1] == ["户主"]
        assert [number for number in column(sheet, "序号") if number] == [1, 2, 3, 4]

    def test_it_says_groups_of_household_and_person_apart(self, world: Any) -> None:
        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        assert [word for word in column(sheet, "户类别") if word] == ["低保"]
        assert [word for word in column(sheet, "人员类别") if word] == ["独居老人"]

    def test_it_gives_each_household_a_number_of_its_own(self, world: Any) -> None:
        world.homes["王德福"].__class__.objects.filter(pk=world.homes["王德福"].pk).update(number="")

        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        numbers = [number for number in column(sheet, "户号") if number]
        assert len(set(numbers)) == len(numbers) == 4
        assert "一社未编号-1" in numbers

    def test_it_names_the_village_only_above_it(self, world: Any) -> None:
        own = opened(made("households", world.village, world.users["weichanghe"]))
        town = opened(made("households", Place.objects.get(pk="220422102"), world.users["weichanghe"]))

        assert "村（社区）" not in texts(own)
        assert {"中香村", "朝阳村"} <= set(column(town, "村（社区）"))

    def test_it_shows_a_past_month_as_it_stood(self, world: Any) -> None:
        world.homes["王德福"].move_out(why="迁走", by=world.users["weichanghe"], on=world.today.replace(day=2))

        march = opened(made("households", world.village, world.users["weichanghe"], month="2026-03"))
        april = opened(made("households", world.village, world.users["weichanghe"]))

        assert "王德福" in column(march, "户主")
        assert "王德福" not in column(april, "户主")

    def test_it_repeats_instead_of_merging_when_very_long(self, world: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(laying, "MOST_MERGED_ROWS", 3)

        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        assert column(sheet, "户主")[:3] == ["李桂兰"] * 3
        assert sheet.auto_filter.ref.startswith("A4")

    def test_it_asks_the_database_the_same_number_of_times_for_more_households(
        self, world: Any, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(16):
            made("households", world.village, world.users["weichanghe"])


class TestMattersLedger:
    def test_it_holds_what_was_alive_in_the_month(self, world: Any, april: Any) -> None:
        sheet = opened(made("matters", world.village, world.users["weichanghe"]))

        assert column(sheet, "事项") == ["门前排水沟堵了", "=1+1 低保卡丢了", "张玉珍想要老花镜", "@弯道护栏坏了"]
        assert column(sheet, "来源") == ["入户走访", "工作人员登记", "工作人员登记", "群众反映"]
        assert column(sheet, "群众评价")[0] == "办好了，满意"
        assert column(sheet, "进展")[:2] == ["办好了", "正在办"]
        assert column(sheet, "日期")[0].date().isoformat() == "2026-04-03"

    def test_it_is_empty_but_whole_where_nothing_happened(self, world: Any) -> None:
        sheet = opened(made("matters", world.village, world.users["weichanghe"]))

        assert column(sheet, "事项") == []
        assert sheet.auto_filter.ref is None


class TestWishesLedger:
    def test_it_hides_the_name(self, world: Any, april: Any) -> None:
        sheet = opened(made("wishes", world.village, world.users["weichanghe"]))

        assert sheet["A1"].value == "安石镇中香村微心愿认领情况台账（2026年1—4月）"
        assert "张某某" in texts(sheet)
        assert not any("张玉珍" in text for text in texts(sheet))
        assert "独居老人" in texts(sheet)
