"""Codes of persons and organisations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from minqing.lib import codes

DAYS = st.dates(date(1900, 1, 1), date(2026, 12, 31))
NUMBERS = st.builds(
    lambda area, day, sequence: f"{area:06}{day:%Y%m%d}{sequence:03}",
    st.integers(110000, 659999), DAYS, st.integers(0, 999),
).map(lambda first17: first17 + codes.check_character(first17))  # fmt: skip


class TestCitizenNumber:
    @given(NUMBERS)
    def test_it_knows_a_right_number_its_day_and_sex(self, number):
        facts = codes.citizen_facts(number)

        assert facts == (f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "男" if int(number[16]) % 2 else "女")
        assert codes.birth_of(number) == date.fromisoformat(facts[0])

    @given(NUMBERS)
    def test_it_agrees_with_another_library_on_the_check(self, number):
        assert ric.calc_check_digit(number) == number[-1]

    @given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
    def test_one_wrong_digit_is_found(self, number, at, by):
        wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]

        assert not codes.is_citizen_number(wrong)

    @given(NUMBERS, st.integers(0, 15))
    def test_two_digits_changed_about_are_found(self, number, at):
        wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]

        assert codes.is_citizen_number(wrong) == (wrong == number)

    @given(st.text(max_size=20))
    def test_no_text_makes_it_stumble(self, text):
        assert codes.citizen_facts(text) is None or codes.check_character(text[:17]) == text[17]

    @pytest.mark.parametrize("day", ["19700230", "19701301", "00000000", "17990101"])
    def test_a_day_that_never_was_is_wrong(self, day):
        first17 = f"510199{day}001"

        assert codes.citizen_facts(first17 + codes.check_character(first17)) is None

    @given(NUMBERS.filter(lambda number: number[6:8] == "19"))
    def test_the_old_number_becomes_the_new_one(self, number):
        assert codes.from_15(number[:6] + number[8:17]) == number

    @pytest.mark.parametrize(
        "text", ["", "51019970050600", "51019970050600X", "510199701305001", "５１０１９９７００５０６００１"]
    )
    def test_what_is_no_old_number_becomes_none(self, text):
        assert codes.from_15(text) is None

    def test_the_card_of_the_disabled_has_class_and_grade(self):
        assert codes.disability_card("51019919700506001X44") == ("51019919700506001X", 4, 4)
        assert codes.disability_card("51019919700506001X84") is None


class TestUscc:
    def test_a_right_one(self):
        assert codes.is_uscc("91110000600037341L")

    @pytest.mark.parametrize("code", ["91110000600037341M", "9111000060003734", "I1110000600037341L", ""])
    def test_wrong_ones(self, code):
        assert not codes.is_uscc(code)


class TestPhones:
    @pytest.mark.parametrize("digits", ["13800001111", "08368320001", "01088880000", "02788880000", "043412345678"])
    def test_right_ones(self, digits):
        assert codes.is_phone(digits)

    @pytest.mark.parametrize(
        "digits",
        ["1380000111", "8320001", "23800001111", "138000011112", "0108888000", "", "+8613800001111", "１３８００００１１１１"],
    )
    def test_wrong_ones(self, digits):
        assert not codes.is_phone(digits)


class TestMasks:
    def test_they_show_head_and_tail(self):
        assert codes.mask_id("510199197005060016") == "5101**********0016"
        assert codes.mask_phone("13800001111") == "138****1111"
        assert codes.mask_phone("08368320001") == "0836*****01"
        assert codes.mask_phone("01088880000") == "010******00"
        assert codes.mask_account("6210000000000001234") == "***************1234"

    @given(st.text(max_size=30))
    def test_they_keep_the_length_and_hide_something(self, text):
        for mask in (codes.mask_id, codes.mask_phone, codes.mask_account):
            assert len(mask(text)) == len(text)
            assert text == "" or "*" in mask(text)


class TestTables:
    def test_relations_are_two_digits_and_complete_for_the_classes(self):
        assert all(len(code) == 2 and code.isdigit() for code in codes.RELATIONS)
        assert {code[0] for code in codes.RELATIONS} == set("0123456789")
        assert (codes.RELATIONS["02"], codes.RELATIONS["38"], codes.SEXES["1"]) == ("户主", "儿媳", "男")


class TestPartialDate:
    @given(
        DAYS,
        st.sampled_from(
            [
                "{0}.{1}.{2}",
                "{0}-{1:02}-{2:02}",
                "{0}/{1}/{2}",
                "{0}{1:02}{2:02}",
                "{0}年{1}月{2}日",
                "{0}。{1}。{2}",
                " {0} 年 {1} 月 {2} 日",
            ]
        ),
    )
    def test_a_day_in_any_writing(self, day, form):
        assert str(codes.partial_date(form.format(day.year, day.month, day.day))) == day.isoformat()

    @given(DAYS, st.sampled_from(["{0}.{1:02}", "{0}年{1}月", "{0}{1:02}", "{0}-{1}"]))
    def test_a_month(self, day, form):
        assert str(codes.partial_date(form.format(day.year, day.month))) == f"{day:%Y-%m}"

    @pytest.mark.parametrize("text", ["3/2/56", "3/2/1956", "五六年", "1956年农历三月", "19561", "1956312", "", "。"])
    def test_what_cannot_be_read_for_certain(self, text):
        assert codes.partial_date(text) is None

    @given(st.text(max_size=25))
    def test_no_text_makes_it_stumble(self, text):
        codes.partial_date(text)

    def test_impossible_future_and_agreement(self):
        day = codes.partial_date("2025.2.30")
        assert day is not None
        assert not day.is_possible()
        short = codes.PartialDate(56, 3, short=True)
        assert short.agrees_with("1956-03-02")
        assert not short.agrees_with("1957-03-02")
        assert codes.PartialDate(2026, 12).is_after(date(2026, 11, 21))
        assert not codes.PartialDate(2026, 11).is_after(date(2026, 11, 21))
