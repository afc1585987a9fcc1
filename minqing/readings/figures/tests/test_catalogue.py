"""Every figure of the catalogue: well declared, and its value is its rows, at every level."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minqing.ground.journal import verbs
from minqing.lib.refusal import NotNow
from minqing.readings.figures import counting, tallying
from minqing.readings.figures.board import FRONT
from minqing.readings.figures.catalogue import FIGURES, find
from minqing.readings.figures.catalogue.amounts import amounts
from minqing.readings.figures.figure import Figure, Share, percent
from minqing.readings.figures.tests.seeding import LAST, LEVELS, Life
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.models.visit import Call, Quantity
from tests.remembering import remembered

WITH_WORDS = (Visit, Call, Quantity, Promise)
PERIODS = ((date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 1, 1), date(2026, 4, 30)), (date(2026, 2, 10), date(2026, 3, 9)))
# Every third of them in turn holds every place and every period once in a while; three figures side by side see all.
WHERE_WHEN = [(place, PERIODS[(n + shift) % 3]) for shift in range(3) for n, place in enumerate(LEVELS)]


@pytest.fixture
def lived(world: Any) -> Life:
    def live() -> Life:
        life = Life(world)
        life.live(160)
        return life

    return remembered("lived", live)


class TestDeclaration:
    @pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
    def test_it_says_what_it_is(self, figure: Any) -> None:
        assert figure.title
        assert figure.unit
        assert figure.how.endswith("。")
        assert figure.group in FRONT
        assert all(isinstance(phrase, str) and phrase for phrase in figure.phrases)
        assert isinstance(figure.phrases, tuple)

    @pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
    def test_its_verbs_exist(self, figure: Any) -> None:
        counted = figure.whole if isinstance(figure, Share) else figure

        assert set(counted.moved_by) <= set(verbs.registered)
        assert counted.see in verbs.registered

    def test_its_key_is_its_own(self) -> None:
        rooms = (apps.get_app_config("figures"),)

        assert rooms
        assert all(figure.key == key for key, figure in FIGURES.items())
        assert {key for keys in FRONT.values() for key in keys} <= set(FIGURES)

    def test_a_flow_names_what_moves_it(self) -> None:
        flows = [f for f in FIGURES.values() if isinstance(f, Figure) and f.day]

        assert flows
        assert all(figure.kept for figure in flows)

    def test_no_phrase_names_two_figures(self) -> None:
        named: dict[str, list[str]] = {}
        for figure in FIGURES.values():
            for phrase in figure.phrases:
                named.setdefault(phrase, []).append(figure.key)

        assert {phrase: keys for phrase, keys in named.items() if len(keys) > 1} == {}


class TestValue:
    def test_it_is_the_rows_at_every_level(self, lived: Life) -> None:
        said = 0
        for n, figure in enumerate(f for f in FIGURES.values() if isinstance(f, Figure)):
            for place, (first, last) in WHERE_WHEN[n % 3 :: 3]:
                value = figure.value(place, first, last)
                rows = list(figure.printed(place, first, last))

                assert value == sum(row["counts"] for row in rows), (figure.key, place, first)
                assert figure.weight or value == len(rows), (figure.key, place, first)
                assert len({row["id"] for row in rows}) == len(rows), figure.key
                said += bool(value)
        assert said > 130

    def test_it_is_the_same_counted_together(self, lived: Life) -> None:
        figures = [f for f in FIGURES.values() if isinstance(f, Figure)]
        for place, (first, last) in WHERE_WHEN[::2]:
            together = counting.count(figures, place, first, last)

            assert together == {figure.key: figure.value(place, first, last) for figure in figures}, (place, first)

    def test_its_children_add_up(self, lived: Life) -> None:
        for figure in FIGURES.values():
            if not figure.adds_up:
                continue
            for place, children in (("220422", ("220422100", "220422102")), ("220422102", ("220422102209", "220422102210"))):
                found = tallying.by_child(figure, place, children, *PERIODS[0])

                assert sum(number or 0 for number in found.values()) == figure.value(place, *PERIODS[0]), figure.key

    def test_it_opens_a_record(self, lived: Life) -> None:
        for figure in FIGURES.values():
            if isinstance(figure, Figure) and (row := figure.rows("", *PERIODS[1]).first()):
                assert figure.opens(row).startswith("/"), figure.key

    def test_it_is_a_share_of_its_base(self, lived: Life) -> None:
        for share in (f for f in FIGURES.values() if isinstance(f, Share)):
            part, whole = (f.value("220422", *PERIODS[1]) for f in (share.part, share.whole))

            assert share.value("220422", *PERIODS[1]) == percent(part, whole)
            assert share.value("99", *PERIODS[1]) is None
            assert share.rows("220422", *PERIODS[1]).count() == whole

    def test_rows_cost_a_fixed_number_of_queries(self, lived: Life, django_assert_num_queries: Any) -> None:
        for figure in (f for f in FIGURES.values() if isinstance(f, Figure)):
            with CaptureQueriesContext(connection) as asked_first:
                rows = figure.rows("", *PERIODS[1])
            # Entries, and what belongs to them, are asked after once more: whether their words are for everybody.
            # Homes met are asked after as well: whether an entry that everybody may read says so.
            asked_after = (figure.of in WITH_WORDS or figure.veil is not None) and rows.exists()
            with django_assert_num_queries(len(asked_first) + 1 + asked_after):
                list(figure.printed("", *PERIODS[1]))

    def test_a_stock_is_not_counted_on_a_day_to_come(self, lived: Life) -> None:
        late = FIGURES["promise.overdue"]

        now = tallying.value(late, "220422", date(2026, 4, 1), date(2026, 4, 30), today=date(2026, 4, 2))

        assert now == late.value("220422", date(2026, 4, 1), date(2026, 4, 2))


class TestAmounts:
    def test_each_sum_is_its_rows(self, lived: Life) -> None:
        found = amounts("220422", *PERIODS[1])

        assert [amount.figure.key for amount in found] == ["quantity:米:清沟"]
        for amount in found:
            figure = find(amount.figure.key)
            assert isinstance(figure, Figure)
            assert figure.value("220422", *PERIODS[1]) == amount.value
            assert figure.rows("220422", *PERIODS[1]).count() == amount.times
            assert amount.rough == figure.is_rough("220422", *PERIODS[1])


class TestFind:
    def test_it_names_what_is_near(self) -> None:
        with pytest.raises(NotNow, match=r"visit\.persons"):
            find("visit.person")
        with pytest.raises(NotNow, match="走访群众"):
            find("走访群众人")

    def test_it_finds_by_key_alone(self) -> None:
        assert find("group.低保.people").unit == "人"
        assert find("quantity:户:走访").title == "走访"
        assert find("quantity:人/次:义诊:老人").key == "quantity:人/次:义诊:老人"
        assert LAST
