"""Handing over to a city's 12345: what goes out, once, and what comes back into the story."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from minqing.conftest import World
from minqing.faces.open311 import calling, handover
from minqing.faces.open311.calling import Refused
from minqing.faces.open311.handover import Address
from minqing.faces.open311.models import OutboundRequest
from minqing.faces.open311.tests.conftest import HERE, give
from minqing.ground.journal.models import Event
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.visits.models import Visit

CITY = Address("https://311.example.org/open311/v2/", "WATER-1", "2204")


@pytest.fixture
def matter(world: World) -> Matter:
    """李桂兰's ditch, being worked on."""
    words = "李桂兰（13900001234，一社17号）说门前排水沟堵了，雨水灌院"
    made = Matter.objects.open(
        kind="need", about="李桂兰家排水沟堵了", words=words, place=world.village, by=world.users["linxiaohe"], asker="李桂兰",
        phone="13900001234", category="environment", on=timezone.localdate(), household=world.homes["李桂兰"],
    )  # fmt: skip
    life.accept(made, by=world.users["linxiaohe"], on=timezone.localdate())
    return made


class City:
    """The other server, as far as `calling` shows it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.got: list[dict[str, str]] = []
        self.answer: Any = {"service_request_id": "C-77"}
        self.stands: list[dict[str, str]] = []
        self.asked: list[list[str]] = []
        self.token_id = ""
        monkeypatch.setattr(calling, "post_request", self.post)
        monkeypatch.setattr(calling, "requests", self.requests)
        monkeypatch.setattr(calling, "id_of", lambda *_: self.token_id)

    def post(self, root: str, data: dict[str, str], form: str) -> dict[str, str]:
        self.got.append({"root": root, **data})
        if isinstance(self.answer, Exception):
            raise self.answer
        return dict(self.answer)

    def requests(self, root: str, ids: list[str], jurisdiction: str, form: str) -> list[dict[str, str]]:
        self.asked.append(ids)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.stands


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> City:
    return City(monkeypatch)


def send(world: World, matter: Matter, to: Address = CITY, **more: Any) -> OutboundRequest:
    return handover.send(matter, to, key="k", by=world.users["zhouqiming"], at=timezone.now(), **more)


class TestSending:
    def test_no_name_of_the_village_goes_out(self, world: World, matter: Matter, city: City) -> None:
        Matter.objects.filter(pk=matter.pk).update(words="门前排水沟堵了，刘福贵家也进水")
        send(world, Matter.objects.get(pk=matter.pk))
        assert city.got[0]["description"] == "门前排水沟堵了，村民家也进水"

    def test_of_an_entry_only_what_the_matter_is_about_goes_out(self, world: World, matter: Matter, city: City) -> None:
        by, day = world.users["linxiaohe"], timezone.localdate()
        visit = Visit.objects.record(by=by, place=world.village, visited_on=day, words="去了几家，有人病了", today=day)
        Matter.objects.filter(pk=matter.pk).update(visit=visit, words=visit.words)
        send(world, Matter.objects.get(pk=matter.pk))
        assert city.got[0]["description"] == "村民家排水沟堵了"

    def test_it_sends_only_what_is_needed(self, world: World, matter: Matter, city: City) -> None:
        outbound = send(world, matter)
        assert (outbound.state, outbound.their_id, outbound.service_code) == ("sent", "C-77", "WATER-1")
        [sent] = city.got
        assert set(sent) == {"root", "jurisdiction_id", "service_code", "description", "address_string", "api_key"}
        assert "排水沟堵了" in sent["description"]
        assert sent["address_string"] == "东辽县安石镇中香村"
        assert not [word for word in ("李桂兰", "13900001234", "17号") if word in json.dumps(sent, ensure_ascii=False)]
        line = matter.moves.order_by("-id").first()
        assert (line.move, line.by_name) == ("matter.handle", "周启明")
        assert "C-77" in line.words
        assert Event.objects.get(verb="open311.send").after["with_contact"] is False
        assert not Event.objects.filter(verb="number.reveal").exists()

    def test_contact_goes_with_a_purpose_that_is_kept(self, world: World, matter: Matter, city: City) -> None:
        with pytest.raises(NotNow):
            send(world, matter, contact=True)
        send(world, matter, contact=True, purpose="市里上门要联系")
        assert {name: city.got[0][name] for name in ("last_name", "first_name", "phone")} == {
            "last_name": "李", "first_name": "桂兰", "phone": "13900001234",
        }  # fmt: skip
        assert Event.objects.get(verb="number.reveal").words == "市里上门要联系"
        assert Event.objects.get(verb="open311.send").words == "市里上门要联系"

    def test_contact_never_goes_in_the_clear(self, world: World, matter: Matter, city: City) -> None:
        with pytest.raises(NotNow, match="https"):
            send(world, matter, Address("http://311.example.org/v2"), contact=True, purpose="市里上门要联系")
        assert not city.got

    def test_it_is_sent_once(self, world: World, matter: Matter, city: City) -> None:
        send(world, matter)
        with pytest.raises(NotNow, match="C-77"):
            send(world, matter)
        assert len(city.got) == 1

    def test_what_was_not_taken_may_be_sent_again(self, world: World, matter: Matter, city: City) -> None:
        city.answer = Refused("400 service_code 不对", kept_nothing=True)
        with pytest.raises(NotNow, match="service_code 不对"):
            send(world, matter)
        assert OutboundRequest.objects.get().state == "failed"
        city.answer = {"service_request_id": "C-78"}
        assert send(world, matter).their_id == "C-78"

    def test_what_may_have_arrived_is_not_sent_again_by_itself(self, world: World, matter: Matter, city: City) -> None:
        city.answer = Refused("连不上对方：timed out", kept_nothing=False)
        with pytest.raises(NotNow, match="--again"):
            send(world, matter)
        city.answer = {"service_request_id": "C-79"}
        with pytest.raises(NotNow, match="--again"):
            send(world, matter)
        assert send(world, matter, again=True).their_id == "C-79"

    def test_what_may_not_go_does_not(self, world: World, matter: Matter, city: City) -> None:
        fresh = Matter.objects.open(
            kind="need", about="路灯坏了", place=world.village, by=world.users["linxiaohe"], on=timezone.localdate()
        )
        with pytest.raises(NotNow, match="受理"):
            send(world, fresh)
        Matter.objects.filter(pk=matter.pk).update(unlooked=True)
        with pytest.raises(NotNow, match="没人看过"):
            send(world, Matter.objects.get(pk=matter.pk))
        for root in ("ftp://a.example", "https://", "nonsense", "https://u:p@a.example", "http://[x"):
            with pytest.raises(NotNow, match="地址"):
                send(world, matter, Address(root))
        assert not city.got


class TestPulling:
    def test_news_become_lines_of_the_story(self, world: World, matter: Matter, city: City) -> None:
        outbound = send(world, matter)
        city.stands = [{"service_request_id": "C-77", "status": "open", "status_notes": "已派水务集团"}]
        assert handover.pull(at=timezone.now()) == [outbound]
        assert handover.pull(at=timezone.now()) == []
        line = matter.moves.order_by("-id").first()
        assert (line.move, line.by_name) == ("matter.handle", "12345（311.example.org）")
        assert "已派水务集团" in line.words
        city.stands = [{"service_request_id": "C-77", "status": "closed", "status_notes": "沟清通了"}]
        handover.pull(at=timezone.now())
        matter.refresh_from_db()
        assert OutboundRequest.objects.get().state == "over"
        assert matter.phase == "doing"
        city.asked.clear()
        handover.pull(at=timezone.now())
        assert not city.asked

    def test_a_token_becomes_a_number(self, world: World, matter: Matter, city: City) -> None:
        city.answer = {"token": "t-1"}
        send(world, matter)
        handover.pull(at=timezone.now())
        assert not city.asked
        city.token_id = "C-80"
        handover.pull(at=timezone.now())
        city.stands = [{"service_request_id": "C-80", "status": "open", "status_notes": "在办"}]
        assert len(handover.pull(at=timezone.now())) == 1

    def test_one_call_for_fifty(self, world: World, matter: Matter, city: City) -> None:
        at = timezone.now()
        for number in range(60):
            made = Matter.objects.open(
                kind="need", about=f"第{number}件", place=world.village, by=world.users["linxiaohe"], on=timezone.localdate()
            )
            OutboundRequest.objects.create(
                matter=made, place=made.place, county=made.county, endpoint=CITY.root, service_code="x", state="sent",
                their_id=f"C-{number}", sent_by="周启明", sent_at=at,
            )  # fmt: skip
        handover.pull(at=at)
        assert [len(ids) for ids in city.asked] == [50, 10]

    def test_trouble_is_kept_and_news_wait_for_the_matter(self, world: World, matter: Matter, city: City) -> None:
        send(world, matter)
        by, on = world.users["linxiaohe"], timezone.localdate()
        city.answer = Refused("连不上对方", kept_nothing=False)
        assert handover.pull(at=timezone.now()) == []
        assert OutboundRequest.objects.get().trouble == "连不上对方"
        city.answer = {}
        city.stands = [{"service_request_id": "C-77", "status": "open", "status_notes": "在挖"}]
        fresh = Matter.objects.get(pk=matter.pk)
        life.report_done(fresh, by=by, on=on, words="弄好了")
        assert handover.pull(at=timezone.now()) == []
        assert OutboundRequest.objects.get().told is False
        life.judge(fresh, solved=False, by=by, on=on, words="没好")
        assert len(handover.pull(at=timezone.now())) == 1
        assert "在挖" in matter.moves.order_by("-id").first().words


class TestAnswers:
    def test_both_forms_are_read(self) -> None:
        xml = b'<?xml version="1.0"?><service_requests><request><service_request_id>7</service_request_id><x/></request></service_requests>'
        assert calling.parse(xml) == [{"service_request_id": "7", "x": ""}]
        assert calling.parse(b'[{"service_request_id": 7, "x": null}]') == [{"service_request_id": "7", "x": ""}]

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"<html>", b"[1]", b'"x"', b"[" * 100_000, b"\xff\xfe\x00",
            b'<!DOCTYPE a [<!ENTITY b "c">]><a><r><i>&b;</i></r></a>', b'<?xml version="1.0" encoding="nothing"?><a/>',
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, body: bytes) -> None:
        with pytest.raises(ValueError):  # noqa: PT011
            calling.parse(body)


class TestAgainstAServer:
    """Minqing plays the city: the same program on the other side."""

    def test_it_sends_and_pulls(self, world: World, matter: Matter, live_server: Any) -> None:
        caller = give("220422100")
        for form in ("json", "xml"):
            Matter.objects.filter(source="open311").delete()
            OutboundRequest.objects.all().delete()
            matter = Matter.objects.get(pk=matter.pk)
            to = Address(f"{live_server.url}/open311/v2", "need.environment", "220422100003", form)
            outbound = handover.send(matter, to, key=caller.text, by=world.users["zhouqiming"], at=timezone.now())
            theirs = Matter.objects.get(pk=outbound.their_id)
            assert (theirs.place_id, theirs.source) == ("220422100003", "open311")
            Matter.objects.filter(pk=theirs.pk).update(unlooked=False)
            life.accept(Matter.objects.get(pk=theirs.pk), by=world.users["sunlijuan"], on=timezone.localdate())
            assert len(handover.pull(at=timezone.now())) == 1

    def test_it_hears_refusals(self, world: World, matter: Matter, live_server: Any) -> None:
        root = f"{live_server.url}/open311/v2"
        with pytest.raises(NotNow, match="403"):
            handover.send(matter, Address(root, "need.food", HERE), key="no", by=world.users["zhouqiming"], at=timezone.now())
        assert OutboundRequest.objects.get().state == "failed"
        with pytest.raises(NotNow, match="连不上"):
            handover.send(matter, Address("http://127.0.0.1:1/v2"), key="", by=world.users["zhouqiming"], at=timezone.now())


class TestCommand:
    def run(self, capsysbinary: Any, *words: str) -> tuple[int, Any]:
        from minqing.cli import build_parser, run

        code = run(build_parser().parse_args(["open311", *words]))
        captured = capsysbinary.readouterr()
        return code, json.loads(captured.out) if code != 2 else captured.err.decode()

    def test_a_dry_run_sends_nothing(self, world: World, matter: Matter, city: City, capsysbinary: Any) -> None:
        words = ("send", matter.receipt, "--to", CITY.root, "--jurisdiction", "2204", "--dry-run", "--json")
        code, told = self.run(capsysbinary, *words)
        assert code == 0
        assert told["to"] == "https://311.example.org/open311/v2/requests.json"
        assert told["data"]["service_code"] == "need.environment"
        code, told = self.run(capsysbinary, *words, "--with-contact", "--purpose", "市里上门要联系")
        assert told["data"]["phone"] == "139****1234"
        assert not city.got
        assert not OutboundRequest.objects.exists()

    def test_it_sends_in_somebodys_name_with_the_right(self, world: World, matter: Matter, city: City, capsysbinary: Any) -> None:
        words = ("send", str(matter.pk), "--to", CITY.root, "--key", "k", "--json")
        assert self.run(capsysbinary, *words)[0] == 2
        assert self.run(capsysbinary, *words, "--by", "linxiaohe")[0] == 2
        code, told = self.run(capsysbinary, *words, "--by", "zhouqiming")
        assert (code, told["their_id"]) == (0, "C-77")
        city.stands = [{"service_request_id": "C-77", "status": "open", "status_notes": "在办"}]
        code, told = self.run(capsysbinary, "pull", "--json")
        assert (code, [row["said"] for row in told["changed"]]) == (0, ["在办"])
        city.answer = Refused("500", kept_nothing=False)
        assert self.run(capsysbinary, "pull", "--json")[0] == 1
