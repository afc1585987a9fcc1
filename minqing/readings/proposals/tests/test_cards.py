from dataclasses import replace
from datetime import date

import pytest

from minqing.lib.fields import new_id
from minqing.readings.proposals import cards
from minqing.readings.proposals.cards import YES, cards_of, trouble_of
from minqing.readings.proposals.reading import Person, ProposedMatter, Reading, Roster, read
from minqing.readings.proposals.reading.weighing import MATTERS
from minqing.readings.proposals.saving import Entry, keep
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter

DAY = date(2026, 4, 22)


def told(kind: str, *, household: str | None = None, resolved: bool = False) -> Reading:
    matter = ProposedMatter(kind, "门前排水沟堵了", household, "environment", resolved, (0, 7))
    return Reading("visit", [], [], [matter], [], None)


class TestLabel:
    @pytest.mark.parametrize(
        ("text", "number", "unit", "label"),
        [
            ("去李桂兰家和孙广财家看看，给两户各送了一袋米。", 1, "袋", "送了米"),
            ("给李桂兰送去棉袄一件。", 1, "件", "送去棉袄"),
            ("给孙广财家送去面两袋。", 2, "袋", "送去面"),
            ("植树，栽杉树两千五百棵。", 2500, "棵", "栽杉树"),
        ],
    )
    def test_it_says_the_thing_without_any_number(self, text, number, unit, label):
        people = Roster([Person("H1", "李桂兰", "head"), Person("H2", "孙广财", "head")])
        found = read(text, written_on=DAY, roster=people).quantities

        assert [(q.value, q.unit, cards.label_of(q.what, q.unit)) for q in found] == [(number, unit, label)]


class TestKindOfAMatter:
    @pytest.mark.parametrize("kind", MATTERS)
    def test_it_is_kept_where_that_kind_is_set_up(self, kind):
        card = cards_of(told(kind))[0]

        assert card.facts["kind"] == (kind if kind in KINDS else "need")
        assert card.label.startswith(KINDS[card.facts["kind"]].title)
        assert trouble_of(card) == ""

    def test_it_falls_back_where_it_is_not(self, monkeypatch):
        monkeypatch.setattr(cards, "KINDS", {"need": KINDS["need"]})

        assert cards_of(told("dispute"))[0].facts["kind"] == "need"

    @pytest.mark.django_db
    @pytest.mark.parametrize("resolved", [False, True])
    @pytest.mark.parametrize("kind", MATTERS)
    def test_a_confirmed_card_opens_a_matter_of_its_kind(self, world, kind, resolved):
        home = world.homes["李桂兰"]
        card = replace(cards_of(told(kind, household=str(home.pk), resolved=resolved))[0], choice=YES)
        entry = Entry(new_id(), home.place, DAY, "visit", "门前排水沟堵了。", [card], households={str(home.pk): home})

        keep(entry, by=world.users["weichanghe"], today=DAY)

        assert Matter.objects.get().kind == card.facts["kind"]
