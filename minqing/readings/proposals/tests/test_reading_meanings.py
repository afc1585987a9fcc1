"""What words mean to the reader, and the clues made of it."""

from minqing.lib import words
from minqing.readings.proposals.reading import Person, Roster
from minqing.readings.proposals.reading.clues import clause_clues
from minqing.readings.proposals.reading.matters import cut_up
from minqing.readings.proposals.reading.meanings import MEANINGS, meant
from minqing.readings.proposals.reading.naming import find_mentions

ROSTER = Roster([Person("H1", "赵长河", "head"), Person("H2", "孙玉珍", "head")])


def clues_of(text: str) -> list[list[str]]:
    plain = words.plain(text)
    mentions = find_mentions(plain, ROSTER)
    _, pieces = cut_up(plain, "visit", mentions, words.clauses(plain))
    return clause_clues(plain, "visit", pieces, mentions)


class TestMeanings:
    def test_it_takes_the_longer_word(self):
        assert meant("水管") == (("water",),)

    def test_it_gives_every_meaning_of_a_word_in_the_order_of_the_text(self):
        assert meant("甲的屋顶漏水") == (("dwelling",), ("leak", "quarrel"))

    def test_it_knows_nothing_of_nothing(self):
        assert meant("") == ()

    def test_no_word_stands_twice_under_one_meaning(self):
        twice = {k: sorted({w for w in v.split() if v.split().count(w) > 1}) for k, v in MEANINGS.items()}

        assert {k: v for k, v in twice.items() if v} == {}


class TestClues:
    def test_a_clause_says_what_its_words_mean_and_in_what_order(self):
        clues = clues_of("赵长河家屋顶漏水。")[0]

        assert {"M:dwelling", "M:leak", "MM:dwelling:leak"} <= set(clues)

    def test_a_clause_hears_its_neighbour_of_the_same_household(self):
        first, second = clues_of("赵长河家屋顶漏水，明天派师傅去。")

        assert "n=M:future" in first
        assert "nc:明天" in first
        assert "p=M:leak" in second

    def test_it_does_not_hear_the_words_of_the_next_household(self):
        first = clues_of("赵长河家屋顶漏水，孙玉珍家都好。")[0]

        assert not [c for c in first if c.startswith("nc:")]

    def test_names_are_no_clue(self):
        assert [sorted(c) for c in clues_of("赵长河家屋顶漏水。")] == [sorted(c) for c in clues_of("孙玉珍家屋顶漏水。")]
