from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.models.visit import MOST_WORDS, Called, Done, Promised

DAY = date(2026, 4, 22)


def record(world, **more):
    known = {"by": world.users["weichanghe"], "place": world.village, "visited_on": DAY, "words": "去了李桂兰家。", "today": DAY}
    return Visit.objects.record(**known | more)


class TestRecordVisit:
    def test_it_keeps_words_calls_quantities_and_promises(self, world):
        home, absent = world.homes["李桂兰"], world.homes["王德福"]
        visit = record(
            world, calls=[Called(home, persons=2), Called(absent, met=False)], quantities=[Done("清沟", Decimal(1200), "米")],
            promises=[Promised("回话", DAY + timedelta(days=7), home)],
        )  # fmt: skip

        assert (visit.households, visit.persons) == (1, 2)
        assert {(call.household.head_name, call.met, call.persons) for call in visit.calls.all()} == {
            ("李桂兰", True, 2),
            ("王德福", False, 0),
        }
        assert visit.quantities.get().number == 1200
        assert visit.promises.get().due_on == date(2026, 4, 29)

    def test_it_writes_one_journal_line_and_one_for_the_promise(self, world):
        record(world, promises=[Promised("回话", DAY)])

        assert list(Event.objects.filter(on=DAY).order_by("id").values_list("verb", flat=True)) == [
            "promise.make",
            "visit.record",
        ]

    def test_it_is_the_same_when_sent_twice(self, world):
        key = new_id()
        first = record(world, id=key, promises=[Promised("回话", DAY)])
        second = record(world, id=key, promises=[Promised("回话", DAY)])

        assert first.pk == second.pk
        assert (Visit.objects.count(), Promise.objects.count()) == (1, 1)

    def test_a_household_named_twice_is_called_once_and_met_wins(self, world):
        home = world.homes["李桂兰"]
        visit = record(world, calls=[Called(home, met=False), Called(home), Called(home, persons=3)])

        assert visit.calls.get().met

    @pytest.mark.parametrize("words", ["😀😀", "……！！", "👍 ～"])
    def test_what_holds_no_word_is_no_entry(self, world, words):
        with pytest.raises(NotNow, match="只有表情和标点"):
            record(world, words=words)
        assert not Visit.objects.exists()

    def test_one_character_or_digit_is_an_entry(self, world):
        for words in ("好", "3", "😀ok"):
            assert record(world, words=words).words == words

    @pytest.mark.parametrize("words", ["", "   \n", "\u3000"])
    def test_it_refuses_no_words(self, world, words):
        with pytest.raises(NotNow, match="还没写字"):
            record(world, words=words)

    def test_it_refuses_too_many_words_and_stores_nothing(self, world):
        with pytest.raises(NotNow, match="超过了"):
            record(world, words="话" * (MOST_WORDS + 1), promises=[Promised("回话", DAY)])
        assert not Visit.objects.exists()
        assert not Promise.objects.exists()

    def test_it_refuses_a_day_to_come(self, world):
        with pytest.raises(NotNow, match="还没到那天"):
            record(world, visited_on=DAY + timedelta(days=1))

    def test_it_says_the_year_of_a_day_in_another_one(self, world):
        with pytest.raises(NotNow, match="写成了 2099年1月1日，还没到那天"):
            record(world, visited_on=date(2099, 1, 1))


class TestCorrect:
    def test_it_moves_calls_and_quantities_with_the_day(self, world):
        visit = record(world, calls=[Called(world.homes["李桂兰"])], quantities=[Done("清沟", Decimal(5), "米")])
        visit.correct(by=world.users["weichanghe"], today=DAY, words="改了", visited_on=date(2026, 3, 31), kind="visit")

        assert visit.calls.get().visited_on == visit.quantities.get().visited_on == date(2026, 3, 31)
        event = Event.objects.get(verb="visit.correct")
        assert {month for _, month in event.cells} == {"2026-03", "2026-04"}
        assert event.before["words"] == "去了李桂兰家。"

    def test_somebody_elses_entry_is_refused(self, world):
        with pytest.raises(NotNow, match="别人写的"):
            record(world).correct(by=world.users["linxiaohe"], today=DAY, words="改", visited_on=DAY, kind="visit")


class TestPromise:
    def promise(self, world):
        return record(world, promises=[Promised("回话", DAY, world.homes["李桂兰"])]).promises.get()

    def test_keeping_it_twice_is_keeping_it_once(self, world):
        promise = self.promise(world)
        promise.keep(by=world.users["weichanghe"], on=DAY)
        Promise.objects.get().keep(by=world.users["weichanghe"], on=DAY + timedelta(days=1))

        assert Promise.objects.get().closed_on == DAY
        assert Event.objects.filter(verb="promise.keep").count() == 1

    def test_letting_it_go_needs_a_reason(self, world):
        with pytest.raises(NotNow, match="原因"):
            self.promise(world).release(by=world.users["weichanghe"], on=DAY, words=" ")


class TestNumbers:
    WORDS = "去李桂兰家，她儿子电话13900001234，身份证220422195603021234"

    def test_words_are_kept_with_their_numbers_masked(self, world):
        by, today = world.users["weichanghe"], DAY
        visit = Visit.objects.record(
            by=by, place=world.village, visited_on=today, words=self.WORDS, today=today,
            promises=[Promised("回电话13900001234", today)],
        )  # fmt: skip
        visit.correct(by=by, today=today, words=f"{self.WORDS}。", visited_on=today, kind="visit")
        Visit.objects.filter(pk=visit.pk).update(words=self.WORDS)
        stored = Visit.objects.get(pk=visit.pk)
        assert stored.words == "去李桂兰家，她儿子电话139****1234，身份证2204**********1234"
        assert stored.promises.get().words == "回电话139****1234"
        kept = str(list(Event.objects.values_list("words", "before", "after")))
        assert "139****1234" in kept
        assert "13900001234" not in kept

    def test_whoever_corrects_an_entry_is_told(self, world):
        by, today = world.users["weichanghe"], timezone.localdate()
        visit = Visit.objects.record(by=by, place=world.village, visited_on=today, words="去了李桂兰家", today=today)
        sent = {"words": self.WORDS, "visited_on": today.isoformat(), "kind": "visit"}
        page = world.client("weichanghe").post(reverse("visits:correction", args=[visit.pk]), sent, follow=True).content.decode()
        assert "户里那个人的资料里，或者这件事的联系电话" in page
        assert "13900001234" not in page
