import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ledgers import asking
from minqing.ledgers.briefs import brief, making, paper
from minqing.ledgers.briefs.reading import figures_in
from minqing.lib.refusal import NotNow
from minqing.readings.figures.catalogue import FIGURES

TODAY = date(2026, 4, 22)


def made(place: Place, month: str = "2026-04") -> brief.Brief:
    return brief.make("month", place=place, month=asking.month_of(month, on=TODAY))


def text(found: brief.Brief) -> str:
    return "\n".join(line.text for line in found.lines)


def file_of(world: Any, place: Place, month: str = "2026-04") -> io.BytesIO:
    target = io.BytesIO()
    making.make_file(
        target, "month", place=place, month=asking.month_of(month, on=TODAY), by=world.users["weichanghe"], on=TODAY
    )  # fmt: skip
    target.seek(0)
    return target


class TestWords:
    def test_it_says_the_month_in_whole_sentences(self, world: Any, april: Any) -> None:
        said = text(made(world.village))

        assert said.startswith("安石镇中香村2026年4月工作简报\n一、走访情况\n本月入户走访3户次，走到3户，见到群众4人次。")
        assert "去了没见到人的1户次。" in said
        assert "另外，开会1场。" in said
        assert "其中需求3件、微心愿1个。" in said
        assert "其中村里就办完的1件，占办好了的100.0%。" in said
        assert "到4月22日，还没办完的事3件。其中过了期限的1件" in said

    def test_it_says_that_there_is_nothing_instead_of_noughts(self, world: Any) -> None:
        said = text(made(world.village))

        assert "本月没有入户走访的记录。" in said
        assert "本月没有新收群众反映的事。" in said
        assert "到4月22日，没有在办的事。" in said
        assert "5月没有到期的事" in said
        assert not any(f"{unit}" in said for unit in ("0件", "0户", "0个", "0人次", "没有底数", "其中。", "，。", "。。"))

    def test_it_lists_what_is_overdue_and_what_falls_due_without_full_names(self, world: Any, april: Any) -> None:
        said = text(made(world.village))

        assert "1. 应在4月10日前，答应李某某家" in said
        assert "2. 应在4月20日前，王某某反映：=1+1 低保卡丢了（魏长河）。" in said
        assert "1. 5月6日前，答应张某某家：陪着去县医院复查（魏长河）；" in said
        assert "2. 5月9日前，刘某某反映：@弯道护栏坏了" in said
        assert not any(name in said for name in world.homes)

    def test_it_counts_a_past_month_to_its_end(self, world: Any, april: Any) -> None:
        march = made(world.village, "2026-03")

        assert march.month.last == date(2026, 3, 31)
        assert "本月没有入户走访的记录。" in text(march)

    def test_it_does_not_speak_of_the_neighbour(self, world: Any, april: Any) -> None:
        assert "本月没有入户走访的记录。" in text(made(world.neighbour))

    @pytest.mark.parametrize("place", ["220422102209", "220422102", "220422", "22"])
    def test_it_can_be_made_at_every_level(self, world: Any, april: Any, place: str) -> None:
        assert "本月入户走访3户次" in text(made(Place.objects.get(pk=place)))

    @pytest.mark.parametrize(
        ("month", "sentence"), [("2026-13", "不是月份"), ("四月", "不是月份"), ("2026-05", "还没到"), ("0001-01", "不是")]
    )
    def test_it_refuses_what_is_no_month(self, world: Any, month: str, sentence: str) -> None:
        with pytest.raises(NotNow, match=sentence):
            made(world.village, month)

    def test_it_refuses_an_unknown_brief(self, world: Any) -> None:
        with pytest.raises(NotNow, match="没有叫「year」的简报"):
            brief.make("year", place=world.village, month=asking.month_of("", on=TODAY))


class TestFigures:
    def test_it_reads_every_figure_back_from_the_file_as_it_is(self, world: Any, april: Any) -> None:
        found = figures_in(file_of(world, world.village))

        assert len(found) > 15
        for figure in found:
            value = FIGURES[figure.key].value(figure.place, figure.first, figure.last)
            assert Decimal(figure.text.removesuffix("%")) == value
            assert (figure.place, figure.first, figure.last) == ("220422102209", date(2026, 4, 1), TODAY)

    def test_it_leaves_no_number_outside_a_control_but_days_and_list_numbers(self, world: Any, april: Any) -> None:
        for line in made(world.village).lines:
            if line.kind == "body":
                loose = "".join(said.text for said in line.said if not said.key)
                assert not any(c.isdigit() for c in loose.replace("4月22日", "").replace("5月到期", ""))

    def test_it_keeps_tags_within_what_word_allows(self, world: Any, april: Any) -> None:
        place = Place.objects.get(pk="220422102209001")

        tags = [paper.tag_of(said) for said in brief.figures_of(made(place).lines)]

        assert all(len(tag) <= 64 for tag in tags)
        longest = max(FIGURES[key].key for key in made(place).figures)
        said = brief.Said("1", longest, place.pk, date(2026, 4, 1), TODAY)
        assert len(paper.tag_of(said)) <= 64

    def test_it_passes_over_controls_of_others(self) -> None:
        target = io.BytesIO()
        Document().save(target)

        assert figures_in(io.BytesIO(target.getvalue())) == []


class TestPaper:
    def test_it_is_set_as_an_official_paper(self, world: Any, april: Any) -> None:
        document = Document(file_of(world, world.village))
        section = document.sections[0]

        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
        fonts = {run.get(qn("w:eastAsia")) for run in document.element.body.iter(qn("w:rFonts"))}
        assert fonts == {"方正小标宋简体", "黑体", "仿宋_GB2312"}
        assert document.styles["Normal"].paragraph_format.line_spacing.pt == 28
        assert document.paragraphs[0].runs[0].font.size.pt == 22

    def test_it_ends_with_who_when_and_up_to_which_day(self, world: Any) -> None:
        lines = [paragraph.text for paragraph in Document(file_of(world, world.village, "2026-03")).paragraphs]

        assert lines[-3:] == ["东辽县安石镇中香村", "2026年4月22日", "数据截至2026年3月31日，每个数都能在系统里点开。"]

    def test_it_is_noted(self, world: Any) -> None:
        file_of(world, world.village)

        event = Event.objects.get(verb="brief.make")
        assert event.after == {"brief": "month", "month": "2026-04"}
        assert event.place == world.village.pk
