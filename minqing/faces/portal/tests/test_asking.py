"""Asking for something: by oneself, or through a worker who writes."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.faces.portal import asking, flood, stamps
from minqing.faces.portal.models import Tried
from minqing.faces.portal.tests.acting import HERE, WORDS, ask, opened, photo, said
from minqing.ground.journal.models import Event
from minqing.lib.numbers import hide_numbers
from minqing.records.matters import life
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter

ASK = ("portal:ask", [HERE, "need"])


def post(world: World, address: str = "", **more: object) -> object:
    given = {"REMOTE_ADDR": address} if address else {}
    return world.client().post(reverse(ASK[0], args=ASK[1]), said(**more), **given)  # type: ignore[arg-type]


class TestAsk:
    @pytest.mark.parametrize("kind", [kind.key for kind in KINDS.values() if kind.asks])
    def test_it_opens_a_matter_hidden_until_looked_at_and_gives_a_receipt(self, world: World, kind: str) -> None:
        client = world.client()
        form = client.get(reverse("portal:ask", args=[HERE, kind]))
        assert KINDS[kind].asks in form.content.decode()
        answer = client.post(reverse("portal:ask", args=[HERE, kind]), said())
        matter = Matter.objects.get()
        page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
        assert matter.receipt_words in page
        assert matter.receipt_code in page
        assert (matter.kind, matter.holder, matter.place_id) == (kind, None, HERE)
        assert (matter.source, matter.unlooked) == ("portal", True)
        if not KINDS[kind].private:
            assert (matter.words, matter.asker, matter.phone.plain()) == (hide_numbers(WORDS), "李桂兰", "13900001234")
        line = Event.objects.of(matter).filter(verb="matter.open").get()
        assert (line.actor_name, line.actor_id) == ("群众" if KINDS[kind].private else "李桂兰", "")
        assert matter.receipt not in answer.url  # type: ignore[attr-defined]

    def test_a_double_press_is_one_matter_with_its_photo(self, world: World, media: Path) -> None:
        client, form = world.client(), said()
        first = client.post(reverse(ASK[0], args=ASK[1]), {**form, "photos": [photo()]})
        again = client.post(reverse(ASK[0], args=ASK[1]), {**form, "photos": [photo()]})
        assert first.status_code == again.status_code == 302
        assert Matter.objects.get().attachments.count() == 1
        assert len([path for path in media.rglob("*") if path.is_file()]) == 2

    def test_the_same_words_with_another_photo_bring_it_to_the_first(self, world: World, media: Path) -> None:
        client, form = world.client(), said()
        client.post(reverse(ASK[0], args=ASK[1]), form)
        answer = client.post(reverse(ASK[0], args=ASK[1]), {**form, "photos": [photo("red")]})
        client.post(reverse(ASK[0], args=ASK[1]), {**form, "photos": [photo("red"), photo("blue")]})
        matter = Matter.objects.get()
        assert matter.attachments.count() == 2
        assert "带 2 张照片" in client.get(answer.url).content.decode()  # type: ignore[attr-defined]
        assert not matter.moves.filter(move="matter.add").exists()

    def test_whoever_took_it_meanwhile_is_told_of_the_photo(self, world: World, media: Path) -> None:
        client, form = world.client(), said()
        client.post(reverse(ASK[0], args=ASK[1]), form)
        life.accept(Matter.objects.get(), by=world.users["linxiaohe"], on=timezone.localdate())
        for _ in range(2):
            client.post(reverse(ASK[0], args=ASK[1]), {**form, "photos": [photo()]})
        assert Matter.objects.get().moves.get(move="matter.add").words == "又补了 1 张照片"

    @pytest.mark.parametrize("other", [{"words": "另外，路灯也不亮"}, {"phone": "13900005678"}, {"category": "other"}])
    def test_the_same_page_that_says_anything_else_is_another_matter(self, world: World, other: dict[str, str]) -> None:
        client, form = world.client(), said()
        client.post(reverse(ASK[0], args=ASK[1]), form)
        client.post(reverse(ASK[0], args=ASK[1]), {**form, **other})
        assert Matter.objects.count() == 2

    def test_nobody_can_name_anothers_request(self, world: World) -> None:
        client = world.client()
        matter = ask(client)
        for made_up in (str(matter.pk), "", stamps.new()[:-1] + "x"):
            answer = client.post(reverse(ASK[0], args=ASK[1]), said(id=made_up))
            assert answer.status_code == 422
            assert matter.receipt not in answer.content.decode()
        assert Matter.objects.count() == 1

    def test_it_says_what_is_wrong(self, world: World) -> None:
        for wrong, sentence in (
            ({"words": ""}, "还没写"), ({"words": "😀😀😀"}, "看不出是什么事"), ({"words": "长" * 1001}, "1000 字以内"), ({"name": " "}, "怎么称呼您"),
            ({"phone": "12"}, "电话号码没写对"), ({"id": "x"}, "再按一次"), ({"category": "war"}, "不在名单里"), ({"spot": "220422102210"}, "不在名单里"),
        ):  # fmt: skip
            answer = post(world, **wrong)
            assert answer.status_code == 422, wrong  # type: ignore[attr-defined]
            assert sentence in answer.content.decode(), wrong  # type: ignore[attr-defined]
        assert not Matter.objects.exists()
        assert world.client().get(reverse("portal:ask", args=[HERE, "war"])).status_code == 404

    def test_it_needs_no_phone_and_no_category(self, world: World) -> None:
        matter = ask(world.client(), phone="", category="", words="门前排水沟堵了")
        assert (matter.phone, matter.category) == (None, "other")

    def test_it_takes_where_exactly(self, world: World) -> None:
        page = world.client().get(reverse(ASK[0], args=ASK[1])).content.decode()
        assert "一社" in page
        matter = ask(world.client(), words="路灯不亮", spot=f"{HERE}001", where="小卖部往西")
        assert (matter.place_id, matter.words) == (f"{HERE}001", "路灯不亮\n地点：小卖部往西")

    def test_a_receipt_page_opens_only_in_the_browser_that_asked(self, world: World) -> None:
        client = world.client()
        url = client.post(reverse(ASK[0], args=ASK[1]), said()).url  # type: ignore[attr-defined]
        assert client.get(url).status_code == 200
        assert world.client().get(url).status_code == 404
        assert opened(ask(world.client(), words="别的事情")).get(url).status_code == 404
        assert client.get(reverse("portal:kept", args=[HERE, "not-signed"])).status_code == 404

    def test_an_answer_lost_on_the_way_can_be_fetched_again(self, world: World) -> None:
        form = said()
        world.client().post(reverse(ASK[0], args=ASK[1]), form)
        client = world.client()
        answer = client.post(reverse(ASK[0], args=ASK[1]), form)
        assert client.get(answer.url).status_code == 200  # type: ignore[attr-defined]
        assert Matter.objects.count() == 1

    def test_a_kind_that_residents_do_not_open_is_not_there(self, world: World) -> None:
        for kind in KINDS.values():
            if not kind.asks:
                assert world.client().get(reverse("portal:ask", args=[HERE, kind.key])).status_code == 404


class TestPhotos:
    def test_up_to_six_are_kept_and_shown_to_the_asker_alone(self, world: World) -> None:
        colours = ("red", "blue", "green", "white", "black", "gray")
        matter = ask(world.client(), photos=[photo(colour) for colour in colours])
        assert matter.attachments.count() == 6
        url = reverse("portal:photo", args=[HERE, matter.attachments.order_by("id")[0].pk])
        served = opened(matter).get(url + "?size=small")
        assert (served.status_code, served["Content-Type"], served["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
        assert "sandbox" in served["Content-Security-Policy"]
        assert world.client().get(url).status_code == 404
        other = ask(world.client(), words="别的事情，路灯不亮")
        assert opened(other).get(url).status_code == 404

    @pytest.mark.parametrize(
        ("photos", "sentence"),
        [
            ([photo(f"#0000{n}0") for n in range(7)], "最多 6 张"),
            ([SimpleUploadedFile("a.jpg", b"<html><script>alert(1)</script>", "image/jpeg")], "不是照片"),
            ([SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")], "不是照片"),
            ([SimpleUploadedFile("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic")], "HEIC"),
        ],
    )
    def test_what_cannot_be_taken_keeps_nothing_and_the_words_stay(
        self, world: World, photos: list[SimpleUploadedFile], sentence: str, media: Path
    ) -> None:
        for one in photos:
            one.seek(0)
        answer = post(world, photos=photos)
        page = answer.content.decode()  # type: ignore[attr-defined]
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert sentence in page
        assert "门前排水沟堵了" in page
        assert "照片要重新选一次" in page
        assert not Matter.objects.exists()
        assert not media.exists() or not [path for path in media.rglob("*") if path.is_file()]


class TestTooMuch:
    @pytest.mark.parametrize("size", [str(10**9), "-1", "x", "²"])
    def test_it_is_refused_before_it_is_read(self, world: World, size: str) -> None:
        answer = world.client().post(reverse(ASK[0], args=ASK[1]), said(), CONTENT_LENGTH=size)
        assert answer.status_code == 413
        assert "一次送得太多了" in answer.content.decode()
        assert not Matter.objects.exists()

    def test_the_nightly_job_forgets_and_sweeps(self, world: World) -> None:
        from minqing import schedule

        matter = ask(world.client(), photos=[photo()])
        schedule.forget_tries.call_local()
        assert matter.attachments.get().path.exists()
        assert Tried.objects.count() == 2


class TestMachines:
    def test_a_box_that_no_person_sees_stays_empty(self, world: World) -> None:
        assert post(world, website="http://spam.example").status_code == 422  # type: ignore[attr-defined]
        assert not Matter.objects.exists()

    def test_what_comes_back_at_once_is_asked_for_once_more(self, world: World, settings: object) -> None:
        settings.PORTAL = {**settings.PORTAL, "fewest_seconds": 3600}  # type: ignore[attr-defined]
        form = said()
        client = world.client()
        answer = client.post(reverse(ASK[0], args=ASK[1]), form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "再按一次" in page
        assert form["id"] in page
        settings.PORTAL = {**settings.PORTAL, "fewest_seconds": 0}  # type: ignore[attr-defined]
        assert client.post(reverse(ASK[0], args=ASK[1]), form).status_code == 302

    def test_a_page_left_open_for_days_gets_a_new_stamp_and_loses_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stamps, "LONGEST_SECONDS", -1)
        form = said()
        answer = world.client().post(reverse(ASK[0], args=ASK[1]), form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert form["id"] not in page
        assert "门前排水沟堵了" in page

    def test_identifiers_are_of_the_same_sort_and_bound_to_what_was_said(self) -> None:
        stamp = stamps.new()
        one, same, other = stamps.id_for(stamp, "a"), stamps.id_for(stamp, "a"), stamps.id_for(stamp, "b")
        assert one == same != other
        assert (one.version, one.variant) == (7, UUID(int=one.int).variant)


class TestFlood:
    def test_from_one_address_it_stops_and_from_another_it_goes_on(self, world: World, settings: object) -> None:
        settings.PORTAL = {**settings.PORTAL, "asked_from_address": 2}  # type: ignore[attr-defined]
        for n in range(2):
            assert post(world, words=f"第 {n} 件事情", phone="").status_code == 302  # type: ignore[attr-defined]
        answer = post(world, phone="")
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "送得太多了" in answer.content.decode()  # type: ignore[attr-defined]
        assert Matter.objects.count() == 2
        assert post(world, "203.0.113.9", phone="").status_code == 302  # type: ignore[attr-defined]

    def test_by_one_phone_it_stops_wherever_it_comes_from(self, world: World) -> None:
        most = flood.limit("asked_by_phone")
        answers = [post(world, f"203.0.113.{n}", words=f"第 {n} 件事情").status_code for n in range(most + 1)]  # type: ignore[attr-defined]
        assert answers == [302] * most + [422]

    def test_a_double_press_counts_once(self, world: World) -> None:
        form = said()
        for _ in range(3):
            world.client().post(reverse(ASK[0], args=ASK[1]), form)
        assert Tried.objects.get(what=flood.ASKED).times == 1

    def test_neither_address_nor_number_is_stored_and_all_is_forgotten_after_a_day(self, world: World) -> None:
        from datetime import timedelta

        from django.utils import timezone

        post(world, "203.0.113.77")
        assert Tried.objects.count() == 2
        stored = " ".join(f"{row.what} {row.whose}" for row in Tried.objects.all())
        assert "203.0.113.77" not in stored
        assert "1390000" not in stored
        assert flood.purge(at=timezone.now()) == 0
        assert flood.purge(at=timezone.now() + timedelta(days=1, hours=1)) == 2

    def test_a_proxy_on_this_machine_names_the_last_hop(self, rf: object) -> None:
        behind = rf.get("/", headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.5"})  # type: ignore[attr-defined]
        assert flood.address_of(behind) == "203.0.113.5"
        direct = rf.get("/", headers={"X-Forwarded-For": "10.9.9.9"}, REMOTE_ADDR="203.0.113.7")  # type: ignore[attr-defined]
        assert flood.address_of(direct) == "203.0.113.7"

    def test_a_household_with_a_whole_network_is_one(self, rf: object) -> None:
        one, other = (flood.address_of(rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{n}")) for n in (1, 2))  # type: ignore[attr-defined]
        assert one == other
        assert flood.address_of(rf.get("/", REMOTE_ADDR="::ffff:203.0.113.7")) == "203.0.113.7"  # type: ignore[attr-defined]


class TestPaper:
    def url(self) -> str:
        return reverse("portal:paper", args=[HERE])

    def test_a_worker_writes_for_somebody_and_the_story_says_so(self, world: World) -> None:
        client = world.client("linxiaohe")
        assert client.get(self.url()).status_code == 200
        answer = client.post(self.url(), said(kind="need", photos=[photo()]))
        matter = Matter.objects.get()
        assert answer.url == reverse("matters:receipt", args=[matter.pk])  # type: ignore[attr-defined]
        assert (matter.asker, matter.source, matter.unlooked) == ("李桂兰", "paper", False)
        assert matter.attachments.get().by == world.users["linxiaohe"]
        page = client.get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "林晓禾代李桂兰提的" in page
        slip = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
        assert matter.receipt_words in slip
        assert reverse("portal:village", args=[HERE]) in slip

    def test_it_stands_with_the_household_on_the_books(self, world: World) -> None:
        client = world.client("linxiaohe")
        client.post(self.url(), said(kind="need"))
        client.post(self.url(), said(kind="need", name="外村的老周", words="路过摔了一跤，坑该填了"))
        client.post(self.url(), said(kind="dispute", words="两家争地边子"))

        by_asker = {matter.asker: matter.household for matter in Matter.objects.all()}
        assert by_asker == {"李桂兰": world.homes["李桂兰"], "外村的老周": None, "": None}

    def test_who_is_signed_in_may_write_quickly(self, world: World) -> None:
        client = world.client("linxiaohe")
        fresh = client.get(self.url()).context["form"]["id"].value()
        assert client.post(self.url(), said(kind="need", id=fresh)).status_code == 302

    def test_the_old_person_judges_it_through_another_worker(self, world: World) -> None:
        client, today = world.client("linxiaohe"), timezone.localdate()
        client.post(self.url(), said(kind="need"))
        matter = Matter.objects.get()
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.report_done(matter, by=world.users["linxiaohe"], on=today, words="换了瓦")
        answer = reverse("matters:move", args=[matter.pk, "matter.answer"])
        said_so = {"version": matter.version, "way": "visit", "words": "不漏了", "satisfied": "yes"}

        assert client.post(answer, said_so).status_code == 409
        assert world.client("weichanghe").post(answer, said_so).status_code == 302
        assert (Matter.objects.get().phase, Matter.objects.get().solved) == ("done", True)

    def test_a_double_press_is_one_matter(self, world: World) -> None:
        form = said(kind="need")
        for _ in range(2):
            world.client("linxiaohe").post(self.url(), form)
        assert Matter.objects.get().moves.count() == 2

    def test_others_cannot(self, world: World) -> None:
        assert world.client().get(self.url()).status_code == 302
        assert world.client("jiachengyi").post(self.url(), said(kind="need")).status_code == 404
        assert world.client("dangyuan").post(self.url(), said(kind="need")).status_code in (403, 404)
        assert not Matter.objects.exists()


def test_a_title_is_the_first_sentence_on_one_line() -> None:
    assert asking.title_of("门前沟堵了。请来看看！") == "门前沟堵了"
    assert len(asking.title_of("长" * 200)) == 60
