import io
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from minqing.ledgers.briefs.reading import figures_in

pytestmark = pytest.mark.usefixtures("present_day")
VILLAGE = "220422102209"
ASKED = {"place": VILLAGE, "month": "2026-04"}


class TestList:
    def test_it_offers_the_brief(self, world: Any) -> None:
        page = world.client("weichanghe").get(reverse("briefs:list")).content.decode()

        assert "月工作简报" in page
        assert "csrfmiddlewaretoken" in page

    def test_it_shuts_its_door(self, world: Any) -> None:
        url = reverse("briefs:list")
        assert world.client("jiachengyi").get(url, ASKED).status_code == 404
        assert world.client("dangyuan").get(url).status_code == 403
        assert world.client().get(url).status_code == 302

    def test_it_says_what_is_wrong_with_the_month(self, world: Any) -> None:
        answer = world.client("weichanghe").get(reverse("briefs:list"), {"month": "2026-99"})

        assert answer.status_code == 422
        assert "不是月份" in answer.content.decode()


class TestPage:
    url = "/briefs/month/"

    def test_it_shows_each_figure_as_what_opens(self, world: Any, april: Any) -> None:
        page = world.client("weichanghe").get(self.url, ASKED).content.decode()

        address = reverse("figures:figure", args=["visit.persons"])
        assert f'<a class="fig" href="{address}?place={VILLAGE}&amp;from=2026-04-01&amp;to=2026-04-22">4</a>人次' in page

    def test_its_figures_open(self, world: Any, april: Any) -> None:
        client = world.client("weichanghe")
        page = client.get(self.url, ASKED).content.decode()
        addresses = {found.replace("&amp;", "&") for found in re.findall(r'<a class="fig" href="(/figures/[^"]+)"', page)}

        assert len(addresses) > 12
        assert {client.get(address).status_code for address in addresses} == {200}

    def test_it_asks_little_of_the_database(self, world: Any, april: Any, django_assert_max_num_queries: Any) -> None:
        client = world.client("weichanghe")
        with django_assert_max_num_queries(60):
            client.get(self.url, ASKED)

    def test_it_shuts_its_door(self, world: Any) -> None:
        assert world.client("jiachengyi").get(self.url, ASKED).status_code == 404
        assert world.client("dangyuan").get(self.url, ASKED).status_code == 403
        assert world.client().get(self.url, ASKED).status_code == 302
        assert world.client("weichanghe").get("/briefs/year/", ASKED).status_code == 404
        assert world.client("weichanghe").get(self.url, {**ASKED, "month": "2030-01"}).status_code == 409


class TestMake:
    url = "/briefs/month/copies/"

    def test_it_sends_the_file(self, world: Any, april: Any) -> None:
        answer = world.client("weichanghe").post(self.url, ASKED)

        assert quote("安石镇中香村2026年4月工作简报.docx") in answer["Content-Disposition"]
        assert figures_in(io.BytesIO(b"".join(answer.streaming_content)))

    def test_it_shuts_its_door(self, world: Any) -> None:
        assert world.client("jiachengyi").post(self.url, ASKED).status_code == 404
        assert world.client("dangyuan").post(self.url, ASKED).status_code == 403
        assert world.client().post(self.url, ASKED).status_code == 302
        assert world.client("weichanghe").get(self.url).status_code == 405
