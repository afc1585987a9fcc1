import io
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from django.urls import reverse

from minqing.ground.journal.models import Event

pytestmark = pytest.mark.usefixtures("present_day")
VILLAGE = "220422102209"


def ask(client: Any, name: str, key: str = "households", **data: str) -> Any:
    return client.post(reverse(name, args=[key]), {"place": VILLAGE, "month": "2026-04", **data})


class TestList:
    url = "/ledgers/"

    def test_it_says_what_each_ledger_holds(self, world: Any) -> None:
        page = world.client("weichanghe").get(self.url, {"month": "2026-04"}).content.decode()

        assert "农户台账" in page
        assert "4 户，10 人" in page
        assert "月工作简报" in page
        assert "csrfmiddlewaretoken" in page

    def test_it_offers_whole_numbers_only_to_whoever_may(self, world: Any) -> None:
        village = world.client("weichanghe").get(self.url).content.decode()
        town = world.client("zhouqiming").get(self.url).content.decode()

        assert "要全号" not in village
        assert "要全号" in town

    def test_it_offers_the_places_below(self, world: Any) -> None:
        page = world.client("zhouqiming").get(self.url).content.decode()

        assert f'value="{VILLAGE}"' in page

    def test_it_says_what_is_wrong_with_the_month(self, world: Any) -> None:
        answer = world.client("weichanghe").get(self.url, {"month": "2026-13"})

        assert answer.status_code == 422
        assert "「2026-13」不是月份" in answer.content.decode()

    def test_it_asks_little_of_the_database(self, world: Any, django_assert_max_num_queries: Any) -> None:
        client = world.client("weichanghe")
        with django_assert_max_num_queries(32):
            client.get(self.url)

    def test_it_shuts_its_door(self, world: Any) -> None:
        assert world.client("jiachengyi").get(self.url, {"place": VILLAGE}).status_code == 404
        assert world.client("dangyuan").get(self.url).status_code == 403
        assert world.client().get(self.url).status_code == 302


class TestExport:
    def test_it_sends_a_workbook_under_a_good_name(self, world: Any) -> None:
        answer = ask(world.client("weichanghe"), "tables:export")

        assert answer.status_code == 200
        assert quote("安石镇中香村农户台账（2026年4月）.xlsx") in answer["Content-Disposition"]
        assert openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    def test_it_shuts_its_door(self, world: Any) -> None:
        assert ask(world.client("jiachengyi"), "tables:export").status_code == 404
        assert ask(world.client("dangyuan"), "tables:export").status_code == 403
        assert ask(world.client(), "tables:export").status_code == 302
        assert not Event.objects.filter(verb__startswith="ledger.").exists()

    def test_it_is_not_to_be_got_by_a_link(self, world: Any) -> None:
        assert world.client("weichanghe").get(reverse("tables:export", args=["households"])).status_code == 405

    def test_it_refuses_a_month_to_come(self, world: Any) -> None:
        answer = ask(world.client("weichanghe"), "tables:export", month="2026-05")

        assert answer.status_code == 409
        assert "还没到 2026年5月" in answer.content.decode()

    def test_it_knows_no_other_ledgers(self, world: Any) -> None:
        assert ask(world.client("weichanghe"), "tables:export", "secrets").status_code == 404


class TestExportFull:
    def test_it_asks_for_a_purpose(self, world: Any) -> None:
        answer = ask(world.client("zhouqiming"), "tables:export-full", purpose=" ")

        assert answer.status_code == 409
        assert "用途" in answer.content.decode()

    def test_it_says_in_the_name_that_numbers_are_whole(self, world: Any) -> None:
        answer = ask(world.client("zhouqiming"), "tables:export-full", purpose="核对低保")

        assert answer.status_code == 200
        assert quote("全号") in answer["Content-Disposition"]
        assert Event.objects.get(verb="ledger.export_full").words == "核对低保"

    def test_it_shuts_its_door(self, world: Any) -> None:
        assert ask(world.client("jiachengyi"), "tables:export-full", purpose="核对低保").status_code == 404
        assert ask(world.client("weichanghe"), "tables:export-full", purpose="核对低保").status_code == 403
        assert ask(world.client("dangyuan"), "tables:export-full", purpose="核对低保").status_code == 403
        assert ask(world.client(), "tables:export-full", purpose="核对低保").status_code == 302
        assert not Event.objects.filter(verb__startswith="ledger.").exists()
