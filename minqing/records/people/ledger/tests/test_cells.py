"""What is repaired silently, and what is reported, cell by cell."""

from datetime import date

import pytest

from minqing.lib.codes import from_15
from minqing.records.people.ledger.tests.book import BOY, MAN, WOMAN, citizen, found, only, read

HEAD = ["序号", "姓名", "性别", "身份证号", "出生年月", "联系电话", "家庭住址"]


def person(name="张三", sex="", number="", birth="", phone="", address=""):
    return read(HEAD, [1, name, sex, number, birth, phone, address])


class TestText:
    @pytest.mark.parametrize("written", ["张 三", "张　三", " 张三\n", "张三（户主）", "张三(大)", "张三\xa0", "'张三"])
    def test_it_tidies_a_name(self, written):
        assert only(person(written)).name == "张三"

    @pytest.mark.parametrize("name", ["扎西·多吉", "阿依古丽·买买提", "張麗", "欧阳娜娜"])
    def test_it_keeps_a_name_as_written(self, name):
        assert only(person(name)).name == name

    def test_it_keeps_the_space_of_a_latin_name(self):
        assert only(person("Anna  Li")).name == "Anna Li"

    def test_it_tidies_an_address(self):
        (home,) = person(address=" 河东村 二组１２号").households

        assert home.address == "河东村二组12号"

    @pytest.mark.parametrize("written", ["无", "不详", "暂无", "未办理", "/", "-", "—", "#VALUE!", "　"])
    def test_words_for_nothing_are_empty(self, written):
        ledger = person(number=written, birth=written, phone=written, address=written, sex=written)

        assert found(ledger) == []
        assert ledger.households[0].address is None
        assert only(ledger).phones == ()


class TestIdNumber:
    @pytest.mark.parametrize(
        "written",
        [
            MAN, f" {MAN[:6]} {MAN[6:14]} {MAN[14:]}", f"'{MAN}", f"‘{MAN}", f"{MAN}\n", f"{MAN}\xa0",
            "".join(chr(ord(c) + 0xFEE0) for c in MAN),
        ],
    )  # fmt: skip
    def test_it_is_tidied(self, written):
        member = only(person(number=written))

        assert (member.id, member.sex, member.birth) == (MAN, "男", "1970-05-06")

    def test_a_small_x_becomes_large(self):
        number = next(citizen("1980-01-01", n) for n in range(1, 99) if citizen("1980-01-01", n).endswith("X"))

        assert only(person(number=number.lower())).id == number

    @pytest.mark.parametrize("kind", [str, int])
    def test_the_old_number_becomes_18(self, kind):
        old = "510199700506001"

        assert only(person(number=kind(old))).id == from_15(old) == MAN

    def test_a_disability_card_is_the_number_and_says_so(self):
        ledger = person(number=MAN + "44")

        assert only(ledger).id == MAN
        assert ledger.households[0].groups == ("残疾",)

    @pytest.mark.parametrize("written", [int(MAN[:17] + "0"), 510199197005060, 5101991970050600, "5.10199E+17", "5.1E+17"])
    def test_lost_digits_are_told_from_old_numbers(self, written):
        ledger = person(number=written)

        lost = written != 510199197005060
        assert found(ledger) == [("D2", "id_lost_digits" if lost else "bad_id_checksum")]

    @pytest.mark.parametrize("written", [MAN[:-1], MAN + "1", "12345", "办理中", MAN + "99"])
    def test_a_wrong_length_is_reported(self, written):
        ledger = person(number=written, sex="女", birth="1970-05-06")

        assert found(ledger) == [("D2", "bad_id_length")]
        assert (only(ledger).id, only(ledger).sex, only(ledger).birth) == (None, "女", "1970-05-06")

    @pytest.mark.parametrize("written", [MAN[:-1] + ("0" if MAN[-1] != "0" else "1"), "510199197013450015"])
    def test_a_wrong_check_or_day_is_reported(self, written):
        assert found(person(number=written)) == [("D2", "bad_id_checksum")]


class TestSexAndBirth:
    def test_they_follow_the_number(self):
        member = only(person(number=WOMAN))

        assert (member.sex, member.birth) == ("女", "1972-07-08")

    def test_a_sex_against_the_number_is_reported(self):
        ledger = person(number=WOMAN, sex="男")

        assert (only(ledger).sex, found(ledger)) == ("女", [("C2", "sex_conflict")])

    @pytest.mark.parametrize(
        ("written", "iso"),
        [
            ("1956.3.2", "1956-03-02"), ("1956-03-02", "1956-03-02"), ("1956/3/2", "1956-03-02"), ("19560302", "1956-03-02"),
            ("1956年3月2日", "1956-03-02"), ("1956。3。2", "1956-03-02"), (" 1956 年 3 月 2 日", "1956-03-02"), (19560302, "1956-03-02"),
            (date(1956, 3, 2), "1956-03-02"), (20516, "1956-03-02"), ("１９５６．３．２", "1956-03-02"),
            ("1956.03", "1956-03"), ("1956年3月", "1956-03"), ("195603", "1956-03"), (195603, "1956-03"), (1956.3, "1956-03"), (1956.12, "1956-12"),
            ("1956", "1956"), ("1956年", "1956"), (1956, "1956"), ("1956.1", "1956-01"),
            ("56年3月", "1956-03"), ("56.3.2", "1956-03-02"), ("56/3/2", "1956-03-02"), ("27年", "1927"),
        ],
    )  # fmt: skip
    def test_a_date_is_read_as_exactly_as_it_is_known(self, written, iso):
        ledger = person(birth=written)

        assert (only(ledger).birth, found(ledger)) == (iso, [])

    @pytest.mark.parametrize(
        "written",
        [
            "1956.2.30",
            "2009.13.5",
            "2089.1.27",
            date(2027, 1, 1),
            "1956年农历三月初二",
            "3/2/56",
            1956.1,
            "05年",
            "26年3月",
            "五十多岁",
            "1956312",
            195613,
        ],
    )
    def test_what_is_no_date_is_reported(self, written):
        ledger = person(birth=written)

        assert (only(ledger).birth, found(ledger)) == (None, [("E2", "bad_date")])

    @pytest.mark.parametrize("written", ["1970", "1970年5月", "70年5月", "70.5.6", 1970.5, "19700506"])
    def test_what_agrees_with_the_number_is_silent(self, written):
        ledger = person(number=MAN, birth=written)

        assert (only(ledger).birth, found(ledger)) == ("1970-05-06", [])

    @pytest.mark.parametrize("written", ["1971", "1970.6", "71年5月", "1970-05-07", "3/2/56", "2070.5.6"])
    def test_what_contradicts_the_number_is_reported(self, written):
        ledger = person(number=MAN, birth=written)

        assert (only(ledger).birth, found(ledger)) == ("1970-05-06", [("E2", "bad_date")])

    def test_a_number_1990_1_is_october_when_the_number_says_so(self):
        assert found(person(number=citizen("1990-10-02"), birth=1990.1)) == []

    def test_a_two_digit_year_of_this_century_needs_the_number(self):
        assert found(person(number=citizen("2005-03-02"), birth="05年")) == []

    def test_a_dropped_number_settles_nothing(self):
        ledger = person(number=WOMAN[:-1], sex="男", birth="1960")

        assert (only(ledger).sex, only(ledger).birth, found(ledger)) == ("男", "1960", [("D2", "bad_id_length")])


class TestPhones:
    @pytest.mark.parametrize(
        ("written", "numbers"),
        [
            ("13800001111", ("13800001111",)), (13800001111, ("13800001111",)), ("138-0000-1111", ("13800001111",)),
            ("138 0000 1111", ("13800001111",)), ("+8613800001111", ("13800001111",)), ("+86 138 0000 1111", ("13800001111",)),
            ("１３８００００１１１１", ("13800001111",)), ("13800001111（儿子）", ("13800001111",)), ("(女儿)13800001111", ("13800001111",)),
            ("0836-8320001", ("08368320001",)), ("（0836）8320001", ("08368320001",)), ("010-88880000", ("01088880000",)),
            ("13800001111/13900002222", ("13800001111", "13900002222")), ("13800001111、13900002222", ("13800001111", "13900002222")),
            ("13800001111，13900002222", ("13800001111", "13900002222")), ("13800001111\n13900002222", ("13800001111", "13900002222")),
            ("13800001111 13900002222", ("13800001111", "13900002222")), ("138 0000 1111 0836-8320001", ("13800001111", "08368320001")),
        ],
    )  # fmt: skip
    def test_good_numbers_are_tidied(self, written, numbers):
        ledger = person(phone=written)

        assert (only(ledger).phones, found(ledger)) == (numbers, [])

    @pytest.mark.parametrize(
        "written", ["8320001", "1380000111", "138000011112", "在外打工打不通", 8368320001, "23800001111", "13800001111-2"]
    )
    def test_bad_numbers_are_reported(self, written):
        ledger = person(phone=written)

        assert (only(ledger).phones, found(ledger)) == ((), [("F2", "bad_phone")])

    def test_the_good_one_of_several_stays(self):
        ledger = person(phone="13800001111/139000")

        assert (only(ledger).phones, found(ledger)) == (("13800001111",), [("F2", "bad_phone")])


class TestAmounts:
    HEAD = ["序号", "户主姓名", "家庭人口", "保障人数", "月保障金（元）", "享受起始时间"]

    @pytest.mark.parametrize(
        ("written", "value"),
        [("450元", 450), ("1,280", 1280), ("￥620.00", 620), (455.5, 455.5), (" 566 ", 566), ("1.2万元", 12000)],
    )
    def test_amounts(self, written, value):
        ledger = read(self.HEAD, [1, "张三", "3人", "2口", written, "2017.6"])

        (home,) = ledger.households
        assert (home.stated_members, home.stated_covered, home.amount, home.from_) == (3, 2, value, "2017-06")
        assert found(ledger) == []

    @pytest.mark.parametrize("written", ["约450左右", "待定", "450-500", -3])
    def test_what_is_no_amount_is_reported(self, written):
        assert found(read(self.HEAD, [1, "张三", 3, 2, written, "以前就有"])) == [("E2", "bad_number"), ("F2", "bad_date")]


class TestMessages:
    def test_it_says_what_where_and_what_to_do(self):
        (problem,) = person(number=MAN[:-1]).problems

        assert problem.message == "身份证号少了1位（D2），应为18位；改好这一行再导入。"

    def test_it_repeats_no_personal_number(self):
        ledger = read(HEAD, [1, "张三", "", BOY, "", "1380000", ""], [2, "李四", "", BOY, "", "", ""])

        assert found(ledger) == [("F2", "bad_phone"), ("D3", "id_used_twice")]
        assert not any(BOY in problem.message or "1380000" in problem.message for problem in ledger.problems)
