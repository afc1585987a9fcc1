"""Following one's own matter: how it stands, and what the asker may do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.faces.portal import flood, holding, progress
from minqing.faces.portal.models import Tried
from minqing.faces.portal.tests.acting import HERE, PERSONAL, ask, do, done, follow, judge, opened, photo
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Matter


def wrong(matter: Matter) -> str:
    return f"{(int(matter.receipt_code) + 1) % 10_000:04d}"


class TestFollow:
    def test_it_tells_how_it_stands_and_nothing_personal(self, world: World) -> None:
        client = world.client()
        matter = ask(client)
        for _ in range(2):
            page = follow(client, matter.receipt_words, matter.receipt_code).content.decode()
            assert "收到了，村里的人看过就安排。" in page
            for personal in PERSONAL:
                assert personal not in page
        life.look(matter, by=world.users["linxiaohe"], on=timezone.localdate())
        assert "村里收到了，正在安排人办。" in follow(client, matter.receipt, matter.receipt_code).content.decode()
        life.accept(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="李桂兰家的沟")
        page = follow(client, matter.receipt, matter.receipt_code).content.decode()
        assert "现在由村里的基层治理专干办" in page
        life.report_done(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="给李桂兰家（13900001234）通了沟")
        page = follow(client, matter.receipt, matter.receipt_code).content.decode()
        assert "等您一句话" in page
        assert "通了沟" in page
        for personal in PERSONAL:
            assert personal not in page

    def test_it_is_shown_under_its_own_village_wherever_it_was_opened(self, world: World) -> None:
        matter, client = ask(world.client(), spot=f"{HERE}001"), world.client()
        there = {"receipt": matter.receipt, "code": matter.receipt_code}
        page = client.post(reverse("portal:follow", args=[cast.NEIGHBOUR]), there, follow=True).content.decode()
        slip = client.get(reverse("portal:slip", args=[cast.NEIGHBOUR])).content.decode()
        own, other = (Place.objects.get(pk=code).short_name for code in (HERE, cast.NEIGHBOUR))
        for shown in (page, slip):
            assert f'<a href="{reverse("portal:village", args=[HERE])}">{own}</a>' in shown
            assert other not in shown

    def test_an_office_is_named_a_private_person_is_not(self, world: World) -> None:
        client = world.client()
        wish = ask(client, "wish", words="想要一副老花镜")
        life.publish(wish, by=world.users["linxiaohe"], on=timezone.localdate())
        Matter.objects.filter(pk=wish.pk).update(unlooked=False)
        assert "等人认领" in follow(client, wish.receipt, wish.receipt_code).content.decode()
        life.claim(wish, by=world.users["dangyuan"], on=timezone.localdate())
        page = follow(client, wish.receipt, wish.receipt_code).content.decode()
        assert "认领心愿的人" in page
        assert "高建民" not in page

    def test_full_width_digits_are_digits(self, world: World) -> None:
        matter = ask(world.client())
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        page = follow(world.client(), matter.receipt.translate(wide), matter.receipt_code.translate(wide))
        assert page.status_code == 200

    def test_neither_number_nor_digits_stand_in_an_address(self, world: World) -> None:
        client = world.client()
        matter = ask(client)
        page = follow(client, matter.receipt, matter.receipt_code)
        assert page.redirect_chain == [(reverse("portal:follow", args=[HERE]), 302)]
        assert page.headers["Cache-Control"].count("no-store")
        fresh = world.client()
        assert fresh.get(reverse("portal:follow", args=[HERE])).url == reverse("portal:village", args=[HERE])  # type: ignore[attr-defined]

    def test_the_list_of_steps_follows_the_matter(self, world: World) -> None:
        def now() -> str:
            fresh = Matter.objects.get(pk=matter.pk)
            return next((step.title for step in progress.of(fresh, timezone.localdate()).steps if step.now), "")

        matter = ask(world.client())
        assert now() == "收到"
        done(world, matter)
        assert now() == "您来评"
        life.judge(matter, solved=False, by=world.users["linxiaohe"], on=timezone.localdate(), words="没好")
        assert now() == "在办"
        life.move(matter, "matter.drop", by=world.users["linxiaohe"], on=timezone.localdate(), words="办不了，李桂兰知道")
        assert now() == "说明不办"
        assert "办不了，村民知道" in follow(world.client(), matter.receipt, matter.receipt_code).content.decode()

    def test_the_story_tells_what_concerns_the_asker_and_not_the_workers_notes(self, world: World) -> None:
        matter = ask(world.client())
        by, on = world.users["linxiaohe"], timezone.localdate()
        do(opened(matter), "add", matter, words="昨晚又进水了，13900001234")
        matter.refresh_from_db()
        life.accept(matter, by=by, on=on)
        life.move(matter, "matter.handle", by=by, on=on, words="他家情况特殊")
        life.report_done(matter, by=by, on=on, words="李桂兰家的沟通了")
        told = [words for _, words in progress.of(matter, on).story]
        assert told == ["您提的", "您补充了：昨晚又进水了，某号码", "有人办了", "说办完了：村民家的沟通了"]
        page = opened(matter).get(reverse("portal:follow", args=[HERE])).content.decode()
        assert "经过，4 步" in page
        assert "情况特殊" not in page

    @pytest.mark.parametrize("name", ["answer", "add", "again", "withdraw"])
    def test_the_address_of_a_refusal_leads_to_the_matter_when_opened_again(self, world: World, name: str) -> None:
        client = opened(ask(world.client()))
        assert client.get(reverse(f"portal:{name}", args=[HERE]), follow=True).redirect_chain == [
            (reverse("portal:follow", args=[HERE]), 302)
        ]

    def test_closing_it_and_half_an_hour_close_it(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        matter = ask(world.client())
        client = opened(matter)
        page = reverse("portal:follow", args=[HERE])
        assert client.get(page).status_code == client.get(reverse("portal:slip", args=[HERE])).status_code == 200
        client.post(reverse("portal:leave", args=[HERE]))
        assert client.get(page).status_code == client.get(reverse("portal:slip", args=[HERE])).status_code == 302
        monkeypatch.setattr(holding, "SECONDS", -1)
        client.post(page, {"receipt": matter.receipt, "code": matter.receipt_code})
        assert client.get(page).status_code == 302
        late = client.post(reverse("portal:add", args=[HERE]), {"words": "还有", "version": 0})
        assert late.status_code == 422
        assert "再输一次回执号" in late.content.decode()


class TestGuessing:
    def test_a_wrong_number_and_wrong_digits_get_the_same_sentence(self, world: World) -> None:
        matter = ask(world.client())
        pages = [
            follow(world.client(), receipt, code)
            for receipt, code in ((matter.receipt, wrong(matter)), ("00000000", "0000"), ("1234567", "0000"), (matter.receipt + "9", matter.receipt_code))
        ]  # fmt: skip
        assert all(page.status_code == 422 and holding.WRONG in page.content.decode() for page in pages)
        assert "tel:138" in pages[0].content.decode()

    def test_what_went_wrong_stands_at_the_top_where_a_small_screen_shows_it(self, world: World) -> None:
        page = follow(world.client(), "00000000", "0000").content.decode()
        assert page.index(holding.WRONG) < page.index("我要反映")
        calm = world.client().get(reverse("portal:village", args=[HERE])).content.decode()
        assert calm.index("我要反映") < calm.index('id="follow"')

    def test_after_five_even_the_right_digits_wait_whether_the_number_exists_or_not(self, world: World) -> None:
        matter = ask(world.client())
        for receipt in (matter.receipt, "00000000"):
            for _ in range(flood.limit("wrong_for_receipt")):
                assert holding.WRONG in follow(world.client(), receipt, wrong(matter)).content.decode()
            page = follow(world.client(), receipt, matter.receipt_code)
            assert page.status_code == 422
            assert "试错的次数太多了" in page.content.decode()

    def test_going_through_numbers_stops_too(self, world: World) -> None:
        client = world.client()
        for n in range(flood.limit("wrong_from_address")):
            follow(client, f"{n:08d}", "0000")
        assert "试错的次数太多了" in follow(client, "99999999", "0000").content.decode()

    def test_tries_at_the_same_instant_are_counted_before_one_is_looked_at(self, world: World) -> None:
        at = timezone.now()
        for n in range(flood.limit("wrong_for_receipt")):
            flood.begin_guess(f"203.0.113.{n}", "12345678", at=at)
        with pytest.raises(NotNow, match="试错的次数太多了"):
            flood.begin_guess("203.0.113.99", "12345678", at=at)

    def test_right_digits_count_for_nothing(self, world: World) -> None:
        matter = ask(world.client())
        for _ in range(2 * flood.limit("wrong_for_receipt")):
            assert follow(world.client(), matter.receipt, matter.receipt_code).status_code == 200
        assert not Tried.objects.filter(what__startswith="wrong", times__gt=0).exists()

    def test_the_counts_stand_in_the_database(self, world: World) -> None:
        follow(world.client(), "00000000", "0000")
        assert set(Tried.objects.values_list("what", "times")) == {("wrong", 1), ("wrong for", 1)}

    def test_four_times_as_many_a_day_is_the_end_for_one_receipt(self, world: World) -> None:
        matter = ask(world.client())
        earlier = flood.hour_of(timezone.now()) - timedelta(hours=5)
        Tried.objects.count_one(flood.WRONG_FOR, matter.receipt, hour=earlier)
        Tried.objects.update(times=4 * flood.limit("wrong_for_receipt"))
        assert "试错的次数太多了" in follow(world.client(), matter.receipt, matter.receipt_code).content.decode()


class TestJudge:
    def test_solved_closes_it_in_the_residents_own_words(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        page = judge(matter, "solved", "水下去了", satisfied="no")
        assert "记下了，谢谢您。" in page.content.decode()
        matter.refresh_from_db()
        said = matter.judgements.get()
        assert (matter.phase, said.solved, said.words, said.way, said.asked_by, said.satisfied) == (
            "done", True, "水下去了", "portal", None, False,
        )  # fmt: skip
        assert Event.objects.of(matter)[0].actor_name == "李桂兰"

    def test_not_solved_opens_it_again_for_who_had_it(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        unsaid = judge(matter, "unsolved", " ")
        assert unsaid.status_code == 422
        assert matter.judgements.count() == 0
        judge(matter, "unsolved", "院门口还堵")
        matter.refresh_from_db()
        assert (matter.phase, matter.holder) == ("doing", world.users["linxiaohe"])

    def test_a_double_press_is_one_answer(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        client, version = opened(matter), matter.version
        do(client, "answer", matter, version=version, verdict="solved")
        again = do(client, "answer", matter, version=version, verdict="solved")
        assert again.status_code == 409
        assert matter.judgements.count() == 1

    def test_without_the_receipt_it_does_nothing(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        for act in ("answer", "add", "again", "withdraw"):
            answer = do(world.client(), act, matter, verdict="solved", words="我是别人")
            assert answer.status_code == 422
            assert world.client().get(reverse(f"portal:{act}", args=[HERE])).status_code == 302
        matter.refresh_from_db()
        assert matter.phase == "waiting"

    def test_it_cannot_answer_before_it_is_asked(self, world: World) -> None:
        matter = ask(world.client())
        assert judge(matter, "solved").status_code == 422
        assert judge(matter, "burn").status_code == 422
        matter.refresh_from_db()
        assert matter.phase == "open"


class TestAdd:
    def test_words_and_photos_join_the_story(self, world: World) -> None:
        matter = ask(world.client())
        page = do(opened(matter), "add", matter, words="昨晚又进水了", photos=[photo()])
        assert "补上了" in page.content.decode()
        move = matter.moves.order_by("-id")[0]
        assert (move.move, move.words, move.by, move.by_name) == ("matter.add", "昨晚又进水了", None, "李桂兰")
        assert matter.attachments.count() == 1
        assert reverse("portal:photo", args=[HERE, matter.attachments.get().pk]) in page.content.decode()

    def test_a_photo_alone_is_enough_and_nothing_is_not(self, world: World) -> None:
        matter = ask(world.client())
        assert do(opened(matter), "add", matter, words=" ").status_code == 422
        do(opened(matter), "add", matter, photos=[photo()])
        assert matter.moves.order_by("-id")[0].words == "补了 1 张照片"

    def test_a_double_press_adds_once(self, world: World) -> None:
        matter = ask(world.client())
        client = opened(matter)
        for _ in range(2):
            answer = do(client, "add", matter, version=0, words="昨晚又进水了")
        assert answer.status_code == 409
        assert "昨晚又进水了" in answer.content.decode()
        assert matter.moves.filter(move="matter.add").count() == 1

    def test_what_was_asked_of_the_resident_goes_on_with_the_answer(self, world: World) -> None:
        matter = ask(world.client())
        by, on = world.users["linxiaohe"], timezone.localdate()
        life.accept(matter, by=by, on=on)
        life.move(matter, "matter.wait", by=by, on=on, words="李桂兰，发一张户口本照片")
        client = opened(matter)
        page = client.get(reverse("portal:follow", args=[HERE])).content.decode()
        assert "等您补充" in page
        assert "村民，发一张户口本照片" in page
        do(client, "add", matter, words="给您了", photos=[photo()])
        matter.refresh_from_db()
        assert (matter.state, matter.phase, matter.attachments.count()) == ("doing", "doing", 1)
        assert matter.moves.order_by("-id")[0].move == "matter.supply"

    def test_it_ends_when_the_matter_ends_and_stops_a_flood(self, world: World, settings: object) -> None:
        matter = ask(world.client())
        settings.PORTAL = {**settings.PORTAL, "added_for_receipt": 1}  # type: ignore[attr-defined]
        assert do(opened(matter), "add", matter, words="第一句话").status_code == 200
        assert "补充得太多了" in do(opened(matter), "add", matter, words="第二句话").content.decode()
        done(world, Matter.objects.get(pk=matter.pk))
        judge(matter, "solved")
        assert do(opened(matter), "add", matter, words="第三句话").status_code == 422


class TestAgain:
    def over(self, world: World) -> Matter:
        matter = ask(world.client())
        done(world, matter)
        judge(matter, "solved")
        matter.refresh_from_db()
        return matter

    def test_it_can_be_opened_again_within_the_days(self, world: World) -> None:
        matter = self.over(world)
        assert "重新打开" in opened(matter).get(reverse("portal:follow", args=[HERE])).content.decode()
        assert do(opened(matter), "again", matter, words=" ").status_code == 422
        do(opened(matter), "again", matter, words="又堵了")
        matter.refresh_from_db()
        assert (matter.phase, matter.holder) == ("doing", world.users["linxiaohe"])

    def test_later_it_is_a_new_matter(self, world: World, settings: object) -> None:
        matter = self.over(world)
        Matter.objects.filter(pk=matter.pk).update(closed_on=timezone.localdate() - timedelta(days=31))
        assert "请重新反映一件" in opened(matter).get(reverse("portal:follow", args=[HERE])).content.decode()
        assert do(opened(matter), "again", matter, words="又堵了").status_code == 422
        settings.PORTAL = {**settings.PORTAL, "again_days": 31}  # type: ignore[attr-defined]
        assert do(opened(matter), "again", matter, words="又堵了").status_code == 200


class TestWithdraw:
    def test_the_asker_takes_it_back(self, world: World) -> None:
        matter = ask(world.client())
        assert do(opened(matter), "withdraw", matter, words="").status_code == 422
        page = do(opened(matter), "withdraw", matter, words="自己通开了").content.decode()
        assert "撤回了" in page
        matter.refresh_from_db()
        assert (matter.phase, matter.moves.order_by("-id")[0].by) == ("dropped", None)
        assert "您撤回了：自己通开了" in page

    def test_not_once_the_result_is_there_to_be_judged(self, world: World) -> None:
        matter = ask(world.client())
        done(world, matter)
        assert "不用办了，撤回" not in opened(matter).get(reverse("portal:follow", args=[HERE])).content.decode()
        assert do(opened(matter), "withdraw", matter, words="算了").status_code == 422
        matter.refresh_from_db()
        assert matter.phase == "waiting"
