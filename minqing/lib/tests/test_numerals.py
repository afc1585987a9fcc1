from decimal import Decimal

import pytest

from minqing.lib.numerals import narrow, parse_amount, parse_number


class TestParseNumber:
    @pytest.mark.parametrize(
        ("words", "value"),
        [
            ("12", "12"), ("１２", "12"), ("1,200", "1200"), ("3.3万", "33000"), ("2.6万份", "26000"), ("2.5千", "2500"),
            ("两千五百", "2500"), ("两千五", "2500"), ("一万六", "16000"), ("四万二", "42000"), ("三百二", "320"),
            ("三百零五", "305"), ("十二", "12"), ("二十", "20"), ("一百五十", "150"), ("十一", "11"), ("廿", "20"), ("三里半", "3.5"),
            ("五里半", "5.5"), ("半", "0.5"), ("二〇二四", "2024"), ("三万五千", "35000"), ("一亿", "100000000"), ("3点五".replace("3", "三"), "3.5"),
        ],
    )  # fmt: skip
    def test_it_reads_what_people_write(self, words: str, value: str) -> None:
        assert parse_number(words) == Decimal(value)

    @pytest.mark.parametrize("words", ["", "几", "好多", "abc", "户"])
    def test_it_refuses_what_is_no_number(self, words: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            parse_number(words)


class TestParseAmount:
    @pytest.mark.parametrize(
        ("words", "value"),
        [
            ("三十几", 30),
            ("十来", 10),
            ("二百多", 200),
            ("近百", 100),
            ("五六", 5),
            ("四五十", 40),
            ("七八百", 700),
            ("十七八", 17),
            ("几十", 10),
            ("百余", 100),
        ],
    )
    def test_rough_numbers_give_the_lower_one(self, words: str, value: int) -> None:
        amount = parse_amount(words)

        assert (amount.value, amount.approximate) == (value, True)

    @pytest.mark.parametrize("words", ["三十", "12", "两千五百", "二十三"])
    def test_other_numbers_are_exact(self, words: str) -> None:
        assert not parse_amount(words).approximate


def test_narrow_keeps_the_length() -> None:
    assert narrow("送了１２袋") == "送了12袋"
