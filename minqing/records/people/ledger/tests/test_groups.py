"""Groups of people: from words, from ticks, of the household or of the person."""

import pytest

from minqing.records.people.ledger.groups import GROUPS, groups_in, ticked
from minqing.records.people.ledger.tests.book import MAN, found, read

ROSTER = ["户号", "姓名", "与户主关系", "政治面貌", "是否低保", "户类别", "其他身份"]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "groups"),
        [
            ("低保户", "低保"), ("低保户/独居老人", "低保 独居老人"), ("低保 脱贫户", "低保 脱贫户"), ("低保；脱贫户", "低保 脱贫户"),
            ("低保户（精神残疾一级）", "低保 残疾"), ("监测户（边缘易致贫户）、低保", "低保 监测对象 边缘易致贫户"), ("突发严重困难户", "监测对象 突发严重困难户"),
            ("脱贫不稳定户", "监测对象 脱贫不稳定户"), ("低保边缘户、残疾四级", "低保边缘 残疾"), ("五保户", "特困供养"), ("特困供养（分散）", "特困供养"),
            ("建档立卡户", "脱贫户"), ("原建档立卡户", "脱贫户"), ("老党员、低保户", "党员 低保"), ("中共党员", "党员"), ("困难党员", "党员 困难党员"),
            ("退伍军人", "退役军人"), ("戶類別：低保戶", "低保"), ("殘疾人", "残疾"), ("肢体二级", "残疾"), ("留守老人", "留守老人"),
            ("一般户（党员）", "党员"), ("人户分离", "人户分离"), ("致富带头人", "致富带头人"), ("低保脱贫户", "低保 脱贫户"),
            ("无劳动力低保户", "低保"), ("脱贫户，已取消低保", "脱贫户"),
        ],
    )  # fmt: skip
    def test_it_finds_them(self, text, groups):
        assert groups_in(text) == tuple(groups.split())

    @pytest.mark.parametrize(
        "text",
        ["一般户", "群众", "原低保户", "原低保户，2024年6月已退出", "非低保，临时救助", "低保申请中", "已取消低保", "低保（已退）", "低保已停，见2024年文件", "入党积极分子",
         "共青团员", "村民小组长", "未纳入低保", "非党员", "党员家属", "曾为低保户", "无残疾", "民盟盟员", "九三学社", "拟纳入监测对象", "不是低保户", "停发低保"],
    )  # fmt: skip
    def test_what_is_over_denied_or_applied_for_does_not_count(self, text):
        assert groups_in(text) == ()

    def test_what_it_finds_is_in_the_list(self):
        assert set(groups_in("、".join(GROUPS))) == set(GROUPS)


class TestTicks:
    @pytest.mark.parametrize("mark", ["√", "✓", "✔", "☑", "是", "有", "1", "v", "V", "低保", "低保户", "√ ", "☑是□否"])
    def test_yes(self, mark):
        assert ticked(mark, "低保") == ("低保",)

    @pytest.mark.parametrize(
        "mark", ["否", "无", "×", "0", "□", "-", "已退", "2019年已退", "申请中", "原低保", "□是☑否", "已取消"]
    )
    def test_no(self, mark):
        assert ticked(mark, "低保") == ()

    @pytest.mark.parametrize("mark", ["？", "?", "待核实"])
    def test_unclear(self, mark):
        assert ticked(mark, "低保") is None

    def test_numbers_in_a_tick_column(self):
        ledger = read(["序号", "姓名", "低保", "党员"], [1, "张三", 1, 0])

        assert ledger.group_counts() == {"低保": 1}

    def test_an_unclear_mark_is_reported(self):
        ledger = read(ROSTER, [1, "张三", "户主", "群众", "？", "", ""])

        assert (found(ledger), ledger.group_counts()) == ([("E2", "unclear_mark")], {})

    def test_classes_of_disability(self):
        ledger = read(
            ["序号", "姓名", "残疾类别", "残疾等级"], [1, "张三", "肢体", "二级"], [2, "李四", "无", ""], [3, "王五", "", 3]
        )

        assert ledger.group_counts() == {"残疾": 2}


class TestUnits:
    def test_a_mark_on_a_person_counts_residents_and_one_of_the_household_households(self):
        ledger = read(ROSTER, [1, "张三", "户主", "中共党员", "是", "脱贫户", "三老干部"], ["", "王芳", "妻", "党员", "是", "脱贫户", ""],
                      [2, "李四", "户主", "群众", "", "五保户", ""])  # fmt: skip

        assert ledger.group_counts() == {"党员": 2, "三老干部": 1, "低保": 2, "特困供养": 1, "脱贫户": 1}
        assert ledger.group_units() == {
            "党员": "resident",
            "三老干部": "resident",
            "低保": "resident",
            "特困供养": "household",
            "脱贫户": "household",
        }

    def test_with_one_row_a_household_all_count_households(self):
        ledger = read(["序号", "户主姓名", "身份证号", "政治面貌", "类别"], [1, "张三", MAN + "22", "党员", "低保"])

        assert set(ledger.group_units().values()) == {"household"}
        assert ledger.households[0].groups == ("党员", "低保", "残疾")

    def test_a_tick_repeated_for_all_rows_of_the_household_is_the_households(self):
        head = ["户号", "姓名", "与户主关系", "是否脱贫户", "监测对象类别"]
        ledger = read(
            head,
            [1, "张三", "户主", "是", "边缘易致贫户"],
            ["", "王芳", "妻", "是", "边缘易致贫户"],
            [2, "李四", "户主", "否", ""],
            ["", "赵敏", "妻", "否", ""],
        )

        assert ledger.group_counts() == {"脱贫户": 1, "监测对象": 1, "边缘易致贫户": 1}
        assert set(ledger.group_units().values()) == {"household"}

    def test_merged_marks_and_phones_are_the_households(self):
        head = ["户号", "姓名", "与户主关系", "类别", "联系电话"]
        merges = [(2, "A", 3, "A"), (2, "D", 3, "D"), (2, "E", 3, "E"), (4, "A", 5, "A"), (4, "D", 5, "D"), (4, "E", 5, "E")]
        ledger = read(
            head,
            [1, "张三", "户主", "低保户", "13800001111"],
            ["", "王芳", "妻"],
            [2, "李四", "户主", "", ""],
            ["", "赵敏", "妻"],
            merges=merges,
        )

        assert [(home.groups, home.phones) for home in ledger.households] == [(("低保",), ("13800001111",)), ((), ())]

    def test_a_risk_that_is_over_ends_the_monitoring(self):
        head = ["序号", "户主姓名", "监测对象类别", "风险是否已消除"]
        ledger = read(head, [1, "张三", "脱贫不稳定户", "是"], [2, "李四", "突发严重困难户", "否"])

        assert ledger.group_counts() == {"监测对象": 1, "突发严重困难户": 1}

    def test_a_row_that_is_not_imported_counts_for_nothing(self):
        ledger = read(
            ["序号", "户主姓名", "身份证号", "类别"], [1, "", MAN, "低保"], [2, "张三", MAN, "五保"], [3, "张三", MAN, "党员"]
        )

        assert ledger.group_counts() == {"特困供养": 1}
