"""The standard client lists and files against a running server."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from minqing.conftest import World
from minqing.faces.open311.tests.conftest import COUNTY, HERE, Caller, give, plain
from minqing.records.matters.models import Matter


@pytest.fixture
def running(live_server: Any, world: World) -> str:
    return f"{live_server.url}/open311/v2/"


def client(three: ModuleType, root: str, key: Caller | None = None, **more: Any) -> Any:
    return three.Three(root, jurisdiction=COUNTY, api_key=key.text if key else "", **more)


class TestThree:
    def test_it_discovers_and_lists_services(self, three: ModuleType, running: str) -> None:
        found = client(three, running)
        assert f"{found.discovery()['endpoints'][0]['url']}/" == running
        services = {row["service_code"]: row for row in found.services()}
        assert services["need.housing"]["type"] == "realtime"
        assert found.services("need.housing")["service_code"] == "need.housing"

    def test_it_files_follows_and_lists(self, three: ModuleType, running: str) -> None:
        key = give()
        found = client(three, running, key)
        answer = found.post(
            "need.environment",
            address="安石镇中香村一社东头",
            name="桂兰 李",
            phone="13900001234",
            description="沟堵了，请来看看",
        )
        pk = answer[0]["service_request_id"]
        matter = Matter.objects.get(pk=pk)
        assert (matter.place_id, matter.source, matter.unlooked, matter.asker) == (HERE, "open311", True, "李桂兰")
        assert matter.phone.plain() == "13900001234"
        assert found.requests() == []
        [one] = found.request(pk)
        assert (one["status"], one["service_code"], one["address_id"]) == ("open", "need.environment", HERE)
        Matter.objects.filter(pk=pk).update(unlooked=False)
        assert [row["service_request_id"] for row in found.requests("need.environment", status="open", count=10)] == [pk]
        assert found.requests("need.food") == []
        today = matter.opened_on.strftime("%m-%d-%Y")
        assert len(found.requests(start=today)) in (0, 1)

    def test_it_exchanges_a_token(self, three: ModuleType, running: str) -> None:
        found = client(three, running, give())
        answer = found.post("wish.education", address_id=HERE, description="想要一个书包")
        assert "service_request_id" not in answer[0]
        [row] = found.token(answer[0]["token"])
        assert Matter.objects.get(pk=row["service_request_id"]).kind == "wish"

    def test_it_reads_xml(self, three: ModuleType, running: str) -> None:
        found = client(three, running, format="xml")
        rows = plain(ElementTree.fromstring(found.services(convert=False)))
        assert {row["service_code"] for row in rows} >= {"need.housing", "wish.other"}

    def test_it_is_told_what_is_wrong(self, three: ModuleType, running: str) -> None:
        answer = client(three, running).post("need.housing", address_id=HERE, description="屋顶漏雨")
        assert answer[0]["code"] == 403
