"""What others may read, and what never leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from minqing.conftest import World
from minqing.faces.open311 import offers
from minqing.faces.open311.tests.conftest import COUNTY, HERE, ROOT, TOWN, Caller, as_text, get, give, listed, plain, trouble
from minqing.faces.portal.models import Tried
from minqing.ground.places.models import Place
from minqing.records.matters import life
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter

WORDS = "李桂兰家（一社17号，13900001234）门前排水沟堵了"
PERSONAL = ("李桂兰", "13900001234", "17号")


def need(world: World, about: str = "村口路灯坏了", *, on: date | None = None, by: str = "linxiaohe", **more: Any) -> Matter:
    given = {"kind": "need", "place": world.village, "category": "transport", **more}
    return Matter.objects.open(about=about, by=world.users[by], on=on or timezone.localdate(), **given)


class TestResources:
    def test_both_forms_say_the_same(self, world: World, caller: Caller) -> None:
        need(world, WORDS, asker="李桂兰", phone="13900001234")
        caller.filed()
        paths = ["discovery", "services", "services/need.housing", "requests", "services/nothing", "tokens/none", "else"]
        for path in paths:
            json_, xml = (get(f"{path}.{form}", jurisdiction_id=COUNTY) for form in ("json", "xml"))
            assert json_.status_code == xml.status_code
            assert (json_["Content-Type"], xml["Content-Type"]) == ("application/json; charset=utf-8", "text/xml; charset=utf-8")
            assert xml.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
            assert as_text(json_.json()) == plain(ElementTree.fromstring(xml.content)), path

    def test_roots_are_those_of_the_specification(self, world: World, caller: Caller) -> None:
        roots = {
            "services": "services", "services/need.food": "service_definition", "requests": "service_requests",
            "discovery": "discovery", "nothing": "errors",
        }  # fmt: skip
        for path, root in roots.items():
            assert ElementTree.fromstring(get(f"{path}.xml", jurisdiction_id=COUNTY).content).tag == root
        posted = ElementTree.fromstring(caller.post("xml").content)
        assert [child.tag for child in posted] == ["request"]
        assert posted.find("request/service_request_id") is not None

    def test_services_are_what_residents_may_open(self, world: World) -> None:
        codes = {row["service_code"] for row in get("services.json").json()}
        kinds = {code.split(".")[0] for code in codes}
        assert kinds == {key for key, kind in KINDS.items() if kind.asks and not (kind.private or kind.neutral)}
        assert {"need", "wish"} <= kinds
        assert all(row["metadata"] is True and row["keywords"] for row in get("services.json").json())

    def test_a_definition_names_its_attributes(self, world: World) -> None:
        told = get("services/need.housing.json").json()
        assert [row["code"] for row in told["attributes"]] == ["place", "client_id"]
        assert "services" in trouble(get("services/need.nothing.json"))

    def test_it_needs_no_session_and_keeps_none(self, world: World) -> None:
        answer = get("services.json")
        assert not answer.cookies
        assert answer["Access-Control-Allow-Origin"] == "*"

    def test_other_addresses_and_methods_are_refused_in_shape(self, world: World) -> None:
        assert trouble(get("whatever.json")).startswith("没有这个地址")
        assert get("whatever").status_code == get("").status_code == 404
        answer = Client().delete(f"{ROOT}requests.json")
        assert answer.status_code == 405
        assert "GET" in trouble(answer)


class TestWhatIsListed:
    def test_it_shows_masked_words_and_the_village(self, world: World) -> None:
        matter = need(world, WORDS, asker="李桂兰", phone="13900001234", category="environment", source="portal")
        [row] = listed()
        assert row["service_request_id"] == str(matter.pk)
        assert "排水沟堵了" in row["description"]
        assert (row["address"], row["address_id"]) == ("东辽县安石镇中香村", HERE)
        assert (row["service_code"], row["status"]) == ("need.environment", "open")
        assert row["requested_datetime"].endswith("+08:00")
        assert row["lat"] is row["long"] is None

    def test_names_numbers_and_houses_never_leave(self, world: World, caller: Caller) -> None:
        home = world.homes["李桂兰"]
        child = home.residents.exclude(name="李桂兰").first()
        matter = need(
            world, f"{WORDS}，{child.name}上学不便", household=home, place=home.place, phone="13900001234", source="portal"
        )
        life.report_done(
            _accepted(world, matter), by=world.users["linxiaohe"], on=timezone.localdate(), words="李桂兰家的沟清通了"
        )
        for params in ({}, {"api_key": caller.text}):
            for form in ("json", "xml"):
                for path in ("requests", f"requests/{matter.pk}"):
                    told = get(f"{path}.{form}", jurisdiction_id=COUNTY, **params).content.decode()
                    assert str(matter.pk) in told
                    assert not [word for word in (*PERSONAL, child.name, matter.receipt, "林晓禾") if word in told]

    def test_a_households_own_matter_is_told_to_keys_alone(self, world: World, caller: Caller) -> None:
        need(world, "屋顶漏雨", household=world.homes["张玉珍"], category="housing", source="portal")
        need(world, "老人看病没人陪", category="medical", source="portal")
        assert {row["description"] for row in listed()} == {offers.offer("need.housing").name, offers.offer("need.medical").name}
        assert {row["description"] for row in listed(api_key=caller.text)} == {"屋顶漏雨", "老人看病没人陪"}

    def test_a_keys_range_ends_at_its_border(self, world: World) -> None:
        need(world, "屋顶漏雨", household=world.homes["张玉珍"], category="housing")
        far, only_files = give("220422100"), give(may_read=False)
        for caller in (far, only_files):
            assert listed(api_key=caller.text)[0]["description"] == offers.offer("need.housing").name

    def test_what_nobody_looked_at_is_in_no_list(self, world: World, caller: Caller) -> None:
        pk = caller.filed()
        assert listed() == listed(api_key=caller.text) == []
        assert get(f"requests/{pk}.json").json()[0]["service_request_id"] == pk
        assert listed(service_request_id=pk)[0]["service_request_id"] == pk
        Matter.objects.filter(pk=pk).update(unlooked=False)
        assert [row["service_request_id"] for row in listed()] == [pk]

    def test_what_a_worker_wrote_is_nobodys_to_read(self, world: World, caller: Caller) -> None:
        about = "邻居刘福贵家老人得了癌症没人管，张玉珍的儿子吸毒"
        matters = [need(world, about, asker="张三丰", source=source) for source in ("desk", "diary", "paper", "import")]
        for params in ({}, {"api_key": caller.text}):
            assert {row["description"] for row in listed(**params)} == {offers.offer("need.transport").name}
            for matter in matters:
                told = get(f"requests/{matter.pk}.xml", jurisdiction_id=COUNTY, **params).content.decode()
                assert not [word for word in ("刘福贵", "张玉珍", "癌", "吸毒", "张三丰") if word in told]

    def test_residents_own_words_name_nobody_of_the_village(self, world: World, caller: Caller) -> None:
        need(world, "劉福貴家门口的路灯坏了，张玉珍也看不见，贾永年来过", asker="孙小圣", source="portal")
        for params in ({}, {"api_key": caller.text}):
            assert [row["description"] for row in listed(**params)] == ["村民家门口的路灯坏了，村民也看不见，贾永年来过"]

    def test_a_wish_is_listed_once_published(self, world: World) -> None:
        wish = need(world, "李桂兰想要一副老花镜", kind="wish", asker="李桂兰")
        assert listed() == []
        life.publish(wish, by=world.users["linxiaohe"], on=timezone.localdate(), words="一位老人想要一副老花镜")
        assert listed()[0]["description"] == "一位老人想要一副老花镜"

    def test_other_kinds_and_private_ones_are_never_reached(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        matter = need(world)
        for name, value in (("asks", ""), ("private", True)):
            monkeypatch.setattr(offers, "shown_kinds", partial(_but, name, value))
            assert listed() == []
            assert get(f"requests/{matter.pk}.json").status_code == 404

    def test_what_was_done_is_told_to_keys(self, world: World, caller: Caller) -> None:
        matter = _accepted(world, need(world, asker="李桂兰"))
        life.report_done(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="灯修好了，李桂兰看过")
        assert "灯修好了" not in listed()[0]["status_notes"]
        assert "灯修好了，村民看过" in listed(api_key=caller.text)[0]["status_notes"]
        life.judge(matter, solved=True, by=world.users["jiachengyi"], on=timezone.localdate())
        assert listed()[0]["status"] == "closed"

    def test_the_number_of_queries_does_not_grow(self, world: World, caller: Caller, django_assert_max_num_queries: Any) -> None:
        def many(number: int) -> None:
            for home in world.homes.values():
                for _ in range(number):
                    matter = _accepted(world, need(world, household=home, place=home.place))
                    life.report_done(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="修好了")

        many(1)
        # Two of them count the caller's pace, one looks for names in the words.
        with django_assert_max_num_queries(9):
            assert len(listed(api_key=caller.text)) == 5
        many(4)
        with django_assert_max_num_queries(9):
            assert len(listed(api_key=caller.text)) == 25
        with django_assert_max_num_queries(6):
            assert len(listed()) == 25


class TestAsking:
    def test_by_service_status_and_place(self, world: World) -> None:
        one, other = need(world, category="food"), need(world, category="housing", place=world.neighbour)
        life.drop(other, by=world.users["zhouqiming"], on=timezone.localdate(), words="不归村里管", **_reason(other))
        assert _ids(listed(service_code="need.food,need.work")) == {str(one.pk)}
        assert _ids(listed(status="closed")) == {str(other.pk)}
        assert _ids(listed(status="open,closed")) == {str(one.pk), str(other.pk)}
        assert _ids(listed(jurisdiction_id=HERE)) == {str(one.pk)}
        assert len(listed(jurisdiction_id=TOWN)) == 2
        assert _ids(listed(service_request_id=f"{one.pk},nonsense,{other.pk}", status="open")) == {str(one.pk), str(other.pk)}

    def test_by_day_and_hour(self, world: World) -> None:
        today = timezone.localdate()
        old, new = need(world, on=today - timedelta(days=40)), need(world, on=today)
        at = timezone.localtime(new.recorded_at)
        assert _ids(listed()) == {str(old.pk), str(new.pk)}
        assert _ids(listed(start_date=(at - timedelta(minutes=5)).isoformat())) == {str(new.pk)}
        assert _ids(listed(start_date=(at + timedelta(minutes=5)).isoformat())) == set()
        assert _ids(listed(end_date=(at - timedelta(minutes=5)).isoformat())) == {str(old.pk)}
        day = (today - timedelta(days=40)).isoformat()
        assert _ids(listed(start_date=day, end_date=f"{day}T00:00:00+08:00")) == {str(old.pk)}
        assert _ids(listed(start_date=f"{day}T00:00:01+08:00")) == {str(new.pk)}

    def test_an_unescaped_offset_is_understood(self, world: World) -> None:
        need(world)
        answer = Client().get(f"{ROOT}requests.json?jurisdiction_id={COUNTY}&start_date={timezone.localdate()}T00:00:00+08:00")
        assert len(answer.json()) == 1

    def test_ninety_days_are_the_most(self, world: World) -> None:
        old = need(world, on=timezone.localdate() - timedelta(days=100))
        assert listed() == []
        start = (timezone.localdate() - timedelta(days=120)).isoformat()
        assert _ids(listed(start_date=start)) == {str(old.pk)}
        answer = get("requests.json", jurisdiction_id=COUNTY, start_date=start, end_date=timezone.localdate().isoformat())
        assert answer.status_code == 400
        assert "90 天" in trouble(answer)

    def test_by_what_was_updated(self, world: World) -> None:
        old = need(world, on=timezone.localdate() - timedelta(days=200))
        before = timezone.now()
        assert _ids(listed(updated_after=before.isoformat())) == set()
        _accepted(world, old)
        assert _ids(listed(updated_after=before.isoformat())) == {str(old.pk)}
        assert _ids(listed(updated_before=before.isoformat())) == set()
        assert datetime.fromisoformat(listed(service_request_id=old.pk)[0]["updated_datetime"]) >= before.replace(microsecond=0)

    def test_pages_part_the_list(self, world: World) -> None:
        made = [str(need(world).pk) for _ in range(5)]
        pages = [[row["service_request_id"] for row in listed(page=number, page_size=2)] for number in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [2, 2, 1, 0]
        assert sorted(pk for page in pages for pk in page) == sorted(made)
        assert len(listed(page_size=5000)) == 5

    @pytest.mark.parametrize(
        ("params", "status"),
        [
            ({"status": "new"}, 400), ({"page": "0"}, 400), ({"page_size": "many"}, 400), ({"start_date": "yesterday"}, 400),
            ({"start_date": "9999-12-31T23:59:59-12:00"}, 400), ({"end_date": "0001-01-01"}, 400), ({"service_code": "x"}, 404),
            ({"start_date": "2026-04-22", "end_date": "2026-04-01"}, 400), ({"jurisdiction_id": "22"}, 404),
            ({"jurisdiction_id": "999999"}, 404), ({"jurisdiction_id": f"{HERE}001"}, 404), ({"api_key": "wrong"}, 403),
            ({"jurisdiction_id": "sfgov.org"}, 404), ({"page": "９"}, 400), ({"nobody": "knows this"}, 200),
        ],
    )  # fmt: skip
    def test_it_says_what_is_wrong(self, world: World, params: dict[str, str], status: int) -> None:
        answer = get("requests.json", **{"jurisdiction_id": COUNTY, **params})
        assert answer.status_code == status
        if status != 200:
            assert trouble(answer).endswith("。")

    def test_one_county_needs_no_jurisdiction_and_two_do(self, world: World, caller: Caller) -> None:
        need(world)
        assert len(get("requests.json").json()) == 1
        Place.objects.create(code="220322", name="梨树县", level="county", parent_id="22", county="220322")
        assert "jurisdiction_id" in trouble(get("requests.json"))
        assert len(get("requests.json", api_key=caller.text).json()) == 1

    def test_a_request_that_is_none_is_not_found(self, world: World) -> None:
        for pk in ("1", "nonsense", "018f0000-0000-7000-8000-000000000000", "%00"):
            assert get(f"requests/{pk}.json").status_code == 404


class TestWhoMayAsk:
    def test_without_a_key_only_where_it_is_open(self, world: World, settings: Any) -> None:
        settings.OPEN311_PUBLIC = False
        assert get("requests.json", jurisdiction_id=COUNTY).status_code == 403
        assert get("requests.json", jurisdiction_id=COUNTY, api_key=give().text).status_code == 200

    def test_revoked_and_run_out_keys_open_nothing(self, world: World) -> None:
        from minqing.ground.journal import PROGRAM

        today = timezone.localdate()
        gone, late = give(), give(expires_on=today)
        gone.key.revoke(by=PROGRAM, on=today)
        assert get("services.json", api_key=gone.text).status_code == 403
        assert get("services.json", api_key=late.text).status_code == 200
        type(late.key).objects.filter(pk=late.key.pk).update(expires_on=today - timedelta(days=1))
        assert get("services.json", api_key=late.text).status_code == 403

    def test_too_many_are_held_up(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        from minqing.faces.open311 import doors

        instant = timezone.now().replace(second=30)
        monkeypatch.setattr(doors.timezone, "now", lambda: instant)
        slow = give(per_minute=2)
        codes = [get("services.json", api_key=slow.text).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        monkeypatch.setattr(doors, "NAMELESS_PER_MINUTE", 3)
        answers = [get("services.json", api_key="guess") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
        assert answers[-1]["Retry-After"] == "60"

    def test_all_server_processes_count_together(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.core.cache import cache

        from minqing.faces.open311 import doors

        instant = timezone.now().replace(second=30)
        monkeypatch.setattr(doors.timezone, "now", lambda: instant)
        slow = give(per_minute=2)
        codes = []
        for _ in range(3):
            # Another process has another memory of its own.
            cache.clear()
            codes.append(get("services.json", api_key=slow.text).status_code)
        assert codes == [200, 200, 429]
        assert Tried.objects.get().times == 2, "who is over costs no write"
        later = instant + timedelta(minutes=1)
        monkeypatch.setattr(doors.timezone, "now", lambda: later)
        assert get("services.json", api_key=slow.text).status_code == 200

    def test_a_fault_of_ours_is_told_in_shape(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        from minqing.faces.open311 import listing

        def broken(*_: Any) -> None:
            raise RuntimeError("a secret")

        monkeypatch.setattr(listing, "found", broken)
        answer = get("requests.json", jurisdiction_id=COUNTY)
        assert answer.status_code == 500
        assert "secret" not in trouble(answer)


def _accepted(world: World, matter: Matter) -> Matter:
    life.accept(matter, by=world.users["linxiaohe"], on=timezone.localdate())
    return matter


def _reason(matter: Matter) -> dict[str, str]:
    """A reason where the kind's table asks one for not doing it."""
    from minqing.records.matters.models import Reason

    rule = matter.table.rule("matter.drop", matter.state)
    asked = getattr(rule, "reasons", "")
    return {"reason": Reason.objects.filter(list=asked).first().key} if asked else {}


def _ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["service_request_id"] for row in rows}


def _but(name: str, value: Any) -> dict[str, Any]:
    from dataclasses import replace

    changed = {key: replace(kind, **{name: value}) if key == "need" else kind for key, kind in KINDS.items()}
    return {key: kind for key, kind in changed.items() if kind.asks and not kind.private}
