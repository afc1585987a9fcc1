"""Ledgers too long to wait for."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.ground.notices.models import Notice
from minqing.ground.staff.models import Posting
from minqing.ledgers.tables import preparing

VILLAGE = "220422102209"


@pytest.fixture(autouse=True)
def _large(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(preparing, "MOST_AT_ONCE", 3)


def ask(client: Any, name: str = "tables:export", **data: str) -> Any:
    return client.post(reverse(name, args=["households"]), {"place": VILLAGE, **data}, follow=True)


def fetch(client: Any) -> Any:
    return client.get(reverse("tables:prepared", args=[Event.objects.filter(verb=preparing.ASKED).latest("id").pk]))


class TestPreparing:
    def test_it_is_made_by_the_worker_told_of_and_fetched(self, world: Any) -> None:
        client = world.client("weichanghe")
        page = ask(client).content.decode()

        assert "正在做" in page
        assert "农户台账 · 中香村 · " in page
        assert fetch(client).status_code != 200
        assert preparing.prepare_due(at=timezone.now()) == 1
        answer = fetch(client)
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert any("****" in str(cell.value) for row in sheet.iter_rows() for cell in row)
        assert "做好了" in Notice.objects.get(sort="prepared").sentence
        assert "下载" in client.get(reverse("tables:list")).content.decode()
        assert Event.objects.filter(verb="ledger.export").count() == 1
        assert (preparing.file_of(Event.objects.get(verb=preparing.ASKED).pk).stat().st_mode & 0o777) == 0o600

    def test_asked_for_twice_it_is_made_once_and_nobody_else_gets_it(self, world: Any) -> None:
        client = world.client("weichanghe")
        ask(client)
        ask(client)

        assert preparing.prepare_due(at=timezone.now()) == 1
        assert preparing.prepare_due(at=timezone.now()) == 0
        assert fetch(world.client("zhouqiming")).status_code == 404

    def test_whole_numbers_need_a_purpose_and_the_right_on_the_day_they_are_made(self, world: Any) -> None:
        client = world.client("zhouqiming")
        assert "要全号得写用途" in ask(client, "tables:export-full", purpose=" ").content.decode()
        ask(client, "tables:export-full", purpose="报县民政局核对低保")
        Posting.objects.filter(user__username="zhouqiming").delete()

        assert preparing.prepare_due(at=timezone.now()) == 0
        assert "没做成" in Notice.objects.get(sort="prepared").sentence
        assert not Event.objects.filter(verb="ledger.export_full").exists()

    def test_after_three_days_it_is_cleared_away(self, world: Any) -> None:
        client = world.client("weichanghe")
        ask(client)
        preparing.prepare_due(at=timezone.now())
        preparing.prepare_due(at=timezone.now() + preparing.KEPT + timedelta(minutes=5))

        assert [path.name for path in preparing.folder().iterdir()] == ["lock"]
        assert fetch(client).status_code != 200
