"""The stable commands: what they print, and how they refuse."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from minqing import cli
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Share
from minqing.readings.figures.models import Tally
from minqing.readings.figures.tests.seeding import LAST
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called, Done

MARCH = ["--place", "220422102", "--from", "2026-03-01", "--to", "2026-03-31"]


@pytest.fixture
def march(world: Any) -> None:
    home = world.homes["李桂兰"]
    Visit.objects.record(
        by=world.users["linxiaohe"], place=home.place, visited_on=date(2026, 3, 3), words="走访", today=LAST,
        calls=[Called(home, persons=2)], quantities=[Done("清沟", Decimal("120.5"), "米")],
    )  # fmt: skip


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of a test is prepared by the test."""
    monkeypatch.setattr("minqing.serving.prepare", lambda: None)


def run(capfdbinary: Any, *words: str) -> tuple[int, str, str]:
    code = cli.main(list(words))
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


class TestFigure:
    def test_it_prints_one_document(self, march: None, capfdbinary: Any) -> None:
        code, out, _ = run(capfdbinary, "figure", "visit.persons", *MARCH, "--json")

        assert code == 0
        assert json.loads(out) == {"key": "visit.persons", "title": "走访群众", "unit": "人次", "value": 2}

    def test_it_prints_the_rows(self, march: None, capfdbinary: Any) -> None:
        _, out, _ = run(capfdbinary, "figure", "visit.persons", *MARCH, "--rows", "--json")
        rows = json.loads(out)["rows"]

        assert [row["户"] for row in rows] == ["李桂兰家"]
        assert rows[0]["哪天"] == "2026-03-03"
        assert rows[0]["counts"] == 2

    def test_amounts_and_shares_are_numbers(self, march: None, capfdbinary: Any) -> None:
        _, amount, _ = run(capfdbinary, "figure", "quantity:米:清沟", *MARCH, "--json")
        _, share, _ = run(capfdbinary, "figure", "judgement.solved_share", *MARCH, "--json", "--rows")

        assert json.loads(amount)["value"] == 120.5
        assert json.loads(share)["value"] is None
        assert json.loads(share)["rows"] == []

    def test_it_speaks_to_people(self, march: None, capfdbinary: Any) -> None:
        _, out, _ = run(capfdbinary, "figure", "visit.persons", *MARCH, "--rows")

        assert "安石镇 2026年3月 走访群众 2人次" in out
        assert "李桂兰家" in out

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["figure", "visit.person", *MARCH], "visit.persons"),
            (
                ["figure", "visit.persons", "--place", "999999", "--from", "2026-03-01", "--to", "2026-03-31"],
                "没有代码为 999999 的地方",
            ),
            (["figure", "visit.persons", "--place", "220422102", "--from", "三月", "--to", "2026-03-31"], "看不懂"),
            (["figure", "visit.persons", "--place", "220422102", "--from", "2026-03-31", "--to", "2026-03-01"], "写反了"),
            (["figures", "--json"], "还要写上 --place、--from、--to"),
        ],
    )
    def test_it_refuses_in_one_sentence(self, march: None, capfdbinary: Any, words: list[str], sentence: str) -> None:
        code, out, err = run(capfdbinary, *words)

        assert code == 2
        assert out == ""
        assert sentence in err
        assert err.count("\n") == 1


class TestFigures:
    def test_it_prints_all_of_them(self, march: None, capfdbinary: Any) -> None:
        _, out, _ = run(capfdbinary, "figures", *MARCH, "--json")
        found = {figure["key"]: figure for figure in json.loads(out)}

        assert set(found) == {*FIGURES, "quantity:米:清沟"}
        own = {"key", "title", "unit", "value"}
        for key, figure in found.items():
            share = isinstance(FIGURES.get(key), Share)
            assert set(figure) == (own | {"part", "whole", "excluded"} if share else own), key
        assert found["visit.persons"]["value"] == 2
        assert found["group.低保.households"]["value"] == 1

    def test_it_lists_their_names(self, march: None, capfdbinary: Any) -> None:
        _, out, _ = run(capfdbinary, "figures", "list", "--json")

        assert {figure["key"] for figure in json.loads(out)} == set(FIGURES)

    def test_it_reconciles(self, march: None, capfdbinary: Any) -> None:
        assert run(capfdbinary, "figures", "reconcile", "--json")[0] == 0
        Tally.objects.filter(key="visit.persons", place="220422102").update(number=7)

        code, out, _ = run(capfdbinary, "figures", "reconcile", "--json")

        assert code == 1
        assert json.loads(out)["differences"] == [
            {"key": "visit.persons", "place": "220422102", "month": "2026-03", "was": 7, "is": 2}
        ]
        assert run(capfdbinary, "figures", "reconcile")[:2] == (0, "合计和记录都对得上。\n")
