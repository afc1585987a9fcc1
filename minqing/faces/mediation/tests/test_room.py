"""The online room: who gets in, what each sees and may do, when it closes."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from minqing.conftest import World
from minqing.faces.mediation import papers
from minqing.faces.mediation.models import RoomFile
from minqing.ground.journal.models import Event
from minqing.lib.filing import POLICY
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.mediation import room
from minqing.records.matters.models import Matter
from minqing.records.matters.models.dispute import DisputeParty
from minqing.records.matters.models.room import RoomMessage
from minqing.records.matters.tests.disputing import drafted, performing, talking


def linked(world: World, matter: Matter, name: str) -> DisputeParty:
    """A party with a link of today."""
    party = matter.parties.get(name=name)
    life.move(matter, "dispute.link", by=world.users["weichanghe"], on=timezone.localdate(), party=party)
    return matter.parties.get(pk=party.pk)


def page(party: DisputeParty, name: str = "room", *more: object) -> str:
    return reverse(f"mediation:{name}", args=[room.token_of(party), *more])


def picture() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    file.name = "wall.jpg"
    file.seek(0)
    return file


def paper(name: str, more: bytes = b"", *, whole: bytes = b"") -> BytesIO:
    file = BytesIO(whole or b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n" + more + b"\n%%EOF\n")
    file.name = name
    return file


class TestLink:
    def test_it_opens_for_its_party_and_tells_no_search_engine(self, world: World) -> None:
        party = linked(world, talking(world), "李桂兰")

        answer = Client().get(page(party))

        assert answer.status_code == 200
        assert "王德福" in answer.content.decode()
        assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
        assert "no-store" in answer["Cache-Control"]

    def test_it_shows_no_number_address_or_words_of_the_file(self, world: World) -> None:
        party = linked(world, talking(world), "王德福")

        body = Client().get(page(party)).content.decode()

        # The mediator's office number is public.
        assert "138" not in body.replace(world.users["weichanghe"].phone, "").replace(
            world.users["weichanghe"].phone.replace(" ", ""), ""
        )
        assert "滴水地" not in body
        assert world.homes["李桂兰"].address not in body

    def test_a_changed_token_opens_nothing(self, world: World) -> None:
        token = room.token_of(linked(world, talking(world), "李桂兰"))

        for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "x", token.split(":")[0]):
            assert Client().get(reverse("mediation:room", args=[wrong])).status_code == 410

    def test_a_new_link_kills_the_old_one(self, world: World) -> None:
        matter = talking(world)
        old = linked(world, matter, "李桂兰")
        new = linked(world, matter, "李桂兰")

        assert Client().get(page(old)).status_code == 410
        assert Client().get(page(new)).status_code == 200
        assert old.code != new.code

    def test_it_is_dead_when_taken_back_taken_out_too_old_or_over(self, world: World) -> None:
        matter = talking(world)
        party = linked(world, matter, "王德福")
        by, today = world.users["weichanghe"], timezone.localdate()
        with pytest.raises(room.Closed, match="过期"):
            room.party_of(room.token_of(party), on=today + timedelta(days=91))

        life.move(matter, "dispute.unlink", by=by, on=today, party=party, words="转给了别人")
        assert Client().get(page(party)).status_code == 410
        party = linked(world, matter, "王德福")
        life.move(matter, "dispute.end", by=by, on=today, words="谈不拢", reason="stop_failed", told=["court"])
        assert "了结" in Client().get(page(party)).content.decode()


class TestSay:
    def test_both_sides_and_the_mediator_read_one_another(self, world: World) -> None:
        matter = talking(world)
        li, wang = linked(world, matter, "李桂兰"), linked(world, matter, "王德福")

        Client().post(page(li, "say"), {"words": "墙往回退一尺就行"})
        world.client("weichanghe").post(reverse("mediation:desk_say", args=[matter.pk]), {"words": "王德福你看呢"})

        said = Client().get(page(wang, "lines")).content.decode()
        assert "墙往回退一尺" in said
        assert "调解员 魏长河" in said
        assert "墙往回退一尺" in world.client("weichanghe").get(f"/matters/{matter.pk}/").content.decode()

    def test_words_stand_before_the_photograph_they_go_with(self, world: World, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        matter = talking(world)
        Client().post(
            page(linked(world, matter, "李桂兰"), "say"), {"words": "看墙", "photos": picture(), "files": paper("一.pdf")}
        )

        assert [(one.words, bool(one.photo), hasattr(one, "paper")) for one in room.said(matter)] == [
            ("看墙", False, False), ("", True, False), ("", False, True),
        ]  # fmt: skip

    def test_the_page_says_by_which_number_the_mediator_is_called(self, world: World) -> None:
        party = linked(world, talking(world), "李桂兰")
        phone = world.users["weichanghe"].phone.replace(" ", "")

        assert f'href="tel:{phone}"' in Client().get(page(party)).content.decode()

    def test_words_and_names_stay_out_of_the_journal(self, world: World) -> None:
        matter = talking(world)
        Client().post(page(linked(world, matter, "李桂兰"), "say"), {"words": "墙往回退一尺就行"})

        event = Event.objects.get(verb="dispute.say")
        assert (event.actor_name, event.words, event.after) == ("当事人", "", None)
        assert not Event.objects.filter(words__contains="墙").exists()

    def test_a_photograph_is_seen_in_this_room_alone(self, world: World, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        matter = talking(world)
        li, wang = linked(world, matter, "李桂兰"), linked(world, matter, "王德福")
        other = talking(world)
        stranger = linked(world, other, "李桂兰")

        Client().post(page(li, "say"), {"photos": picture()})
        photo = RoomMessage.objects.get(matter=matter).photo_id

        assert Client().get(page(wang, "photo", photo)).status_code == 200
        assert Client().get(page(stranger, "photo", photo)).status_code == 404

    def test_papers_go_to_the_room_alone_as_downloads(self, world: World, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        matter = talking(world)
        li, wang, stranger = (
            linked(world, matter, "李桂兰"),
            linked(world, matter, "王德福"),
            linked(world, talking(world), "李桂兰"),
        )

        Client().post(page(li, "say"), {"words": "租约在这里", "files": [paper("租约.exe"), paper("租约二.pdf", b"2")]})
        first, second = RoomFile.objects.filter(message__matter=matter).order_by("id")
        answer = Client().get(page(wang, "file", first.pk))

        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8")
        assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == ("nosniff", POLICY)
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
        assert "租约.pdf" in Client().get(page(wang)).content.decode()
        assert Client().get(page(stranger, "file", first.pk)).status_code == 404
        desk = reverse("mediation:desk_file", args=[matter.pk, second.pk])
        assert "租约二.pdf" in world.client("weichanghe").get(f"/matters/{matter.pk}/").content.decode()
        assert world.client("weichanghe").get(desk)["Content-Disposition"].startswith("attachment")
        assert world.client("zhouqiming").get(desk).status_code == 403
        assert world.client("jiachengyi").get(desk).status_code == 404
        assert not Event.objects.filter(words__contains="租约").exists()
        life.move(
            matter,
            "dispute.end",
            by=world.users["weichanghe"],
            on=timezone.localdate(),
            words="谈不拢",
            reason="stop_failed",
            told=["court"],
        )
        assert Client().get(page(wang, "file", first.pk)).status_code == 410, "over for the parties"
        assert world.client("weichanghe").get(desk).status_code == 200, "it stays in the file"

    def test_a_wrong_paper_takes_everything_back(self, world: World, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        party = linked(world, talking(world), "李桂兰")
        page_ = paper("网页.pdf", whole=b"<html><script>alert(1)</script></html>")

        answer = Client().post(page(party, "say"), {"words": "看看这个", "files": [paper("一.pdf"), page_]})

        assert answer.status_code == 422
        assert "第 2 个文件：这个文件不收" in answer.content.decode()
        assert "看看这个" in answer.content.decode(), "the words are still there"
        assert not RoomMessage.objects.exists()
        assert not list(tmp_path.rglob("*.pdf"))

    def test_the_same_paper_and_too_many_are_refused(self, world: World, settings, tmp_path, monkeypatch) -> None:
        settings.MEDIA_ROOT = tmp_path
        party = linked(world, talking(world), "李桂兰")
        assert Client().post(page(party, "say"), {"files": [paper("一.pdf")]}).status_code == 302
        assert "已经发过" in Client().post(page(party, "say"), {"files": [paper("又.pdf")]}).content.decode()
        four = [paper(f"{n}.pdf", b"%d" % n) for n in range(4)]
        assert "一次最多 3 个" in Client().post(page(party, "say"), {"files": four}).content.decode()
        monkeypatch.setattr(papers, "MOST_OF_ONE", 1)
        assert "最多 1 个" in Client().post(page(party, "say"), {"files": [paper("三.pdf", b"3")]}).content.decode()

    def test_files_without_a_message_are_swept_by_night(self, world: World, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        Client().post(page(linked(world, talking(world), "李桂兰"), "say"), {"files": [paper("一.pdf")]})
        (tmp_path / "rooms" / "ab").mkdir(parents=True, exist_ok=True)
        (tmp_path / "rooms" / "ab" / "lost.pdf").write_bytes(b"x")

        assert papers.sweep(older_than=timezone.now() + timedelta(minutes=1)) == 1
        assert RoomFile.objects.get().path.exists()

    def test_the_address_of_a_refusal_leads_to_the_room_when_opened_again(self, world: World) -> None:
        party = linked(world, talking(world), "李桂兰")
        for name in ("say", "confirm", "word"):
            assert Client().get(page(party, name)).headers["Location"] == page(party)

    def test_nothing_and_too_much_are_refused(self, world: World) -> None:
        party = linked(world, talking(world), "李桂兰")

        assert Client().post(page(party, "say"), {"words": " "}).status_code == 422
        assert Client().post(page(party, "say"), {"words": "话" * 2001}).status_code == 422
        for _ in range(room.MOST_AN_HOUR):
            RoomMessage.objects.create(matter=party.matter, party=party, by_name="李桂兰", words="话", said_at=timezone.now())
        assert "太多" in Client().post(page(party, "say"), {"words": "再说"}).content.decode()

    def test_the_page_asks_as_much_for_many_messages_as_for_few(self, world: World, django_assert_max_num_queries) -> None:
        party = linked(world, talking(world), "李桂兰")
        for _ in range(30):
            RoomMessage.objects.create(matter=party.matter, party=party, by_name="李桂兰", words="话", said_at=timezone.now())

        with django_assert_max_num_queries(11):
            Client().get(page(party))


class TestConfirm:
    def test_with_the_code_it_is_a_signature_given_online(self, world: World) -> None:
        matter = drafted(world)
        party = linked(world, matter, "李桂兰")

        answer = Client().post(page(party, "confirm"), {"code": party.code, "draft": 1})

        assert answer.status_code == 302
        assert matter.agreements.get().signatures.get().way == "online"

    def test_a_wrong_code_is_counted_and_five_close_it(self, world: World) -> None:
        party = linked(world, drafted(world), "李桂兰")
        wrong = "000000" if party.code != "000000" else "111111"

        for _ in range(5):
            assert Client().post(page(party, "confirm"), {"code": wrong, "draft": 1}).status_code == 422
        assert "太多次" in Client().post(page(party, "confirm"), {"code": party.code, "draft": 1}).content.decode()

    def test_a_text_that_was_changed_meanwhile_is_not_confirmed(self, world: World) -> None:
        matter = drafted(world)
        party = linked(world, matter, "李桂兰")
        life.move(matter, "dispute.draft", by=world.users["weichanghe"], on=timezone.localdate(), terms={"content": "改了"})

        with pytest.raises(NotNow, match="改过"):
            room.confirm(DisputeParty.objects.get(pk=party.pk), code=party.code, draft=1, on=timezone.localdate())

    def test_the_last_confirmation_makes_it_valid(self, world: World) -> None:
        matter = drafted(world)
        li, wang = linked(world, matter, "李桂兰"), linked(world, matter, "王德福")
        life.move(
            matter, "dispute.sign", by=world.users["weichanghe"], on=timezone.localdate(), signed={}, mediator=True, sealed=True
        )
        for party in (li, wang):
            Client().post(page(party, "confirm"), {"code": party.code, "draft": 1})

        matter = Matter.objects.get(pk=matter.pk)
        assert (matter.state, matter.details.resolved_on) == ("performing", timezone.localdate())


class TestWord:
    def test_each_side_says_it_and_then_it_is_over(self, world: World) -> None:
        matter = performing(world)
        li, wang = linked(world, matter, "李桂兰"), linked(world, matter, "王德福")

        for party in (li, wang):
            Client().post(page(party, "word"), {"solved": "yes", "satisfied": "yes", "words": "退了"})

        matter = Matter.objects.get(pk=matter.pk)
        assert (matter.state, matter.judgements.get().way) == ("done", "portal")
        assert Client().get(page(li)).status_code == 410

    def test_not_kept_opens_it_again(self, world: World) -> None:
        matter = performing(world)
        Client().post(page(linked(world, matter, "王德福"), "word"), {"solved": "no", "words": "她没搬"})

        assert Matter.objects.get(pk=matter.pk).state == "talking"


class TestDesk:
    def test_the_slip_is_for_mediators_alone(self, world: World) -> None:
        matter = talking(world)
        party = linked(world, matter, "李桂兰")
        address = reverse("mediation:slip", args=[matter.pk, party.pk])

        assert party.code in world.client("weichanghe").get(address).content.decode()
        assert world.client("zhouqiming").get(address).status_code == 403
        assert world.client("jiachengyi").get(address).status_code == 404
        assert Client().get(address).status_code == 302

    def test_only_mediators_speak_and_read(self, world: World) -> None:
        matter = talking(world)

        for name in ("desk_say", "desk_lines"):
            address = reverse(f"mediation:{name}", args=[matter.pk])
            send = {"desk_say": "post", "desk_lines": "get"}[name]
            assert getattr(world.client("zhouqiming"), send)(address).status_code == 403
            assert getattr(world.client("jiachengyi"), send)(address).status_code == 404
            assert getattr(Client(), send)(address).status_code == 302
