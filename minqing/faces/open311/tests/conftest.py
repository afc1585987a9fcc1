"""Keys, matters and the outside client of the Open311 tests."""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from minqing import cast
from minqing.conftest import World
from minqing.faces.open311.models import ApiKey
from minqing.ground.journal import PROGRAM
from minqing.ground.places.models import Place

ROOT = "/open311/v2/"
COUNTY, TOWN, HERE = "220422", "220422102", cast.ZHONGXIANG


@dataclass
class Caller:
    """Another program: its key, and what it sends."""

    key: ApiKey
    text: str

    def post(self, form: str = "json", **more: Any) -> Any:
        sent = {
            "jurisdiction_id": COUNTY, "service_code": "need.environment", "address_id": HERE,
            "description": "门前排水沟堵了，雨水灌院。请来看看！", **more,
        }  # fmt: skip
        sent = {"api_key": self.text, **{name: value for name, value in sent.items() if value is not None}}
        return Client().post(f"{ROOT}requests.{form}", sent)

    def filed(self, **more: Any) -> str:
        """File, and give the id."""
        answer = self.post(**more)
        assert answer.status_code == 200, answer.content.decode()
        return str(answer.json()[0]["service_request_id"])


def give(place: str = COUNTY, **more: Any) -> Caller:
    from django.utils import timezone

    given = {"name": "辽源市12345", "by": PROGRAM, "on": timezone.localdate(), "per_minute": 600, **more}
    return Caller(*ApiKey.objects.give(place=Place.objects.get(pk=place), **given))


@pytest.fixture
def caller(world: World) -> Caller:
    """A key for the county that reads and files."""
    return give()


def get(path: str, **params: Any) -> Any:
    return Client().get(f"{ROOT}{path}", params)


def listed(**params: Any) -> list[dict[str, Any]]:
    answer = get("requests.json", **{"jurisdiction_id": COUNTY, **params})
    assert answer.status_code == 200, answer.content.decode()
    return list(answer.json())


def trouble(answer: Any) -> str:
    """The sentence of an error in the specification's shape, which says the status too."""
    told = json.loads(answer.content)
    assert [row["code"] for row in told] == [answer.status_code]
    assert set(told[0]) == {"code", "description"}
    return str(told[0]["description"])


def plain(element: ElementTree.Element) -> Any:
    """XML as JSON would have it: lists where the specification has them, empty as None, everything else text."""
    if element.tag in ("services", "service_requests", "errors", "attributes", "values", "endpoints", "formats"):
        return [plain(child) for child in element]
    if len(element):
        return {child.tag: plain(child) for child in element}
    return element.text


def as_text(value: Any) -> Any:
    """JSON with its numbers and truths as XML spells them."""
    if isinstance(value, dict):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return None if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The client from PyPI, unchanged. Its last release is of Python 2: it looks for `ifilter`, which is `filter` today."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    monkeypatch.delenv("OPEN311_API_KEY", raising=False)
    monkeypatch.delenv("OPEN311_CITY_INFO", raising=False)
    module = pytest.importorskip("three")
    assert "three.core" in sys.modules
    return module  # type: ignore[no-any-return]
