"""Personal numbers in free words."""

from __future__ import annotations

import pytest

from minqing.lib.numbers import hide_numbers, hide_within, mobiles_in, only_mobile_in, told_of


class TestHiding:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("打13900001234没人接", "打139****1234没人接"), ("139 0000 1234、+86-13900001235", "139 **** 1234、+86-139****1235"),
            ("13900001234 13900001235", "139****1234 139****1235"), ("電話１３９００００１２３４", "電話１３９****１２３４"),
            ("身份证220422195603021234。", "身份证2204**********1234。"), ("22042219560302123x", "2204**********123x"),
            ("220422 19560302 1234", "2204** ******** 1234"), ("卡6222021234567894", "卡************7894"),
            ("6222 0212 3456 7894", "**** **** **** 7894"),
        ],
    )  # fmt: skip
    def test_numbers_are_masked_in_place(self, written: str, kept: str) -> None:
        assert hide_numbers(written) == kept
        assert len(kept) == len(written)
        assert hide_numbers(kept) == kept

    @pytest.mark.parametrize(
        "written",
        [
            "回执号 0413 0072", "清沟1200米，花了12800元", "2026年4月22日 10:30", "座机0437-5551234", "单号6222021234567890",
            "编号220422999999991234", "24000001234", "0.13900001234",
        ],
    )  # fmt: skip
    def test_other_digits_stay(self, written: str) -> None:
        assert hide_numbers(written) == written
        assert told_of(written) == ""

    def test_what_is_nested_is_masked_and_ids_stay(self) -> None:
        pk = "018f0000-0000-7000-8000-13900001234a"
        assert hide_within({"a": ["打13900001234"], "pk": pk, "n": 3}) == {"a": ["打139****1234"], "pk": pk, "n": 3}

    def test_one_number_is_known_whose_and_two_are_not(self) -> None:
        assert mobiles_in("139 0000 1234，13900001234，13900001235") == ["13900001234", "13900001235"]
        assert only_mobile_in("139 0000 1234", "13900001234") == "13900001234"
        assert only_mobile_in("13900001234", "13900001235") == only_mobile_in("") == ""
        assert "联系电话" in told_of("没有", "打13900001234")
