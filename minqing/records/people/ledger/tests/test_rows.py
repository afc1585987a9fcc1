"""Which rows are data, and who belongs to whose household."""

import pytest

from minqing.records.people.ledger import LedgerRefused, read_ledger
from minqing.records.people.ledger.tests.book import BOY, GIRL, MAN, TODAY, WOMAN, citizen, found, names, read, workbook

ROSTER = ["序号", "户号", "姓名", "与户主关系", "性别", "身份证号码", "电话", "住址", "备注"]
ONE_ROW = ["序号", "户主姓名", "身份证号", "联系电话", "家庭住址", "类别"]


def roster(*rows, **more):
    return read(ROSTER, *rows, **more)


class TestWhatIsData:
    def test_titles_units_and_dates_are_not(self):
        ledger = read(["河东村户籍花名册"], ["填报单位：河东村委会", "", "", "2026年3月"], [], ROSTER, [1, 1, "张三", "户主"])

        assert names(ledger) == [["张三"]]

    def test_a_repeated_heading_is_not(self):
        ledger = roster([1, 1, "张三", "户主"], ["（续表）"], ROSTER, [2, 2, "李四", "户主"], ROSTER)

        assert names(ledger) == [["张三"], ["李四"]]
        assert found(ledger) == []

    @pytest.mark.parametrize("row", [
        ["小计", "", "", "", "", "", "2户"], ["合　　计", "2户", "5人", "", "", 3, "党员1人"], ["", "", "合计", "", "男3女2", 5], ["一组小计：12户", "", 12],
        ["制表人：王五", "", "", "", "审核人：赵六", "", "联系电话：13800001111"], ["填表人：王五", "", "", "", "", "", "13800001111"],
        ["注：1.本表一式两份，村、镇各存一份。2.户主填在第一行。"], ["备注：户属性按一般户填写。"], ["", "", "", "", "", ""],
        ["审核", "", "王五", "", "", "", "13800001111"], ["单位负责人（签字）：", "", "", "", "填报日期：2026年3月"], ["2.户主填在第一行。"],
    ])  # fmt: skip
    def test_sums_signatures_and_notes_are_not(self, row):
        ledger = roster([1, 1, "张三", "户主"], row, [2, 2, "李四", "户主"])

        assert names(ledger) == [["张三"], ["李四"]]
        assert found(ledger) == []

    def test_a_person_without_a_name_is_reported_and_left_out(self):
        ledger = roster([1, 1, "张三", "户主"], [2, "", "　", "之孙女", "女", "", "123"])

        assert names(ledger) == [["张三"]]
        assert found(ledger) == [("C3", "missing_name")]

    def test_a_numbered_but_empty_line_is_nothing(self):
        assert found(roster([1, 1, "张三", "户主"], [2, 2], [3, 3, "", "", "", "", "", "河东村3号"])) == []

    @pytest.mark.parametrize("word", ["离异", "丧偶", "未婚"])
    def test_words_for_nobody_are_nobody(self, word):
        ledger = read(["户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号"], ["张三", MAN, word, ""])

        assert names(ledger) == [["张三"]]
        assert found(ledger) == []

    def test_same_as_above_follows_the_nearest_filled_cell(self):
        ledger = read(
            ONE_ROW,
            [1, "张三", "", "", "河东3号", ""],
            [2, "李四", "", "", "同上", ""],
            [3, "王五", "", "", "〃", ""],
            [4, "赵六", "", "", "", ""],
        )

        assert [home.address for home in ledger.households] == ["河东3号", "河东3号", "河东3号", None]

    def test_hidden_rows_and_columns_count(self):
        ledger = read_ledger(workbook({"台账": [ONE_ROW, [1, "张三"], [2, "李四", MAN], [3, "王五"]]}, hidden=True), today=TODAY)

        assert names(ledger) == [["张三"], ["李四"], ["王五"]]

    def test_sheets_that_sum_up_and_empty_ones_are_not(self):
        sums = [
            ["各社汇总表"],
            ["社别", "社长姓名", "联系电话", "户数", "人口", "其中：低保户数"],
            ["一社", "佟万", "13900099903", 48, 173, 5],
        ]
        ledger = read_ledger(workbook({"汇总": sums, "一社": [ONE_ROW, [1, "张三"]], "Sheet3": []}), today=TODAY)

        assert names(ledger) == [["张三"]]
        assert ledger.households[0].section == "一社"

    def test_a_workbook_without_a_heading_is_refused(self):
        with pytest.raises(LedgerRefused) as refusal:
            read(["买菜", 3], ["买米", 20])

        assert "没找到表头" in refusal.value.sentence

    def test_remarks_stay_remarks(self):
        ledger = read([*ONE_ROW, "备注"], [1, "张三", "", "", "", "", "户主弟弟是党员，电话13900012345，低保户"])

        assert (ledger.group_counts(), ledger.households[0].members[0].phones) == ({}, ())

    def test_a_title_between_the_rows_names_the_group_below(self):
        ledger = read(ONE_ROW, ["一组"], [1, "张三"], ["二组（共1户）"], [2, "李四"], merges=[(2, "A", 2, "F"), (4, "A", 4, "F")])

        assert [home.section for home in ledger.households] == ["一组", "二组"]

    @pytest.mark.parametrize(
        ("sheet", "section"),
        [
            ("一组", "一组"),
            ("3社", "3社"),
            ("后屯", "后屯"),
            ("西街", "西街"),
            ("2号楼", "2号楼"),
            ("花名册", None),
            ("低保台账", None),
            ("Sheet1", None),
        ],
    )
    def test_a_sheet_named_after_a_group_says_the_section(self, sheet, section):
        assert read(ONE_ROW, [1, "张三"], sheet=sheet).households[0].section == section

    def test_a_flat_nobody_lives_in_is_no_household(self):
        head = ["楼栋", "单元", "房号", "户主姓名", "联系电话"]

        assert names(read(head, [1, 1, 101, "张三", ""], [1, 1, 102, "空置", ""], [1, 1, 103, "", ""])) == [["张三"]]


class TestHouseholds:
    def test_a_number_makes_a_household_wherever_its_rows_stand(self):
        ledger = roster([1, 1, "张三", "户主"], [2, "2", "李四", "户主"], [3, " 1", "王芳", "妻"])

        assert names(ledger) == [["张三", "王芳"], ["李四"]]

    def test_a_blank_or_merged_number_holds_the_value_above(self):
        ledger = roster(
            [1, 1, "张三", "户主"],
            [2, "", "王芳", "妻"],
            [3, 2, "李四", "户主"],
            [4, "", "赵敏", "妻"],
            merges=[(4, "B", 5, "B")],
        )

        assert names(ledger) == [["张三", "王芳"], ["李四", "赵敏"]]
        assert [home.number for home in ledger.households] == ["1", "2"]

    def test_the_same_number_in_another_sheet_is_another_household(self):
        ledger = read_ledger(
            workbook({"一组": [ROSTER, [1, 1, "张三", "户主"]], "二组": [ROSTER, [1, 1, "李四", "户主"]]}), today=TODAY
        )

        assert [(home.section, home.number) for home in ledger.households] == [("一组", "1"), ("二组", "1")]
        assert len({home.key for home in ledger.households}) == 2

    def test_numbers_that_begin_again_in_each_group_are_other_households(self):
        head = ["组别", "户号", "姓名", "与户主关系"]
        ledger = read(
            head, ["一组", 1, "张三", "户主"], ["", "", "王芳", "妻"], ["二组", 1, "李四", "户主"], ["", "", "赵敏", "妻"]
        )

        assert names(ledger) == [["张三", "王芳"], ["李四", "赵敏"]]
        assert found(ledger) == []

    def test_serial_numbers_make_no_household(self):
        ledger = read(["编号", "姓名", "电话"], [1, "张三"], [1, "李四"])

        assert names(ledger) == [["张三"], ["李四"]]

    def test_a_flat_makes_a_household(self):
        head = ["小区", "楼栋", "单元", "室", "姓名", "与户主关系", "联系电话"]
        ledger = read(
            head,
            ["幸福小区", 3, 1, 101, "张三", "户主", "13800001111"],
            ["", "", "", "", "王芳", "配偶", ""],
            ["", "", "", 102, "李四", "户主", ""],
            ["", "", 2, 101, "赵敏", "户主", ""],
            ["幸福小区", 3, 1, 101, "张小", "之子", ""],
        )

        assert names(ledger) == [["张三", "王芳", "张小"], ["李四"], ["赵敏"]]
        assert ledger.households[0].address == "幸福小区3栋1单元101室"
        assert found(ledger) == []

    def test_without_number_and_flat_each_row_is_one(self):
        ledger = read(ONE_ROW, [1, "张三"], [2, "李四"])

        assert [[(m.name, m.relation, m.relation_word) for m in home.members] for home in ledger.households] == [
            [("张三", "02", None)],
            [("李四", "02", None)],
        ]

    def test_without_a_number_families_follow_their_heads(self):
        ledger = read(
            ["序号", "姓名", "与户主关系", "性别"],
            [1, "张三", "户主"],
            [2, "王芳", "妻"],
            [3, "李四", "户主"],
            [4, "李小", "长子"],
        )

        assert names(ledger) == [["张三", "王芳"], ["李四", "李小"]]

    def test_a_column_of_head_names_tells_the_household(self):
        head = ["户主姓名", "姓名", "与户主关系", "身份证号"]
        ledger = read(
            head,
            ["张三", "张三", "户主", MAN],
            ["", "王芳", "妻", WOMAN],
            ["李四", "李四", "本人", ""],
            merges=[(2, "A", 3, "A")],
        )

        assert names(ledger) == [["张三", "王芳"], ["李四"]]

    def test_two_heads_and_no_head_are_reported(self):
        ledger = roster([1, 1, "张三", "户主"], [2, "", "王芳", "户主"], [3, 2, "李四", "配偶"], [4, "", "李小", "之子"])

        assert found(ledger) == [("D3", "two_heads"), ("D4", "no_head")]
        assert ledger.households[0].members[1].relation is None

    @pytest.mark.parametrize("word", ["家属", "老幺", "之", "父子", "母子"])
    def test_a_word_that_says_no_one_is_reported(self, word):
        assert found(roster([1, 1, "张三", "户主"], [2, "", "张小", word])) == [("D3", "unknown_relation")]


class TestDoubles:
    def test_the_same_person_again_is_left_out(self):
        ledger = roster([1, 1, "张三", "户主", "", MAN], [2, 2, "张三", "户主", "女", MAN, "123"])

        assert names(ledger) == [["张三"]]
        assert found(ledger) == [("F3", "duplicate_person")]

    def test_traditional_and_simplified_are_one_name(self):
        assert found(roster([1, 1, "张丽", "户主", "", WOMAN], [2, "", "張麗", "妻", "", WOMAN])) == [("F3", "duplicate_person")]

    def test_a_number_under_another_name_is_dropped_and_settles_nothing(self):
        ledger = roster([1, 1, "张三", "户主", "", MAN], [2, "", "王芳", "妻", "女", MAN])

        assert found(ledger) == [("F3", "id_used_twice")]
        assert (ledger.households[0].members[1].id, ledger.households[0].members[1].sex) == (None, "女")

    def test_it_looks_across_sheets(self):
        ledger = read_ledger(workbook({"一组": [ONE_ROW, [1, "张三", MAN]], "二组": [ONE_ROW, [1, "张三", MAN]]}), today=TODAY)

        assert [(p.sheet, p.problem) for p in ledger.problems] == [("二组", "duplicate_person")]
        assert "“一组”第2行" in ledger.problems[0].message

    def test_a_row_without_a_name_does_not_take_the_number(self):
        assert found(roster([1, 1, "张三", "户主"], [2, "", "", "妻", "", WOMAN], [3, "", "王芳", "妻", "", WOMAN])) == [
            ("C3", "missing_name")
        ]


class TestBlocks:
    def test_people_side_by_side_under_two_headings(self):
        top = ["序号", "户主", "", "", "配偶", "", "子女", "", "子女", "", "家庭住址"]
        leaf = ["", "姓名", "身份证号", "电话", "姓名", "身份证号", "姓名", "身份证号", "姓名", "身份证号", ""]
        merges = [(1, "A", 2, "A"), (1, "B", 1, "D"), (1, "E", 1, "F"), (1, "G", 1, "H"), (1, "I", 1, "J"), (1, "K", 2, "K")]
        ledger = read(top, leaf, [1, "张三", MAN, "13800001111", "王芳", WOMAN, "张小", BOY, "张丽", GIRL, "河东3号"],
                      [2, "李四", "", "", "离异", "", "李明", "", "", "", "河东4号"], merges=merges)  # fmt: skip

        assert [[(m.name, m.relation) for m in home.members] for home in ledger.households] == [
            [("张三", "02"), ("王芳", "10"), ("张小", "20"), ("张丽", "30")],
            [("李四", "02"), ("李明", None)],
        ]
        assert ledger.households[0].address == "河东3号"
        assert found(ledger) == []

    def test_people_side_by_side_under_one_heading(self):
        head = [
            "序号",
            "户主姓名",
            "身份证号",
            "联系电话",
            "配偶姓名",
            "配偶身份证号",
            "子女1姓名",
            "子女1性别",
            "住址",
            "户类型",
        ]
        ledger = read(head, [1, "张三", MAN, "13800001111", "王芳", WOMAN, "张小", "男", "河东3号", "低保户"])

        (home,) = ledger.households
        assert [(m.name, m.relation, m.id) for m in home.members] == [
            ("张三", "02", MAN),
            ("王芳", "10", WOMAN),
            ("张小", "20", None),
        ]
        assert (home.members[0].phones, home.groups) == (("13800001111",), ("低保",))

    def test_a_phone_after_all_blocks_is_the_households(self):
        head = ["户主姓名", "身份证号", "配偶姓名", "身份证号", "联系电话"]
        (home,) = read(head, ["张三", MAN, "王芳", WOMAN, "13800001111/0836-8320001"]).households

        assert home.phones == ("13800001111", "08368320001")
        assert [m.id for m in home.members] == [MAN, WOMAN]

    def test_helpers_are_not_residents(self):
        head = ["序号", "户主姓名", "联系电话", "帮扶责任人", "联系电话", "监测联系人", "网格员姓名", "网格员电话", "类别"]
        ledger = read(head, [1, "张三", "13800001111", "赵干部", "13900002222", "钱联系", "孙网格", "123", "脱贫户"])

        assert names(ledger) == [["张三"]]
        assert ledger.totals()["phones"] == 1
        assert found(ledger) == []

    def test_the_same_list_printed_twice_side_by_side(self):
        ledger = read(
            ["序号", "姓名", "电话", "序号", "姓名", "电话"],
            [1, "张三", "13800001111", 3, "王五", "13800003333"],
            [2, "李四", "", 4, "", ""],
        )

        assert names(ledger) == [["张三"], ["李四"], ["王五"]]

    def test_the_head_in_a_block_of_its_own_and_among_the_members_is_one_person(self):
        top = ["户号", "户主", "", "家庭成员", "", ""]
        leaf = ["", "姓名", "身份证号", "姓名", "与户主关系", "身份证号"]
        merges = [(1, "A", 2, "A"), (1, "B", 1, "C"), (1, "D", 1, "F")]
        ledger = read(top, leaf, [1, "张三", MAN, "张三", "户主", MAN], ["", "", "", "王芳", "妻", WOMAN], merges=merges)

        assert names(ledger) == [["张三", "王芳"]]
        assert found(ledger) == []

    def test_the_heads_name_repeated_beside_each_name_is_one_person(self):
        head = ["户号", "户主姓名", "保障对象姓名", "身份证号"]
        ledger = read(head, [1, "张三", "张三", MAN], [1, "张三", "王芳", WOMAN], [2, "李四", "李小", ""])

        assert [[(m.name, m.relation) for m in home.members] for home in ledger.households] == [
            [("张三", "02"), ("王芳", None)],
            [("李四", "02"), ("李小", None)],
        ]


class TestHeadings:
    @pytest.mark.parametrize("head", [
        ["序号", "户　主", "身份证\n号码", "电 话", "住址"], ["序號", "戶主姓名", "身份證號碼", "聯繫電話", "家庭住址"],
        ["编号", "姓名（户主）", "公民身份号码", "手机号码", "现住址"],
    ])  # fmt: skip
    def test_spaces_breaks_and_traditional_characters_make_no_difference(self, head):
        (home,) = read(head, [1, "张三", MAN, "13800001111", "河东3号"]).households

        assert (home.members[0].id, home.members[0].phones, home.address) == (MAN, ("13800001111",), "河东3号")

    def test_two_rows_without_merged_cells(self):
        ledger = read(["序号", "户号", "基本情况", "", "", "联系方式", ""], ["", "", "姓名", "与户主关系", "身份证号", "电话", "住址"],
                      [1, 1, "张三", "户主", MAN[:-1], "123", "河东"])  # fmt: skip

        assert [(p.column, p.header) for p in ledger.problems] == [("E", "基本情况/身份证号"), ("F", "联系方式/电话")]

    def test_a_second_table_further_down_with_other_columns(self):
        ledger = read(
            ["序号", "姓名", "身份证号"],
            [1, "张三", MAN],
            ["二、五保户"],
            ["序号", "身份证号", "姓名", "类别"],
            [1, WOMAN, "王芳", "五保户"],
        )

        assert [(h.members[0].name, h.members[0].id) for h in ledger.households] == [("张三", MAN), ("王芳", WOMAN)]

    def test_it_says_how_it_understood_the_columns(self):
        ledger = read(["序号", "姓名", "是否低保", "鞋码"], [1, "张三", "√", 42])

        assert [(c.column, c.header, c.meaning) for c in ledger.columns] == [
            ("A", "序号", "序号（不用）"), ("B", "姓名", "姓名"), ("C", "是否低保", "低保"), ("D", "鞋码", None),
        ]  # fmt: skip


def test_a_number_is_checked_against_the_whole_book_in_the_order_of_rows():
    other = citizen("1988-08-08", 7)
    ledger = read(ONE_ROW, [1, "张三", other], [2, "李四", other], [3, "张三", other])

    assert found(ledger) == [("C3", "id_used_twice"), ("C4", "duplicate_person")]


def test_a_serial_number_merged_in_the_heading_alone_tells_no_families():
    top, leaf = ["序号", "姓名", "人员类别", ""], ["", "", "党员", "低保"]
    merges = [(1, "A", 2, "A"), (1, "B", 2, "B"), (1, "C", 1, "D")]

    assert names(read(top, leaf, [1, "张三", "√"], ["", "李四", "", "√"], merges=merges)) == [["张三"], ["李四"]]
