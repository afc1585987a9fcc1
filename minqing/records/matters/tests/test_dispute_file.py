"""A dispute's file is seen by its parties and mediators alone: every door is tried by those who serve the place without a part in it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.ground.journal.models import Event
from minqing.ground.notices.models import Notice
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.disputing import DAY, opened, performing

# Words that stand in the file and nowhere else.
WITHIN = ("滴水地", "王德福", "三十公分", "占了一尺", "没给", "13800001234", "邻里")
INSIDE, OUTSIDE = "weichanghe", ("zhouqiming", "hanxue", "guoyonggang")


@pytest.fixture
def dispute(world: World) -> Matter:
    return performing(world)


def told(body: str) -> list[str]:
    return [word for word in WITHIN if word in body]


class TestDesk:
    def test_its_page_tells_who_has_no_part_in_it_where_it_stands_and_no_more(self, world: World, dispute: Matter) -> None:
        address = reverse("matters:page", args=[dispute.pk])

        assert len(told(world.client(INSIDE).get(address).content.decode())) >= 5
        assert told(world.client("linxiaohe").get(address).content.decode()), "whoever wrote it down reads it"
        for name in OUTSIDE:
            body = world.client(name).get(address).content.decode()
            assert not told(body), (name, told(body))
            assert "矛盾纠纷" in body
        assert world.client("jiachengyi").get(address).status_code == 404
        assert Client().get(address).status_code == 302

    def test_a_mediator_whom_a_party_refused_reads_on_no_longer_even_who_wrote_it_down(self, world: World) -> None:
        matter = opened(world)
        life.move(matter, "matter.accept", by=world.users["linxiaohe"], on=DAY)
        lead, party = matter.handlings.get(role="lead"), matter.parties.get()
        life.move(
            matter, "dispute.refuse_mediator", by=world.users["linxiaohe"], on=DAY, words="她是王家外甥女", reason="refuse_kin", handling=lead,
            party=party, person=world.users["guoyonggang"],
        )  # fmt: skip

        body = world.client("linxiaohe").get(reverse("matters:page", args=[matter.pk])).content.decode()
        home = world.client("linxiaohe").get(reverse("people:page", args=[world.homes["李桂兰"].pk])).content.decode()

        assert not told(body)
        assert "记一次调解" not in body
        assert str(matter.pk) not in home
        assert told(world.client("guoyonggang").get(reverse("matters:page", args=[matter.pk])).content.decode())

    @pytest.mark.parametrize("words", ["滴水地", "王德福", "三十公分"])
    def test_lists_and_search_find_nothing_by_its_words(self, world: World, dispute: Matter, words: str) -> None:
        for name in (INSIDE, *OUTSIDE):
            body = world.client(name).get(reverse("matters:list"), {"q": words}).content.decode()
            assert str(dispute.pk) not in body
        found = world.client("zhouqiming").get("/search/", {"q": words}).content.decode()
        assert str(dispute.pk) not in found

    def test_lists_show_neutral_words(self, world: World, dispute: Matter) -> None:
        body = world.client("zhouqiming").get(reverse("matters:list"), {"kind": "dispute"}).content.decode()

        assert "矛盾纠纷" in body
        assert not told(body)

    def test_a_household_page_shows_it_to_its_mediators_alone(self, world: World, dispute: Matter) -> None:
        for home in ("李桂兰", "王德福"):
            address = reverse("people:page", args=[world.homes[home].pk])
            assert str(dispute.pk) in world.client(INSIDE).get(address).content.decode()
            for name in ("zhouqiming", "guoyonggang"):
                assert str(dispute.pk) not in world.client(name).get(address).content.decode()

    def test_moves_that_need_the_file_are_refused(self, world: World, dispute: Matter) -> None:
        for verb in ("dispute.check", "dispute.word", "matter.reopen", "dispute.court"):
            address = reverse("matters:move", args=[dispute.pk, verb])
            sent = {"version": dispute.version, "words": "看了"}
            assert world.client("zhouqiming").post(address, sent).status_code == 403
            assert world.client("jiachengyi").post(address, sent).status_code == 404
            assert Client().post(address, sent).status_code == 302

    def test_a_number_is_shown_to_a_mediator_for_a_purpose(self, world: World, dispute: Matter) -> None:
        party = dispute.parties.get(name="李桂兰")
        address = reverse("matters:party_phone", args=[dispute.pk, party.pk])

        assert "13800001234" in world.client(INSIDE).post(address, {"purpose": "约时间调解"}).content.decode()
        assert Event.objects.get(verb="number.reveal").words == "约时间调解"
        assert world.client("zhouqiming").post(address, {"purpose": "看看"}).status_code == 403
        assert world.client("jiachengyi").post(address, {"purpose": "看看"}).status_code == 404
        assert Client().post(address, {"purpose": "看看"}).status_code == 302


class TestPaper:
    def test_the_journal_holds_none_of_it(self, dispute: Matter) -> None:
        for event in Event.objects.of(dispute):
            assert not told(json.dumps([event.before, event.after, event.words, event.actor_name], ensure_ascii=False))

    def test_notices_hold_none_of_it(self, dispute: Matter) -> None:
        while draining.drain():
            pass

        assert not told("".join(Notice.objects.values_list("sentence", flat=True)))

    def test_the_matters_ledger_holds_none_of_it(self, world: World, dispute: Matter) -> None:
        from minqing.ledgers.tables.catalogue import LEDGERS

        ledger = LEDGERS["matters"]
        rows = [row for block in ledger.source("220422", dispute.opened_on, dispute.opened_on) for row in block]
        cells = " ".join(str(column.of(row)) for row in rows for column in ledger.columns)
        assert "矛盾纠纷" in cells
        assert not [word for word in told(cells) if word != "邻里"]

    def test_figures_open_to_neutral_rows(self, world: World, dispute: Matter) -> None:
        from minqing.readings.figures.catalogue import FIGURES

        for key in ("matter.opened", "dispute.opened", "dispute.accepted", "dispute.resolved"):
            figure = FIGURES[key]
            rows = list(figure.printed("220422", dispute.opened_on, dispute.details.resolved_on))
            assert rows, key
            assert not told(json.dumps(rows, default=str, ensure_ascii=False)), key


class TestOutside:
    def test_the_portal_shows_it_only_by_its_receipt_and_without_words(self, world: World, dispute: Matter) -> None:
        client = Client()
        client.post("/p/220422102209/follow/", {"receipt": dispute.receipt, "code": dispute.receipt_code}, follow=True)
        body = client.get("/p/220422102209/follow/", follow=True).content.decode()

        assert "三十公分" not in body
        assert "没给" not in body

    def test_standard_clients_get_none_of_it(self, world: World, dispute: Matter) -> None:
        for address in ("/open311/v2/requests.json", f"/open311/v2/requests/{dispute.pk}.json"):
            answer = Client().get(address, {"jurisdiction_id": "220422"})
            assert not told(answer.content.decode())

    def test_a_new_one_from_the_portal_names_nobody_in_the_journal(self, world: World) -> None:
        from datetime import date

        from minqing.faces.portal import asking
        from minqing.lib.fields import new_id

        matter = asking.take_in(
            id=new_id(), kind="dispute", place=world.village, words="老赵家的牛吃了我家苗", category="other", name="李桂兰", phone="13800001234",
            photos=[], on=date(2026, 4, 20),
        )  # fmt: skip

        events = Event.objects.of(matter).values_list("actor_name", "after", "words")
        assert "李桂兰" not in str(list(events))
        assert matter.parties.get().name == "李桂兰"
