"""The board, a figure with its rows, the way down; every door tried as neighbour, without the right, signed out."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from minqing.ground.journal import draining
from minqing.ground.staff.models import Posting, Role, User
from minqing.readings.figures import keeping, sheets
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.tests.seeding import LAST, Life
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called, Done

MARCH = {"place": "220422102", "month": "2026-03"}
DOORS = ("/figures/", "/figures/sheet/", "/figures/below/", "/figures/rows/visit.persons/", "/figures/rows/visit.persons/sheet/")


@pytest.fixture
def march(world: Any) -> Any:
    """Two entries in March, one in February."""
    home, by = world.homes["李桂兰"], world.users["linxiaohe"]
    for day, persons in ((date(2026, 2, 20), 1), (date(2026, 3, 3), 2), (date(2026, 3, 31), 3)):
        Visit.objects.record(
            by=by, place=home.place, visited_on=day, words="=1+1 屋顶还在漏", today=LAST, calls=[Called(home, persons=persons)],
            quantities=[Done("清沟", Decimal("120.5"), "米", approximate=day.day == 31)],
        )  # fmt: skip
    return world


def post(world: Any, place: Any, *verbs: str) -> Any:
    """A browser of somebody who holds these verbs at a place and no others."""
    role = Role.objects.create(pk="some", name="某岗", verbs=list(verbs))
    user = User.objects.create_user("somebody", name="某人")
    Posting.objects.create(user=user, place=place, county=place.pk[:6], role=role, title="某岗", from_on=date(2020, 1, 1))
    world.users["somebody"] = user
    return world.client("somebody")


class TestDoors:
    @pytest.mark.parametrize("door", DOORS)
    def test_it_is_closed_to_the_neighbour(self, world: Any, door: str) -> None:
        assert world.client("jiachengyi").get(door, {"place": "220422102209"}).status_code == 404
        assert world.client("zhouqiming").get(door, {"place": "220422"}).status_code == 404
        assert world.client("zhouqiming").get(door, {"place": "nowhere"}).status_code == 404

    @pytest.mark.parametrize("door", DOORS)
    def test_it_is_closed_without_the_right(self, world: Any, door: str) -> None:
        assert post(world, world.village, "household.see").get(door).status_code == 403

    @pytest.mark.parametrize("door", DOORS)
    def test_it_asks_to_sign_in(self, world: Any, door: str) -> None:
        answer = world.client().get(door)

        assert answer.status_code == 302
        assert "sign-in" in answer["Location"]

    @pytest.mark.parametrize("door", DOORS)
    def test_it_only_reads(self, world: Any, door: str) -> None:
        assert world.client("zhouqiming").post(door, MARCH).status_code == 405

    @pytest.mark.parametrize("door", DOORS)
    @pytest.mark.parametrize(
        "wrong", [{"month": "2026-13"}, {"month": "三月"}, {"from": "2026-03-01"}, {"from": "2026-03-09", "to": "2026-03-01"}]
    )
    def test_it_says_what_is_wrong_with_a_period(self, world: Any, door: str, wrong: dict[str, str]) -> None:
        answer = world.client("zhouqiming").get(door, wrong)

        assert answer.status_code == 409
        assert any(words in answer.content.decode() for words in ("看不懂", "写反了"))

    def test_it_says_that_there_is_no_such_figure(self, world: Any) -> None:
        answer = world.client("zhouqiming").get("/figures/rows/visit.person/")

        assert answer.status_code == 409
        assert "visit.persons" in answer.content.decode()


class TestBoard:
    def test_it_shows_the_month_beside_the_one_before(self, march: Any) -> None:
        page = march.client("zhouqiming").get("/figures/", MARCH).content.decode()

        assert "安石镇 2026年3月" in page
        assert "2月 1 · 多 4" in page
        assert "往下看 2 个村（社区）" in page
        assert "约 241" in page
        assert "清沟" in page
        assert 'id="year" type="application/json"' in page

    def test_it_compares_with_the_year_before_or_nothing(self, march: Any) -> None:
        client = march.client("zhouqiming")

        assert "和 去年3月比" in client.get("/figures/", {**MARCH, "against": "year"}).content.decode()
        assert "2月 1" not in client.get("/figures/", {**MARCH, "against": "none"}).content.decode()

    def test_it_links_only_the_places_in_scope(self, march: Any) -> None:
        page = march.client("linxiaohe").get("/figures/").content.decode()

        assert "place=220422102209&" in page.replace("&amp;", "&")
        assert "place=220422102&" not in page.replace("&amp;", "&")

    def test_it_folds_groups_without_anybody(self, march: Any) -> None:
        page = march.client("zhouqiming").get("/figures/", MARCH).content.decode()

        assert "低保户数" in page
        assert "留守儿童" not in page
        assert "类没有人" in page

    def test_it_takes_days(self, march: Any) -> None:
        days = {"place": "220422102", "from": "2026-03-04", "to": "2026-03-31"}
        page = march.client("zhouqiming").get("/figures/", days).content.decode()

        assert "2026年3月4日到3月31日" in page
        assert "上一段也是 3" in page
        assert 'name="from"' in page
        assert "按月看" in page

    def test_every_page_holds_when_there_is_nothing(self, world: Any) -> None:
        client = world.client("hanxue")
        for door in DOORS:
            assert client.get(door).status_code == 200, door

    @pytest.mark.parametrize("filled", [False, True])
    def test_it_costs_few_queries(self, world: Any, filled: bool, django_assert_max_num_queries: Any) -> None:
        Life(world).live(80)
        if filled:
            keeping.reconcile(today=LAST)
            while draining.drain():
                pass
        client = world.client("hanxue")
        client.get("/figures/", {"place": "220422", "month": "2026-03"})
        with django_assert_max_num_queries(36 if filled else 100):
            client.get("/figures/", {"place": "220422", "month": "2026-03"})


class TestFigure:
    def test_it_shows_number_rule_and_rows(self, march: Any) -> None:
        page = march.client("zhouqiming").get("/figures/rows/visit.persons/", MARCH).content.decode()

        assert "一次见到几人数几人次" in page
        assert page.count("李桂兰家</a>") == 2
        assert "共 2 行，合计 5 人次" in page
        assert "按村合计" in page

    def test_it_is_a_fragment_in_the_drawer(self, march: Any) -> None:
        headers = {"HX-Request": "true", "HX-Target": "drawer"}
        answer = march.client("zhouqiming").get("/figures/rows/visit.persons/", MARCH, headers=headers).content.decode()

        assert "<html" not in answer
        assert "drawer-head" in answer

    def test_every_figure_opens(self, world: Any) -> None:
        Life(world).live(80)
        client = world.client("hanxue")
        for key in (*FIGURES, "quantity:米:清沟"):
            answer = client.get(f"/figures/rows/{key}/", {"month": "2026-03"})
            assert answer.status_code == 200, key

    def test_every_row_opens_its_record(self, world: Any) -> None:
        Life(world).live(60)
        client = world.client("hanxue")
        seen = set()
        for figure in FIGURES.values():
            rows = figure.rows("220422", date(2026, 1, 1), date(2026, 4, 30))[:1]
            counted = getattr(figure, "whole", figure)
            seen |= {counted.opens(row) for row in rows}
        for url in seen:
            assert client.get(url).status_code == 200, url

    def test_it_turns_pages(self, march: Any) -> None:
        home, by = march.homes["李桂兰"], march.users["linxiaohe"]
        for _ in range(60):
            Visit.objects.record(
                by=by, place=home.place, visited_on=date(2026, 3, 5), words="走访", today=LAST, calls=[Called(home)]
            )
        client = march.client("zhouqiming")

        first = client.get("/figures/rows/visit.calls/", MARCH).content.decode()
        second = client.get("/figures/rows/visit.calls/", {**MARCH, "page": "2"}).content.decode()

        assert "第 1–50 行，共 62 行，合计 62 户次" in first
        assert "第 51–62 行" in second
        assert 'rel="prev"' in second

    def test_it_hides_rows_from_whoever_may_see_numbers_only(self, march: Any) -> None:
        client = post(march, march.village, "figure.see")

        page = client.get("/figures/rows/visit.persons/", {"month": "2026-03"}).content.decode()

        assert "5 <span>人次" in page
        assert "李桂兰" not in page
        assert client.get("/figures/rows/visit.persons/sheet/", {"month": "2026-03"}).status_code == 403

    def test_a_share_shows_its_base(self, world: Any) -> None:
        Life(world, 3).live(150)
        page = (
            world.client("hanxue")
            .get("/figures/rows/judgement.solved_share/", {"from": "2026-01-01", "to": "2026-06-30"})
            .content.decode()
        )

        assert "有效回访 " in page
        assert "群众说办好了" in page


class TestBelow:
    def test_it_leads_down(self, march: Any) -> None:
        page = march.client("zhouqiming").get("/figures/below/", {**MARCH, "figure": "visit.persons"}).content.decode()

        assert "中香村" in page
        assert "朝阳村" in page
        assert "place=220422102209" in page

    def test_it_does_not_add_what_does_not_add_up(self, march: Any) -> None:
        page = march.client("zhouqiming").get("/figures/below/", {**MARCH, "figure": "visit.households"}).content.decode()

        assert "不能一处一处相加" in page
        assert "<tfoot>" not in page


class TestSheets:
    def open(self, answer: Any) -> Any:
        return openpyxl.load_workbook(io.BytesIO(answer.content)).active

    def test_the_board_as_excel(self, march: Any) -> None:
        sheet = self.open(march.client("zhouqiming").get("/figures/sheet/", MARCH))
        lines = {row[7]: row for row in sheet.iter_rows(min_row=3, values_only=True)}

        assert sheet["A1"].value == "安石镇 2026年3月 数"
        assert lines["visit.persons"][3:6] == (5, 1, 4)
        assert set(FIGURES) <= set(lines)
        assert lines["quantity:米:清沟"][1] == "清沟（约数）"

    def test_rows_as_excel_start_no_formula(self, march: Any) -> None:
        sheet = self.open(march.client("zhouqiming").get("/figures/rows/visit.persons/sheet/", MARCH))
        rows = list(sheet.iter_rows(min_row=3, values_only=True))

        assert rows[0][5] == "=1+1 屋顶还在漏"
        assert sheet["F3"].data_type == "s"
        assert rows[-1][-1] == 5
        assert rows[-1][0] == "合计"

    def test_too_many_rows_are_refused_in_a_sentence(self, march: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheets, "MOST_ROWS", 1)

        answer = march.client("zhouqiming").get("/figures/rows/visit.persons/sheet/", MARCH)

        assert answer.status_code == 409
        assert "一次最多下载" in answer.content.decode()
