import pytest

from minqing.ledgers.briefs import lists, wording
from minqing.ledgers.briefs.brief import BRIEFS
from minqing.readings.figures.catalogue import FIGURES


class TestWordings:
    @pytest.mark.parametrize("name", BRIEFS)
    def test_it_asks_only_for_figures_and_lists_that_there_are(self, name: str) -> None:
        paragraphs = wording.load(name)

        assert set(wording.keys_of(paragraphs)) <= set(FIGURES)
        assert {paragraph.name for paragraph in paragraphs if paragraph.kind == "list"} <= set(lists.LISTS)

    @pytest.mark.parametrize("name", BRIEFS)
    def test_it_holds_no_number_of_its_own(self, name: str) -> None:
        pieces = [part for p in wording.load(name) for s in p.sentences for part in s.parts]
        words = "".join(piece if isinstance(piece, str) else "".join(piece) for piece in pieces)

        assert not any(character.isdigit() for character in wording.PLACEHOLDER.sub("", words))


class TestParse:
    def test_it_reads_conditions_and_enumerations(self) -> None:
        (paragraph,) = wording.parse("; 说明\n[有 a b] [没有 c] 共{a}件，<甲{a}件、乙{b}件>。\n")

        (sentence,) = paragraph.sentences
        assert sentence.some == (("a", "b"),)
        assert sentence.none == ("c",)
        assert sentence.parts == ("共{a}件，", ("甲{a}件", "乙{b}件"), "。")

    def test_it_parts_paragraphs_by_empty_lines(self) -> None:
        assert [p.kind for p in wording.parse("= 题\n\n== 一\n甲。\n乙。\n\n丙。\n@超期\n")] == [
            "title",
            "heading",
            "body",
            "body",
            "list",
        ]

    @pytest.mark.parametrize("line", ["共{a件。", "[有 a]", "<甲{a}件。", "[有 a 共{a}件。"])
    def test_it_says_in_which_line_brackets_do_not_match(self, line: str) -> None:
        with pytest.raises(wording.WordingWrong, match="第 2 行"):
            wording.parse(f"甲。\n{line}\n")
