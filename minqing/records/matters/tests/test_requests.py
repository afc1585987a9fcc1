"""Taking in residents' requests from another system."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minqing.conftest import World
from minqing.ground.journal import Person
from minqing.ground.journal.models import Event
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter, Move
from minqing.records.matters.models.origin import RequestOrigin
from minqing.records.matters.requests import importing as requests
from minqing.records.matters.requests.files import read
from minqing.records.people.ledger.tests.book import workbook

TODAY = date(2026, 4, 22)
BY = Person("命令行")
ANSWERED = """id,subject,asked_at,text,answer,answered_at
11,路灯不亮,2026/1/5 9:32:09,"村口的路灯
三天没亮",换了灯泡，亮了,2026/1/9 10:00
12,没人拉垃圾,2026/2/1 8:00,垃圾堆在桥头,,
13,桥坏了,2026年3月2日,桥板断了,修好了,2026-03-20
"""
VOTED = "id,subject,asked_at,text,against,for\n11,装个健身器材,2026/3/3,广场空着,1,12\n12,,2026/3/4,想要一条去镇上的班车,0,0\n"


def taken(content: str | bytes, world: World, filename: str = "requests.csv") -> requests.Outcome:
    file = read(content.encode() if isinstance(content, str) else content, filename=filename, today=TODAY)
    return requests.take_in(file, place=world.village, by=BY, on=TODAY, filename=filename)


class TestRead:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_it_reads_the_encodings_of_the_trade(self, encoding: str):
        file = read(ANSWERED.encode(encoding), filename="a.csv", today=TODAY)
        assert [request.subject for request in file.requests] == ["路灯不亮", "没人拉垃圾", "桥坏了"]
        assert [request.days for request in file.requests] == [4, None, 18]
        assert not file.problems

    def test_it_knows_chinese_headings(self):
        content = "留言编号,留言用户,留言主题,留言时间,留言详情,反对数,点赞数\n7,某某,修路,2026/1/2,路坏了,0,3\n"
        file = read(content.encode(), filename="a.csv", today=TODAY)
        assert file.sort == "voted"
        assert file.requests[0].votes_for == 3

    @pytest.mark.parametrize(
        ("row", "column", "problem"),
        [
            (",路灯,2026/1/5,不亮,,", "id", "missing"),
            ("1,路灯,,不亮,,", "asked_at", "missing"),
            ("1,路灯,上个月,不亮,,", "asked_at", "unreadable"),
            ("1,路灯,2026/2/30,不亮,,", "asked_at", "unreadable"),
            ("1,路灯,2027/1/1,不亮,,", "asked_at", "future"),
            ("1,,2026/1/5,,,", "text", "missing"),
            ("1,路灯,2026/1/5,不亮,修了,", "answered_at", "missing"),
            ("1,路灯,2026/1/5,不亮,,2026/1/6", "answer", "missing"),
            ("1,路灯,2026/1/5,不亮,修了,2026/1/4", "answered_at", "before"),
        ],
    )
    def test_it_says_which_row_and_column_and_takes_the_others(self, row: str, column: str, problem: str):
        content = f"id,subject,asked_at,text,answer,answered_at\n{row}\n2,好的,2026/1/5,没事,,\n"
        file = read(content.encode(), filename="a.csv", today=TODAY)
        assert [(p.row, p.column, p.problem) for p in file.problems] == [(2, column, problem)]
        assert file.problems[0].message.startswith("第 2 行")
        assert [request.id for request in file.requests] == ["2"]

    def test_it_reads_a_list_with_titles_other_words_a_foot_and_days_in_many_shapes(self):
        content = (
            "某某区12345热线工单明细\n导出时间：2026-04-20,,\n序号,工单号,诉求标题,来电时间,登记时间,问题描述,承办单位,办理情况,办结日期,点赞\n"
            "1,GD-01,路灯不亮,20260105093209,2026-01-06,村口的路灯,供电所,换了灯泡,2026.1.9,12 人\n"
            "2,GD-02,,2026年2月1日 上午8时,2026-02-02,垃圾堆在桥头,城管,未办结,/,\n"
            "3,GD-03,桥坏了,46082,2026-03-03,桥板断了,交通局,修好了,２０２６－３－２０,\n"
            "合计：3件\n填表人：王五,,审核：赵六\n"
        )
        file = read(content.encode("gb18030"), filename="工单.csv", today=TODAY)

        assert [(r.id, r.asked_on.isoformat(), r.days, r.votes_for) for r in file.requests] == [
            ("GD-01", "2026-01-05", 4, 12), ("GD-02", "2026-02-01", None, None),
        ]  # fmt: skip
        assert [(p.row, p.column, p.problem) for p in file.problems] == [(6, "来电时间", "unreadable")]

    def test_a_list_without_numbers_is_known_again_by_its_words(self):
        head, rows = "序号,时间,标题,内容\n", ["1,2026/1/5,路灯,不亮\n", "2,2026/1/5,修路,泥泞\n", "3,2026/1/5,路灯,不亮\n"]
        first = read((head + "".join(rows)).encode(), filename="一月.csv", today=TODAY)
        again = read((head + rows[1].replace("2,", "1,", 1)).encode(), filename="二月.csv", today=TODAY)

        assert len(first.requests) == 2
        assert [p.message for p in first.problems] == ["第 4 行和第 2 行一模一样，这一行没记；删掉重复的那行。"]
        assert again.requests[0].id == first.requests[1].id

    def test_every_sheet_with_a_list_is_read(self):
        rows = [["编号", "提出时间", "内容"], ["1", 46027.0, "路灯不亮"]]
        content = workbook({"说明": [["本表由系统导出"]], "一月": rows, "二月": [*rows, ["2", date(2026, 2, 1), ""]]})
        file = read(content, filename="请求.xlsx", today=TODAY)

        assert [(r.id, r.asked_on) for r in file.requests] == [("1", date(2026, 1, 5))]
        assert [p.message[:9] for p in file.problems] == ["“二月”第 2 行", "“二月”第 3 行"]

    def test_a_number_given_twice_is_taken_once(self):
        content = "id,asked_at,text\n1,2026/1/5,路灯不亮\n1,2026/1/6,又不亮\n"
        file = read(content.encode(), filename="a.csv", today=TODAY)
        assert [p.problem for p in file.problems] == ["twice"]
        assert len(file.requests) == 1

    def test_votes_that_are_no_numbers_are_said(self):
        file = read("id,asked_at,text,for\n1,2026/1/5,路灯不亮,很多\n".encode(), filename="a.csv", today=TODAY)
        assert [(p.column, p.problem) for p in file.problems] == [("for", "unreadable")]

    def test_what_is_no_list_of_requests_is_refused(self):
        for content in (b"", "姓名,电话\n李,1\n".encode(), b"\xff\xfe\x00\x00\x81"):
            with pytest.raises(NotNow):
                read(content, filename="a.csv", today=TODAY)

    def test_it_reads_a_workbook(self, tmp_path: Any):
        import xlsxwriter

        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate((("id", "asked_at", "text", "for"), (7, "2026-01-05", "路灯不亮", 3))):
                sheet.write_row(at, 0, row)
        file = read(path.read_bytes(), filename="a.xlsx", today=TODAY)
        assert [(request.id, request.votes_for) for request in file.requests] == [("7", 3)]


class TestTakeIn:
    def test_answered_requests_are_closed_and_nobody_said_solved(self, world: World):
        outcome = taken(ANSWERED, world)
        assert (outcome.requests, outcome.closed, outcome.open, outcome.created) == (3, 2, 1, 3)
        assert (outcome.days_median, outcome.days_longest) == (11, 18)
        lamp = Matter.objects.get(about="路灯不亮")
        assert (lamp.phase, lamp.solved, lamp.source) == ("done", None, "import")
        assert (lamp.opened_on, lamp.closed_on) == (date(2026, 1, 5), date(2026, 1, 9))
        steps = list(Move.objects.filter(matter=lamp).order_by("id"))
        assert [(step.move, step.on, step.words) for step in steps] == [
            ("matter.open", date(2026, 1, 5), "村口的路灯\n三天没亮"), ("matter.reply", date(2026, 1, 9), "换了灯泡，亮了"),
        ]  # fmt: skip
        assert Matter.objects.get(about="没人拉垃圾").phase == "open"

    def test_votes_are_kept_and_a_title_comes_out_of_the_text(self, world: World):
        taken(VOTED, world)
        assert RequestOrigin.objects.get(matter__about="装个健身器材").votes_for == 12
        assert Matter.objects.filter(about="想要一条去镇上的班车", phase="open").exists()

    def test_importing_again_changes_nothing(self, world: World):
        first = taken(ANSWERED, world)
        before = list(Matter.objects.order_by("id").values_list("id", "receipt", "version"))
        again = taken(ANSWERED, world)
        assert (again.requests, again.created, again.known) == (first.requests, 0, 3)
        assert list(Matter.objects.order_by("id").values_list("id", "receipt", "version")) == before
        assert Event.objects.filter(verb="matter.import").count() == 1

    def test_the_same_numbers_of_two_lists_are_different_requests(self, world: World):
        taken(ANSWERED, world)
        taken(VOTED, world)
        assert Matter.objects.filter(source="import").count() == 5

    def test_one_line_in_the_journal_touches_every_month(self, world: World):
        taken(ANSWERED, world)
        event = Event.objects.get(verb="matter.import")
        assert event.after["created"] == 3
        assert {month for _, month in event.cells} == {"2026-01", "2026-02", "2026-03", "2026-04"}

    def test_figures_follow_and_the_answers_are_nobodys_word(self, world: World):
        from minqing.readings.figures import tallying
        from minqing.readings.figures.catalogue import FIGURES

        taken(ANSWERED, world)
        figures = [FIGURES["matter.opened"], FIGURES["matter.solved"]]
        said = tallying.values(figures, world.village.pk, date(2026, 1, 1), date(2026, 3, 31), today=TODAY)
        assert said == {"matter.opened": 3, "matter.solved": 0}
        assert all("matter.import" in figure.moved_by for figure in figures)

    def test_a_preview_stores_nothing(self, world: World):
        file = read(ANSWERED.encode(), filename="a.csv", today=TODAY)
        assert requests.preview(file, place=world.village).created == 3
        assert not Matter.objects.filter(source="import").exists()

    def test_its_queries_grow_by_portions_only(self, world: World, django_assert_max_num_queries: Any):
        rows = "".join(f"{n},事 {n},2026/1/{n % 28 + 1},说明 {n},办了,2026/2/1\n" for n in range(450))
        with django_assert_max_num_queries(60):
            taken("id,subject,asked_at,text,answer,answered_at\n" + rows, world)
        assert Matter.objects.filter(source="import").count() == 450


SHARED = Path(__file__).resolve().parents[4].parent / "shared" / "requests"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared requests are not here")
@pytest.mark.parametrize(("name", "closed", "open_"), [("requests_answered", 546, 0), ("requests_with_votes", 0, 1801)])
def test_the_shared_requests_are_taken_in_whole(world: World, name: str, closed: int, open_: int) -> None:
    outcome = taken((SHARED / f"{name}.csv").read_bytes(), world)
    assert (outcome.closed, outcome.open, outcome.created, outcome.problems) == (closed, open_, closed + open_, [])
