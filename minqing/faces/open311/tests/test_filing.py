"""What comes in, and what comes in twice."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minqing.conftest import World
from minqing.faces.open311.models import Filed
from minqing.faces.open311.tests.conftest import COUNTY, HERE, ROOT, Caller, as_text, get, give, plain, trouble
from minqing.faces.portal.models import Tried
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.records.matters.models import Matter


class TestFiling:
    def test_it_becomes_a_matter_that_nobody_has_looked_at(self, world: World, caller: Caller) -> None:
        pk = caller.filed(
            first_name="桂兰", last_name="李", phone="139 0000 1234", email="li@example.org", address_string="一社东头",
            media_url="https://example.org/a.jpg", lat="43.1", long="125.2",
        )  # fmt: skip
        matter = Matter.objects.get(pk=pk)
        assert (matter.kind, matter.category, matter.place_id) == ("need", "environment", HERE)
        assert (matter.source, matter.unlooked, matter.asker) == ("open311", True, "李桂兰")
        assert matter.about == "门前排水沟堵了，雨水灌院"
        assert "地点：一社东头" in matter.words
        assert "https://example.org/a.jpg" in matter.words
        assert matter.phone.plain() == "13900001234"
        assert Filed.objects.get().email.plain() == "li@example.org"
        event = Event.objects.get(verb="matter.open", object_id=pk)
        assert (event.actor_name, event.actor_id) == ("辽源市12345", str(caller.key.pk))

    def test_the_receipt_goes_to_who_filed_and_to_nobody_else(self, world: World, caller: Caller) -> None:
        [row] = caller.post().json()
        matter = Matter.objects.get(pk=row["service_request_id"])
        assert matter.receipt_words in row["service_notice"]
        assert matter.receipt_code in row["service_notice"]
        told = get(f"requests/{matter.pk}.json", api_key=caller.text).content.decode()
        assert matter.receipt not in told.replace(" ", "")

    def test_a_wish_gives_a_token(self, world: World, caller: Caller) -> None:
        for form in ("json", "xml"):
            answer = caller.post(form, service_code="wish.education", description=f"想要一个书包 {form}")
            row = answer.json()[0] if form == "json" else plain(ElementTree.fromstring(answer.content))[0]
            assert "service_request_id" not in row
            told = get(f"tokens/{row['token']}.json").json()[0]
            assert told["token"] == row["token"]
            assert Matter.objects.get(pk=told["service_request_id"]).kind == "wish"

    def test_a_receipt_is_a_token_too_and_cannot_be_guessed(self, world: World, caller: Caller) -> None:
        matter = Matter.objects.get(pk=caller.filed())
        right = f"{matter.receipt}-{matter.receipt_code}"
        assert get(f"tokens/{right}.json").json()[0]["service_request_id"] == str(matter.pk)
        wrong = f"{matter.receipt}-{(int(matter.receipt_code) + 1) % 10_000:04d}"
        codes = [get(f"tokens/{wrong}.json").status_code for _ in range(6)]
        assert codes == [404] * 5 + [429]
        assert get(f"tokens/{right}.json").status_code == 429

    def test_forms_of_browsers_need_no_csrf_token_here_alone(self, world: World, caller: Caller) -> None:
        strict = Client(enforce_csrf_checks=True)
        sent = {"api_key": caller.text, "service_code": "need.food", "address_id": HERE, "description": "没米了"}
        assert strict.post(f"{ROOT}requests.json", sent).status_code == 200
        assert strict.post("/open311/keys/", sent).status_code == 403


class TestAgain:
    def test_the_same_client_id_is_the_same_matter_for_ever(self, world: World, caller: Caller) -> None:
        first = caller.filed(**{"attribute[client_id]": "A-1"})
        Filed.objects.update(filed_at=timezone.now() - timedelta(days=9))
        assert caller.filed(**{"attribute[client_id]": "A-1"}) == first
        assert caller.filed(**{"attribute[client_id]": "A-2"}) != first
        answer = caller.post(description="别的事", **{"attribute[client_id]": "A-1"})
        assert answer.status_code == 400
        assert "A-1" in trouble(answer)
        other = give()
        assert other.filed(**{"attribute[client_id]": "A-1"}) != first

    def test_the_same_words_are_the_same_matter_for_ten_minutes(self, world: World, caller: Caller) -> None:
        first = caller.filed()
        assert caller.filed() == first
        assert caller.filed(phone="13900001111") != first
        assert caller.filed(account_id="7") != first
        Filed.objects.update(filed_at=timezone.now() - timedelta(minutes=11))
        assert caller.filed() != first

    def test_too_many_in_a_minute_and_by_one_telephone(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        # Counted by minutes and hours of the clock, of which none may end meanwhile.
        instant = timezone.now().replace(minute=30, second=30)
        monkeypatch.setattr(timezone, "now", lambda: instant)
        slow = give(per_minute=2)
        answers = [slow.post(description=f"第{number}件事") for number in range(2)]
        Filed.objects.update(filed_at=timezone.now())
        Tried.objects.all().delete()
        assert [answer.status_code for answer in answers] == [200, 200]
        assert slow.post(description="第三件事").status_code == 429
        quick = give()
        codes = [quick.post(description=f"第{number}件事", phone="13900002222").status_code for number in range(6)]
        assert codes == [200] * 5 + [429]


class TestWhere:
    @pytest.mark.parametrize(
        ("params", "code"),
        [
            ({"address_id": None, "attribute[place]": HERE}, HERE), ({"address_id": f"{HERE}001"}, f"{HERE}001"),
            ({"address_id": None, "jurisdiction_id": HERE, "address_string": "井边"}, HERE),
            ({"address_id": None, "address_string": "安石镇中香村一社东头老井边"}, HERE),
            ({"address_id": None, "address_string": "安石镇 中香村"}, HERE), ({"address_id": None, "address_string": "中香老王家门口"}, HERE),
            ({"address_id": None, "address_string": "镇南居委会楼下"}, "220422100003"),
            ({"address_id": None, "address_string": "白泉镇镇南社区3号楼"}, "220422100003"),
        ],
    )  # fmt: skip
    def test_it_finds_the_village(self, world: World, caller: Caller, params: dict[str, Any], code: str) -> None:
        assert Matter.objects.get(pk=caller.filed(**params)).place_id == code

    @pytest.mark.parametrize(
        ("params", "status", "words"),
        [
            ({"address_id": None}, 400, "没写在哪里"), ({"address_id": None, "lat": "43.1", "long": "125.2"}, 400, "经纬度"),
            ({"address_id": None, "address_string": "没有这个村"}, 400, "没找到"), ({"address_id": "220422"}, 400, "12 位"),
            ({"address_id": "x" * 500}, 400, "12 位"), ({"address_id": HERE, "jurisdiction_id": "220422100"}, 400, "不在白泉镇"),
            ({"address_id": None, "address_string": "在" * 201}, 400, "太长"), ({"jurisdiction_id": "330000"}, 404, "jurisdiction_id"),
        ],
    )  # fmt: skip
    def test_it_says_what_to_send_instead(
        self, world: World, caller: Caller, params: dict[str, Any], status: int, words: str
    ) -> None:
        answer = caller.post(**params)
        assert answer.status_code == status
        assert words in trouble(answer)
        assert not Matter.objects.exists()

    def test_two_villages_of_one_name_are_told_apart_by_their_township(self, world: World, caller: Caller) -> None:
        Place.objects.create(code="220422100099", name="中香村", level="village", parent_id="220422100", county=COUNTY)
        answer = caller.post(address_id=None, address_string="中香村东头")
        assert answer.status_code == 400
        assert "东辽县安石镇中香村" in trouble(answer)
        assert Matter.objects.get(pk=caller.filed(address_id=None, address_string="白泉镇中香村东头")).place_id == "220422100099"

    def test_a_key_files_within_its_range_only(self, world: World) -> None:
        town = give("220422100")
        answer = town.post(jurisdiction_id=COUNTY)
        assert answer.status_code == 403
        assert "白泉镇" in trouble(answer)


class TestRefusals:
    @pytest.mark.parametrize(
        ("params", "status", "words"),
        [
            ({"service_code": None}, 400, "service_code"), ({"service_code": "need.none"}, 404, "need.none"),
            ({"service_code": "dispute.other"}, 404, "dispute.other"), ({"description": None}, 400, "description"),
            ({"description": "？？"}, 400, "看不出"), ({"description": "长" * 4001}, 400, "4000"), ({"phone": "12"}, 400, "电话"),
            ({"email": "nobody"}, 400, "email"), ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
            ({"media_url": "file:///etc/passwd"}, 400, "media_url"), ({"media_url": "http://[x"}, 400, "media_url"),
            ({"first_name": "长" * 61}, 400, "姓名"), ({"attribute[client_id]": "x" * 121}, 400, "client_id"),
        ],
    )  # fmt: skip
    def test_it_says_what_is_wrong(self, world: World, caller: Caller, params: dict[str, Any], status: int, words: str) -> None:
        answer = caller.post(**params)
        assert answer.status_code == status
        assert words in trouble(answer)
        assert not Matter.objects.exists()

    def test_filing_needs_a_key_that_files(self, world: World, caller: Caller) -> None:
        assert Client().post(f"{ROOT}requests.json", {"service_code": "need.food"}).status_code == 403
        assert Caller(caller.key, "wrong").post().status_code == 403
        answer = give(may_file=False).post()
        assert answer.status_code == 403
        assert "不能送" in trouble(answer)
        assert not Matter.objects.exists()

    def test_other_bodies_are_no_fault_of_ours(self, world: World, caller: Caller) -> None:
        for body, kind in ((b"{", "application/json"), (b"\xff\xfe", "text/plain"), (b"<a>", "text/xml")):
            answer = Client().post(f"{ROOT}requests.json?api_key={caller.text}", body, content_type=kind)
            assert answer.status_code == 400


class TestAnyText:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        words=st.text(max_size=60), name=st.text(max_size=20), address=st.text(max_size=30),
        name_of=st.sampled_from(["account_id", "media_url", "phone", "email", "attribute[client_id]", "jurisdiction_id", "lat"]),
    )  # fmt: skip
    def test_whatever_is_sent_both_forms_answer_and_agree(
        self, world: World, caller: Caller, words: str, name: str, address: str, name_of: str
    ) -> None:
        sent = {"description": f"路坏了{words}", "first_name": name, "address_string": address, name_of: words}
        answer = caller.post(**sent)
        assert answer.status_code in (200, 400, 404, 429)
        if answer.status_code == 200:
            pk = answer.json()[0]["service_request_id"]
            json_, xml = (get(f"requests/{pk}.{form}", api_key=caller.text).content for form in ("json", "xml"))
            assert as_text(json.loads(json_)) == plain(ElementTree.fromstring(xml))
        again = caller.post("xml", **sent)
        ElementTree.fromstring(again.content)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        name=st.sampled_from(
            ["service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "updated_after", "api_key", "jurisdiction_id"]
        ),
        text=st.text(max_size=40),
    )  # fmt: skip
    def test_whatever_is_asked_is_answered(self, world: World, name: str, text: str) -> None:
        answer = get("requests.xml", **{"jurisdiction_id": COUNTY, name: text})
        assert answer.status_code in (200, 400, 403, 404, 429)
        ElementTree.fromstring(answer.content)
