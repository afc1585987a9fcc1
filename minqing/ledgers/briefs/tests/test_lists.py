"""Who asked, in a paper that goes up: a surname, or what sort of asker."""

from __future__ import annotations

from datetime import date

import pytest

from minqing.conftest import World
from minqing.ledgers.briefs.lists import _of_matter
from minqing.records.matters.models import Matter


class TestAsker:
    @pytest.mark.parametrize(
        ("kind", "asker", "said"),
        [
            ("need", "李桂兰", "李某某反映：变压器不够用"),
            ("need", "扎西多吉", "有人反映：变压器不够用"),
            ("enterprise", "东辽县中香木耳专业合作社", "有企业反映：变压器不够用"),
            ("need", "", "变压器不够用"),
        ],
    )
    def test_nobody_is_called_by_nothing(self, world: World, kind: str, asker: str, said: str) -> None:
        matter = Matter(kind=kind, state="new", about="变压器不够用", asker=asker, place=world.village, due_on=date(2026, 5, 1))
        assert _of_matter(matter)[1] == said
