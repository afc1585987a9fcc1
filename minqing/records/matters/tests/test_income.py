"""The income sheet: the formula, exact to the cent, what is not counted, what is carried over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.conftest import World
from minqing.lib.refusal import NotNow
from minqing.records.matters.monitoring import income
from minqing.records.matters.tests.monitored import lead, sheet

DAY = date(2026, 3, 6)
MONEY = st.decimals(min_value=0, max_value=1_000_000, places=2)


class TestFormula:
    def test_net_is_four_sorts_less_the_cost_and_shared_by_the_people(self):
        total = income.add_up(
            {"wage_work": Decimal("12000"), "farm": Decimal("9600.50"), "lease": Decimal("800"), "pension": Decimal("1440"), "farm_cost": Decimal("3000.25")}, 3
        )  # fmt: skip
        assert total.net == Decimal("20840.25")
        assert total.per_head == Decimal("6946.75")

    def test_what_was_given_once_or_for_a_purpose_is_not_counted(self):
        total = income.add_up(
            {
                "once_condolence": Decimal(500),
                "once_relief": Decimal(3000),
                "bound_house": Decimal(20000),
                "bound_moving": Decimal(1),
            },
            2,
        )
        assert total.net == 0
        assert total.by_class["uncounted"] == Decimal(23501)

    def test_insurance_and_own_spending_stand_apart(self):
        total = income.add_up({"farm": Decimal(10000), "claim_medical": Decimal(6000), "self_medical": Decimal(21000)}, 2)
        assert (total.net, total.self_paid) == (Decimal(10000), Decimal(21000))
        assert (total.reference, total.reference_per_head) == (Decimal(-5000), Decimal(-2500))

    def test_half_a_cent_is_rounded_up(self):
        assert income.per(Decimal("0.05"), 2) == Decimal("0.03")
        assert income.per(Decimal(100), 3) == Decimal("33.33")
        assert income.per(Decimal(100), 0) is None

    @given(st.dictionaries(st.sampled_from(sorted(income.ITEMS)), MONEY), st.integers(1, 12))
    def test_it_is_exact_and_every_item_counts_where_it_stands(self, amounts: dict[str, Decimal], people: int):
        total = income.add_up(amounts, people)
        assert sum(total.by_class.values(), Decimal(0)) == sum(amounts.values(), Decimal(0))
        assert total.net == sum(
            (
                amount * (1 if sort in income.COUNTED else -1 if sort == "cost" else 0)
                for item, amount in amounts.items()
                for sort in [income.ITEMS[item][0]]
            ),
            Decimal(0),
        )
        assert abs(total.per_head * people - total.net) <= Decimal("0.005") * people

    def test_the_window_is_twelve_months(self):
        assert income.window(date(2026, 3, 6)) == (date(2025, 3, 7), date(2026, 3, 6))
        assert income.window(date(2028, 2, 29)) == (date(2027, 3, 1), date(2028, 2, 29))


class TestReading:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [("", "0"), ("1200", "1200"), (" 1,200.50 ", "1200.50"), ("１２００．５", "1200.5"), ("800元", "800"), ("0", "0")],
    )
    def test_it_is_read_as_people_type_it(self, text: str, amount: str):
        assert income.read_amount(text) == Decimal(amount)

    @pytest.mark.parametrize("text", ["一千", "-5", "NaN", "Infinity", "1e9", "12.345", "99999999", "1 2", "'; drop"])
    def test_what_is_no_amount_is_said_in_a_sentence(self, text: str):
        with pytest.raises(NotNow) as refused:
            income.read_amount(text)
        assert refused.value.sentence.endswith("。")


class TestKeeping:
    def test_the_same_window_again_corrects_it(self, world: World):
        matter = lead(world, DAY)
        sheet(world, matter, DAY, farm="9000")
        sheet(world, matter, DAY, farm="8000")
        assert matter.income_sheets.count() == 1
        assert matter.income_sheets.get().amounts() == {"farm": Decimal("8000.00")}

    def test_the_last_sheet_is_carried_over_even_from_an_earlier_file(self, world: World):
        first = lead(world, DAY)
        sheet(world, first, DAY, farm="9000.25")
        assert income.carried_over(lead(world, date(2026, 8, 1))) == {"farm": Decimal("9000.25")}
        assert income.carried_over(lead(world, DAY, household=world.homes["王德福"])) == {}

    @pytest.mark.parametrize(("until", "people"), [(date(2026, 3, 7), 2), (DAY, 0), (DAY, 61)])
    def test_no_window_that_has_not_ended_and_nobody_to_share_it(self, world: World, until: date, people: int):
        with pytest.raises(NotNow):
            income.keep(lead(world, DAY), by=world.users["linxiaohe"], on=DAY, until=until, people=people, amounts={})

    def test_an_unknown_item_is_refused(self, world: World):
        with pytest.raises(NotNow, match="没有"):
            income.keep(lead(world, DAY), by=world.users["linxiaohe"], on=DAY, until=DAY, people=1, amounts={"gold": Decimal(1)})
