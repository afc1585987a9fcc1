"""Ledgers by many hands, each read as a careful clerk would."""

import pytest

from minqing.records.people.ledger import read_ledger
from minqing.records.people.ledger.tests.book import TODAY, workbook
from minqing.records.people.ledger.tests.hands import Hand, groups_said, homes_said, lists, problems_said, rosters

HANDS = [*rosters.ALL, *lists.ALL]


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
class TestHands:
    def test_it_is_read_as_a_clerk_would(self, hand: Hand) -> None:
        content = hand.csv.encode("gb18030") if hand.csv else workbook(hand.sheets, hand.merges, hand.hidden)

        ledger = read_ledger(content, filename="台账.csv" if hand.csv else "台账.xlsx", today=TODAY)

        assert homes_said(ledger) == [line.strip() for line in hand.homes.strip().splitlines()]
        assert groups_said(ledger) == hand.groups
        said, gold = problems_said(ledger), hand.problems.split()
        assert said == [f"{place} {key}" for place, key in zip(gold[::2], gold[1::2], strict=True)]
