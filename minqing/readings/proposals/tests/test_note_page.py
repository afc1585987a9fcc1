from datetime import timedelta

import pytest
from django.utils import timezone

from minqing import cast
from minqing.ground.journal.models import Event
from minqing.lib.fields import new_id
from minqing.readings.proposals.models import Proposal
from minqing.records.matters.models import Matter
from minqing.records.visits.models import Visit

WORDS = "去李桂兰家，李桂兰说门前排水沟堵了，雨水往院里灌。答应她下周三回话。下午清沟1200米。"


@pytest.fixture
def today():
    return timezone.localdate()


def sent(today, words=WORDS, **more):
    form = {"id": str(new_id()), "place": cast.ZHONGXIANG, "visited_on": today.isoformat(), "kind": "", "words": words}
    return {**form, **{name.replace("__", ":"): value for name, value in more.items()}}


class TestReading:
    def test_it_proposes_while_writing_and_stores_nothing(self, world, today):
        body = world.client("weichanghe").post("/proposals/note/reading/", sent(today)).content.decode()

        assert "李桂兰家" in body
        assert "需求 · " in body
        assert "门前排水沟堵了" in body
        assert "1,200 米" in body
        assert "走访 · 见到" in body
        assert not Visit.objects.exists()

    def test_it_never_knows_the_neighbours(self, world, today):
        body = world.client("weichanghe").post("/proposals/note/reading/", sent(today, "去了贾永年家坐坐。")).content.decode()
        assert "贾永年家" not in body

    @pytest.mark.parametrize("words", ["", "😀😀😀", "啊" * 20_000, "\x00\x00", "<script>alert(1)</script>"])
    def test_it_stands_any_words(self, world, today, words):
        answer = world.client("weichanghe").post("/proposals/note/reading/", sent(today, words))
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


class TestKeeping:
    def keep(self, world, form, username="weichanghe"):
        return world.client(username).post("/proposals/note/", form)

    def test_confirmed_cards_become_records(self, world, today):
        answer = self.keep(world, sent(today, all="1"))
        assert answer.status_code == 302

        visit = Visit.objects.get()
        assert visit.words == WORDS
        assert visit.calls.get().household == world.homes["李桂兰"]
        assert visit.quantities.get().number == 1200
        matter = Matter.objects.get()
        assert (matter.kind, matter.household, matter.visit) == ("need", world.homes["李桂兰"], visit)
        promise = visit.promises.get()
        assert promise.due_on == today - timedelta(days=today.weekday()) + timedelta(days=9)
        assert promise.household == world.homes["李桂兰"]
        assert {event.verb for event in Event.objects.filter(actor_name="魏长河")} >= {
            "visit.record",
            "matter.open",
            "promise.make",
        }

    def test_unconfirmed_cards_wait_and_the_words_are_kept(self, world, today):
        self.keep(world, sent(today))

        visit = Visit.objects.get()
        assert not visit.calls.exists()
        assert not Matter.objects.exists()
        assert Proposal.objects.undecided().count() == 4
        assert "读出来还没认的" in world.client("weichanghe").get("/today/").content.decode()

    def test_a_double_click_keeps_one(self, world, today):
        form = sent(today, all="1")
        self.keep(world, form)
        self.keep(world, form)

        assert Visit.objects.count() == Matter.objects.count() == 1

    def test_what_was_said_no_to_is_not_kept_and_not_asked_again(self, world, today):
        body = world.client("weichanghe").post("/proposals/note/reading/", sent(today)).content.decode()
        key = body.split('id="card-matter-')[1].split('"')[0]
        self.keep(world, {**sent(today), f"choice:matter-{key}": "no"})

        assert not Matter.objects.exists()
        assert Proposal.objects.get(key=f"matter-{key}").decided_on == today

    def test_a_correction_is_what_is_kept(self, world, today):
        body = world.client("weichanghe").post("/proposals/note/reading/", sent(today)).content.decode()
        key = "matter-" + body.split('id="card-matter-')[1].split('"')[0]
        edits = {
            f"choice:{key}": "yes",
            f"edit:{key}:about": "排水沟堵",
            f"edit:{key}:kind": "wish",
            f"edit:{key}:category": "other",
        }
        self.keep(world, {**sent(today), **edits, f"edit:{key}:name": "王德福"})

        matter = Matter.objects.get()
        assert (matter.kind, matter.about, matter.category, matter.household) == (
            "wish",
            "排水沟堵",
            "other",
            world.homes["王德福"],
        )
        assert Proposal.objects.get(key=key).taken["about"] == "排水沟堵"

    def test_the_same_matter_again_is_carried_on(self, world, today):
        self.keep(world, sent(today, all="1"))
        first = Matter.objects.get()
        first.step("matter.accept", by=world.users["weichanghe"], on=today)
        body = world.client("weichanghe").post("/proposals/note/reading/", sent(today)).content.decode()
        assert "是它吗" in body
        key = "matter-" + body.split('id="card-matter-')[1].split('"')[0]
        self.keep(world, {**sent(today), f"choice:{key}": "yes", f"edit:{key}:same": str(first.pk)})

        assert Matter.objects.count() == 1
        assert first.moves.filter(move="matter.handle").exists()

    def test_done_on_the_spot_waits_for_the_residents_word(self, world, today):
        self.keep(world, sent(today, "去张玉珍家，她说灯泡坏了，当场给换好了。", all="1"))
        assert {matter.phase for matter in Matter.objects.all()} <= {"waiting", "open"}

    def test_a_household_named_beside_the_text_is_called(self, world, today):
        self.keep(world, sent(today, "坐了一会儿，没别的事。", also="王德福、刘福贵家"))
        assert {call.household.head_name for call in Visit.objects.get().calls.all()} == {"王德福", "刘福贵"}

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"words": "   "}, "还没写字"), ({"words": "😀😀！"}, "只有表情和标点"), ({"words": "话" * 10_001}, "10,000"), ({"visited_on": "2999-01-01"}, "还没到那天"),
            ({"visited_on": "昨天"}, "日期没写对"), ({"also": "贾永年"}, "花名册里没有"), ({"place": cast.NEIGHBOUR}, "不在你的范围"),
            ({"visited_on": "1999-01-01"}, "年份太早"),
        ],
    )  # fmt: skip
    def test_trouble_is_one_sentence_and_nothing_is_stored(self, world, today, change, sentence):
        answer = self.keep(world, {**sent(today), **change})

        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not Visit.objects.exists()

    def test_the_words_are_shown_again_after_trouble(self, world, today):
        assert "门前排水沟堵了" in self.keep(world, {**sent(today), "also": "没这人"}).content.decode()


class TestDeciding:
    def test_a_waiting_card_is_confirmed_later_once(self, world, today):
        client = world.client("weichanghe")
        client.post("/proposals/note/", sent(today))
        for proposal in Proposal.objects.undecided():
            for _ in range(2):
                client.post(f"/proposals/{proposal.pk}/decision/", {f"choice:{proposal.key}": "yes"})

        visit = Visit.objects.get()
        assert (visit.calls.count(), visit.quantities.count(), visit.promises.count(), Matter.objects.count()) == (1, 1, 1, 1)
        assert visit.households == 1
        assert not Proposal.objects.undecided().exists()

    def test_a_neighbour_cannot_decide(self, world, today):
        world.client("weichanghe").post("/proposals/note/", sent(today))
        proposal = Proposal.objects.first()
        answer = world.client("jiachengyi").post(f"/proposals/{proposal.pk}/decision/", {f"choice:{proposal.key}": "yes"})
        assert answer.status_code == 404


class TestDoors:
    def test_signed_out_goes_to_sign_in(self, world):
        assert world.client().get("/proposals/note/")["Location"].startswith("/sign-in/")

    def test_without_the_right_it_is_refused(self, world):
        assert world.client("hanxue").get("/proposals/note/").status_code == 403

    def test_for_a_neighbours_household_it_is_not_found(self, world):
        home = world.homes["贾永年"]
        assert world.client("weichanghe").get(f"/proposals/note/?household={home.pk}").status_code == 404


class TestAfterwards:
    """What its writer puts right once an entry is kept."""

    @pytest.fixture
    def visit(self, world, today):
        world.client("weichanghe").post("/proposals/note/", sent(today))
        return Visit.objects.get()

    def test_a_waiting_card_is_corrected_where_it_waits(self, world, today, visit):
        client, waiting = world.client("weichanghe"), Proposal.objects.get(key__startswith="matter-")
        assert f'name="edit:{waiting.key}:about"' in client.get(f"/visits/{visit.pk}/").content.decode()

        edits = {f"edit:{waiting.key}:about": "沟堵了", f"edit:{waiting.key}:name": "王德福", f"choice:{waiting.key}": "yes"}
        client.post(f"/proposals/{waiting.pk}/decision/", edits)
        matter = Matter.objects.get()
        assert (matter.about, matter.household) == ("沟堵了", world.homes["王德福"])

    def test_a_name_that_nobody_has_is_said_and_the_card_waits_on(self, world, today, visit):
        waiting = Proposal.objects.get(key__startswith="call-")
        answer = world.client("weichanghe").post(
            f"/proposals/{waiting.pk}/decision/", {f"edit:{waiting.key}:name": "没这人", f"choice:{waiting.key}": "yes"}
        )
        assert (answer.status_code, "花名册里没有" in answer.content.decode()) == (409, True)
        assert Proposal.objects.undecided().count() == 4

    def test_corrected_words_are_read_again(self, world, today, visit):
        client = world.client("weichanghe")
        call = Proposal.objects.get(key__startswith="call-")
        client.post(f"/proposals/{call.pk}/decision/", {f"choice:{call.key}": "yes"})
        words = WORDS.replace("下午清沟1200米。", "又去了王德福家坐了坐，老王挺好。")
        client.post(f"/visits/{visit.pk}/correction/", {"words": words, "visited_on": today.isoformat(), "kind": "visit"})

        waiting = {(p.read["sort"], p.read.get("household", "")) for p in Proposal.objects.undecided()}
        assert ("call", str(world.homes["王德福"].pk)) in waiting
        assert ("call", str(world.homes["李桂兰"].pk)) not in waiting
        assert "quantity" not in {sort for sort, _ in waiting}

    def test_a_household_that_was_left_out_is_added_by_name(self, world, today, visit):
        client, address = world.client("weichanghe"), f"/proposals/entries/{visit.pk}/homes/"
        client.post(address, {"homes": "王德福、刘福贵家"})
        visit.refresh_from_db()
        assert (visit.households, visit.calls.count()) == (2, 2)

        assert client.post(address, {"homes": "没这人"}).status_code == 409
        assert client.post(address, {"homes": " "}).status_code == 409
        assert world.client("linxiaohe").post(address, {"homes": "王德福"}).status_code == 409
        assert world.client("jiachengyi").post(address, {"homes": "王德福"}).status_code == 404
        assert world.client().post(address, {"homes": "王德福"}).status_code == 302

    def test_words_written_on_after_a_lost_answer_are_kept_in_the_same_entry(self, world, today):
        client, form = world.client("weichanghe"), sent(today)
        client.post("/proposals/note/", form)
        client.post("/proposals/note/", {**form, "words": WORDS + "又去了王德福家。"})

        visit = Visit.objects.get()
        assert visit.words.endswith("又去了王德福家。")
        assert Proposal.objects.filter(read__household=str(world.homes["王德福"].pk), read__sort="call").exists()

    def test_the_draft_of_a_households_page_is_its_own(self, world, today):
        client, home = world.client("weichanghe"), world.homes["李桂兰"]
        page = client.get(f"/proposals/note/?household={home.pk}").content.decode()
        name = f"note-{world.users['weichanghe'].pk}-{home.pk}"
        assert f'data-draft="{name}"' in page
        assert "李桂兰家" in page

        kept = client.post("/proposals/note/", sent(today, household=str(home.pk)), follow=True).content.decode()
        assert f'data-draft-done="{name}"' in kept


class TestDefaults:
    def chosen(self, client):
        return client.get("/proposals/note/").context["place"]

    def test_a_wide_scope_opens_where_somebody_lives_then_where_the_last_entry_was(self, world, today):
        client = world.client("zhouqiming")
        assert self.chosen(client) == cast.ZHONGXIANG
        client.post("/proposals/note/", sent(today, "去了贾永年家。", place=cast.NEIGHBOUR))
        assert self.chosen(client) == cast.NEIGHBOUR

    def test_today_and_yesterday_are_offered_in_words(self, world, today):
        body = world.client("weichanghe").get("/proposals/note/").content.decode()
        assert f'<option value="{(today - timedelta(days=1)).isoformat()}">' in body
        assert "昨天" in body


class TestNumbers:
    WORDS = "去李桂兰家，李桂兰说门前排水沟堵了，打13900001235找她。"

    def test_the_typed_number_goes_to_the_matter_and_nowhere_else(self, world, today):
        entry = sent(today, self.WORDS, all="1")
        page = world.client("weichanghe").post("/proposals/note/", entry, follow=True).content.decode()
        assert "已经遮住了几位" in page
        assert "13900001235" not in page
        visit, matter = Visit.objects.get(), Matter.objects.get()
        assert visit.words == matter.words == self.WORDS.replace("13900001235", "139****1235")
        assert matter.phone.plain() == "13900001235"
        kept = str([list(Proposal.objects.values_list("read", "taken")), list(Event.objects.values_list("words", "after"))])
        assert "13900001235" not in kept

    def test_the_same_entry_sent_again_is_no_correction(self, world, today):
        entry = sent(today, self.WORDS)
        for _ in range(2):
            world.client("weichanghe").post("/proposals/note/", entry)
        assert not Event.objects.filter(verb="visit.correct").exists()
